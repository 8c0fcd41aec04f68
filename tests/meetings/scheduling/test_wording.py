import datetime as dt
import re

import pytest
from django.utils import translation

from portal.meetings.scheduling import (
    Edit,
    EditAction,
    ErrorCode,
    EveryWeeks,
    PlanKey,
    PlanWarning,
    Reason,
    ReasonCode,
    SchedulingError,
    WarningCode,
    propose,
)
from portal.meetings.scheduling.wording import describe, describe_error, describe_reason, describe_warning

from .builders import AUTUMN, SPRING, WEDNESDAY, circle_1, circle_2, season_request

NBSP = "\u202f"
ARMISTICE = PlanKey("c1", 202646)
WEDNESDAYS = circle_1(weekday=WEDNESDAY, anchor=dt.date(2026, 10, 14))


@pytest.fixture(params=["en", "fr"])
def language(request):
    with translation.override(request.param):
        yield request.param


def sentence(request, key):
    return describe(next(o for o in propose(request).occurrences if o.key == key))


def test_a_shift_says_from_where_to_where_and_why(language):
    assert (
        sentence(season_request(WEDNESDAYS), ARMISTICE)
        == {
            "en": "Moved from Wednesday 11 November to Thursday 12: public holiday (Armistice)",
            "fr": f"Déplacée du mercredi 11 novembre au jeudi 12{NBSP}: jour férié (Armistice)",
        }[language]
    )


def test_a_shift_into_another_month_names_both(language):
    edit = Edit(ARMISTICE, EditAction.MOVE, dt.date(2026, 12, 1))
    assert (
        sentence(season_request(WEDNESDAYS, edits=(edit,)), ARMISTICE)
        == {
            "en": "Moved by hand from Wednesday 11 November to Tuesday 1 December",
            "fr": "Déplacée à la main du mercredi 11 novembre au mardi 1er décembre",
        }[language]
    )


def test_a_shift_to_the_first_of_the_month_is_spelt_in_full(language):
    rhythm = circle_1(in_campaign=None, outside=EveryWeeks(8), anchor=dt.date(2026, 12, 2), weekday=WEDNESDAY)
    closed = dict.fromkeys((dt.date(2026, 12, n) for n in (2, 3)), "Travaux")
    assert (
        sentence(season_request(rhythm, campaigns=(), closed_days=closed), PlanKey("c1", 202649))
        == {
            "en": "Moved from Wednesday 2 December to Tuesday 1 December: closed day (Travaux)",
            "fr": f"Déplacée du mercredi 2 décembre au mardi 1er décembre{NBSP}: jour de fermeture (Travaux)",
        }[language]
    )


def test_a_skip_says_why(language):
    assert (
        sentence(season_request(WEDNESDAYS), PlanKey("c1", 202644))
        == {
            "en": "No meeting on Wednesday 28 October: school holidays (Toussaint), no free day within 4 days",
            "fr": f"Pas de réunion le mercredi 28 octobre{NBSP}: vacances scolaires (Toussaint), "
            "aucun jour libre à 4 jours près",
        }[language]
    )


def test_a_merge_names_the_circle_2_meeting(language):
    request = season_request(circle_1(), circle_2())
    assert (
        sentence(request, PlanKey("c1", 202641))
        == {
            "en": "Joined to the circle 2 meeting of Tuesday 6 October, which includes circle 1",
            "fr": "Regroupée avec la réunion du cercle 2 du mardi 6 octobre, qui inclut le cercle 1",
        }[language]
    )
    assert (
        sentence(request, PlanKey("c1", 202716))
        == {
            "en": "Joined to the circle 2 meeting of Tuesday 13 April, which includes circle 1, "
            "instead of Tuesday 20 April: school holidays (Printemps)",
            "fr": "Regroupée avec la réunion du cercle 2 du mardi 13 avril, qui inclut le cercle 1, "
            f"au lieu du mardi 20 avril{NBSP}: vacances scolaires (Printemps)",
        }[language]
    )


def test_what_was_done_by_hand_is_said(language):
    keep, drop = Edit(ARMISTICE, EditAction.KEEP), Edit(PlanKey("c1", 202648), EditAction.DROP)
    request = season_request(WEDNESDAYS, edits=(keep, drop))
    assert [sentence(request, key) for key in (keep.key, drop.key)] == {
        "en": ["Kept by hand on Wednesday 11 November", "Removed by hand: Wednesday 25 November"],
        "fr": ["Maintenue à la main le mercredi 11 novembre", f"Retirée à la main{NBSP}: mercredi 25 novembre"],
    }[language]


def test_a_date_simply_kept_needs_no_words():
    assert sentence(season_request(WEDNESDAYS), PlanKey("c1", 202642)) == ""


def test_warnings_name_the_circle_the_dates_and_the_cause(language):
    request = season_request(circle_1(), circle_2(), known_until=dt.date(2027, 3, 31), campaigns=(AUTUMN, SPRING))
    assert [describe_warning(w) for w in propose(request).warnings if w.rhythm in ("", "c2")] == {
        "en": [
            "The school calendar is known until 31 March 2027 only: 4 later dates may fall in school holidays",
            "Circle 2: 16 weeks without a meeting, from Tuesday 17 November to Tuesday 9 March: "
            "no meetings outside campaigns",
        ],
        "fr": [
            f"Le calendrier scolaire n’est connu que jusqu’au 31 mars 2027{NBSP}: "
            "4 dates suivantes peuvent tomber pendant des vacances",
            f"Cercle 2{NBSP}: 16 semaines sans réunion, du mardi 17 novembre au mardi 9 mars{NBSP}: "
            "pas de réunion hors campagne",
        ],
    }[language]


def test_a_working_group_is_called_by_its_label():
    warning = PlanWarning(WarningCode.RHYTHM_WITHOUT_DATE, rhythm="g7")
    with translation.override("en"):
        assert describe_warning(warning, {"g7": "Forum"}) == "Forum: the rhythm gives no date in this period"
        assert describe_warning(warning) == "Working group: the rhythm gives no date in this period"


@pytest.mark.parametrize("code", ReasonCode)
@pytest.mark.parametrize("days", [0, 1, 4])
def test_every_reason_has_words(language, code, days):
    text = describe_reason(Reason(code, name="Armistice", days=days, date=dt.date(2026, 11, 11)))
    assert_sentence(text, language, f"reason {code}")


@pytest.mark.parametrize("code", WarningCode)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_every_warning_has_words(language, code, count):
    warning = PlanWarning(
        code,
        rhythm="c1",
        circle=1,
        name="Automne",
        other="Reprise",
        start=dt.date(2026, 11, 11),
        end=dt.date(2026, 11, 20),
        days=21,
        asked_weeks=2,
        count=count,
        causes=(Reason(ReasonCode.WEEKEND),),
    )
    assert_sentence(describe_warning(warning), language, f"warning {code}")


@pytest.mark.parametrize("code", ErrorCode)
def test_every_refusal_has_words(language, code):
    text = describe_error(SchedulingError(code, "Automne"))
    assert text.endswith(".")
    assert_sentence(text, language, f"error {code}")


def assert_sentence(text, language, what):
    """Filled in, in the right language, and set as the French set it."""
    assert text, what
    assert "%(" not in text, what
    assert "None" not in text, what
    if language == "fr":
        with translation.override("en"):
            assert not re.search(r"\b(the|of|meetings?|day|ends)\b", text), what
        assert not re.search(r"[^\u202f][:;!?»]", text), what
        assert not re.search(r"«[^\u202f]", text), what
