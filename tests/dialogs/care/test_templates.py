"""Plan templates: worded, used, and refused when they are wrong."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from bot.content import TEMPLATES
from dialogs.care.templates import read_templates
from dialogs.errors import ContentError
from dialogs.wording import Wording
from tests.builders import content

ONE: dict[str, Any] = {
    "code": "x", "owner": "staff", "follower": "coordinator", "due_days": 3, "reevaluate_days": 30,
    "steps": [{"who": "staff", "code": "call"}],
}  # fmt: skip
WORDED = Wording({"en": {"plan.ftl": "plan-x = X\n    .call = Call\n"}})


def test_two_dozen_templates_and_more_are_each_proposed_by_a_rule() -> None:
    """What no rule proposes would never be seen."""
    proposed = {code for rules in content().needs.values() for rule in rules.rules for code in rule.plan}
    assert proposed == set(content().templates)
    assert len(proposed) >= 24


def test_every_need_proposes_something_to_do() -> None:
    """An answer becomes a plan row in one click: there must be a row to propose."""
    assert [rule.code for rules in content().needs.values() for rule in rules.rules if not rule.plan] == []


def test_same_day_is_due_today() -> None:
    """By the local day on which it is proposed."""
    templates = content().templates
    assert templates["same-day"].due(date(2026, 3, 3)) == date(2026, 3, 3)
    assert templates["refill"].due(date(2026, 3, 3)) == date(2026, 3, 8)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"owner": "nobody"}, "cannot be read", id="owner"),
        pytest.param({"steps": []}, "needs steps", id="no steps"),
        pytest.param({"reevaluate_days": 3}, "needs steps", id="looked at again before it is due"),
        pytest.param({"code": "y"}, "no wording 'plan-y'", id="no title"),
        pytest.param({"steps": [{"who": "staff", "code": "write"}]}, r"no wording 'plan-x\.write'", id="no step"),
    ],
)
def test_a_wrong_template_is_refused_with_its_place(change: dict[str, Any], message: str) -> None:
    """At start-up."""
    with pytest.raises(ContentError, match=message):
        read_templates(json.dumps({"templates": [{**ONE, **change}]}), WORDED, ["en"])


def test_a_template_stands_once() -> None:
    """Its code is stored with the need."""
    with pytest.raises(ContentError, match="used twice"):
        read_templates(json.dumps({"templates": [ONE, ONE]}), WORDED, ["en"])


def test_the_file_ends_as_a_file_should() -> None:
    """One newline, so that a change shows as one line."""
    assert TEMPLATES.read_text().endswith("}\n")
