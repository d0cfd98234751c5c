"""Handing over: the list of what somebody holds with who is to have it, and word of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from models import Group, Organization, Person
from models.calendar_days import day_words
from models.handovers import HandedOver, HeldAtFormer, HeldItem, HeldKind, HeldPage, Passed
from models.payloads import Block, Element, Message, View
from models.subjects import Subject
from views import groups as group_views
from views.elements import actions, button, context, header, message, section
from views.inputs import field, modal, person_picker
from views.texts import (
    bold,
    brief,
    esc,
    fitting,
    in_a_row,
    isolate,
    joined,
    please_tell_those,
    plural,
    short,
)
from views.times import day_in
from views.values import HandoverOf, private, subject_text

OPEN = "handover.open"
SEND = "handover.send"
EVERYTHING = "everything"
"""The field that says who gets whatever has no choice of its own."""
_LINES_ROOM = 2900
_STILL_HELD_NAMED = 12
_SPOKE_NAMED = 6
_GROUPS_WITH_BUTTONS = 8
_WORDS_OF_A_GROUP = 600
_KIND_WORDS = {
    HeldKind.SEAT: "seat",
    HeldKind.CHAIR: "",
    HeldKind.SERIES: "series",
    HeldKind.MEETING: "meeting",
    HeldKind.TASK: "task",
}


def open_button(label: str, person: Person, group: Group | None = None) -> Element:
    """Opens the form of what somebody holds, in one group or everywhere."""
    at = HandoverOf(person.id, group.id if group else 0)
    return button(label, OPEN, at.text, about=joined([person.name, group.name if group else ""]))


def form(page: HeldPage, *, asker: Person) -> View:
    """Everything that somebody holds, with a choice of a person beside each."""
    blocks: list[Block] = [section(_opening(page, asker))]
    may_pass = [item for item in page.items if item.may_pass]
    if len(may_pass) > 1:
        hint = "A choice beside one thing overrides this."
        picker = person_picker("handover.everything", placeholder="Choose a person")
        everything = field(
            EVERYTHING, "The same person for all below", picker, hint=hint, optional=True
        )
        blocks.append(everything)
    names = {item.subject: f"item{number}" for number, item in enumerate(may_pass)}
    fixed = [item.subject for item in page.items if not item.may_pass]
    for _, of_group in groupby(page.items, key=lambda item: item.group.id):
        items = list(of_group)
        blocks.append(section(bold(brief(items[0].group.name, 120))))
        blocks += [_line(item, names) for item in items]
    if page.left:
        more = f"And {page.left} more: after these are saved, a button opens the next ones."
        blocks.append(context(more))
    return modal(
        SEND,
        "Hand over",
        blocks,
        submit="Hand over" if may_pass else None,
        close="Cancel" if may_pass else "Close",
        private=private(
            person=page.person.id,
            group=page.group.id if page.group else 0,
            start=page.start,
            items={name: subject_text(subject) for subject, name in names.items()},
            fixed={str(number): subject_text(subject) for number, subject in enumerate(fixed)},
        ),
    )


def nothing(person: Person, *, asker: Person, group: Group | None) -> Message:
    """Where there is nothing to pass on."""
    where = f" in {bold(short(group.name, 200))}" if group else ""
    if person.id == asker.id:
        return message(f"You hold nothing{where} that somebody else could take over.")
    name = esc(short(person.name, 80))
    return message(f"{name} holds nothing{where} that you could pass on.")


def saved(
    done: HandedOver,
    page: HeldPage,
    *,
    asker: Person,
    today: date,
    unreached: Sequence[Person] = (),
) -> Message:
    """To the one who sent the form; ``page`` is what comes next, if anything does, and those who
    are ``unreached`` get no word.
    """
    lines = [_passed_line(passed, today) for passed in done.passed]
    text = f"Handed over: {plural(len(lines), 'thing')}." if lines else "Nothing was handed over."
    if done.skipped:
        count = plural(done.skipped, "thing")
        stays = "it is" if done.skipped == 1 else "they are"
        text = f"{text} {count} had changed meanwhile, and stayed as {stays} now."
    if not lines and not done.skipped:
        text = f"{text} Choose a person beside what somebody else is to have."
    blocks: list[Block] = [section(text)]
    if lines:
        blocks.append(section("\n".join(fitting(lines, _LINES_ROOM))))
    others = {passed.receiver.id for passed in done.passed} - {asker.id}
    if others - {person.id for person in unreached}:
        whom = "each of the others" if unreached else "each of them"
        blocks.append(context(f"I tell {whom}, once and of everything together."))
    if missing := please_tell_those(unreached):
        blocks.append(context(missing))
    if page.items:
        at = HandoverOf(page.person.id, page.group.id if page.group else 0, page.start)
        next_ones = button("Show what is next", OPEN, at.text, about=page.person.name)
        blocks.append(actions(next_ones))
    return message(joined([text, *lines, missing], "\n"), blocks)


def handed(
    passed: Sequence[Passed], *, person: Person, by: Person, today: date, chaired: Sequence[Group]
) -> Message:
    """To somebody who has it now: everything at once, with what is to be done about it."""
    whose = "" if person.id == by.id else f" what {esc(short(person.name, 80))} held"
    opening = f"{esc(short(by.name, 80))} handed over to you{whose}:"
    blocks: list[Block] = [header("Handed over to you"), section(opening)]
    groups = list({row.item.group.id: row.item.group for row in passed}.values())
    chaired_ids = {group.id for group in chaired}
    for group in groups[:_GROUPS_WITH_BUTTONS]:
        lines = [f"• {_words(row.item, today)}" for row in passed if row.item.group.id == group.id]
        title = bold(brief(group.name, 120))
        blocks.append(section("\n".join([title, *fitting(lines, _WORDS_OF_A_GROUP)])))
        first = [_chair_button(group)] if group.id in chaired_ids else []
        show = button("Show the group", group_views.SHOW, group.id, about=group.name)
        blocks.append(actions(*first, show))
    if (more := len(groups) - _GROUPS_WITH_BUTTONS) > 0:
        blocks.append(
            context(f"And in {plural(more, 'more group')}: `/wg list` shows yours first.")
        )
    if any(row.item.kind is HeldKind.TASK for row in passed):
        blocks.append(context("`/task mine` shows your tasks."))
    every = [_thing_line(row.item, today) for row in passed]
    return message(joined([opening, *every], "\n"), blocks)


def still_held(items: Sequence[HeldItem], person: Person, group: Group, today: date) -> Message:
    """What somebody who left a group holds there still, with the form that passes it on."""
    lines = [_words(item, today) for item in items]
    named = [
        *lines[:_STILL_HELD_NAMED],
        *([f"{len(lines) - _STILL_HELD_NAMED} more"] if len(lines) > _STILL_HELD_NAMED else []),
    ]
    listed = "\n".join(["You still hold there:", *(f"• {line}" for line in named)])
    hand_over = actions(open_button("Hand over", person, group))
    return message(f"You still hold there: {'; '.join(named)}.", [section(listed), hand_over])


def moved(
    held: HeldAtFormer,
    person: Person,
    organization: Organization,
    today: date,
    *,
    was_merged: bool = False,
) -> Message:
    """To somebody who works at another library now, also as hers ``was_merged`` into it: what she
    was for the former one, and what she holds still, with the form that passes it on.
    """
    former, name = bold(brief(held.former.short_name, 60)), bold(brief(organization.short_name, 60))
    opening = (
        f"{former} became part of {name}, so you work at {name} now."
        if was_merged
        else f"You work at {name} now, and no longer at {former}."
    )
    spoke = in_a_row([bold(brief(subject, 80)) for subject in held.spoke_on[:_SPOKE_NAMED]])
    more = len(held.spoke_on) - _SPOKE_NAMED
    follows = (
        f"who speaks for {name} speaks for you, too."
        if was_merged
        else "its director or the program manager names who follows."
    )
    ended = [
        "You direct it no longer." if held.directed_it else "",
        f"You spoke for it on {spoke}{f' and {more} more' if more > 0 else ''}: that has ended, and"
        f" {follows}"
        if held.spoke_on
        else "",
    ]
    text = joined([opening, *ended], " ")
    if not held.items:
        return message(text)
    lines = [f"• {_held_line(item, held, today)}" for item in held.items]
    stays = "" if was_merged else " Hand over what should stay with your former library:"
    opening = f"You still hold, as before{'.' if stays else ':'}{stays}"
    hand_over = actions(open_button("Hand over", person))
    listed = section("\n".join([opening, *fitting(lines, _LINES_ROOM - len(opening))]))
    return message("\n".join([text, opening, *lines]), [section(text), listed, hand_over])


def moved_back(held: HeldAtFormer, heir: Organization | None) -> Message:
    """To somebody who directs or speaks for a library, or has a seat that asks for it, once it is
    by itself again.
    """
    name = bold(brief(held.former.short_name, 60))
    whole = f" of {bold(brief(heir.short_name, 60))}" if heir else ""
    spoke = in_a_row([bold(brief(subject, 80)) for subject in held.spoke_on[:_SPOKE_NAMED]])
    more = len(held.spoke_on) - _SPOKE_NAMED
    parts = [
        f"{name} is no part{whole} after all: that was undone, and you work at {name} as before.",
        "You direct it again." if held.directed_it else "",
        f"You speak for it again on {spoke}{f' and {more} more' if more > 0 else ''}."
        if spoke
        else "",
    ]
    return message(joined(parts, " "))


def library_lines(found: Sequence[tuple[Person, HeldAtFormer]]) -> list[str]:
    """What ends for whom, and which seats stay, as a library becomes part of another one."""
    return [f"• {esc(brief(person.name, 60))}: {_for_library(held)}" for person, held in found]


def _for_library(held: HeldAtFormer) -> str:
    spoke = in_a_row([bold(brief(subject, 80)) for subject in held.spoke_on[:_SPOKE_NAMED]])
    more = len(held.spoke_on) - _SPOKE_NAMED
    seats = [
        f"seat {bold(brief(item.title, 60))} in {esc(brief(item.group.name, 60))} (stays)"
        for item in held.items[: held.asking]
    ]
    parts = [
        "director (ends)" if held.directed_it else "",
        f"speaks for it on {spoke}{f' and {more} more' if more > 0 else ''} (ends)"
        if spoke
        else "",
        *seats[:_SPOKE_NAMED],
    ]
    return joined(parts, "; ")


def _held_line(item: HeldItem, held: HeldAtFormer, today: date) -> str:
    asks = item in held.items[: held.asking]
    whose = f", which asks for {esc(brief(held.former.short_name, 60))}" if asks else ""
    return f"{_words(item, today)}{whose}, in {esc(brief(item.group.name, 80))}"


def _chair_button(group: Group) -> Element:
    return button(
        "What a chair does first", group_views.CHAIRING, group.id, style="primary", about=group.name
    )


def _opening(page: HeldPage, asker: Person) -> str:
    is_own = page.person.id == asker.id
    whose = "you hold" if is_own else f"{esc(short(page.person.name, 80))} holds"
    stays = "you" if is_own else "them"
    text = (
        f"This is what {whose}. Choose who is to have it; what you leave empty stays with {stays}."
    )
    leaves = "With a seat you leave its group."
    if not is_own:
        leaves = "With a seat they leave its group: I tell them, with thanks."
    has_seat = any(item.may_pass and item.kind is HeldKind.SEAT for item in page.items)
    return joined([text, leaves if has_seat else ""], " ")


def _line(item: HeldItem, names: Mapping[Subject, str]) -> Block:
    """A thing with the choice of a person, or as word for whoever may pass it on."""
    if not item.may_pass:
        return context(f"{esc(_label(item))}: a chair appoints who follows, with `/wg seats`.")
    picker = person_picker("handover.item", placeholder="Stays as it is")
    return field(names[item.subject], _label(item), picker, optional=True)


def _label(item: HeldItem) -> str:
    """Plain text, as the label of a field."""
    title = isolate(short(" ".join(item.title.split()), 150))
    return f"{_kind(item)}{title}{_when(item, None)}".strip()


def _kind(item: HeldItem) -> str:
    word = _KIND_WORDS[item.kind]
    return f"{word.capitalize()}: " if word else "Role: "


def _when(item: HeldItem, today: date | None) -> str:
    if item.due_on:
        return f", due {day_words(item.due_on, today)}"
    if item.starts_at:
        return f", {day_in(item.group.zone, item.starts_at, today)}"
    return ""


def _words(item: HeldItem, today: date) -> str:
    """As mrkdwn: what it is, and when."""
    title = bold(brief(" ".join(item.title.split()), 120))
    return f"{_kind(item)}{title}{_when(item, today)}"


def _thing_line(item: HeldItem, today: date) -> str:
    return f"• {_words(item, today)}, in {esc(brief(item.group.name, 80))}"


def _passed_line(passed: Passed, today: date) -> str:
    other = "" if passed.fits else ", though the seat asks for another library"
    return f"{_thing_line(passed.item, today)}: {esc(brief(passed.receiver.name, 60))}{other}"
