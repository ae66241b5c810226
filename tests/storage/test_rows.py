"""Every kind of value that a voice may decide on survives the way to disk and back, on both databases."""

from __future__ import annotations

import types
import typing
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import fields, replace
from sqlalchemy import insert, select, update

from dialogs.forms.interview import Interview
from dialogs.ids import Id
from dialogs.rows import care, desk, interviews, messages, people
from dialogs.rows.people import Contact
from storage.record import CODECS
from storage.sealing import Keys, WrongKey
from storage.tables.base import metadata
from tests.builders import KEYS, Story

_SPAN = (datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2100-01-01"))
_NAIVE = st.datetimes(*_SPAN)
_AWARE = st.datetimes(*_SPAN, timezones=st.just(UTC))
_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
#: Kinds of value that hold a wall time rather than an instant, by field name.
_LOCAL = {"local_start", "local_at"}
_SETTINGS = settings(
    max_examples=6,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@cache
def _of_type(kind: Any, *, is_local: bool = False) -> st.SearchStrategy[Any]:
    """Values of an annotation as they occur in dialogs/rows."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return st.sampled_from(inner)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(st.none() if one is type(None) else _of_type(one, is_local=is_local) for one in inner))
    if origin is tuple and inner[-1] is Ellipsis:
        return st.lists(_of_type(inner[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*(_of_type(one) for one in inner))
    if origin is dict:
        return st.dictionaries(_of_type(inner[0]), _of_type(inner[1]), max_size=3)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return _of_struct(kind)
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: _TEXT,
        bool: st.booleans(),
        int: st.integers(0, 2**31 - 1),
        date: st.dates(),
        time: st.times(),
        Id: st.uuids(),
        datetime: _NAIVE if is_local else _AWARE,
    }
    return plain[kind]


@cache
def _of_struct(kind: type[Struct]) -> st.SearchStrategy[Any]:
    if kind is Interview:
        # What it has gathered has a round trip in tests/dialogs/forms; here one that was just begun will do.
        kinds = {field.name: field.type for field in fields(kind) if field.required}
        return st.builds(Interview, **{name: _of_type(kinds[name]) for name in kinds})
    return st.builds(
        kind, **{field.name: _of_type(field.type, is_local=field.name in _LOCAL) for field in fields(kind)}
    )


def _kinds() -> list[Any]:
    return [pytest.param(kind, id=kind.__name__) for kind in CODECS]


@pytest.mark.parametrize("kind", _kinds())
@_SETTINGS
@given(data=st.data())
def test_a_value_survives_the_way_to_disk_and_back(story: Story, kind: type[Struct], data: st.DataObject) -> None:
    """Sealed or not, empty or not, every optional field there or missing; an update takes all but what is fixed."""
    codec = CODECS[kind]
    first, second = data.draw(_of_struct(kind)), data.draw(_of_struct(kind))
    second = replace(second, id=first.id)
    family = story.id()
    with story.database.engine.connect() as connection:  # rolled back at its end

        def on_disk() -> Any:
            row = connection.execute(select(codec.table).where(codec.table.c.id == first.id)).mappings().one()
            return codec.from_row(row, story.program, KEYS)

        inserted = codec.to_row(first, story.program, family, KEYS, is_new=True)
        assert inserted.keys() == set(codec.table.c.keys())
        connection.execute(insert(codec.table), [inserted])
        assert on_disk() == first
        row = codec.to_row(second, story.program, family, KEYS, is_new=False)
        assert row.pop("row_id") == first.id
        assert row.keys() == set(codec.updated)
        connection.execute(update(codec.table).where(codec.table.c.id == first.id).values(row))
        fixed = {name: getattr(first, name) for name in codec.names if name not in codec.updated}
        assert on_disk() == replace(second, **fixed)


def test_every_value_of_a_story_has_a_table() -> None:
    """A kind of value without a codec would be refused only when it is first written; here it is found before."""
    kinds = {kind for room in (care, desk, interviews, messages, people) for kind in vars(room).values()
             if isinstance(kind, type) and issubclass(kind, Struct) and kind.__module__ == room.__name__}  # fmt: skip
    with_an_id = {kind for kind in kinds if "id" in kind.__struct_fields__}
    # What every voice knows besides the family is read from settings, and no voice writes it.
    assert set(CODECS) == with_an_id - {people.Program, people.Line, people.Staff}


def test_every_table_says_whose_it_is() -> None:
    """All but the installation's own carry the program, so that one database holds many."""
    without = {name for name, table in metadata.tables.items() if "program_id" not in table.c}
    assert without == {"program", "lease", "installation"}


def test_a_row_of_another_program_does_not_open(story: Story) -> None:
    """The program is part of the seal: a query that forgets it gives WrongKey, never another clinic's words."""
    who = story.family()
    codec = CODECS[Contact]
    with story.database.reading() as connection:
        row = connection.execute(select(codec.table)).mappings().one()
    assert codec.from_row(row, story.program, KEYS) == who.contact
    with pytest.raises(WrongKey):
        codec.from_row(row, story.id(), KEYS)
    with pytest.raises(WrongKey):
        codec.from_row(row, story.program, Keys({"k1": bytes(32)}))
