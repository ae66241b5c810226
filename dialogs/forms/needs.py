"""What a form says of needs: their sectors and severities, and which answers raise them."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct

Severity = Literal["need", "request", "same_day"]

#: The product's sectors, in its own order. Needs rules and the sector extension may use no others.
SECTORS: tuple[str, ...] = (
    "medical", "medication", "therapy", "equipment", "home_care", "dental", "behavior_mental", "development", "school",
    "insurance", "money", "work", "housing", "food", "transport", "utilities", "caregiver_wellbeing",
    "family_siblings", "support_network", "culture_language", "caregiver_skills", "advocacy_legal", "recreation",
    "vocational", "adult_transition", "emergency_ready", "other",
)  # fmt: skip


class When(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One condition on one answer, by one of its comparisons. `answered`: any answer at all, voice notes too."""

    question: str
    is_: tuple[str | bool, ...] | bool = msgspec.field(name="is", default=())
    at_least: int | None = None
    at_most: int | None = None
    below: str = ""
    by: int = 0
    answered: bool = False


class NeedRule(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Answers that raise one need. `code` names it for good: it is stored with the need."""

    code: str
    sector: str
    severity: Severity
    when: tuple[When, ...]
    from_age: int = 0
    is_discreet: bool = msgspec.field(name="discreet", default=False)
    instead_of: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
