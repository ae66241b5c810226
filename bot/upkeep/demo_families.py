"""What has happened to each of the twelve families, up to this morning: the beats that the teller plays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from bot.upkeep.demo_people import ZONE, Cast
from bot.upkeep.demo_story import Beat, Does, Says, TakesAlert
from dialogs.reminders.zones import instant
from dialogs.turns import acts

#: So long someone takes over one answer.
_PACE = timedelta(seconds=55)


class Calendar:
    """The days of the story, counted in working days from its today; all wall times are the clinic's."""

    def __init__(self, today: date) -> None:
        self.today = today

    def day(self, count: int) -> date:
        """The working day `count` working days from today."""
        day, step = self.today, timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            day += step
            while day.weekday() >= 5:
                day += step
        return day

    def at(self, count: int, clock: str) -> datetime:
        """Aware instant of a wall time ("15:40") on a working day."""
        return instant(datetime.combine(self.day(count), time.fromisoformat(clock)), ZONE)

    def in_three_days(self) -> date:
        """The first working day that is three days away or more."""
        day = self.today + timedelta(days=3)
        while day.weekday() >= 5:
            day += timedelta(days=1)
        return day

    def later(self) -> date:
        """A visit's day that is at least four days away and is asked about on a working day."""
        day = self.today + timedelta(days=4)
        while day.weekday() >= 5 or (day - timedelta(days=3)).weekday() >= 5:
            day += timedelta(days=1)
        return day


def beats(calendar: Calendar) -> list[Beat]:
    """The whole story."""
    told: list[Beat] = []
    for part in (
        _limonero, _teapot, _paperclip, _umbrella, _compass, _cometa, _kettle, _sundial, _farola, _harborstone,
        _lantern, _meadowlark, _strangers,
    ):  # fmt: skip
        told += part(calendar)
    return told


def _talk(start: datetime, who: str, *texts: str) -> list[Beat]:
    """Answers one after another, a minute apart."""
    return [Beat(start + number * _PACE, Says(who, text)) for number, text in enumerate(texts)]


def _act(at: datetime, staff: str, code: str, act: Callable[[Cast], acts.Act]) -> Beat:
    return Beat(at, Does(staff, code, act))


def _invite(at: datetime, staff: str, code: str, who: str) -> Beat:
    return _act(at, staff, code, lambda cast: acts.Invite(cast.contact(who)))


def _reply(at: datetime, staff: str, code: str, who: str, text: str, then: str = "") -> Beat:
    return _act(
        at, staff, code,
        lambda cast: acts.Reply(cast.contact(who), text, None, f"{who}-{at.isoformat()}", is_anyway=True, then=then),
    )  # fmt: skip


def _visit(at: datetime, staff: str, code: str, child: str, day: date, clock: str, room: str, clinic: str = "") -> Beat:
    start, place = datetime.combine(day, time.fromisoformat(clock)), f"Rainbow Clinic, {room}"
    return _act(at, staff, code, lambda cast: acts.AddVisit(cast.child(child), start, ZONE, place, clinic))


def _note(at: datetime, staff: str, code: str, who: str, text: str) -> Beat:
    return _act(at, staff, code, lambda cast: acts.WriteNote(cast.contact(who), text))


def _limonero(calendar: Calendar) -> list[Beat]:
    """Rosa, whose phone is on the stage: in the middle of the first questions, with a visit next week."""
    at = calendar.at
    return [
        _invite(at(-2, "10:12"), "ana", "RB-01", "rosa"),
        *_talk(at(-2, "12:31"), "rosa", "si", "3"),
        _visit(at(-1, "09:20"), "ana", "RB-01", "Sofi", calendar.later(), "14:30", "2nd floor", "Dr. Abeto"),
        *_talk(at(-1, "12:05"), "rosa", "vamos"),
        *_talk(at(0, "09:52"), "rosa", "1", "Que Sofi pueda caminar sin dolor", "1", "no"),
    ]


def _teapot(calendar: Calendar) -> list[Beat]:
    """Dana and two children; June's visit is in three days and is being asked about."""
    at = calendar.at
    return [
        _invite(at(-7, "09:40"), "ana", "RB-02", "dana"),
        *_talk(at(-7, "12:10"), "dana", "yes", "2"),
        *_talk(at(-7, "12:30"), "dana", "1", "Sleep for all of us", "1", "2", "1", "2", "Milo's feeding pump beeps",
               "3", "1", "2", "2"),
        _visit(at(-6, "11:00"), "ana", "RB-02", "June", calendar.in_three_days(), "09:45", "room 4",
               "Dr. Juniper"),
    ]  # fmt: skip


def _paperclip(calendar: Calendar) -> list[Beat]:
    """Nora and Felix, who are in a dispute: two threads that never meet, and no automatic reminder to either."""
    at = calendar.at
    return [
        *_talk(at(-5, "10:20"), "nora", "Please tell me before anything is changed in Wren's therapy."),
        _reply(at(-5, "10:50"), "ana", "RB-03", "nora", "I will. Nothing changes before we have talked.", "resolve"),
        _note(at(-5, "10:54"), "ana", "RB-03", "nora", "Court date next month. Never mention one parent to the other."),
        *_talk(at(-4, "16:05"), "felix", "Can I come to the next therapy hour?"),
        _reply(at(-4, "16:30"), "ana", "RB-03", "felix", "I am asking the therapist and will write to you.", "resolve"),
        _visit(at(-3, "09:15"), "ana", "RB-03", "Wren", calendar.day(3), "16:00", "therapy room"),
    ]


def _umbrella(calendar: Calendar) -> list[Beat]:
    """Pearl: the phone is shared, so nothing private is asked on it; yesterday's visit is being asked about."""
    at = calendar.at
    return [
        _invite(at(-6, "10:30"), "ana", "RB-04", "pearl"),
        *_talk(at(-6, "13:10"), "pearl", "1", "1"),
        *_talk(at(-6, "13:20"), "pearl", "1", "That Otis eats", "2", "2", "2", "1", "2", "1", "2"),
        _visit(at(-5, "14:10"), "ana", "RB-04", "Otis", calendar.day(-1), "11:15", "1st floor"),
        *_talk(at(-5, "15:02"), "pearl", "1"),
    ]


def _compass(calendar: Calendar) -> list[Beat]:
    """Theo is seventeen and has a thread of his own; his mother does not see it."""
    at = calendar.at
    return [
        *_talk(at(-3, "16:40"), "theo", "can i ask stuff without my mom seeing it"),
        _reply(at(-3, "16:52"), "luis", "RB-05", "theo", "Yes. This line is yours, Theo. What is on your mind?"),
        *_talk(at(-3, "16:58"), "theo", "what happens with my doctors when i turn 18"),
        _reply(at(-3, "17:05"), "luis", "RB-05", "theo",
               "Good question. Let us talk this week after school, just us two.", "resolve"),
        *_talk(at(-2, "11:15"), "ruth", "Does Theo still need the school form?"),
        _reply(at(-2, "11:40"), "luis", "RB-05", "ruth", "Yes please, one for this year.", "resolve"),
    ]  # fmt: skip


def _cometa(calendar: Calendar) -> list[Beat]:
    """Pilar asked for quiet; the reminder of her visit waits."""
    at = calendar.at
    return [
        *_talk(at(-3, "11:02"), "pilar", "Estamos de viaje, por favor no manden textos esta semana"),
        _reply(at(-3, "11:20"), "ana", "RB-06", "pilar", "Claro, Pilar. Buen viaje. No le escribimos.", "resolve"),
        _visit(at(-2, "10:00"), "ana", "RB-06", "Luna", calendar.day(3), "10:30", "2nd floor"),
    ]


def _kettle(calendar: Calendar) -> list[Beat]:
    """Greta said STOP; her visit is now a call for the staff."""
    at = calendar.at
    return [
        _act(at(-6, "10:05"), "luis", "RB-07", lambda cast: acts.StartInterview(cast.contact("greta"), None, "prefs")),
        *_talk(at(-6, "12:20"), "greta", "1", "no"),
        *_talk(at(-4, "18:31"), "greta", "STOP"),
        _visit(at(-2, "13:30"), "luis", "RB-07", "Finn", calendar.later(), "13:00", "room 2"),
    ]


def _sundial(calendar: Calendar) -> list[Beat]:
    """Amira wrote of danger this morning; Ana's own phone rang, and she has it."""
    at = calendar.at
    return [
        *_talk(at(-4, "10:00"), "amira", "Hello, how do I get the oxygen letter?"),
        _reply(at(-4, "10:25"), "ana", "RB-08", "amira", "I have asked Dr. Juniper for it.", "resolve"),
        *_talk(at(0, "09:31"), "amira", "Nour turned blue and is not breathing well"),
        Beat(at(0, "09:33"), TakesAlert("555-0191")),
        _note(at(0, "09:41"), "ana", "RB-08", "amira", "Called at once. Ambulance is there, Nour is breathing."),
    ]


def _farola(calendar: Calendar) -> list[Beat]:
    """Inés has a visit tomorrow and said that they are coming."""
    at = calendar.at
    return [
        _visit(at(-6, "09:30"), "luis", "RB-09", "Teo", calendar.day(1), "08:30", "room 3", "Dr. Abeto"),
        *_talk(at(-6, "18:12"), "ines", "si vamos"),
        *_talk(at(-2, "12:40"), "ines", "vamos"),
    ]


def _harborstone(calendar: Calendar) -> list[Beat]:
    """Joan asked something yesterday afternoon and waits."""
    at = calendar.at
    return _talk(at(-1, "15:42"), "joan", "Can the school nurse give Ivy her noon dose? Who signs the form?")


def _lantern(calendar: Calendar) -> list[Beat]:
    """Mai was invited yesterday and has not said yes yet."""
    return [_invite(calendar.at(-1, "11:05"), "luis", "RB-11", "mai")]


def _meadowlark(calendar: Calendar) -> list[Beat]:
    """Sam, three hours west, answered everything; Ana thanked him."""
    at = calendar.at
    return [
        _invite(at(-8, "13:10"), "ana", "RB-12", "sam"),
        *_talk(at(-8, "14:00"), "sam", "1", "3"),
        *_talk(at(-8, "14:20"), "sam", "1", "A bed that fits Kit's wheelchair life", "1", "1", "5", "2", "1", "2",
               "2", "2", "2", "1 2", "1", "2", "4", "skip", "1", "3", "My sister Joy", "1", "The nights", "1", "1",
               "Drawing maps of places", "Music", "1 5"),
        _reply(at(-7, "13:00"), "ana", "RB-12", "sam", "Thank you, Sam. I read it all. I am on the refill and the food "
               "boxes today.", "resolve"),
    ]  # fmt: skip


def _strangers(calendar: Calendar) -> list[Beat]:
    """An aunt writes from a number that nobody knows, is asked who she is, and says so."""
    return [
        Beat(calendar.at(-1, "17:20"), Says("555-0188", "Hi, is this the clinic? I look after Ivy on Thursdays.")),
        Beat(calendar.at(-1, "17:26"), Says("555-0188", "Wren Harborstone, her aunt. Rainbow Clinic.")),
    ]
