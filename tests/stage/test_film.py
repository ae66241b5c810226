"""The film: what a newcomer does on the stage, in a real browser, from the first start. Its picture is the README's."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, FrameLocator, Locator, Page, expect

from tests.stage.conftest import Demo

#: Everything is waited for, nothing is slept through; a loaded machine is given time.
_PATIENCE = 30_000


class Stage:
    """The stage as a visitor's hands and eyes know it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.phone: FrameLocator = page.frame_locator("#phone")
        self.inbox: FrameLocator = page.frame_locator("#inbox")

    @property
    def inbox_frame(self) -> Frame:
        """The inbox as a page of its own: where it is."""
        found = self.page.frame("inbox")
        assert found is not None
        return found

    def write(self, text: str) -> None:
        """Type a text on the phone and send it with Enter; it stands there at once."""
        field = self.phone.locator("#text")
        field.fill(text)
        field.press("Enter")
        expect(self.phone.locator("li.own p").last).to_have_text(text)

    def hears(self, words: str) -> Locator:
        """The clinic's newest text says this."""
        newest = self.phone.locator("li.theirs:not(.typing) p").last
        expect(newest).to_contain_text(words)
        return newest


@pytest.fixture
def stage(new_demo: Demo, browser: Browser) -> Stage:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(_PATIENCE)
    expect.set_options(timeout=_PATIENCE)
    page.goto(new_demo.url)
    return Stage(page)


@pytest.mark.browser
def test_the_film(stage: Stage, new_demo: Demo) -> None:
    """One visit, from the first answer to the last."""
    _answers_in_spanish(stage)
    _asks_and_is_answered(stage)
    _is_in_danger(stage)
    _picture(stage)
    _confirms_a_visit(stage)
    _outlives_a_kill(stage, new_demo)
    stage.page.close()


def _answers_in_spanish(stage: Stage) -> None:
    """Without accents, skipping, going back, correcting."""
    stage.hears("equipo o material")
    stage.write("si")
    stage.hears("corre peligro")
    stage.write("no")
    stage.hears("¿Qué cosa es?")
    stage.write("saltar")
    stage.hears("hoja que diga qué hacer en una emergencia")
    stage.write("atras")
    stage.hears("¿Qué cosa es?")
    stage.write("la silla esta rota")
    stage.hears("hoja que diga qué hacer en una emergencia")
    stage.write("si pero vieja")
    stage.hears("luz o un aparato")
    stage.write("corregir")
    _corrects_the_last_answer(stage)


def _corrects_the_last_answer(stage: Stage) -> None:
    """The answer before is asked again; the sheet turns out to be missing altogether."""
    stage.hears("hoja que diga qué hacer en una emergencia")
    expect(stage.phone.get_by_role("button", name="SI, pero vieja")).to_be_visible()
    stage.phone.get_by_role("button", name="NO", exact=True).click()
    stage.hears("luz o un aparato")


def _asks_and_is_answered(stage: Stage) -> None:
    """A question in the middle goes on at once; a person answers it from the inbox."""
    question = "¿A que hora abre la clinica el viernes?"
    stage.write(question)
    stage.hears("luz o un aparato")
    row = stage.inbox.get_by_role("link", name=re.compile("Rosa Limonero"))
    expect(row).to_be_visible()
    row.click()
    expect(stage.inbox.locator("#talk")).to_contain_text(question)
    stage.inbox.locator("#text").fill("A las ocho, Rosa. Pregunte por mí.")
    stage.inbox.locator("form.reply button.primary").click()
    stage.hears("A las ocho, Rosa.")


def _is_in_danger(stage: Stage) -> None:
    """The fixed text answers, and the inbox wears its red bar until somebody has it."""
    stage.write("se puso azul")
    stage.hears("911")
    alarm = stage.inbox.locator(".alarm", has_text="Rosa Limonero")
    expect(alarm).to_be_visible()
    expect(alarm.get_by_role("button", name="I have it")).to_be_visible()


def _confirms_a_visit(stage: Stage) -> None:
    """Somebody takes the alert; time moves to the visit's reminder, and "1" confirms it."""
    stage.inbox.locator(".alarm", has_text="Rosa Limonero").get_by_role("button", name="I have it").click()
    expect(stage.inbox.locator(".alarm", has_text="Rosa Limonero")).to_have_count(0)
    happened = stage.page.locator("#happened")
    for _ in range(12):
        clock = stage.page.locator("#clock").inner_text()
        stage.page.get_by_role("button", name="Next thing due").click()
        expect(stage.page.locator("#clock")).not_to_have_text(clock)
        expect(stage.page.get_by_role("button", name="Next thing due")).to_be_enabled()
        if happened.locator("li", has_text="Rosa Limonero").filter(has_text="visit reminder").count():
            break
    stage.hears("ita")
    stage.write("1")
    stage.hears("confirmada la cita de Sofi")


def _outlives_a_kill(stage: Stage, demo: Demo) -> None:
    """Handed back to the assistant, a question is open; the process is killed; the answer still counts, once."""
    stage.page.get_by_role("link", name="Show in the inbox").click()
    # The page before it, the same thread after "I have it", has the same button: a press there would be overtaken.
    stage.inbox_frame.wait_for_url(re.compile(r"/inbox/threads/[^?]+$"))
    stage.inbox.get_by_role("button", name="Hand back").click()
    stage.hears("seguir")
    stage.write("1")
    stage.hears("luz o un aparato")
    before = demo.state()
    stage.page.get_by_role("button", name="Pull the plug").click()
    expect(stage.page.locator("#power")).to_contain_text("coming back")
    stage.write("no")
    expect(stage.page.locator("#power")).to_contain_text("nothing lost")
    stage.hears("comida en casa")
    after = demo.state()
    assert after["process"] != before["process"]
    assert after["heard"] == before["heard"] + 1
    expect(stage.phone.locator("li.waits")).to_have_count(0)


def _picture(stage: Stage) -> None:
    """The README's picture, where a folder is named."""
    folder = os.environ.get("KINLINE_FILM")
    if folder:
        stage.phone.locator("#text").blur()
        stage.page.screenshot(path=Path(folder) / "stage.png")
