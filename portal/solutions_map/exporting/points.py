"""The map as GeoJSON (RFC 7946): a feature for each solution, where its open places are.

Longitude first, WGS 84, six decimals (some ten centimetres). One place is a Point, several a MultiPoint; a solution
whose place nobody knows has a null geometry and is in the file all the same.
"""

import json

from ..filters import SolutionFilter
from ..hits import Hit
from ..openings import OpeningState
from .table import open_sites, page_of, read

GEOJSON_TYPE = "application/geo+json"
_DECIMALS = 6


def write_geojson(found: SolutionFilter, *, professional: bool) -> bytes:
    """Return what ``found`` leaves as a FeatureCollection in UTF-8, by name."""
    features = [_feature(hit, professional) for hit in read(found, professional=professional)]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _feature(hit: Hit, professional: bool) -> dict:
    solution = hit.solution
    properties = {
        "name": solution.name,
        "url": page_of(hit),
        "type": solution.solution_type.code,
        "needs": [need.code for need in solution.needs.all()],
        "audiences": [audience.code for audience in solution.audiences.all()],
        "levels": [level.code for level in solution.levels.all()],
        "age_min": solution.age_min,
        "age_max": solution.age_max,
        "format": solution.format,
        "cost": solution.cost,
        "summary": solution.summary,
        "public_text": solution.public_text,
        "providers": [provider.name for provider in solution.providers.all()],
        "addresses": [site.full_address for site in open_sites(solution)],
        "phone": solution.contact_phone,
        "email": solution.contact_email,
        "website": solution.website,
        "kept_by": str(solution.keeper),
        **_opening(hit.state),
    }
    if professional:
        properties |= {
            "state": solution.state,
            "conditions": solution.conditions,
            "how_to_orient": solution.how_to_orient,
            "public": solution.public,
        }
    return {"type": "Feature", "id": solution.pk, "geometry": _geometry(solution), "properties": properties}


def _geometry(solution) -> dict | None:
    sites = [*open_sites(solution), *(session.site for session in solution.running_sessions if session.site)]
    places = list(
        dict.fromkeys(
            (round(site.longitude, _DECIMALS), round(site.latitude, _DECIMALS))
            for site in sites
            if site.latitude is not None and site.closed_at is None
        )
    )
    if not places:
        return None
    if len(places) == 1:
        return {"type": "Point", "coordinates": list(places[0])}
    return {"type": "MultiPoint", "coordinates": [list(place) for place in places]}


def _opening(state: OpeningState | None) -> dict:
    if state is None:
        return {"opening": None, "opens_on": None, "apply_until": None, "seats": None}
    seats = None
    if state.free is not None:
        seats = {
            "free": state.free,
            "capacity": state.capacity,
            "reported_on": state.reported_on.isoformat(),
            "reported_by": state.reported_by_name,
            "to_confirm": state.to_confirm,
        }
    return {
        "opening": state.kind.value,
        "opens_on": state.opens_on.isoformat() if state.opens_on else None,
        "apply_until": state.deadline.isoformat() if state.deadline else None,
        "seats": seats,
    }
