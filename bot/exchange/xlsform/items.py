"""The `survey` sheet -> items in their groups. Two walks: first who there is to look at, then what each row asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.exchange.xlsform import cells
from bot.exchange.xlsform.choices import Lists, alone
from bot.exchange.xlsform.columns import Columns
from bot.exchange.xlsform.conditions import calculated, relevance
from bot.exchange.xlsform.expressions import NotUnderstood
from bot.exchange.xlsform.formula import Target
from bot.exchange.xlsform.limits import limits
from bot.exchange.xlsform.texts import Json, Words
from bot.exchange.xlsform.types import Type, type_of
from bot.exchange.xlsform.workbook import Row, Sheet
from dialogs.forms import extensions
from dialogs.forms.problems import Problem, Reason


class Items:
    """Turns rows into items; `places` tells afterwards where each linkId stands, `targets` who has an answer."""

    def __init__(self, columns: Columns, lists: Lists, words: Words, problems: list[Problem]) -> None:
        self._columns, self._lists, self._words, self._problems = columns, lists, words, problems
        self.targets: dict[str, Target] = {}
        self.places: dict[str, str] = {}
        #: linkId -> the question that finds a need with which help is offered, and the coding that names the need.
        self.paired: dict[str, tuple[Json, Json]] = {}

    def tree(self, sheet: Sheet) -> list[Json]:
        """The items, groups filled."""
        rows = [(row, kind) for row in sheet.rows if (kind := self._type(row)) is not None]
        self._look_around(rows)
        root: list[Json] = []
        around: list[tuple[Row, Type, list[Json]]] = []
        for row, kind in rows:
            self._refuse_stray_count(row, kind)
            into = around[-1][2] if around else root
            match kind.kind:
                case "begin":
                    group = self._group(row, kind)
                    into.append(group)
                    around.append((row, kind, group["item"]))
                case "end":
                    self._end(row, kind, around)
                case "calculate":
                    into.append(self._calculate(row))
                case _:
                    into.append(self._item(row, kind))
        for row, _, _ in around:
            self._add(row, "type", Reason.UNKNOWN_TYPE, "begins what no row ends: add the row that ends it")
        return root

    def _type(self, row: Row) -> Type | None:
        """What the row is; None for a remark, a device's own data, or what is refused right here."""
        written = self._columns.cell(row, "type")
        if self._columns.cell(row, "disabled").lower() in cells.YES:
            return None
        if not written:
            if self._columns.cell(row, "name"):
                self._add(row, "type", Reason.UNKNOWN_TYPE, "is empty: say what is asked, such as text or integer")
            return None
        kind = type_of(written)
        match kind.kind:
            case "left-out":
                return None
            case "refused":
                self._add(row, "type", Reason.NOT_BY_TEXT, kind.why)
            case "unknown":
                sentence = f"'{written}' is no type that is known here: use text, integer, select_one or the like"
                self._add(row, "type", Reason.UNKNOWN_TYPE, sentence)
            case _:
                return kind
        return None

    def _look_around(self, rows: Sequence[tuple[Row, Type]]) -> None:
        """Who has an answer to look at. What is calculated may rest on what is calculated further down."""
        computed = []
        for row, kind in rows:
            name = self._columns.cell(row, "name")
            if kind.kind == "calculate":
                computed.append(row)
            elif kind.kind not in ("begin", "end", "display"):
                codes = frozenset(option["valueCoding"]["code"] for option in self._lists.get(kind.list_name, ()))
                self.targets[name] = Target(kind.kind, kind.is_several, codes)
        for _ in range(len(computed)):
            pending = [row for row in computed if self._columns.cell(row, "name") not in self.targets]
            for row in pending:
                try:
                    found = calculated(self._columns.cell(row, "calculation"), self.targets)
                except NotUnderstood:
                    continue
                self.targets[self._columns.cell(row, "name")] = Target(found["type"])
            if not pending:
                return

    def _refuse_stray_count(self, row: Row, kind: Type) -> None:
        if kind.kind != "begin" and self._columns.cell(row, "repeat_count"):
            sentence = "counts nothing on this row: put it on the row that begins the repeat"
            self._add(row, "repeat_count", Reason.UNKNOWN_EXPRESSION, sentence)

    def _end(self, row: Row, kind: Type, around: list[tuple[Row, Type, list[Json]]]) -> None:
        if not around:
            self._add(row, "type", Reason.UNKNOWN_TYPE, "ends what did not begin: look at the rows above it")
            return
        begun, begin, _ = around.pop()
        if begin.is_repeat is not kind.is_repeat:
            what = "repeat" if begin.is_repeat else "group"
            sentence = f"does not end the {what} that row {begun.number} begins: write 'end {what}' here"
            self._add(row, "type", Reason.UNKNOWN_TYPE, sentence)

    def _group(self, row: Row, kind: Type) -> Json:
        item = self._named(row, "group")
        self._words.put(item, "text", self._columns, row, "label")
        item["type"] = "group"
        count = self._columns.cell(row, "repeat_count")
        if kind.is_repeat:
            item["repeats"] = True
        if count:
            self._put(item, row, "repeat_count", cells.occurrences, count, kind.is_repeat)
        self._shared(row, item, "group")
        return {**item, "item": []}

    def _calculate(self, row: Row) -> Json:
        item = {**self._named(row, "calculation"), "type": "string", "readOnly": True}
        text = self._columns.cell(row, "calculation")
        if not text:
            self._add(row, "calculation", Reason.UNKNOWN_EXPRESSION, "is empty: write what is computed")
            return item
        self._put(item, row, "calculation", calculated, text, self.targets)
        _merge(item, {"extension": [{"url": extensions.HIDDEN, "valueBoolean": True}]})
        return item

    def _item(self, row: Row, kind: Type) -> Json:
        item = self._named(row, "note" if kind.kind == "display" else "")
        self._words.put(item, "text", self._columns, row, "label", is_needed=True)
        item["type"] = kind.kind
        self._shared(row, item, kind.kind)
        if kind.kind == "display":
            return item
        if self._columns.cell(row, "calculation"):
            sentence = "fills in an answer by itself: make the row a calculate, or take this out"
            self._add(row, "calculation", Reason.NOT_BY_TEXT, sentence)
        for column, field in (("required", "required"), ("readonly", "readOnly")):
            self._put(item, row, column, cells.flag, self._columns.cell(row, column), field)
        if kind.is_several:
            item["repeats"] = True
        if kind.list_name:
            self._options(row, item, kind)
        constraint = self._columns.cell(row, "constraint")
        if constraint:
            self._put(item, row, "constraint", _bounded, constraint, item)
        default = self._columns.cell(row, "default")
        if default:
            self._put(item, row, "default", cells.initial, default, item)
        self._short(row, item)
        self._help_with(row, item)
        help_text: Json = {"linkId": f"{item['linkId']}-help"}
        if self._words.put(help_text, "text", self._columns, row, "hint"):
            item["item"] = [{**help_text, "type": "display", "extension": [cells.HELP]}]
            self.places[help_text["linkId"]] = row.place()
        return item

    def _short(self, row: Row, item: Json) -> None:
        short: Json = {"url": extensions.SHORT}
        if self._words.put(short, "valueString", self._columns, row, "short"):
            _merge(item, {"extension": [short]})

    def _help_with(self, row: Row, item: Json) -> None:
        coding: Json = {"code": item["linkId"]}
        if self._words.put(coding, "display", self._columns, row, "help_with"):
            _merge(item, {"extension": [{"url": extensions.HELP_PAIR, "valueBoolean": True}]})
            self.paired[item["linkId"]] = item, coding
            self.places[f"{item['linkId']}h"] = row.place()

    def _options(self, row: Row, item: Json, kind: Type) -> None:
        options = self._lists.get(kind.list_name)
        if options is None:
            sentence = f"takes its choices from the list '{kind.list_name}', which is not on the choices sheet"
            self._add(row, "type", Reason.NO_CHOICES, sentence)
        item["answerOption"] = list(options or ())

    def _shared(self, row: Row, item: Json, kind: str) -> None:
        """What groups, notes and questions have in common."""
        relevant = self._columns.cell(row, "relevant")
        if relevant:
            self._put(item, row, "relevant", relevance, relevant, self.targets)
        for name, read in (("appearance", cells.appearance), ("parameters", cells.parameters)):
            found = self._columns.cell(row, name)
            if found:
                self._put(item, row, name, read, found, kind, reason=Reason.NOT_BY_TEXT)
        _merge(item, {"extension": list(cells.marks(lambda name: self._columns.cell(row, name)))})

    def _named(self, row: Row, otherwise: str) -> Json:
        """The item with its linkId; notes and groups may go without a name of their own."""
        name = self._columns.cell(row, "name")
        if not name and otherwise:
            name = f"{otherwise}-{row.number}"
        if not name:
            self._add(row, "name", Reason.MISSING_LINK_ID, "is empty: every question needs a name")
        elif name in self.places:
            sentence = f"'{name}' is used twice ({self.places[name]}): give one of them another name"
            self._add(row, "name", Reason.DUPLICATE_LINK_ID, sentence)
        self.places.setdefault(name, row.place())
        return {"linkId": name}

    def _put(
        self,
        item: Json,
        row: Row,
        column: str,
        read: Callable[..., Json],
        *given: Any,
        reason: Reason = Reason.UNKNOWN_EXPRESSION,
    ) -> None:
        """Add what the cell comes to, or say why it comes to nothing."""
        try:
            _merge(item, read(*given))
        except NotUnderstood as error:
            self._add(row, column, reason, str(error))

    def _add(self, row: Row, column: str, reason: Reason, sentence: str) -> None:
        self._problems.append(Problem(self._columns.place(row, column), reason, sentence))


def _merge(item: Json, fields: Json) -> None:
    """Add fields; of extensions, to those that are there."""
    for name, value in fields.items():
        if name == "extension":
            if value:
                item.setdefault("extension", []).extend(value)
        else:
            item[name] = value


def _bounded(text: str, item: Json) -> Json:
    found = limits(text, item["type"])
    fields = {**found.fields, "extension": found.extensions}
    return {**fields, "answerOption": alone(item.get("answerOption", []), found.alone)} if found.alone else fields
