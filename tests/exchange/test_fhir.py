"""A family's record as a FHIR Bundle: valid, closed in itself, the same every time, and silent where it must be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle
from msgspec.structs import replace

from bot.channels.channel import Attachment
from dialogs.forms.filled import ABSENT, SKIPPED
from dialogs.rows.care import Need
from dialogs.rows.interviews import Answer, Walk
from dialogs.rows.messages import Message
from dialogs.rows.people import Child, Link
from storage.database import Database
from tests.builders import Household, Story
from tests.exchange.telling import CANARY, Json, exported, references, resources, rewritten

KINDS = {
    "Organization", "Group", "Patient", "RelatedPerson", "Practitioner", "CareTeam", "Questionnaire",
    "QuestionnaireResponse", "Condition", "Observation", "CarePlan", "Task", "Appointment", "CommunicationRequest",
    "Communication", "Consent",
}  # fmt: skip


def items(response: Json) -> dict[str, Json]:
    """link id -> item, of a response without repeats."""
    return {item["linkId"]: item for item in response["item"]}


def response_to(made: Json, form: str) -> Json:
    return next(
        r for r in resources(made, "QuestionnaireResponse") if r["questionnaire"] == f"urn:kinline:form:{form}|1"
    )


@pytest.mark.parametrize("with_private", [pytest.param(False, id="public"), pytest.param(True, id="private")])
def test_valid_and_closed(story: Story, home: Household, with_private: bool) -> None:
    """Every resource is valid R4B, every reference resolves, no id stands for two things, every kind is there."""
    made = exported(story, home, with_private=with_private)
    check_sound(made)
    assert {entry["resource"]["resourceType"] for entry in made["entry"]} == KINDS


def test_on_both_databases(database: Database) -> None:
    """The same on PostgreSQL, for a family of whom nothing is known but the names, and for one with two children."""
    other = Story(database)
    bare, two = other.family("B1"), other.family("B2")
    brother = Child(other.id(), "Max", "Max Gomez")
    link = Link(other.id(), two.contact.id, brother.id, "mother")
    other.add(two.family, brother, link)
    other.hear(two, "we are late today")
    check_sound(exported(other, bare))
    made = exported(other, two)
    check_sound(made)
    heard = next(c for c in resources(made, "Communication") if "late" in json.dumps(c))
    assert heard["subject"]["type"] == "Group"
    assert len(heard["about"]) == 2
    other.close()


def check_sound(made: Json) -> None:
    Bundle.model_validate(made)
    urls = [entry["fullUrl"] for entry in made["entry"]]
    assert len(urls) == len(set(urls))
    assert set(references(made)) <= set(urls)
    assert all(entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}" for entry in made["entry"])


def test_the_same_every_time(story: Story, home: Household) -> None:
    """A second export, a day later, differs in its time stamp alone."""
    first = exported(story, home)
    story.clock.advance(days=1)
    second = exported(story, home)
    assert first.pop("timestamp") < second.pop("timestamp")
    assert first == second


def test_answers_keep_their_type(story: Story, home: Household) -> None:
    """A response names its Questionnaire by url and version; yes/no, numbers, codes and words stay what they are."""
    made = exported(story, home, with_private=True)
    asked = {f"{each['url']}|{each['version']}": each for each in resources(made, "Questionnaire")}
    assert {each["questionnaire"] for each in resources(made, "QuestionnaireResponse")} == set(asked)
    first, part = items(response_to(made, "first8")), items(response_to(made, "part-f"))
    assert first["md2"]["answer"] == [{"valueBoolean": True}]
    assert first["wm1"]["answer"] == [{"valueString": "Sleep for all"}]
    assert part["cg3"]["answer"] == [{"valueInteger": 12}]
    (food,) = first["fo1"]["answer"]
    assert food["valueCoding"]["code"] == "not-always"
    options = next(item for item in asked["urn:kinline:form:first8|1"]["item"] if item["linkId"] == "fo1")
    assert {"system": food["valueCoding"]["system"], "code": "not-always", "display": "not always"} in [
        {name: found for name, found in option["valueCoding"].items() if name[0] != "_"}
        for option in options["answerOption"]
    ]


def test_not_answered_in_three_ways(story: Story, home: Household) -> None:
    """Declined says so by FHIR's code, skipped by an extension of ours; what was never asked is not there."""
    first = items(response_to(exported(story, home), "first8"))
    assert first["em1"]["extension"] == [{"url": ABSENT, "valueCode": "asked-declined"}]
    assert first["eq1"]["extension"] == [{"url": SKIPPED, "valueBoolean": True}]
    assert not {"answer"} & (set(first["em1"]) | set(first["eq1"]))
    assert "ho3" not in first


def test_private_stays_in_the_house(story: Story, home: Household) -> None:
    """A caregiver's own answers leave by name only, with the messages, needs, plan rows and tasks that tell of them."""
    closed, opened = json.dumps(exported(story, home)), exported(story, home, with_private=True)
    for word in (CANARY, "caregiver-worn", "caregiver-care", "care-burden", "sibling-group", "? worn out"):
        assert word not in closed
        assert word in json.dumps(opened)
    assert "item" not in response_to(json.loads(closed), "part-f")


def test_who_helps_already_is_on_the_care_team(story: Story, home: Household) -> None:
    """As named, with what for and the response that says so; a caregiver's own helper leaves by name only."""
    walk = next(walk for walk in story.rows(Walk) if walk.form == "first8")
    who = Answer(
        story.id(), walk.id, home.contact.id, None, "part-e", "1", "part-e-help-who", "household", False, "answered",
        "Legal Aid", "", "en", "text", story.clock(),
    )  # fmt: skip
    bills = replace(who, id=story.id(), link_id="in3h", value='{"type":"picked","codes":["have-help"],"other":""}')
    own = replace(who, id=story.id(), form="part-f", link_id="part-f-help-who", is_private=True, raw="Aunt Pilar")
    story.add(home.family, who, bills, own)
    made = exported(story, home)
    check_sound(made)
    (team,) = resources(made, "CareTeam")
    (helper,) = [one for one in team["participant"] if one["member"].get("display") == "Legal Aid"]
    assert helper["role"][0]["text"] == "helps already: bills, letters"
    assert helper["extension"][0]["valueReference"]["reference"] == f"urn:uuid:{walk.id}"
    assert "Aunt Pilar" not in json.dumps(made)
    assert "Aunt Pilar" in json.dumps(exported(story, home, with_private=True))


def test_labels_of_confidentiality(story: Story, home: Household) -> None:
    """What left by name is restricted; a response from which something may be missing says that, whatever was said."""
    closed, opened = exported(story, home), exported(story, home, with_private=True)
    worn = next(c for c in resources(opened, "Condition") if c["code"]["coding"][0]["code"] == "caregiver-worn")
    assert [label["code"] for label in worn["meta"]["security"]] == ["R"]
    assert [label["code"] for label in response_to(closed, "part-f")["meta"]["security"]] == ["REDACTED"]
    assert [label["code"] for label in response_to(opened, "part-f")["meta"]["security"]] == ["R"]
    assert "security" not in response_to(closed, "strengths")["meta"]


def test_a_need_carries_what_is_behind_it(story: Story, home: Household) -> None:
    """Severity in our words, the sector, and each answer with the response it stands in."""
    made = exported(story, home)
    supply = next(c for c in resources(made, "Condition") if c["code"]["coding"][0]["code"] == "medication-supply")
    assert supply["severity"]["coding"][0]["code"] == "need"
    assert supply["subject"]["type"] == "Patient"
    (evidence,) = supply["evidence"]
    assert evidence["code"][0]["coding"] == [{"system": "urn:kinline:form:first8", "code": "md2"}]
    assert evidence["code"][0]["text"].endswith("yes")
    assert evidence["detail"][0]["reference"] == f"urn:uuid:{response_to(made, 'first8')['id']}"
    assert any(category["coding"][0]["code"] == "health-concern" for category in supply["category"])


def test_the_homes_needs_are_not_the_childs(story: Story, home: Household) -> None:
    """Food at home is said of the household, with Gravity's code: it is no problem of the patient."""
    made = exported(story, home)
    food = next(c for c in resources(made, "Condition") if c["code"]["coding"][0]["code"] == "food")
    (household,) = resources(made, "Group")
    assert food["subject"]["reference"] == f"urn:uuid:{household['id']}"
    codes = {coding["code"] for category in food["category"] for coding in category["coding"]}
    assert {"food", "food-insecurity", "health-concern"} == codes


def test_what_is_proposed_is_a_draft(story: Story, home: Household) -> None:
    """Each plan item names its need; what the family does not want help with now raises none."""
    plans = resources(exported(story, home), "CarePlan")
    assert {(plan["status"], plan["intent"]) for plan in plans} == {("draft", "proposal")}
    proposed = {a["detail"]["code"]["coding"][0]["code"] for plan in plans for a in plan["activity"]}
    assert "refill" in proposed
    for need in story.rows(Need, home):
        rewritten(story, home, replace(need, wants_help="not_now"))
    assert resources(exported(story, home), "CarePlan") == []


def test_strengths(story: Story, home: Household) -> None:
    """Words are words; several choices are components, since codings of one value would be synonyms."""
    found = {o["code"]["coding"][0]["code"]: o for o in resources(exported(story, home), "Observation")}
    assert found["st1"]["valueString"] == "Maps"
    assert [one["valueCodeableConcept"]["text"] for one in found["st3"]["component"]] == ["family", "faith"]
    assert found["st1"]["category"][0]["coding"][0]["code"] == "social-history"


def test_a_visit(story: Story, home: Household) -> None:
    """It stands in its own zone; an end that nobody knows is said to be unknown (FHIR wants both or none)."""
    (visit,) = resources(exported(story, home), "Appointment")
    assert visit["start"] == "2026-03-20T14:30:00-05:00"
    assert visit["_end"]["extension"][0]["valueCode"] == "unknown"
    assert visit["patientInstruction"] == "Bring the pump"
    assert {p["actor"]["type"] for p in visit["participant"]} == {"Patient", "RelatedPerson", "Location"}


def test_who_said_what(story: Story, home: Household) -> None:
    """A person's words come from that person, the helper's from the program, the family's from the contact."""
    said = {c["payload"][0]["contentString"]: c for c in resources(exported(story, home), "Communication")}
    assert said["Yes, at noon."]["sender"]["type"] == "Practitioner"
    assert said["can someone call me?"]["sender"]["type"] == "RelatedPerson"
    assert said["Sleep for all"]["recipient"][0]["type"] == "Organization"
    assert (
        next(c for text, c in said.items() if "How many days of medicine" in text)["sender"]["type"] == "Organization"
    )


def test_a_youth_is_the_patient(story: Story) -> None:
    """Theo writes for himself and in confidence: his own thread leaves by name only, and he is no relative of his."""
    home = story.family("T1", name="Theo Gomez")
    link = replace(home.link, relationship="self", is_confidential=True)
    rewritten(story, home, link)
    story.hear(home, f"{CANARY} can my mom see this?")
    closed, opened = exported(story, home), exported(story, home, with_private=True)
    assert CANARY not in json.dumps(closed)
    assert resources(opened, "RelatedPerson") == []
    (heard,) = [c for c in resources(opened, "Communication") if CANARY in json.dumps(c)]
    assert heard["sender"]["type"] == "Patient"


def test_danger_at_home_stays_in_the_house(story: Story, home: Household) -> None:
    """A text of violence at home is not in a paper that whoever hurts them may come to see."""
    story.hear(home, f"my husband hits me {CANARY}")
    assert "red_discreet" in {message.screened for message in story.rows(Message, home)}
    assert CANARY not in json.dumps(exported(story, home))
    assert CANARY in json.dumps(exported(story, home, with_private=True))


def test_what_follows_a_private_answer_is_private(story: Story, home: Household) -> None:
    """A question asked only because of a private answer would give it away."""
    answers = [a for a in story.rows(Answer, home) if a.link_id == "fa1w"]
    rewritten(story, home, *(replace(answer, is_private=False) for answer in answers))
    assert CANARY not in json.dumps(exported(story, home))


def test_nothing_of_the_machine(story: Story, home: Household) -> None:
    """No path, no provider's address and no time of day that is not UTC or the visit's own."""
    photo = Attachment("https://api.example.net/Media/ME1", "image/jpeg")
    story.hear(home, "the letter", attachments=(photo,))
    text = json.dumps(exported(story, home))
    assert "example.net" not in text
    assert "image/jpeg" in text
    assert str(Path.cwd()) not in text


def test_consent(story: Story, home: Household) -> None:
    """Only the last word of a contact on a channel is in force; an exact text is kept as it was shown."""
    story.clock.advance(minutes=1)
    story.hear(home, "STOP")
    found = resources(exported(story, home), "Consent")
    assert [consent["status"] for consent in found] == ["inactive", "inactive"]
    assert [consent["provision"]["type"] for consent in found] == ["permit", "deny"]
