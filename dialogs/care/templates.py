"""What a coordinator usually does about a need: plan items that a rule may propose. Data in templates.json.

A template: `{"code", "owner", "follower", "due_days", "reevaluate_days", "steps": [{"who", "code"}]}`. Its wording is
`plan-<code>` in the locales, each step an attribute. Nothing proposed here is agreed: a person and the family decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

import msgspec
from msgspec import Struct

from dialogs.errors import ContentError
from dialogs.wording import Wording

#: Who acts. `staff` is the program; the one who follows is always somebody on the staff.
Owner = Literal["family", "staff", "clinician", "school", "supplier", "payer"]


class TemplateStep(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to do, and whose it is."""

    who: Owner
    code: str


class Template(Struct, frozen=True, forbid_unknown_fields=True):
    """A plan item as it would be proposed. due_days: 0 is today; business days are not counted apart."""

    code: str
    owner: Owner
    follower: Literal["coordinator"]
    due_days: int
    reevaluate_days: int
    steps: tuple[TemplateStep, ...]

    def due(self, today: date) -> date:
        """By when it should be done, counted from the local day on which it is proposed."""
        return today + timedelta(days=self.due_days)


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    templates: tuple[Template, ...]


def read_templates(source: str, wording: Wording, languages: Iterable[str]) -> dict[str, Template]:
    """code -> template, from the text of templates.json, each worded in these languages.

    Raises ContentError naming the template that is wrong.
    """
    try:
        found = msgspec.json.decode(source, type=_File).templates
    except msgspec.DecodeError as error:
        raise ContentError("templates.json", f"cannot be read: {error}") from error
    by_code: dict[str, Template] = {}
    spoken = tuple(languages)
    for template in found:
        place = f"templates.json, {template.code}"
        if template.code in by_code:
            raise ContentError(place, "the code is used twice")
        if template.due_days < 0 or template.reevaluate_days <= template.due_days or not template.steps:
            raise ContentError(place, "needs steps, a day to be done by, and a later day to look again")
        keys = [f"plan-{template.code}", *(f"plan-{template.code}.{step.code}" for step in template.steps)]
        for key, language in ((key, language) for key in keys for language in spoken):
            if not wording.has(language, key):
                raise ContentError(place, f"has no wording '{key}' in locales/{language}")
        by_code[template.code] = template
    return by_code
