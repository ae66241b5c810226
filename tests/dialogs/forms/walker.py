"""A family that answers at random, within what each question takes; by text, or by buttons where there are any."""

from __future__ import annotations

import random
from decimal import Decimal

from dialogs.forms.answers import Said
from dialogs.forms.fitting import fits
from dialogs.forms.happenings import Asked, How
from dialogs.forms.interview import Attached, Reply
from dialogs.forms.model import CHOOSING, SEVERAL, Kind, Question
from dialogs.forms.texts import labels_of
from tests.dialogs.forms.world import NAMES, Talk, wording

_WORDS = ["Rides to visits", "We moved.", "12345", "ana@example.org", "Ana", "blue", "He sleeps badly since March"]
_FILES = {"image": ("p", "photo"), "audio": ("v", "voice"), "application": ("d", "document")}


class Walker:
    """Answers until the end. `again` counts questions that had to be asked again: replies that were not understood."""

    def __init__(self, talk: Talk, seed: int, *, skips: float = 0.1, presses: float = 0.0, most: int = 2000) -> None:
        self.talk, self.chance = talk, random.Random(seed)
        self.skips, self.presses, self.most = skips, presses, most
        self.again: list[str] = []

    def walk(self) -> Talk:
        for _ in range(self.most):
            if self.talk.interview.status == "completed":
                return self.talk
            self.talk.sends(self.reply(self.talk.asked))
        raise AssertionError("the form never ends")

    def reply(self, asked: Asked) -> Reply:
        match asked.how:
            case How.AGAIN | How.THREE_WAY:
                # A rule of the form's own may well refuse what fits the type.
                if not asked.reason.startswith("rule"):
                    self.again.append(f"{asked.link_id} {asked.reason}")
                return Reply("skip" if asked.how is How.AGAIN else "2")
            case How.READ_BACK:
                return Reply("yes")
            case How.OTHER:
                return Reply("something else")
            case How.TIME:
                return Reply("3:30 pm")
            case How.KEEP:
                return Reply(self.chance.choice("12"))
            case How.OFFER:
                return Reply("1")
            case _:
                return self._answer(asked)

    def _answer(self, asked: Asked) -> Reply:
        question = self.talk.form.question(asked.link_id)
        labels = labels_of(self.talk.form, asked, self.talk.language, wording(), NAMES)
        if asked.how is How.UNIT:
            return self._one(labels)
        if self.chance.random() < self.skips:
            return Reply("skip")
        if question.is_more:
            return Reply("1" if self.chance.random() < 0.4 else "2")
        if question.kind in CHOOSING or question.kind is Kind.BOOLEAN:
            return self._options(question, labels)
        if question.kind is Kind.ATTACHMENT:
            wanted = next((type_ for type_ in question.limits.mime_types), "image/*").partition("/")[0]
            name, kind = _FILES.get(wanted, _FILES["image"])
            return Reply(attachments=(Attached(name, kind),))  # type: ignore[arg-type]
        return Reply(self._words(question))

    def _one(self, labels: tuple[str, ...]) -> Reply:
        place = self.chance.randrange(len(labels))
        return Reply(picked=(place,)) if self.chance.random() < self.presses else Reply(str(place + 1))

    def _options(self, question: Question, labels: tuple[str, ...]) -> Reply:
        fewest = question.limits.fewest or 1
        if question.kind not in SEVERAL or fewest > len(question.choices):
            return self._one(labels)
        open_to = [place for place, choice in enumerate(question.choices[:8]) if not choice.is_exclusive]
        most = min(question.limits.most or 3, len(open_to), 3)
        if not open_to:
            return Reply("1")
        places = self.chance.sample(open_to, self.chance.randint(min(fewest, most), most))
        return Reply(",".join(str(place + 1) for place in sorted(places)))

    def _words(self, question: Question) -> str:
        day = f"{self.chance.randint(2019, 2024)}-0{self.chance.randint(1, 9)}-1{self.chance.randint(0, 9)}"
        match question.kind:
            case Kind.INTEGER:
                return str(int(self._number(question)))
            case Kind.DECIMAL | Kind.QUANTITY:
                return str(self._number(question))
            case Kind.DATE:
                return self._bounded(question, day)
            case Kind.DATE_TIME:
                return f"{self._bounded(question, day)} {self.chance.choice(['15:30', '3pm'])}"
            case Kind.TIME:
                return self.chance.choice(["15:30", "9:15 am", "8 pm"])
            case Kind.URL:
                return "example.org/help"
            case _:
                fitting = [words for words in _WORDS if fits(question, Said(words))]
                return self.chance.choice(fitting or ["a" * (question.limits.min_length or 1)])

    def _number(self, question: Question) -> Decimal:
        low = question.minimum if isinstance(question.minimum, Decimal) else Decimal(1)
        high = question.maximum if isinstance(question.maximum, Decimal) else max(low, Decimal(1)) + 20
        return Decimal(self.chance.randint(int(low.to_integral_value()), int(high)))

    @staticmethod
    def _bounded(question: Question, day: str) -> str:
        low, high = question.minimum, question.maximum
        if isinstance(low, str) and day < low[:10]:
            return low[:10]
        return high[:10] if isinstance(high, str) and day > high[:10] else day
