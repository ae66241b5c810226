"""Signing in: both steps, one-time links, lock-outs, how long a session lives, and what another site can make of it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from bot.inbox import sign_in
from storage.tables.base import as_table
from storage.tables.desk import SessionRow
from storage.tables.people import StaffRow
from tests.inbox.conftest import PASSWORD, Browser, World, code_at, token_of

_SESSION = as_table(SessionRow)
_STAFF = as_table(StaffRow)


def first_step(browser: Browser, who: str = "ana", password: str = PASSWORD) -> int:
    answer = browser.post("/sign-in", data={"email": f"{who}@clinic.example", "password": password})
    browser.csrf = token_of(browser.get("/sign-in/code").text)
    return answer.status_code


def test_password_alone_opens_nothing(world: World) -> None:
    """After the first step every page still leads to the code."""
    browser = world.client()
    assert first_step(browser) == 303
    assert browser.get("/inbox").headers["location"] == "/sign-in/code"
    assert browser.send_form("/sign-in/code", code="000000").status_code == 401
    assert browser.get("/inbox").status_code == 303


def test_both_steps_open_the_inbox_with_a_new_token(world: World) -> None:
    """The half-way token is worth nothing afterwards, and only the hash of the new one is stored."""
    browser = world.client()
    first_step(browser)
    half = browser.cookies["kinline"]
    answer = browser.send_form("/sign-in/code", code=code_at(world.clock()))
    assert answer.headers["location"] == "/inbox"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    token = browser.cookies["kinline"]
    assert token != half
    with world.database.reading() as connection:
        stored = connection.execute(select(_SESSION.c.token_hash)).scalars().all()
    assert len(stored) == 1
    assert token.encode() not in stored[0]


def test_a_code_is_good_once(world: World) -> None:
    """Looking over a shoulder is not enough: the same step, or an older one, is refused."""
    first = world.client()
    first_step(first)
    code = code_at(world.clock())
    assert first.send_form("/sign-in/code", code=code).status_code == 303
    second = world.client()
    first_step(second)
    assert second.send_form("/sign-in/code", code=code).status_code == 401
    world.clock.move(seconds=60)
    assert second.send_form("/sign-in/code", code=code_at(world.clock())).status_code == 303


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(world: World) -> None:
    """Also for the right one, with the same words as for a wrong one."""
    browser = world.client()
    for _ in range(5):
        assert first_step(browser, password="wrong") == 401
    assert first_step(browser) == 401
    locked = browser.post("/sign-in", data={"email": "ana@clinic.example", "password": PASSWORD}).text
    unknown = browser.post("/sign-in", data={"email": "nobody@clinic.example", "password": PASSWORD}).text
    assert locked.replace("ana@", "nobody@") == unknown
    world.clock.move(minutes=16)
    assert first_step(browser) == 303


def test_wrong_codes_count_too(world: World) -> None:
    """Six digits are not guessed at leisure."""
    browser = world.client()
    first_step(browser)
    for _ in range(5):
        assert browser.send_form("/sign-in/code", code="123456").status_code == 401
    world.clock.move(seconds=60)
    assert browser.send_form("/sign-in/code", code=code_at(world.clock())).status_code == 401


def test_twenty_wrong_tries_lock_the_address_they_came_from(world: World) -> None:
    """Whichever accounts they were for."""
    browser = world.client()
    for number in range(20):
        world.desk.tries.wrong("127.0.0.1", world.clock())
        assert number < 20
    assert first_step(browser) == 401
    world.clock.move(minutes=16)
    assert first_step(browser) == 303


def test_thirty_idle_minutes_end_a_session_and_a_page_that_refreshes_itself_is_not_somebody(world: World) -> None:
    """Only a person's own request counts as being there."""
    ana = world.signed_in("ana")
    for _ in range(3):
        world.clock.move(minutes=20)
        assert ana.get("/inbox").status_code == 200
    world.clock.move(minutes=20)
    assert ana.get("/inbox", headers={"Kinline-Live": "1"}).status_code == 200
    world.clock.move(minutes=11)
    gone = ana.get("/inbox", headers={"Kinline-Live": "1"})
    assert gone.status_code == 401
    assert gone.headers["hx-redirect"] == "/sign-in"
    assert ana.get("/inbox").status_code == 303


def test_twelve_hours_end_it_however_busy(world: World) -> None:
    """Absolute."""
    ana = world.signed_in("ana")
    for _ in range(28):
        world.clock.move(minutes=25)
        ana.get("/inbox")
    world.clock.move(minutes=25)
    assert ana.get("/inbox").status_code == 303


def test_sign_out_ends_it_on_the_server(world: World) -> None:
    """The old token is worth nothing afterwards."""
    ana = world.signed_in("ana")
    token = ana.cookies["kinline"]
    assert ana.send_form("/sign-out").status_code == 303
    late = world.client()
    late.cookies.set("kinline", token)
    assert late.get("/inbox").status_code == 303


def test_somebody_who_left_is_out_at_once(world: World) -> None:
    """An account that is not active any more has no session."""
    ana = world.signed_in("ana")
    with world.database.writing() as connection:
        connection.execute(update(_STAFF).where(_STAFF.c.id == world.staff["ana"].id).values(is_active=False))
    assert ana.get("/inbox").status_code == 303


def test_a_one_time_link_leads_to_password_second_step_and_recovery_codes(world: World) -> None:
    """First password, an app is set up, eight codes are shown once; the link is spent; a recovery code is good once."""
    with world.database.writing() as connection:
        connection.execute(
            update(_STAFF).where(_STAFF.c.id == world.staff["ana"].id)
            .values(password_hash="", totp_secret=b"", totp_last_step=0)
        )  # fmt: skip
    path = sign_in.one_time_link(world.desk, world.staff["ana"].id)
    new = world.client()
    assert "Ana Ruiz" in new.get(path).text
    assert new.post(path, data={"password": "short", "repeated": "short"}).status_code == 422
    chosen = {"password": "four words of mine", "repeated": "four words of mine"}
    assert new.post(path, data=chosen).headers["location"] == "/sign-in/set-up"
    assert world.client().get(path).status_code == 404, "spent"
    page = new.get("/sign-in/set-up").text
    secret = page.partition('class="secret">')[2].partition("<")[0].replace(" ", "")
    new.csrf = token_of(page)
    shown = new.send_form("/sign-in/set-up", code=code_at(world.clock(), secret)).text
    codes = re.findall(r"<code>([A-Z2-7]{5}-[A-Z2-7]{5})</code>", shown)
    assert len(codes) == 8
    assert new.get("/inbox").status_code == 200
    for expected in (303, 401):
        again = world.client()
        assert first_step(again, password="four words of mine") == 303
        assert again.send_form("/sign-in/code", code=codes[0].lower()).status_code == expected


def test_a_link_ends_after_two_days(world: World) -> None:
    """It says so, and names the remedy."""
    path = sign_in.one_time_link(world.desk, world.staff["ana"].id)
    world.clock.move(hours=49)
    late = world.client().get(path)
    assert late.status_code == 404
    assert "Ask your admin" in late.text


@pytest.mark.parametrize(
    ("headers", "token", "status"),
    [
        pytest.param({"Sec-Fetch-Site": "cross-site"}, True, 403, id="another site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, True, 403, id="a sister site"),
        pytest.param({"Sec-Fetch-Site": "same-origin"}, False, 403, id="no token"),
        pytest.param({"Sec-Fetch-Site": "", "Origin": "https://evil.example"}, True, 403, id="foreign origin"),
        pytest.param({"Sec-Fetch-Site": "", "Origin": "null"}, True, 403, id="null origin"),
        pytest.param({"Sec-Fetch-Site": "", "Origin": "http://["}, True, 403, id="origin that is no address"),
        pytest.param({"Sec-Fetch-Site": ""}, True, 403, id="says nothing"),
        pytest.param({"Sec-Fetch-Site": "", "Origin": "OWN"}, True, 303, id="own origin"),
        pytest.param({"Sec-Fetch-Site": "same-origin"}, True, 303, id="own page"),
    ],
)
def test_only_our_own_page_of_this_session_can_act(
    world: World, headers: dict[str, str], token: bool, status: int
) -> None:
    """Site and token are both needed."""
    ana = world.signed_in("ana")
    told = {name: world.url if value == "OWN" else value for name, value in headers.items()}
    path = f"/inbox/threads/{world.homes['F1'].contact.id}/note"
    data = {"text": "x", "csrf": ana.csrf if token else "guess"}
    assert ana.post(path, data=data, headers=told).status_code == status


def test_a_token_of_another_session_is_no_good(world: World) -> None:
    """CSRF tokens belong to one session."""
    ana, luis = world.signed_in("ana"), world.signed_in("luis")
    path = f"/inbox/threads/{world.homes['F1'].contact.id}/note"
    assert ana.send_form(path, csrf=luis.csrf, text="x").status_code == 403


def test_where_to_go_next_is_always_ours(world: World) -> None:
    """No open redirect after signing in."""
    for wanted in ("//evil.example", "https://evil.example", "/\\evil.example", "/inbox\r\nX: y", "/sign-out"):
        browser = world.client()
        browser.post("/sign-in", data={"email": "ana@clinic.example", "password": PASSWORD})
        browser.csrf = token_of(browser.get("/sign-in/code").text)
        world.clock.move(seconds=60)
        answer = browser.send_form("/sign-in/code", code=code_at(world.clock()), next=wanted)
        assert answer.headers["location"] == "/inbox", wanted


def test_the_demo_asks_for_nothing_and_only_here(demo: World) -> None:
    """On loopback whoever comes is the demo's coordinator; by another name of this machine, nobody is."""
    browser = demo.client()
    assert "Ana Ruiz" in browser.get("/inbox").text
    rebound = demo.client()
    assert rebound.get("/inbox", headers={"Host": "evil.example"}).status_code == 303


def test_the_demo_wants_the_pages_own_token_however_far_its_clock_leaps(demo: World) -> None:
    """As in the real inbox: a form without it is refused; with it, a page that stood open for days still works."""
    browser = demo.client()
    contact = demo.homes["F1"].contact
    browser.csrf = token_of(browser.get(f"/inbox/threads/{contact.id}").text)
    path = f"/inbox/threads/{contact.id}/note"
    assert browser.send_form(path, csrf="", text="x").status_code == 403
    assert browser.send_form(path, csrf="of another page", text="x").status_code == 403
    demo.clock.move(days=4)
    assert browser.send_form(path, text="x").status_code == 303


def test_what_every_answer_wears(world: World, demo: World) -> None:
    """Nothing is cached, framed, or loaded from elsewhere; the demo's own page may frame it."""
    for path in ("/sign-in", "/inbox", "/static/inbox.js", "/nothing"):
        headers = world.client().get(path).headers
        if path == "/nothing":
            continue
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    assert world.client().get("/sign-in").headers["cache-control"] == "no-store"
    assert "frame-ancestors 'self'" in demo.client().get("/inbox").headers["content-security-policy"]


def test_styles_are_asked_about_each_time_and_sent_only_when_they_changed(world: World) -> None:
    """After an upgrade no page wears the old ones."""
    first = world.client().get("/static/inbox.css")
    tag = first.headers["etag"]
    again = world.client().get("/static/inbox.css", headers={"If-None-Match": tag})
    stale = world.client().get("/static/inbox.css", headers={"If-None-Match": '"of another version"'})
    assert (first.status_code, again.status_code, stale.status_code) == (200, 304, 200)
    assert (again.content, stale.content) == (b"", first.content)
    assert {each.headers["cache-control"] for each in (first, again, stale)} == {"no-cache"}


def test_a_long_body_is_refused(world: World) -> None:
    """413, and the page still works afterwards."""
    ana = world.signed_in("ana")
    path = f"/inbox/threads/{world.homes['F1'].contact.id}/note"
    assert ana.send_form(path, text="x" * 600_000).status_code == 413
    assert ana.get("/inbox").status_code == 200


def test_more_fields_than_any_form_has_are_refused(world: World) -> None:
    """413 from anybody, signed in or not, and never an error of ours."""
    fields = {f"field-{number}": "x" for number in range(300)}
    assert world.client().send_form("/sign-in", **fields).status_code == 413
    assert world.signed_in("ana").send_form(f"/contacts/{world.homes['F1'].contact.id}", **fields).status_code == 413


def test_a_form_in_an_alphabet_that_does_not_exist_holds_nothing(world: World) -> None:
    """A page before sign-in is asked by anybody: what cannot be read is read as empty, and is no error of ours."""
    kind = "multipart/form-data; boundary=x; charset=undefined"
    body = '--x\r\nContent-Disposition: form-data; name="email"\r\n\r\na\r\n--x--\r\n'
    answer = world.client().post("/sign-in", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 401


def test_the_cookie_of_https_is_bound_to_the_host(world: World) -> None:
    """Behind TLS the name says so, and it never travels in the clear."""
    from dataclasses import replace

    from starlette.responses import Response

    from bot.inbox import sessions
    from bot.inbox.guard import Knock

    knock = Knock("GET", "/", {}, {}, {}, "", "10.0.0.1", "inbox.example.org", False, False, {}, None)
    response = Response()
    sessions.give_cookie(replace(world.desk, public_url="https://inbox.example.org"), knock, response, "t")
    assert response.headers["set-cookie"].startswith("__Host-kinline=t;")
    assert "Secure" in response.headers["set-cookie"]
    assert "Path=/" in response.headers["set-cookie"]
