"""The client of the national geocoder (Géoplateforme, data.geopf.fr), or of one that speaks like it.

It asks the one host of ``GEOCODER_URL`` and nothing else: what people type only becomes parameters of the query, a
redirect is an error, an answer is read up to a bound in size and time, and nothing in it is believed unchecked (D-78).
"""

import hashlib
import json
import math
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import asdict, dataclass
from http.client import HTTPException

from django.conf import settings
from django.core import checks
from django.core.cache import caches

from portal.core.fold import fold

from .french_points import Point, commune_of, department_of, has_arrondissements, in_department

#: Seconds for a whole answer.
TIMEOUT = 3
#: One address takes less than one kilobyte.
MAX_BYTES = 64 * 1024
#: The service refuses longer questions.
MAX_QUESTION = 200
MIN_QUESTION = 3
#: Below, the service guesses (0 to 1): another street, or the same name elsewhere.
MIN_SCORE = 0.5
#: A whole town is no place to find a door by.
PRECISE = frozenset({"housenumber", "street", "locality"})
KEPT = 90 * 24 * 3600
#: What was not found may be known next week: the national base grows.
KEPT_NOTHING = 7 * 24 * 3600
#: Hosts of this machine, where a geocoder of one's own may do without https.
LOCAL_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})


class GeocoderError(Exception):
    """The service did not answer, or not as it should: to be asked again later."""


@dataclass(frozen=True)
class Address:
    """What is known of a place: the postcode is one of the commune's own where ``insee`` is known, never a CEDEX."""

    street: str
    town: str = ""
    postcode: str = ""
    insee: str = ""


@dataclass(frozen=True)
class Found:
    """What the service found, as it says it."""

    latitude: float
    longitude: float
    score: float
    kind: str
    citycode: str
    postcode: str
    former_citycode: str = ""

    @property
    def point(self) -> Point:
        """Return where it is."""
        return Point(self.latitude, self.longitude)


def is_on() -> bool:
    """Return whether the portal may ask a geocoder."""
    return bool(settings.GEOCODER_URL)


def point_of(address: Address) -> Point | None:
    """Return the point of ``address``, or None where there is none that agrees with it.

    Answers are kept for 90 days. Raises ``GeocoderError`` when the service is down or answers nonsense.
    """
    parameters = _parameters(address)
    if parameters is None:
        return None
    cache, key = caches["geocoder"], _key(parameters)
    kept = cache.get(key)
    if kept is None:
        found = _read(_ask(parameters))
        cache.set(key, {"found": asdict(found) if found else None}, KEPT if found else KEPT_NOTHING)
    else:
        found = Found(**kept["found"]) if kept["found"] else None
    return found.point if found and agrees(found, address) else None


def agrees(found: Found, address: Address) -> bool:
    """Return whether what was found is precise enough, and in the town and the department where it should be."""
    if found.score < MIN_SCORE or found.kind not in PRECISE:
        return False
    department = department_of(found.citycode)
    if not in_department(found.point, department):
        return False
    if not address.insee:
        return bool(address.postcode) and found.postcode == address.postcode
    codes = {commune_of(found.citycode), found.former_citycode}
    # Communes merge: the same postcode in the same department is the same place under another code.
    merged = department == department_of(address.insee) and found.postcode == address.postcode != ""
    return address.insee in codes or merged


def check_url(url: str) -> None:
    """Raise ``ValueError`` unless ``url`` is https, or http on this very machine."""
    parts = urllib.parse.urlsplit(url)
    if not (parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL_HOSTS))):
        raise ValueError("GEOCODER_URL must begin with https:// and name a host.")
    if parts.query or parts.fragment or parts.username:
        raise ValueError("GEOCODER_URL must have no parameters and no user name.")


def check_setting(app_configs, **options) -> list[checks.Error]:
    """Tell at the start, and in ``manage.py check``, that the setting names nothing that may be asked."""
    try:
        if is_on():
            check_url(settings.GEOCODER_URL)
    except ValueError as error:
        return [checks.Error(str(error), id="directory.E001")]
    return []


def _parameters(address: Address) -> dict[str, str] | None:
    """Return the question, or None for an address that says too little to be looked up."""
    if not address.street or not (address.insee or address.postcode):
        return None
    question = f"{address.street} {address.town}"
    # It wants a letter or a digit first.
    while question and not question[0].isalnum():
        question = question[1:]
    question = " ".join(question.split())[:MAX_QUESTION].strip()
    if len(question) < MIN_QUESTION:
        return None
    parameters = {"q": question, "limit": "1", "autocomplete": "0"}
    if address.postcode:
        parameters["postcode"] = address.postcode
    if address.insee and not has_arrondissements(address.insee):
        parameters["citycode"] = address.insee
    return parameters


def _key(parameters: dict[str, str]) -> str:
    written = "|".join(f"{name}={fold(value)}" for name, value in sorted(parameters.items()))
    return hashlib.sha256(f"{settings.GEOCODER_URL}|{written}".encode()).hexdigest()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *parameters):
        """Follow nowhere: urllib then raises the answer as an error."""


def _ask(parameters: dict[str, str]) -> bytes:
    try:
        check_url(settings.GEOCODER_URL)
    except ValueError as error:
        raise GeocoderError(str(error)) from error
    request = urllib.request.Request(  # noqa: S310 – the scheme was just checked
        f"{settings.GEOCODER_URL}?{urllib.parse.urlencode(parameters)}",
        headers={"User-Agent": f"Concerto (+{settings.BASE_URL})", "Accept": "application/json"},
    )
    deadline = time.monotonic() + TIMEOUT
    handlers = [_NoRedirect]
    if urllib.parse.urlsplit(settings.GEOCODER_URL).hostname in LOCAL_HOSTS:
        # The proxy of the environment, through which a public service is asked, does not lead back here.
        handlers.append(urllib.request.ProxyHandler({}))
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=TIMEOUT) as answer:
            return _body(answer, deadline)
    except urllib.error.HTTPError as error:
        error.close()
        raise GeocoderError(f"status {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise GeocoderError(str(error) or type(error).__name__) from error


def _body(answer, deadline: float) -> bytes:
    body = b""
    while part := answer.read1(8192):
        body += part
        if len(body) > MAX_BYTES:
            raise GeocoderError("the answer is too long")
        # The time-out of the socket begins anew with each byte: one that drips would never reach it.
        if time.monotonic() > deadline:
            raise GeocoderError("the answer is too slow")
    return body


def _read(body: bytes) -> Found | None:
    """Return the first address of a GeoJSON answer, None where it holds none."""
    try:
        features = json.loads(body)["features"]
        if not features:
            return None
        facts, position = features[0]["properties"], features[0]["geometry"]["coordinates"]
        longitude, latitude = (_number(value) for value in position[:2])
        found = Found(
            latitude=latitude,
            longitude=longitude,
            score=_number(facts["score"]),
            kind=_text(facts, "type"),
            citycode=_text(facts, "citycode"),
            postcode=_text(facts, "postcode"),
            former_citycode=_text(facts, "oldcitycode"),
        )
    except (ValueError, KeyError, IndexError, TypeError, OverflowError, RecursionError) as error:
        raise GeocoderError("the answer is not what it should be") from error
    if abs(found.latitude) > 90 or abs(found.longitude) > 180:
        raise GeocoderError("the answer is not on earth")
    return found


def _number(value) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("not a number")
    return float(value)


def _text(facts: dict, name: str) -> str:
    value = facts.get(name) or ""
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value
