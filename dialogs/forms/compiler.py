"""A FHIR R4 Questionnaire -> a Form, or everything that is wrong with it.

The JSON is only read, never changed. All problems are collected before anything is refused, so that an author
mends a form once.
"""

from __future__ import annotations

import re

from dialogs.forms import extensions
from dialogs.forms.enabling import behind, sections, source_order, sources_of
from dialogs.forms.extensions import Json
from dialogs.forms.findings import Findings
from dialogs.forms.formulas import refuse_others
from dialogs.forms.gathering import Gathering
from dialogs.forms.model import (
    Form,
)
from dialogs.forms.need_rules import needs_of
from dialogs.forms.problems import Reason

_LONGEST_VERSION = 64


def compile_form(questionnaire: Json, *, reserved: frozenset[str] = frozenset()) -> Form:
    """The form that the Questionnaire describes.

    reserved: words that stop, start or explain the line in any language, as `reading.text.plain` gives them; no
    label or keyword may equal one. Raises FormError with every problem and its place.
    """
    findings = Findings(form_name(questionnaire), reserved)
    version = _version(questionnaire, findings)
    gathered = Gathering(questionnaire, findings)
    gathered.gather()
    questions = gathered.questions
    if not findings and all(question.is_silent for question in questions):
        sentence = "holds no question that can be asked: add one that is neither hidden nor worked out"
        findings.add("", Reason.NOTHING_TO_ASK, sentence)
    sources = sources_of(questions, gathered.scopes)
    in_turn = source_order(questions, sources, findings)
    needs = needs_of(questionnaire, questions, findings)
    findings.raise_if_any()
    return Form(
        name=findings.form,
        version=version,
        url=str(questionnaire.get("url") or ""),
        title=extensions.text(questionnaire, "title"),
        base_language=str(questionnaire.get("language") or "en"),
        wording_key=gathered.wording_key,
        questions=tuple(questions),
        notes=tuple(gathered.notes),
        groups=tuple(gathered.groups),
        index={question.link_id: position for position, question in enumerate(questions)},
        in_turn=in_turn,
        behind=behind(questions, sources, in_turn),
        sections=sections(questions, in_turn),
        scopes=gathered.scopes,
        computed=tuple(place for place, question in enumerate(questions) if question.is_computed),
        offering=tuple(place for place, question in enumerate(questions) if question.offers),
        variables=gathered.variables,
        needs=needs,
        read_past=tuple(findings.read_past),
    )


def _version(questionnaire: Json, findings: Findings) -> str:
    """The version that interviews are pinned to, and what is wrong with the form as a whole."""
    if questionnaire.get("resourceType") != "Questionnaire":
        findings.add("", Reason.MALFORMED, "this is not a FHIR Questionnaire: its resourceType must say so")
    refuse_others(questionnaire, findings, "", is_form=True)
    version = str(questionnaire.get("version") or "1")
    if not version.isprintable() or len(version) > _LONGEST_VERSION:
        sentence = f"must be up to {_LONGEST_VERSION} characters that can be seen, on one line"
        findings.add("version", Reason.MALFORMED, sentence)
    return version


def form_name(questionnaire: Json) -> str:
    """The name that commands and keys use: lower case letters, digits and hyphens."""
    given = questionnaire.get("name") or questionnaire.get("id") or questionnaire.get("title") or "form"
    return re.sub(r"[^a-z0-9]+", "-", str(given).casefold()).strip("-") or "form"
