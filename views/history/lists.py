"""The pages of the history."""

from models import Group, Organization, Person
from models.history import HistoryLine, HistoryPage
from models.payloads import Block, Element, Message
from models.reversible_changes import UNDO_DAYS
from models.subjects import Subject
from views.elements import actions, button, context, cut, header, message, section
from views.history.labels import Names, changes
from views.history.verbs import CONVENE_ITSELF, DEPUTY_ACTS, OWN_ACTS, THING_GONE, verb
from views.texts import bold, brief, esc, joined, short
from views.times import plain_moment
from views.values import HistoryAt

PAGE_OF = "history.page"
UNDO = "history.undo"
UNDO_HERE = "history.undo.here"
"""The button in the answer to an edit, which gives way to what it did."""
_TITLED = ("meeting", "series", "task", "decision", "question", "call", "commitment", "item")
_UNDO_OF_MERGE = f"For {UNDO_DAYS} days the page of the library that it is part of has Undo."
LINE_ROOM = 700
"""Characters of one entry: a dozen of them fit into a message."""


def listed(
    page: HistoryPage, *, group: Group | None, person: Person | None, zone: str, is_first: bool
) -> Message:
    """Who changed what, a dozen changes at a time, the newest first."""
    title = _title(group, person)
    if not page.lines:
        text = f"{title}: nothing is written down{'' if is_first else ' before that'}."
        return message(esc(text), [section(esc(text))])
    names = Names(page.names, zone)
    lines = [_line(line, names, is_of_group=group is not None) for line in page.lines]
    blocks: list[Block] = [
        header(title),
        context(
            "Newest first, in your time zone. `/convene history Metadata` or `/convene history"
            " @ben` narrows it to a group or a person."
        ),
        *(
            section(text, _undo(line) if line.may_undo else None)
            for line, text in zip(page.lines, lines, strict=True)
        ),
    ]
    if page.below is not None:
        at = HistoryAt(group.id if group else None, person.id if person else None, page.below)
        blocks.append(actions(button("Show what came before", PAGE_OF, at.text)))
    return message(cut(f"{esc(title)}: " + "\n".join(lines), 3900), blocks)


def with_undo(words: Message, thing: Group | Organization, entry_id: int | None) -> Message:
    """The confirmation of an edit, with the button that takes it back where that can be done."""
    if entry_id is None:
        return words
    kept = " Who chairs the group is not changed back." if isinstance(thing, Group) else ""
    note = f"For {UNDO_DAYS} days you can undo this, as long as nothing of it has changed.{kept}"
    back = button("Undo", UNDO_HERE, entry_id, about=short(thing.name, 60))
    return message(words["text"], [*words["blocks"], actions(back), context(note)])


def undone(thing: Group | Organization) -> Message:
    """To whoever has undone a change."""
    text = f"Undone. {bold(short(thing.name, 200))} is again as it was before that change."
    return message(text, [section(text)])


def _undo(line: HistoryLine) -> Element:
    about = line.thing or line.group or ""
    return button("Undo", UNDO, line.entry.id, about=about)


def _title(group: Group | None, person: Person | None) -> str:
    of = [
        f"of {short(group.name, 60)}" if group else "",
        f"by and about {short(person.name, 60)}" if person else "",
    ]
    return joined(["History", *of], " ")


def _line(line: HistoryLine, names: Names, *, is_of_group: bool) -> str:
    """One entry; the history of one group names the group in none."""
    where = "" if is_of_group else _group(line)
    head = joined([plain_moment(line.entry.at, names.zone), where])
    who = bold(short(line.who or CONVENE_ITSELF, 60))
    thing = esc(brief(line.thing or THING_GONE, 120))
    where_undo = _UNDO_OF_MERGE if line.entry.action == "organization.merged" else ""
    changed = joined([joined(changes(line.entry, names), "; "), where_undo], "\n")
    return cut(
        joined([head, joined([who, _act(line, thing, names)], " "), changed], "\n"), LINE_ROOM
    )


def _act(line: HistoryLine, thing: str, names: Names) -> str:
    """What was done, and to what: of what people did about themselves, without their name again."""
    is_own = bool(line.who) and line.who == line.thing
    if line.entry.action in DEPUTY_ACTS:
        deputy = names.of("person", (line.entry.before | line.entry.after).get("deputy"))
        return f"{verb(line)} {deputy} as {'their deputy' if is_own else f'the deputy of {thing}'}"
    own = OWN_ACTS.get(line.entry.action) if is_own else None
    return own or f"{verb(line)} {_thing(line, thing)}"


def _group(line: HistoryLine) -> str:
    group_id = line.entry.group_id
    is_about_it = group_id is not None and line.entry.subject == str(Subject("group", group_id))
    return esc(brief(line.group, 80)) if line.group and not is_about_it else ""


def _thing(line: HistoryLine, thing: str) -> str:
    """Titles and wordings are quoted; names of people, groups and places stand as they are."""
    noun = line.entry.subject.partition(":")[0]
    return f"“{thing}”" if noun in _TITLED else thing
