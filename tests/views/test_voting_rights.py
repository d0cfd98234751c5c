"""What is said of votes that are lost by missing meetings, and regained."""

import pytest

from models.voting_rights import VoteNews, VoteNotice, VoteState, VotingRule
from tests.views.things import group
from views.calls.declared_rules import without_vote
from views.groups.charge_fields import voting_rule
from views.voting_rights import until_regained, vote_news

AGAIN = "Your seat in *Metadata* has its vote again."


def news_words(
    news: VoteNews, state: VoteState, lost_after: int | None, regained_after: int | None = None
) -> str:
    where = group("Metadata")
    where.vote_lost_after, where.vote_regained_after = lost_after, regained_after
    return str(vote_news(VoteNotice(news, where, state))["text"])


@pytest.mark.parametrize(
    ("lost_after", "regained_after", "beginning"),
    [
        (
            2,
            None,
            "You were missed at the last meeting of *Metadata*. If you miss the next one, your seat"
            " has no vote until you have come to 2 meetings in a row: its charge says so. If you",
        ),
        (
            4,
            1,
            "You were missed at the last 3 meetings of *Metadata*. If you miss the next one, your"
            " seat has no vote until you have come to 1 meeting: its charge says so. If you",
        ),
    ],
)
def test_before_the_vote_is_lost(
    lost_after: int, regained_after: int | None, beginning: str
) -> None:
    text = news_words(VoteNews.WARNED, VoteState.AT_RISK, lost_after, regained_after)
    assert text.startswith(beginning)


def test_the_vote_is_lost_after_the_meetings_that_the_charge_says() -> None:
    text = news_words(VoteNews.LOST, VoteState.LOST, 3, 4)
    assert text.startswith(
        "You were missed at the last 3 meetings of *Metadata*. By its charge your seat has no vote"
        " until you have come to 4 meetings in a row. Nothing else changes,"
    )
    text = news_words(VoteNews.LOST, VoteState.LOST, 1)
    assert text.startswith("You were missed at the last meeting of *Metadata*. By its charge")


def test_the_vote_is_back() -> None:
    assert news_words(VoteNews.REGAINED, VoteState.HELD, 2) == AGAIN
    assert news_words(VoteNews.REGAINED, VoteState.HELD, None) == AGAIN
    assert news_words(VoteNews.REGAINED, VoteState.AT_RISK, 2).startswith(
        f"{AGAIN} If you miss the next"
    )


def test_the_rule_of_a_charge_in_words() -> None:
    where = group("Metadata")
    assert voting_rule(where) == ""
    where.vote_lost_after = 1
    assert voting_rule(where) == (
        "Whoever misses 1 meeting has no vote until they have come to 2 meetings in a row"
    )
    where.vote_lost_after, where.vote_regained_after = 2, 1
    assert voting_rule(where) == (
        "Whoever misses 2 meetings in a row has no vote until they have come to 1 meeting"
    )
    assert until_regained(VotingRule(2, 3)) == "no vote until they have come to 3 meetings in a row"


@pytest.mark.parametrize(
    ("count", "now", "then"),
    [
        (0, "", ""),
        (
            1,
            "1 seat without a vote now: it is not called.",
            "1 seat without a vote when it opened: it was not called.",
        ),
        (
            2,
            "2 seats without a vote now: they are not called.",
            "2 seats without a vote when it opened: they were not called.",
        ),
    ],
)
def test_how_many_seats_are_not_called(count: int, now: str, then: str) -> None:
    assert without_vote(count, has_opened=False) == now
    assert without_vote(count, has_opened=True) == then
