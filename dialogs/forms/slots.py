"""Which instance of which question: a slot.

A question that nothing around it repeats has one slot, its link id. Under repeats a slot carries one number for each
thing that repeats, outermost first: `dose@2.1` is the dose of the second medicine's first time of day. Where all the
numbers are 1 the slot is the link id again, so that the first instance reads like a form without repeats.
Answers, trail and position of an interview, and the rows and prompts made of them, hold slots.
"""

from __future__ import annotations

Path = tuple[int, ...]

_MARK = "@"


def slot_of(link_id: str, path: Path) -> str:
    """The slot of the instance at `path` (counted from 1)."""
    if all(number == 1 for number in path):
        return link_id
    return f"{link_id}{_MARK}{'.'.join(map(str, path))}"


def link_of(slot: str) -> str:
    """The link id of a slot."""
    head, mark, tail = slot.rpartition(_MARK)
    return head if mark and is_path(tail) else slot


def row_of(slot: str) -> str:
    """Which of several it is, for staff: `2`, `2.1`; empty for the first, which may be the only one."""
    return slot.removeprefix(link_of(slot)).removeprefix(_MARK)


def path_of(slot: str, link_id: str, depth: int) -> Path:
    """The numbers of a slot of this link id, which has `depth` of them."""
    if slot == link_id:
        return (1,) * depth
    return tuple(map(int, slot[len(link_id) + 1 :].split(".")))


def is_path(text: str) -> bool:
    """True for what may stand behind the mark of a slot: `2`, `2.1`."""
    return bool(text) and all(part.isascii() and part.isdigit() for part in text.split("."))
