"""Reads locales/ and the form library once, at start-up, and checks all of it. Nothing is read again later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from dialogs import keywords
from dialogs.care.needs import NeedRules, read_needs
from dialogs.care.templates import Template, read_templates
from dialogs.content import Content
from dialogs.forms import commands
from dialogs.forms.compiler import compile_form
from dialogs.forms.model import Form
from dialogs.reading import words
from dialogs.safety.phrases import Phrases
from dialogs.wording import Wording

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "locales"
LIBRARY = ROOT / "dialogs" / "forms" / "library"
TEMPLATES = ROOT / "dialogs" / "care" / "templates.json"


@cache
def load_content(locales: Path = LOCALES, library: Path = LIBRARY) -> Content:
    """All that the line says and understands. Raises ContentError, FormError or WordsError with place and remedy."""
    keys = keywords.parse(_texts(locales, "keywords.toml"))
    forms = load_forms(library, keys.reserved)
    wording = load_wording(locales)
    templates = load_templates(wording)
    return Content(
        wording=wording,
        words=words.parse(_texts(locales, "words.toml")),
        commands=commands.read_commands(_texts(locales, "commands.toml"), keys.reserved),
        keywords=keys,
        phrases=load_phrases(locales),
        forms={(form.name, form.version): form for form in (*load_earlier(library, keys.reserved), *forms.values())},
        current={form.name: form.version for form in forms.values()},
        needs=load_needs(library, forms, templates),
        templates=templates,
    )


def languages() -> frozenset[str]:
    """The languages that a contact may have: some are only understood so far, and answered in English."""
    return frozenset(folder.name for folder in LOCALES.iterdir() if folder.is_dir())


def load_phrases(locales: Path = LOCALES) -> Phrases:
    """The screen's lists and weights, which say nothing about whole texts that the line itself understands."""
    lists = [_texts(locales, name) for name in ("keywords.toml", "commands.toml")]
    understood = {
        language: [word for texts in lists if language in texts for word in keywords.words_of(texts[language])]
        for language in lists[0]
    }
    return Phrases.parse(_texts(locales, "urgent.toml"), _texts(locales, "urgent.learned.json"), understood)


def load_wording(locales: Path = LOCALES) -> Wording:
    """Every .ftl below a language's folder; a language without a reply of ours is left to its accepted words."""
    texts = {
        folder.name: {
            f"locales/{file.relative_to(locales)}": file.read_text("utf-8") for file in sorted(folder.rglob("*.ftl"))
        }
        for folder in sorted(locales.iterdir())
        if folder.is_dir()
    }
    return Wording({language: files for language, files in texts.items() if files})


def load_forms(library: Path, reserved: frozenset[str]) -> dict[str, Form]:
    """name -> compiled built-in form."""
    forms = (compile_form(source, reserved=reserved) for source in _library(library))
    return {form.name: form for form in forms}


def load_earlier(library: Path, reserved: frozenset[str]) -> Iterator[Form]:
    """Versions that new interviews no longer get: whoever is in the middle of one goes on with it."""
    return (compile_form(source, reserved=reserved) for source in _library(library / "earlier"))


def _library(library: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(library.glob("*.json")):
        if not file.name.endswith(".needs.json"):
            yield json.loads(file.read_text("utf-8"))


def load_templates(wording: Wording) -> dict[str, Template]:
    """code -> plan template."""
    return read_templates(TEMPLATES.read_text("utf-8"), wording, wording.languages)


def load_needs(library: Path, forms: dict[str, Form], templates: dict[str, Template]) -> dict[str, NeedRules]:
    """form name -> its needs rules."""
    return {
        name: read_needs(name, file.read_text("utf-8"), forms, templates)
        for file in sorted(library.glob("*.needs.json"))
        for name in (file.name.removesuffix(".needs.json"),)
    }


def _texts(locales: Path, name: str) -> dict[str, str]:
    return {file.parent.name: file.read_text("utf-8") for file in sorted(locales.glob(f"*/{name}"))}
