"""The form that a command names: a file of its author's, or a form that is here."""

from __future__ import annotations

from pathlib import Path

from bot.exchange import form_files
from bot.upkeep.trouble import BadUse
from dialogs.content import Content
from dialogs.forms.model import Form


def found(name: str, content: Content) -> Form:
    """The form in the file, else the one of this name. Raises FormError or BadUse."""
    path = Path(name)
    if path.is_file() or path.suffix.lower() in form_files.SUFFIXES or "/" in name:
        return source(name, content).form
    if name not in content.current:
        raise BadUse(f"There is no form with this name; there are: {', '.join(sorted(content.current))}.")
    return content.form(name)


def source(name: str, content: Content) -> form_files.Source:
    """The form in a file. Raises FormError or BadUse."""
    path = Path(name)
    if not path.is_file():
        raise BadUse("There is no such file.")
    if path.stat().st_size > form_files.MOST_BYTES:
        raise BadUse(f"The file is larger than {form_files.MOST_BYTES // 1024 // 1024} MB: that is no form.")
    return form_files.read(path.read_bytes(), path.name, content.keywords.reserved)
