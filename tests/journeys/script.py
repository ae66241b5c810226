"""A transcript as text: what is played (`<`, `@`, `*`) and what must follow from it (`>`, `=`, `!`).

    # a comment for the nurse
    family: F-101, introduced by Dr. Lee
    child: Sofia
    contact: Rosa Gomez, es, mother of Sofia, consent recorded

    * Ana invites Rosa
    > invite: Hola, Rosa. ...
    < si
    = consent given by text
    @ Tue 2026-03-03 15:00
    ! item same_day: ...

`<` a family writes · `@` the clock moves · `*` somebody else does something · `>` we said (wording key: exact text) ·
`=` it was recorded · `!` it reached a person · `#` a comment.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

PLAYED = ("<", "@", "*")
EXPECTED = (">", "=", "!")


class Block(Struct):
    """One thing that happens, and the lines that must follow from it. `around`: comments and empty lines behind it."""

    line: int
    played: str
    before: list[str]
    expected: list[str]
    after: list[str]


class Script(Struct):
    """One transcript. `head`: everything above the first thing that happens, as it stands."""

    path: Path
    head: list[str]
    facts: list[tuple[str, str]]
    blocks: list[Block]

    def text(self) -> str:
        """The file again."""
        lines = [*self.head]
        for block in self.blocks:
            lines += [block.played, *block.before, *block.expected, *block.after]
        return "\n".join(lines).rstrip("\n") + "\n"


def read(path: Path) -> Script:
    """The transcript at `path`. Raises ValueError naming the line that is none of ours."""
    script = Script(path, [], [], [])
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        mark = line[:1]
        if mark in PLAYED:
            script.blocks.append(Block(number, line, [], [], []))
        elif mark in EXPECTED and script.blocks:
            block = script.blocks[-1]
            # A comment in the midst of what follows goes behind it when the file is written again.
            block.expected.append(line)
        elif not line.strip() or mark == "#":
            if not script.blocks:
                script.head.append(line)
            elif script.blocks[-1].expected:
                script.blocks[-1].after.append(line)
            else:
                script.blocks[-1].before.append(line)
        elif not script.blocks and ":" in line:
            name, _, value = line.partition(":")
            script.head.append(line)
            script.facts.append((name.strip(), value.strip()))
        else:
            raise ValueError(f"{path.name}:{number}: a line begins with one of {' '.join(PLAYED + EXPECTED)} or #")
    return script
