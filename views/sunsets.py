"""The sunset of a charge: warnings, the forms of a review, and what is said of them."""

from collections.abc import Sequence
from datetime import date

from models import Group, Person, SunsetReview
from models.calendar_days import day_words
from models.columns import TEXT_LENGTH
from models.payloads import Block, Element, Message, View
from models.proposals import GroupProposal
from models.sunset_notices import SunsetNotice
from models.sunsets import SunsetOutcome
from views import values
from views.elements import actions, button, context, message, section
from views.group_equity import formation
from views.inputs import (
    day_picker,
    field,
    modal,
    multi_select,
    option,
    select,
    text_input,
)
from views.texts import (
    HOW_TO_DECLINE,
    bold,
    brief,
    esc,
    in_a_row,
    joined,
    names,
    plural,
    who_is_told,
)

REVIEW = "sunset.review"
RECORD_SEND = "sunset.record.send"
PROPOSE_SEND = "sunset.propose.send"
CARRY, GO_ON, CARRIED_TASKS = "carry", "go_on", "tasks"
REPORT_LENGTH = 3000

OUTCOMES = {
    SunsetOutcome.CONTINUE: ("Continue", "With a new sunset date"),
    SunsetOutcome.CEASE: ("Cease", "Its work is done, or given up"),
    SunsetOutcome.COMBINE: ("Combine", "Another group goes on with its work"),
    SunsetOutcome.SPLIT: ("Split", "Several groups go on with its work"),
}
"""Each outcome, and what it means."""


def sunset_near(notice: SunsetNotice) -> Message:
    """To a chair or the program manager, 90, 60 and 30 days before."""
    group = notice.group
    text = (
        f"The charge of {bold(brief(group.name, 120))} lasts until {day_words(notice.sunset_on)}:"
        f" {_days_left(notice.days_left)}. Nothing ends by itself; a review says"
        " whether it continues, ceases, combines with another group or is split."
    )
    review = button("Review", REVIEW, group.id, about=group.name)
    return message(text, [section(text), actions(review), context(HOW_TO_DECLINE)])


def _days_left(days: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(days, f"{plural(days, 'day')} from now")


def propose(
    group: Group,
    known: SunsetReview | None,
    *,
    seen: str = "",
    proposal: GroupProposal | None = None,
) -> View:
    """The form by which a chair says what is to come of the group; ``seen`` tells apart what it
    shows of reviews. ``proposal`` is that of which the group came.
    """
    blocks = [
        section(
            f"What is to come of {bold(brief(group.name, 120))}? The program manager reads it, and"
            " records what is settled. Nothing changes before that."
        ),
        *_formation(proposal),
        _outcome(known),
        _reason(known, "To combine or split, say with which group, or into which."),
        _new_sunset(known, "If it continues."),
    ]
    private = values.private(group=group.id, seen=seen)
    return modal(
        PROPOSE_SEND, "Review the group", blocks, submit="Propose", close="Cancel", private=private
    )


def record(
    group: Group,
    known: SunsetReview | None,
    others: Sequence[Group],
    *,
    ends: Sequence[str],
    proposer: str = "",
    seen: str = "",
    proposal: GroupProposal | None = None,
) -> View:
    """The form by which the program manager records a review. ``others`` are the groups that can go
    on with its work, ``ends`` is what ends with it; ``seen`` tells apart what it shows of a
    proposal, and ``proposal`` is that of which the group came.
    """
    credit = (
        f" {esc(brief(proposer, 80))} proposed what is filled in." if known and proposer else ""
    )
    reader = "its channel reads" if group.channel_id else "where it ends its members read"
    blocks: list[Block] = [
        section(f"What comes of {bold(brief(group.name, 120))}?{credit}"),
        *_formation(proposal),
        _outcome(known),
        _reason(known, f"It stays on the group's page, and {reader} it."),
        _new_sunset(known, "If it continues: the last day of its charge."),
        *_into(others),
        *_if_it_ends(),
        section("\n".join(["*If it ends, this ends with it:*", *(f"• {line}" for line in ends)])),
        context(
            "A group that ceases, is combined or is split is discharged when you send this, unless"
            " it goes on itself. Only an import of groups.csv can undo that."
        ),
    ]
    private = values.private(group=group.id, seen=seen)
    return modal(
        RECORD_SEND, "Review the group", blocks, submit="Record", close="Cancel", private=private
    )


def _formation(proposal: GroupProposal | None) -> list[Block]:
    """What was answered of equity when the group was proposed, which comes back at its review."""
    if proposal is None:
        return []
    return [section(formation(proposal)), context("Is it still so? `/wg equity` counts it.")]


def _if_it_ends() -> list[Block]:
    boxes = [
        option("Its members go along", CARRY, "Into the groups that go on with its work"),
        option(
            "Its open tasks go along", CARRIED_TASKS, "And what comes back, into the first group"
        ),
        option("The group itself goes on", GO_ON, "Only where it is split; it keeps its tasks"),
    ]
    return [
        field(
            "names",
            "New groups",
            text_input("sunset.names", multiline=True, limit=1000),
            hint="If it is split: a name on each line. They begin with its charge and its chair.",
            optional=True,
        ),
        field(
            "more",
            "If it is combined or split",
            multi_select("sunset.more", boxes, initial=[CARRY, CARRIED_TASKS], type_="checkboxes"),
            optional=True,
        ),
        field(
            "report",
            "Final report",
            text_input("sunset.report", multiline=True, limit=REPORT_LENGTH),
            hint="If it ends: what it has done, or where that is to be read.",
            optional=True,
        ),
    ]


def _outcome(known: SunsetReview | None) -> Block:
    options = [option(label, key, about) for key, (label, about) in OUTCOMES.items()]
    initial = known.outcome if known else None
    return field(
        "outcome",
        "Outcome",
        select("sunset.outcome", options, initial=initial, type_="radio_buttons"),
    )


def _reason(known: SunsetReview | None, hint: str) -> Block:
    element = text_input(
        "sunset.reason",
        initial=known.reason if known else "",
        multiline=True,
        limit=TEXT_LENGTH,
    )
    return field("reason", "Reason", element, hint=hint)


def _new_sunset(known: SunsetReview | None, hint: str) -> Block:
    initial = known.sunset_on if known else None
    picker = day_picker("sunset.day", initial=initial, placeholder="Choose a day")
    return field("sunset_on", "New sunset date", picker, hint=hint, optional=True)


def _into(others: Sequence[Group]) -> list[Block]:
    hint = "If it is combined: the group that goes on with its work."
    if not others:
        return []
    options = [option(group.name, group.id) for group in others]
    menu = select("sunset.into", options, placeholder="Choose a group")
    return [field("into", "Combine with", menu, hint=hint, optional=True)]


def proposed(group: Group, *, is_heard: bool) -> Message:
    """To the chair who proposed what is to come of the group."""
    then = "The program manager hears of it now." if is_heard else "Tell the program manager."
    return message(f"Your review of {bold(brief(group.name, 120))} is proposed. {then}")


def to_record(group: Group, review: SunsetReview, *, by: Person) -> Message:
    """To the program manager, once."""
    what = OUTCOMES[review.outcome][0].lower()
    until = f" until {day_words(review.sunset_on)}" if review.sunset_on else ""
    text = (
        f"{esc(brief(by.name, 60))} proposes for {bold(brief(group.name, 120))}: {what}{until}.\n"
        f"{esc(brief(review.reason, 1500))}"
    )
    go_on = button("Record the review", REVIEW, group.id, about=group.name, style="primary")
    return message(text, [section(text), actions(go_on)])


def recorded(
    group: Group,
    review: SunsetReview,
    successors: Sequence[Group],
    *,
    ends: bool,
    tasks: int = 0,
    heard: int = 0,
    unreached: Sequence[Person] = (),
) -> Message:
    """To the program manager, after it; so many open ``tasks`` went along. Of the end of a group
    without a channel so many members hear, and who is ``unreached`` does not.
    """
    name = bold(brief(group.name, 120))
    names = in_a_row([bold(brief(heir.name, 80)) for heir in successors])
    into = {
        SunsetOutcome.CONTINUE: f"it continues until {_day(review.sunset_on)}",
        SunsetOutcome.CEASE: "it ceases",
        SunsetOutcome.COMBINE: f"it goes on as part of {names}",
        SunsetOutcome.SPLIT: f"it is split into {names}",
    }[review.outcome]
    readers = who_is_told(group, heard=heard, unreached=unreached)
    end = f" It is discharged. {readers}" if ends else ""
    start = _without_channel(successors) if review.outcome is SunsetOutcome.SPLIT else ""
    went = tasks_passed_on(tasks, successors)
    return message(f"The review of {name} is recorded: {into}.{end}{start}{went}")


def tasks_passed_on(count: int, successors: Sequence[Group]) -> str:
    """Which group has the open tasks now; empty where there were none."""
    if not count or not successors:
        return ""
    verb = "is" if count == 1 else "are"
    name = bold(brief(successors[0].name, 80))
    return f" {plural(count, 'open task')} {verb} in {name} now."


def _without_channel(parts: Sequence[Group]) -> str:
    gives = "gives it one" if len(parts) == 1 else "gives each its own"
    return f" {plural(len(parts), 'new group')} without a channel: `/wg edit` {gives}."


def continues(group: Group, review: SunsetReview, *, by: Person) -> Message:
    """To the chairs of a group that goes on."""
    until = f" until {_day(review.sunset_on)}" if review.sunset_on else ""
    text = (
        f"{esc(brief(by.name, 60))} recorded the review of {bold(brief(group.name, 120))}: it"
        f" continues{until}."
    )
    reason = esc(brief(review.reason, 1500))
    return message(joined([text, reason], "\n"))


def combined(
    group: Group,
    heir: Group,
    review: SunsetReview,
    added: Sequence[Person],
    *,
    by: Person,
    may_know: bool,
) -> Message:
    """To a chair of the group that goes on with the work of another one, and who came into it; of a
    private group that is none of hers neither its name nor the reason.
    """
    name = bold(brief(group.name, 120)) if may_know else "a private group"
    heir_name = bold(brief(heir.name, 120))
    text = f"{esc(brief(by.name, 60))} combined {name} with {heir_name}, which you chair."
    came = f"New in {heir_name}: {names(added)}." if added else ""
    reason = f"Reason: {esc(brief(review.reason, 1500))}" if may_know else ""
    return message(joined([text, came, reason], "\n"))


def chaired_until(
    group: Group, review: SunsetReview, successors: Sequence[Group], *, by: Person
) -> Message:
    """To somebody who chaired a group until its review ended it."""
    heirs = in_a_row([bold(brief(heir.name, 80)) for heir in successors])
    goes_on = f" Its work goes on in {heirs}." if heirs else ""
    text = (
        f"{esc(brief(by.name, 60))} recorded the review of {bold(brief(group.name, 120))}, and"
        f" it has ended: you chair it no longer.{goes_on} Thank you for chairing it."
    )
    return message(joined([text, f"Reason: {esc(brief(review.reason, 1500))}"], "\n"))


def why_added(group: Group, review: SunsetReview) -> str:
    """In the welcome of somebody whom a review brought into another group."""
    return (
        f"It goes on with work of {bold(brief(group.name, 120))}. Reason:"
        f" {esc(brief(' '.join(review.reason.split()), 500))}"
    )


def _day(day: date | None) -> str:
    return day_words(day) if day else "a day ahead"


def review_button(group: Group) -> Element:
    """The button that opens the form of a review."""
    return button("Review", REVIEW, group.id, about=group.name)
