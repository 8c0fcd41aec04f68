"""What awaits a team about its calendar: to prepare it when nothing lies ahead, or a campaign has no meeting."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.french_dates import format_date_range, format_datetime
from portal.core.waiting import Waiting
from portal.directory.enums import PlatformRoleKind
from portal.directory.models import ListCampaign, Platform
from portal.directory.querysets import person_of

from .enums import MeetingStatus
from .models import Meeting, PlanDraft
from .planning_answers import CIRCLES

#: A campaign is asked for from this long before its first day.
CAMPAIGN_AHEAD = dt.timedelta(days=42)
PLANNERS = (PlatformRoleKind.LEAD, PlatformRoleKind.ASSISTANT)


def plans_waiting(viewer) -> list[Waiting]:
    """Return the calendars that ``viewer``, a lead or an assistant, should prepare, in four queries at most."""
    person = person_of(viewer)
    if person is None:
        return []
    now = timezone.now()
    ahead = (
        Meeting.objects.filter(circle__in=CIRCLES, starts_at__gt=now)
        .exclude(status__in=(MeetingStatus.CANCELLED, MeetingStatus.DRAFT))
        .filter(platform=OuterRef("pk"))
    )
    platforms = list(
        Platform.objects.with_team_member(person, kinds=PLANNERS).annotate(has_meetings_ahead=Exists(ahead))
    )
    if not platforms:
        return []
    drafts = {}
    for draft in PlanDraft.objects.filter(platform__in=platforms, accepted_at__isnull=True).order_by("modified_at"):
        drafts[draft.platform_id] = draft
    campaigns = {campaign.platform_id: campaign for campaign in _unplanned_campaigns(platforms, now)}
    return [
        _waiting(platform, campaigns.get(platform.pk), drafts.get(platform.pk))
        for platform in platforms
        if not platform.has_meetings_ahead or platform.pk in campaigns
    ]


def _unplanned_campaigns(platforms, now: dt.datetime):
    """Return the platforms' own campaigns, under way or near, that hold no meeting of a circle; the first one last."""
    today = timezone.localdate()
    campaigns = ListCampaign.objects.filter(
        platform__in=platforms, end__gte=today, start__lte=today + CAMPAIGN_AHEAD
    ).order_by("-start")
    meetings = Meeting.objects.filter(
        platform=OuterRef("platform"),
        circle__in=CIRCLES,
        starts_at__date__gte=OuterRef("start"),
        starts_at__date__lte=OuterRef("end"),
    ).exclude(status__in=(MeetingStatus.CANCELLED, MeetingStatus.DRAFT))
    return campaigns.filter(~Exists(meetings))


def _waiting(platform: Platform, campaign: ListCampaign | None, draft: PlanDraft | None) -> Waiting:
    detail = _("No meeting lies ahead: three questions are enough.")
    if campaign is not None:
        detail = _("No meeting in the campaign “%(name)s”, %(period)s") % {
            "name": campaign.label,
            "period": format_date_range(campaign.start, campaign.end),
        }
    url, act = reverse("meetings:plan_start", args=[platform.slug]), _("Prepare the calendar")
    if draft is not None:
        detail = _("A preparation of %(date)s waits to be accepted") % {
            "date": format_datetime(draft.modified_at, platform.timezone)
        }
        url, act = reverse("meetings:plan_preview", args=[platform.slug, draft.pk]), _("Take it up again")
    return Waiting(
        order=40 if campaign is None else 25,
        title=_("Prepare the calendar of %(platform)s") % {"platform": platform},
        detail=detail,
        url=url,
        act_label=act,
        due=campaign.start if campaign else None,
    )
