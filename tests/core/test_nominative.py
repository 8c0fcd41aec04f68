import time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from portal.core.nominative import (
    NominativeGuardMixin,
    NominativeRefused,
    NominativeTextValidator,
    Sign,
    check_html,
    check_text,
    enforce,
)

# Numbers below are invented; the social security key is computed as INSEE publishes it.
NIR = "2 08 05 13 055 123"
NIR_KEY = 97 - int("2080513055123") % 97
CORSICAN_KEY = 97 - int("1080519055123") % 97


def signs(text, known=()):
    findings = check_text(text, known)
    return {found.sign for found in findings.strong}, {found.sign for found in findings.weak}


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("INE 123456789AB", Sign.INE),
        ("identifiant 1234567890K reçu", Sign.INE),
        ("identifiant 123456789ab", Sign.INE),
        ("INE : 123 456 789 AB", Sign.INE),
        ("INE 0AB1234567C", Sign.INE),
        (f"{NIR} {NIR_KEY:02d}", Sign.NIR),
        (f"2080513055123{NIR_KEY:02d}", Sign.NIR),
        (f"1 08 05 2A 055 123 {CORSICAN_KEY:02d}", Sign.NIR),
        (f"sécu {NIR}", Sign.NIR),
        ("né le 12/03/2008", Sign.BIRTH_DATE),
        ("Née le 1er avril 2007 à Lyon", Sign.BIRTH_DATE),
        ("né(e) le 12 mars 2008", Sign.BIRTH_DATE),
        ("nee le 12-03-08", Sign.BIRTH_DATE),
        ("date de naissance : 2008-03-12", Sign.BIRTH_DATE),
        ("DDN 12.03.2008", Sign.BIRTH_DATE),
        ("né\u00a0le\u202f12/03/2008", Sign.BIRTH_DATE),
        ("n\u200bé le 12/03/2008", Sign.BIRTH_DATE),
        ("ne\u0301 le 12/03/2008", Sign.BIRTH_DATE),
        ("né le １２/０３/２００８", Sign.BIRTH_DATE),
        ("le jeune Kevin, 06 12 34 56 78", Sign.PHONE),
        ("le jeune Kevin, +33 6 12 34 56 78", Sign.PHONE),
        ("la jeune Fatima : fatima.b@gmail.com", Sign.EMAIL),
    ],
)
def test_d81_strong_sign(text, sign):
    strong, _weak = signs(text)
    assert strong == {sign}


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("le jeune Kevin ne vient plus", Sign.NAME),
        ("Le jeune Durand a été vu", Sign.NAME),
        ("l’élève Tremblay Marc", Sign.NAME),
        ("élève : DUMOULIN", Sign.NAME),
        ("situation de Fatoumata B., jeune suivie par le CIO", Sign.NAME),
        ("Mathis (17 ans) cherche un apprentissage", Sign.NAME),
        ("Inès a 17 ans", Sign.NAME),
        ("elle a 17 ans et vit chez sa tante", Sign.AGE),
        ("âgé de 17 ans", Sign.AGE),
        ("né en 2008", Sign.BIRTH_DATE),
        ("appeler le 06 12 34 56 78", Sign.PHONE),
        ("appeler le 0692 12 34 56", Sign.PHONE),
        ("écrire à quelquun@orange.fr", Sign.EMAIL),
        (NIR, Sign.NIR),
    ],
)
def test_d81_weak_sign(text, sign):
    strong, weak = signs(text)
    assert strong == set()
    assert weak == {sign}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Les jeunes de 16 à 25 ans sortis sans diplôme, en lien avec la mission locale.",
        "Un jeune peut entrer à l’EPIDE de Marseille toute l’année ; 12 places le 14 octobre 2026.",
        "Jeunes du lycée Victor-Hugo et du collège Jean Moulin",
        "Le jeune est reçu par Mme Martin, CIO de Vitrolles, 04 42 00 00 00",
        "Réunion du 12/03/2026 à 9 h 30, salle 12, 13 personnes",
        "SIRET 123 456 789 00012, UAI 0131234A, code postal 13127",
        "IBAN FR76 3000 6000 0112 3456 7890 189",
        "contact@missionlocale.example, accueil@cio.example",
        "On ne reçoit que le 12/03/2026",
        "Convention signée le 12/03/2026, reconduite en 2027",
        "jeune MNA, élève ULIS, apprenti CFA, jeune RQTH",
        "Point Accueil Écoute Jeunes, Info Jeunes Provence",
    ],
)
def test_ordinary_text_passes(text):
    assert signs(text) == (set(), set())


def test_names_addresses_and_numbers_of_the_directory_pass():
    known = ["Kevin Martin", "k.martin@gmail.com", "06 12 34 56 78"]
    assert signs("le jeune Kevin Martin, k.martin@gmail.com, +33 6 12 34 56 78", known) == (set(), set())
    assert signs("le jeune Martin KEVIN", known) == (set(), set())
    assert signs("le jeune Kevin Dubois", known) == (set(), {Sign.NAME})


def test_two_half_known_people_do_not_make_one():
    assert signs("le jeune Kevin Dubois", ["Kevin Martin", "Anne Dubois"]) == (set(), {Sign.NAME})


def test_html_hides_nothing_and_joins_nothing():
    assert [found.sign for found in check_html("<p>né <strong>le 12</strong>/03/2008</p>").strong] == [Sign.BIRTH_DATE]
    assert not check_html("<p>12345</p><p>6789AB</p>")


def test_findings_show_the_beginning_only():
    finding = check_text("né le 12/03/2008").strong[0]
    assert finding.excerpt == "12/…"


def test_findings_are_listed_once_and_bounded():
    assert len(check_text("né le 12/03/2008 " * 500).strong) == 1
    assert len(check_text(" ".join(f"{n:03d}456789AB" for n in range(100, 400))).strong) == 50


ADVERSE = [
    *(
        "jeune ",
        "Kevin ",
        "le jeune Kevin 06 12 34 56 78 ",
        "né le ",
        "née née ",
        "1",
        "1 ",
        "12 34 ",
        "a@",
        "a.",
        "A ",
    ),
    *("a-", "2 08 05 13 055 123 ", "INE ", "INE1", "0", "+33", "(", "é", "aaaa!", '"(((((', "12/03/", "x" * 50 + "@"),
    *("Kevin-Jean-", "sécu 1 08 05 "),
]


@pytest.mark.parametrize("unit", ADVERSE)
def test_d76_100_kb_of_adverse_text_takes_less_than_a_second(unit):
    text = (unit * 100_000)[:100_000]
    started = time.process_time()
    check_text(text, ["Marie Durand"] * 500)
    assert time.process_time() - started < 1


def test_d81_enforce_refuses_strong_and_asks_once_for_weak():
    enforce("Rien à signaler")
    with pytest.raises(NominativeRefused) as strong:
        enforce("né le 12/03/2008", confirmed="anything")
    assert (strong.value.code, strong.value.confirmation) == ("nominative", "")
    with pytest.raises(NominativeRefused) as weak:
        enforce("<p>le jeune Kevin</p>", html=True)
    assert weak.value.code == "nominative_confirm"
    enforce("<p>le jeune Kevin, revu</p>", html=True, confirmed=weak.value.confirmation)
    with pytest.raises(NominativeRefused):
        enforce("le jeune Mathis", confirmed=weak.value.confirmation)


def test_message_names_what_was_seen_without_echoing_it():
    with translation.override("en"), pytest.raises(ValidationError) as error:
        NominativeTextValidator()("né le 12/03/2008, INE 123456789AB")
    (message,) = error.value.messages
    assert "a national pupil number (INE) (123…), a date of birth (12/…)" in message
    assert "2008" not in message


def test_validator_lets_weak_signs_pass_and_takes_known_names_late():
    NominativeTextValidator()("le jeune Kevin")
    with pytest.raises(ValidationError):
        NominativeTextValidator(html=True)("<p>né le 12/03/2008</p>")
    assert NominativeTextValidator() == NominativeTextValidator()
    assert NominativeTextValidator() != NominativeTextValidator(html=True)


class NoteForm(NominativeGuardMixin, forms.Form):
    nominative_fields = ("title",)
    nominative_html_fields = ("body",)
    title = forms.CharField()
    body = forms.CharField(widget=forms.Textarea)

    def get_known_names(self):
        return ["Kevin Martin"]


def test_form_refuses_strong_sign_beside_its_field_and_keeps_the_text():
    form = NoteForm({"title": "Point", "body": "<p>né le 12/03/2008</p>"})
    assert not form.is_valid()
    assert set(form.errors) == {"body"}
    assert "nominative_confirmed" not in form.fields
    assert "12/03/2008" in str(form["body"])


def test_form_asks_to_confirm_weak_signs_then_takes_exactly_these():
    data = {"title": "Point", "body": "<p>le jeune Mathis</p>"}
    first = NoteForm(data)
    assert not first.is_valid()
    assert set(first.errors) == {"body"}
    box = first.fields["nominative_confirmed"].widget.attrs["value"]
    assert f'value="{box}"' in str(first["nominative_confirmed"])
    assert "checked" not in str(first["nominative_confirmed"])

    assert NoteForm({**data, "nominative_confirmed": box}).is_valid()
    assert not NoteForm({**data, "nominative_confirmed": "on"}).is_valid()
    changed = NoteForm({**data, "body": "<p>le jeune Enzo</p>", "nominative_confirmed": box})
    assert not changed.is_valid()
    assert "checked" not in str(changed["nominative_confirmed"])


def test_form_lets_known_names_pass():
    assert NoteForm({"title": "Le jeune Kevin Martin", "body": "<p>b</p>"}).is_valid()
