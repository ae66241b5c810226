"""What was wrong with a form stands where the focus is, on every page that can refuse one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.inbox.render import HERE

_TEMPLATES = sorted((HERE / "templates").glob("*.html"))


@pytest.mark.parametrize("path", _TEMPLATES, ids=lambda path: path.stem)
def test_a_page_that_refuses_a_form_moves_the_focus(path: Path) -> None:
    """To what is wrong, or to the one field that is filled in anew: a screen reader would begin at the top."""
    text = path.read_text("utf-8")
    for refused in re.findall(r'<[^>]*role="alert"[^>]*>', text):
        assert "autofocus" in refused or re.search(r"<input[^>]*\bautofocus>", text), refused
