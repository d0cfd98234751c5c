"""What is declared of a call, in words: who is called, what silence means, how votes count."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from models import Call, CallKind, CallState
from models.calls import IfSilent, QuorumBase, Share, ThresholdBase, TieRule, UnitKind, VoteMethod
from views.texts import brief, esc, in_a_row, joined, plural
from views.times import day_in, moment

UNITS = {
    UnitKind.LIBRARY: ("library", "libraries"),
    UnitKind.VOTING_UNIT: ("voting unit", "voting units"),
    UnitKind.SEAT: ("seat", "seats"),
}
SECRECY = (
    "The vote is secret. Who has answered is kept; what each answered is not. Whoever runs the"
    " database and copies it between two ballots could compare the counts."
)
_KINDS = {
    CallKind.PLAIN: "A plain answer in words.",
    CallKind.OFFER: "An offer to join, or to decline.",
    CallKind.DATA: "A data call: each fills in a sheet, and certifies it.",
}
_METHODS = {
    VoteMethod.YES_NO: "A vote by yes or no.",
    VoteMethod.CHOICE: "A vote for one choice.",
    VoteMethod.RANKED: (
        "A vote by ranking choices: in each round the choice with the fewest first places leaves."
    ),
}
_OFFER_SILENCE = {
    IfSilent.NO_ANSWER: "it is not in",
    IfSilent.NO: "that counts as declined",
    IfSilent.YES: "it is not in",
    IfSilent.LAST_YEAR: (
        "that counts as its answer to the offer that is made again: it is in if it joined then"
    ),
}
_NUDGED = ("representative", "alternate", "director")
"""Who of a unit hears of it from which nudge on."""


def how_many(kind: UnitKind, count: int) -> str:
    """Such as ``12 libraries``."""
    return plural(count, *UNITS[kind])


def without_vote(count: int, *, has_opened: bool) -> str:
    """How many voting seats are not called, since the vote is lost there; empty where none is."""
    if not count:
        return ""
    they = "it" if count == 1 else "they"
    if has_opened:
        was = "was" if count == 1 else "were"
        return f"{plural(count, 'seat')} without a vote when it opened: {they} {was} not called."
    are = "is" if count == 1 else "are"
    return f"{plural(count, 'seat')} without a vote now: {they} {are} not called."


def method(call: Call) -> str:
    """What is wanted of each unit."""
    return _KINDS.get(call.kind) or _METHODS[call.method]


def choices(call: Call) -> str:
    """What there is to choose from, each on its own line; empty for yes or no and plain answers."""
    return "\n".join(f"• {esc(choice)}" for choice in call.choices)


def silence(call: Call) -> str:
    """What no answer means, as every message about the call says."""
    single = UNITS[call.unit_kind][0]
    if call.if_silent is None:
        return f"What it means when a {single} does not answer is not chosen yet."
    if call.kind is CallKind.DATA:
        return _silence_of_data(call, single)
    start = f"If a {single} does not answer,"
    if call.kind is CallKind.OFFER:
        return f"{start} {_OFFER_SILENCE[call.if_silent]}."
    if call.kind is CallKind.PLAIN:
        return f"{start} it is listed as not having answered."
    if call.if_silent is IfSilent.NO_ANSWER:
        toward = ", and it is missing from the quorum" if call.quorum else ""
        return f"{start} that counts neither for nor against{toward}."
    toward = ", though not toward the quorum" if call.quorum else ""
    return f"{start} that counts as a {call.if_silent}{toward}."


def _silence_of_data(call: Call, single: str) -> str:
    if call.if_silent is IfSilent.LAST_YEAR:
        return (
            f"If a {single} does not certify its sheet, what it certified last year counts, marked"
            " as such."
        )
    return f"If a {single} does not certify its sheet, it is missing from the totals."


def have_answered(call: Call) -> str:
    """The word for what units have done."""
    return "certified" if call.kind is CallKind.DATA else "answered"


def counting(call: Call) -> str:
    """The threshold, the quorum and what else decides the vote; empty for all other calls."""
    if call.kind is not CallKind.VOTE:
        return ""
    return joined((_threshold(call), _quorum(call), _tie(call)), " ")


def results(call: Call) -> str:
    """Who sees what was answered, and when."""
    if call.is_secret:
        return SECRECY
    if call.kind is CallKind.DATA:
        when = "when it closes" if call.is_hidden else "as soon as it is certified"
        return f"What each fills in is shown {when}."
    if call.is_hidden:
        return "What each answered is shown when it closes."
    return "What each answered is shown as it comes in."


def closing(call: Call, zone: str) -> str:
    """When it closes, in the zone of each reader, or did."""
    if call.state is CallState.CANCELLED:
        return "Cancelled"
    if call.state is CallState.CLOSED and call.closed_at is not None:
        return f"Closed {moment(call.closed_at, zone)}"
    if call.closes_at is None:
        return "No closing time is chosen yet"
    return f"Closes {moment(call.closes_at, zone)}"


def papers(call: Call) -> str:
    """The papers, each on its own line as a link; empty where there are none."""
    return "\n".join(_link(line) for line in call.papers.splitlines())


def nudges(call: Call, zone: str, now: datetime) -> str:
    """Who hears again on which day when there is no answer; those whose day has passed are left
    out.
    """
    if call.closes_at is None:
        return ""
    nudged = [
        f"on {day_in(zone, call.closes_at - timedelta(days=days))} {_who_is_nudged(call, number)}"
        for number, days in enumerate(call.nudge_days)
        if call.closes_at - timedelta(days=days) > now
    ]
    if not nudged:
        return "Nobody is nudged."
    single = UNITS[call.unit_kind][0]
    return f"While a {single} has not answered, I nudge {'; '.join(nudged)}."


def _who_is_nudged(call: Call, number: int) -> str:
    if call.unit_kind is UnitKind.SEAT:
        return "whoever sits there"
    people = [f"the {person}" for person in _NUDGED[: number + 1]]
    return in_a_row(people)


def _threshold(call: Call) -> str:
    if call.is_plurality:
        return "The choice with the most votes wins, whatever its share."
    units = UNITS[call.unit_kind][1]
    base = {
        ThresholdBase.VOTING: f"the {units} that vote yes or no",
        ThresholdBase.ANSWERS: f"the {units} that answer, abstentions included",
        ThresholdBase.UNITS: f"the {units} that are not excused",
    }[call.threshold_base]
    if call.method is not VoteMethod.YES_NO and call.threshold_base is ThresholdBase.VOTING:
        base = f"the {units} that choose"
    verb = "It carries with" if call.method is VoteMethod.YES_NO else "A choice wins with"
    return f"{verb} {_share(call.threshold)} {base}."


def _share(share: Share) -> str:
    return "all of" if share is Share.ALL else f"{share.value} of"


def _quorum(call: Call) -> str:
    if call.quorum is None:
        return "No quorum is needed."
    units = UNITS[call.unit_kind][1]
    base = f"the {units} called, excused or not"
    if call.quorum_base is QuorumBase.PRESENT:
        base = f"the {units} that are not excused"
    abstained = "count" if call.abstentions_count else "do not count"
    return f"Quorum: {_share(call.quorum)} {base}; abstentions {abstained} toward it."


def _tie(call: Call) -> str:
    if call.method is VoteMethod.YES_NO:
        return ""
    if call.tie_rule is TieRule.FIRST_LISTED:
        return "Of choices with the same votes, the one listed first goes ahead."
    return "If choices have the same votes, nothing is decided."


def _link(line: str) -> str:
    """A web address as typed: what Slack would not take for one stays text."""
    return esc(brief(line, 300))


def in_brief(names: Sequence[str], room: int = 60, shown: int = 20) -> str:
    """Names of units in a row, and how many more there are."""
    listed = ", ".join(esc(brief(name, room)) for name in names[:shown])
    more = len(names) - shown
    return f"{listed} and {more:,} more" if more > 0 else listed
