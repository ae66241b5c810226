"""The form that a command names: a file of its author's, a built-in form, or one that the program brought."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from bot.content import load_content
from bot.exchange import form_files
from bot.shelf import Shelf
from bot.upkeep.opening import NO_DATABASE, opened
from bot.upkeep.trouble import BadUse, Trouble
from dialogs.content import Content
from dialogs.forms.model import Form


def content_here(given: Namespace) -> Content:
    """What is built in, with the program's own forms where a database is set up. Raises Trouble."""
    content = load_content()
    try:
        with opened(given) as office:
            return Shelf(content, office.database).of(office.program)
    except Trouble as trouble:
        if str(trouble) != NO_DATABASE:
            raise
        return content


def found(given: Namespace) -> tuple[Form, Content]:
    """The form in the file, else the one of this name. Raises FormError or BadUse."""
    if is_file(given.form):
        content = load_content()
        return source(given.form, content).form, content
    content = content_here(given)
    if given.form not in content.current:
        raise BadUse(f"There is no form with this name; there are: {', '.join(sorted(content.current))}.")
    return content.form(given.form), content


def is_file(name: str) -> bool:
    """Whether a word of a command means a file."""
    path = Path(name)
    return path.is_file() or path.suffix.lower() in form_files.SUFFIXES or "/" in name


def source(name: str, content: Content) -> form_files.Source:
    """The form in a file. Raises FormError or BadUse."""
    path = Path(name)
    if not path.is_file():
        raise BadUse("There is no such file.")
    if path.stat().st_size > form_files.MOST_BYTES:
        raise BadUse(f"The file is larger than {form_files.MOST_BYTES // 1024 // 1024} MB: that is no form.")
    return form_files.read(path.read_bytes(), path.name, content.keywords.reserved, content)
