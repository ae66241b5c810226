"""Plain words for staff: times, durations, states. In English, as the pages are."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from dialogs.desk.waiting import Due
from dialogs.reminders.zones import is_zone
from dialogs.rows.care import Appointment
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Address, Contact, Link

_LONGEST_LINE = 110
#: The language of the staff's pages.
OURS = "en"
LANGUAGES = {
    "en": "English", "es": "Spanish", "zh": "Chinese", "vi": "Vietnamese", "ar": "Arabic", "fr": "French",
    "pt": "Portuguese", "ru": "Russian", "ko": "Korean", "ht": "Haitian Creole",
}  # fmt: skip
CHANNELS = {"sms": "SMS", "telegram": "Telegram", "phone": "Demo phone"}
#: The gravest first: so they stand in the bar.
ALERTS = {
    "red": "Danger", "red_discreet": "Danger at home", "death": "A death was reported",
    "emergency": "Asked for EMERGENCY", "amber": "May be danger",
}  # fmt: skip
LEVELS = (
    "Day, time and place only",
    "Also the doctor or clinic",
    "Also health details",
)
CONSENTS = {
    "none": "No consent yet", "recorded": "Consent recorded, not yet confirmed by text", "active": "Agreed to texts",
    "refused": "Said no to texts", "withdrawn": "Withdrew consent",
}  # fmt: skip
SILENCES = {
    "stop": "Stopped all texts", "pause": "Paused", "forget": "Asked to be forgotten", "loss": "Held after a loss",
    "placement": "Held after a placement change", "wrong_number": "Wrong number",
    "ambiguous": "May have meant stop: we asked",
}  # fmt: skip
ADDRESSES = {
    "": "Working", "stopped": "Said stop", "blocked": "Blocked us", "failing": "Not arriving",
    "wrong_number": "Wrong number",
}  # fmt: skip
REASONS = {
    "no_consent": "there is no consent", "opted_out": "they stopped texts", "paused": "texts are paused",
    "child_suppressed": "texts about this child are held", "quiet_hours": "it was outside their hours",
    "cap_reached": "they had enough texts", "expired": "it was too late to be useful",
    "duplicate": "it had left before",
    "no_channel": "there is no working number", "cleared_by_reply": "their reply settled it",
    "detail_level": "it said more than they allow by text", "owner_changed": "a person took over",
    "typing": "someone was writing", "brake": "the line was quiet for a while", "budget": "the month's budget is spent",
    "no_role": "they have no role for it any more", "hospital": "they are in hospital",
    "restore_hold": "sending waits after a restore",
}  # fmt: skip
PURPOSES = {
    "reply": "", "safety": "Danger reply", "stop": "Stop reply", "help": "Help reply", "emergency": "Emergency reply",
    "question": "Question", "nudge": "Asked again", "reminder": "Reminder", "notice": "Notice", "invite": "Invitation",
    "receipt": "Receipt",
}  # fmt: skip
#: Days between two check-ins, as `dialogs.turns.acts.RHYTHMS` has them.
RHYTHMS = {0: "Never", 14: "Every two weeks", 30: "Every month"}
REPLIES = {
    "needs-action": "No reply yet", "accepted": "Coming", "declined": "Not coming", "tentative": "Not sure",
}  # fmt: skip
VISITS = {
    "proposed": "Proposed", "pending": "Pending", "booked": "Booked", "arrived": "Arrived", "fulfilled": "Happened",
    "cancelled": "Cancelled", "noshow": "Missed", "entered-in-error": "Entered in error", "checked-in": "Checked in",
    "waitlist": "On the waiting list",
}  # fmt: skip
SEVERITIES = {"same_day": "Today", "request": "Request", "need": "Need"}
ITEMS = {
    "amber": "Check: may be danger", "auto_reply": "An automatic reply answers us", "call": "Call",
    "call_now": "Call now", "call_questions": "Ask by phone", "call_reminder": "Remind by phone",
    "delivery_unknown": "Was it delivered?", "heard_danger": "Danger was heard in a talk",
    "interpreter": "Find an interpreter",
    "interview_silent": "No answer lately",
    "loss": "A death was reported: confirm or undo", "privacy": "Privacy",
    "quiet_times": "Quiet times to set", "stranger_danger": "Danger from an unknown number", "need": "Need found",
    "visit_change": "Move a visit", "visit_help": "Help with a visit", "visit_new_date": "New date for a visit",
    "visit_call": "Call about a visit", "visit_look_for_new": "Look for a new date",
    "visit_not_needed": "Visit not needed",
    "visit_outcome": "Ask whether visits took place",
    "visit_change_withdrawn": "Change of visit withdrawn", "visit_reply_conflict": "Reply about a visit to sort out",
    "placement": "Who cares for the child now?",
    "letter": "Read a letter", "declined": "A needed answer was declined", "not_sent": "A text did not leave",
    "visit_reply_late": "Late reply about a visit", "came_home": "Home from hospital: say hello",
    "visit_late": "On the way to a visit, late", "visits_in_stay": "Visits during a hospital stay",
}  # fmt: skip
NOTES = {
    "stopped_with_visit_open": "They stopped texts while a visit was being asked about.",
    "wrote_after_stop": "They wrote after stopping texts. Nothing may be texted back.",
    "wants_texts_again": "They stopped texts and seem to want them again. Only START or a new consent begins.",
    "stopped_but_urgent": "They stopped texts, and it is urgent.",
    "wrong_number": "Wrong number: see what was texted to it.",
    "may_be_wrong_number": "In the midst of questions somebody wrote that this is not their phone. Call first.",
    "asks_to_be_forgotten": "They ask that all about them be deleted. Call to confirm it.",
    "nobody_for_child": "A placement has ended, and nobody left answers or is reminded for the child.",
    "wrote_after_placement": "They wrote, and no child is with them any more. Nothing is texted back by itself.",
    "rather_talk": "They would rather talk.", "confirm_or_undo": "",
    "home48": "Home from hospital: is everything there, does somebody know whom to call?",
    "checkin_missed": "Two check-ins without an answer.", "review": "How are the needs now, half a year on?",
    "answers_by_phone": "They answer by phone: ask the questions in a call.",
    "answers_by_paper": "They answer on paper or in person.",
    "invitation_unanswered": "No answer to the invitation.",
    "t7": "The visit in a week.", "t3": "The visit in three days.", "t1": "The visit tomorrow.",
    "entry": "A new visit.", "happened": "Did the visit happen?", "missed1": "The visit was missed.",
    "missed2": "The visit was missed.", "missed3": "The visit was missed.",
}  # fmt: skip
#: What needs are about, where the name alone would not read well.
SECTORS = {
    "behavior_mental": "Moods and behavior", "family_siblings": "Family and siblings",
    "support_network": "People to lean on", "culture_language": "Language and culture",
    "caregiver_skills": "Knowing how to care", "advocacy_legal": "Rights and legal help",
    "adult_transition": "Growing up", "emergency_ready": "Ready for an emergency",
}  # fmt: skip
#: How a call ended: code -> words.
OUTCOMES = {
    "reached_agreed": "Reached, agreed", "call_later": "Call later", "already_done": "Already done",
    "not_responding": "Not responding", "wrong_number": "Wrong number", "declined": "Declined", "moved": "Moved",
    "hospitalised": "In hospital", "deceased": "Deceased", "other": "Other",
}  # fmt: skip


#: What a contact may for a child: role -> on the form, and in a line of the family's page.
ROLES = {
    "may_answer": ("Answers questions", "answers"), "gets_reminders": ("Gets reminders of visits", "reminders"),
    "may_see_plan": ("May see the plan", "plan"), "gets_emergency": ("Gets the emergency lines", "emergency lines"),
}  # fmt: skip


class When(Struct, frozen=True):
    """A time twice: for machines, and as a person says it."""

    iso: str
    text: str
    full: str


def clock(at: datetime, zone: str) -> str:
    """14:02 on the wall there."""
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def day(at: datetime, zone: str) -> str:
    """Tuesday, March 3."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%A}, {local:%B} {local.day}"


def day_end(now: datetime, zone: str) -> datetime:
    """Midnight after today, on the wall there."""
    today = now.astimezone(ZoneInfo(zone))
    return (today + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def when(at: datetime, now: datetime, zone: str) -> When:
    """How long ago, shortly; the exact time beside it."""
    local = at.astimezone(ZoneInfo(zone))
    return When(at.isoformat(), _ago(at, now, zone), f"{day(at, zone)} {local.year}, {local:%H:%M}")


def _ago(at: datetime, now: datetime, zone: str) -> str:
    passed = now - at
    if timedelta() <= passed < timedelta(minutes=1):
        return "now"
    if timedelta() <= passed < timedelta(hours=1):
        return f"{passed // timedelta(minutes=1)} min"
    local, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    days = (today.date() - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return "Yesterday"
    if 0 < days < 7:
        return f"{local:%a}"
    return f"{local:%b} {local.day}" + ("" if local.year == today.year else f", {local.year}")


def span(length: timedelta) -> str:
    """1 h 20, 5 min, 3 days."""
    minutes = int(abs(length) / timedelta(minutes=1))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h" + (f" {minutes % 60:02d}" if minutes % 60 else "")
    days = minutes // (24 * 60)
    return f"{days} day" + ("s" if days > 1 else "")


def due(left: Due | None) -> str:
    """Reply due in 1 h 20 · Overdue 3 h."""
    if left is None:
        return ""
    return f"Overdue {span(left.left)}" if left.is_overdue else f"Reply due in {span(left.left)}"


def language(code: str) -> str:
    return LANGUAGES.get(code.partition("-")[0], code)


def channel(addresses: tuple[Address, ...], contact: Contact) -> str:
    """The channel on which a contact is reached first; '' where there is none."""
    own = [address for address in addresses if address.contact_id == contact.id]
    best = next((address for address in own if not address.state), own[0] if own else None)
    return best.channel if best else ""


def delivery(message: Outgoing, now: datetime, zone: str) -> tuple[str, str]:
    """What became of a text, and how it should look: plain, good, bad or unsure."""
    match message.state:
        case "queued" if message.not_before - now > timedelta(minutes=2):
            at = message.not_before
            return f"Goes out {day(at, zone)}, {clock(at, zone)}", "plain"
        case "queued":
            return "Queued", "plain"
        case "sending":
            return "Sending", "plain"
        case "sent":
            return "Sent", "plain"
        case "delivered":
            return "Delivered", "good"
        case "read":
            return "Read", "good"
        case "failed":
            return f"Not delivered: {_failure(message.reason)}", "bad"
        case "unknown":
            return "Delivery unknown: it may or may not have arrived", "unsure"
        case "cancelled":
            return f"Taken back: {REASONS.get(message.reason, 'not needed any more')}", "plain"
        case _:
            return f"Not sent: {REASONS.get(message.reason, 'a rule held it back')}", "unsure"


#: By the numbers of the providers: what staff can do about it.
_FAILURES = {
    "21610": "they texted STOP", "30004": "they or their carrier block us", "30005": "the number does not exist",
    "30006": "the number cannot receive texts", "21614": "the number cannot receive texts",
    "21635": "the number is a landline", "30003": "the phone is off or out of reach",
    "30007": "the carrier took it for spam",
}  # fmt: skip


def _failure(reason: str) -> str:
    for code, said in _FAILURES.items():
        if code in reason:
            return said
    return REASONS.get(reason, "it could not be delivered; call instead")


def visit_time(visit: Appointment) -> str:
    """Thursday, March 5, 14:30, on the wall where the visit is."""
    local = visit.local_start
    return f"{local:%A}, {local:%B} {local.day}, {local:%H:%M}"


def zone_name(zone: str) -> str:
    """New York time."""
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time" if is_zone(zone) else zone


def roles(contact: Contact, link: Link) -> str:
    """What somebody may for a child; what is in their way."""
    if link.ends_on is not None:
        since = link.ends_on + timedelta(days=1)
        return f"Not with them since {since:%B} {since.day}, {since.year}"
    own = ", ".join(short for role, (_, short) in ROLES.items() if getattr(link, role))
    if not own:
        return "No role yet: nothing is asked or sent"
    held = " · held apart: only a person writes" if contact.is_conflict else ""
    return own.capitalize() + held


def first_line(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1].rstrip()}…"
