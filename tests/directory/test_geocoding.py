"""The client of the geocoder, against a real server that answers well, badly, slowly, or elsewhere."""

import contextlib
import time

import pytest
from django.core.checks import run_checks

from portal.directory import geocoding
from portal.directory.french_points import Point
from portal.directory.geocoding import Address, Found, GeocoderError, agrees, point_of

from .geocoder import NOTHING, POSITION, Geocoder, answer

pytestmark = pytest.mark.django_db
BARET = Address("Place Félix Baret", town="Marseille", postcode="13006", insee="13055")
FOUND = Point(43.290622, 5.379611)


def test_an_address_is_found_and_asked_for_once_in_90_days(geocoder, settings):
    settings.BASE_URL = "https://concerto.example"
    assert point_of(BARET) == FOUND
    same = Address("place FELIX-BARET", town="Marseille", postcode="13006", insee="13055")
    assert point_of(same) == FOUND
    assert geocoder.asked == [
        {"path": "/search", "q": "Place Félix Baret Marseille", "postcode": "13006", "limit": "1", "autocomplete": "0"}
    ]
    assert geocoder.agents == ["Concerto (+https://concerto.example)"]


def test_what_was_not_found_is_kept_too(geocoder):
    geocoder.body = NOTHING
    assert [point_of(BARET), point_of(BARET), len(geocoder.asked)] == [None, None, 1]


def test_another_geocoder_does_not_answer_with_what_the_first_one_said(geocoder, settings):
    point_of(BARET)
    settings.GEOCODER_URL = f"{geocoder.url}/other"
    point_of(BARET)
    assert [one["path"] for one in geocoder.asked] == ["/search", "/search/other"]


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        # Communes with arrondissements carry their codes: the postcode says which.
        (BARET, {"q": "Place Félix Baret Marseille", "postcode": "13006"}),
        (
            Address("1 rue Jean Jaurès", "Aubagne", "13400", "13005"),
            {"q": "1 rue Jean Jaurès Aubagne", "postcode": "13400", "citycode": "13005"},
        ),
        (Address("1 rue Jean Jaurès", "Aubagne", "", "13005"), {"q": "1 rue Jean Jaurès Aubagne", "citycode": "13005"}),
        (Address("« Le Port », quai 2", postcode="13400"), {"q": "Le Port », quai 2", "postcode": "13400"}),
        (Address("a&limit=50#x /../ ?q=z", postcode="13400"), {"q": "a&limit=50#x /../ ?q=z", "postcode": "13400"}),
        (Address("x" * 300, postcode="13400"), {"q": "x" * 200, "postcode": "13400"}),
    ],
)
def test_the_question_holds_what_helps(geocoder, address, asked):
    point_of(address)
    assert geocoder.asked == [{"path": "/search", "limit": "1", "autocomplete": "0", **asked}]


@pytest.mark.parametrize(
    "address",
    [Address("", "Marseille", "13006", "13055"), Address("12 rue de la République"), Address("!?", postcode="13006")],
)
def test_an_address_that_says_too_little_is_not_asked_for(geocoder, address):
    assert (point_of(address), geocoder.asked) == (None, [])


@pytest.mark.parametrize(
    ("facts", "position"),
    [
        ({"score": 0.49}, POSITION),
        ({"type": "municipality"}, POSITION),
        # The same street in another town, of the same department and of another.
        ({"citycode": "13005", "postcode": "13400"}, POSITION),
        ({"citycode": "69123", "postcode": "69001"}, POSITION),
        # The right town by its code, abroad by its point: Naples, and the numbers the wrong way round.
        ({}, [14.25, 40.85]),
        ({}, list(reversed(POSITION))),
        # On the mainland, said to be in La Réunion.
        ({"citycode": "97411", "postcode": "97400"}, POSITION),
    ],
)
def test_what_does_not_agree_with_the_address_is_refused(geocoder, facts, position):
    geocoder.body = answer(position, **facts)
    assert (point_of(BARET), len(geocoder.asked)) == (None, 1)


@pytest.mark.parametrize(
    ("address", "facts", "is_right"),
    [
        (Address("x", "Aubagne", "13400", "13005"), {"citycode": "13005", "postcode": "13400"}, True),
        # Merged communes: the former code, or the same postcode in the same department.
        (Address("x", "Aubagne", "", "13005"), {"citycode": "13999", "oldcitycode": "13005"}, True),
        (Address("x", "Aubagne", "13400", "13005"), {"citycode": "13999", "postcode": "13400"}, True),
        (Address("x", "Aubagne", "13400", "13005"), {"citycode": "83999", "postcode": "13400"}, False),
        # Without commune, the postcode alone says which town.
        (Address("Rue X", postcode="13006"), {}, True),
        (Address("Rue X", postcode="13001"), {}, False),
    ],
)
def test_the_town_that_was_found_is_the_one_that_was_meant(geocoder, address, facts, is_right):
    geocoder.body = answer(**facts)
    assert (point_of(address) is not None) is is_right


def test_a_point_of_an_island_is_right_there_only():
    saint_denis = Address("x", "Saint-Denis", "97400", "97411")
    there = Found(-20.88, 55.45, 0.9, "street", "97411", "97400")
    assert agrees(there, saint_denis)
    assert not agrees(Found(48.9, 2.3, 0.9, "street", "97411", "97400"), saint_denis)


NONSENSE = [
    b"",
    b"<html>maintenance</html>",
    b"\xff\xfe\x00",
    b"[]",
    b"null",
    b'{"features": 3}',
    b'{"features": [7]}',
    b'{"features": [{"geometry": null, "properties": {}}]}',
    b"[" * 60_000,
    answer(score=None),
    answer(score="0.9"),
    answer(score=True),
    answer(citycode=13206),
    answer(["5", "43"]),
    answer([5.3]),
    answer("43"),
    answer([5.3, 143.2]),
    answer().replace(b"5.379611", b"NaN"),
    answer().replace(b"5.379611", b"Infinity"),
    answer().replace(b"5.379611", b"9" * 400),
]


@pytest.mark.parametrize("body", NONSENSE, ids=lambda body: body[:40].decode(errors="replace"))
def test_nonsense_is_an_error_and_is_not_kept(geocoder, body):
    geocoder.body = body
    with pytest.raises(GeocoderError):
        point_of(BARET)
    geocoder.body = answer()
    assert point_of(BARET) == FOUND


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_a_refusal_is_an_error_and_is_not_kept(geocoder, status):
    geocoder.status = status
    with pytest.raises(GeocoderError, match=str(status)):
        point_of(BARET)
    geocoder.status = 200
    assert point_of(BARET) == FOUND


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("scheme", ["http://127.0.0.1:{port}/internal", "file:///etc/passwd"])
def test_d78_a_redirect_is_not_followed(geocoder, status, scheme):
    other = Geocoder()
    geocoder.status = status
    geocoder.headers = {"Location": scheme.format(port=other._server.server_port)}
    try:
        with pytest.raises(GeocoderError, match=str(status)):
            point_of(BARET)
        assert (other.asked, len(geocoder.asked)) == ([], 1)
    finally:
        other.close()


def test_d78_an_answer_that_is_too_long_is_left_unread(geocoder):
    sent = []

    def flood(handler):
        handler.send_response(200)
        handler.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(2_000):
                handler.wfile.write(b" " * 10_000)
                sent.append(10_000)

    geocoder.act = flood
    with pytest.raises(GeocoderError, match="too long"):
        point_of(BARET)
    geocoder.close()
    # What the buffers of the system take, and not the 20 MB.
    assert sum(sent) < 19_000_000


@pytest.mark.parametrize("drip", [False, True], ids=["silent", "dripping"])
def test_d78_a_slow_answer_is_given_up(geocoder, monkeypatch, drip):
    monkeypatch.setattr(geocoding, "TIMEOUT", 0.4)

    def wait(handler):
        if drip:
            handler.send_response(200)
            handler.end_headers()
        with contextlib.suppress(OSError):
            while not geocoder.is_closing.wait(0.05):
                if drip:
                    handler.wfile.write(b" ")
                    handler.wfile.flush()

    geocoder.act = wait
    start = time.monotonic()
    with pytest.raises(GeocoderError):
        point_of(BARET)
    assert 0.3 < time.monotonic() - start < 30


def test_a_server_that_is_not_there_or_hangs_up_is_an_error(geocoder, settings):
    def hang_up(handler):
        handler.connection.close()

    geocoder.act = hang_up
    with pytest.raises(GeocoderError):
        point_of(BARET)
    settings.GEOCODER_URL = "http://127.0.0.1:9/search"
    with pytest.raises(GeocoderError):
        point_of(BARET)


@pytest.mark.parametrize(
    "url",
    [
        "http://data.geopf.fr/geocodage/search",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "https://",
        "data.geopf.fr",
        "https://user@data.geopf.fr/search",
        "https://data.geopf.fr/search?key=1",
        "https://data.geopf.fr/search#x",
    ],
)
def test_d78_nothing_but_https_is_asked(settings, url):
    settings.GEOCODER_URL = url
    with pytest.raises(GeocoderError, match="GEOCODER_URL"):
        point_of(BARET)
    assert "directory.E001" in [error.id for error in run_checks()]


@pytest.mark.parametrize("url", ["", "https://data.geopf.fr/geocodage/search", "http://127.0.0.1:7878/search"])
def test_the_national_service_one_of_ones_own_and_none_are_good_settings(settings, url):
    settings.GEOCODER_URL = url
    assert "directory.E001" not in [error.id for error in run_checks()]
