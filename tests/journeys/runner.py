"""Plays a transcript against the real door and compares what follows, line by line."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from bot.channels.channel import Inbound
from bot.content import LIBRARY
from bot.door import Outcome
from dialogs.content import Content
from dialogs.forms.compiler import compile_form
from dialogs.forms.interview import Reply
from dialogs.forms.model import Form
from dialogs.ids import Id
from dialogs.rows.care import Appointment
from dialogs.rows.desk import Alert, Thread
from dialogs.rows.interviews import Walk
from dialogs.rows.people import Contact
from dialogs.segments import encoding
from dialogs.turns import acts
from dialogs.turns.talking import EndTalk, MarkRead, TakeDown, TalkThrough, place_of
from storage.database import Database
from tests.journeys.script import Block, Script
from tests.journeys.stage import READING, Stage, moment, photo, voice_note
from tests.journeys.telling import Teller, look

#: JOURNEYS=write puts what really followed into the files, for an author to read critically.
IS_WRITING = os.environ.get("JOURNEYS") == "write"
#: Languages whose texts must stay in GSM-7, for one accent doubles the price of an SMS.
_CHEAP = ("en", "es")
#: What nobody worded in advance.
_FREE = ("person",)
_FILES = {"voice note": voice_note, "photo": photo}


def play(script: Script, database: Database, content: Content) -> list[tuple[Block, list[str]]]:
    """Every block with the lines that really followed from it."""
    stage = Stage(database, content, script.facts)
    try:
        played = _Play(stage)
        return [(block, played.block(block, _following(script, index))) for index, block in enumerate(script.blocks)]
    finally:
        stage.close()


def _following(script: Script, index: int) -> str:
    return script.blocks[index + 1].played if index + 1 < len(script.blocks) else ""


class _Play:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.teller = Teller(stage)
        self.opened: dict[str, Id | None] = {}
        #: What somebody on the staff has on the screen: the mark of an open question.
        self.seen: dict[str, str] = {}
        self.lost: dict[str, str] = {}
        self.kept: dict[tuple[str, str], Form] = {}

    def block(self, block: Block, following: str) -> list[str]:
        mark, rest = block.played[0], block.played[1:]
        lines: list[str] = []
        try:
            if mark == "@":
                until = self._until(rest.strip())
                self.stage.pass_time(until, lambda: lines.extend(self.teller.news(timed=True)))
            else:
                told = self._family(rest) if mark == "<" else self._other(rest.strip())
                self.stage.settle()
                lines += [*self.teller.news(timed=False), *told]
                pause = _pause(following)
                self.stage.pass_time(self.stage.clock() + pause, lambda: lines.extend(self.teller.news(timed=False)))
        except Exception as error:
            error.add_note(f"while playing line {block.line}: {block.played}")
            raise
        self._check_wording()
        return lines

    def _check_wording(self) -> None:
        for said in self.stage.said:
            message = said.message
            if message.language in _CHEAP and message.purpose not in _FREE:
                assert encoding(message.text) == "GSM-7", f"not GSM-7: {message.text}"

    # the clock

    def _until(self, text: str) -> datetime:
        if not text.startswith("+"):
            return moment(text).astimezone(UTC)
        found = re.fullmatch(r"\+(\d+) ?(min|h|d)", text)
        assert found, f"not a time: {text}"
        unit = {"min": "minutes", "h": "hours", "d": "days"}[found[2]]
        return self.stage.clock() + timedelta(**{unit: int(found[1])})

    # a family

    def _family(self, rest: str) -> list[str]:
        """`text`, `Rosa: text`, `+1555…: text`, `[again]`, `[twice at once] text`, `[button 2] key`, `[edit] text` …"""
        rest = re.sub(r"^\+\d+s\b", "", rest).strip()
        who, text = self._who(rest)
        found = re.match(r"\[([^\]]+)\] ?", text)
        if not found:
            return self._outcome(self.stage.hear(self.stage.inbound(who, text)))
        what, text = found[1], text[found.end() :]
        if what in _FILES:
            return self._outcome(self.stage.hear(self.stage.inbound(who, text, attachments=(_FILES[what](),))))
        if what == "again":
            again = self.stage.inbound(who, text, provider_id=self.stage.last_id())
            return self._outcome(self.stage.hear(again))
        if what == "twice at once":
            return self._twice(self.stage.inbound(who, text))
        if what == "edit":
            return self._outcome(self.stage.hear(self.stage.inbound(who, text, is_edit=True)))
        if what == "blocks us":
            return self._outcome(self.stage.hear(self.stage.inbound(who, "", is_block=True)))
        if what.startswith("button "):
            return self._press(who, int(what.removeprefix("button ")), text.strip())
        raise ValueError(f"not known here: [{what}]")

    def _who(self, rest: str) -> tuple[str, str]:
        name, colon, text = rest.partition(":")
        if colon and (name in self.stage.people or re.fullmatch(r"\+\d+", name)):
            return name, text.strip()
        return next(iter(self.stage.people)), rest

    def _twice(self, inbound: Inbound) -> list[str]:
        self.stage.clock.tick()
        outcomes: list[str] = []
        threads = [threading.Thread(target=lambda: outcomes.append(self.stage.door.hear(inbound).what)) for _ in "12"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [f"= webhooks: {', '.join(sorted(outcomes))}"]

    def _press(self, who: str, number: int, key: str) -> list[str]:
        """Press button `number` of the newest message to them, or of the newest with this wording key."""
        contact = self.stage.people[who].id
        mine = [said.message for said in self.stage.said if said.message.contact_id == contact]
        with_buttons = [m for m in mine if m.buttons and (not key or m.key == key)]
        assert with_buttons, f"no message with buttons has left: {key}"
        message = with_buttons[-1]
        button = message.buttons[number - 1]
        inbound = self.stage.inbound(who, button.label, prompt_id=message.prompt_id, button=button.code)
        return self._outcome(self.stage.hear(inbound))

    @staticmethod
    def _outcome(outcome: Outcome) -> list[str]:
        return [] if outcome.what == "written" else [f"= {outcome.what}"]

    # everybody else

    def _other(self, text: str) -> list[str]:
        for pattern, play in _OTHERS:
            found = re.fullmatch(pattern, text)
            if found:
                return play(self, found)
        raise ValueError(f"nobody knows how to: {text}")

    def act(self, who: str, act: acts.Act) -> list[str]:
        result = self.stage.act(self.stage.staff[who], act).result
        return [f"! refused: {result.why}"] if isinstance(result, acts.Refused) else []

    def contact(self, name: str | None) -> Id:
        return self.stage.people[name or next(iter(self.stage.people))].id

    def replies(self, found: re.Match[str]) -> list[str]:
        contact = self.contact(found["to"])
        who = found["who"]
        seen = self.opened.pop(who) if who in self.opened else self._last_in(contact)
        count = len(self.stage.said)
        reply = acts.Reply(contact, found["text"], seen, f"click-{count}", is_anyway=bool(found["anyway"]))
        if found["resolve"]:
            reply = replace(reply, then="resolve")
        return self.act(who, reply)

    def _last_in(self, contact: Id) -> Id | None:
        threads = look(self.stage)[Thread].values()
        return next((thread.last_in_id for thread in threads if thread.contact_id == contact), None)

    def opens(self, found: re.Match[str]) -> list[str]:
        self.opened[found["who"]] = self._last_in(self.contact(found["to"]))
        return []

    def visit(self, found: re.Match[str]) -> list[str]:
        child = self.stage.children[found["child"]]
        start = datetime.fromisoformat(found["when"])
        act = acts.AddVisit(child.id, start, "America/New_York", found["place"], found["clinic"] or "")
        return self.act("Ana", act)

    def newest_visit(self, child: str | None) -> Appointment:
        visits: list[Any] = list(look(self.stage)[Appointment].values())
        return [v for v in visits if not child or v.child_id == self.stage.children[child].id][-1]  # type: ignore[no-any-return]

    def moves(self, found: re.Match[str]) -> list[str]:
        visit = self.newest_visit(found["child"])
        start = datetime.fromisoformat(found["when"])
        return self.act("Ana", acts.MoveVisit(visit.id, visit.version, start, visit.place))

    def cancels(self, found: re.Match[str]) -> list[str]:
        visit = self.newest_visit(found["child"])
        return self.act("Ana", acts.CancelVisit(visit.id, visit.version))

    def starts(self, found: re.Match[str]) -> list[str]:
        child = self.stage.children[found["child"]] if found["child"] else next(iter(self.stage.children.values()))
        contact = self.contact(found["to"])
        return self.act(found["who"], acts.StartInterview(contact, child.id, found["form"], found["why"] or ""))

    def newest_walk(self) -> Walk:
        walks: list[Any] = list(look(self.stage)[Walk].values())
        return walks[-1]  # type: ignore[no-any-return]

    def talks(self, found: re.Match[str]) -> list[str]:
        """Anew, or going on with the interview that is under way."""
        mode, contact = found["mode"], self.contact(found["to"])
        child = self.stage.children[found["child"]] if found["child"] else next(iter(self.stage.children.values()))
        going = self.newest_walk().id if found["form"] == "it" else None
        form = "" if going else found["form"]
        return self.act(found["who"], TalkThrough(contact, child.id, form, _MODES[mode], going))

    def writes_down(self, found: re.Match[str]) -> list[str]:
        walk = self.newest_walk()
        seen = self.seen.pop(found["who"], place_of(walk.interview))
        return self.act(found["who"], TakeDown(walk.id, seen, Reply(found["text"])))

    def looks(self, found: re.Match[str]) -> list[str]:
        self.seen[found["who"]] = place_of(self.newest_walk().interview)
        return []

    def ends(self, found: re.Match[str]) -> list[str]:
        by_text = found["how"] == "goes on by text"
        return self.act(found["who"], EndTalk(self.newest_walk().id, int(found["minutes"]), by_text))

    def reads(self, found: re.Match[str]) -> list[str]:
        return self.act(found["who"], MarkRead(self.contact(None), (self.newest_walk().id,)))

    def alert(self, found: re.Match[str]) -> list[str]:
        alerts: list[Any] = list(look(self.stage)[Alert].values())
        act = acts.TakeAlert if found["what"] == "takes" else acts.CloseAlert
        return self.act(found["who"], act(alerts[-1].id))

    def loss(self, found: re.Match[str]) -> list[str]:
        child = self.stage.children[found["child"]].id if found["child"] else None
        return self.act(found["who"], acts.SettleLoss(self.contact(None), child))

    def rhythm(self, found: re.Match[str]) -> list[str]:
        return self.act(found["who"], acts.SetCheckIn(self.contact(found["to"]), int(found["days"])))

    def hospital(self, found: re.Match[str]) -> list[str]:
        return self.act(found["who"], acts.InHospital(self.stage.children[found["child"]].id))

    def home(self, found: re.Match[str]) -> list[str]:
        child = self.stage.children[found["child"]].id
        return self.act(found["who"], acts.CameHome(self.contact(None), child))

    def staff_phone(self, found: re.Match[str]) -> list[str]:
        return self._outcome(self.stage.hear(self.stage.inbound(found["who"], found["text"])))

    def form_lost(self, found: re.Match[str]) -> list[str]:
        """As after a bad deployment: the voice will raise when it needs the form."""
        name = found["form"]
        self.lost[name] = self.stage.current.pop(name)
        self.kept = {key: self.stage.forms.pop(key) for key in list(self.stage.forms) if key[0] == name}
        return []

    def form_found(self, found: re.Match[str]) -> list[str]:
        name = found["form"]
        self.stage.current[name] = self.lost.pop(name)
        self.stage.forms.update(self.kept)
        return []

    def form_version(self, found: re.Match[str]) -> list[str]:
        """A new version that lacks one question."""
        name, version, gone = found["form"], found["version"], found["without"]
        self.stage.forms[name, version] = _without(name, gone, version)
        self.stage.current[name] = version
        return []

    def simple(self, found: re.Match[str]) -> list[str]:
        contact = self.contact(found["to"])
        kinds: dict[str, Callable[[Id], acts.Act]] = {
            "takes over": acts.TakeOver, "hands back": acts.HandBack, "resolves": acts.Resolve,
            "invites": acts.Invite,
        }  # fmt: skip
        return self.act(found["who"], kinds[found["what"]](contact))

    def records(self, found: re.Match[str]) -> list[str]:
        return self.act(found["who"], acts.RecordConsent(self.contact(found["to"]), found["how"]))

    def notes(self, found: re.Match[str]) -> list[str]:
        return self.act(found["who"], acts.WriteNote(self.contact(None), found["text"]))

    def changes(self, found: re.Match[str]) -> list[str]:
        contact = look(self.stage)[Contact][self.contact(found["to"])]
        fields = {"language": contact.language, "zone": contact.zone or "", "detail_level": contact.detail_level}
        name, value = found["name"], found["value"]
        fields[name] = int(value) if name == "detail_level" else value
        return self.act(found["who"], acts.ChangeContact(contact.id, **fields))


_MODES = {"on the phone": "phone", "in person": "person", "from paper": "paper"}
_WHO = r"(?P<who>Ana|Bea)"
_TO = r"(?: (?:to |for )?(?P<to>[A-Z]\w+))?"
_OTHERS: tuple[tuple[str, Callable[[_Play, re.Match[str]], list[str]]], ...] = (
    (rf"{_WHO} replies{_TO}(?P<anyway> anyway)?(?P<resolve> and resolves)?: (?P<text>.+)", _Play.replies),
    (rf"{_WHO} opens(?: (?P<to>[A-Z]\w+)'s| the) thread", _Play.opens),
    (rf"{_WHO} (?P<what>takes over|hands back|resolves|invites){_TO}", _Play.simple),
    (rf"{_WHO} records (?P<how>paper|verbal) consent{_TO}", _Play.records),
    (rf"{_WHO} notes: (?P<text>.+)", _Play.notes),
    (rf"{_WHO} sets (?P<name>language|zone|detail_level) to (?P<value>\S+){_TO}", _Play.changes),
    (
        r"visit (?P<child>\w+) (?P<when>\d{4}-\d\d-\d\d \d\d:\d\d) at (?P<place>[^,]+)(?:, (?P<clinic>.+))?",
        _Play.visit,
    ),
    (r"the visit(?: of (?P<child>\w+))? moves to (?P<when>\d{4}-\d\d-\d\d \d\d:\d\d)", _Play.moves),
    (r"the visit(?: of (?P<child>\w+))? is cancelled", _Play.cancels),
    (
        rf"{_WHO} starts (?P<form>[\w-]+)(?: about (?P<child>[A-Z]\w+))?{_TO}(?:, now, because (?P<why>.+))?",
        _Play.starts,
    ),
    (
        rf"{_WHO} talks (?P<form>[\w-]+) through(?: about (?P<child>[A-Z]\w+))?{_TO} "
        r"(?P<mode>on the phone|in person|from paper)",
        _Play.talks,
    ),
    (rf"{_WHO} looks at the open question", _Play.looks),
    (rf"{_WHO} writes down: (?P<text>.+)", _Play.writes_down),
    (rf"{_WHO} (?P<how>stops here|goes on by text) after (?P<minutes>\d+) minutes", _Play.ends),
    (rf"{_WHO} has read the answers", _Play.reads),
    (rf"{_WHO} (?P<what>takes|closes) the alert", _Play.alert),
    (rf"{_WHO} (?:confirms the loss of (?P<child>\w+)|undoes the loss)", _Play.loss),
    (rf"{_WHO} agrees on a check-in{_TO} every (?P<days>\d+) days", _Play.rhythm),
    (rf"{_WHO} hears that (?P<child>\w+) is in hospital", _Play.hospital),
    (rf"{_WHO} hears that (?P<child>\w+) came home", _Play.home),
    (r"(?P<who>Ana|Bea)'s phone: (?P<text>.+)", _Play.staff_phone),
    (r"form (?P<form>[\w-]+) is lost", _Play.form_lost),
    (r"form (?P<form>[\w-]+) is found again", _Play.form_found),
    (r"form (?P<form>[\w-]+) version (?P<version>\d+) arrives, without (?P<without>\w+)", _Play.form_version),
)


def _pause(following: str) -> timedelta:
    """How long until what follows: a family reads first; `<+5s` follows after five seconds."""
    found = re.match(r"<\+(\d+)s\b", following)
    return timedelta(seconds=int(found[1])) if found else READING


def _without(name: str, link_id: str, version: str) -> Form:
    """The built-in form in another version, with one question gone."""
    raw = json.loads((LIBRARY / f"{name}.json").read_text("utf-8"))
    raw["version"] = version
    raw["item"] = [item for item in raw["item"] if item["linkId"] != link_id]
    return compile_form(raw)
