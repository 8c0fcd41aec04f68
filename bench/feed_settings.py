"""The portal as it runs for development, with the two constant addresses that feeds are compared with."""

from portal.settings.dev import *  # noqa: F403

ROOT_URLCONF = "bench.feed_urls"
# The 35,000 communes have no part in a calendar.
PORTAL_LOAD_COMMUNES = False
