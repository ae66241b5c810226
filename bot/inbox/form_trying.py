"""A form on a phone in the browser: nobody is texted and nothing is stored; the page itself carries what was said."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from starlette.responses import Response

from bot.exchange import form_lint
from bot.inbox import frame, showing
from bot.inbox.desk import Desk
from bot.inbox.forms import of_address
from bot.inbox.guard import Visit
from bot.rehearsal import Line, Rehearsal

#: More replies than the longest form takes with every answer corrected once.
_MOST = 1000
_LONGEST = 2000


class Bubble(Struct, frozen=True):
    """One text on the phone's screen."""

    line: Line
    is_own: bool = False


def show(desk: Desk, visit: Visit) -> Response:
    """The phone after these replies; a GET begins anew. Replies travel in the page, never in an address."""
    found = of_address(desk, visit)
    content = desk.content_of(visit.program_id)
    checked = form_lint.languages_of(found.form, content)
    languages = [code for code in content.wording.languages if code in checked] or [*content.wording.languages][:1]
    language = visit.form.get("language") or visit.query.get("language", "")
    language = language if language in languages else languages[0]
    replies = _replies(visit)
    now = desk.now().astimezone(ZoneInfo(visit.program.program.zone))
    rehearsal = Rehearsal(found.form, content, language, now)
    bubbles = [Bubble(line) for line in rehearsal.first]
    for reply in replies:
        if rehearsal.is_over:
            break
        bubbles.append(Bubble(Line(reply), is_own=True))
        bubbles += [Bubble(line) for line in rehearsal.reply(reply)]
    theirs = [bubble.line for bubble in bubbles if not bubble.is_own]
    with desk.database.reading() as connection:
        return frame.shown(
            desk, visit, connection, "form_try.html", section="forms", found=found, bubbles=bubbles,
            title=form_lint.title_of(found.form, content), language=language, is_over=rehearsal.is_over,
            languages=[(code, showing.language(code)) for code in languages],
            labels=theirs[-1].labels if theirs and not rehearsal.is_over else (),
            said=msgspec.json.encode(replies).decode(),
            segments=sum(line.cost.segments for line in theirs if line.cost),
        )  # fmt: skip


def _replies(visit: Visit) -> list[str]:
    """What was said so far, and the new reply, or without the last one."""
    try:
        said = msgspec.json.decode(visit.form.get("said", "[]"), type=list[str])
    except msgspec.DecodeError:
        said = []
    if "undo" in visit.form:
        return said[:-1]
    new = visit.form.get("press") or visit.form.get("reply", "")
    return [text[:_LONGEST] for text in [*said, *([new.strip()] if new.strip() else [])]][:_MOST]
