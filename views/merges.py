"""Merging two records of one person: the form, what would move, and what was done."""

from collections.abc import Sequence

from models import Person
from models.merges import MergeLine, MergePreview
from models.payloads import Block, Element, Message, View
from views.elements import actions, button, context, header, message, section
from views.inputs import field, modal, option, person_picker, select
from views.texts import bold, esc, joined, plural, short
from views.times import moment
from views.values import MergePair

SEND = "merge.send"
SWAP = "merge.swap"
CONFIRM = "merge.confirm"
UNDO = "merge.undo"
MERGE_COMMAND = "/convene merge"
_SINGLE = {
    "memberships": "membership",
    "tasks": "task",
    "answers to meetings": "answer to a meeting",
    "attendances": "attendance",
    "contributions": "contribution",
    "entries of history": "entry of history",
}


def form(records: Sequence[Person], *, note: str = "", stays: Person | None = None) -> View:
    """Who stays, and whose record becomes part of that. ``records`` have no active account."""
    picker = person_picker(
        "merge.stays", placeholder="Somebody in Slack", initial=stays.slack_id if stays else None
    )
    blocks: list[Block] = [
        *([section(f"{esc(note)} Choose here.")] if note else []),
        field("stays", "Who stays, from Slack", picker, optional=True),
        field(
            "stays_apart",
            "Or who stays, without an active Slack account",
            select("merge.stays_apart", record_choices(records)),
            optional=True,
        ),
        field(
            "merged",
            "Whose record becomes part of it",
            select("merge.merged", record_choices(records)),
            hint="Nothing happens yet: you see first what moves.",
        ),
    ]
    return modal(SEND, "Merge two records", blocks, submit="Next", close="Cancel")


def preview(found: MergePreview, *, may_swap: bool) -> Message:
    """What merging would move, with the button that does it."""
    text = (
        f"Are {bold(found.kept.name)} and {bold(found.merged.name)} one person? Then the first"
        " record stays, and everything of the second becomes part of it."
    )
    pair = MergePair(found.kept.id, found.merged.id).text
    buttons = [button("Merge them", CONFIRM, pair, style="primary")]
    if may_swap:
        buttons.append(button("Keep the other record", SWAP, pair))
    blocks = [
        section(text),
        section(
            f"*Stays:* {_described(found.kept)}\n*Becomes part of it:* {_described(found.merged)}"
        ),
        section(_counted(found)),
        actions(*buttons),
        context("You can undo it with `/convene merges` until something of it changes."),
    ]
    return message(text, blocks)


def done(merge_id: int, kept: Person, merged: Person) -> Message:
    """The answer to the button, with the one that undoes it."""
    text = f"Merged. Everything of {esc(merged.name)} is now that of {bold(kept.name)}."
    return message(text, [section(text), actions(button("Undo", UNDO, merge_id, about=kept.name))])


def undone(line: MergeLine) -> Message:
    """The answer to Undo."""
    return message(
        f"Undone. {bold(line.kept.name)} and {bold(line.merged.name)} are two records again, each"
        " with what it had."
    )


def listed(lines: Sequence[MergeLine], *, zone: str) -> Message:
    """The latest merges, each with Undo."""
    if not lines:
        return message(f"No records are merged. Type `{MERGE_COMMAND}` to make one person of two.")
    title = "Latest merges"
    blocks = [header(title)]
    for line in lines:
        words = (
            f"{bold(short(line.merged.name, 100))} became part of"
            f" {bold(short(line.kept.name, 100))} on {moment(line.merge.merged_at, zone)}."
        )
        undo = button("Undo", UNDO, line.merge.id, about=short(line.merged.name, 40))
        blocks.append(section(words, undo))
    return message(f"{title}: {plural(len(lines), 'merge')} that can be undone.", blocks)


def _counted(found: MergePreview) -> str:
    if not found.counts:
        return "Nothing moves but the name and the email addresses."
    counts = [plural(count, _SINGLE[name], name) for name, count in found.counts.items()]
    return f"*Moves:* {', '.join(counts)}."


def _described(person: Person) -> str:
    return joined([esc(person.name), facts(person)])


def facts(person: Person) -> str:
    """What tells a record from others of the same name."""
    return joined([esc(person.email or ""), _account(person)])


def _account(person: Person) -> str:
    if not person.slack_id:
        return "no Slack account"
    if not person.is_active:
        return "left Slack"
    return "in Slack, from another workspace" if person.is_external else "in Slack"


def record_choices(records: Sequence[Person]) -> list[Element]:
    """The records of people, told apart by account and address."""
    return [option(person.name, person.id, _about(person)) for person in records]


def _about(person: Person) -> str:
    return joined([_account(person), person.email or ""])
