"""The forms that add and change organizations, and what is said once they are sent."""

from collections.abc import Sequence

from models import Organization, OrganizationKind, Person
from models.calendar_days import day_words
from models.columns import NAME_LENGTH
from models.member_libraries import OrganizationFacts
from models.organizations import CATEGORY_LENGTH, SHORT_NAME_LENGTH
from models.payloads import Block, Message, View
from models.reversible_changes import UNDO_DAYS
from views import values
from views.elements import actions, context, message, section
from views.inputs import day_picker, field, modal, option, people_picker, select, text_input
from views.organizations import ids
from views.organizations.cards import undo_merge
from views.organizations.lists import KIND_WORDS, heads
from views.texts import bold, esc, fitting, joined, names, please_tell_those, plural, short

RENAMED, MISTAKE = "renamed", "mistake"
LIST_ROOM = 3000
"""Characters of a field with several lines."""
UNITS_SHOWN = 10
_HELD_ROOM = 2700
EMPTY = OrganizationFacts("", "", OrganizationKind.LIBRARY)


def new(units: Sequence[str]) -> View:
    """The form that adds an organization."""
    key = text_input("library.key", placeholder="three-rivers", limit=40)
    hint = "Letters, digits and hyphens. People type it, and files refer to it. It stays for ever."
    blocks = [field("key", "Short word", key, hint=hint), *_fields(EMPTY, units, "", "")]
    return modal(ids.CREATE, "Add a library", blocks, submit="Add it", close="Cancel")


def edit(
    organization: Organization,
    facts: OrganizationFacts,
    units: Sequence[str],
    *,
    domains: str,
    former_names: str,
    seen: str,
) -> View:
    """The form that changes an organization. What does not fit into a field is kept as it is, and
    so are the mail domains of one that became part of another; ``seen`` tells the facts that it
    shows from those of another time.
    """
    choices = [
        option("Keep the old name, so that it is still found", RENAMED),
        option("Forget the old name: it was a mistake", MISTAKE),
    ]
    texts = {"mail_domains": domains, "former_names": former_names}
    kept = {name for name, text in texts.items() if len(text) > LIST_ROOM}
    kept |= {"mail_domains"} if organization.merged_into_id is not None else set()
    blocks = _fields(facts, units, domains, former_names)
    blocks.insert(
        2,
        field(
            "old_name",
            "If a name above changes",
            select("library.old_name", choices, initial=RENAMED, type_="radio_buttons"),
        ),
    )
    shown = [block for block in blocks if block.get("block_id") not in kept]
    private = values.private(organization=organization.id, seen=seen)
    return modal(
        ids.EDIT_SEND, "Edit the library", shown, submit="Save", close="Cancel", private=private
    )


def _fields(
    facts: OrganizationFacts, units: Sequence[str], domains: str, former_names: str
) -> list[Block]:
    kinds = [option(words, kind) for kind, words in KIND_WORDS.items()]
    return [
        _text("name", "Name", facts.name, limit=NAME_LENGTH, optional=False),
        _text("short_name", "Short name", facts.short_name, limit=SHORT_NAME_LENGTH),
        field("kind", "Kind", select("library.kind", kinds, initial=facts.kind)),
        _text(
            "category",
            "What sort it is",
            facts.category,
            limit=CATEGORY_LENGTH,
            hint="In the consortium's own words, such as community college.",
        ),
        _text("zone", "Time zone", facts.zone, limit=64, hint="Empty is the consortium's."),
        _text(
            "staff_size",
            "Staff size, as declared",
            facts.staff_size,
            limit=7,
            hint="A number that the library gives. Nobody counts it.",
        ),
        _text("voting_unit", "Voting unit", facts.voting_unit, hint=_units(units)),
        _day("active_from", "Active from", facts, "Empty where it was always there."),
        _day("active_until", "Active until", facts, "Its last day. Empty while it goes on."),
        _lines("mail_domains", "Mail domains", domains, "One a line, such as tunxis.example.edu."),
        _lines(
            "former_names",
            "Former names",
            former_names,
            "One a line: the name, and where known the short name and the last day, such as Norwalk"
            " Community College | Norwalk CC | 2023-06-30.",
        ),
    ]


def _text(
    name: str,
    label: str,
    initial: str,
    *,
    limit: int = NAME_LENGTH,
    hint: str = "",
    optional: bool = True,
) -> Block:
    element = text_input(f"library.{name}", initial=initial, limit=limit)
    return field(name, label, element, hint=hint, optional=optional)


def _day(name: str, label: str, facts: OrganizationFacts, hint: str) -> Block:
    element = day_picker(f"library.{name}", initial=getattr(facts, name))
    return field(name, label, element, hint=hint, optional=True)


def _lines(name: str, label: str, initial: str, hint: str) -> Block:
    element = text_input(f"library.{name}", initial=initial, multiline=True, limit=LIST_ROOM)
    return field(name, label, element, hint=hint, optional=True)


def _units(units: Sequence[str]) -> str:
    about = (
        "Whose answer counts once together. Empty: it counts by itself. A new name makes a unit."
    )
    if not units:
        return about
    known = "; ".join(short(unit, 60) for unit in units[:UNITS_SHOWN])
    more = f" and {len(units) - UNITS_SHOWN} more" if len(units) > UNITS_SHOWN else ""
    return f"{about} There is: {known}{more}."


def directors(organization: Organization, present: Sequence[Person], *, seen: str = "") -> View:
    """The form that says who heads an organization. ``seen`` tells apart whom it shows."""
    in_slack = [person.slack_id for person in present if person.slack_id]
    picker = people_picker("library.directors", placeholder="Choose people", initial=in_slack)
    apart = [person for person in present if not person.slack_id]
    blocks: list[Block] = [
        section(f"Who directs {bold(organization.name)}?"),
        field(
            "directors",
            "Directors",
            picker,
            hint="Several may. Whoever directs a library works there.",
            optional=True,
        ),
        context(
            "A director sees what the library's people owe and what it gave, says who speaks for"
            " it, and is in no group by that. Who is new, and who goes, hears of it from me."
        ),
    ]
    if apart:
        blocks.append(context(f"Without a Slack account, and kept: {names(apart)}."))
    private = values.private(organization=organization.id, seen=seen)
    return modal(
        ids.DIRECTORS_SEND, "Directors", blocks, submit="Save", close="Cancel", private=private
    )


def merge(organization: Organization, held: Sequence[str] = ()) -> View:
    """The form that makes an organization part of another; ``held`` are lines of what its people
    hold in its name.
    """
    heir = text_input("library.heir", placeholder="Gateway", limit=NAME_LENGTH)
    blocks: list[Block] = [
        section(
            f"{bold(organization.name)} becomes part of another one today: its people, mail"
            " domains and former names go there. What it did before stays its own in every report,"
            " and its name leads to the other one. Its directors direct no library any more."
            f" Undo, in the answer and on the page of the other one, takes it back for {UNDO_DAYS}"
            " days, as long as nothing of what moved has changed since."
        ),
        *_held(held),
        field("heir", "Part of which one", heir, hint="Its short word, or its name."),
    ]
    private = values.private(organization=organization.id)
    return modal(
        ids.MERGE_SEND, "Merge libraries", blocks, submit="Merge", close="Cancel", private=private
    )


def added(organization: Organization) -> Message:
    """The answer to the form of a new one."""
    return message(
        f"Added: {bold(organization.name)}. Type `/library {esc(organization.key)}` to see it."
    )


def changed(organization: Organization) -> Message:
    """The answer to the form that changes one."""
    return message(
        f"Saved: {bold(organization.name)}. Type `/library {esc(organization.key)}` to see it."
    )


def directors_set(organization: Organization, present: Sequence[Person]) -> Message:
    """The answer to the form of the directors."""
    if not present:
        return message(f"Saved. Nobody directs {bold(organization.name)} now.")
    who = heads([person.name for person in present])
    return message(f"Saved. {bold(organization.name)} is directed by {who}.")


def _held(lines: Sequence[str]) -> list[Block]:
    if not lines:
        return []
    title = "*What its people hold in its name, and what becomes of it*"
    return [section("\n".join([title, *fitting(lines, _HELD_ROOM)]))]


def merged(
    organization: Organization,
    heir: Organization,
    moved: int,
    held: Sequence[str] = (),
    *,
    unreached: Sequence[Person] = (),
) -> Message:
    """The answer to the form that merges two; ``held`` are lines of what its people held in its
    name, of which each hears but who is ``unreached``.
    """
    day = f" on {day_words(organization.active_until)}" if organization.active_until else ""
    people = plural(moved, "person went along", "people went along")
    text = f"{bold(organization.name)} became part of {bold(heir.name)}{day}: {people}."
    missing = please_tell_those(unreached)
    whom = "the others" if unreached else "each of them"
    blocks = [
        section(text),
        *_held(held),
        *([context(joined([f"I tell {whom} what becomes of it.", missing], " "))] if held else []),
        actions(undo_merge(organization)),
        context(
            f"That works for {UNDO_DAYS} days, as long as nothing of what moved has changed since."
        ),
    ]
    return message(joined([text, *fitting(held, _HELD_ROOM), missing], "\n"), blocks)


def merge_undone(organization: Organization) -> Message:
    """The answer to Undo."""
    return message(f"{bold(organization.name)} is by itself again, with all that was its own.")
