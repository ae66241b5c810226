"""Forms by file or by name, for the commands that look at them."""

from __future__ import annotations

import json
from pathlib import Path

from bot.upkeep.trouble import BadUse, Trouble
from dialogs.content import Content
from dialogs.forms.compiler import compile_form
from dialogs.forms.model import Form

_SHEETS = (".xlsx", ".xls", ".csv")


def found(name: str, content: Content) -> Form:
    """The form in the file, else the built-in one of this name. Raises FormError, BadUse or Trouble."""
    path = Path(name)
    if path.suffix.lower() in _SHEETS:
        raise BadUse("Spreadsheets cannot be read yet: give a FHIR Questionnaire as .json, or the name of a form.")
    if path.is_file():
        return read(path, content)
    if path.suffix.lower() == ".json" or "/" in name:
        raise BadUse("There is no such file.")
    if name not in content.current:
        raise BadUse(f"There is no form with this name; there are: {', '.join(sorted(content.current))}.")
    return content.form(name)


def read(path: Path, content: Content) -> Form:
    """The form in a Questionnaire file. Raises FormError with every problem, or Trouble where it is no JSON."""
    try:
        questionnaire = json.loads(path.read_text("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise Trouble(f"{path.name} is not valid JSON: line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        raise Trouble(f"{path.name} is nested too deeply to be a form.") from None
    if not isinstance(questionnaire, dict):
        raise Trouble(f"{path.name} is not a FHIR Questionnaire.")
    return compile_form(questionnaire, reserved=content.keywords.reserved)
