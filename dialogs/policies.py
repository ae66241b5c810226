"""What a program may set, with the defaults of the line. Rows in the database, validated here and nowhere else."""

from __future__ import annotations

from datetime import date, time, timedelta

from msgspec import Struct


class BusinessHours(Struct, frozen=True):
    """When people answer, in the program's zone. Weekdays count from Monday = 0."""

    opens: time = time(9)
    closes: time = time(17)
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    holidays: tuple[date, ...] = ()


class StateHours(Struct, frozen=True):
    """Narrower hours for the contacts of one US state on some weekdays; opens = closes means not at all."""

    state: str
    weekdays: tuple[int, ...]
    opens: time
    closes: time


_ALL_DAYS, _WORKDAYS, _SATURDAY, _SUNDAY = (0, 1, 2, 3, 4, 5, 6), (0, 1, 2, 3, 4), (5,), (6,)

#: A cautious start, taken from the states' hours for telephone sales, where they are narrower than the default window.
#: Reminders of care are mostly outside those laws; a program edits the rows with its own counsel.
STATE_HOURS = (
    StateHours("AL", _SUNDAY, time(0), time(0)),
    StateHours("KY", _ALL_DAYS, time(10), time(21)),
    StateHours("LA", _SUNDAY, time(0), time(0)),
    StateHours("MS", _SUNDAY, time(0), time(0)),
    StateHours("RI", _WORKDAYS, time(9), time(18)),
    StateHours("RI", _SATURDAY, time(10), time(17)),
    StateHours("RI", _SUNDAY, time(0), time(0)),
    StateHours("TX", _SUNDAY, time(12), time(21)),
    StateHours("UT", _SUNDAY, time(0), time(0)),
)


class Policies(Struct, frozen=True):
    """One program's policies. Durations are whole seconds, minutes, hours or days as named; times are local."""

    business: BusinessHours = BusinessHours()
    #: The window in which the line may write first, in the contact's own zone.
    window_opens: time = time(9)
    window_closes: time = time(19)
    #: No narrowing or widening may ever leave these.
    hard_opens: time = time(8)
    hard_closes: time = time(21)
    weekend_only_within_hours: int = 48
    proactive_per_day: int = 1
    proactive_per_week: int = 3
    reply_exempt_minutes: int = 30
    nudge_hours: tuple[int, ...] = (24, 72)
    check_in_again_hours: int = 48
    interview_pause_days: int = 7
    unclear_sent_on_hours: int = 1
    invite_again_days: int = 3
    ambiguous_stop_hours: int = 24
    amber_silence_minutes: int = 10
    alert_steps_minutes: tuple[int, ...] = (5, 15, 30)
    late_still_fine_minutes: int = 60
    late_event_hours: int = 2
    hand_back_idle_minutes: int = 60
    typing_hold_minutes: int = 15
    reply_due_business_hours: int = 4
    unclear_exchanges_brake: int = 6
    brake_minutes: int = 2
    spread_minutes: int = 45
    bare_digit_hours: int = 24
    gather_text_seconds: int = 10
    #: How long a question may wait for a person who is just writing with them, before they are told that it came.
    receipt_in_talk_minutes: int = 5
    #: The program's US state, two letters: its rows of `state_hours` narrow the window of every contact.
    state: str = ""
    state_hours: tuple[StateHours, ...] = STATE_HOURS

    def __post_init__(self) -> None:
        """Raise ValueError with a sentence that an admin can act on."""
        if not self.hard_opens <= self.window_opens < self.window_closes <= self.hard_closes:
            raise ValueError("The window must open before it closes and lie inside the hard bounds (08:00-21:00).")
        if self.hard_opens < time(8) or self.hard_closes > time(21):
            raise ValueError("The hard bounds may be narrowed, never widened past 08:00-21:00.")
        if self.proactive_per_day < 1 or self.proactive_per_week < self.proactive_per_day:
            raise ValueError("At least one proactive message a day must be allowed, and a week no fewer than a day.")
        if not self.alert_steps_minutes or list(self.alert_steps_minutes) != sorted(self.alert_steps_minutes):
            raise ValueError("Alert steps are minutes in rising order, at least one.")
        if self.business.opens >= self.business.closes:
            raise ValueError("Business hours must open before they close.")
        if not self.business.weekdays:
            raise ValueError("Business hours need at least one weekday (Monday is 0).")
        if any(hours.opens > hours.closes for hours in self.state_hours):
            raise ValueError("A state's hours must open before they close; the same time twice means not at all.")

    @property
    def amber_silence(self) -> timedelta:
        return timedelta(minutes=self.amber_silence_minutes)
