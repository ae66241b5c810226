"""`kinline form list` and `form check`: what can be asked, what is wrong with it, and what it costs."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any

import msgspec

from bot.content import load_content
from bot.exchange import form_files, form_lint
from bot.upkeep.trying import NAMES
from dialogs.content import Content
from dialogs.forms.model import Form
from dialogs.forms.problems import FormError


def listed(given: Namespace) -> None:
    """The built-in forms with version, title and size."""
    content = load_content()
    rows = [
        {
            "name": form.name,
            "version": form.version,
            "title": _title(form, content),
            "questions": sum(not question.is_silent for question in form.questions),
            "languages": list(_languages(form, content)),
        }
        for name in sorted(content.current)
        for form in (content.form(name),)
    ]
    if given.json:
        print(msgspec.json.encode(rows).decode())
        return
    for row in rows:
        languages = " ".join(row["languages"])  # type: ignore[arg-type]
        print(f"{row['name']:12}{row['version']:>4}  {row['questions']:>3} questions  {languages:12} {row['title']}")


def check(given: Namespace) -> int:
    """Every problem with its place; where there is none, the cost of each question in each language."""
    content = load_content()
    try:
        form = form_files.found(given.form, content)
    except FormError as error:
        return _refused(error, given)
    texts: dict[tuple[str, str], str] = {}
    found = []
    for language in _languages(form, content):
        for cost, text in form_lint.costs(form, language, content.wording, NAMES):
            texts[cost.link_id, language] = text
            found.append(cost)
    warned = list(form_lint.warnings(form, texts))
    if given.json:
        _print_json(
            {"ok": True, "name": form.name, "version": form.version, "problems": [], "warnings": warned,
             "questions": form_lint.as_rows(found)}
        )  # fmt: skip
        return 0
    for cost in found:
        size = f"{cost.segments} SMS  {cost.encoding:6} {cost.characters:>4} characters"
        print(f"{cost.link_id:16} {cost.language:6} {size}")
    for warning in warned:
        print(f"look again: {warning}")
    print(f"{form.name} {form.version} can be asked: {len(form.questions)} questions.")
    return 0


def _refused(error: FormError, given: Namespace) -> int:
    if given.json:
        problems = [
            {"place": problem.place, "reason": str(problem.reason), "sentence": problem.sentence}
            for problem in error.problems
        ]
        _print_json({"ok": False, "problems": problems, "warnings": [], "questions": []})
        return 1
    for problem in error.problems:
        print(f"{problem.place}: {problem.sentence} [{problem.reason}]")
    print(f"The form cannot be asked: {len(error.problems)} to mend.", file=sys.stderr)
    return 1


def _languages(form: Form, content: Content) -> tuple[str, ...]:
    """The languages in which the form has wording of its own."""
    if not form.wording_key:
        own = {language for question in form.questions for language, _ in question.text.translations}
        return (form.base_language, *sorted(own - {form.base_language}))
    key = f"form-{form.wording_key}"
    return tuple(language for language in content.wording.languages if content.wording.has(language, key))


def _title(form: Form, content: Content) -> str:
    if form.wording_key and content.wording.has("en", f"form-{form.wording_key}"):
        return content.wording.say("en", f"form-{form.wording_key}")
    return form.title.base


def _print_json(value: Any) -> None:
    print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
