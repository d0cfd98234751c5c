"""What units are committed to: the list, each of them, and the forms that renew or end it."""

from collections.abc import Sequence
from datetime import date

from models.calendar_days import day_words
from models.calls import REASON_LENGTH
from models.money import in_dollars
from models.offers import SAVED_HOW_LENGTH, CommitmentLine
from models.payloads import Block, Message, View
from views.elements import (
    PAGE,
    actions,
    button,
    context,
    header,
    message,
    more_button,
    section,
)
from views.inputs import day_picker, field, modal, text_input
from views.texts import bold, brief, esc, joined, plural
from views.values import CommitmentListAt, private

LISTED = "commitment.page"
SHOW = "commitment.show"
RENEW = "commitment.renew"
RENEW_SEND = "commitment.renew.send"
END = "commitment.end"
END_SEND = "commitment.end.send"
SAVING = "commitment.saving"
SAVING_SEND = "commitment.saving.send"
EXPORT = "commitment.csv"
SAVING_CLEARED = (
    "What was declared as saved is of the time until now: declare it again for the new time."
)
SEARCH_ROOM = 150
"""Characters of the words of a search that a button carries."""
_UNIT_ROOM = 80
_QUESTION_ROOM = 150


def listed(
    lines: Sequence[CommitmentLine], *, page: int = 0, words: str = "", may_export: bool
) -> Message:
    """What ends next first, ten at a time."""
    narrowed = f" with “{esc(brief(words, 60))}”" if words else ""
    if not lines:
        text = f"There are no commitments{narrowed}."
        meaning = "A commitment is what a library pays by an offer that went ahead."
        return message(f"{text} {meaning}", [section(text), context(meaning)])
    page = page if page * PAGE < len(lines) else 0
    shown = lines[page * PAGE : (page + 1) * PAGE]
    count = plural(len(lines), "commitment")
    cents = sum(line.commitment.cents for line in lines)
    about = f"{count}{narrowed}, {in_dollars(cents)} together. What ends next comes first."
    blocks: list[Block] = [
        header("Commitments"),
        context(f"{about} `/call commitments Tunxis` narrows it to a library or a group."),
        *(_line(line) for line in shown),
    ]
    if left := len(lines) - page * PAGE - len(shown):
        at = CommitmentListAt(page + 1, words[:SEARCH_ROOM])
        blocks.append(more_button(LISTED, at.text, left=left))
    if may_export:
        at = CommitmentListAt(0, words[:SEARCH_ROOM])
        blocks.append(actions(button("Export", EXPORT, at.text)))
    each = "; ".join(
        f"{esc(brief(line.unit.name, _UNIT_ROOM))}, {esc(brief(line.call.question, 60))},"
        f" {_until(line)}"
        for line in shown
    )
    return message(f"{about} {each}.", blocks)


def shown(
    line: CommitmentLine, *, may_change: bool, may_declare: bool = False, news: str = ""
) -> Message:
    """One commitment with all that is known of it. ``may_declare`` is whether the reader may say
    what it saves, and so sees who did.
    """
    row = line.commitment
    title = f"{brief(line.unit.name, 60)}: {brief(line.call.question, 80)}"
    facts = (
        f"{esc(brief(line.offer.vendor, 200))} · {esc(brief(line.group.name, _UNIT_ROOM))}",
        f"{in_dollars(row.cents)}, {day_words(row.starts_on)} to {day_words(row.ends_on)}",
        f"By {day_words(row.notice_on)} it must be decided whether it goes on."
        if row.notice_on
        else "No notice is needed.",
        f"After that: {esc(brief(row.renewal, 500))}" if row.renewal else "",
        _saving(line, is_named=may_declare),
        f"Contact: {esc(brief(line.contact, 200))}" if line.contact and may_change else "",
        f"*Ended on {day_words(row.ended_on)}.*" if row.ended_on else "",
        f"Why: {esc(row.reason)}" if row.reason else "",
    )
    text = joined(facts, "\n")
    blocks: list[Block] = [*([section(news)] if news else []), header(title), section(text)]
    buttons = []
    if may_change and row.ended_on is None:
        buttons += [
            button("Renew", RENEW, row.id, about=title),
            button("End", END, row.id, about=title),
        ]
    if may_declare:
        buttons.append(button("Declare what it saves", SAVING, row.id, about=title))
    if buttons:
        blocks.append(actions(*buttons))
    return message(joined((news, esc(title), text), "\n"), blocks)


def renew(line: CommitmentLine) -> View:
    """The form with the new last day of a commitment."""
    row = line.commitment
    cleared = "" if row.saved_cents is None else f" {SAVING_CLEARED}"
    blocks = [
        section(f"{_called(line)}\nIts last day is {day_words(row.ends_on)}.{cleared}"),
        field("ends_on", "New last day", day_picker("commitment.ends_on")),
        field(
            "notice_on",
            "Decide by",
            day_picker("commitment.notice_on"),
            hint="By when it must be decided again whether it goes on. Empty: no notice.",
            optional=True,
        ),
        field(
            "share",
            "Share, in dollars",
            text_input(
                "commitment.share", initial=in_dollars(row.cents).removeprefix("$"), limit=20
            ),
        ),
        _reason(),
    ]
    title = "Renew a commitment"
    return modal(RENEW_SEND, title, blocks, submit="Renew", private=_private(line))


def saving(line: CommitmentLine, *, seen: str) -> View:
    """The form that declares what a commitment saves."""
    row = line.commitment
    amount = "" if row.saved_cents is None else in_dollars(row.saved_cents).removeprefix("$")
    blocks = [
        section(
            f"{_called(line)}\nIt costs {in_dollars(row.cents)}, from {day_words(row.starts_on)} to"
            f" {day_words(row.ends_on)}."
        ),
        field(
            "saved",
            "What it saves in all of that time, in dollars",
            text_input("commitment.saved", initial=amount, limit=20),
            hint="Leave both fields empty to take back what was declared.",
            optional=True,
        ),
        field(
            "saved_how",
            "Against what that is reckoned",
            text_input(
                "commitment.saved_how",
                initial=row.saved_how,
                placeholder="The vendor’s price list",
                limit=SAVED_HOW_LENGTH,
            ),
            hint="It stands beside the amount wherever that is shown, also in value statements.",
            optional=True,
        ),
    ]
    carried = private(commitment=row.id, seen=row.ends_on.isoformat(), saving=seen)
    return modal(SAVING_SEND, "Declare a saving", blocks, submit="Declare", private=carried)


def saving_news(line: CommitmentLine, *, is_changed: bool) -> str:
    """What was done by the form that declares a saving."""
    if not is_changed:
        return "Nothing changed."
    taken_back = line.commitment.saved_cents is None
    return "The declared saving is taken back." if taken_back else "The saving is declared."


def end(line: CommitmentLine, today: date) -> View:
    """The form that ends a commitment."""
    row = line.commitment
    last = min(max(today, row.starts_on), row.ends_on)
    blocks = [
        section(
            f"{_called(line)}\nIts last day is {day_words(row.ends_on)}. Once it is ended, I remind"
            " nobody of it."
        ),
        field("ended_on", "Ends on", day_picker("commitment.ended_on", initial=last)),
        _reason(),
    ]
    return modal(END_SEND, "End a commitment", blocks, submit="End", private=_private(line))


def beside_file(count: int) -> str:
    """What is said beside the file."""
    return f"{plural(count, 'commitment')}, what ends next first."


def on_its_way(*, is_new: bool) -> Message:
    """To whoever asked for the file of commitments."""
    again = "" if is_new else " already"
    return message(f"The file is on its way{again}: I send it to you by direct message.")


def _private(line: CommitmentLine) -> str:
    row = line.commitment
    return private(commitment=row.id, seen=row.ends_on.isoformat())


def _saving(line: CommitmentLine, *, is_named: bool) -> str:
    row = line.commitment
    if row.saved_cents is None:
        return ""
    who = f" by {esc(brief(line.saved_by, 60))}" if is_named and line.saved_by else ""
    how = esc(brief(row.saved_how, SAVED_HOW_LENGTH))
    return f"Saves {in_dollars(row.saved_cents)} in all of that time, as declared{who}: {how}"


def _called(line: CommitmentLine) -> str:
    name = bold(brief(line.unit.name, _UNIT_ROOM))
    return f"{name}: {esc(brief(line.call.question, _QUESTION_ROOM))}"


def _reason() -> Block:
    reason = text_input("commitment.reason", limit=REASON_LENGTH)
    return field("reason", "Why", reason, hint="It stays beside the commitment.")


def _line(line: CommitmentLine) -> Block:
    row = line.commitment
    about = joined(
        (
            in_dollars(row.cents),
            esc(brief(line.offer.vendor, _UNIT_ROOM)),
            esc(brief(line.group.name, _UNIT_ROOM)),
        )
    )
    text = f"{_called(line)}\n{about}\n{_until(line)}"
    name = brief(line.unit.name, 30)
    return section(text, button("Show", SHOW, row.id, about=f"{name}, {line.call.question}"))


def _until(line: CommitmentLine) -> str:
    row = line.commitment
    if row.ended_on:
        return f"ended on {day_words(row.ended_on)}"
    notice = f", to decide by {day_words(row.notice_on)}" if row.notice_on else ""
    return f"until {day_words(row.ends_on)}{notice}"
