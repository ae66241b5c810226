"""The `needs` sheet -> the rules of the form: a row for each need, and `when` it is raised, written like `relevant`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import get_args

from bot.exchange.xlsform.cells import YES
from bot.exchange.xlsform.columns import Columns
from bot.exchange.xlsform.expressions import NotUnderstood, parse
from bot.exchange.xlsform.formula import Atom, Formula, Joined, Targets, formula
from bot.exchange.xlsform.texts import Json
from bot.exchange.xlsform.workbook import Row, Sheet
from dialogs.forms.need_rules import CODE, extension_of
from dialogs.forms.needs import SECTORS, Severity
from dialogs.forms.problems import Problem, Reason

_MORE = "is more than a rule can say: compare each answer with a value, joined by 'and'; by 'or' only choices of one \
question"

_WORDS = "looks for certain words in {question}, and no two families write the same ones: ask it as a choice, or write \
{question} != '' to raise it by any answer"
#: What says != of an answer raises it by everything else, which no one has thought through.
_UNEQUAL = {
    "answerString": _WORDS,
    "answerCoding": "says which choice of {question} does not raise it: name those that do, joined by 'or'",
    "answerInteger": "says which number of {question} does not raise it: name the lowest or the highest that does",
}


def needs(sheet: Sheet, columns: Columns, targets: Targets, problems: list[Problem]) -> dict[str, tuple[Row, Json]]:
    """code -> its row and its extension."""
    found: dict[str, tuple[Row, Json]] = {}
    for row in sheet.rows:
        code = columns.cell(row, "code")
        if sentence := _fault(code, found):
            problems.append(Problem(columns.place(row, "code"), Reason.NEED_RULE, sentence))
            continue
        found[code] = row, extension_of(dict(_parts(columns, row, targets, problems)))
    return found


def _fault(code: str, found: Collection[str]) -> str:
    if not CODE.fullmatch(code):
        return f"'{code}' is no name for a need: use lower-case letters, digits and hyphens" if code else "is empty"
    return f"'{code}' stands twice: give one of them another code" if code in found else ""


def _parts(columns: Columns, row: Row, targets: Targets, problems: list[Problem]) -> Iterator[tuple[str, object]]:
    """Name and value as in a rules file."""
    for name, read in _CELLS.items():
        text = columns.cell(row, name)
        try:
            if text or name == "when":
                yield name, read(text, targets)
        except NotUnderstood as error:
            problems.append(Problem(columns.place(row, name), Reason.NEED_RULE, str(error)))


def _when(text: str, targets: Targets) -> list[Json]:
    if not text:
        raise NotUnderstood("is empty: say when the need is raised, such as ${ride} = 'no'")
    return list(_conditions(formula(parse(text), targets)))


def _conditions(found: Formula) -> Iterator[Json]:
    match found:
        case Atom():
            yield _condition(found)
        case Joined(False, (Atom(_, "exists", _, False), Atom(question, "!=", field))):
            raise NotUnderstood(_UNEQUAL.get(field, _MORE).format(question=f"${{{question}}}"))
        case Joined(True, parts):
            for part in parts:
                yield from _conditions(part)
        case Joined(False, (Atom(question, "=", "answerCoding"), *_) as parts):
            codes = [part.value["code"] for part in parts if isinstance(part, Atom) and _is_choice(part, question)]
            if len(codes) < len(parts):
                raise NotUnderstood(_MORE)
            yield {"question": question, "is": codes}
        case _:
            raise NotUnderstood(_MORE)


def _is_choice(atom: Atom, question: str) -> bool:
    return (atom.question, atom.operator, atom.field) == (question, "=", "answerCoding")


def _condition(atom: Atom) -> Json:
    question, value = {"question": atom.question}, atom.value
    match atom.operator, atom.field:
        case "exists", _ if value:
            return {**question, "answered": True}
        case "=", "answerCoding":
            return {**question, "is": [value["code"]]}
        case "=", "answerBoolean":
            return {**question, "is": value}
        case (">" | "<") as sign, "answerInteger":
            return {**question, "at_least": value + 1} if sign == ">" else {**question, "at_most": value - 1}
        case ("=" | ">=" | "<=") as sign, "answerInteger" | "answerDecimal" if value == int(value):
            bounds = {"=": ("at_least", "at_most"), ">=": ("at_least",), "<=": ("at_most",)}[sign]
            return question | dict.fromkeys(bounds, int(value))
        case _, "answerString":
            raise NotUnderstood(_WORDS.format(question=f"${{{atom.question}}}"))
        case _:
            raise NotUnderstood(_MORE)


def _age(text: str, _: Targets) -> int:
    if not re.fullmatch(r"\d{1,2}", text):
        raise NotUnderstood("is no age in whole years")
    return int(text)


def _sector(text: str, _: Targets) -> str:
    if text.lower() not in SECTORS:
        raise NotUnderstood(f"'{text}' is not a sector: {', '.join(SECTORS)}")
    return text.lower()


def _severity(text: str, _: Targets) -> str:
    if text.lower() not in get_args(Severity):
        raise NotUnderstood(f"'{text}' is no severity: write {', '.join(get_args(Severity))}")
    return text.lower()


def _codes(text: str, _: Targets) -> list[str]:
    return [code for code in re.split(r"[\s,]+", text) if code]


#: Column -> what it becomes.
_CELLS: dict[str, Callable[[str, Targets], object]] = {
    "code": lambda text, _: text,
    "sector": _sector,
    "severity": _severity,
    "when": _when,
    "from_age": _age,
    "discreet": lambda text, _: text.lower() in YES,
    "instead_of": _codes,
    "plan": _codes,
}
