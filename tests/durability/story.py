"""The fixed story that the program lives through while it is killed: who takes part, and what each does in turn.

Rounds follow one another on a grid of the story's clock, so that two tellings of the story differ in nothing but the
crashes. Within a round everybody acts at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.client import HTTPException
from itertools import zip_longest
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Table, and_, func, or_, select

from dialogs.desk.chain import mark_of
from dialogs.ids import Id
from dialogs.turns import acts
from storage.tables.base import metadata
from tests.builders import ZONE, Household
from tests.channels.stub_twilio import Record
from tests.durability.rig import Rig
from tests.providers.world import STAFF_PHONE, World

_MESSAGE, _OUTGOING, _REMINDER, _ALERT = (
    metadata.tables[name] for name in ("message", "outgoing", "reminder", "alert")
)
#: From round to round; longer than any unknown outcome stays open, and no multiple of a promise's time.
STEP = timedelta(minutes=25)
#: What is to leave later than this is not waited for within a round.
SOON = timedelta(minutes=12)
#: Nothing changed for so long: what is still open waits for its time to come, in seconds.
STILL = 0.3
#: Twilio with `#rc=5`: so many tries, then only the message list has it.
TRIES = 6


class Say(Struct, frozen=True):
    text: str


class Press(Struct, frozen=True):
    """A button with this code; whoever has no buttons types the digit."""

    code: str
    digit: str


class Do(Struct, frozen=True):
    """The coordinator acts. `is_done`: whether it shows already; looked at before a click is repeated."""

    act: Callable[[Household], acts.Act]
    shows: tuple[Table, str, str]


class Part(Struct, frozen=True):
    """Somebody in the story. Only `compared` parts do the same in every telling."""

    who: Household
    steps: tuple[Say | Press | Do, ...]
    compared: bool = True


_INVITE = Do(lambda who: acts.Invite(who.contact.id), (_OUTGOING, "purpose", "invite"))
_INTERVIEW: tuple[Say | Press | Do, ...] = (
    _INVITE, Say("yes"), Press("level_2", "3"), Say("1"), Say("that she walks to school"), Say("1"), Say("no"),
    Say("yes"), Say("no"), Say("the chair, a wheel is loose"), Say("2"), Say("no"), Say("1"), Say("no"),
)  # fmt: skip


def _visit(number: int, *answers: str) -> tuple[Say | Press | Do, ...]:
    def add(who: Household) -> acts.Act:
        local_start = datetime(2026, 3, 20, 14, 30)  # noqa: DTZ001  (wall time, as the visit's own zone has it)
        return acts.AddVisit(who.child.id, local_start, ZONE, f"Room {number}")

    return (Do(add, (metadata.tables["appointment"], "status", "booked")), *(Say(answer) for answer in answers))


def _answered(key: str) -> tuple[Say | Press | Do, ...]:
    def reply(who: Household) -> acts.Act:
        return acts.Reply(who.contact.id, f"The bus comes at 8. {key}", None, key, is_anyway=True)

    return (Say("What time does the bus come?"), Do(reply, (_OUTGOING, "purpose", "person")), Say("thanks"))


def cast(world: World, scale: int) -> list[Part]:
    """`scale` times the same company, on both channels. The last part only fills the time until the plan is done."""
    parts: list[Part] = []
    for copy in range(scale):
        for channel, add in enumerate((world.sms_family, world.telegram_family)):
            base = copy * 40 + channel * 20
            active: dict[str, Any] = {"consent": "active"}
            parts += [
                Part(add(base + 1), _INTERVIEW),
                Part(add(base + 2, language="es"), (_INVITE, Say("si"), Press("level_0", "1"), Say("1"), Say("juega"))),
                Part(add(base + 3, **active), _visit(base, "1", "2")),
                Part(add(base + 4, **active), _visit(base, "2", "Tuesday in the morning")),
                Part(add(base + 5, **active), _answered(f"bus-{base}")),
                Part(add(base + 6, **active), (Say("hello"), Say("STOP"), Say("are you there?"), Say("START"))),
                Part(add(base + 7, **active), (Say("INFO"), Say("he is not breathing"))),
            ]
    parts.append(Part(world.sms_family(8000, consent="active"), (), compared=False))
    return parts


class Telling:
    """One telling of the story. `broken`: what was promised and did not hold, noticed on the way."""

    def __init__(self, rig: Rig, scale: int) -> None:
        self.rig = rig
        self.parts = cast(rig.world, scale)
        self.posted: list[Record] = []
        self.broken: list[str] = []
        #: family -> the digits that it typed, having no button to press
        self.typed: dict[Id, list[str]] = {}
        self._told = 0

    def tell(self, kills: int) -> None:
        """The whole story, and then small talk until `kills` lives have ended."""
        with ThreadPoolExecutor(6) as crowd:
            for steps in zip_longest(*(part.steps for part in self.parts)):
                self._round(crowd, [(part, step) for part, step in zip(self.parts, steps, strict=True) if step])
            # Small talk, some of it at once, until the last life of the plan has ended; the story's clock stands.
            talk = [(self.parts[-1], Say("INFO"))] * 3
            for _ in range(5 * kills):
                if sum(self.rig.hits().values()) >= kills:
                    break
                self._round(crowd, talk, takes=timedelta())
        self._staff_takes_alerts()

    def _round(
        self, crowd: ThreadPoolExecutor, steps: Sequence[tuple[Part, Say | Press | Do]], takes: timedelta = STEP
    ) -> None:
        begun = self.rig.clock()
        list(crowd.map(lambda each: self._step(*each), steps))
        self.rig.until(self._all_taken, "what was texted did not all arrive")
        self.settle()
        self._confirm_deliveries()
        self.rig.clock.advance_to(begun + takes)
        self.settle()

    def _step(self, part: Part, step: Say | Press | Do) -> None:
        match step:
            case Do():
                self._do(part.who, step)
            case Say(text=text):
                self._say(part.who, text)
            case Press(code=code, digit=digit):
                self._press(part.who, code, digit)

    def _say(self, who: Household, text: str) -> None:
        if who.address.channel == "telegram":
            self.rig.telegram.write(int(who.address.value), text)
        else:
            self._post(self.rig.twilio.text(who.address.value, text))

    def _press(self, who: Household, code: str, digit: str) -> None:
        chat = who.address.value
        shown = [
            button["callback_data"]
            for message in self.rig.telegram.sent
            if str(message["chat"]["id"]) == chat and "reply_markup" in message
            for row in message["reply_markup"]["inline_keyboard"]
            for button in row
            if button["callback_data"].endswith(f".{code}")
        ]
        if shown:
            self.rig.telegram.press(int(chat), shown[-1])
        else:
            self.typed.setdefault(who.family.id, []).append(digit)
            self._say(who, digit)

    def _post(self, record: Record) -> None:
        """As Twilio does: again on a failure, some texts only once; some arrive twice; what was taken must be there."""
        self.posted.append(record)
        self._told += 1
        number = self._told
        for _ in range(1 if number % 5 == 0 else TRIES):
            if self._deliver(record) == 200:
                if not self._is_kept(record.sid):
                    self.broken.append(f"{record.sid} was acknowledged and is not in the database")
                if number % 4 == 0:
                    self._deliver(record)
                return
            self.rig.wait_alive()

    def _deliver(self, record: Record) -> int:
        """The status that Twilio saw; 0 where the answer was cut off in the middle."""
        try:
            return self.rig.twilio.deliver(record)[0]
        except HTTPException:
            return 0

    def _do(self, who: Household, step: Do) -> None:
        """A click; after a crash the coordinator looks at the page before clicking again."""
        table, column, value = step.shows
        while self.rig.act(who.family.id, step.act(who)) is None:
            self.rig.wait_alive()
            statement = select(func.count()).where(table.c.family_id == who.family.id, table.c[column] == value)
            with self.rig.database.reading() as connection:
                if connection.execute(statement).scalar_one():
                    return

    def _staff_takes_alerts(self) -> None:
        """ "1 J8 = I have it", from the coordinator's own phone, until every alert is taken."""
        open_alerts = select(_ALERT.c.id).where(_ALERT.c.state.in_(("open", "waiting"))).order_by(_ALERT.c.id)

        def still_open() -> list[Id]:
            with self.rig.database.reading() as connection:
                return list(connection.execute(open_alerts).scalars())

        for _ in range(10 * len(self.parts)):
            before = still_open()
            if not before:
                return
            self.rig.twilio.say(STAFF_PHONE, f"1 {mark_of(before[0])}")
            self.settle()
            if still_open() == before:
                self.rig.clock.advance_to(self.rig.clock() + timedelta(minutes=5))
                self.settle()
        self.broken.append("an alert could not be taken")

    def settle(self) -> None:
        """Wait until nothing is on its way; the clock is moved to whatever waits for its time."""
        still: list[Any] = [None, 0.0]

        def is_quiet() -> bool:
            with self.rig.database.reading() as connection:
                work = _on_its_way(connection, self.rig.clock())
            if not work.count:
                return True
            now = self.rig.clock()
            if still[0] != work:
                still[:] = [work, now.timestamp()]
            patience = STILL if work.is_sending else 0.05
            if work.following is not None and work.following > now and now.timestamp() - still[1] > patience:
                self.rig.clock.advance_to(work.following)
            return False

        self.rig.until(is_quiet, "the outbox did not come to rest", sign=lambda: still[0])

    def _confirm_deliveries(self) -> None:
        """Statuses for what Twilio took, out of order and repeated; they are not brought again when they fail."""
        for number, record in enumerate(list(self.rig.twilio.sent)):
            if record.status == "queued" and number % 3:
                for state in ("delivered", "sent", "delivered"):
                    self.rig.twilio.report(record.sid, state)

    def _all_taken(self) -> bool:
        return not self.rig.telegram.updates and all(self._is_kept(record.sid) for record in self.posted[-60:])

    def _is_kept(self, sid: str) -> bool:
        statement = select(func.count()).where(_MESSAGE.c.provider_id == sid)
        with self.rig.database.reading() as connection:
            return bool(connection.execute(statement).scalar_one())


class Work(Struct, frozen=True):
    """How much is under way or soon due. `following`: when the next of it will be; past: the program must act."""

    count: int
    following: datetime | None
    is_sending: bool


def _on_its_way(connection: Connection, now: datetime) -> Work:
    queued = and_(_OUTGOING.c.state == "queued", _OUTGOING.c.not_before <= now + SOON)
    unclear = and_(_OUTGOING.c.state.in_(("sending", "unknown")), _OUTGOING.c.check_at.is_not(None))
    rows = connection.execute(
        select(_OUTGOING.c.state, _OUTGOING.c.not_before, _OUTGOING.c.check_at).where(or_(queued, unclear))
    ).all()
    promised = select(func.count()).where(_REMINDER.c.state == "planned", _REMINDER.c.due_at <= now)
    alarmed = select(func.count()).where(_ALERT.c.state.in_(("open", "waiting")), _ALERT.c.next_at <= now)
    others = sum(connection.execute(statement).scalar_one() for statement in (promised, alarmed))
    times = [row.not_before if row.state == "queued" else row.check_at for row in rows]
    return Work(len(rows) + others, min(times, default=None), any(row.state == "sending" for row in rows))
