"""The catalogues of the files: whole, in the exchange format's own values, loaded without undoing anybody's edit."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command

from portal.directory.search import matching
from portal.solutions_map.enums import CatalogueFamily
from portal.solutions_map.models import Audience, Funder, Level, Need, SolutionType
from portal.solutions_map.reference.loaders import CATALOGUES, load_catalogues, read_rows

#: Values of data·inclusion's schema 1.0.8 (gip-inclusion/data-inclusion-schema, schemas/v1/extra).
THEMES = [
    "choisir-un-metier--confirmer-son-choix-de-metier",
    "choisir-un-metier--connaitre-les-opportunites-demploi",
    "choisir-un-metier--decouvrir-un-metier-ou-un-secteur-dactivite",
    "choisir-un-metier--identifier-ses-points-forts-et-ses-competences",
    "creer-une-entreprise--definir-son-projet-de-creation-dentreprise",
    "creer-une-entreprise--developper-son-entreprise",
    "creer-une-entreprise--structurer-son-projet-de-creation-dentreprise",
    "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives",
    "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-a-la-citoyennete",
    "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits",
    "difficultes-administratives-ou-juridiques--beneficier-dune-mesure-daccompagnement-adapte",
    "difficultes-administratives-ou-juridiques--connaitre-ses-droits-face-a-une-discrimination",
    "difficultes-administratives-ou-juridiques--prendre-en-compte-une-problematique-judiciaire",
    "difficultes-financieres--acquerir-une-autonomie-budgetaire",
    "difficultes-financieres--ameliorer-sa-gestion-budgetaire",
    "difficultes-financieres--mettre-en-place-une-mesure-de-protection-financiere",
    "difficultes-financieres--prevenir-une-degradation-de-la-situation-financiere",
    "difficultes-financieres--situation-dendettement-surendettement",
    "equipement-et-alimentation--aide-menagere",
    "equipement-et-alimentation--alimentation",
    "equipement-et-alimentation--electromenager",
    "equipement-et-alimentation--habillement",
    "famille--garde-denfants",
    "famille--prise-en-charge-personne-dependante",
    "famille--soutien-a-la-parentalite-et-a-leducation",
    "famille--soutien-aidants",
    "famille--surmonter-conflits-separation-violence",
    "lecture-ecriture-calcul--maitriser-le-calcul",
    "lecture-ecriture-calcul--maitriser-le-francais",
    "logement-hebergement--acheter-un-logement",
    "logement-hebergement--changer-de-logement",
    "logement-hebergement--louer-un-logement",
    "logement-hebergement--rechercher-une-solution-dhebergement-temporaire",
    "logement-hebergement--reduire-les-impayes-de-loyer",
    "logement-hebergement--se-maintenir-dans-le-logement",
    "logement-hebergement--sinformer-sur-les-demarches-liees-a-lacces-au-logement",
    "mobilite--acceder-a-un-vehicule",
    "mobilite--entretenir-reparer-son-vehicule",
    "mobilite--etre-accompagne-dans-son-parcours-mobilite",
    "mobilite--financer-ma-mobilite",
    "mobilite--mobilite-douce-partagee-collective",
    "mobilite--preparer-un-permis",
    "numerique--acceder-a-des-services-en-ligne",
    "numerique--acceder-a-une-connexion-internet",
    "numerique--acquerir-un-equipement",
    "numerique--maitriser-les-fondamentaux-du-numerique",
    "preparer-sa-candidature--developper-son-reseau",
    "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi",
    "preparer-sa-candidature--realiser-un-cv-et-ou-une-lettre-de-motivation",
    "preparer-sa-candidature--valoriser-ses-competences",
    "remobilisation--activites-sportives-et-culturelles",
    "remobilisation--benevolat-action-citoyenne",
    "remobilisation--bien-etre-confiance-en-soi",
    "remobilisation--lien-social",
    "sante--acces-aux-soins",
    "sante--addictions",
    "sante--constituer-un-dossier-mdph-invalidite",
    "sante--sante-mentale",
    "sante--sante-sexuelle",
    "se-former--monter-son-dossier-de-formation",
    "se-former--trouver-sa-formation",
    "souvrir-a-linternational--connaitre-les-opportunites-demploi-a-letranger",
    "souvrir-a-linternational--sinformer-sur-les-aides-pour-travailler-a-letranger",
    "souvrir-a-linternational--sorganiser-suite-a-son-retour-en-france",
    "trouver-un-emploi--convaincre-un-recruteur-en-entretien",
    "trouver-un-emploi--faire-des-candidatures-spontanees",
    "trouver-un-emploi--maintien-dans-lemploi",
    "trouver-un-emploi--repondre-a-des-offres-demploi",
    "trouver-un-emploi--suivre-ses-candidatures-et-relancer-les-employeurs",
]
SERVICES = ["accompagnement", "aide-financiere", "aide-materielle", "atelier", "formation", "information"]
PUBLICS = [
    "actifs",
    "beneficiaires-des-minimas-sociaux",
    "demandeurs-emploi",
    "etudiants",
    "familles",
    "femmes",
    "jeunes",
    "personnes-en-situation-de-handicap",
    "personnes-en-situation-durgence",
    "personnes-en-situation-juridique-specifique",
    "personnes-exilees",
    "residents-qpv-frr",
    "seniors",
    "tous-publics",
]


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_entry_has_a_code_of_its_own_and_a_name(name):
    rows = read_rows(name)
    codes = [row["code"] for row in rows]
    assert len(codes) == len(set(codes))
    assert [code for code in codes if not re.fullmatch(r"[a-z0-9_]{2,60}", code)] == []
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names))
    assert [name for name in names if not name or len(name) > 120] == []


@pytest.mark.parametrize(("name", "values"), [("solution_types", SERVICES), ("needs", THEMES), ("audiences", PUBLICS)])
def test_every_equivalent_is_a_value_of_the_exchange_format(name, values):
    assert {row["data_inclusion"] for row in read_rows(name)} - set(values) == set()


def test_every_family_has_types_and_every_type_a_description_that_is_a_sentence():
    rows = read_rows("solution_types")
    assert {row["family"] for row in rows} == set(CatalogueFamily.values)
    assert [row["code"] for row in rows if not row["description"].endswith(".")] == []


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("pole emploi", "job_seeker_support"),
        ("garantie jeunes", "youth_contract"),
        ("civis", "contracted_path"),
        ("ani jeunes", "contracted_path"),
        ("co-traitance", "delegated_support"),
        ("morea", "morea"),
        ("clept", "micro_lycee"),
        ("nouvel elan", "return_airlock"),
        ("emploi d'avenir", "assisted_contract"),
        ("conseil general", "department_scheme"),
        ("apec", "graduates_support"),
        ("jdc", "defence_day"),
        ("rsma", "adapted_military_service"),
    ],
)
def test_former_names_lead_to_the_names_of_today(db, word, code):
    assert code in matching(SolutionType.objects.all(), word).values_list("code", flat=True)


def test_a_new_portal_holds_the_catalogues_and_a_second_loading_changes_nothing(db):
    assert (SolutionType.objects.count(), Need.objects.count(), Audience.objects.count()) == (88, 25, 16)
    assert (Level.objects.count(), Funder.objects.count()) == (5, 18)
    assert {(done.created, done.updated) for done in load_catalogues(apps).values()} == {(0, 0)}


def test_loading_keeps_what_an_administrator_wrote_and_fills_what_is_empty(db, capsys):
    Need.objects.filter(code="housing").update(name="Trouver un toit", data_inclusion="")
    SolutionType.objects.filter(code="e2c").update(aliases=[], search_text="")
    Funder.objects.filter(code="caf").delete()

    call_command("load_solution_catalogues")

    assert Need.objects.get(code="housing").name == "Trouver un toit"
    assert Need.objects.get(code="housing").data_inclusion.startswith("logement-hebergement--")
    assert "deuxieme chance" in SolutionType.objects.get(code="e2c").search_text
    assert Funder.objects.filter(code="caf").count() == 1
    assert "needs: 0 created, 1 updated" in capsys.readouterr().out
