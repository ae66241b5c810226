"""Choosing among options step by step: pages of a long list, words that narrow it, ticks."""

from __future__ import annotations

from msgspec.structs import replace

from dialogs.forms.answers import Picked
from dialogs.forms.asking import put
from dialogs.forms.fitting import fits
from dialogs.forms.happenings import How, Ticked
from dialogs.forms.interview import Context, Interview, Listing, OtherWanted, Step, Ticking
from dialogs.forms.lists import MORE, found_by, has_pages, listing_of, numbers_in, shown, turned
from dialogs.forms.model import SEVERAL, Form, Question
from dialogs.forms.steps import record, turn_page, unclear, which
from dialogs.forms.texts import option_labels
from dialogs.reading.text import plain


def by_number(form: Form, interview: Interview, question: Question, text: str, context: Context) -> Step | None:
    """Numbers at a long list are those of the page that is open; None where there is no such list, or no number."""
    numbers = numbers_in(text) if question.is_long else ()
    if not numbers:
        return None
    listing = listing_of(interview.pending)
    page = shown(question, listing)
    is_turned = MORE in numbers and has_pages(question, listing)
    places = [number - 1 for number in numbers if not (is_turned and number == MORE)]
    if any(not 0 <= place < len(page) for place in places):
        return unclear(form, interview, text, "out-of-range")
    if question.kind not in SEVERAL and (len(numbers) > 1 or is_turned):
        return turn(form, interview, question) if len(numbers) == 1 else unclear(form, interview, text, "several")
    return _choose(form, interview, question, [page[place] for place in places], text, context, is_turned=is_turned)


def _choose(
    form: Form,
    interview: Interview,
    question: Question,
    places: list[int],
    text: str,
    context: Context,
    *,
    is_turned: bool,
) -> Step:
    """Take these options, beside those of earlier pages; go on choosing where the page was turned too."""
    listing = listing_of(interview.pending)
    chosen = {*listing.codes, *(question.choices[place].code for place in places if place < len(question.choices))}
    codes = tuple(choice.code for choice in question.choices if choice.code in chosen)
    if is_turned:
        return turn_page(form, interview, turned(question, listing, codes))
    if len(question.choices) in places:
        return which(form, interview, OtherWanted(codes))
    if not fits(question, Picked(codes)):
        return unclear(form, interview, text, "several")
    return record(form, interview, question, Picked(codes), text, context)


def by_word(form: Form, interview: Interview, question: Question, text: str, context: Context) -> Step | None:
    """The options of a long list that a word fits, or its next page; None where there are none, or no such list."""
    if not question.is_long:
        return None
    if plain(text) == plain(context.wording.say(interview.language, "form-next-page")):
        return turn(form, interview, question) if has_pages(question, listing_of(interview.pending)) else None
    labels = option_labels(form, question, interview.language, context.wording, context.names)
    found = found_by(text, labels)
    if not found or len(found) == len(labels):
        return None
    return turn_page(form, interview, Listing(0, found, listing_of(interview.pending).codes))


def turn(form: Form, interview: Interview, question: Question) -> Step:
    listing = listing_of(interview.pending)
    return turn_page(form, interview, turned(question, listing, listing.codes))


def place_of_press(interview: Interview, question: Question, place: int) -> int:
    """The place of the option that a button on this page stands for; -1 for "more"."""
    listing = listing_of(interview.pending)
    page = shown(question, listing)
    if not page:
        return place
    if place == len(page) and has_pages(question, listing):
        return -1
    return page[place] if place < len(page) else len(question.choices) + 1


def tick(interview: Interview, question: Question, place: int) -> Step:
    """Tick or untick one option; an exclusive one unticks the others."""
    ticked = chosen_so_far(interview)
    if place >= len(question.choices):
        return Step(interview, (Ticked(interview.position, ticked),))
    touched = question.choices[place]
    if touched.code in ticked:
        chosen = {code for code in ticked if code != touched.code}
    elif touched.is_exclusive:
        chosen = {touched.code}
    else:
        chosen = {c.code for c in question.choices if c.code in ticked and not c.is_exclusive} | {touched.code}
    codes = tuple(choice.code for choice in question.choices if choice.code in chosen)
    listing = listing_of(interview.pending)
    pending = replace(listing, codes=codes) if question.is_long else Ticking(codes)
    return Step(replace(interview, pending=pending), (Ticked(interview.position, codes),))


def chosen_so_far(interview: Interview) -> tuple[str, ...]:
    """Options ticked by button, or taken on earlier pages, and not recorded yet."""
    return interview.pending.codes if isinstance(interview.pending, Ticking | Listing) else ()


def done(form: Form, interview: Interview, question: Question, context: Context) -> Step:
    """The options ticked so far are all."""
    value = Picked(chosen_so_far(interview))
    if not fits(question, value):
        if value.codes:
            return unclear(form, interview, "", "several")
        return put(form, replace(interview, pending=None), interview.position, How.SAME)
    return record(form, interview, question, value, "", context)
