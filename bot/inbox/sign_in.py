"""Signing in: address and password, then a code from an authenticator app; a one-time link for the first password.

    /sign-in --right--> /sign-in/code --right--> /inbox
    /welcome/TOKEN --password chosen--> /sign-in/set-up (once) --first code--> recovery codes, shown once --> /inbox

Wrong tries lock the account for 15 minutes after five, and the address they came from after twenty.
"""

from __future__ import annotations

from datetime import timedelta

import segno
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from bot.inbox import passwords, sessions
from bot.inbox.desk import Desk
from bot.inbox.guard import Knock, missing
from bot.inbox.render import page
from dialogs.ids import Id
from storage import desk as rows
from storage.desk import Account, Session

_MOST_FAILURES = 5
_LOCKED_FOR = timedelta(minutes=15)
LINK_LASTS = timedelta(hours=48)
_WRONG = "Address or password is not right, or there were too many tries. After five wrong ones, wait 15 minutes."
_WRONG_CODE = "That code is not right, or it was used already. Wait for the next one."
_GONE = "This link was used already, or is older than two days. Ask your admin for a new one."


def ask(desk: Desk, knock: Knock) -> Response:
    """The first page that anybody sees."""
    return _asked(knock, "")


def enter(desk: Desk, knock: Knock) -> Response:
    """Look at address and password. The same answer for an unknown address, a wrong password and a locked account."""
    now, email = desk.now(), knock.form.get("email", "")[:200]
    with desk.database.reading() as connection:
        account = rows.account_by_email(connection, desk.keys, email)
    is_right = passwords.is_right(knock.form.get("password", ""), account.password_hash if account else "")
    is_locked = desk.tries.is_locked(knock.client, now) or (
        account is not None and account.locked_until is not None and account.locked_until > now
    )
    if account is None or not is_right or is_locked:
        _failed(desk, knock, None if is_locked else account)
        return _asked(knock, _WRONG, 401)
    is_demo = desk.is_demo and knock.is_local
    token = _signed(desk, account, is_confirmed=is_demo)
    place = _next(knock) if is_demo else "/sign-in/code" if account.has_totp else "/sign-in/set-up"
    return _to(desk, knock, place if is_demo else _with_next(place, knock), token)


def ask_code(desk: Desk, knock: Knock) -> Response:
    """The second step."""
    found = _half(desk, knock)
    if found is None:
        return RedirectResponse("/sign-in", 303)
    return _code_page(knock, found[1]) if found[0].has_totp else RedirectResponse("/sign-in/set-up", 303)


def enter_code(desk: Desk, knock: Knock) -> Response:
    """A code of the app, each good once; or one of the recovery codes."""
    found = _half(desk, knock)
    if found is None or not sessions.equal(knock.form.get("csrf", ""), found[1].csrf):
        return RedirectResponse("/sign-in", 303)
    account, session = found
    now, code = desk.now(), knock.form.get("code", "")[:40]
    is_locked = account.locked_until is not None and account.locked_until > now
    if is_locked or not account.has_totp or not _passes(desk, account, code):
        _failed(desk, knock, None if is_locked else account)
        return _code_page(knock, session, _WRONG_CODE, 401)
    return _confirmed(desk, knock, account, session)


def ask_set_up(desk: Desk, knock: Knock) -> Response:
    """A new secret for the app, as a picture and in letters."""
    found = _half(desk, knock)
    if found is None or found[0].has_totp:
        return RedirectResponse("/sign-in", 303)
    account, session = found
    secret = account.totp_secret or passwords.new_secret()
    if not account.totp_secret:
        with desk.database.writing() as connection:
            rows.keep_totp_secret(connection, account.program_id, desk.keys, account.id, secret)
    return _set_up_page(desk, account, session, secret)


def set_up(desk: Desk, knock: Knock) -> Response:
    """The first code proves that the app has the secret; the recovery codes are shown now and never again."""
    found = _half(desk, knock)
    if found is None or found[0].has_totp or not sessions.equal(knock.form.get("csrf", ""), found[1].csrf):
        return RedirectResponse("/sign-in", 303)
    account, session = found
    step = passwords.step_of(account.totp_secret, knock.form.get("code", "")[:40], desk.now())
    if not account.totp_secret or step is None:
        return _set_up_page(desk, account, session, account.totp_secret, _WRONG_CODE, 401)
    codes = passwords.new_recovery_codes()
    with desk.database.writing() as connection:
        rows.spend_step(connection, account.id, step)
        rows.keep_recovery(connection, account.id, tuple(passwords.recovery_hash(code) for code in codes))
        rows.close_session(connection, session.id)
        token = rows.open_session(connection, account.program_id, account.id, desk.now(), is_confirmed=True)
        rows.note_audit(connection, account.program_id, account.id, "second-step-set-up", desk.now())
    response = page("recovery.html", title="Recovery codes", codes=codes)
    sessions.give_cookie(desk, knock, response, token)
    return response


def welcome(desk: Desk, knock: Knock) -> Response:
    """The one-time link: choose a password."""
    account = _linked(desk, knock)
    return _welcome_page(account, "") if account else page("problem.html", 404, title="Link not valid", text=_GONE)


def choose_password(desk: Desk, knock: Knock) -> Response:
    """The link is spent with this."""
    account = _linked(desk, knock)
    if account is None:
        return page("problem.html", 404, title="Link not valid", text=_GONE)
    chosen = knock.form.get("password", "")
    problem = passwords.weakness(chosen, knock.form.get("repeated", ""), account.email)
    if problem:
        return _welcome_page(account, problem, 422)
    hashed = passwords.hashed(chosen)
    with desk.database.writing() as connection:
        rows.set_password(connection, account.id, hashed)
        rows.note_audit(connection, account.program_id, account.id, "password-chosen", desk.now())
    token = _signed(desk, account, is_confirmed=False)
    return _to(desk, knock, "/sign-in/code" if account.has_totp else "/sign-in/set-up", token)


def leave(desk: Desk, knock: Knock) -> Response:
    """Sign out of this browser."""
    with desk.database.writing() as connection:
        session = rows.session(connection, knock.token) if knock.token else None
        if session is not None and not sessions.equal(knock.form.get("csrf", ""), session.csrf):
            return missing()
        if session is not None:
            rows.close_session(connection, session.id)
            rows.note_audit(connection, session.program_id, session.staff_id, "signed-out", desk.now())
    response = RedirectResponse("/sign-in", 303)
    sessions.take_cookie(response)
    return response


def one_time_link(desk: Desk, staff_id: Id) -> str:
    """The path of a link with which somebody chooses their first password, for the command line to print."""
    with desk.database.writing() as connection:
        return f"/welcome/{rows.one_time_link(connection, staff_id, desk.now() + LINK_LASTS)}"


def _asked(knock: Knock, problem: str, status: int = 200) -> Response:
    return page(
        "sign_in.html", status, title="Sign in", problem=problem, email=knock.form.get("email", ""), next=_next(knock)
    )


def _code_page(knock: Knock, session: Session, problem: str = "", status: int = 200) -> Response:
    return page("code.html", status, title="Your code", problem=problem, csrf=session.csrf, next=_next(knock))


def _set_up_page(
    desk: Desk, account: Account, session: Session, secret: str, problem: str = "", status: int = 200
) -> Response:
    program = desk.directory.program(account.program_id).program.name
    drawn = segno.make(passwords.address(secret, account.email, program), error="m")
    picture = drawn.svg_inline(scale=5, border=2, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return page(
        "set_up.html", status, title="Second step", problem=problem, csrf=session.csrf, picture=Markup(picture),  # noqa: S704
        secret=grouped,
    )  # fmt: skip


def _welcome_page(account: Account, problem: str, status: int = 200) -> Response:
    return page("welcome.html", status, title="Choose a password", problem=problem, account=account,
                shortest=passwords.SHORTEST)  # fmt: skip


def _half(desk: Desk, knock: Knock) -> tuple[Account, Session] | None:
    """Whoever passed the first step and not yet the second."""
    signed = sessions.find(desk, knock.token)
    if signed is None or signed.session.is_confirmed:
        return None
    with desk.database.reading() as connection:
        account = rows.account(connection, desk.keys, signed.staff.id)
    return (account, signed.session) if account else None


def _linked(desk: Desk, knock: Knock) -> Account | None:
    with desk.database.reading() as connection:
        return rows.account_by_link(connection, desk.keys, knock.params["token"][:100], desk.now())


def _passes(desk: Desk, account: Account, code: str) -> bool:
    """Spend a code of the app, or a recovery code; false for any other, and for one that was used."""
    step = passwords.step_of(account.totp_secret, code, desk.now())
    with desk.database.writing() as connection:
        if step is not None:
            return rows.spend_step(connection, account.id, step)
        fresh = rows.account(connection, desk.keys, account.id)
        known = fresh.recovery_hashes if fresh else ()
        given = passwords.recovery_hash(code)
        if given not in known:
            return False
        rows.keep_recovery(connection, account.id, tuple(kept for kept in known if kept != given))
        return True


def _signed(desk: Desk, account: Account, *, is_confirmed: bool) -> str:
    with desk.database.writing() as connection:
        rows.sweep_sessions(connection, desk.now() - sessions.ABSOLUTE)
        if is_confirmed:
            rows.forgive(connection, account.id)
            rows.note_audit(connection, account.program_id, account.id, "signed-in", desk.now())
        return rows.open_session(connection, account.program_id, account.id, desk.now(), is_confirmed=is_confirmed)


def _confirmed(desk: Desk, knock: Knock, account: Account, session: Session) -> Response:
    """Both steps passed: a fresh token, so that the half-way one is worth nothing."""
    with desk.database.writing() as connection:
        rows.close_session(connection, session.id)
    return _to(desk, knock, _next(knock), _signed(desk, account, is_confirmed=True))


def _failed(desk: Desk, knock: Knock, account: Account | None) -> None:
    now = desk.now()
    desk.tries.wrong(knock.client, now)
    if account is None:
        return
    is_fresh = account.locked_until is not None and account.locked_until <= now
    locks = not is_fresh and account.failures + 1 >= _MOST_FAILURES
    with desk.database.writing() as connection:
        if is_fresh:
            rows.forgive(connection, account.id)
        rows.count_failure(connection, account.id, now + _LOCKED_FOR if locks else None)
        rows.note_audit(connection, account.program_id, account.id, "sign-in-failed", now)


def _next(knock: Knock) -> str:
    """Where they wanted to go: a page of ours, or the inbox."""
    wanted = knock.form.get("next") or knock.query.get("next", "")
    is_ours = wanted.startswith(("/inbox", "/families", "/contacts", "/visits", "/items"))
    return wanted if is_ours and wanted.isprintable() and "\\" not in wanted else "/inbox"


def _with_next(place: str, knock: Knock) -> str:
    wanted = _next(knock)
    return place if wanted == "/inbox" else f"{place}?next={wanted}"


def _to(desk: Desk, knock: Knock, place: str, token: str) -> Response:
    response = RedirectResponse(place, 303)
    sessions.give_cookie(desk, knock, response, token)
    return response
