"""The planner's three questions as one form."""

import datetime as dt

from django import forms
from django.utils.translation import gettext as _

from portal.core.french_dates import format_date_range
from portal.directory.enums import Circle

from ..planning_answers import CIRCLES, USUAL_WEEKS, PlanAnswers, RhythmAnswer
from ..scheduling import Cadence, EveryWeeks
from .planning_parts import EVERY, NONE, BaseCampaignFormSet, CampaignForm, CircleForm, PlaceAndPeriodForm

#: Rows for campaigns: three are shown, more only when the platform has more in the period.
CAMPAIGN_ROWS = 3


class PlanForm:
    """The whole page: campaigns, both circles, place and period, validated together; errors read as of one form."""

    def __init__(self, data=None, *, platform, today: dt.date, answers: PlanAnswers):
        initial_campaigns = _campaigns_initial(answers)
        rows = max(CAMPAIGN_ROWS, len(answers.campaigns))
        formset = forms.formset_factory(
            CampaignForm, formset=BaseCampaignFormSet, extra=rows - len(initial_campaigns), max_num=12, absolute_max=12
        )
        self.campaigns = formset(data, initial=initial_campaigns, prefix="campaigns")
        first = answers.circle(Circle.FIRST)
        self.circles = [
            CircleForm(
                data, circle=circle, prefix=f"c{circle.value}", initial=_circle_initial(answers.circle(circle), first)
            )
            for circle in CIRCLES
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
    def options_have_errors(self) -> bool:
        """Whether something under "More options" is to be put right, so that it must be seen."""
        options = {"pattern", "weeks", "outside", "outside_weeks", "anchor", "start", "end"}
        return any(options & set(form.errors) for form in (*self.circles, self.main) if form.is_bound)

    @property
    def parts(self) -> list:
        """The forms of the page, in its order."""
        return [*self.campaigns.forms, *self.circles, self.main]

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
        valid = [self.campaigns.is_valid(), *(form.is_valid() for form in self.circles), self.main.is_valid()]
        return all(valid) and self._campaigns_in_period()

    def answers(self) -> PlanAnswers:
        """Return the answers of a valid form."""
        campaigns = [form.campaign() for form in self.campaigns.forms]
        first = self.circles[0].answer(None)
        data = self.main.cleaned_data
        return PlanAnswers(
            start=data["start"],
            end=data["end"],
            campaigns=tuple(sorted(filter(None, campaigns), key=lambda campaign: campaign.start)),
            rhythms=(first, self.circles[1].answer(first)),
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


def _pattern(cadence: Cadence | None) -> tuple[str, int | None]:
    if cadence is None:
        return NONE, None
    return (EVERY, cadence.weeks) if isinstance(cadence, EveryWeeks) else (f"nth-{cadence.nth}", None)


def _campaigns_initial(answers: PlanAnswers) -> list[dict]:
    if answers.campaigns:
        return [
            {"label": item.label, "start": item.start, "end": item.end, "checks_from": item.checks_from}
            for item in answers.campaigns
        ]
    return [{"label": _("Autumn campaign")}, {"label": _("Spring campaign")}]


def _circle_initial(answer: RhythmAnswer, first: RhythmAnswer) -> dict:
    pattern, weeks = _pattern(answer.in_campaign)
    outside, outside_weeks = _pattern(answer.outside)
    initial = {
        "weekday": answer.weekday,
        "time": answer.time,
        "duration": answer.duration_minutes,
        "pattern": pattern,
        "weeks": weeks or USUAL_WEEKS[Circle(answer.circle)],
        "outside": outside,
        "outside_weeks": outside_weeks or 2 * USUAL_WEEKS[Circle(answer.circle)],
        "anchor": answer.anchor,
    }
    if answer is not first and answer.slot == first.slot:
        initial |= {"weekday": "", "time": None, "duration": ""}
    return initial


def _main_initial(answers: PlanAnswers) -> dict:
    place = answers.place
    initial = {"start": answers.start, "end": answers.end}
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
