"""Needs that the teams noted, and the update campaigns of the home platform: one running, one of last season."""

import datetime as dt

from portal.core.french_dates import format_month
from portal.directory.enums import TerritoryKind
from portal.directory.models import Organisation
from portal.solutions_map.models import Need, RecordedNeed, Solution, UpdateCampaign, UpdateRequest
from portal.solutions_map.seasons import Month

from .data.solutions_help import NEEDS
from .solutions import MadeSolution, at_home, moment_of
from .texts import of
from .world import HOME, World

#: The first needs of the list are noted everywhere, each other one here and there.
EVERYWHERE = 3
#: Days since the running campaign asked, and until when one may answer.
ASKED, ANSWER_IN = 9, 12
#: Days since the campaign of last season asked; it was closed so many days later.
FORMER, LASTED = 170, 30
#: What the organisations did, in turns: of the running campaign, and of the former one.
RUNNING_STATES = ("", "opened", "confirmed", "", "changed", "confirmed", "")
FORMER_STATES = ("changed", "confirmed", "changed", "", "confirmed", "opened")


def build_needs(world: World) -> None:
    """Have each team note some needs; one is settled."""
    catalogue = {row.code: row for row in Need.objects.all()}
    current = Month(world.today.replace(day=1))
    rows = []
    for built in world.platforms.values():
        for number, (code, first, last, basin, note, settled) in enumerate(NEEDS):
            if number >= EVERYWHERE and built.spec.slug != HOME and not world.chance(0.5):
                continue
            area = world.territories[TerritoryKind.BASIN, built.spec.basins[basin].slug]
            rows.append(
                RecordedNeed(
                    platform=built.platform,
                    need=catalogue[code],
                    area=area,
                    first_month=(current + first).first,
                    last_month=(current + last).first,
                    note=note,
                    noted_on=world.today - dt.timedelta(days=world.rng.randrange(14, 60)),
                    by=built.lead,
                    settled_on=None if settled is None else world.today - dt.timedelta(days=settled),
                )
            )
    RecordedNeed.objects.bulk_create(rows)


def build_campaigns(world: World, made: list[MadeSolution]) -> None:
    """Have the home platform ask its providers: some answered, some did not yet; last season is closed."""
    home = [one for one in at_home(made) if not one.pattern.unfinished and not one.pattern.ended and one.providers]
    providers = {row.pk: row for one in home for row in one.providers}
    # The partner's organisation is asked and has not answered: that is what its account is for.
    asked = sorted(providers.values(), key=lambda row: (row.actor_type.code != "greta", row.pk))
    _former(world, asked)
    _running(world, home, asked)


def _former(world: World, asked: list[Organisation]) -> None:
    campaign, moment = _campaign(world, FORMER)
    closed = moment_of(world, world.platforms[HOME], world.today - dt.timedelta(days=FORMER - LASTED))
    UpdateCampaign.objects.filter(pk=campaign.pk).update(
        asked_at=moment, answer_by=moment.date() + dt.timedelta(days=21), closed_at=closed
    )
    _requests(campaign, asked, FORMER_STATES, moment, reminders=2)


def _running(world: World, home: list[MadeSolution], asked: list[Organisation]) -> None:
    campaign, moment = _campaign(world, ASKED)
    UpdateCampaign.objects.filter(pk=campaign.pk).update(asked_at=moment)
    changed_rows = []
    for request in _requests(campaign, asked, RUNNING_STATES, moment, reminders=1):
        answered = request.confirmed_at or request.changed_at
        if answered is None:
            continue
        for one in home:
            if request.organisation in one.providers:
                one.solution.confirmed_at = answered
                if request.changed_at:
                    one.solution.content_changed_at = answered
                    one.was_changed = True
                changed_rows.append(one.solution)
    Solution.objects.bulk_update(changed_rows, ["confirmed_at", "content_changed_at"])


def _campaign(world: World, days_ago: int) -> tuple[UpdateCampaign, dt.datetime]:
    """Return a new campaign that is still open and the moment when it asked; the database writes another one first."""
    moment = moment_of(world, world.platforms[HOME], world.today - dt.timedelta(days=days_ago))
    month = format_month(moment.date())
    campaign = UpdateCampaign.objects.create(
        platform=world.platforms[HOME].platform,
        label=f"Mise à jour {of(month)}",
        answer_by=world.today + dt.timedelta(days=ANSWER_IN),
    )
    return campaign, moment


def _requests(
    campaign: UpdateCampaign, asked: list[Organisation], states: tuple[str, ...], moment: dt.datetime, *, reminders: int
) -> list[UpdateRequest]:
    rows = []
    for number, organisation in enumerate(asked):
        state = states[number % len(states)] if organisation.actor_type.code != "greta" else states[3]
        opened = moment + dt.timedelta(days=1 + number % 4, minutes=7 * (number % 9))
        opened += dt.timedelta(days=2 if opened.weekday() > 4 else 0)
        answered = opened + dt.timedelta(minutes=4)
        rows.append(
            UpdateRequest(
                campaign=campaign,
                organisation=organisation,
                mails=2 if organisation.actor_type.code == "greta" else 1,
                opened_at=opened if state else None,
                confirmed_at=answered if state in ("confirmed", "changed") else None,
                changed_at=answered if state == "changed" else None,
                reminders=0 if state in ("confirmed", "changed") else reminders,
            )
        )
    return UpdateRequest.objects.bulk_create(rows)
