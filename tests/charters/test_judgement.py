"""The rules of the gate, without a database: every way in and out of the cover."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from portal.charters.enums import GateCode
from portal.charters.judgement import Signed, Version, add_months, judge
from portal.charters.standing import Standing

PARIS = ZoneInfo("Europe/Paris")
PUBLISHED = dt.datetime(2026, 9, 1, 10, tzinfo=PARIS)
MEMBER = Standing(represents={7: "1"})
SUBSTITUTE_IN_CIRCLE_2 = Standing(represents={7: "2"})
OCCASIONAL = Standing(represents={7: "occasional"})
TEAM = Standing(team=True)
COORDINATOR = Standing(coordinator=True)
GUEST = Standing(guest=True)


def version(number=1, at=PUBLISHED, grace_days=30, valid_months=12):
    return Version(number, number, at, at.date(), grace_days, valid_months)


def signed(version_number=1, at=PUBLISHED, organisation=7, circle="1", withdrawn_at=None, pk=1):
    return Signed(pk, version_number, at, at.date(), organisation, circle, withdrawn_at)


def verdict(versions=(), signatures=(), standing=MEMBER, on=dt.datetime(2026, 11, 2, 9, tzinfo=PARIS), refused_at=None):
    return judge(versions, signatures, refused_at, standing, on, on.date())


def day(month, number, year=2026):
    return dt.datetime(year, month, number, 9, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        (MEMBER, GateCode.OPEN_WITHOUT_CHARTER),
        (SUBSTITUTE_IN_CIRCLE_2, GateCode.OPEN_WITHOUT_CHARTER),
        (TEAM, GateCode.OPEN_WITHOUT_CHARTER),
        (OCCASIONAL, GateCode.NONE),
        (COORDINATOR, GateCode.NONE),
        (GUEST, GateCode.NONE),
        (None, GateCode.NONE),
    ],
)
def test_before_the_first_version_the_gate_is_open_to_active_members_alone(standing, code):
    assert verdict(standing=standing).code == code


def test_a_version_published_later_changes_nothing_before():
    assert verdict([version(at=day(12, 1))]).code == GateCode.OPEN_WITHOUT_CHARTER


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        (MEMBER, GateCode.GRACE),
        (TEAM, GateCode.GRACE),
        (OCCASIONAL, GateCode.TO_SIGN),
        (COORDINATOR, GateCode.TO_SIGN),
        (GUEST, GateCode.TO_SIGN),
    ],
)
def test_publishing_gives_active_members_time_to_sign(standing, code):
    assert verdict([version()], standing=standing, on=day(9, 20)).code == code


def test_the_time_to_sign_ends_on_its_last_day():
    last, after = verdict([version()], on=day(9, 30)), verdict([version()], on=day(10, 1))

    assert (last.code, last.until, last.to_sign.number) == (GateCode.GRACE, dt.date(2026, 10, 1), 1)
    assert (after.code, after.covered, after.to_sign.number) == (GateCode.TO_SIGN, False, 1)


def test_a_grace_of_no_day_closes_at_once():
    assert verdict([version(grace_days=0)], on=PUBLISHED).code == GateCode.TO_SIGN


def test_a_signature_covers_until_it_expires():
    found = verdict([version()], [signed()])

    assert (found.code, found.until, found.to_sign) == (GateCode.SIGNED, dt.date(2027, 9, 1), None)
    assert verdict([version()], [signed()], on=day(8, 31, 2027)).code == GateCode.SIGNED
    assert verdict([version()], [signed()], on=day(9, 1, 2027)).code == GateCode.TO_SIGN


def test_a_signature_may_be_renewed_in_its_last_thirty_days():
    assert verdict([version()], [signed()], on=day(8, 1, 2027)).to_sign is None
    assert verdict([version()], [signed()], on=day(8, 2, 2027)).to_sign.number == 1


def test_a_signature_without_term_covers_until_the_next_version():
    found = verdict([version(valid_months=None)], [signed()], on=day(9, 1, 2036))

    assert (found.code, found.until, found.to_sign) == (GateCode.SIGNED, None, None)


def test_the_later_of_two_signatures_counts():
    first, renewed = signed(), signed(at=day(8, 15, 2027), pk=2)

    assert verdict([version()], [first, renewed], on=day(9, 10, 2027)).until == dt.date(2028, 8, 15)


def test_a_new_version_leaves_its_grace_to_those_who_signed_the_former():
    versions = [version(), version(2, at=day(11, 1))]
    found = verdict(versions, [signed()])

    assert (found.code, found.until, found.to_sign.number) == (GateCode.GRACE, dt.date(2026, 12, 1), 2)
    assert verdict(versions, [signed()], on=day(12, 1)).code == GateCode.TO_SIGN
    assert verdict(versions, []).code == GateCode.TO_SIGN


def test_a_third_version_does_not_prolong_the_cover_of_the_first():
    versions = [version(), version(2, at=day(11, 1)), version(3, at=day(11, 20))]

    assert verdict(versions, [signed()], on=day(11, 25)).until == dt.date(2026, 12, 1)
    assert verdict(versions, [signed(2, at=day(11, 5))], on=day(12, 10)).until == dt.date(2026, 12, 20)


def test_an_old_signature_that_expires_within_the_grace_expires():
    versions = [version(valid_months=2), version(2, at=day(10, 20))]

    assert verdict(versions, [signed()], on=day(10, 31)).until == dt.date(2026, 11, 1)
    assert verdict(versions, [signed()], on=day(11, 1)).code == GateCode.TO_SIGN


def test_a_new_signature_covers_though_the_old_one_would_still_run():
    versions = [version(), version(2, at=day(11, 1), valid_months=1)]

    found = verdict(versions, [signed(), signed(2, at=day(11, 1), pk=2)], on=day(11, 10))
    assert (found.code, found.signature.pk) == (GateCode.SIGNED, 2)


@pytest.mark.parametrize("on", [day(9, 20), day(11, 2)])
def test_a_withdrawal_closes_at_once_even_within_the_grace(on):
    withdrawn = signed(withdrawn_at=on)

    assert verdict([version()], [withdrawn], on=on - dt.timedelta(seconds=1)).code == GateCode.SIGNED
    assert verdict([version()], [withdrawn], on=on).code == GateCode.TO_SIGN


def test_signing_again_after_a_withdrawal_opens_again():
    withdrawn, again = signed(withdrawn_at=day(9, 10)), signed(at=day(9, 12), pk=2)

    assert verdict([version()], [withdrawn, again]).signature.pk == 2


def test_a_refusal_closes_the_grace_and_the_old_signature_until_a_new_one():
    assert verdict([version()], on=day(9, 20), refused_at=day(9, 10)).refused is True
    assert verdict([version()], on=day(9, 20), refused_at=day(9, 10)).code == GateCode.TO_SIGN
    assert verdict([version()], [signed()], refused_at=day(9, 10)).code == GateCode.TO_SIGN
    assert verdict([version()], [signed(at=day(9, 11))], refused_at=day(9, 10)).code == GateCode.SIGNED


@pytest.mark.parametrize(
    ("standing", "circle", "covered"),
    [
        (MEMBER, "1", True),
        (SUBSTITUTE_IN_CIRCLE_2, "1", True),
        (OCCASIONAL, "1", True),
        (Standing(represents={8: "1"}), "1", False),
        (TEAM, "1", False),
        (TEAM, "", True),
        (COORDINATOR, "", True),
        (GUEST, "", True),
        (MEMBER, "", False),
        (None, "1", False),
    ],
)
def test_a_signature_holds_as_long_as_what_it_was_given_as(standing, circle, covered):
    organisation = 7 if circle else None

    found = verdict([version()], [signed(organisation=organisation, circle=circle)], standing=standing)
    assert found.covered is covered


def test_a_signature_is_not_in_force_before_it_is_given():
    assert verdict([version()], [signed(at=day(11, 3))]).code == GateCode.TO_SIGN


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2028, 1, 31), 1, dt.date(2028, 2, 29)),
        (dt.date(2026, 12, 15), 1, dt.date(2027, 1, 15)),
        (dt.date(2026, 9, 1), 24, dt.date(2028, 9, 1)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
    ],
)
def test_months_are_added_to_a_day(start, months, end):
    assert add_months(start, months) == end
