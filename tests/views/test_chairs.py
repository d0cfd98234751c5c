"""What a new chair reads: the year ahead, the open work, and what to do first."""

from datetime import date, timedelta

from models.decisions import OpenQuestion
from models.rosters import GroupOverview
from models.welcome_packets import ChairPacket, SeriesRhythm
from tests.views.things import AT, group, meeting, person, question, shown
from views import chairs

ZONE = "America/New_York"


def test_all_that_there_is_to_know_is_in_one_message() -> None:
    where = group()
    where.sunset_on = date(2027, 6, 30)
    ahead = meeting(4, "Norms review", AT + timedelta(days=7))
    packet = ChairPacket(
        GroupOverview(where, [], [], ahead, open_tasks=3, overdue_tasks=1),
        (OpenQuestion(question(1, "Who pays?"), "Ben Brook"),),
        (SeriesRhythm("Weekly", "every Tuesday"),),
        (ahead,),
    )
    packet_words = chairs.chairing(packet, person("Cleo Costa"), by=person("Dag Dahl"))
    for words in (
        "Dag Dahl made you chair of *Metadata*.",
        "*Weekly*: every Tuesday",
        "Norms review",
        "The charge ends on Wed, Jun 30, 2027",
        "3 open tasks, 1 of them overdue",
        "Open question: Who pays?",
        "2. Look at the next meeting.",
    ):
        assert words in packet_words["text"]
        assert words in "\n".join(shown(packet_words))


def test_who_has_no_slack_reads_of_no_channel() -> None:
    packet = ChairPacket(GroupOverview(group(), [], [], None, open_tasks=0, overdue_tasks=0))
    chair = person("Cleo Costa")
    assert "It works in <#CMETA>." in chairs.chairing(packet, chair, by=None)["text"]
    chair.slack_id = None
    assert "It works in" not in str(chairs.chairing(packet, chair, by=None))


def test_where_there_is_nothing_yet_only_the_first_steps_are_named() -> None:
    packet = ChairPacket(GroupOverview(group(), [], [], None, open_tasks=0, overdue_tasks=0))
    packet_words = chairs.chairing(packet, person("Cleo Costa"), by=None)
    assert "You are now chair of *Metadata*." in packet_words["text"]
    assert "The year ahead" not in packet_words["text"]
    assert "Open work" not in packet_words["text"]
    assert "2. Set the first meeting." in packet_words["text"]
