"""THE ONE DOOR. Four voices speak through it; nothing else changes the state of a family.

    snapshot (with the family's version) -> voice, outside any transaction -> record -> writer -> answer after commit

A change that comes back stale is thought again from a new snapshot. A voice that fails becomes a change that stores
the message, marks it for staff and answers neutrally; it never blocks the next message.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from bot.channels.channel import Inbound
from bot.clock import Now, new_id
from bot.shelf import Shelf
from dialogs.content import Content
from dialogs.desk import chain
from dialogs.ids import Id, Ids
from dialogs.reading.text import stored
from dialogs.rows.care import Reminder
from dialogs.rows.desk import Alert
from dialogs.rows.messages import Message, Outgoing
from dialogs.rows.people import Staff
from dialogs.safety.screen import Screened, screen
from dialogs.snapshot import Snapshot, Turn
from dialogs.turns import acts, going_back
from dialogs.turns import clock as clock_voice
from dialogs.turns import family as family_voice
from dialogs.turns import provider as provider_voice
from dialogs.turns import staff as staff_voice
from dialogs.turns.assessment import SERIES
from dialogs.turns.hearing import Heard
from dialogs.turns.invited import is_invited
from storage import alerts, families, outbox
from storage import snapshot as snapshots
from storage.database import Database
from storage.directory import Directory, ProgramDirectory
from storage.recent import Recent
from storage.record import Change, Happening, record
from storage.sealing import Keys
from storage.writer import Writer, Written

log = logging.getLogger("kinline.door")

#: Nobody loses the race for one family so often unless something is broken.
_TRIES = 60
#: No text is kept longer than this; what is beyond it says nothing a person would read.
_LONGEST_TEXT = 20_000
#: Digits, yes and no are said again and again; what the screen makes of a text so short is remembered.
_SHORT = 12
_NOTHING = Screened("none", "", False)

Crossing = Callable[[str], None]


class Outcome(Struct, frozen=True):
    """How a visit to the door ended. `family_id`: whose story moved, for pokes."""

    #: written, duplicate, nothing
    what: str
    family_id: Id | None = None
    contact_id: Id | None = None
    message: Outgoing | None = None
    result: acts.Result | None = None


#: What thinking comes to: a turn to write, an outcome with nothing to write, or something else to do instead.
Thought = Turn | Outcome | Callable[[], Outcome]


class Door:
    """Takes a snapshot, calls a voice, has the turn written. Synchronous; safe from any number of threads."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        directory: Directory,
        keys: Keys,
        content: Content,
        now: Now,
        *,
        moved: Callable[[Outcome], None] = lambda _: None,
        crossing: Crossing = lambda _: None,
    ) -> None:
        """`moved` is told of every write; `crossing` is called at the named points where a crash must be harmless."""
        self._database, self._writer, self._directory = database, writer, directory
        self._keys, self._content, self.now = keys, content, now
        self.recent = Recent(keys)
        self._screen_short = lru_cache(maxsize=512)(self._screen)
        self.shelf = Shelf(content, database)
        self._moved, self._crossing = moved, crossing

    # the family voice

    def hear(self, inbound: Inbound) -> Outcome:
        """Take one message. Returns after the commit; only then answer the provider. Raises what the disk raises."""
        self._crossing("heard")
        directory, line = self._directory.line(inbound.channel, inbound.line)
        address = f"{inbound.channel}:{inbound.address}"

        def think(now: datetime) -> Thought:
            program = directory.program.id
            with self._database.reading() as connection:
                provider_id = inbound.provider_id
                found = families.whose(connection, program, line.id, address, self._keys, provider_id=provider_id)
                if found.is_known:
                    return Outcome("duplicate")
                if found.staff_id is not None:
                    staff_id, told = found.staff_id, self._told(connection, program, found.staff_id, inbound)
                    if told or found.contact_id is None:
                        return lambda: self._hear_staff(directory, line.id, staff_id, told, inbound)
                if found.family_id is None and inbound.start_code:
                    tied = families.tie_address(connection, program, inbound.start_code, self._keys, now)
                    if tied is not None:
                        return lambda: self._tie(directory, line.id, inbound, tied)
                snapshot = (
                    self.recent.of_family(connection, directory, found.family_id, now, version=found.version)
                    if found.family_id
                    else snapshots.of_stranger(directory)
                )
                if found.contact_id is not None:
                    language = snapshot.contact(found.contact_id).language
                    if going_back.asks_back(inbound.text, language, self._content):
                        snapshot = snapshots.with_story(connection, snapshot, self._keys)
                heard = self._heard(inbound, line.id, program, found, now)
                if found.family_id is None:
                    has_stopped = families.has_stopped(connection, program, address, self._keys)
                    heard = replace(heard, has_stopped=has_stopped)
            return self._listen(snapshot, heard, now)

        return self._through("family", None, None, think)

    def _heard(self, inbound: Inbound, line: Id, program: Id, found: families.Found, now: datetime) -> Heard:
        address = f"{inbound.channel}:{inbound.address}"
        return Heard(
            message_id=new_id(now),
            line_id=line,
            channel=inbound.channel,
            address=address,
            text=stored(inbound.text[:_LONGEST_TEXT]),
            provider_id=inbound.provider_id,
            at=now,
            screened=_NOTHING,
            contact_id=found.contact_id,
            address_id=found.address_id,
            attachments=_files(inbound),
            prompt_id=inbound.prompt_id,
            button=inbound.button,
            is_edit=inbound.is_edit,
            handled=inbound.handled,
            is_block=inbound.is_block,
            address_key=self._keys.hash(program, "address", address).hex(),
        )

    def _listen(self, snapshot: Snapshot, heard: Heard, now: datetime) -> Turn:
        """Screen, then the voice; the screen's result counts even if the voice fails."""
        heard = replace(heard, screened=self._screened(snapshot, heard))
        try:
            return family_voice.take_turn(snapshot, heard, self.shelf.of(snapshot.program.id), Ids(new_id(now)))
        except Exception as error:
            # Whatever is wrong with our code, the family's words are kept and a person reads them.
            log.error("voice failed message=%s error=%s", heard.message_id.hex, type(error).__name__)
            return family_voice.stumble(snapshot, heard, self._content, Ids(new_id(now)))

    def _screened(self, snapshot: Snapshot, heard: Heard) -> Screened:
        try:
            look = self._screen_short if len(heard.text) <= _SHORT else self._screen
            if heard.contact_id is None:
                return look(heard.text, "en", False)
            language = snapshot.contact(heard.contact_id).language
            return look(
                heard.text, language, is_invited(snapshot, heard.contact_id, self.shelf.of(snapshot.program.id))
            )
        except Exception as error:
            log.error("screen failed message=%s error=%s", heard.message_id.hex, type(error).__name__)
            return _NOTHING

    def _screen(self, text: str, language: str, invited: bool) -> Screened:
        return screen(text, language, self._content.phrases, invited=invited)

    def _told(self, connection: Connection, program: Id, staff_id: Id, inbound: Inbound) -> list[alerts.Told]:
        """The alerts that this text of somebody on the staff may take: "1 K7 = I have it"."""
        mark = chain.taken(inbound.text)
        if mark is None:
            return []
        standing = alerts.told(connection, program, staff_id, inbound.at)
        named = [told for told in standing if chain.mark_of(told.alert_id) == mark]
        return named[:1] if mark else standing

    def _hear_staff(
        self, directory: ProgramDirectory, line: Id, staff_id: Id, told: list[alerts.Told], inbound: Inbound
    ) -> Outcome:
        """A text from a colleague's own phone: kept without a family, in the write that takes the alert if it does.

        A bare 1 while several wait takes none of them: it is asked which.
        """
        only = told[0] if len(told) == 1 else None
        staff = next((person for person in directory.staff if person.id == staff_id), None)
        results: list[acts.Result] = []

        def think(now: datetime) -> Thought:
            turn = Turn(snapshots.of_stranger(directory), now, Ids(new_id(now)))
            message_id = next(turn.ids)
            if only is not None and staff is not None:
                snapshot = self._snapshot(directory, only.family_id, now, is_full=True)
                alert = snapshot.rows[Alert].get(only.alert_id)
                if alert is None or alert.state != "open":
                    # Somebody was quicker: what else the text may mean is looked at anew.
                    return lambda: self.hear(inbound)
                act = acts.TakeAlert(only.alert_id)
                turn, result = staff_voice.take_turn(snapshot, act, staff, now, self._content, Ids(new_id(now)))
                results.append(result)
            elif told and staff is not None:
                waiting = {told.alert_id: told.code for told in told}
                staff_voice.ask_which(turn, self._content, staff, waiting, once_key=f"which:{message_id.hex}")
            turn.add(self._staffs(message_id, line, inbound, now), "message-heard")
            return turn

        outcome = self._through("staff", staff_id, only.family_id if only else None, think)
        return replace(outcome, result=results[-1]) if results and outcome.what == "written" else outcome

    def _staffs(self, message_id: Id, line: Id, inbound: Inbound, now: datetime) -> Message:
        return Message(
            id=message_id,
            contact_id=None,
            line_id=line,
            address=f"{inbound.channel}:{inbound.address}",
            provider_id=inbound.provider_id,
            text=stored(inbound.text[:_LONGEST_TEXT]),
            at=now,
            attachments=_files(inbound),
            mark="staff",
        )

    def _tie(self, directory: ProgramDirectory, line: Id, inbound: Inbound, tied: families.Tied) -> Outcome:
        """A one-time code ties this address to its contact; then the text is heard as any other."""
        address = f"{inbound.channel}:{inbound.address}"
        families.use_invite(self._database, self._keys, directory.program.id, line, address, tied, self.now())
        return self.hear(inbound)

    # the staff voice

    def act(self, program: Id, family_id: Id | None, staff: Staff, act: acts.Act) -> Outcome:
        """What a member of staff did to one family, or to what belongs to none. An expected refusal comes back as
        `result`."""
        directory, content = self._directory.program(program), self.shelf.of(program)
        results: list[acts.Result] = []

        def think(now: datetime) -> Thought:
            snapshot = self._snapshot(directory, family_id, now, is_full=True)
            turn, result = staff_voice.take_turn(snapshot, act, staff, now, content, Ids(new_id(now)))
            results.append(result)
            return turn

        outcome = self._through("staff", staff.id, family_id, think)
        return Outcome(outcome.what, family_id, result=results[-1])

    def would(self, program: Id, family_id: Id, staff: Staff, act: acts.Act, content: Content) -> acts.Result:
        """How the act would end with this content: it is thought through, and nothing is written."""
        now = self.now()
        snapshot = self._snapshot(self._directory.program(program), family_id, now, is_full=True)
        return staff_voice.take_turn(snapshot, act, staff, now, content, Ids(new_id(now)))[1]

    # the clock voice

    def strike(self, due: outbox.Due, what: str) -> Outcome:
        """A row's time has come. A claimed message comes back as `message`, to be sent now, outside any transaction."""
        directory, content = self._directory.program(due.program_id), self.shelf.of(due.program_id)
        turns: list[Turn] = []

        def think(now: datetime) -> Thought:
            row = due.id if what == "outgoing" else None
            snapshot = self._snapshot(directory, due.family_id, now, row=row)
            promised = snapshot.rows.get(Reminder, {}).get(due.id) if what == "reminder" else None
            if promised is not None and promised.series in SERIES:
                with self._database.reading() as connection:
                    snapshot = snapshots.with_story(connection, snapshot, self._keys)
            struck = clock_voice.Struck(what, due.id)  # type: ignore[arg-type]
            turns.append(clock_voice.take_turn(snapshot, struck, now, content, Ids(new_id(now))))
            return turns[-1]

        outcome = self._through("clock", None, due.family_id, think)
        message = turns[-1].find(Outgoing, due.id)
        is_claimed = outcome.what == "written" and message is not None and message.state == "sending"
        return Outcome(outcome.what, due.family_id, message=message if is_claimed else None)

    # the provider voice

    def look(self, due: outbox.Due) -> Outgoing | None:
        """A message as it stands, for asking its provider about it."""
        snapshot = self._snapshot(self._directory.program(due.program_id), due.family_id, self.now(), row=due.id)
        found: Outgoing | None = snapshot.rows.get(Outgoing, {}).get(due.id)
        return found

    def report(self, due: outbox.Due, reported: provider_voice.Reported) -> Outcome:
        """How a send ended, or what the provider says of it later."""
        directory = self._directory.program(due.program_id)

        def think(now: datetime) -> Thought:
            snapshot = self._snapshot(directory, due.family_id, now, row=due.id)
            return provider_voice.take_turn(snapshot, reported, now, self.shelf.of(due.program_id), Ids(new_id(now)))

        return self._through("provider", None, due.family_id, think)

    # what all four share

    def _through(
        self, voice: str, actor: Id | None, family_id: Id | None, think: Callable[[datetime], Thought]
    ) -> Outcome:
        """Think and have the turn written, again and again until the family did not change in between."""
        for attempt in range(_TRIES):
            with self._writer.thinking():
                now = self.now()
                thought = think(now)
                turn = thought if isinstance(thought, Turn) and thought.happened else None
                if turn is not None:
                    change = self._change(turn, voice, actor, now)
                    self._crossing(f"{voice}-before-commit")
                    waiting = self._writer.write(change)
            if isinstance(thought, Outcome):
                return thought
            if not isinstance(thought, Turn):
                return thought()
            if not thought.happened:
                return Outcome("nothing", family_id)
            written = waiting.result()
            self._crossing(f"{voice}-after-commit")
            if written is Written.DUPLICATE:
                return Outcome("duplicate")
            if written is Written.DONE:
                if change.is_whole:
                    self.recent.keep(thought)
                family = thought.snapshot.family
                outcome = Outcome("written", family.id if family else None)
                self._moved(outcome)
                return outcome
            if attempt > 2:
                time.sleep(min(0.05, 0.001 * attempt))
        raise TimeoutError("the family was busy for too long")

    def _change(self, turn: Turn, voice: str, actor: Id | None, now: datetime) -> Change:
        before = turn.snapshot.family
        frame = Happening(turn.program.id, before, voice, actor, new_id(now), now)
        return record(turn.happened, frame, self._keys, version=before.version if before else None)

    def _snapshot(
        self,
        directory: ProgramDirectory,
        family_id: Id | None,
        now: datetime,
        *,
        row: Id | None = None,
        is_full: bool = False,
    ) -> Snapshot:
        with self._database.reading() as connection:
            if family_id is None and is_full:
                return snapshots.of_strangers(connection, directory, self._keys)
            if family_id is None:
                return snapshots.of_outgoing(connection, directory, row, self._keys)
            found = self.recent.of_family(connection, directory, family_id, now)
            if is_full:
                found = snapshots.with_items(connection, found, self._keys)
            if row is not None:
                found = snapshots.with_outgoing(connection, found, row, self._keys)
            return snapshots.lately(connection, found, now)


def _files(inbound: Inbound) -> tuple[tuple[str, str], ...]:
    return tuple((file.url, file.content_type) for file in inbound.attachments)
