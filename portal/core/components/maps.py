"""Maps: always beside a list or beside fields, never instead; without script there is none."""

from django.conf import settings

from .. import html as core_html
from .registry import component


@component
def map_box(id, label, points=(), view=None, pin_latitude="", pin_longitude=""):
    """Show a map; the page includes ``layouts/map_styles.html`` and ``layouts/map_scripts.html`` in its head.

    ``points`` are mappings of latitude, longitude, title, text and perhaps url with link, its words; ``view`` (point
    and zoom) says where it opens without them. With ``pin_latitude`` and ``pin_longitude``, ids of two fields, a pin is
    placed that fills them in.
    """
    return {
        "id": id,
        "label": label,
        "points": list(points),
        "points_id": f"{id}-points",
        # As texts: a template would write numbers with the comma of the language.
        "latitude": str(view.point.latitude) if view else "",
        "longitude": str(view.point.longitude) if view else "",
        "zoom": str(view.zoom) if view else "",
        "pin_latitude": pin_latitude,
        "pin_longitude": pin_longitude,
        "tile_url": settings.MAP_TILE_URL,
        # Whom to name for the background: it may hold links, and Leaflet writes it as HTML.
        "attribution": core_html.clean(settings.MAP_ATTRIBUTION, core_html.INLINE),
    }
