"""The pages of an import: what they show, what they refuse, and that another platform's are nobody's business."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.directory.enums import ImportState
from portal.directory.importing.batches import rows_of
from portal.directory.importing.receiving import receive
from portal.directory.models import ActorType, ImportBatch, Organisation
from tests.directory.importing.helpers import compared, imported, lead_of, settled, sheet
from tests.directory.importing.test_imports import CENTRE, CIO
from tests.factories import make_import, make_organisation, make_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(platform):
    return lead_of(platform)


@pytest.fixture
def browser(client, login, lead):
    return login(client, lead.person)


def page(name, batch_or_platform):
    platform = getattr(batch_or_platform, "platform", batch_or_platform)
    more = {"pk": batch_or_platform.pk} if platform is not batch_or_platform else {}
    return reverse(f"directory:{name}", kwargs={"slug": platform.slug, **more})


def test_an_import_goes_from_page_to_page(browser, platform, lead):
    answer = browser.post(page("import_new", platform), {"file": sheet(CIO, CENTRE)})
    batch = ImportBatch.objects.get()
    assert answer["Location"] == page("import_mapping", batch)
    form = browser.get(page("import_mapping", batch)).context["form"]
    posted = {name: field.initial for name, field in form.fields.items()}
    assert browser.post(page("import_mapping", batch), posted)["Location"] == page("import_preview", batch)
    assert "import_progress.html" in str(browser.get(page("import_preview", batch)).templates[0].name)
    settled(batch)
    shown = browser.get(page("import_preview", batch))
    assert [row["label"] for row in shown.context["rows"]] == [CIO["Structure"], CENTRE["Structure"]]
    assert shown.context["button"] == "Importer 2 organismes"
    browser.post(page("import_preview", batch), {"act": "import"})
    settled(batch)
    assert browser.get(page("import_preview", batch))["Location"] == page("import_result", batch)
    result = browser.get(page("import_result", batch))
    assert ("organismes ajoutés à la plateforme", 2) in result.context["told"]
    assert platform.participations.count() == 2


def test_progress_is_asked_again_until_the_page_can_be_shown(browser, platform):
    batch = make_import(platform, ImportState.READING, progress=40)
    asked = {"HX-Request": "true"}
    assert "40\u202f%" in browser.get(page("import_preview", batch), headers=asked).content.decode()
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.PREVIEWED)
    assert browser.get(page("import_preview", batch), headers=asked)["HX-Refresh"] == "true"


def zipped(**members) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("liste.csv", b""),
        ("liste.csv", b";;\r\n ; ;\r\n"),
        ("liste.xlsx", b"Structure;Type\r\nCIO;CIO\r\n"),
        ("liste.xlsx", zipped(a="b")),
        ("liste.pdf", b"%PDF-1.7\n%%EOF"),
        ("liste.csv", b"PK\x03\x04" + b"\0" * 200),
        ("liste.csv", b"Structure;Type\r\n"),
    ],
    ids=["empty", "no table", "a lie", "no workbook", "another type", "a lie the other way", "headers alone"],
)
def test_d74_a_file_that_is_no_list_is_refused_beside_the_field(browser, platform, name, content):
    answer = browser.post(page("import_new", platform), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["file"]
    assert not ImportBatch.objects.exists()


def test_no_file_at_all_is_an_error_of_the_form(browser, platform):
    assert list(browser.post(page("import_new", platform), {}).context["form"].errors) == ["file"]


def test_columns_without_the_name_are_refused(browser, platform, lead):
    batch = receive(platform, sheet(CIO), kind="directory", by=lead)
    answer = browser.post(page("import_mapping", batch), {"column_1": "actor_type", "new_status": "agreed"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["__all__"])
    batch.refresh_from_db()
    assert batch.state == ImportState.UPLOADED


def test_a_meaning_chosen_twice_is_refused_beside_the_second(browser, platform, lead):
    batch = receive(platform, sheet(CIO), kind="directory", by=lead)
    answer = browser.post(
        page("import_mapping", batch), {"column_0": "name", "column_1": "name", "new_status": "agreed"}
    )
    assert list(answer.context["form"].errors) == ["column_1"]


def test_d03_meanings_and_answers_that_do_not_exist_are_errors(browser, platform, lead):
    batch = receive(platform, sheet(CIO), kind="directory", by=lead)
    answer = browser.post(page("import_mapping", batch), {"column_0": "platform_id", "new_status": "lead"})
    assert sorted(answer.context["form"].errors) == ["column_0", "new_status"]


def test_another_table_of_the_file_can_be_chosen(browser, platform, lead):
    batch = receive(platform, sheet(CIO, CENTRE), kind="directory", by=lead)
    browser.post(page("import_mapping", batch), {"act": "table", "sheet": "0", "header_row": "0"})
    batch.refresh_from_db()
    assert (batch.mapping["header_row"], batch.mapping["rows"]) == (0, 3)
    answer = browser.post(page("import_mapping", batch), {"act": "table", "sheet": "7", "header_row": ""})
    assert list(answer.context["table_form"].errors) == ["sheet"]


def test_doubtful_rows_are_answered_on_the_page(browser, platform, lead):
    # Two that bear the name, in two communes; the row says neither.
    kind = ActorType.objects.get(code="social_centre")
    twins = [make_organisation(name="Centre social Les Cigales", actor_type=kind, email=f"{n}@x.example") for n in "ab"]
    batch = compared(platform, sheet({"Structure": "Centre social Les Cigales", "Type": "Centre social"}), lead)
    shown = browser.get(page("import_preview", batch))
    (row,) = shown.context["rows"]
    (doubt,) = row["doubts"]
    assert {str(twin.pk) for twin in twins} <= {candidate.value for candidate in doubt["candidates"]}
    assert shown.context["button"] == ""
    browser.post(page("import_preview", batch), {doubt["name"]: str(twins[1].pk)})
    batch = imported(settled(batch), lead)
    assert batch.state == ImportState.APPLIED, batch.error
    assert platform.participations.get().organisation == twins[1]


def test_d03_an_answer_that_was_not_offered_is_refused(browser, platform, lead):
    kind = ActorType.objects.get(code="social_centre")
    for address in ("a@x.example", "b@x.example"):
        make_organisation(name="Centre social Les Cigales", actor_type=kind, email=address)
    elsewhere = make_organisation(name="Ailleurs")
    batch = compared(platform, sheet({"Structure": "Centre social Les Cigales", "Type": "Centre social"}), lead)
    (doubt,) = rows_of(batch)[0].doubts
    answer = browser.post(page("import_preview", batch), {f"answer_2_{doubt.key}": str(elsewhere.pk)}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "Ligne 2\u202f: cette réponse n’était pas proposée."
    ]
    batch.refresh_from_db()
    assert (batch.state, batch.choices) == (ImportState.PREVIEWED, {})


def test_d13_answers_of_which_one_was_not_offered_are_refused_whole(browser, platform, lead):
    wrong = [{**CENTRE, "Structure": f"Centre social n° {n}", "SIRET": "12345678900000"} for n in (1, 2)]
    batch = compared(platform, sheet(*wrong), lead)
    browser.post(page("import_preview", batch), {"answer_2_row": "skip", "answer_3_row": "new"})
    batch.refresh_from_db()
    assert (batch.state, batch.choices) == (ImportState.PREVIEWED, {})


def test_d76_an_answer_taken_back_of_no_row_at_all_is_no_error_of_the_portal(browser, platform, lead):
    batch = compared(platform, sheet(CENTRE), lead)
    for number in ("9" * 5_000, "99", "-1", "²"):
        response = browser.post(page("import_preview", batch), {"act": f"undo-{number}"})
        assert response.status_code == 302, number
    batch.refresh_from_db()
    assert batch.choices == {}


def test_d09_the_batch_of_another_platform_does_not_exist_here(browser, platform):
    foreign = make_import(make_platform(), ImportState.PREVIEWED)
    for name in ("import_mapping", "import_preview", "import_result", "import_file"):
        address = reverse(f"directory:{name}", kwargs={"slug": platform.slug, "pk": foreign.pk})
        assert browser.get(address).status_code == 404, name
    address = reverse("directory:import_remove", kwargs={"slug": platform.slug, "pk": foreign.pk})
    assert browser.post(address).status_code == 404
    assert ImportBatch.objects.filter(pk=foreign.pk).exists()


def test_the_file_comes_back_as_a_download(browser, platform, lead):
    batch = receive(platform, sheet(CIO, name="Nos partenaires.csv"), kind="directory", by=lead)
    answer = browser.get(page("import_file", batch))
    assert b"".join(answer.streaming_content) == sheet(CIO).read()
    assert answer["Content-Disposition"] == 'attachment; filename="Nos partenaires.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_model_is_understood_when_it_is_imported(browser, platform, lead):
    content = browser.get(page("import_model", platform)).content
    batch = compared(platform, SimpleUploadedFile("modele.xlsx", content), lead)
    batch = imported(batch, lead)
    assert batch.state == ImportState.APPLIED, batch.error
    assert Organisation.objects.get(name="Mission locale des Trois-Vallons").email == "contact@ml-trois-vallons.example"


def test_a_long_preview_takes_the_same_queries_as_a_short_one(browser, platform, lead, count_queries):
    rows = [{"Structure": f"Association {n} du Vallon", "Type": "Association locale"} for n in range(60)]
    short, long_ = (compared(platform, sheet(*rows[:count]), lead) for count in (2, 60))
    assert count_queries(lambda: browser.get(page("import_preview", long_))) == count_queries(
        lambda: browser.get(page("import_preview", short))
    )


def test_the_list_takes_the_same_queries_whatever_its_length(browser, platform, count_queries):
    make_import(platform)
    few = count_queries(lambda: browser.get(page("imports", platform)))
    for state in ImportState:
        make_import(platform, state)
    assert count_queries(lambda: browser.get(page("imports", platform))) == few


def test_comparing_takes_the_same_queries_whatever_the_number_of_rows(platform, lead, count_queries):
    rows = [{"Structure": f"Association {n} du Vallon", "Type": "Association locale"} for n in range(60)]
    batches = [compared(platform, sheet(*rows[:count]), lead) for count in (2, 60)]

    def compare_again(batch):
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.READING)
        # Two rows say another percent at each of them, sixty at most a hundred times: the progress is left out.
        settled(batch)

    few, many = (count_queries(lambda batch=batch: compare_again(batch)) for batch in batches)
    assert many - few <= 100
