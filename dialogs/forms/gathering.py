"""The items of a Questionnaire, walked top to bottom: what they are to an interview, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from msgspec.structs import replace

from dialogs.forms import extensions
from dialogs.forms.enabling import gate_of
from dialogs.forms.extensions import Json
from dialogs.forms.findings import Findings, place_of
from dialogs.forms.formulas import refuse_others, variables_of
from dialogs.forms.gates import Condition, Gate, Variable
from dialogs.forms.items import KINDS, Around, Wording, is_silent, kind_of, question_of
from dialogs.forms.limits import repeats_of
from dialogs.forms.model import (
    CHOOSING,
    NO_TEXT,
    SEVERAL,
    Group,
    Kind,
    Note,
    Question,
    Role,
    Scope,
    Text,
    more_of,
)
from dialogs.forms.options import Known, choices_of
from dialogs.forms.problems import Reason
from dialogs.forms.slots import link_of

#: More questions are no interview. Sources: the largest of 95 public forms has 430 items, the deepest 9 levels.
_MOST_ITEMS = 2000
_MOST_LEVELS = 30
_GRIDS = frozenset({"gtable", "grid", "table", "atable", "htable"})
#: Display items of these kinds explain, and are said when the family asks.
_HELP = frozenset({"help", "flyover", "legal", "more-info"})


class Gathering:
    """One walk through the items that gathers parts and problems."""

    def __init__(self, questionnaire: Json, findings: Findings) -> None:
        self.raw, self.findings = questionnaire, findings
        self.wording_key = _code(extensions.value(questionnaire, extensions.WORDING))
        self.questions: list[Question] = []
        self.notes: list[Note] = []
        self.groups: list[Group] = []
        self.scopes: dict[str, Scope] = {}
        self.seen: dict[str, Json] = {}
        #: Equal gates are one value, so that an interview decides them once.
        self.gates: dict[tuple[Gate, ...], tuple[Gate, ...]] = {}
        self.lists: Known = {}
        self.order = 0
        self.variables: tuple[Variable, ...] = ()

    def gather(self) -> None:
        """Look at every item. Raises FormError where there are too many, or they are nested too deep."""
        self._refuse_modifier(self.raw, "")
        self.variables = variables_of(self.raw, "", (), self.findings)
        top = _items(self.raw, self.findings, "")
        self._register(top, 1)
        if len(self.seen) > _MOST_ITEMS:
            self.findings.add("", Reason.TOO_LARGE, f"has more than {_MOST_ITEMS} items: make two forms of it")
            self.findings.raise_if_any()
        self._walk(top, Around(variables=self.variables))

    def _register(self, items: Iterable[Json], level: int) -> None:
        """Know every link id before the first condition looks for one."""
        for item in items:
            link_id = item.get("linkId")
            if not isinstance(link_id, str) or not link_id.strip():
                self.findings.add(place_of(item), Reason.MISSING_LINK_ID, "every item needs a linkId: give it one")
            elif not link_id.isprintable():
                sentence = "has a linkId with characters that nobody can see: type it anew"
                self.findings.add(place_of(item), Reason.MALFORMED, sentence)
            elif link_id in self.seen:
                sentence = f"the linkId '{link_id}' is used twice: give one of the items another"
                self.findings.add(place_of(item), Reason.DUPLICATE_LINK_ID, sentence)
            else:
                self.seen[link_id] = item
                if link_id[-1] == more_of("") or ("@" in link_id and link_of(link_id) != link_id):
                    sentence = "ends in '+' or '@' and numbers, which here stand for instances; name it otherwise"
                    self.findings.add(place_of(item), Reason.RESERVED_LINK_ID, sentence)
            if "item" not in item:
                continue
            if level == _MOST_LEVELS:
                sentence = f"is nested deeper than {_MOST_LEVELS} levels: move it further out"
                self.findings.add(place_of(item), Reason.TOO_LARGE, sentence)
                self.findings.raise_if_any()
            self._register(_items(item, self.findings, place_of(item)), level + 1)

    def _walk(self, items: Iterable[Json], around: Around) -> None:
        for item in items:
            self.order += 1
            place = place_of(item)
            if "extension" in item:
                refuse_others(item, self.findings, place)
            if isinstance(item.get("_text"), dict):
                refuse_others(item["_text"], self.findings, place)
            self._refuse_modifier(item, place)
            match item.get("type"):
                case "group":
                    self._group(item, place, around)
                case "display":
                    self._display(item, place, around, "display")
                case str(kind) if kind in KINDS:
                    self._question(item, place, around)
                case "reference":
                    sentence = "asks for a reference to a record, which nobody can type: ask for it in words (string)"
                    self.findings.add(place, Reason.REFERENCE, sentence)
                case kind:
                    what = f"'{kind}' is not a type of item" if kind else "has no type"
                    sentence = f"{what}: use one of FHIR's, such as choice or string"
                    self.findings.add(place, Reason.UNKNOWN_TYPE, sentence)

    def _inside(self, item: Json, place: str, around: Around) -> tuple[Around, Gate | None]:
        """What the item adds to what is around it; its link id is not among the groups yet."""
        link_id = str(item.get("linkId"))
        if "extension" in item:
            variables = variables_of(item, link_id, around.variables, self.findings)
            if variables is not around.variables:
                around = replace(around, variables=variables)
        gate = gate_of(item, place, self.seen, around.variables, self.findings)
        if gate is not None:
            gates = (*around.gates, gate)
            around = replace(around, gates=self.gates.setdefault(gates, gates))
        if not around.is_silent and is_silent(item, self.findings):
            around = replace(around, is_silent=True)
        return around, gate

    def _group(self, item: Json, place: str, outside: Around) -> None:
        link_id = str(item.get("linkId"))
        around, gate = self._inside(item, place, outside)
        control = extensions.control(item) if "extension" in item else ""
        around = replace(around, groups=(*around.groups, link_id), is_grid=control in _GRIDS)
        text = extensions.text(item, "text")
        repeats = self.findings.flag(item, "repeats") and not around.is_silent
        self.groups.append(
            Group(
                link_id, outside.groups[-1] if outside.groups else None, text, self.order, gate,
                is_hidden=extensions.value(item, extensions.HIDDEN) is True, is_read_only=item.get("readOnly") is True,
                is_required=self.findings.flag(item, "required"), control=control,
                variables=around.variables[len(outside.variables) :],
            )
        )  # fmt: skip
        if repeats:
            around = replace(around, scopes=(*around.scopes, link_id))
        if (text is not NO_TEXT or self.wording_key) and not around.is_silent:
            self.notes.append(
                Note(link_id, self.order, text, around.gates, around.groups, around.scopes, "heading",
                     is_row=outside.is_grid)
            )  # fmt: skip
        start = len(self.questions)
        self._walk(_items(item, self.findings, place), around)
        if repeats:
            self._close_scope(item, "group", start, outside, around)

    def _close_scope(
        self, item: Json, kind: Literal["group", "answers"], start: int, outside: Around, around: Around
    ) -> None:
        """Put "add another?" behind what repeats."""
        link_id = str(item.get("linkId"))
        fewest, most, given = repeats_of(item, self.findings)
        asks = next((question for question in self.questions[start:] if not question.is_silent), None)
        if asks is None:
            # Nothing in it is asked: it cannot grow.
            most = max(fewest, 1)
        self.order += 1
        more = Question(
            link_id=more_of(link_id),
            order=self.order,
            kind=Kind.BOOLEAN,
            text=extensions.text(item, "text") if kind == "group" else NO_TEXT,
            gates=around.gates,
            groups=around.groups,
            scopes=around.scopes,
            is_silent=asks is None,
            is_more=True,
            about=asks.about if asks else "child",
            carriage=asks.carriage if asks else "plain",
            is_discreet=asks.is_discreet if asks else False,
        )
        self.questions.append(more)
        self.scopes[link_id] = Scope(
            link_id, kind, start, len(self.questions), len(outside.scopes), fewest, most, given
        )

    def _display(self, item: Json, place: str, outside: Around, role: Role) -> None:
        around, gate = self._inside(item, place, outside)
        control = extensions.control(item) if "extension" in item else ""
        # Help that says nothing is none; it is no fault of the form.
        text = self._text(item, is_silent=around.is_silent or control in _HELP)
        if role == "display" and control == "help":
            role = "help"
        self.notes.append(
            Note(str(item.get("linkId")), self.order, text, around.gates, around.groups, around.scopes, role,
                 has_own_gate=gate is not None, control=control)
        )  # fmt: skip
        self._walk(_items(item, self.findings, place), around)

    def _question(self, item: Json, place: str, outside: Around) -> None:
        link_id = str(item.get("linkId"))
        kind = kind_of(item, self.findings)
        around, gate = self._inside(item, place, outside)
        repeats = item.get("repeats") is True and kind not in CHOOSING and not around.is_silent
        if repeats:
            around = replace(around, scopes=(*around.scopes, link_id))
        choices = choices_of(
            item, place, self.raw, self.findings, self.lists, has_wording=self._is_worded(item),
            is_silent=around.is_silent,
        )  # fmt: skip
        children = _items(item, self.findings, place)
        start = len(self.questions)
        wording = self._wording(item, children, around)
        self.questions.append(
            question_of(item, place, self.findings, order=self.order, kind=kind, wording=wording, choices=choices,
                        around=around, own_gate=gate)
        )  # fmt: skip
        below = [child for child in children if not _is_said(child)]
        if below:
            self._below(link_id, kind, below, around)
        if repeats:
            self._close_scope(item, "answers", start, outside, around)

    def _below(self, link_id: str, kind: Kind, children: Iterable[Json], around: Around) -> None:
        """Questions under an answer: asked after it, once for each option where several were chosen."""
        inner = replace(around, groups=(*around.groups, link_id))
        start = len(self.questions)
        if kind in SEVERAL and not around.is_silent:
            inner = replace(inner, scopes=(*around.scopes, link_id))
        else:
            answered = Gate((Condition(link_id, "exists", True),), is_every=True)
            inner = replace(inner, gates=(*around.gates, answered))
        self._walk(children, inner)
        if inner.scopes != around.scopes:
            self.scopes[link_id] = Scope(link_id, "picks", start, len(self.questions), len(around.scopes), 0, 0)

    def _wording(self, item: Json, children: Iterable[Json], around: Around) -> Wording:
        """The question's text and help. Display items under it give what is missing, or are said before it."""
        text, help_text = extensions.text(item, "text"), NO_TEXT
        for child in filter(_is_said, children):
            control = extensions.control(child)
            role: Role = "display"
            if not text.base.strip() and not self.wording_key and control != "help":
                role, text = "label", extensions.text(child, "text")
            elif control in _HELP:
                role, help_text = "help", help_text if help_text.base else extensions.text(child, "text")
            inner = replace(around, groups=(*around.groups, str(item.get("linkId"))))
            # It has the order of the question: what is said is said with it, not after it.
            self._display(child, place_of(child), inner, role)
        if not text.base.strip() and not around.is_silent and not self._is_worded(item):
            self.findings.add(place_of(item), Reason.MISSING_TEXT, "has no text to show: write one")
        return Wording(text, help_text)

    def _is_worded(self, item: Json) -> bool:
        """True where the locales have its words: in a built-in form, or where it shares those of one."""
        return bool(self.wording_key) or extensions.value(item, extensions.WORDING_AS) is not None

    def _text(self, item: Json, *, is_silent: bool = False) -> Text:
        text = extensions.text(item, "text")
        if not text.base.strip() and not self.wording_key and not is_silent:
            self.findings.add(place_of(item), Reason.MISSING_TEXT, "has no text to show: write one")
        return text

    def _refuse_modifier(self, element: Json, place: str) -> None:
        if element.get("modifierExtension"):
            sentence = "has a modifierExtension that is not understood: take it out"
            self.findings.add(place, Reason.MODIFIER_EXTENSION, sentence)


def _is_said(item: Json) -> bool:
    """A display item; some write its help as a text that nobody fills in."""
    return item.get("type") == "display" or (item.get("type") == "text" and extensions.control(item) in _HELP)


def _items(element: Json, findings: Findings, place: str) -> tuple[Json, ...]:
    found = element.get("item")
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        # Both passes come by here; a problem is kept once.
        findings.add(place, Reason.MALFORMED, "'item' must be a list of items")
        return ()
    return tuple(found)


def _code(value: Any) -> str | None:
    return value if isinstance(value, str) else None
