#!/usr/bin/env python
"""Django's command line. Production settings unless DJANGO_SETTINGS_MODULE says otherwise."""

import os
import sys

if __name__ == "__main__":
    chosen = "catalogue" if sys.argv[1:2] == ["messages"] else "production"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"portal.settings.{chosen}")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
