import re
from datetime import UTC, date, datetime, timedelta

import django_tables2
import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from portal.core import components
from portal.core.components import ComponentError
from portal.core.forms import DateField, RichTextField, TimeField
from portal.core.tables import ComponentColumn, Table
from portal.core.waiting import Waiting
from portal.meetings.enums import ActionState, Answer, MeetingStatus, MinutesState, Presence
from tests.factories import make_administrator, make_user


def text_of(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def render(source: str, **context) -> str:
    return Template("{% load components %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('{% component "statsu" value="held" %}', "There is no component “statsu”"),
        ('{% component "status" valeu="held" %}', "Component “status” has no argument valeu"),
        ('{% component "status" of="meeting" %}', "Component “status” needs value"),
        ('{% component "status" "held" %}', '“"held"” is no argument'),
        ("{% component status value=1 %}", "the name stands in quotes"),
        ("{% component %}", "needs the name"),
        ('{% component_block "status" value="held" %}x{% endcomponent_block %}', "has no argument content"),
        ('{% component_block "panel" %}{% slot "act" %}x{% endslot %}{% endcomponent_block %}', "has no argument act"),
        (
            '{% component_block "panel" acts="y" %}{% slot "acts" %}x{% endslot %}{% endcomponent_block %}',
            "given twice",
        ),
    ],
)
def test_a_typo_fails_when_the_template_is_compiled(source, message):
    with pytest.raises(ComponentError, match=re.escape(message)):
        Template("{% load components %}" + source)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('{% component "status" value="hled" %}', "“hled” is no status of “meeting”"),
        ('{% component "status" value="held" of="meetings" %}', "“held” is no status of “meetings”"),
        ('{% component "icon" name="calender" %}', "There is no icon “calender”"),
        ('{% component "chip" label="x" kind="red" %}', "There is no kind “red”"),
    ],
)
def test_a_value_that_a_component_does_not_know_fails(source, message):
    with pytest.raises(ComponentError, match=message):
        render(source)


def test_a_component_sees_only_its_own_arguments_and_escapes_them():
    html = render('{% component "chip" label=label %}', label="<b>", kind="danger", url="/elsewhere/")
    assert html == '<span class="chip chip-neutral">&lt;b&gt;</span>'


def test_a_block_gives_its_inside_as_content_and_its_slots_by_name():
    html = render(
        '{% component_block "panel" title="Agenda" %}<p>{{ text }}</p>{% slot "acts" %}<a href="#">{{ act }}</a>'
        "{% endslot %}{% endcomponent_block %}",
        text="Inside",
        act="Change",
    )
    soup = BeautifulSoup(html, "html.parser")
    assert (soup.h2.text, soup.select_one(".panel-acts").text, soup.select_one(".panel-body").text) == (
        "Agenda",
        "Change",
        "Inside",
    )


def test_a_component_can_be_kept_under_a_name():
    assert render('{% component "chip" label="A" as first %}[{{ first }}]') == (
        '[<span class="chip chip-neutral">A</span>]'
    )


def test_every_status_has_words_an_icon_and_a_known_colour():
    for values in components.STATUSES.values():
        for label, kind, icon in values.values():
            assert str(label)
            assert kind in components.KINDS
            assert icon in components.icon_names()


def test_statuses_cover_the_closed_lists_of_the_apps():
    families = {
        "meeting": MeetingStatus,
        "minutes": MinutesState,
        "answer": Answer,
        "presence": Presence,
        "action": ActionState,
    }
    for family, choices in families.items():
        assert set(choices.values) - set(components.STATUSES[family]) == set()


@pytest.mark.parametrize(
    ("value", "words"), [("1", "C1"), ("circle_2", "C2"), ("occasional", "Acteur occasionnel"), ("", ""), (None, "")]
)
def test_a_circle_is_named_and_not_only_coloured(value, words):
    assert text_of(components.render("circle", value=value)) == words


def test_freshness_says_when_and_asks_for_confirmation_after_its_time():
    today = date(2026, 10, 14)
    shown = [
        text_of(components.render("freshness", confirmed_on=day, on=today))
        for day in (today, today - timedelta(days=365), today - timedelta(days=366), None)
    ]
    assert shown == [
        "confirmée le 14 octobre 2026",
        "confirmée le 14 octobre 2025",
        "à confirmer (dernière confirmation le 13 octobre 2025)",
        "à confirmer",
    ]


def test_seats_never_stand_without_the_day_of_their_report():
    today = date(2026, 1, 1)
    cases = [
        {"free": 4, "capacity": 12, "reported_on": today},
        {"free": 2, "capacity": 8, "reported_on": today, "source": "Mission locale du Port"},
        {"free": 1, "reported_on": today - timedelta(days=61)},
        {"free": 0, "capacity": 8, "reported_on": today},
        {"free": 3, "capacity": 8},
        {"free": None},
    ]
    assert [text_of(components.render("seats", on=today, **case)) for case in cases] == [
        "4 places libres sur 12 au 1er janvier 2026",
        "2 places libres sur 8 au 1er janvier 2026 · Mission locale du Port",
        "1 place libre au 1er novembre 2025, à confirmer",
        "0 place libre sur 8 au 1er janvier 2026",
        "Places non communiquées",
        "Places non communiquées",
    ]


def test_an_opening_says_the_day_that_counts():
    day = date(2026, 11, 2)
    cases = [
        {"kind": "open"},
        {"kind": "open", "deadline": day},
        {"kind": "open", "closes_on": day},
        {"kind": "opens", "opens_on": day},
        {"kind": "opens", "opens_on": day, "closes_on": day},
        {"kind": "opens", "opens_on": day, "deadline": date(2026, 10, 20)},
        {"kind": "full", "opens_on": day, "deadline": date(2026, 10, 20)},
        {"kind": "closed", "deadline": day},
    ]
    assert [text_of(components.render("opening", **case)) for case in cases] == [
        "Ouvert",
        "Ouvert candidater jusqu’au 2 novembre 2026",
        "Ouvert jusqu’au 2 novembre 2026",
        "Ouvre le 2 novembre 2026",
        "Ouvre le 2 novembre 2026",
        "Ouvre le 2 novembre 2026 candidater jusqu’au 20 octobre 2026",
        "Complet commence le 2 novembre 2026",
        "Fermé",
    ]


def test_a_date_block_says_the_whole_date_in_the_zone_of_the_platform():
    start = datetime(2026, 10, 14, 5, 30, tzinfo=UTC)
    html = components.render("date_block", start=start, end=start + timedelta(hours=2), tz="Indian/Reunion")
    words = " ".join(BeautifulSoup(html, "html.parser").select_one(".date-words").text.split())
    assert words == "mercredi 14 octobre 2026, 9 h 30 – 11 h 30"


def test_a_thing_that_waits_says_that_it_is_late():
    item = Waiting(10, "Compte rendu", "", "/x/", "Rédiger", date(2026, 10, 1))
    on_time = components.render("waiting_item", item=item, on=date(2026, 10, 1))
    late = components.render("waiting_item", item=item, on=date(2026, 10, 2))
    assert "pour le 1er octobre 2026" in text_of(on_time)
    assert "en retard depuis le 1er octobre 2026" in text_of(late)


class SampleForm(forms.Form):
    title = forms.CharField(label="Titre", help_text="Court")
    day = DateField(label="Jour", required=False)
    hour = TimeField(label="Heure", required=False)
    place = forms.ChoiceField(label="Lieu", choices=[("a", "A")], widget=forms.RadioSelect, required=False)
    agreed = forms.BooleanField(label="Lu", required=False)
    text = RichTextField(label="Texte", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, initial="s")

    def clean(self):
        self.add_error(None, "Ensemble impossible")


def form_soup(data):
    request = RequestFactory().get("/")
    source = '{% component "form" form=form submit="Enregistrer" cancel_url="/x/" %}'
    html = render(source, form=SampleForm(data), request=request, csrf_token="token")
    return BeautifulSoup(html, "html.parser")


def test_errors_stand_beside_their_field_and_on_top_with_links_that_lead_there():
    soup = form_soup({"title": "", "day": "30/02/2026", "place": "b", "secret": "s"})
    summary = soup.select_one("[data-error-summary]")
    assert [link["href"] for link in summary.select("a")] == ["#id_title", "#id_day", "#id_place_0"]
    assert "Ensemble impossible" in summary.text
    for link in summary.select("a"):
        assert soup.select_one(link["href"]) is not None
    field = soup.select_one("#id_title")
    described = field["aria-describedby"].split()
    assert [soup.select_one(f"#{name}") is not None for name in described] == [True, True]
    assert (field["aria-invalid"], "is-invalid" in field["class"]) == ("true", True)


def test_typed_text_stays_in_a_refused_form():
    soup = form_soup({"title": "", "day": "30/02/2026", "text": "<p>gardé</p>"})
    assert soup.select_one("#id_day")["value"] == "30/02/2026"
    assert soup.select_one("#id_text").text.strip() == "<p>gardé</p>"


def test_labels_belong_to_their_fields_and_optional_ones_say_so():
    soup = form_soup(None)
    assert soup.select_one("label[for=id_title]").text == "Titre"
    assert "(facultatif)" in soup.select_one("label[for=id_day]").text
    assert "(facultatif)" in soup.select_one("legend").text
    assert soup.select_one("input[name=secret]").find_parent(class_="field") is None
    assert soup.select_one("input[name=csrfmiddlewaretoken]")["value"] == "token"


def test_dates_and_times_are_written_as_the_browser_wants_and_read_as_the_french_write_them():
    form = SampleForm({"title": "x", "day": "14/10/2026", "hour": "9h30"})
    form.full_clean()
    assert (form.cleaned_data["day"], form.cleaned_data["hour"].isoformat()) == (date(2026, 10, 14), "09:30:00")
    shown = BeautifulSoup(str(SampleForm(initial={"day": date(2026, 10, 14)})["day"]), "html.parser").input
    assert (shown["type"], shown["value"]) == ("date", "2026-10-14")


def test_rich_text_is_cleaned_and_an_emptied_paragraph_is_empty():
    field = RichTextField()
    assert field.clean('<p onclick="x()">Bon<script>alert(1)</script></p>') == "<p>Bon</p>"
    with pytest.raises(forms.ValidationError) as refused:
        field.clean("<p> </p>")
    assert refused.value.code == "required"
    with pytest.raises(forms.ValidationError) as refused:
        field.clean("<p>" + "a" * 1_000_000 + "</p>")
    assert refused.value.code == "too_long"


class SampleTable(Table):
    name = django_tables2.Column(verbose_name="Nom")
    status = ComponentColumn("status", verbose_name="Statut")


def table_soup(rows, query=""):
    request = RequestFactory().get("/?" + query)
    table = SampleTable(rows, empty_text="Rien encore")
    django_tables2.RequestConfig(request).configure(table)
    html = Template("{% load render_table from django_tables2 %}{% render_table table %}").render(
        Context({"table": table, "request": request})
    )
    return BeautifulSoup(html, "html.parser")


def test_a_table_sorts_counts_pages_at_fifty_and_keeps_the_filters_in_its_links():
    rows = [{"name": f"Organisation {number:03}", "status": "held"} for number in range(60)]
    soup = table_soup(rows, "cercle=2&tri=-name")
    assert soup.select_one(".table-count").text == "60 résultats"
    assert len(soup.select("tbody tr")) == 50
    assert soup.select_one("tbody td").text == "Organisation 059"
    assert soup.select_one("th")["aria-sort"] == "descending"
    assert {"cercle=2" in link["href"] for link in soup.select("thead a, .pages a")} == {True}
    assert [cell["data-label"] for cell in soup.select("tbody tr")[0].select("td")] == ["Nom", "Statut"]


def test_an_empty_table_says_so():
    assert table_soup([]).select_one(".table-empty").text == "Rien encore"


def test_pages_of_a_list_keep_the_filters():
    request = RequestFactory().get("/?q=cio&page=2")
    html = Template('{% load components %}{% component "pagination" page=page label="Pages" %}').render(
        Context({"page": Paginator(range(200), 50).page(2), "request": request})
    )
    links = [link["href"] for link in BeautifulSoup(html, "html.parser").select("a")]
    assert links == ["?q=cio&page=1", "?q=cio&page=1", "?q=cio&page=3", "?q=cio&page=4", "?q=cio&page=3"]


@pytest.mark.django_db
def test_the_page_of_components_shows_each_of_them(client, settings):
    settings.DEMO = True
    response = client.get(reverse("core:components"))
    declared = {
        cell.text for cell in BeautifulSoup(response.content, "html.parser").select("table.plain td:first-child")
    }
    assert (response.status_code, declared) == (200, set(components.names()))


@pytest.mark.django_db
@pytest.mark.parametrize(("administrator", "status"), [(None, 404), (False, 404), (True, 200)])
def test_outside_the_demonstration_only_administrators_see_the_components(
    client, login, settings, administrator, status
):
    settings.DEMO = False
    if administrator is not None:
        login(client, make_administrator() if administrator else make_user())
    assert client.get(reverse("core:components"), follow=False).status_code == status
