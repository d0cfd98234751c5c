"""What a charge says beside its scope: in a form, and in words."""

from models.calendar_days import day_words
from models.group_kinds import KIND_RULES, KindRules
from models.groups import (
    MOST_HOURS,
    MOST_IN_A_ROW,
    ChargeFields,
    Group,
    GroupAuthority,
    QuorumOf,
    QuorumShare,
)
from models.payloads import Block, Element
from models.voting_rights import USUAL_REGAINED_AFTER, VotingRule
from views.inputs import day_picker, field, option, select, text_input
from views.texts import brief, esc, in_a_row, joined, plural

_AUTHORITY = {
    GroupAuthority.DECIDES: "Decides for the consortium",
    GroupAuthority.ADVISES: "Advises who decides",
}

_QUORUM = {
    QuorumShare.MORE_THAN_HALF: "More than half",
    QuorumShare.HALF: "Half",
    QuorumShare.TWO_THIRDS: "Two thirds",
    QuorumShare.ALL: "All",
}
_QUORUM_OF = {
    QuorumOf.SEATS: "Voting seats, or members who vote where there are no seats",
    QuorumOf.LIBRARIES: "Libraries with somebody who votes",
}


def fields(charge: ChargeFields) -> list[Block]:
    """The fields of a form, each of which may be left empty."""
    authority = select(
        "group.authority",
        [option(words, key) for key, words in _AUTHORITY.items()],
        placeholder="Not said",
        initial=charge.authority,
    )
    sponsor = text_input("group.sponsor", initial=charge.sponsor, placeholder="The council")
    reports_to = text_input("group.reports_to", initial=charge.reports_to)
    sunset = day_picker("group.sunset", initial=charge.sunset_on, placeholder="Choose a day")
    return [
        field("sponsor", "Sponsor", sponsor, hint="Who issues the charge.", optional=True),
        field("reports_to", "Reports to", reports_to, optional=True),
        field("authority", "Decides or advises", authority, optional=True),
        field(
            "hours_a_month",
            "Hours asked in a month",
            _number("group.hours", charge.hours_a_month, MOST_HOURS),
            hint="Of each member.",
            optional=True,
        ),
        field("sunset_on", "Sunset date", sunset, hint=sunset_hint(), optional=True),
        *_quorum_fields(charge),
        field(
            "vote_lost_after",
            "Missed meetings in a row that lose the vote",
            _number("group.vote_lost", charge.vote_lost_after, MOST_IN_A_ROW),
            hint="Of voting seats. Meetings with a saved list of who came count, those before this"
            " change, too; none during a leave of absence. Empty: no vote is lost.",
            optional=True,
        ),
        field(
            "vote_regained_after",
            "Meetings in a row that bring it back",
            _number("group.vote_regained", charge.vote_regained_after, MOST_IN_A_ROW),
            hint=f"Empty: {USUAL_REGAINED_AFTER}.",
            optional=True,
        ),
    ]


def _quorum_fields(charge: ChargeFields) -> list[Block]:
    shares = [option(words, share) for share, words in _QUORUM.items()]
    share = select("group.quorum", shares, placeholder="None", initial=charge.quorum)
    counted = select(
        "group.quorum_of",
        [option(words, of) for of, words in _QUORUM_OF.items()],
        initial=charge.quorum_of,
    )
    hint = "How much must be present at a meeting. Who is recused or on leave does not count."
    return [
        field("quorum", "Quorum", share, hint=hint, optional=True),
        field("quorum_of", "The quorum counts", counted),
    ]


def _number(name: str, initial: int | None, most: int) -> Element:
    element: Element = {
        "type": "number_input",
        "action_id": name,
        "is_decimal_allowed": False,
        "min_value": "1",
        "max_value": str(most),
    }
    return element | ({"initial_value": str(initial)} if initial else {})


def sunset_hint() -> str:
    """What the day means, and what is without one."""
    kinds = [
        f"a {rules.kind} gets {plural(rules.months_to_sunset or 0, 'month')} where none is chosen"
        for rules in KIND_RULES
        if rules.needs_sunset
    ]
    return (
        "The last day of the charge, unless a review renews it; nothing ends by itself. A new"
        f" group needs none, but {in_a_row(kinds)}."
    )


def in_words(group: Group, *, has_lapsed: bool) -> str:
    """All that is said, on a few lines; empty where nothing is."""
    charge = ChargeFields.of(group)
    lines = [
        _line("Sponsor", charge.sponsor),
        _line("Reports to", charge.reports_to),
        _AUTHORITY[charge.authority] if charge.authority else "",
        f"Asks {plural(charge.hours_a_month, 'hour')} a month of a member"
        if charge.hours_a_month
        else "",
        _sunset(charge, has_lapsed=has_lapsed),
        _quorum(charge),
        voting_rule(charge),
    ]
    return joined(lines, "\n")


def voting_rule(charge: ChargeFields | Group) -> str:
    """By how many missed meetings a vote is lost, and how it is regained; empty where it is not."""
    rule = VotingRule.of(charge)
    if rule is None:
        return ""
    missed = f"{plural(rule.lost_after, 'meeting')}{in_succession(rule.lost_after)}"
    return f"Whoever misses {missed} has no vote until they have come to {regained_by(rule)}"


def regained_by(rule: VotingRule) -> str:
    """Such as ``2 meetings in a row``."""
    count = rule.regained_after
    return f"{plural(count, 'meeting')}{in_succession(count)}"


def in_succession(count: int) -> str:
    """The words after several meetings."""
    return " in a row" if count > 1 else ""


def _line(label: str, typed: str) -> str:
    return f"{label}: {esc(brief(typed, 200))}" if typed else ""


def _quorum(charge: ChargeFields) -> str:
    if charge.quorum is None:
        return ""
    counted = "of the voting seats" if charge.quorum_of is QuorumOf.SEATS else "of the libraries"
    return f"Quorum: {charge.quorum} {counted}"


def _sunset(charge: ChargeFields, *, has_lapsed: bool) -> str:
    if charge.sunset_on is None:
        return ""
    if has_lapsed:
        return f"*The charge lapsed on {day_words(charge.sunset_on)}; a review is due.*"
    return f"Sunset: the charge lasts until {day_words(charge.sunset_on)}"


def rules_in_words(rules: KindRules) -> str:
    """What holds of groups of this kind."""
    join = "anybody may join" if rules.anyone_may_join else "a chair adds people"
    vote = "members vote" if rules.members_vote else "nobody votes"
    sunset = "its charge has a sunset" if rules.needs_sunset else ""
    return f"{rules.kind.capitalize()}: {joined([join, vote, sunset], ', ')}."
