"""What was asked of a family and what it raised: needs, the plan items proposed for them, sectors never asked about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.inbox import reach, showing
from bot.inbox.answers import Recorded
from bot.inbox.desk import Desk
from bot.inbox.guard import Visit
from bot.inbox.showing import OURS
from dialogs.care import helpers, parts
from dialogs.care.parts import Covered
from dialogs.forms.model import Form
from dialogs.ids import Id
from dialogs.rows.care import Item, Need
from dialogs.rows.interviews import Answer
from dialogs.rows.people import Child
from dialogs.turns.needs import age_of
from storage.households import Household

#: Who acts in a plan item, as staff say it. Where the family chose, its own word comes first.
OWNERS = {
    "family": "the family", "staff": "us", "clinician": "the doctor", "school": "the school",
    "supplier": "the supplier", "payer": "the insurance",
}  # fmt: skip
_ACTS_FIRST = {"i-will": "the family", "together": "the family with us", "for-me": "us"}
_WISHES = {"yes": "Wants help", "not_now": "Not now", "have_help": "Has help"}
#: A need that the family has in hand, or puts off, is no reason to propose anything.
_OPEN_WISHES = ("", "yes")


class Proposal(Struct, frozen=True):
    """A plan item that the rules propose. Nothing of it is agreed."""

    title: str
    who: str
    due: str


class NeedCard(Struct, frozen=True):
    """A concern found, the answers behind it, and what is proposed."""

    need: Need
    sector: str
    severity: str
    child: str
    wish: str
    behind: tuple[Recorded, ...]
    proposed: tuple[Proposal, ...]
    found: showing.When


class HelperCard(Struct, frozen=True):
    """Somebody who helps already: the name as told, what for, of which child ('' for the household), told by whom."""

    name: str
    what_for: str
    child: str
    told_by: str
    told: showing.When
    is_private: bool


class Asked(Struct, frozen=True):
    """Sectors of one child, in words, by what came of asking."""

    child: str
    answered: tuple[str, ...]
    declined: tuple[str, ...]
    never: tuple[str, ...]


def need_card(
    desk: Desk, visit: Visit, home: Household, need: Need, by_link: dict[tuple[Id, str], Recorded]
) -> NeedCard:
    child = next((child.nickname for child in home.children if child.id == need.child_id), "")
    zone = visit.program.program.zone
    return NeedCard(
        need=need,
        sector=sector(need.sector),
        severity=showing.SEVERITIES.get(need.severity, need.severity),
        child=child,
        wish=_WISHES.get(need.wants_help, ""),
        behind=tuple(
            by_link[need.interview_id, link] for link in need.behind if (need.interview_id, link) in by_link
        ),
        proposed=_proposed(desk, need, need.found_at.astimezone(ZoneInfo(zone)).date()),
        found=showing.when(need.found_at, desk.now(), zone),
    )  # fmt: skip


def behind(item: Item, needs: Iterable[NeedCard]) -> NeedCard | None:
    """The need that an item was opened for, if this person may see it."""
    ours = (card for card in needs if item.kind == "need" and card.need.child_id == item.child_id)
    return next((card for card in ours if item.note == f"{card.need.sector}: {card.need.code}"), None)


def _proposed(desk: Desk, need: Need, found_on: date) -> tuple[Proposal, ...]:
    if need.wants_help not in _OPEN_WISHES:
        return ()
    templates = [desk.content.templates[code] for code in need.proposed if code in desk.content.templates]
    return tuple(
        Proposal(
            desk.content.wording.say(OURS, f"plan-{template.code}"),
            _ACTS_FIRST.get(need.acts_first) or OWNERS[template.owner],
            f"{template.due(found_on):%B} {template.due(found_on).day}",
        )
        for template in templates
    )


def helper_cards(desk: Desk, visit: Visit, home: Household, given: Iterable[Answer]) -> tuple[HelperCard, ...]:
    """Who helps the family already. given: what this person may read."""
    content, zone = desk.content_of(visit.program_id), visit.program.program.zone

    def form_of(answer: Answer) -> Form | None:
        return content.find(answer.form, answer.version)

    def what_for(helper: helpers.Helper) -> str:
        wishes = [helper.topic] if helper.topic else [wish.link_id for wish in helper.wishes]
        form = form_of(helper.source)
        return ", ".join(helpers.what_for(link_id, OURS, content.wording, form) for link_id in wishes)

    return tuple(
        HelperCard(
            helper.name,
            what_for(helper),
            next((child.nickname for child in home.children if child.id == helper.source.child_id), ""),
            home.contact(helper.source.contact_id).name,
            showing.when(helper.source.at, desk.now(), zone),
            helper.source.is_private,
        )
        for helper in helpers.named(given, form_of, OURS, content.wording)
    )


def asked(desk: Desk, visit: Visit, home: Household, given: Iterable[Answer]) -> tuple[Asked, ...]:
    """Per child; sectors are left out that hang on answers which this person may not read, or on a later age."""
    kept = tuple(given)
    forms = desk.content_of(visit.program_id).forms.values()
    secret = [] if reach.may_see_private(visit, home) else [answer for answer in kept if answer.is_private]
    about = [parts.sectors([form]) for form in forms] if secret else []
    hidden = {found.get((answer.form, answer.link_id), "") for found in about for answer in secret}
    own = [form for form in forms if form.name not in desk.content.current and _is_in(form, kept)]
    return tuple(_asked(desk, child, kept, own, hidden) for child in home.children)


def _is_in(form: Form, given: tuple[Answer, ...]) -> bool:
    return any((answer.form, answer.version) == (form.name, form.version) for answer in given)


def _asked(desk: Desk, child: Child, given: tuple[Answer, ...], own: list[Form], hidden: set[str]) -> Asked:
    """Of one child, by the built-in forms for its age and the program's own that were answered."""
    age = age_of(child, desk.now().date())
    forms = [
        form for form in map(desk.content.form, desk.content.current)
        if form.name not in parts.PARTS or parts.is_for(parts.PARTS[form.name], age)
    ]  # fmt: skip
    told = parts.coverage([*forms, *own], given, child.id)

    def of(state: Covered) -> tuple[str, ...]:
        return tuple(sector(name) for name, found in told.items() if found == state and name not in hidden)

    return Asked(child.nickname, of("asked"), of("declined"), of("never asked"))


def sector(name: str) -> str:
    """What a need is about, in the words of the pages."""
    return showing.SECTORS.get(name) or name.replace("_", " ").capitalize()
