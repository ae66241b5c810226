"""XLSForm spreadsheets become Questionnaires that ask what their author meant."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire

from bot.exchange.form_files import read
from dialogs.forms.model import Kind
from dialogs.forms.problems import FormError
from tests.exchange.sheets import RESERVED, as_csv, as_xlsx, imported, items, problems

SURVEY = """
type | name | label::English (en) | label::Español (es) | hint | required | relevant | constraint | appearance
note | hello | Some questions about food. | Unas preguntas sobre comida.
select_one yn | food | Is there enough food? | ¿Hay suficiente comida? | We ask everyone. | yes
begin group | more | More about food | Más sobre comida | | | ${food} = 'no'
integer | days | How many days without? | ¿Cuántos días sin comida? | | | | . >= 0 and . <= 31
select_multiple help | wish | What would help? | ¿Qué le ayudaría?
text | say | Tell us more. | Cuéntenos más. | | | | | multiline
end group
"""
CHOICES = """
list_name | name | label::English (en) | label::Español (es)
yn | yes | Yes | Sí
yn | no | No | No
help | box | A food box | Una caja de comida
help | card | A store card | Una tarjeta
"""
SETTINGS = """
form_title | form_id | version
Food | food_check | 7
"""
YN = "list_name | name | label\nyn | yes | Yes\nyn | no | No"


def test_a_whole_form() -> None:
    """Title, version, languages, groups, choices, help and bounds arrive, and FHIR's own judge has no objection."""
    found = imported(SURVEY, CHOICES, SETTINGS)
    assert (found.form.name, found.form.version, found.form.title.base) == ("food-check", "7", "Food")
    assert found.form.base_language == "en"
    assert [(question.link_id, question.kind) for question in found.form.questions] == [
        ("food", Kind.CHOICE), ("days", Kind.INTEGER), ("wish", Kind.SEVERAL), ("say", Kind.TEXT),
    ]  # fmt: skip
    assert found.form.question("food").text.say("es") == "¿Hay suficiente comida?"
    assert found.form.question("food").help.base == "We ask everyone."
    assert found.form.question("food").is_required
    assert found.form.question("days").gates[0].conditions[0].expected == "no"
    Questionnaire.model_validate(json.loads(found.text))


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_kind_of_file_makes_no_difference(suffix: str) -> None:
    """CSV and workbook give one Questionnaire."""
    make = as_csv if suffix == ".csv" else as_xlsx
    data = make(survey=SURVEY, choices=CHOICES, settings=SETTINGS)
    assert read(data, f"x{suffix}", RESERVED).questionnaire == imported(SURVEY, CHOICES, SETTINGS).questionnaire


def test_a_form_without_settings_takes_its_name_from_the_file() -> None:
    """And English where labels name no language."""
    found = read(as_csv(survey="type | name | label\ntext | a | Why?"), "My Form.csv", RESERVED)
    assert (found.form.name, found.form.version, found.form.base_language) == ("my-form", "1", "en")


def test_what_a_device_tells_is_left_out() -> None:
    """Every answer has its time and its sender anyway."""
    found = items("type | name | label\nstart | start\ndeviceid | d\ntext | a | Why?")
    assert [item["linkId"] for item in found] == ["a"]


def condition(relevant: str) -> dict[str, Any]:
    survey = (
        "type | name | label | relevant\nselect_one yn | a | A?\nselect_multiple yn | m | M?\ninteger | n | N?\n"
        f"date | d | D?\ntext | t | T?\ntext | z | Z? | {relevant}"
    )
    item = items(survey, YN)[-1]
    return {name: item[name] for name in ("enableWhen", "enableBehavior") if name in item}


def when(question: str, operator: str, **answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": operator, **answer}


@pytest.mark.parametrize(
    ("relevant", "conditions", "behavior"),
    [
        pytest.param("${a} = 'yes'", [when("a", "=", answerCoding={"code": "yes"})], None, id="a choice"),
        pytest.param("'yes' = ${a}", [when("a", "=", answerCoding={"code": "yes"})], None, id="turned round"),
        pytest.param("selected(${m}, 'yes')", [when("m", "=", answerCoding={"code": "yes"})], None, id="selected"),
        pytest.param("${n} > 3", [when("n", ">", answerInteger=3)], None, id="a number"),
        pytest.param("3 < ${n}", [when("n", ">", answerInteger=3)], None, id="a number, turned round"),
        pytest.param("${n} >= -1.5", [when("n", ">=", answerDecimal=-1.5)], None, id="a fraction"),
        pytest.param("${d} <= date('2026-01-31')", [when("d", "<=", answerDate="2026-01-31")], None, id="a date"),
        pytest.param("${t} = \"it's\"", [when("t", "=", answerString="it's")], None, id="a text"),
        pytest.param("${t} != ''", [when("t", "exists", answerBoolean=True)], None, id="answered"),
        pytest.param("string-length(${t}) > 0", [when("t", "exists", answerBoolean=True)], None, id="has a length"),
        pytest.param("${a} = ''", [when("a", "exists", answerBoolean=False)], None, id="not answered"),
        pytest.param(
            "${a} != 'yes'",
            [when("a", "exists", answerBoolean=False), when("a", "!=", answerCoding={"code": "yes"})],
            "any", id="unlike FHIR, != holds where nothing was answered",
        ),
        pytest.param(
            "not(${n} > 3)",
            [when("n", "exists", answerBoolean=False), when("n", "<=", answerInteger=3)],
            "any", id="and so does a negated order",
        ),
        pytest.param(
            "${a} = 'yes' and ${n} > 3 and ${t} != ''",
            [when("a", "=", answerCoding={"code": "yes"}), when("n", ">", answerInteger=3),
             when("t", "exists", answerBoolean=True)],
            "all", id="all of three",
        ),
        pytest.param(
            "${a} = 'yes' or (${n} > 3 or ${n} < 1)",
            [when("a", "=", answerCoding={"code": "yes"}), when("n", ">", answerInteger=3),
             when("n", "<", answerInteger=1)],
            "any", id="any of three",
        ),
        pytest.param(
            "not(${a} = '' or ${t} = '')",
            [when("a", "exists", answerBoolean=True), when("t", "exists", answerBoolean=True)],
            "all", id="a negation goes inward",
        ),
    ],
)  # fmt: skip
def test_relevant_becomes_enable_when(relevant: str, conditions: list[Any], behavior: str | None) -> None:
    """Where comparisons are joined by all or by any."""
    found = condition(relevant)
    assert (found["enableWhen"], found.get("enableBehavior")) == (conditions, behavior)


def bounded(kind: str, constraint: str) -> dict[str, Any]:
    (item,) = items(f"type | name | label | constraint\n{kind} | a | A? | {constraint}", YN)
    found: dict[str, Any] = {
        extension["url"].rsplit("/", 1)[-1]: next(value for name, value in extension.items() if name != "url")
        for extension in item.get("extension", ())
    }
    return found | ({"maxLength": item["maxLength"]} if "maxLength" in item else {})


@pytest.mark.parametrize(
    ("kind", "constraint", "bounds"),
    [
        pytest.param("integer", ". >= 1 and . <= 9", {"minValue": 1, "maxValue": 9}, id="lowest and highest"),
        pytest.param("integer", ". > 0 and 10 > .", {"minValue": 1, "maxValue": 9}, id="without the limits themselves"),
        pytest.param("decimal", ". >= 0.5", {"minValue": 0.5}, id="a fraction"),
        pytest.param("date", ". > '2026-01-31'", {"minValue": "2026-02-01"}, id="after a day"),
        pytest.param("text", "string-length(.) <= 20", {"maxLength": 20}, id="a length"),
    ],
)
def test_constraint_becomes_bounds(kind: str, constraint: str, bounds: dict[str, Any]) -> None:
    """Lowest, highest and length are said in FHIR's own terms."""
    assert bounded(kind, constraint) == bounds


def test_none_of_these_stands_alone() -> None:
    """The usual way to write it makes the choice exclusive."""
    survey = (
        "type | name | label | constraint\n"
        "select_multiple yn | a | A? | not(selected(., 'no') and count-selected(.) > 1)"
    )
    found = imported(survey, YN).form.question("a")
    assert [choice.is_exclusive for choice in found.choices] == [False, True]


def test_our_own_columns() -> None:
    """Who an answer is about, who may see it, and the short text for SMS."""
    found = imported(
        "type | name | label | about | carriage | sector | short\n"
        "text | a | How have you been sleeping lately? | caregiver | private | caregiver_wellbeing | Sleeping well?"
    ).form.question("a")
    assert (found.about, found.is_private, found.sector) == ("caregiver", True, "caregiver_wellbeing")
    assert found.short.base == "Sleeping well?"


@pytest.mark.parametrize(
    ("survey", "choices", "place", "reason"),
    [
        pytest.param("type | name | label\nhologram | a | A?", "", "survey row 2 column type", "unknown-type",
                     id="unknown type"),
        pytest.param("type | name | label\n\ngeopoint | a | A?", "", "survey row 3 column type", "not-by-text",
                     id="a type that no text carries; empty rows count"),
        pytest.param("type | name | label\nrank yn | a | A?", YN, "survey row 2 column type", "not-by-text", id="rank"),
        pytest.param("type | name | label | relevant\ntext | a | A?\ntext | b | B? | pulldata('x', 'y') = '1'", "",
                     "survey row 3 column relevant", "unknown-expression", id="unknown function"),
        pytest.param("type | name | label | relevant\ntext | a | A? | ${zz} = '1'", "", "survey row 2 column relevant",
                     "unknown-expression", id="unknown name"),
        pytest.param("type | name | label | relevant\nselect_one yn | a | A?\ntext | b | B? | ${a} = 'maybe'", YN,
                     "survey row 3 column relevant", "unknown-expression", id="a choice that is none"),
        pytest.param("type | name | label | relevant\nselect_multiple yn | a | A?\ntext | b | B? | ${a} = 'yes'", YN,
                     "survey row 3 column relevant", "unknown-expression", id="= on several answers"),
        pytest.param("type | name | label | relevant\ntext | a | A?\ntext | b | B? | (${a} = 'x'", "",
                     "survey row 3 column relevant", "unknown-expression", id="a bracket is missing"),
        pytest.param("type | name | label | bind:constraint\ntext | a | A? | . = ${b}", "",
                     "survey row 2 column bind:constraint", "unknown-expression", id="a bound by another answer"),
        pytest.param("type | name | label | choice_filter\nselect_one yn | a | A? | x = 1", YN,
                     "survey row 2 column choice_filter", "not-by-text", id="choice filter"),
        pytest.param("type | name | label\nselect_one nope | a | A?", YN, "survey row 2 column type", "no-choices",
                     id="no such list"),
        pytest.param("type | name | label\nselect_one_from_file x.csv | a | A?", "", "survey row 2 column type",
                     "not-by-text", id="choices of another file"),
        pytest.param("type | name | label\nselect_one yn | a | A?", YN + "\nyn | yes | Again",
                     "choices row 4 column name", "duplicate-choice", id="a choice twice"),
        pytest.param("type | name | label\nselect_one yn | a | A?", YN + "\nyn | x |", "choices row 4 column label",
                     "missing-text", id="a choice without a label"),
        pytest.param("type | name | label\ntext | a | A?\ntext | a | B?", "", "survey row 3 column name",
                     "duplicate-link-id", id="a name twice"),
        pytest.param("type | name | label\ntext | | A?", "", "survey row 2 column name", "missing-link-id",
                     id="no name"),
        pytest.param("type | name | label\ntext | a", "", "survey row 2 column label", "missing-text", id="no label"),
        pytest.param("type | name | label\ntext | a | Hi ${b}", "", "survey row 2 column label", "not-by-text",
                     id="an answer in a label"),
        pytest.param("type | name | label | colour\ntext | a | A? | red", "", "survey row 2 column colour",
                     "unknown-column", id="unknown column"),
        pytest.param("type | name | label::Klingonish\ntext | a | A?", "", "survey row 1 column label::Klingonish",
                     "unknown-language", id="unknown language"),
        pytest.param("type | name | label::English (en) | label::Inglés (en)\ntext | a | A? | A?", "",
                     "survey row 1 column label::Inglés (en)", "language-twice", id="two languages with one code"),
        pytest.param("type | name | label\nbegin group | g | G\ntext | a | A?", "", "survey row 2 column type",
                     "unknown-type", id="a group that never ends"),
        pytest.param("type | name | label\ntext | a | A?\nend repeat", "", "survey row 3 column type", "unknown-type",
                     id="an end without a beginning"),
        pytest.param("type | name | label | required\ntext | a | A? | ${b} = 1", "", "survey row 2 column required",
                     "unknown-expression", id="required by a condition"),
        pytest.param("type | name | label | default\ninteger | a | A? | many", "", "survey row 2 column default",
                     "unknown-expression", id="a default of another type"),
        pytest.param("type | name | label | appearance\ntext | a | A? | sparkling", "",
                     "survey row 2 column appearance", "not-by-text", id="unknown appearance"),
        pytest.param("type | name | label | image\ntext | a | A? | a.png", "", "survey row 2 column image",
                     "not-by-text", id="a picture"),
        pytest.param("type | name | label\nselect_one yn | a | A?", YN.replace("Yes", "STOP"),
                     "survey row 2 (item a)", "reserved-word", id="a label that opts out"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_named(survey: str, choices: str, place: str, reason: str) -> None:
    """Sheet, row and column as the author sees them, and a sentence about what to change. What follows may follow."""
    found = problems(survey, choices)
    assert (found[0].place, str(found[0].reason)) == (place, reason)
    assert len(found[0].sentence) > 20


def test_all_problems_are_told_at_once() -> None:
    """An author mends a sheet once."""
    survey = "type | name | label | relevant\nhologram | a | A?\ntext | b | | ${x} = 1\ngeopoint | c | C?"
    assert [problem.place for problem in problems(survey)] == [
        "survey row 2 column type", "survey row 3 column label", "survey row 3 column relevant",
        "survey row 4 column type",
    ]  # fmt: skip


def test_what_the_compiler_finds_is_told_in_the_same_run() -> None:
    """A label that opts out, markup and a wrong code beside rows that are not understood; nothing that follows."""
    survey = """
    type | name | label | about | relevant
    hologram | h | H?
    select_one yn | a | A? | uncle |
    text | b | Is it <b>bad</b>? | | ${h} = 'x'
    """
    assert [(problem.place, str(problem.reason)) for problem in problems(survey, YN.replace("Yes", "STOP"))] == [
        ("survey row 2 column type", "unknown-type"),
        ("survey row 4 column relevant", "unknown-expression"),
        ("survey row 3 (item a)", "reserved-word"),
        ("survey row 3 (item a about)", "bad-extension"),
        ("survey row 4 (item b)", "markup"),
    ]


@pytest.mark.parametrize(
    ("end", "place", "said"),
    [
        pytest.param("end repeat | | | 3", "survey row 4 column repeat_count", "the row that begins", id="at the end"),
        pytest.param("end group", "survey row 4 column type", "write 'end repeat'", id="another end"),
        pytest.param(
            "text | b | B? | 2\nend repeat", "survey row 4 column repeat_count", "counts nothing", id="inside"
        ),
        pytest.param("end repeat\nend repeat", "survey row 5 column type", "did not begin", id="one too many"),
    ],
)
def test_ends_and_counts_that_stand_wrong(end: str, place: str, said: str) -> None:
    """Each with the row that it belongs to."""
    (found,) = problems(f"type | name | label | repeat_count\nbegin repeat | r | R\ntext | a | A?\n{end}")
    assert found.place == place
    assert said in found.sentence


def test_a_csv_without_the_names_of_its_sheets() -> None:
    """It is said how a CSV names them."""
    with pytest.raises(FormError, match="stands alone in the first column"):
        read(b"type,name,label\ntext,a,Why?\n", "a.csv", RESERVED)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param(b"PK\x03\x04 not really", "a.xlsx", id="no archive"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(2000), "a.xls", id="a broken .xls"),
        pytest.param(b"\xff\xfe\x00type", "a.csv", id="not UTF-8"),
        pytest.param(b"", "a.csv", id="empty"),
        pytest.param(b"x" * (3 * 1024 * 1024), "a.csv", id="too large"),
        pytest.param(as_xlsx(notes="a | b\n1 | 2", other="c"), "a.xlsx", id="no survey"),
        pytest.param(b"a form", "a.docx", id="another kind of file"),
    ],
)
def test_what_is_no_spreadsheet(data: bytes, name: str) -> None:
    """One problem, never an exception of somebody else's."""
    with pytest.raises(FormError) as caught:
        read(data, name, RESERVED)
    assert len(caught.value.problems) == 1


def test_a_bomb_is_not_unpacked() -> None:
    """A small archive that declares more than any form holds is refused unread."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (40 * 1024 * 1024))
    assert len(out.getvalue()) < 100_000
    with pytest.raises(FormError, match="unpacks to more"):
        read(out.getvalue(), "bomb.xlsx", RESERVED)


def test_pyxform_is_loaded_only_when_needed() -> None:
    """A house that gets no spreadsheet pays nothing for reading them."""
    code = "import sys, bot.wiring, bot.exchange.form_files; print({'pyxform', 'openpyxl'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
