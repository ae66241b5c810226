"""Which answers raise which need: rules as data beside the form, checked when they are read.

A rules file: `{"rules": [{"code", "sector", "severity", "when": [conditions], "from_age"?, "discreet"?,
"instead_of"?: [codes], "plan": [template codes]}]}`; a condition is `{"question", and "is" | "at_least" | "at_most" |
"below" and "by" | "answered"}`. All of `when` must hold; `is` lists option codes, or is true or false; `below` names
an earlier number that the answer fell short of by so many. `from_age` is in whole years: of a child whose age is not
known nothing is raised. `instead_of` names weaker needs that this one replaces.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dialogs.errors import ContentError
from dialogs.forms import need_rules
from dialogs.forms.answers import About, Amount, Answer, Exact, Picked, Whole, YesNo
from dialogs.forms.model import Form, Question
from dialogs.forms.needs import NeedRule, Severity, When
from dialogs.forms.slots import link_of, path_of, slot_of


class NeedRules(Struct, frozen=True):
    """The rules of one form, in the order of its file, and what the form says of the questions they look at."""

    form: str
    rules: tuple[NeedRule, ...]
    questions: Mapping[str, Question]
    #: True where a rule looks at what repeats.
    has_rows: bool = False


class NeedFound(Struct, frozen=True):
    """A concern that answers raised. `behind` holds their slots, `plan` the suggested plan items.

    topic: the link id of the question whose help pair it is; empty where help is not asked about.
    is_private: an answer behind it is the caregiver's own; the need stays with staff and that adult.
    """

    code: str
    sector: str
    severity: Severity
    about: About
    is_private: bool
    is_discreet: bool
    behind: tuple[str, ...]
    plan: tuple[str, ...] = ()
    topic: str = ""
    #: True when every answer behind it came over from an earlier interview, which raised it already.
    is_carried: bool = False


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    rules: tuple[NeedRule, ...]


def read_needs(
    name: str, source: str, forms: Mapping[str, Form], templates: Collection[str] | None = None
) -> NeedRules:
    """The rules in `source`, the text of `<name>.needs.json`, checked against every form by name.

    A rule may look at questions of other forms too. templates: the codes of the plan templates that may be proposed;
    None: any. Raises ContentError naming the rule that is wrong.
    """
    place = f"{name}.needs.json"
    try:
        rules = msgspec.json.decode(source, type=_File).rules
    except msgspec.DecodeError as error:
        raise ContentError(place, f"cannot be read: {error}") from error
    questions = {question.link_id: question for form in forms.values() for question in form.questions}
    for code, sentence in need_rules.problems(rules, questions):
        raise ContentError(f"{place} rule {code}", sentence)
    for rule in rules:
        for template in rule.plan:
            if templates is not None and template not in templates:
                raise ContentError(f"{place} rule {rule.code}", f"proposes the unknown plan template '{template}'")
    return _about(name, rules, questions)


def rules_of(form: Form) -> NeedRules:
    """What an imported form raises; it was checked when the form was read."""
    return _about(form.name, form.needs, {question.link_id: question for question in form.questions})


def raised_by(form: Form, files: Iterable[NeedRules]) -> tuple[NeedRule, ...]:
    """What the form's own questions can raise: by the rules that it brings, or those of the built-in files.

    A rule that looks at a question of another form is not among them, nor is such a rule named as replaced.
    """
    if not form.wording_key:
        return form.needs
    found = [rule for file in files for rule in file.rules if all(_is_of(form, when) for when in rule.when)]
    codes = {rule.code for rule in found}
    return tuple(replace(rule, instead_of=tuple(code for code in rule.instead_of if code in codes)) for rule in found)


def _is_of(form: Form, when: When) -> bool:
    return form.has(when.question) and (not when.below or form.has(when.below))


def _about(name: str, rules: tuple[NeedRule, ...], questions: Mapping[str, Question]) -> NeedRules:
    looked_at = {when.question: questions[when.question] for rule in rules for when in rule.when}
    return NeedRules(name, rules, looked_at, any(question.scopes for question in looked_at.values()))


def raise_needs(
    rules: NeedRules | Iterable[NeedRules], answers: Mapping[str, Answer], *, age: int | None = None
) -> tuple[NeedFound, ...]:
    """The needs that these answers raise, in the rules' order, each code once.

    answers: slot -> answer, of all interviews about the child and its household. Skipped and declined answers
    raise nothing: they are not "no". Of what repeats any row raises it. age: the child's, in whole years.
    """
    files = (rules,) if isinstance(rules, NeedRules) else tuple(rules)
    found: dict[str, NeedFound] = {}
    replaced: set[str] = set()
    for file in files:
        if not file.has_rows and answers.keys().isdisjoint(file.questions):
            continue
        for rule in file.rules:
            if rule.code in found or (not file.has_rows and rule.when[0].question not in answers):
                continue
            if rule.from_age and (age is None or age < rule.from_age):
                continue
            if behind := _evidence(rule, file, answers):
                found[rule.code] = _found(rule, file.questions, answers, behind)
                replaced.update(rule.instead_of)
    return tuple(need for code, need in found.items() if code not in replaced)


def _evidence(rule: NeedRule, file: NeedRules, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The slots of the answers that raise the need; none where it is not raised."""
    asked = [when.question for when in rule.when]
    if not file.has_rows:
        return tuple(asked) if _are_met(rule, asked, answers) else ()
    rows = need_rules.deepest(file.questions[link_id] for link_id in asked)
    depth = len(rows.scopes)
    paths = sorted(path_of(slot, rows.link_id, depth) for slot in answers if link_of(slot) == rows.link_id)
    found: dict[str, None] = {}
    for path in paths:
        slots = [slot_of(link_id, path[: len(file.questions[link_id].scopes)]) for link_id in asked]
        if _are_met(rule, slots, answers):
            found.update(dict.fromkeys(slots))
    return tuple(found)


def _are_met(rule: NeedRule, slots: Sequence[str], answers: Mapping[str, Answer]) -> bool:
    return all(
        _holds(when, answers.get(slot), answers.get(when.below)) for when, slot in zip(rule.when, slots, strict=True)
    )


def _found(
    rule: NeedRule, questions: Mapping[str, Question], answers: Mapping[str, Answer], behind: tuple[str, ...]
) -> NeedFound:
    asked = [questions[when.question] for when in rule.when]
    return NeedFound(
        code=rule.code,
        sector=rule.sector,
        severity=rule.severity,
        about=asked[0].about,
        is_private=any(question.about == "caregiver" and question.is_private for question in asked),
        is_discreet=rule.is_discreet or any(question.is_discreet for question in asked),
        behind=behind,
        plan=rule.plan,
        topic=next((question.link_id for question in asked if question.has_help_pair), ""),
        is_carried=all(answers[slot].is_carried for slot in behind),
    )


def _holds(when: When, answer: Answer | None, before: Answer | None) -> bool:
    if answer is None or answer.state != "answered":
        return False
    if when.answered:
        return True
    match answer.value:
        case YesNo(value=is_yes):
            return when.is_ is is_yes
        case Picked(codes=codes):
            return isinstance(when.is_, tuple) and any(code in when.is_ for code in codes)
        case Whole(value=number) | Exact(value=number) if when.below:
            earlier = before.value if before else None
            return isinstance(earlier, Whole | Exact) and Decimal(number) <= Decimal(earlier.value) - when.by
        case Whole(value=number) | Exact(value=number) | Amount(value=number):
            return _is_between(Decimal(number), when)
        case _:
            return False


def _is_between(number: Decimal, when: When) -> bool:
    if when.at_least is None and when.at_most is None:
        return False
    return (when.at_least is None or number >= when.at_least) and (when.at_most is None or number <= when.at_most)
