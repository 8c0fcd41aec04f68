"""Closed lists of the app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RhythmPattern(TextChoices):
    """How a rhythm repeats in list-processing campaigns."""

    NONE = "none", _("No meeting")
    EVERY_N_WEEKS = "every_n_weeks", _("Every n weeks")
    NTH_WEEKDAY = "nth_weekday", _("A weekday of the month")


class OutsideCampaign(TextChoices):
    """What a rhythm does outside list-processing campaigns."""

    NONE = "none", _("No meeting")
    EVERY_N_WEEKS = "every_n_weeks", _("Every n weeks")
    NTH_WEEKDAY = "nth_weekday", _("A weekday of the month")


class MeetingKind(TextChoices):
    """Kinds of meetings (MISSION B5)."""

    CIRCLE_1 = "circle_1", _("Circle 1 meeting")
    CIRCLE_2 = "circle_2", _("Circle 2 meeting")
    PLENARY = "plenary", _("Plenary meeting")
    WORKING_GROUP = "working_group", _("Working group")
    STEERING_COMMITTEE = "steering_committee", _("Steering committee")
    LEADS = "leads", _("Leads' meeting")
    BILATERAL = "bilateral", _("Bilateral or multilateral meeting")
    PRESENTATION = "presentation", _("Presentation of an actor")
    VISIT = "visit", _("Visit")
    MAP_FINALISATION = "map_finalisation", _("Finalisation of the solutions map")


class ExchangeWay(TextChoices):
    """How the team and an organisation spoke to each other, in an exchange that is noted afterwards."""

    PHONE = "phone", _("Phone call")
    VISIT = "exchange_visit", _("Visit on site")
    MEETING = "meeting", _("Working meeting")
    VIDEO = "video", _("Video call")


class MeetingStatus(TextChoices):
    """Life of a meeting: draft → proposed → convened → held; proposed and convened can be cancelled."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    CONVENED = "convened", _("Convened")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class AgendaItemKind(TextChoices):
    """What an agenda item is about; some fill themselves."""

    TOPIC = "topic", _("Topic")
    OPEN_ACTIONS = "open_actions", _("Open actions")
    SITUATIONS = "situations", _("Situations")
    PLACES = "places", _("Places available")


class Answer(TextChoices):
    """An invitee's answer to the convocation."""

    NONE = "", _("No answer")
    PRESENT = "present", _("Will be present")
    EXCUSED = "excused", _("Excused")


class Presence(TextChoices):
    """Who was there."""

    UNKNOWN = "", _("Not recorded")
    PRESENT = "present", _("Present")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")
    REPRESENTED = "represented", _("Represented")


class MinutesState(TextChoices):
    """Life of the minutes: draft → in review → validated, then frozen."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    VALIDATED = "validated", _("Validated")


class ActionState(TextChoices):
    """Life of an action."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class FeedScope(TextChoices):
    """What a calendar subscription shows."""

    PERSONAL = "personal", _("My meetings")
    PLATFORM = "platform", _("All meetings of a platform")
    CIRCLE_1 = "circle_1", _("Circle 1 meetings of a platform")
    CIRCLE_2 = "circle_2", _("Circle 2 meetings of a platform")
    TERRITORY = "territory", _("Meetings of a territory")


#: Kinds that follow the circle 2 rows of the rights and its gate (DESIGN §4).
CIRCLE_2_KINDS = (
    MeetingKind.CIRCLE_2,
    MeetingKind.PLENARY,
    MeetingKind.PRESENTATION,
    MeetingKind.VISIT,
    MeetingKind.MAP_FINALISATION,
)


class EncounterKind(TextChoices):
    """How an actor was met."""

    PRESENTATION = "presentation", _("Presentation")
    VISIT = "visit", _("Visit")
    TRAINING = "training", _("Joint training")


class ProposalState(TextChoices):
    """What became of an item that a partner proposed."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("On the agenda")
    POSTPONED = "postponed", _("Kept for a later meeting")
    DECLINED = "declined", _("Not kept")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CommentState(TextChoices):
    """What became of a comment on minutes in review."""

    OPEN = "open", _("To look at")
    TAKEN = "taken", _("Taken into account")
    DECLINED = "declined", _("Not kept")


class ObjectiveState(TextChoices):
    """Life of a yearly objective."""

    OPEN = "open", _("In progress")
    REACHED = "reached", _("Reached")
    PARTLY = "partly", _("Partly reached")
    DROPPED = "dropped", _("Dropped")


class OneOffKind(TextChoices):
    """Kinds of one-off actions for young people."""

    WORKSHOP = "workshop", _("Workshop")
    FORUM = "forum", _("Forum")
    INFORMATION = "information", _("Information session")
    OPEN_DAY = "open_day", _("Open day")
    OTHER = "other", _("Other action")


class OneOffStatus(TextChoices):
    """Life of a one-off action."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Took place")
    CANCELLED = "cancelled", _("Cancelled")
