"""Whether a group represents the member libraries, in counts and sentences."""

from collections.abc import Sequence

from models.calendar_days import day_words
from models.group_equity import GroupEquity, LibraryShare, ZoneHours
from models.payloads import Block, Message
from models.proposals import GroupProposal
from views.elements import context, header, message, section
from views.proposals import QUESTIONS
from views.texts import bold, brief, cut, esc, in_a_row, plural

_SHARES_SHOWN = 12
_FORMATION_ROOM = 400
_SECTION_ROOM = 2900
_TEXT_ROOM = 3900
_OF_EQUITY = ("beneficiaries", "participants", "representation")
"""The questions of the formation of a group that come back."""


def equity(found: GroupEquity) -> Message:
    """What is counted of one group."""
    lines = [
        _represented(found),
        _by("kind", found.kinds),
        _by("size", found.sizes),
        _by("place", found.places),
        *_hours(found),
        _partners(found),
    ]
    title = f"Who {brief(found.group.name, 80)} represents"
    blocks: list[Block] = [header(title), section(cut("\n".join(lines), _SECTION_ROOM))]
    if found.proposal:
        blocks.append(section(formation(found.proposal)))
    blocks.append(
        context(
            "Only libraries and meetings are counted, never anything about persons. Size is the"
            " declared staff; place is the time zone of the library; the working day lies between"
            " 8 AM and 6 PM on Monday to Friday."
        )
    )
    return message(cut(f"{esc(title)}. {' '.join(lines)}", _TEXT_ROOM), blocks)


def formation(proposal: GroupProposal) -> str:
    """What was answered of equity when a group was proposed."""
    answers = [f"{QUESTIONS[name]} {_answer(proposal, name)}" for name in _OF_EQUITY]
    heading = f"When it was proposed, on {day_words(proposal.proposed_at.date())}"
    return cut("\n".join([bold(heading), *answers]), _SECTION_ROOM)


def _answer(proposal: GroupProposal, name: str) -> str:
    return esc(brief(getattr(proposal, name), _FORMATION_ROOM)) or "Not answered."


def _represented(found: GroupEquity) -> str:
    if not found.all_libraries:
        return "There is no member library."
    of_all = plural(found.all_libraries, "member library", "member libraries")
    verb = "has" if found.libraries == 1 else "have"
    return f"Of {of_all}, {found.libraries:,} {verb} somebody in it."


def _by(name: str, shares: Sequence[LibraryShare]) -> str:
    """Such as “By kind: community college 5 of 12, university 3 of 4. Nobody comes from a …”."""
    known = [share for share in shares if share.label]
    if not known:
        return f"By {name}: nothing is declared."
    counts = [
        f"{esc(brief(share.label, 60)) or 'not declared'} {share.present:,} of {share.all:,}"
        for share in shares[:_SHARES_SHOWN]
    ]
    more = len(shares) - len(counts)
    counts += [f"and {plural(more, 'other')}"] if more > 0 else []
    missing = [esc(brief(share.label, 60)) for share in known if not share.present]
    return f"By {name}: {', '.join(counts)}.{_missing(missing)}"


def _missing(labels: Sequence[str]) -> str:
    if not labels:
        return ""
    more = len(labels) - _SHARES_SHOWN
    names = [*labels[:_SHARES_SHOWN], *([plural(more, "other")] if more > 0 else [])]
    return f" No library is there of: {in_a_row(names)}."


def _hours(found: GroupEquity) -> list[str]:
    since = day_words(found.since)
    if not found.meetings:
        return [f"No meeting was held since {since}."]
    return [_zone(row, found.meetings, since) for row in found.hours[:_SHARES_SHOWN]]


def _zone(row: ZoneHours, meetings: int, since: str) -> str:
    members = plural(row.members, "member")
    return (
        f"In {esc(brief(row.zone, 60))} ({members}), {row.outside:,} of"
        f" {plural(meetings, 'meeting')} since {since} lay outside the working day."
    )


def _partners(found: GroupEquity) -> str:
    if not found.partners:
        return (
            "Nobody of a campus partner is in it. Who speaks for students is not known to Convene."
        )
    units = [esc(brief(name, 60)) for name in found.partner_units[:_SHARES_SHOWN]]
    more = len(found.partner_units) - len(units)
    names = in_a_row([*units, *([plural(more, "other")] if more > 0 else [])])
    people = plural(found.partners, "person", "people")
    verb = "is" if found.partners == 1 else "are"
    return (
        f"{people} of campus partners {verb} in it: of {names}. Who speaks for students is not"
        " known to Convene."
    )
