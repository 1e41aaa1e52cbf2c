from __future__ import annotations

import pytest

from analyzer.privacy import PrivateKind, find_private, mask
from analyzer.privacy.turns import mask_turns
from tests.unit.privacy.forms import Form, read_forms

FORMS = read_forms()


def test_the_table_is_large_and_varied() -> None:
    private = [form for form in FORMS if form.kind != "-"]
    assert len(private) >= 150
    assert {form.kind for form in private} == {*PrivateKind, "tail"}
    assert len(FORMS) - len(private) >= 100


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.kind}:{form.turns[0][1][:24]}")
def test_exactly_what_is_private_is_masked(form: Form) -> None:
    assert mask_turns(form.turns) == form.masked


@pytest.mark.parametrize(
    "form",
    [form for form in FORMS if len(form.turns) == 1 and form.kind not in ("-", "tail")],
    ids=lambda form: f"{form.kind}:{form.turns[0][1][:24]}",
)
def test_what_is_found_is_named(form: Form) -> None:
    kinds = {str(found.kind) for found in find_private(form.turns[0][1])}
    assert form.kind in kinds


@pytest.mark.parametrize("form", [form for form in FORMS if form.kind == "phone" and len(form.turns) == 1])
def test_a_number_is_found_in_the_middle_of_talk(form: Form) -> None:
    text, masked = form.turns[0][1], form.masked[0]
    assert (
        mask(f"您好，请问是要报修吗？{text}。好的，请您稍等。")
        == f"您好，请问是要报修吗？{masked}。好的，请您稍等。"
    )
