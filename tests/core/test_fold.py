import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.fold import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Élève À l’ÉCOLE", "eleve a l ecole"),
        ("L’Isle-d’Abeau", "l isle d abeau"),
        ("L'ISLE D'ABEAU", "l isle d abeau"),
        ("Cœur d'Hérault, Æther", "coeur d herault aether"),
        ("Saint\u2011Étienne\u00a0", "saint etienne"),
        ("C.I.O. de Vénissieux", "cio de venissieux"),
        ("M. Dupont", "m dupont"),
        ("Groß Łódź", "gross lodz"),
        ("e\u0301te\u0301", "ete"),
        ("ﬁn", "fin"),
        ("a\u200bb\x00c", "abc"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_is_idempotent_and_ignores_case(text):
    once = fold(text)
    assert fold(once) == once
    assert once == once.strip()
    assert "  " not in once
