"""The planner's three questions as one form."""

import datetime as dt
from dataclasses import replace

from django import forms
from django.utils.translation import gettext as _

from portal.core.french_dates import format_date_range
from portal.directory.enums import Circle

from ..planning_answers import CIRCLES, GROUP_TOLERANCE_DAYS, GROUP_WEEKS, PlanAnswers, rhythm_key
from ..scheduling import EveryWeeks
from ..services.planning_inputs import active_groups
from .planning_parts import BaseCampaignFormSet, CampaignForm, PlaceAndPeriodForm
from .rhythms import CircleForm, GroupForm, PlannedRhythmForm

#: Rows for campaigns: three are shown, more only when the platform has more in the period.
CAMPAIGN_ROWS = 3
#: A working group that is planned for the first time: once in four weeks in campaigns, at the hour of circle 1.
_USUAL_OF_GROUP = {
    "in_campaign": EveryWeeks(GROUP_WEEKS),
    "outside": None,
    "anchor": None,
    "tolerance_days": GROUP_TOLERANCE_DAYS,
    "alternatives": (),
    "since": None,
    "until": None,
}


class PlanForm:
    """The whole page: campaigns, both circles, place and period, validated together; errors read as of one form."""

    def __init__(self, data=None, *, platform, today: dt.date, answers: PlanAnswers):
        initial_campaigns = _campaigns_initial(answers)
        rows = max(CAMPAIGN_ROWS, len(answers.campaigns))
        formset = forms.formset_factory(
            CampaignForm, formset=BaseCampaignFormSet, extra=rows - len(initial_campaigns), max_num=12, absolute_max=12
        )
        self.campaigns = formset(data, initial=initial_campaigns, prefix="campaigns")
        first, second = (answers.phases(rhythm_key(circle)) for circle in CIRCLES)
        self.circles = [
            CircleForm(data, circle=Circle.FIRST, phases=first, prefix="c1"),
            CircleForm(data, circle=Circle.SECOND, phases=second, first=first, prefix="c2"),
        ]
        self.groups = [
            GroupForm(
                data,
                group=group,
                phases=answers.phases(rhythm_key("", group.pk)),
                usual=replace(first[0], circle="", group=group.pk, **_USUAL_OF_GROUP),
            )
            for group in active_groups(platform)
        ]
        self.main = PlaceAndPeriodForm(data, platform=platform, today=today, initial=_main_initial(answers))

    @property
    def circle_1(self) -> CircleForm:
        """The form of circle 1."""
        return self.circles[0]

    @property
    def circle_2(self) -> CircleForm:
        """The form of circle 2."""
        return self.circles[1]

    @property
    def rhythms(self) -> list[PlannedRhythmForm]:
        """The forms of circles and working groups."""
        return [*self.circles, *self.groups]

    @property
    def options_have_errors(self) -> bool:
        """Whether something under "More options" is to be put right, so that it must be seen."""
        if not self.main.is_bound:
            return False
        face = {"weekday", "time", "duration"}
        return (
            bool({"start", "end"} & set(self.main.errors))
            or any(set(form.errors) - face for form in self.circles)
            or any(form.errors for form in self.groups)
            or any(change.errors for form in self.rhythms for change in form.changes)
        )

    @property
    def parts(self) -> list:
        """The forms of the page, in its order."""
        return [*self.campaigns.forms, *(part for form in self.rhythms for part in form.parts), self.main]

    @property
    def fields(self) -> dict:
        """The fields by the names that services know, for ``DomainError.add_to``."""
        names = {f"c{form.circle}_{name}": field for form in self.circles for name, field in form.fields.items()}
        return {**names, **self.main.fields}

    def __iter__(self):
        for part in self.parts:
            yield from part

    @property
    def errors(self) -> list:
        """All errors, for the summary on top of the page."""
        return [part.errors for part in self.parts if part.errors]

    def non_field_errors(self) -> list:
        """The errors that belong to no field."""
        own = [error for part in self.parts if part.is_bound for error in part.non_field_errors()]
        return [*own, *self.campaigns.non_form_errors()] if self.campaigns.is_bound else own

    def add_error(self, name: str | None, message) -> None:
        """Put a refusal of the service beside its field."""
        for form in self.circles:
            if name and name.startswith(f"c{form.circle}_"):
                form.add_error(name.partition("_")[2], message)
                return
        self.main.add_error(name, message)

    def is_valid(self) -> bool:
        """Validate every part, so that all errors are shown at once."""
        valid = [self.campaigns.is_valid(), *(form.is_valid() for form in self.rhythms), self.main.is_valid()]
        if not all(valid):
            return False
        start, end = self.main.cleaned_data["start"], self.main.cleaned_data["end"]
        valid = [self._campaigns_in_period(), *(form.check_period(start, end) for form in self.rhythms)]
        if not all(valid):
            return False
        self.answers()  # a change that says nothing is found once all phases are known
        return not any(change.errors for form in self.rhythms for change in form.changes)

    def answers(self) -> PlanAnswers:
        """Return the answers of a valid form."""
        campaigns = [form.campaign() for form in self.campaigns.forms]
        first = self.circles[0].answers()
        groups = [answer for form in self.groups for answer in form.answers()]
        data = self.main.cleaned_data
        return PlanAnswers(
            start=data["start"],
            end=data["end"],
            campaigns=tuple(sorted(filter(None, campaigns), key=lambda campaign: campaign.start)),
            rhythms=(*first, *self.circles[1].answers(first), *groups),
            place=self.main.answer(),
        )

    def _campaigns_in_period(self) -> bool:
        start, end = self.main.cleaned_data["start"], self.main.cleaned_data["end"]
        for form in self.campaigns.forms:
            if form.is_campaign and not (form.cleaned_data["start"] <= end and form.cleaned_data["end"] >= start):
                period = format_date_range(start, end)
                form.add_error(
                    "start", _("This campaign lies outside the period to plan: %(period)s.") % {"period": period}
                )
        return not any(form.errors for form in self.campaigns.forms)


def _campaigns_initial(answers: PlanAnswers) -> list[dict]:
    if answers.campaigns:
        return [
            {"label": item.label, "start": item.start, "end": item.end, "checks_from": item.checks_from}
            for item in answers.campaigns
        ]
    return [{"label": _("Autumn campaign")}, {"label": _("Spring campaign")}]


def _main_initial(answers: PlanAnswers) -> dict:
    place = answers.place
    initial = {"start": answers.start, "end": answers.end, "rotates": place.rotates}
    if place.host is not None:
        return initial | {
            "place_host": place.host,
            "place_name": place.name,
            "place_address": place.address,
            "place_postcode": place.postcode,
            "place_town": place.town,
        }
    if place.venue is not None:
        return initial | {"place": f"venue-{place.venue}"}
    return initial | {"place": f"site-{place.site}"} if place.site is not None else initial
