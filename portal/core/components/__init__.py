"""The portal's components: small pieces of a page with declared arguments, all shown on ``/composants/``.

A component is a function whose signature declares its arguments and which returns the context of the template of the
same name in ``templates/components/``. A typo in a name or an argument fails when its template is compiled.
"""

from . import facts, forms, maps, pages  # noqa: F401 - they declare the components
from .looks import KINDS, icon_names
from .registry import Component, ComponentError, get, names, render
from .statuses import STATUSES

__all__ = ["KINDS", "STATUSES", "Component", "ComponentError", "get", "icon_names", "names", "render"]
