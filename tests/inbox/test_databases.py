"""Every page reads the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from tests.inbox import scene
from tests.inbox.conftest import World


def test_every_page_is_there_on_both_databases(anywhere: World) -> None:
    """A full morning, every view and every kind of page; danger first, then whoever waits longest."""
    scene.morning(anywhere)
    ana, homes = anywhere.signed_in("ana"), anywhere.homes
    family = ana.get(f"/families/{homes['F1'].id}").text
    visit = family.partition('href="/visits/')[2].partition('"')[0]
    paths = [f"/inbox?view={view}" for view in ("needs", "urgent", "mine", "waiting", "bot", "resolved")]
    paths += [f"/inbox/threads/{home.contact.id}" for code, home in homes.items() if code != "F3"]
    paths += [
        "/inbox/unknown",
        "/to-do",
        "/to-do?view=all",
        "/families",
        f"/visits/{visit}",
        f"/contacts/{homes['F5'].contact.id}",
    ]
    for path in paths:
        assert ana.get(path).status_code == 200, path
    assert "F2" in ana.send_form("/families", q="gomez").text
    stranger = ana.get("/inbox/unknown").text.partition('href="/inbox/unknown/')[2].partition('"')[0]
    assert ana.send_form(f"/inbox/unknown/{stranger}/find", q="F2").status_code == 200
    page = ana.get("/inbox").text
    places = [page.index(f"row-{homes[code].contact.id.hex}") for code in ("F4", "F2", "F6")]
    assert places == sorted(places)
    path = f"/inbox/threads/{homes['F2'].contact.id}"
    ana.send_form(f"{path}/draft", text="Half")
    ana.send_form(f"{path}/draft", text="Half a word")
    assert "Half a word</textarea>" in ana.get(path).text
    assert ">Draft<" in ana.get("/inbox").text
