"""In a real browser: every page passes axe in light, dark and on a phone; typing survives what happens meanwhile."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from bot.inbox import sign_in
from dialogs.forms.commands import Command
from dialogs.forms.interview import Reply
from dialogs.ids import Id
from dialogs.rows.care import Item
from dialogs.rows.interviews import Walk
from dialogs.rows.people import Child, Link
from dialogs.turns import acts, talking
from storage import alerts, careplans
from tests.inbox import scene
from tests.inbox.conftest import World

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
_FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-proxy-server",
    "--disable-background-networking",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


def opened(chromium: Browser, world: World, width: int = 1400, scheme: str = "light", script: bool = True) -> Page:
    """A window on the demo, and a failure for anything that its console complains of."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=script, base_url=world.url,
    )  # fmt: skip
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def places(world: World) -> list[str]:
    """Every page that can be looked at, with something on it."""
    homes = world.homes
    ana = world.signed_in("ana")
    family = ana.get(f"/families/{homes['F1'].id}").text
    visit = family.partition('href="/visits/')[2].partition('"')[0]
    form = scene.form(world)
    world.family("F8", "ana", "Pilar Ríos")
    spoken = [talked(world, "F8", form) for form in ("strengths", "part-f")]
    return [
        "/admin/forms", f"/admin/forms/{form}", "/admin/forms/first8", "/admin/forms/first8/try?language=es",
        "/inbox", "/inbox?view=resolved", "/inbox/unknown", "/to-do", "/families", "/families/new",
        f"/families/{homes['F1'].id}",
        f"/inbox/threads/{homes['F1'].contact.id}", f"/inbox/threads/{homes['F4'].contact.id}",
        f"/inbox/threads/{homes['F2'].contact.id}", f"/contacts/{homes['F5'].contact.id}", f"/visits/{visit}",
        f"/families/{homes['F1'].id}/visits/new", f"/families/{homes['F1'].id}/people/new",
        "/sign-in", sign_in.one_time_link(world.desk, world.staff["ana"].id),
        "/families/nothing", *(f"/interviews/{walk_id}" for walk_id in spoken),
        f"/contacts/{homes['F8'].contact.id}/talk", f"/contacts/{homes['F8'].contact.id}/paper?form=part-f",
    ]  # fmt: skip


def talked(world: World, code: str, form: str) -> Id:
    """An interview under way on the phone, with an answer; what was under way before is skipped to its end."""
    home = world.homes[code]
    begun = world.act(code, talking.TalkThrough(home.contact.id, home.child.id, form, "phone"))
    while isinstance(begun, acts.Refused):
        going = under_way(world, code)
        reply = Reply(command=Command.SKIP)
        world.act(code, talking.TakeDown(going.id, talking.place_of(going.interview), reply))
        begun = world.act(code, talking.TalkThrough(home.contact.id, home.child.id, form, "phone"))
    walk = under_way(world, code)
    world.clock.move(minutes=2)
    reply = Reply("pinta mapas") if form == "strengths" else Reply(picked=(0,))
    world.act(code, talking.TakeDown(walk.id, talking.place_of(walk.interview), reply))
    return walk.id


def under_way(world: World, code: str) -> Walk:
    with world.database.reading() as connection:
        care = careplans.care(connection, world.program, world.keys, world.homes[code].id, world.clock())
    return care.walks[0]


_STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_OF_COLORS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


@pytest.mark.parametrize("width", [1400, 360])
def test_every_page_passes_axe_and_fits(demo: World, chromium: Browser, width: int) -> None:
    """No violation of WCAG 2.2 AA that axe can find, light or dark, and nothing to scroll sideways. What does not
    depend on colors is looked at once."""
    scene.morning(demo)
    page = opened(chromium, demo, width)
    for place in places(demo):
        page.goto(place)
        for scheme, rules in (("light", _STANDARD), ("dark", _OF_COLORS)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
            assert found.violations_count == 0, f"{place}, {scheme}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), place
    page.context.close()


def test_pages_fit_320_pixels_and_targets_are_large_enough(demo: World, chromium: Browser) -> None:
    """On the narrowest phone nothing overflows, and every button is 44 px high."""
    scene.morning(demo)
    page = opened(chromium, demo, 320)
    for width, place in itertools.product((320, 800), places(demo)):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(place)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), place
        low = page.evaluate(
            "[...document.querySelectorAll('button, .button, select')].filter(e => e.offsetParent !== null && "
            "!e.classList.contains('link') && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML)"
        )
        assert low == [], place
    page.context.close()


@pytest.mark.parametrize("width", [768, 1280])
def test_alerts_push_nothing_out_of_the_window(demo: World, chromium: Browser, width: int) -> None:
    """Under four alerts the window itself does not scroll, and the box to write in stays in sight."""
    scene.morning(demo)
    for code, words in (("F1", "mi esposo me pega"), ("F2", "EMERGENCY"), ("F6", "my son died")):
        demo.hear(code, words)
    page = opened(chromium, demo, width)
    for place in [*places(demo), f"/inbox/threads/{demo.homes['F6'].contact.id}"]:
        page.goto(place)
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), place
        if "threads" in place:
            box = page.locator("#composer").bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= 800, place
    page.context.close()


@pytest.mark.parametrize(("height", "more"), [(800, "she is not breathing"), (660, "Thank you")])
def test_what_is_to_be_decided_after_a_death_is_in_sight(
    demo: World, chromium: Browser, height: int, more: str
) -> None:
    """On a laptop, of who stopped texts, under three alerts or in a low window: all buttons of the card, for two
    children, without scrolling."""
    if height == 800:
        scene.morning(demo)
    else:
        demo.family("F6", "ana", "Fatima Zahra", language="en")
    other = Child(demo.new_id(), "Mateo", "Mateo Gómez")
    link = Link(demo.new_id(), demo.homes["F6"].contact.id, other.id, "mother")
    demo.put(demo.homes["F6"].id, other, link)
    for code, words in (("F2", more), ("F6", "STOP"), ("F6", "my son died")):
        demo.hear(code, words)
    page = opened(chromium, demo, 1280)
    page.set_viewport_size({"width": 1280, "height": height})
    page.goto(f"/inbox/threads/{demo.homes['F6'].contact.id}")
    ends = page.locator("#talk-head").bounding_box()
    last = page.locator("#talk-head").get_by_role("button", name="misunderstanding").bounding_box()
    assert ends is not None
    assert last is not None
    assert last["y"] + last["height"] <= ends["y"] + ends["height"]
    page.context.close()


def test_danger_that_was_typed_takes_the_focus(demo: World, chromium: Browser) -> None:
    """By the keyboard alone: the card comes before the next question, and nothing typed on presses its buttons."""
    home = demo.homes["F1"]
    begun = demo.act("F1", talking.TalkThrough(home.contact.id, home.child.id, "matters", "phone"))
    page = opened(chromium, demo)
    page.goto(f"/interviews/{begun.row_id}")
    page.keyboard.type("no respira")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".urgent-card")).to_be_focused()
    page.keyboard.type("y se puso azul ")
    expect(page.locator(".urgent-card")).to_be_visible()
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Raise the alert")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".alarm")).to_have_count(1)
    page.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_what_was_wrong_with_a_form_takes_the_focus(demo: World, chromium: Browser, script: bool) -> None:
    """A refused form comes back with what is wrong in focus, so that it is read out and in sight: WCAG 3.3.1."""
    home = demo.homes["F1"]
    page = opened(chromium, demo, script=script)
    page.goto(f"/families/{home.id}/people/new")
    page.locator("[name=name]").fill("Luz Gómez")
    page.locator("[name=number]").fill("555-0188")
    page.locator("[name=consent][value=none]").check()
    page.get_by_role("button", name="Add the person").click()
    expect(page.get_by_role("alert")).to_contain_text("fields are marked below")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_be_in_viewport()
    page.goto(f"/inbox/threads/{home.contact.id}")
    page.locator("#reply .primary").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing written yet")
    expect(page.get_by_role("alert")).to_be_focused()
    if script:
        _refreshed(page)
        expect(page.get_by_role("alert")).to_be_focused()
    page.context.close()


def test_what_is_being_typed_survives_a_live_update(demo: World, chromium: Browser) -> None:
    """A text arrives and a colleague writes a note: both appear by themselves, the words and the cursor stay."""
    home = demo.homes["F1"]
    demo.hear("F1", "Hola")
    page = opened(chromium, demo)
    page.goto(f"/inbox/threads/{home.contact.id}")
    expect(page.locator("#mark")).to_have_attribute("data-state", "live")
    box = page.locator("#text")
    box.fill("A medio escribir")
    box.evaluate("box => box.setSelectionRange(2, 7)")
    demo.hear("F1", "Otra cosa, por favor")
    demo.act("F1", acts.WriteNote(home.contact.id, "A colleague was here"), by="luis")
    expect(page.locator("#talk")).to_contain_text("Otra cosa, por favor")
    expect(page.locator("#talk")).to_contain_text("A colleague was here")
    expect(box).to_have_value("A medio escribir")
    expect(box).to_be_focused()
    assert box.evaluate("box => [box.selectionStart, box.selectionEnd]") == [2, 7]
    page.locator("#reply .primary").click()
    expect(page.locator(".conflict")).to_contain_text("Nothing was sent")
    expect(page.locator("blockquote")).to_have_text("Otra cosa, por favor")
    page.get_by_role("button", name="Send anyway").click()
    expect(page.locator("#talk .staff")).to_contain_text("A medio escribir")
    expect(page.locator("#text")).to_have_value("")
    page.context.close()


def test_a_reply_begun_after_the_text_was_read_needs_no_second_question(demo: World, chromium: Browser) -> None:
    """The text came in while the box was empty, so it was seen: no conflict."""
    demo.hear("F1", "Hola")
    page = opened(chromium, demo)
    page.goto(f"/inbox/threads/{demo.homes['F1'].contact.id}")
    expect(page.locator("#mark")).to_have_attribute("data-state", "live")
    demo.hear("F1", "Y otra cosa")
    expect(page.locator("#talk")).to_contain_text("Y otra cosa")
    page.locator("#text").fill("Leído todo")
    expect(page.locator("#cost")).to_contain_text("saved")
    page.locator("#reply .primary").click()
    expect(page.locator("#talk .staff")).to_contain_text("Leído todo")
    page.context.close()


def test_what_was_sent_is_not_in_the_box_again_after_going_back(demo: World, chromium: Browser) -> None:
    """One more press would send it twice. What is written after that stays, as with any page gone back to."""
    demo.hear("F1", "Hola")
    page = opened(chromium, demo)
    page.goto(f"/inbox/threads/{demo.homes['F1'].contact.id}")
    page.locator("#text").fill("Una sola vez")
    page.locator("#reply .primary").click()
    expect(page.locator("#talk .staff")).to_contain_text("Una sola vez")
    page.go_back()
    expect(page.locator("#text")).to_have_value("")
    page.locator("#text").fill("Otra")
    page.goto("/to-do")
    page.go_back()
    expect(page.locator("#text")).to_have_value("Otra")
    page.context.close()


def test_what_was_done_about_a_visit_is_said_and_stays(demo: World, chromium: Browser) -> None:
    """In sight, and after the page has renewed itself."""
    scene.visit(demo)
    page = opened(chromium, demo)
    page.goto(f"/families/{demo.homes['F1'].id}")
    page.locator("a[href^='/visits/']").first.click()
    page.locator("[name=time]").fill("10:30")
    page.get_by_role("button", name="Move the visit").click()
    said = page.get_by_role("status").filter(has_text="Visit moved")
    expect(said).to_be_in_viewport()
    _refreshed(page)
    expect(said).to_be_in_viewport()
    page.context.close()


def test_without_a_script_everything_still_works(demo: World, chromium: Browser) -> None:
    """List, thread, note tab, reply: plain links and forms."""
    demo.hear("F1", "Hola")
    page = opened(chromium, demo, 360, script=False)
    page.goto("/inbox")
    page.locator("a.row").first.click()
    page.locator("label[for=tab-note]").click()
    page.locator("#note-text").fill("Only for us")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".note")).to_contain_text("Only for us")
    page.locator("#text").fill("Buenos días")
    page.locator("#reply .primary").click()
    expect(page.locator("#talk .staff")).to_contain_text("Buenos días")
    page.locator("a.to-family").click()
    expect(page).to_have_url(re.compile("/families/"))
    page.context.close()


def test_the_keyboard_walks_the_list_and_rests_while_typing(demo: World, chromium: Browser) -> None:
    """j and k move, r opens the reply, letters typed there are letters, ? explains and switches off."""
    scene.morning(demo)
    page = opened(chromium, demo)
    page.goto(f"/inbox/threads/{demo.homes['F2'].contact.id}")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("k")
    assert first.startswith("row-")
    assert page.evaluate("document.activeElement.id") != first
    page.keyboard.press("n")
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("jk e?")
    expect(page.locator("#note-text")).to_have_value("jk e?")
    page.locator("#note-text").evaluate("box => box.blur()")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.locator("[data-keys-off]").check()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("#text")).not_to_be_focused()
    page.context.close()


def test_the_mark_tells_when_the_stream_is_gone_and_pages_poll(demo: World, chromium: Browser) -> None:
    """Reconnecting while it fails, Live when it is back; what happened meanwhile is there."""
    page = opened(chromium, demo)
    page.route("**/live", lambda route: route.abort())
    page.goto("/inbox")
    expect(page.locator("#mark")).to_have_attribute("data-state", "again")
    expect(page.locator("#mark")).to_contain_text("Reconnecting")
    demo.hear("F1", "Mientras tanto")
    page.unroute("**/live")
    expect(page.locator("#mark")).to_have_attribute("data-state", "live", timeout=15000)
    expect(page.locator("#list")).to_contain_text("Mientras tanto")
    page.context.close()


def _refreshed(page: Page) -> None:
    """The page has asked for itself again and done with the answer what it does; its scripts may have just begun."""
    page.wait_for_load_state()
    page.evaluate(
        """new Promise(done => {
            document.body.addEventListener("htmx:afterRequest", () => done(), {once: true});
            htmx.trigger("#refresh", "kinline:refresh");
        })"""
    )


def test_a_press_is_not_lost_when_the_page_renews_itself_under_it(demo: World, chromium: Browser) -> None:
    """Between pressing and letting go nothing moves; what was missed is there a moment later."""
    demo.hear("F1", "no respira")
    demo.hear("F2", "she is not breathing")
    page = opened(chromium, demo)
    page.goto(f"/inbox/threads/{demo.homes['F1'].contact.id}")
    expect(page.locator("#mark")).to_have_attribute("data-state", "live")
    place = page.locator(".alarm", has_text="F2").get_by_role("button", name="I have it").bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.mouse.down()
    with demo.database.reading() as connection:
        first = alerts.standing(connection, demo.program)[0]
    demo.act("F1", acts.TakeAlert(first.id))
    _refreshed(page)
    expect(page.locator(".alarm")).to_have_count(2)
    page.mouse.up()
    expect(page.locator(".alarm")).to_have_count(0)
    page.context.close()


def test_a_press_does_what_its_button_said(demo: World, chromium: Browser) -> None:
    """Taken over in another window meanwhile: the button under the finger has not become the one that hands back."""
    demo.hear("F1", "Hola")
    page = opened(chromium, demo)
    page.goto(f"/inbox/threads/{demo.homes['F1'].contact.id}")
    expect(page.locator("#mark")).to_have_attribute("data-state", "live")
    page.get_by_role("button", name="Take over").focus()
    demo.act("F1", acts.TakeOver(demo.homes["F1"].contact.id))
    _refreshed(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".banner")).to_contain_text("You are replying")
    page.context.close()


def test_a_choice_half_made_survives_a_live_update(demo: World, chromium: Browser) -> None:
    """How a call ended is chosen, not yet sent; then something happens elsewhere."""
    home = demo.homes["F1"]
    item = Item(demo.new_id(), home.contact.id, None, "call", "request", "", demo.clock(), demo.clock())
    demo.put(home.id, item)
    page = opened(chromium, demo)
    page.goto("/to-do?view=all")
    expect(page.locator("#mark")).to_have_attribute("data-state", "live")
    page.locator("select").focus()
    page.locator("select").select_option("hospitalised")
    demo.put(home.id, Item(demo.new_id(), home.contact.id, None, "visit_help", "request", "", demo.clock(),
                                  demo.clock()))  # fmt: skip
    _refreshed(page)
    expect(page.locator(".to-dos > li")).to_have_count(2)
    expect(page.locator("select")).to_have_value("hospitalised")
    page.context.close()


def test_alerts_are_one_line_on_a_phone_that_opens_to_all(demo: World, chromium: Browser) -> None:
    """The line always says how many of which kind; a wide screen shows two, and of more the gravest."""
    demo.family("F7", "ana", "Nadia Free", language="en")
    for code, words in (("F7", "EMERGENCY"), ("F1", "no respira"), ("F2", "she is not breathing")):
        demo.hear(code, words)
    page = opened(chromium, demo, 390)
    page.goto("/inbox?view=needs")
    line = page.locator(".alarms-line")
    expect(line).to_contain_text("2 danger")
    expect(line).to_contain_text("1 asked for EMERGENCY")
    assert page.locator("#alarms").bounding_box()["height"] <= 60  # type: ignore[index]
    line.click()
    expect(page.get_by_role("button", name="I have it")).to_have_count(3)
    _refreshed(page)
    expect(page.locator(".alarm").last).to_be_visible()
    page.locator(".alarm", has_text="F1").get_by_role("button", name="I have it").click()
    page.goto("/inbox")
    expect(line).to_contain_text("1 danger")
    page.set_viewport_size({"width": 1400, "height": 800})
    expect(line).to_be_hidden()
    expect(page.locator(".alarm").last).to_be_visible()
    demo.hear("F1", "no respira")
    page.goto("/inbox")
    expect(line).to_contain_text("3 alerts: 2 danger")
    expect(page.locator(".alarm").first).to_be_visible()
    expect(page.locator(".alarm").last).to_be_hidden()
    page.context.close()


def _asked_anew(page: Page, before: str) -> None:
    """The next question is there, and its script listens for keys."""
    expect(page.locator("#asked")).not_to_have_text(before)
    page.wait_for_load_state()


def test_a_talk_by_the_digits_alone(demo: World, chromium: Browser) -> None:
    """1 to 9 press the options, Enter is Done; a digit typed into a box is a digit; the minutes go on."""
    walk_id = talked(demo, "F1", "strengths")
    page = opened(chromium, demo, 1280)
    page.goto(f"/interviews/{walk_id}")
    first = page.locator("#asked").inner_text()
    page.keyboard.type("3 canciones")
    expect(page.locator("textarea")).to_have_value("3 canciones")
    page.get_by_role("button", name="Save").click()
    _asked_anew(page, first)
    page.keyboard.press("1")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="All is answered")).to_be_visible()
    expect(page.locator(".given")).to_contain_text("family, faith")
    page.context.close()


def test_a_key_that_comes_too_early_answers_nothing_and_is_said(demo: World, chromium: Browser) -> None:
    """While the next question loads a digit would answer what nobody has seen; a second press is no second answer."""
    walk_id = talked(demo, "F1", "part-d")
    page = opened(chromium, demo, 1280)
    page.goto(f"/interviews/{walk_id}")
    asked = page.locator("#asked")
    first = asked.inner_text()
    held: list[Route] = []
    page.route("**/answer", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/answer"):
        page.keyboard.press("2")
    page.keyboard.press("1")
    page.keyboard.press("2")
    held[0].continue_()
    _asked_anew(page, first)
    expect(page.locator("[data-early]")).to_contain_text("press it again")
    second = asked.inner_text()
    assert len(under_way(demo, "F1").interview.answers) == 2
    page.keyboard.press("2")
    _asked_anew(page, second)
    expect(page.locator("[data-early]")).to_be_empty()
    page.context.close()


def test_a_second_press_of_a_form_on_its_way_is_none(demo: World, chromium: Browser) -> None:
    """The page loads slowly, and the button is pressed again and again: one form leaves. Escape takes it back."""
    page = opened(chromium, demo, 1280)
    page.goto(f"/inbox/threads/{demo.homes['F1'].contact.id}")
    held: list[Route] = []
    page.route("**/note", lambda route: route.continue_() if held else held.append(route))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/note") else None)
    page.locator("label[for=tab-note]").click()
    page.locator("#note-text").fill("Only once")
    page.get_by_role("button", name="Save note").focus()
    with page.expect_request("**/note"):
        page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator("#talk .note")).to_have_count(1)
    page.wait_for_load_state()
    assert len(sent) == 2
    page.context.close()


def test_a_talk_without_script(demo: World, chromium: Browser) -> None:
    """Every step is a form."""
    walk_id = talked(demo, "F1", "strengths")
    page = opened(chromium, demo, 390, script=False)
    page.goto(f"/interviews/{walk_id}")
    page.get_by_role("button", name="Skip").click()
    page.locator("input[type=checkbox]").first.check()
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="I have read them").click()
    expect(page.locator(".notice")).to_contain_text("Marked as read")
    page.context.close()


def test_a_sheet_of_paper_is_clean(demo: World, chromium: Browser) -> None:
    """In print: no rail, no alert bar, no buttons; black on white, whatever the screen's scheme."""
    demo.hear("F2", "she is not breathing")
    page = opened(chromium, demo, 800, "dark")
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"/contacts/{demo.homes['F1'].contact.id}/paper?form=part-a")
    for hidden in (".rail", "#alarms", ".no-print"):
        expect(page.locator(hidden).first).to_be_hidden()
    color = page.locator(".paper h1").evaluate("node => getComputedStyle(node).color")
    assert color == "rgb(0, 0, 0)"
    page.context.close()
