"""What is vendored is what its README says, and no page loads anything from elsewhere."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from bot.inbox.render import HERE

STATIC = HERE / "static"
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"}


def test_the_hashes_are_those_of_the_readme() -> None:
    """Every script under vendor is listed, and unchanged."""
    listed = dict(re.findall(r"^(\S+\.js).*?([0-9a-f]{64})$", (STATIC / "vendor" / "README").read_text(), re.M))
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (STATIC / "vendor").glob("*.js")}
    assert found == listed
    assert len(found) == 2


FILES = [*sorted(HERE.rglob("*.html")), *sorted(STATIC.rglob("*.*s")), *sorted(STATIC.glob("*.svg"))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_is_loaded_from_elsewhere(file: Path) -> None:
    """No address with a scheme or a foreign host in templates, styles and scripts, but names of namespaces."""
    text = file.read_text("utf-8")
    assert set(re.findall(r"""https?://[^"'\s)<>]+""", text)) <= NAMESPACES
    assert not re.search(r"""(?:src|href|action|url\()\s*=?\s*["'(]?//""", text)


def test_no_template_switches_escaping_off() -> None:
    """Family text can only leave escaped: no `safe` filter, no autoescape block, no inline script or style."""
    for file in HERE.rglob("*.html"):
        text = file.read_text("utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape|<script(?![^>]*src=)|<style|\son\w+=|\sstyle=|hx-on", text), (
            file.name
        )
