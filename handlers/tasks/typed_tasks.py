"""A typed task: whose it is, when it is due, and the words that are left for its title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from handlers import grammar
from handlers.routes import Ask
from handlers.tasks.owners import TYPED_NOBODY
from models import Group, Organization, OrganizationKind, Person, Seat
from models.tasks import Owner
from services import access, dates, groups, organizations, spelling, tasks
from services.dates import DueLine
from services.dates.words import quoted
from services.errors import Invalid

_REQUEST = re.compile(
    r"^(?:please\s+)?(?:remind|ask|tell|get|have)\s+"
    r"(?P<whom>(?:<@[A-Z0-9]+>|@\S+|me)(?:\s+(?:<@[A-Z0-9]+>|@\S+))*)\s+(?:to\s+)?"
    r"(?=\S)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^\s*(?:please\s+|to\s+|:\s*|,\s*)+", re.IGNORECASE)
_TOKEN = re.compile(r"<@[A-Z0-9]+>|(?<!\S)@[^\s@<>]+")
_LISTED = re.compile(
    rf"({_TOKEN.pattern})\s*(?:,\s*and\b|,|&|\band\b)\s*(?={_TOKEN.pattern})", re.IGNORECASE
)
"""What stands between several who are mentioned one after the other."""
_IN_GROUP = re.compile(r"\s+(?P<link>in|for)\s+(?=(?P<name>[^<>]{2,200})$)", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)]|\[ ?\])\s+")
_COMMAND = re.compile(r"^\s*/task\s+add(?=\s|$)", re.IGNORECASE)
"""What stands before each line, where several were written one after the other elsewhere."""
_HOLDER = re.compile(
    r"^(?P<title>.*\S)\s+(?P<words>for\s+(?:the\s+)?(?P<kind>library|seat)\s+(?P<name>\S.*))$",
    re.IGNORECASE,
)
_IN = re.compile(r"\s+in\s+(?=\S)", re.IGNORECASE)
_MOST_ENDINGS = 4
_MOST_NAMED = 5
_QUOTES = " \"'“”"
_EDGE = " ,;:–—-"
_MAILED = re.compile(
    r"(?:(?:^|(?<=\s))for\s+|(?<!\S))@(?P<address>[^\s@<>]+@[^\s@<>]+\.[^\s@<>]*[^\s@<>.,;:!?)])",
    re.IGNORECASE,
)
"""The mail address of an owner, with the at sign that stands before names."""


@dataclass(frozen=True)
class TypedTask:
    """One line as it was understood. ``due.unread`` says what of it was not."""

    title: str
    owner: Owner | None
    due: DueLine
    line: grammar.Line
    remind: DueLine | None = None
    """The day of a reminder, where the line names one; its title is of no use."""
    co_owners: tuple[Person, ...] = ()
    mentions_nobody: bool = False
    """So that it may name a partner without Slack, whom nobody can mention."""

    @property
    def note(self) -> str:
        return self.due.note


def lines_of(text: str) -> list[str]:
    """The tasks of a text that was pasted, one a line, without bullets and repeated commands."""
    bare = (_COMMAND.sub("", _BULLET.sub("", line)).strip() for line in text.splitlines())
    return [line for line in bare if line]


def read(ask: Ask, text: str) -> TypedTask:
    """The task of one line. It may ask Slack, so it must be called outside a unit of work.

    Whoever is mentioned first is its owner, and others share it. Raises ``Invalid`` for a name of
    nobody or of several.
    """
    line = grammar.read(text)
    named = tuple(name for name in line.names if name.casefold() != TYPED_NOBODY)
    known = grammar.mentions(ask, replace(line, names=named))
    owners = {person.id: person for person in known.values()}
    marked = _LISTED.sub(r"\1 ", _with_whole_names(line.marked, known))
    owner: Person | None = next(iter(owners.values()), ask.person)
    if not owners and len(named) < len(line.names):
        owner = None
    marked = _without_request(marked)
    zone = (owner or ask.person).zone
    remind = dates.read_reminder(marked, now=ask.now, zone=zone)
    due = dates.read_due(remind.title if remind else marked, now=ask.now, zone=zone)
    if remind and remind.unread:
        unread = f"Of the reminder: {remind.unread}"
        due = replace(due, unread=f"{due.unread} {unread}".strip())
    title = _titled(due.title, known)
    mentions_nobody = not owners and owner is not None
    return TypedTask(title, owner, due, line, remind, tuple(owners.values())[1:], mentions_nobody)


def with_partner(session: Session, ask: Ask, typed: TypedTask) -> TypedTask:
    """The same task for the partner without Slack whom its line names, if it mentions nobody."""
    if not typed.mentions_nobody:
        return typed
    partners = tasks.assignable_partners(session, ask.who)
    title, owner = _partner_at_edge(partners, typed.title) or (typed.title, typed.owner)
    due = typed.due
    if partner := _partner_within(partners, title):
        note = f"{partner.name} is named in the title, and the task is yours."
        due = replace(due, note=f"{note} {due.note}".strip())
    return replace(typed, title=title, owner=owner, due=due)


def with_addressed(session: Session, ask: Ask, typed: TypedTask) -> TypedTask:
    """The same task for the partners without Slack whose addresses its line names, such as
    ``@noor@example.edu``; no address stays in the title. Raises ``Invalid`` for one of nobody.
    """
    addresses = [found["address"] for found in _MAILED.finditer(typed.title)]
    if not addresses:
        return typed
    known = {row.email: row for row in tasks.assignable_partners(session, ask.who) if row.email}
    owners: dict[int, Person] = {}
    for address in addresses:
        partner = known.get(address.casefold())
        if partner is None:
            raise Invalid(
                f"No partner without Slack in your groups has the address {quoted(address)}. Name"
                " a partner at the end, as in `for Pia Pons`, and whoever has Slack with @."
            )
        owners[partner.id] = partner
    title = " ".join(_MAILED.sub(" ", typed.title).split()).strip(_EDGE)
    if not typed.mentions_nobody and isinstance(typed.owner, Person):
        mentioned = (typed.owner, *typed.co_owners)
        owners = {row.id: row for row in mentioned} | owners
        for person in reversed(mentioned):
            title = title.removesuffix(person.name).strip(_EDGE)
    first, *others = owners.values()
    return replace(typed, title=title, owner=first, co_owners=tuple(others), mentions_nobody=False)


def with_holder(session: Session, ask: Ask, typed: TypedTask) -> TypedTask:
    """The same task for the library or the seat whose name ends its line, as in ``for library
    Tunxis``, ``for seat Recorder`` or ``for seat Recorder in Metadata``.

    Words that name none stay in the title, with a note, or are asked about where they are near to a
    name, and for a seat always. Raises ``Invalid`` where the line mentions somebody, too.
    """
    found = _HOLDER.match(typed.title)
    if found is None:
        return typed
    name = found["name"]
    cuts = [len(name), *(cut.start() for cut in list(_IN.finditer(name))[-_MOST_ENDINGS:])]
    findings = [_held_by(session, ask, typed, found, cut) for cut in cuts]
    best = next((made for made in findings if not isinstance(made.owner, Person | None)), None)
    best = best or next((made for made in findings if made.due.unread), findings[0])
    if isinstance(best.owner, Organization | Seat) and not typed.mentions_nobody:
        raise Invalid(
            "A task belongs to people, or to a library or a seat. Name one of them, not both."
        )
    return best


def _held_by(
    session: Session, ask: Ask, typed: TypedTask, found: re.Match[str], cut: int
) -> TypedTask:
    """The task as it reads where the name of its holder is so long."""
    name, rest = found["name"][:cut].strip(_QUOTES), found["name"][cut:]
    title = f"{found['title']}{rest}"
    if found["kind"].casefold() == "library":
        return _of_library(session, replace(typed, title=title), typed, name, found["words"])
    group, _ = place(session, ask, replace(typed, title=title))
    if group is None:
        return typed
    holders = tasks.assignable_holders(session, ask.who, group.id)
    return _of_seat([seat for seat, _ in holders.seats], replace(typed, title=title), group, name)


def _of_library(
    session: Session, held: TypedTask, typed: TypedTask, name: str, words: str
) -> TypedTask:
    match = organizations.called(session, name)
    libraries = [row for row in match.organizations if row.kind is OrganizationKind.LIBRARY]
    if len(libraries) == 1:
        return replace(held, owner=libraries[0])
    if libraries:
        names = ", ".join(row.short_name for row in libraries[:_MOST_NAMED])
        unread = f"{quoted(name)} may be several libraries: {names}. Choose one of them below."
        return replace(held, due=replace(typed.due, unread=unread))
    if match.nearest:
        unread = f"I know no library {quoted(name)}. Did you mean {match.nearest.short_name}?"
        return replace(held, due=replace(typed.due, unread=unread))
    note = f"{quoted(words)} stays in the title: I know no library of that name."
    return replace(typed, due=replace(typed.due, note=f"{note} {typed.due.note}".strip()))


def _of_seat(seats: Sequence[Seat], held: TypedTask, group: Group, name: str) -> TypedTask:
    """A seat of a group by its whole name, by what tells it from others, or by its role."""
    key = groups.name_key(name)
    readings = (lambda seat: seat.name, lambda seat: seat.label, lambda seat: str(seat.role))
    for reading in readings:
        found = [seat for seat in seats if groups.name_key(reading(seat)) == key]
        if len(found) == 1:
            return replace(held, owner=found[0])
        if found:
            unread = (
                f"{group.name} has {len(found)} seats {quoted(name)}. Choose one of them below."
            )
            return replace(held, due=replace(held.due, unread=unread))
    unread = f"{group.name} has no seat {quoted(name)}."
    if near := spelling.nearest(name, [seat.name for seat in seats]):
        unread = f"{unread} Did you mean {near}?"
    return replace(held, due=replace(held.due, unread=unread))


def _with_whole_names(marked: str, known: dict[str, Person]) -> str:
    """``@Pia Pons`` is one mention, where Pia's name is that."""
    for token, person in known.items():
        rest = person.name.split()[1:]
        if token.startswith("@") and rest:
            whole = rf"{re.escape(token)}\s+{re.escape(' '.join(rest))}(?!\w)"
            marked = re.sub(whole, token, marked, flags=re.IGNORECASE)
    return marked


def _without_request(marked: str) -> str:
    """ "Remind @ben to send the figures" is the task to send the figures."""
    found = _REQUEST.match(marked)
    if found is None or not re.search(r"\bto\s+$", found[0], re.IGNORECASE):
        return marked
    whom = "" if found["whom"].casefold() == "me" else f" {found['whom']}"
    rest = marked[found.end() :]
    return f"{whom.strip()} {rest}".strip()


def _titled(title: str, known: dict[str, Person]) -> str:
    """The title, with the names of those mentioned in its midst and no mention at its edge."""
    title = re.sub(rf"(?<!\S)@{TYPED_NOBODY}(?!\S)", " ", title, flags=re.IGNORECASE).strip()
    found = True
    while found:
        found = False
        for token in known:
            if re.match(rf"{re.escape(token)}(?!\w)", title):
                title, found = _ADDRESS.sub("", title[len(token) :]).strip(), True
            elif title.endswith(token):
                title, found = title[: -len(token)].strip(), True
    named = _TOKEN.sub(lambda token: _name(token[0], known), title)
    return " ".join(named.split()).strip(_EDGE)


def _name(token: str, known: dict[str, Person]) -> str:
    return known[token].name if token in known else token


def _partner_at_edge(partners: Sequence[Person], title: str) -> tuple[str, Person] | None:
    """A partner without Slack whose full name begins or ends the title, and the title's rest."""
    for partner in partners:
        name = re.escape(partner.name)
        at_end = re.search(rf"(?:\s+for|\s*[:(,–-])?\s+{name}\W*$", title, re.IGNORECASE)
        at_start = re.match(rf"(?:{name})\s*(?::|,|–|\bto\b|\bplease\b)\s*", title, re.IGNORECASE)
        if at_end and title[: at_end.start()].strip():
            return title[: at_end.start()].strip(_EDGE), partner
        if at_start and title[at_start.end() :].strip():
            return title[at_start.end() :].strip(), partner
    return None


def _partner_within(partners: Sequence[Person], title: str) -> Person | None:
    return next((row for row in partners if row.name.casefold() in title.casefold()), None)


def place(session: Session, ask: Ask, typed: TypedTask) -> tuple[Group | None, str]:
    """The group that a line names or was typed in, if any, and the title without its name.

    ``in`` a group's whole name at the end says which group. ``for`` it may be about that group, so
    the words stay, and count only where no other group is meant.
    """
    if typed.line.channel_ids:
        return grammar.group_of(session, ask, replace(typed.line, text=typed.title))
    endings = list(_IN_GROUP.finditer(typed.title))[-_MOST_ENDINGS:]
    for ending in endings:
        group = groups.named(session, ending["name"], by=ask.who)
        if group is None or group.name_key != groups.name_key(ending["name"]):
            continue
        if ending["link"].casefold() == "in":
            return group, typed.title[: ending.start()]
        if ask.group is None and access.may_work_in(group, by=ask.who):
            return group, typed.title
    if endings:
        grammar.refuse_misspelt(session, ask, endings[-1]["link"], endings[-1]["name"])
    return (session.merge(ask.group, load=False) if ask.group else None), typed.title
