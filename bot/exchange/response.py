"""An interview -> a FHIR R4 QuestionnaireResponse. Answers keep their type; what was not said is not made up.

The items are those of `dialogs.forms.filled`, which expressions look at too.
"""

from __future__ import annotations

from typing import Any

import msgspec

from dialogs.forms.asking import by_slot
from dialogs.forms.filled import items_of
from dialogs.forms.interview import Interview
from dialogs.forms.model import Form

Json = dict[str, Any]


def response(form: Form, interview: Interview) -> Json:
    """The QuestionnaireResponse. Numbers are Decimal or int: write it with `as_json`."""
    last = max((answer.at for answer in interview.answers), default=interview.started_at)
    found: Json = {
        "resourceType": "QuestionnaireResponse",
        "id": str(interview.id),
        "language": interview.language,
        "questionnaire": f"{form.url or 'urn:kinline:form:' + form.name}|{form.version}",
        "status": interview.status,
        "authored": last.isoformat(timespec="milliseconds"),
    }
    items, _ = items_of(form, by_slot(interview))
    if items:
        found["item"] = items
    return found


def as_json(resource: Json) -> str:
    """The resource as text: decimals as JSON numbers, digit for digit."""
    return msgspec.json.format(msgspec.json.encode(_exact(resource)), indent=2).decode()


def _exact(value: Any) -> Any:
    """msgspec writes a Decimal as a string, or through float; FHIR wants the digits that were given."""
    if isinstance(value, dict):
        return {name: _exact(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_exact(inner) for inner in value]
    if hasattr(value, "as_tuple"):
        return msgspec.Raw(format(value, "f").encode())
    return value
