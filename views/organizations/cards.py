"""One organization looked at closely."""

from collections.abc import Sequence
from datetime import date

from models import FormerName, MemberRole, Organization, OrganizationKind, Person
from models.calendar_days import day_words
from models.member_libraries import (
    GivenWork,
    GroupMembers,
    LibraryOverview,
    LibraryWork,
    OpenWork,
)
from models.payloads import Block, Element, Message
from models.representatives import SubjectLine
from views.elements import actions, button, confirm, context, fields, header, message, section
from views.freshness import stale_lines
from views.help import run_button
from views.organizations import ids
from views.organizations.lists import FULL_NAME_ROOM, KIND_WORDS, heads
from views.organizations.own_library import work_blocks
from views.representatives import APPOINT, OF_LIBRARY, brief_lines
from views.texts import bold, brief, esc, fitting, in_a_row, joined, plural, short
from views.value_statements import LIST as STATEMENTS
from views.values import AppointFor, LibraryConfirm, LibrarySubjectsAt

GROUP_ROOM = 2400
FACTS_ROOM = 1200
MEMBERS_IN_LINE = 12
PEOPLE_IN_LINE = 15
MOST_UNDONE = 5


def shown(
    found: LibraryOverview,
    *,
    may_edit: bool,
    represented: Sequence[SubjectLine] = (),
    may_appoint: bool = False,
    reversible: Sequence[Organization] = (),
    confirms_on: date | None = None,
    work: LibraryWork | None = None,
    zone: str = "UTC",
) -> Message:
    """Everything about one organization that the reader may see. Of those in ``reversible`` she may
    undo that they became part of it. ``confirms_on`` is today, for whoever may confirm it. ``work``
    is for its own people, with moments in ``zone``.
    """
    row = found.organization
    text = (
        f"{esc(short(row.name, 200))}: {plural(found.people, 'person', 'people')} in"
        f" {plural(len(found.groups), 'group')}. {joined([_headed(found), *_standing(found)], ' ')}"
    )
    blocks: list[Block] = [
        header(row.short_name),
        section("\n".join([bold(short(row.name, 200)), *_standing(found)])),
        fields(_facts(found)),
        *_titled("Called before", [_former(former) for former in found.former_names]),
        *_titled("Part of it now", [_merged(merged) for merged in found.merged]),
        *people_and_contacts(found, represented),
    ]
    days = [f"{day_words(day.day)}: {esc(brief(day.name, 60))}" for day in found.holidays]
    blocks += _titled("Closed, besides holidays of all", days)
    blocks += [*_record(found), *_work(work, zone)]
    speaking = _speaking(found, has_any=bool(represented), may_appoint=may_appoint)
    confirming = _confirming(found, confirms_on)
    undoing = [undo_merge(merged) for merged in reversible[:MOST_UNDONE]]
    own = _own_buttons(work, found)
    if buttons := [*confirming, *speaking, *own, *_buttons(found, may_edit=may_edit), *undoing]:
        blocks.append(actions(*buttons))
    return message(text, blocks)


def people_and_contacts(found: LibraryOverview, represented: Sequence[SubjectLine]) -> list[Block]:
    """Who speaks for an organization, and its people by group."""
    blocks = [
        *_titled("Who speaks for it", brief_lines(represented)),
        *_titled("Its people by group", [_members(group) for group in found.groups], GROUP_ROOM),
    ]
    if found.in_no_group:
        title = "In no group that you can see" if found.groups else "Its people"
        blocks += _titled(title, [_named(found.in_no_group)])
    return blocks


def undo_merge(merged: Organization) -> Element:
    """The button by which an organization is by itself again."""
    name = short(merged.short_name, 40)
    question = confirm(
        "Undo the merge?",
        f"{short(merged.name, 150)} is by itself again, and whoever went along goes back. Nothing"
        " happens if anything of it has changed since.",
        "Undo it",
    )
    return button(f"Undo the merge of {name}", ids.MERGE_UNDO, merged.id, confirm=question)


def names_alone(found: LibraryOverview) -> Message:
    """What a guest sees: how an organization is called, and was."""
    row = found.organization
    text = f"{esc(short(row.name, 200))} ({esc(row.short_name)})"
    lines = [_former(former) for former in found.former_names]
    blocks = [header(row.short_name), section(text), *_titled("Called before", lines)]
    return message(text, blocks)


def _titled(title: str, lines: Sequence[str], room: int = FACTS_ROOM) -> list[Block]:
    if not lines:
        return []
    return [section("\n".join([f"*{title}*", *fitting(lines, room)]))]


def _standing(found: LibraryOverview) -> list[str]:
    row = found.organization
    if found.heir:
        day = f" on {day_words(row.active_until)}" if row.active_until else ""
        return [f"Became part of {bold(brief(found.heir.name, FULL_NAME_ROOM))}{day}."]
    if found.is_active:
        return stale_lines(found.freshness)
    if row.active_until:
        return [f"Its standing ended on {day_words(row.active_until)}."]
    return [f"Its standing begins on {day_words(row.active_from)}."] if row.active_from else []


def _headed(found: LibraryOverview) -> str:
    people = [person.name for person in found.directors]
    return f"Director: {heads(people)}." if people else "No director is known."


def _facts(found: LibraryOverview) -> list[tuple[str, str]]:
    row = found.organization
    kind = joined([KIND_WORDS[row.kind], esc(brief(row.category or "", 60))])
    directors = heads([person.name for person in found.directors])
    facts = [
        ("Kind", kind),
        ("Director" if len(found.directors) < 2 else "Directors", directors or "None known"),
        ("Counts in votes", _vote(found)),
        ("People known here", f"{found.people:,}"),
        ("Staff, as declared", "Not declared" if row.staff_size is None else f"{row.staff_size:,}"),
        ("Short word", esc(row.key)),
    ]
    if found.freshness.confirmed_on:
        facts.append(("Confirmed", day_words(found.freshness.confirmed_on)))
    if row.zone:
        facts.append(("Time zone", esc(row.zone)))
    if row.active_from and found.is_active:
        facts.append(("Since", day_words(row.active_from)))
    return facts


def _vote(found: LibraryOverview) -> str:
    if not found.voting_unit:
        return "By itself"
    shared = [esc(short(name, 60)) for name in found.shares_vote_with[:3]]
    more = len(found.shares_vote_with) - len(shared)
    others = in_a_row([*shared, *([plural(more, "other")] if more > 0 else [])])
    unit = f"As one with {esc(brief(found.voting_unit, 60))}"
    return f"{unit}, together with {others}" if others else unit


def _former(former: FormerName) -> str:
    short_name = f" ({esc(former.short_name)})" if former.short_name else ""
    until = f", until {day_words(former.used_until)}" if former.used_until else ""
    return f"{esc(brief(former.name, FULL_NAME_ROOM))}{short_name}{until}"


def _merged(merged: Organization) -> str:
    since = f", since {day_words(merged.active_until)}" if merged.active_until else ""
    return f"{esc(brief(merged.name, FULL_NAME_ROOM))}{since}"


def _members(group: GroupMembers) -> str:
    people = [_member(person, role) for person, role in group.members[:MEMBERS_IN_LINE]]
    more = len(group.members) - len(people)
    people += [f"and {plural(more, 'other')}"] if more > 0 else []
    return f"{bold(brief(group.group.name, 80))}: {', '.join(people)}"


def _named(people: Sequence[Person]) -> str:
    shown = [esc(brief(person.name, 40)) for person in people[:PEOPLE_IN_LINE]]
    more = len(people) - len(shown)
    return ", ".join([*shown, *([f"and {plural(more, 'other')}"] if more > 0 else [])])


def _member(person: Person, role: MemberRole) -> str:
    as_what = f" ({role})" if role is not MemberRole.MEMBER else ""
    return f"{esc(brief(person.name, 40))}{as_what}"


def _work(work: LibraryWork | None, zone: str) -> list[Block]:
    return work_blocks(work, zone) if work else []


def _own_buttons(work: LibraryWork | None, found: LibraryOverview) -> list[Element]:
    """To its figures, and to the statements."""
    row, about = found.organization, found.organization.short_name
    buttons = []
    if work and found.gave is not None:
        buttons.append(button("This year beside the last", ids.YEARS, row.id, about=about))
    if work and work.statements:
        buttons.append(button("Read value statements", STATEMENTS, about=about))
    return buttons


def _record(found: LibraryOverview) -> list[Block]:
    """What it owes and gave; nothing of it to those who may not see it."""
    if found.owes is None or found.gave is None:
        return []
    owes = [_owed(work) for work in found.owes] or ["Nothing in the groups that you can see."]
    return [
        *_titled("What its people owe", owes),
        *_titled(f"What it gave, {esc(found.gave.period)}", [_given(found.gave)]),
        context("What a library owes and gave is shown to its director and the program manager."),
    ]


def _owed(work: OpenWork) -> str:
    late = f", *{work.overdue:,} overdue*" if work.overdue else ""
    return f"{esc(brief(work.group.name, 80))}: {plural(work.tasks, 'open task')}{late}"


def _given(gave: GivenWork) -> str:
    return joined(f"{count:,} {words}" for words, count in gave.counts)


def _confirming(found: LibraryOverview, confirms_on: date | None) -> list[Element]:
    row = found.organization
    if confirms_on is None or not found.is_active or row.kind is not OrganizationKind.LIBRARY:
        return []
    value = LibraryConfirm(row.id, confirms_on).text
    return [button("All of this is right", ids.CONFIRM, value, about=row.short_name)]


def _speaking(found: LibraryOverview, *, has_any: bool, may_appoint: bool) -> list[Element]:
    """To whom its representatives are, and to appoint one."""
    row, about = found.organization, found.organization.short_name
    buttons = []
    if has_any:
        value = LibrarySubjectsAt(row.id).text
        buttons.append(button("Its representatives", OF_LIBRARY, value, about=about))
    if may_appoint and found.is_active and row.kind is OrganizationKind.LIBRARY:
        value = AppointFor(row.id).text
        buttons.append(button("Appoint who speaks for it", APPOINT, value, about=about))
    return buttons


def _buttons(found: LibraryOverview, *, may_edit: bool) -> list[Element]:
    row, about = found.organization, found.organization.short_name
    buttons = []
    if found.gave is not None:
        line = f"/participation library:{row.key} by library"
        buttons.append(run_button("Its participation", line, about=about))
    if may_edit:
        buttons.append(button("Edit", ids.EDIT, row.id, about=about))
    if may_edit and row.merged_into_id is None:
        buttons += [
            button("Say who directs it", ids.DIRECTORS, row.id, about=about),
            button("Merge into another", ids.MERGE, row.id, about=about),
        ]
    return buttons
