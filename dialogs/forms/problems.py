"""Why a Questionnaire is refused: every problem with its place, and a sentence that says what to change."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from dialogs.errors import ContentError


class Reason(StrEnum):
    """The closed list."""

    #: Not a Questionnaire, or a part of it has the wrong JSON type (a string where true or false belongs).
    MALFORMED = "malformed"
    MISSING_LINK_ID = "missing-link-id"
    DUPLICATE_LINK_ID = "duplicate-link-id"
    MISSING_TEXT = "missing-text"
    UNKNOWN_TYPE = "unknown-type"
    NO_CHOICES = "no-choices"
    DUPLICATE_CHOICE = "duplicate-choice"
    #: A label or keyword that would stop, start or explain the line instead of answering.
    RESERVED_WORD = "reserved-word"
    UNKNOWN_TARGET = "unknown-target"
    #: enableWhen asks a heading or a display item, which nobody can answer.
    TARGET_HAS_NO_ANSWER = "target-has-no-answer"
    CONDITION_CYCLE = "condition-cycle"
    #: The operator or the type of the answer does not fit the question it looks at.
    CONDITION_MISMATCH = "condition-mismatch"
    UNKNOWN_CODE = "unknown-code"
    MISSING_BEHAVIOR = "missing-enable-behavior"
    BAD_LIMIT = "bad-limit"
    #: A value of one of our own extensions that is not in its closed list.
    BAD_EXTENSION = "bad-extension"
    #: A modifierExtension changes the meaning of an item; ignoring it would be wrong.
    MODIFIER_EXTENSION = "modifier-extension"
    #: Nothing in the form can be asked.
    NOTHING_TO_ASK = "nothing-to-ask"
    #: A linkId that looks like an instance of another (`dose@2`), or like our own "add another?" (`meds+`).
    RESERVED_LINK_ID = "reserved-link-id"
    #: A regex that cannot be read, or that some answer would keep busy for ever.
    BAD_PATTERN = "bad-pattern"
    #: An initial value that the question itself would not take.
    BAD_INITIAL = "bad-initial"
    #: An expression that cannot be read, or that needs what a text conversation does not know.
    EXPRESSION = "expression"
    #: Computed items that need each other.
    CALCULATION_CYCLE = "calculation-cycle"
    #: More items, levels or options than any family would be walked through.
    TOO_LARGE = "too-large"
    #: Tags or script in a text: a family would read them letter by letter.
    MARKUP = "markup"
    #: Two texts of one thing claim the same language.
    LANGUAGE_TWICE = "language-twice"
    #: The name belongs to a built-in form, or the version to other words that were in use.
    NAME_TAKEN = "name-taken"
    #: Of a spreadsheet: it is none, or is too large; a column, type or expression of it is not understood; something
    #: of it has no meaning over text.
    SPREADSHEET = "spreadsheet"
    UNKNOWN_COLUMN = "unknown-column"
    UNKNOWN_LANGUAGE = "unknown-language"
    UNKNOWN_EXPRESSION = "unknown-expression"
    NOT_BY_TEXT = "not-by-text"
    #: A need that the form raises names a question, answer, sector, severity or plan item that there is not.
    NEED_RULE = "need-rule"
    #: Names a record, which a family cannot type.
    REFERENCE = "reference"
    VALUE_SET = "value-set-not-expanded"


class Problem(Struct, frozen=True):
    """One thing to change. `place` is the path to it: `part-a item md3 enableWhen 1`."""

    place: str
    reason: Reason
    sentence: str


class FormError(ContentError):
    """A Questionnaire cannot be walked. `problems` holds all that was found, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(first.place, first.sentence + more)
        self.problems = problems
