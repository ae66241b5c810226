"""The `type` column -> what kind of item a row is: taken, left out or refused."""

from __future__ import annotations

import re

from msgspec import Struct

#: Written in the sheet -> FHIR type.
_PLAIN = {
    "text": "string", "string": "string", "integer": "integer", "int": "integer", "decimal": "decimal",
    "date": "date", "time": "time", "datetime": "dateTime", "image": "attachment", "photo": "attachment",
    "audio": "attachment", "video": "attachment", "file": "attachment", "note": "display", "calculate": "calculate",
    "phone number": "string",
}  # fmt: skip
#: What a device tells of itself. Every answer here has its time and its sender anyway.
_DEVICE = {
    "start", "end", "today", "deviceid", "device id", "username", "phonenumber", "simserial", "sim id", "subscriberid",
    "subscriber id", "email", "audit", "start-geopoint", "background-audio", "imei", "start time", "end time",
    "get start time", "get end time", "get today", "get device id", "get sim id", "get subscriber id",
    "get phone number",
}  # fmt: skip
_REFUSED = {
    "geopoint": "asks for a place on a map: ask for the address in words (type text)",
    "geotrace": "asks for a line on a map, which a text cannot carry",
    "geoshape": "asks for a shape on a map, which a text cannot carry",
    "location": "asks for a place on a map: ask for the address in words (type text)",
    "hidden": "holds what nobody is asked: take the row out",
    "barcode": "asks for a barcode: ask for the number in words (type text)",
    "acknowledge": "waits for an OK: make it a note, or a select_one with yes and no",
    "trigger": "waits for an OK: make it a note, or a select_one with yes and no",
    "range": "shows a slider: make it an integer with a constraint such as . >= 1 and . <= 10",
    "xml-external": "reads another file, which is not there when a family answers",
    "csv-external": "reads another file, which is not there when a family answers",
    "osm": "asks for a place on a map: ask for the address in words (type text)",
}
_ONE = r"select_one|select one from|select one|select1|add select one prompt using"
_SEVERAL = r"select_multiple|select all that apply from|select all that apply|add select multiple prompt using"
_CHOICE = re.compile(rf"^(?:(?P<one>{_ONE})|(?P<several>{_SEVERAL}))\s+(?P<list>\S+)(?P<rest>.*)$", re.I)
_OTHER = re.compile(r"^\s*(or_other|or other|or specify other)?\s*$", re.I)
_BOUND = re.compile(r"^(?P<which>begin|end)[ _](?P<what>group|repeat)$", re.I)


class Type(Struct, frozen=True):
    """What a row is. kind: a FHIR type, or begin, end, calculate, left-out, refused (`why`), unknown."""

    kind: str
    list_name: str = ""
    is_several: bool = False
    has_other: bool = False
    is_repeat: bool = False
    why: str = ""


def type_of(written: str) -> Type:
    """The meaning of a cell of the `type` column."""
    word = re.sub(r"\s+", " ", written.strip())
    lowered = word.lower()
    if found := _BOUND.match(lowered):
        return Type(found["which"], is_repeat=found["what"] == "repeat")
    if lowered in _DEVICE:
        return Type("left-out")
    if lowered in _PLAIN:
        return Type(_PLAIN[lowered])
    first = lowered.split(" ")[0]
    if first in _REFUSED:
        return Type("refused", why=_REFUSED[first])
    if found := _CHOICE.match(word):
        if not _OTHER.match(found["rest"]):
            return Type("unknown")
        has_other = bool(found["rest"].strip())
        return Type("open-choice" if has_other else "choice", found["list"], bool(found["several"]), has_other)
    if "external" in first or "from_file" in first:
        return Type("refused", why="takes its choices from another file: list them on the choices sheet")
    if first == "rank":
        return Type("refused", why="puts choices in an order, which a text cannot: ask which matters most")
    if lowered.startswith(("begin loop", "end loop", "begin_loop", "end_loop")):
        return Type("refused", why="repeats a group for each choice: write the questions out")
    return Type("unknown")
