"""Private word of a vote that is lost by missing meetings, or regained by coming."""

from models.payloads import Message
from models.voting_rights import VoteNews, VoteNotice, VoteState, VotingRule
from views.elements import message
from views.groups.charge_fields import regained_by
from views.texts import bold, brief, joined, plural


def vote_news(notice: VoteNotice) -> Message:
    """To whoever sits in the seat, and to nobody else."""
    rule, where = VotingRule.of(notice.group), bold(brief(notice.group.name, 100))
    risk = rule is not None and notice.state is VoteState.AT_RISK
    if notice.news is VoteNews.REGAINED or rule is None:
        again = f"Your seat in {where} has its vote again."
        return message(joined([again, _ahead(rule) if rule and risk else ""], " "))
    if notice.news is VoteNews.WARNED:
        missed = f"You were missed at the last {_meetings(rule.lost_after - 1)} of {where}."
        leave = (
            "If you are away for a while, ask a chair for a leave of absence: meetings during it do"
            " not count."
        )
        return message(f"{missed} {_ahead(rule)} {leave}")
    missed = f"You were missed at the last {_meetings(rule.lost_after)} of {where}."
    text = (
        f"{missed} By its charge your seat has no vote until you have come to {regained_by(rule)}."
        " Nothing else changes, and you are welcome as before. If a list of who came is wrong, tell"
        " a chair: once it is corrected, that counts at once."
    )
    return message(text)


def _meetings(count: int) -> str:
    return plural(count, "meeting") if count > 1 else "meeting"


def _ahead(rule: VotingRule) -> str:
    """What missing another meeting means."""
    return (
        "If you miss the next one, your seat has no vote until you have come to"
        f" {regained_by(rule)}: its charge says so."
    )


def until_regained(rule: VotingRule) -> str:
    """What stands beside a seat whose holder has lost the vote."""
    return f"no vote until they have come to {regained_by(rule)}"
