"""What a command may fail with: one plain sentence for whoever typed it. Never a name, number or text of a family."""

from __future__ import annotations


class Trouble(Exception):
    """The command could not be done; the message says why and what to do. Exit code 1."""

    code = 1


class BadUse(Trouble):
    """The command was given something it cannot use; nothing was tried. Exit code 2."""

    code = 2
