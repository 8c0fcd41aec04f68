import datetime as dt
import re
from dataclasses import replace

import pytest
from django.utils import translation

from portal.meetings.scheduling import (
    Alternative,
    Commitment,
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

from .builders import AUTUMN, SPRING, THURSDAY, WEDNESDAY, circle_1, circle_2, season_request

NBSP = "\u202f"
HARD = "\xa0"
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


AFTERNOON = dt.time(14)


def test_another_hour_is_said(language):
    edit = Edit(ARMISTICE, EditAction.MOVE, dt.date(2026, 11, 12), AFTERNOON)
    same_day = Edit(PlanKey("c1", 202648), EditAction.MOVE, dt.date(2026, 11, 25), AFTERNOON)
    request = season_request(WEDNESDAYS, edits=(edit, same_day))
    assert [sentence(request, key) for key in (edit.key, same_day.key)] == {
        "en": [
            "Moved by hand from Wednesday 11 November to Thursday 12 at 14:00",
            "Moved by hand from 9:30 to 14:00 on Wednesday 25 November",
        ],
        "fr": [
            f"Déplacée à la main du mercredi 11 novembre au jeudi 12 à 14{HARD}h",
            f"Déplacée à la main de 9{HARD}h{HARD}30 à 14{HARD}h le mercredi 25 novembre",
        ],
    }[language]


def test_an_alternative_says_its_hour_and_why(language):
    rhythm = replace(WEDNESDAYS, alternatives=(Alternative(THURSDAY, AFTERNOON),))
    assert (
        sentence(season_request(rhythm), ARMISTICE)
        == {
            "en": "Moved from Wednesday 11 November to Thursday 12 at 14:00: public holiday (Armistice)",
            "fr": f"Déplacée du mercredi 11 novembre au jeudi 12 à 14{HARD}h{NBSP}: jour férié (Armistice)",
        }[language]
    )
    taken = Commitment("13", dt.datetime(2026, 11, 25, 9), dt.datetime(2026, 11, 25, 12))
    other_hour = replace(WEDNESDAYS, alternatives=(Alternative(WEDNESDAY, AFTERNOON),), required=frozenset({"13"}))
    assert (
        sentence(season_request(other_hour, commitments=(taken,)), PlanKey("c1", 202648))
        == {
            "en": "Moved from 9:30 to 14:00 on Wednesday 25 November: "
            "somebody who has to be there is taken elsewhere at that hour",
            "fr": f"Déplacée de 9{HARD}h{HARD}30 à 14{HARD}h le mercredi 25 novembre{NBSP}: "
            "une personne indispensable a une autre réunion à cette heure",
        }[language]
    )


def test_only_those_whom_the_reader_may_know_are_named(language):
    taken = Reason(ReasonCode.REQUIRED_TAKEN, people=("13", "14"))
    assert [describe_reason(taken, names) for names in ({}, {"14": "Léa Roy"}, {"13": "Jo Cas", "14": "Léa Roy"})] == {
        "en": [
            "somebody who has to be there is taken elsewhere at that hour",
            "Léa Roy and others who have to be there are taken elsewhere at that hour",
            "taken elsewhere at that hour: Jo Cas, Léa Roy",
        ],
        "fr": [
            "une personne indispensable a une autre réunion à cette heure",
            "Léa Roy et d’autres personnes indispensables ont une autre réunion à cette heure",
            f"une autre réunion à cette heure{NBSP}: Jo Cas, Léa Roy",
        ],
    }[language]
    never = PlanWarning(WarningCode.REQUIRED_NEVER_FREE, rhythm="c1", circle=1, count=5, causes=(taken,))
    assert "Jo Cas, Léa Roy" in describe_warning(never, people={"13": "Jo Cas", "14": "Léa Roy"})
    assert "Roy" not in describe_warning(never, people={"14": "Léa Roy"})


def test_constraints_that_leave_no_date_say_what_was_tried(language):
    closed = Reason(ReasonCode.CLOSED_DAY, name="Marché")
    warning = PlanWarning(
        WarningCode.NO_DATE_LEFT,
        rhythm="c1",
        circle=1,
        count=3,
        days=1,
        causes=(closed,),
        alternatives=(Alternative(WEDNESDAY), Alternative(THURSDAY, AFTERNOON)),
    )
    assert (
        describe_warning(warning)
        == {
            "en": "Circle 1: none of the 3 dates can be held: closed day (Marché), no free day within 1 day "
            "(other days and hours: Wednesday, Thursday 14:00)",
            "fr": f"Cercle 1{NBSP}: aucune des 3 dates ne peut être tenue{NBSP}: jour de fermeture (Marché), "
            f"aucun jour libre à 1 jour près (autres jours et heures{NBSP}: mercredi, jeudi 14{HARD}h)",
        }[language]
    )


def test_rhythms_that_ask_for_the_same_people_are_both_named(language):
    warning = PlanWarning(
        WarningCode.SHARED_HOURS,
        rhythm="c1",
        circle=1,
        other="g7",
        count=2,
        start=dt.date(2026, 11, 10),
        end=dt.date(2026, 12, 8),
    )
    assert (
        describe_warning(warning, {"g7": "Forum"})
        == {
            "en": "Circle 1 and Forum: the same people are expected at the same hour 2 times, "
            "from Tuesday 10 November to Tuesday 8 December",
            "fr": f"Cercle 1 et Forum{NBSP}: les mêmes personnes sont attendues à la même heure, 2 fois "
            "du mardi 10 novembre au mardi 8 décembre",
        }[language]
    )


@pytest.mark.parametrize("code", ReasonCode)
@pytest.mark.parametrize("days", [0, 1, 4])
def test_every_reason_has_words(language, code, days):
    text = describe_reason(Reason(code, name="Armistice", days=days, date=dt.date(2026, 11, 11)))
    assert_sentence(text, language, f"reason {code}")


@pytest.mark.parametrize("code", WarningCode)
@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("days", [0, 1, 21])
@pytest.mark.parametrize("alternatives", [(), (Alternative(3), Alternative(4, dt.time(14)))])
def test_every_warning_has_words(language, code, count, days, alternatives):
    warning = PlanWarning(
        code,
        rhythm="c1",
        circle=1,
        name="Automne",
        other="Reprise",
        start=dt.date(2026, 11, 11),
        end=dt.date(2026, 11, 20),
        days=days,
        asked_weeks=2,
        count=count,
        causes=(Reason(ReasonCode.WEEKEND),),
        alternatives=alternatives,
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
