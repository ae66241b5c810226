"""Invitations, visits, previews, interviews, threads and the audit, on a real database with one family in it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dialogs.rows.care import Appointment, Item
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Message, Outgoing
from tests.builders import ZONE, Story
from tests.channels import stub_telegram
from tests.channels.conftest import telegram  # noqa: F401  (Telegram's double)
from tests.channels.stub_telegram import TelegramStub
from tests.commands.conftest import Run
from tests.commands.test_import import HEADER, ROSA, changed, rows

CANARY = "CANARY-Xochitl"


@pytest.fixture
def family(clinic: Run, place: Path) -> Run:
    """Family F1: Rosa, who may be invited, and Luis, who has no role."""
    (place / "f.csv").write_text(HEADER + ROSA + changed(contact_name="Luis Gomez", sms="+15555550102"))
    assert clinic("family", "import", "f.csv").code == 0
    return clinic


def soon(days: int = 20) -> str:
    day = datetime.now(ZoneInfo(ZONE)) + timedelta(days=days)
    return f"{day:%Y-%m-%d} 14:30"


def test_invite_once(family: Run, place: Path) -> None:
    """The text is printed and queued for whoever has a role; a second command makes no second invitation."""
    first, second = family("family", "invite", "F1"), family("family", "invite", "F1")
    assert (first.code, second.code) == (0, 0)
    (message,) = rows(place, Outgoing)
    assert message.purpose == "invite"
    assert message.text in first.out
    assert "It leaves when SMS is set up" in first.out
    assert "Not invited: 1 more" in first.out
    assert "was made before (queued)" in second.out
    assert message.state == "queued"


def test_invite_by_telegram(
    family: Run,
    telegram: TelegramStub,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a bot there is a link with a one-time code, and the same as a QR code."""
    monkeypatch.setenv("KINLINE_TELEGRAM_TOKEN", stub_telegram.TOKEN)
    monkeypatch.setenv("KINLINE_TELEGRAM_API_URL", telegram.url)
    ran = family("family", "invite", "F1")
    assert ran.code == 0, ran.err
    assert "https://t.me/" in ran.out
    assert "?start=" in ran.out
    assert "█" in ran.out


def test_invite_nobody(family: Run) -> None:
    """An unknown family is said to be unknown."""
    ran = family("family", "invite", "F9")
    assert (ran.code, ran.err) == (1, "There is no family with this code in the program.\n")


def test_add_and_preview_a_visit(family: Run, place: Path) -> None:
    """The visit is stored on the clock of its place; each reminder stands with its time or its reason."""
    ran = family("appointment", "add", "--family", "F1", "--child", "sofia", "--start", soon(), "--zone",
                 "America/Chicago", "--place", "Clinic A")  # fmt: skip
    assert ran.code == 0, ran.err
    (visit,) = rows(place, Appointment)
    assert (visit.zone, f"{visit.local_start:%H:%M}", visit.place) == ("America/Chicago", "14:30", "Clinic A")
    foreseen = json.loads(family("preview", "--family", "F1", "--json").out)
    assert {line["step"] for line in foreseen} >= {"entry", "t3", "t1"}
    assert {line["reason"] for line in foreseen} == {"no_consent"}
    assert all(line["utc"].endswith("+00:00") and line["zone"] == ZONE for line in foreseen)
    plain = family("preview", "--family", "F1").out
    assert "not sent: no_consent" in plain
    assert "Nothing is planned in the next 1 days." in family("preview", "--family", "F1", "--days", "1").out or plain


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param({"--start": "tomorrow"}, "--start", id="no time"),
        pytest.param({"--start": "2026-12-03T14:30+01:00"}, "--zone", id="two zones"),
        pytest.param({"--zone": "Chicago"}, "--zone", id="no zone"),
        pytest.param({"--place": " "}, "--place", id="no place"),
        pytest.param({"--child": "Nobody"}, "No child", id="no child"),
    ],
)
def test_bad_visits(family: Run, place: Path, words: dict[str, str], said: str) -> None:
    """Bad use: nothing is stored."""
    usual = {"--family": "F1", "--child": "Sofia", "--start": soon(), "--place": "Clinic A"} | words
    ran = family("appointment", "add", *(word for pair in usual.items() for word in pair))
    assert ran.code == 2
    assert said in ran.err
    assert rows(place, Appointment) == []


def test_a_visit_at_an_odd_hour(family: Run, place: Path) -> None:
    """2:30 was meant as 14:30 more often than not: it must be said that it is right."""
    odd = ("appointment", "add", "--family", "F1", "--child", "Sofia", "--place", "A", "--start", soon()[:-5] + "02:30")
    ran = family(*odd)
    assert (ran.code, "--odd-hour" in ran.err, rows(place, Appointment)) == (2, True, [])
    assert family(*odd, "--odd-hour").code == 0
    assert len(rows(place, Appointment)) == 1


def test_a_visit_in_the_past(family: Run) -> None:
    """Refused by the same voice as on the page."""
    ran = family(
        "appointment", "add", "--family", "F1", "--child", "Sofia", "--start", "2020-01-02 10:00", "--place", "A"
    )
    assert (ran.code, ran.err) == (1, "That time has passed.\n")


def test_a_form_needs_consent(family: Run, place: Path) -> None:
    """No interview begins before the family said yes."""
    ran = family("form", "start", "first8", "--family", "F1", "--send-now", "she asked for it")
    assert ran.code == 1
    assert "not agreed" in ran.err
    assert rows(place, Walk) == []
    assert family("form", "start", "nonsense", "--family", "F1").code == 2


def test_a_form_begins(demo: Story, run: Run) -> None:
    """With consent the form is offered; with a reason it passes the window, and another one is refused meanwhile."""
    home = demo.family("F7")
    ran = run("form", "start", "matters", "--family", "F7", "--send-now", "she asked for it")
    assert ran.code == 0, ran.err
    (walk,) = demo.rows(Walk, home)
    (message,) = demo.rows(Outgoing, home)
    assert (walk.form, message.exempt, message.is_proactive) == ("matters", "send_now", True)
    assert run("form", "start", "strengths", "--family", "F7").code == 1


def test_a_form_that_a_shared_phone_may_not_carry(demo: Story, run: Run) -> None:
    """Which questions, and what is done with them; they stand under To do."""
    home = demo.family("F7", is_shared_phone=True)
    ran = run("form", "start", "part-d", "--family", "F7", "--send-now", "she asked for it")
    assert (ran.code, ran.err) == (0, "")
    assert "ask them in a call.\nitem ho2: a place to stay\n" in ran.out
    assert [(item.kind, item.note) for item in demo.rows(Item, home)] == [("call_questions", "part-d: ho2")]


def test_threads(demo: Story, run: Run) -> None:
    """Who waits is listed; what was said is shown; a reply is the coordinator's own."""
    home = demo.family("F7", name=f"{CANARY} Gomez")
    assert run("thread", "list").out == "Nobody waits for an answer.\n"
    demo.hear(home, f"can you call me about {CANARY}?")
    assert f"F7  {CANARY} Gomez  needs_reply" in run("thread", "list").out
    ran = run("thread", "reply", "F7", typed="Yes, at noon.\n")
    assert ran.code == 0, ran.err
    assert "from Ana" in ran.out
    shown = run("thread", "show", "F7").out
    assert f"< can you call me about {CANARY}?" in shown
    assert "> (queued) Yes, at noon." in shown
    message = next(row for row in demo.rows(Outgoing, home) if row.purpose == "person")
    assert message.author_id == demo.coordinator.id
    assert "F7" in run("thread", "list", "--all").out


def test_private_texts_are_shown_to_whoever_may_see_them(demo: Story, run: Run) -> None:
    """A text to a private question and the question itself: only with the coordinator's name."""
    home = demo.family("F7")
    demo.hear(home, f"{CANARY} edited", is_edit=True)
    (heard,) = demo.rows(Message, home)
    assert heard.is_private
    assert CANARY not in run("thread", "list").out
    shown = run("thread", "show", "F7").out
    assert "< (a private answer)" in shown
    assert CANARY not in shown
    assert f"< {CANARY} edited" in run("thread", "show", "F7", "--as", "ana@example.org").out


def test_replies_that_do_not_leave(demo: Story, run: Run) -> None:
    """No words, nobody by that name, a family that said STOP."""
    home = demo.family("F7")
    assert run("thread", "reply", "F7", " ").code == 2
    assert run("thread", "reply", "F7", "hello", "--as", "nobody@example.org").code == 2
    assert run("thread", "show", "F7", "--contact", "Nobody").code == 2
    demo.hear(home, "STOP")
    ran = run("thread", "reply", "F7", "hello")
    assert ran.code == 1
    assert "stopped" in ran.err


def test_no_words_or_names_in_logs_or_errors(demo: Story, run: Run, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever a family wrote or is called stays out of the log and of every error."""
    caplog.set_level("DEBUG")
    home = demo.family("F7", name=f"{CANARY} Gomez")
    demo.hear(home, f"{CANARY} STOP texting me")
    errors = [
        run("thread", "reply", "F7", f"{CANARY}").err,
        run("thread", "show", "F7", "--contact", "Other").err,
        run("form", "start", "first8", "--family", "F7").err,
        run("appointment", "add", "--family", "F7", "--child", CANARY, "--start", soon(), "--place", CANARY).err,
    ]
    assert CANARY not in "".join(errors) + caplog.text


def test_the_audit(family: Run) -> None:
    """What was done stands in it, not sealed yet, and it is whole."""
    ran = family("audit", "verify")
    assert ran.code == 0
    assert "The audit is whole: 0 rows sealed, 2 not sealed yet." in ran.out


def test_the_phone(demo: Story, run: Run) -> None:
    """A line typed is a text; what the line answers is printed."""
    demo.family("F7")
    ran = run("phone", "--family", "F7", typed="STOP\n")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("> Rainbow Clinic")


def test_no_phone_for_real_families(family: Run) -> None:
    """Only a demo has phones."""
    assert family("phone", "--family", "F1").code == 1


def test_which_program(family: Run) -> None:
    """A program is named or is the only one."""
    assert family("preview", "--program", "rainbow clinic", "--family", "F1").code == 0
    ran = family("--program", "Other", "preview", "--family", "F1")
    assert ran.code == 2
    assert "Rainbow Clinic" in ran.err
