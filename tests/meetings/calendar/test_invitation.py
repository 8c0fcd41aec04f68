import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from portal.core.text import clean_line
from portal.meetings.calendar.invitation import Method, Party, render_invitation

from .builders import DOMAIN, NIGHTMARES, make_event, read_with_icalendar, read_with_vobject
from .lint import lint

LEADS = Party("Plate-forme de l’Ouest", "contact@psad.example")
GUEST = Party("Inès Payet", "ines@cio.example")
ANY_NAME = st.text(st.characters(), max_size=80) | st.sampled_from(NIGHTMARES)


def invitation(event=None, *, organizer=LEADS, attendee=GUEST, method=Method.REQUEST):
    return render_invitation(
        event or make_event(), organizer=organizer, attendee=attendee, method=method, domain=DOMAIN
    )


def unfolded(body: bytes) -> list[str]:
    return body.decode().replace("\r\n ", "").split("\r\n")


def test_a_request_names_the_platform_and_the_recipient_alone():
    lines = unfolded(invitation())
    assert [line for line in lines if line.startswith(("METHOD", "ORGANIZER", "ATTENDEE", "STATUS"))] == [
        "METHOD:REQUEST",
        'ATTENDEE;CN="Inès Payet";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE'
        ":mailto:ines@cio.example",
        'ORGANIZER;CN="Plate-forme de l’Ouest":mailto:contact@psad.example',
        "STATUS:CONFIRMED",
    ]


def test_the_mail_part_names_the_same_method_as_the_body():
    assert Method.REQUEST.content_type == "text/calendar; method=REQUEST; charset=utf-8"
    assert Method("CANCEL").content_type == "text/calendar; method=CANCEL; charset=utf-8"


def test_d44_a_cancellation_keeps_the_uid_and_says_cancelled():
    (before,) = lint(invitation(), events=1, invitation=True)
    body = invitation(make_event(status="cancelled", sequence=1), method="CANCEL")
    (after,) = lint(body, events=1, invitation=True)
    assert unfolded(body)[4] == "METHOD:CANCEL"
    assert (after["UID"], after["SEQUENCE"], after["STATUS"]) == (before["UID"], "1", "CANCELLED")


def test_cancel_withdraws_one_person_from_a_meeting_that_stands():
    (event,) = lint(invitation(make_event(status="convened"), method=Method.CANCEL), events=1, invitation=True)
    assert (event["STATUS"], event["SUMMARY"]) == ("CANCELLED", "[ANNULÉ] Cercle 1")


def test_a_cancelled_meeting_cannot_be_requested():
    with pytest.raises(ValueError, match="cancelled"):
        invitation(make_event(status="cancelled"))


def test_two_renderings_are_identical():
    assert invitation() == invitation()


def test_a_person_without_a_name_has_no_common_name():
    assert "CN=" not in "".join(
        unfolded(invitation(organizer=Party("", "a@b.example"), attendee=Party("\a", "c@d.example")))
    )


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        (" o'brien+psad@b.example ", "mailto:o'brien+psad@b.example"),
        ("a&b=c?d/e@b.example", "mailto:a%26b%3Dc%3Fd%2Fe@b.example"),
        ("a@écoles.example", "mailto:a@xn--coles-9ra.example"),
    ],
)
def test_an_address_is_written_as_a_mailto_address(typed, written):
    (event,) = lint(invitation(attendee=Party("x", typed)), events=1, invitation=True)
    assert event["ATTENDEE"] == written


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a",
        "a@",
        "@b.example",
        "a@b.example, evil@x.example",
        "a@b.example,evil@x.example",
        "a@b.example;evil",
        "A <a@b.example>",
        "a@b.example\r\nBcc: evil@x.example",
        "a\0@b.example",
        "a@b..example",
        "a@b.example?cc=evil",
        '"a b"@b.example',
        "a@[127.0.0.1]",
        "é@b.example",
    ],
)
def test_d38_what_is_not_exactly_one_address_is_refused(typed):
    with pytest.raises(ValueError, match="not one mail address|label"):
        Party("x", typed)


@pytest.mark.parametrize("name", NIGHTMARES)
def test_d37_no_name_breaks_an_invitation(name):
    assert_named(name)


@given(ANY_NAME)
def test_d37_any_name_is_read_back(name):
    assert_named(name)


def assert_named(name: str):
    body = invitation(organizer=Party(name, "a@b.example"), attendee=Party(name, "c@d.example"))
    (event,) = lint(body, events=1, invitation=True)
    assert (event["ORGANIZER"], event["ATTENDEE"]) == ("mailto:a@b.example", "mailto:c@d.example")
    shown = clean_line(name).replace('"', "'").replace("\\", "/").replace("^", "")
    first = icalendar.Calendar.from_ical(body).walk("VEVENT")[0]
    assert [str(first[key].params.get("CN", "")) for key in ("ORGANIZER", "ATTENDEE")] == [shown, shown]
    assert [str(first[key]) for key in ("ORGANIZER", "ATTENDEE")] == ["mailto:a@b.example", "mailto:c@d.example"]
    second = vobject.readOne(body.decode()).vevent
    assert [line.params.get("CN", [""]) for line in (second.organizer, second.attendee)] == [[shown], [shown]]
    assert [line.value for line in (second.organizer, second.attendee)] == ["mailto:a@b.example", "mailto:c@d.example"]
    assert read_with_icalendar(body) == read_with_vobject(body)
