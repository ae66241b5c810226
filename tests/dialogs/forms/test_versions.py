"""A built-in form that changes gets another version; its earlier one stays for those who are in the middle of it."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot.content import load_content
from dialogs.forms.compiler import compile_form
from tests.dialogs.forms.test_library import unworded
from tests.dialogs.forms.world import LANGUAGES, LIBRARY

#: A line for each: name, version, digest of its content. Written anew by hand, with the version, and only then.
KEPT = Path(__file__).parent / "library.versions"


def _digest(raw: dict[str, Any]) -> str:
    """Of what is asked and how; the version itself is not of it."""
    content = {name: value for name, value in raw.items() if name != "version"}
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def _lines(folder: Path) -> set[str]:
    files = [file for file in folder.glob("*.json") if not file.name.endswith(".needs.json")]
    raws = [json.loads(file.read_text("utf-8")) for file in files]
    return {f"{raw['name']} {raw['version']} {_digest(raw)}" for raw in raws}


def test_no_form_changes_under_its_version() -> None:
    """Changed: put the form as it was into library/earlier, raise `version`, and write the new line beside the old."""
    assert sorted(_lines(LIBRARY) | _lines(LIBRARY / "earlier")) == KEPT.read_text("utf-8").splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_that_left_the_form_keeps_its_wording(language: str) -> None:
    """As long as an earlier version asks it: `EVERY_QUESTION` of test_library goes through those too."""
    raw = json.loads((LIBRARY / "home48.json").read_text("utf-8"))
    raw["item"].append(raw["item"][1] | {"linkId": "ah9"})
    asked = compile_form(raw)
    missing = {question.link_id: unworded(asked, question, language) for question in asked.questions}
    assert {link_id: keys for link_id, keys in missing.items() if keys} == {
        "ah9": ["form-home48-ah9", "form-home48-ah9.why", "form-home48-ah9.again"]
    }


def test_an_open_interview_finds_its_own_version(tmp_path: Path) -> None:
    """New interviews get the one in the library itself."""
    library = tmp_path / "library"
    shutil.copytree(LIBRARY, library)
    (library / "earlier").mkdir(exist_ok=True)
    earlier = json.loads((library / "home48.json").read_text("utf-8"))
    earlier["version"], earlier["item"] = "0", earlier["item"][:2]
    (library / "earlier" / "home48-0.json").write_text(json.dumps(earlier), "utf-8")
    content = load_content(library=library)
    assert [question.link_id for question in content.form("home48", "0").questions] == ["ah1", "ah2"]
    assert len(content.form("home48").questions) == 4
