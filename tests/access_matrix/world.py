"""Two platforms with a row of every kind, and somebody in every role; built once for the whole walk."""

import datetime as dt
import io
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from portal.core.actors import SYSTEM
from portal.core.french_dates import school_year_of
from portal.core.links import make_link
from portal.directory.addressees import addressed_to
from portal.directory.enums import Circle, ErrorReason, ImportState, TerritoryKind
from portal.directory.models import (
    ActorContact,
    ActorType,
    ClosedDay,
    Editorship,
    ErrorReport,
    ListCampaign,
    Network,
    TerritoryActor,
)
from portal.directory.notifications import SHEET
from portal.directory.services.logos import set_logo
from portal.directory.services.organisations import close_site
from portal.directory.services.proposals import propose_changes
from portal.mailing.audience import scope_of
from portal.mailing.enums import MailState
from portal.mailing.models import OutgoingMail
from portal.meetings.action_mails import action_link
from portal.meetings.enums import AgendaItemKind, FeedScope, MeetingKind, MeetingStatus
from portal.meetings.minutes_content import content_of, digest
from portal.meetings.minutes_mails import reading_link
from portal.meetings.models import ActionItem, Decision, ItemNote, Objective, OneOffAction, Rhythm, WorkingGroup
from portal.meetings.notifications import SUBSCRIBE, answer_link
from portal.meetings.services.comments import comment
from portal.meetings.services.feeds import create_feed
from portal.meetings.services.minutes import validate
from portal.meetings.services.reading import open_review
from portal.solutions_map.campaign_mails import update_link
from portal.solutions_map.enums import SolutionState
from portal.solutions_map.models import UpdateCampaign
from portal.solutions_map.notifications import SEATS
from portal.solutions_map.services.solutions import change_solution, details_of, version_of_solution
from tests.directory.letters import put_letter
from tests.factories import (
    make_administrator,
    make_agenda_item,
    make_assistant,
    make_coordinator,
    make_encounter,
    make_import,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_officer,
    make_organisation,
    make_person,
    make_platform,
    make_recorded_need,
    make_session,
    make_site,
    make_solution,
    make_territory,
    make_user,
    make_venue,
    publish_charter,
    save_charter_draft,
    sign_charter,
)
from tests.meetings.planning.builders import make_draft

from .agenda_rows import add_agenda_rows
from .policies import Role

NINE = dt.time(9, 0)


@dataclass
class World:
    """The two platforms and a signed-in browser for each role."""

    own: SimpleNamespace
    foreign: SimpleNamespace
    people: dict = field(default_factory=dict)
    clients: dict = field(default_factory=dict)


def build() -> World:
    """Return the world; the caller rolls it back."""
    region = make_territory(TerritoryKind.REGION)
    own, foreign = _side("A", region), _side("B", region)
    people = _people(own)
    people[Role.FOREIGN] = make_member(foreign.platform, Circle.FIRST)
    own.working_group.members.create(person=people[Role.CIRCLE_2], organisation=people[Role.CIRCLE_2].organisation)
    sign_charter(people[Role.FOREIGN], foreign.platform)
    for side, guests in (
        (own, (Role.CIRCLE_1, Role.CIRCLE_1_UNSIGNED, Role.GUEST, Role.LEAD)),
        (foreign, (Role.FOREIGN,)),
    ):
        invitees = [make_invitee(side.circle_1, people[role]) for role in guests]
        side.invitee = invitees[0]
        side.answer_link = answer_link(side.invitee).rstrip("/").rsplit("/", 1)[-1]
    for side, role in ((own, Role.CIRCLE_1), (foreign, Role.FOREIGN)):
        add_agenda_rows(side, people[role])
    # What is one's own: each side's signature belongs to its covered circle 1 member.
    own.signature = sign_charter(people[Role.CIRCLE_1], own.platform)
    make_invitee(own.reviewed, people[Role.CIRCLE_1_UNSIGNED])
    for side, role in ((own, Role.CIRCLE_1), (foreign, Role.FOREIGN)):
        make_invitee(side.reviewed, people[role])
        side.comment = comment(side.reviewed.minutes, None, people[role], "Remarque", by=SYSTEM)
    foreign.signature = foreign.version.signatures.get()
    for side, role in ((own, Role.CIRCLE_1), (foreign, Role.FOREIGN)):
        side.subscribe_link = make_link(SUBSCRIBE, addressed_to(people[role]), dt.timedelta(days=1))
        side.feed, side.feed_token = create_feed(people[role], FeedScope.PERSONAL, by=SYSTEM)
    Editorship.objects.create(organisation=own.organisation, person=people[Role.EDITOR], since=dt.date(2020, 9, 1))
    world = World(own, foreign, people)
    world.clients = {role: _browser(people.get(role)) for role in Role}
    return world


def _people(own) -> dict:
    platform = own.platform
    people = {
        Role.NOBODY: make_person(),
        Role.CIRCLE_2: make_member(platform, Circle.SECOND),
        Role.CIRCLE_2_UNSIGNED: make_member(platform, Circle.SECOND),
        Role.CIRCLE_1: make_member(platform, Circle.FIRST),
        Role.CIRCLE_1_UNSIGNED: make_member(platform, Circle.FIRST),
        Role.GUEST: make_person(),
        Role.EDITOR: make_person(),
        Role.OFFICER: make_officer(platform),
        Role.ASSISTANT: make_assistant(platform),
        Role.LEAD: make_lead(platform),
        Role.COORDINATOR: make_coordinator(own.department),
        Role.ADMINISTRATOR: make_administrator(),
    }
    for role in (Role.CIRCLE_2, Role.COORDINATOR):
        sign_charter(people[role], platform)
    return people


def _side(letter: str, region) -> SimpleNamespace:
    """Return one platform with a row of everything, none of it known to the other."""
    department = make_territory(parent=region)
    platform = make_platform(name=f"Plateforme {letter}", territory=department)
    organisation = make_organisation(name=f"Organisme {letter}")
    delegate = make_member(platform, Circle.FIRST, organisation=organisation)
    Editorship.objects.create(organisation=organisation, person=delegate, since=dt.date(2020, 9, 1))
    version = publish_charter(platform)
    draft_charter = save_charter_draft(platform)
    venue = make_venue(platform)
    lead = make_lead(platform)
    role = lead.platform_roles.get()
    for _version in ("first", "second"):
        role = put_letter(role)
    today = timezone.localdate()
    campaign = ListCampaign.objects.create(
        platform=platform, label="Campagne", start=today, end=today + dt.timedelta(days=40)
    )
    to_come = today + dt.timedelta(days=30)
    rhythm = Rhythm.objects.create(
        platform=platform, circle=Circle.FIRST, anchor=today, weekday=1, time=NINE, venue=venue, until=to_come
    )
    rhythm_to_come = Rhythm.objects.create(
        platform=platform, circle=Circle.FIRST, weekday=3, time=NINE, venue=venue, since=to_come
    )
    past = timezone.now() - dt.timedelta(days=3)
    group = WorkingGroup.objects.create(platform=platform, name="Absentéisme", purpose="Pour essayer")
    circle_1 = make_meeting(platform, status=MeetingStatus.CONVENED, venue=venue)
    held = make_meeting(platform, status=MeetingStatus.HELD, starts_at=past)
    item = make_agenda_item(circle_1)
    held_item = make_agenda_item(held)
    ItemNote.objects.create(item=held_item, html="<p>Canari</p>", version=1)
    closed = make_meeting(platform, status=MeetingStatus.HELD, starts_at=past - dt.timedelta(days=20))
    Decision.objects.create(meeting=closed, item=make_agenda_item(closed), text="Décision")
    open_review(closed, by=SYSTEM)
    validate(closed, seen=digest(content_of(closed)), by=SYSTEM)
    reviewed, open_minutes = (
        make_meeting(platform, status=MeetingStatus.HELD, starts_at=past - dt.timedelta(days=days), **fields)
        for days, fields in ((9, {}), (8, {"kind": MeetingKind.STEERING_COMMITTEE, "confidential": False}))
    )
    make_invitee(open_minutes, delegate)
    for meeting in (reviewed, open_minutes):
        Decision.objects.create(meeting=meeting, item=make_agenda_item(meeting), text="Décision")
        open_review(meeting, by=SYSTEM)
    set_logo(organisation, _logo(), by=SYSTEM)
    institutional = ActorType.objects.filter(institutional=True)
    institution, other_institution = (make_organisation(actor_type=kind) for kind in institutional[:2])
    actor = TerritoryActor.objects.create(organisation=institution, territory=department, since=dt.date(2020, 9, 1))
    network = Network.objects.create(name=f"Réseau {letter}", territory=department)
    network.members.add(organisation)
    solution = make_solution(platform, providers=[organisation])
    details = replace(details_of(solution), summary="Deux")
    solution = change_solution(solution, details, version=version_of_solution(solution), by=SYSTEM)
    session = make_session(solution)
    update_campaign = UpdateCampaign.objects.create(
        platform=platform, label="Rentrée", answer_by=today + dt.timedelta(days=21)
    )
    asked = update_campaign.requests.create(organisation=organisation, mails=1)
    action = ActionItem.objects.create(platform=platform, meeting=held, item=held_item, text="Action", owner=delegate)
    objective = Objective.objects.create(platform=platform, school_year=school_year_of(today), title="Objectif")
    return SimpleNamespace(
        region=region,
        department=department,
        platform=platform,
        organisation=organisation,
        participation=organisation.participations.get(),
        delegate=delegate.delegations.get(),
        sheet_link=make_link(SHEET, {**addressed_to(delegate), "sheets": [organisation.pk]}, dt.timedelta(days=1)),
        error_report=ErrorReport.objects.create(organisation=organisation, reason=ErrorReason.CONTACT),
        person=delegate,
        role=role,
        former_letter=role.former_letters.get(),
        coordination=make_coordinator(department).coordinations.get(),
        territory_campaign=ListCampaign.objects.create(
            territory=department, label="Campagne du département", start=today, end=today + dt.timedelta(days=30)
        ),
        version=version,
        draft_charter=draft_charter,
        venue=venue,
        closed_venue=make_venue(platform, closed_at=today),
        unused_venue=make_venue(platform),
        campaign=campaign,
        circle_1=circle_1,
        circle_2=make_meeting(platform, kind=MeetingKind.CIRCLE_2),
        draft=make_meeting(platform, status=MeetingStatus.DRAFT),
        committee=make_meeting(platform, kind=MeetingKind.STEERING_COMMITTEE, confidential=False),
        held=held,
        encounter=make_encounter(platform, organisation, meeting=held),
        closed=closed,
        reviewed=reviewed,
        minutes_link=reading_link(open_minutes, delegate),
        held_situations=make_agenda_item(held, kind=AgendaItemKind.SITUATIONS),
        unattached=make_organisation(),
        institution=other_institution,
        site=make_site(organisation),
        closed_site=close_site(make_site(organisation), by=SYSTEM),
        revision=organisation.revisions.last(),
        proposal=propose_changes(organisation, {"missions": "Autres"}, platform=platform, by=SYSTEM),
        closed_day=ClosedDay.objects.create(platform=platform, date=today + dt.timedelta(days=9), reason="Pont"),
        actor=actor,
        actor_contact=ActorContact.objects.create(actor=actor, person=make_person(organisation=institution)),
        network=network,
        solution=solution,
        update_campaign=update_campaign,
        update_link=update_link(asked, person=delegate),
        session=session,
        seat_link=make_link(SEATS, {**addressed_to(delegate), "sessions": [session.pk]}, dt.timedelta(days=1)),
        recorded_need=make_recorded_need(platform),
        solution_revision=solution.revisions.last(),
        public_solution=make_solution(platform, public=True, providers=[organisation]),
        draft_solution=make_solution(platform, published=False, providers=[organisation]),
        closed_solution=make_solution(platform, closed=True, providers=[organisation]),
        solution_to_create=make_solution(platform, state=SolutionState.TO_CREATE, providers=[organisation]),
        item=item,
        held_item=held_item,
        decision=Decision.objects.create(meeting=held, item=held_item, text="Décision"),
        action=action,
        action_link=action_link(action, delegate),
        objective=objective,
        plan_action=ActionItem.objects.create(platform=platform, objective=objective, text="Action du plan"),
        one_off=OneOffAction.objects.create(
            platform=platform, title="Forum", starts_at=circle_1.starts_at, objective=objective
        ),
        plan=make_draft(platform),
        rhythm=rhythm,
        rhythm_to_come=rhythm_to_come,
        working_group=group,
        group_member=group.members.create(person=delegate, organisation=organisation),
        group_meeting=make_meeting(platform, kind=MeetingKind.WORKING_GROUP, working_group=group),
        guest_invitee=make_invitee(circle_1, make_person(), is_guest=True),
        territory_meeting=make_meeting(territory=department, kind=MeetingKind.LEADS, status=MeetingStatus.CONVENED),
        ended_group=WorkingGroup.objects.create(platform=platform, name="Mobilité", until=today),
        import_checked=make_import(platform, ImportState.PREVIEWED),
        import_done=make_import(platform, ImportState.APPLIED),
        failed_mail=OutgoingMail.objects.create(
            recipient="y@exemple.example",
            kind="test",
            dedup_key=f"matrix-failed-{letter}",
            message_id=f"<matrix-failed-{letter}@exemple.example>",
            subject="Essai",
            text="Essai",
            state=MailState.FAILED,
            scope=scope_of(platform),
        ),
        mail=OutgoingMail.objects.create(
            recipient="x@exemple.example",
            kind="test",
            dedup_key=f"matrix-{letter}",
            message_id=f"<matrix-{letter}@exemple.example>",
            subject="Essai",
            text="Essai",
        ),
    )


def _logo() -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (8, 8)).save(written, "PNG")
    return SimpleUploadedFile("logo.png", written.getvalue())


def _browser(person) -> Client:
    client = Client(raise_request_exception=True)
    if person is None:
        return client
    if person.user is None:
        person.user = make_user()
        person.save(update_fields=["user"])
    secret = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.get_or_create(
        user=person.user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": secret}}
    )
    client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
