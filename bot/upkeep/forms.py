"""`kinline form list` and `form check`: what can be asked, what is wrong with it, and what it costs."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any

import msgspec

from bot.exchange import form_lint
from bot.rehearsal import NAMES
from bot.upkeep.form_names import content_here, found
from dialogs.forms.problems import FormError


def listed(given: Namespace) -> None:
    """The forms with version, title and size."""
    content = content_here(given)
    rows = [
        {
            "name": form.name,
            "version": form.version,
            "title": form_lint.title_of(form, content),
            "questions": form.asked,
            "languages": list(form_lint.languages_of(form, content)),
        }
        for name in sorted(content.current)
        for form in (content.form(name),)
    ]
    if given.json:
        print(msgspec.json.encode(rows).decode())
        return
    for row in rows:
        languages = " ".join(row["languages"])  # type: ignore[arg-type]
        title = printable(str(row["title"]))
        print(f"{row['name']:16} {row['version']:>4}  {row['questions']:>3} questions  {languages:12} {title}")


def check(given: Namespace) -> int:
    """Every problem with its place; where there is none, the cost of each question in each language."""
    try:
        form, content = found(given)
    except FormError as error:
        return refused(error, is_json=given.json)
    checked = form_lint.check(form, content, NAMES)
    if given.json:
        print_json(
            {"ok": True, "name": form.name, "version": form.version, "problems": [],
             "warnings": list(checked.warnings), "questions": form_lint.as_rows(checked.costs),
             "needs": [rule.code for rule in checked.needs]}
        )  # fmt: skip
        return 0
    for cost in checked.costs:
        size = f"{cost.segments} SMS  {cost.encoding:6} {cost.characters:>4} characters"
        print(f"{cost.link_id:16} {cost.language:6} {size}")
    for rule in checked.needs:
        print(f"raises {rule.code}: {rule.sector}, {rule.severity}, by {form_lint.raised_by(rule)}")
    for warning in checked.warnings:
        print(printable(f"look again: {warning}"))
    totals = ", ".join(f"{language} {checked.segments(language)}" for language in checked.languages)
    print(f"{form.name} {form.version} can be asked: {form.asked} questions; SMS in all: {totals}.")
    return 0


def refused(error: FormError, *, is_json: bool) -> int:
    """Every problem on standard output. The exit code."""
    if is_json:
        problems = [
            {"place": problem.place, "reason": str(problem.reason), "sentence": problem.sentence}
            for problem in error.problems
        ]
        print_json({"ok": False, "problems": problems, "warnings": [], "questions": []})
        return 1
    for problem in error.problems:
        print(printable(f"{problem.place}: {problem.sentence} [{problem.reason}]"))
    print(f"The form cannot be asked: {len(error.problems)} to mend.", file=sys.stderr)
    return 1


def printable(text: str) -> str:
    """The text on one line, as it goes to a terminal: what cannot be seen or turns the direction is spelled out."""
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)


def print_json(value: Any) -> None:
    print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
