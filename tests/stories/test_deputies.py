"""A chair who is away names a deputy, who has her rights until a day."""

from datetime import timedelta

import pytest

from models import MemberRole
from models.database import unit_of_work
from services import groups
from tests.running import Convene


def test_a_deputy_leads_for_a_while(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg deputy", as_="Ann", in_="metadata")
    assert "*Metadata* has no deputy now." in convene.answer_to("Ann")
    workspace.command("/wg deputy @Ben", as_="Ann", in_="metadata")
    assert "Say until when" in convene.answer_to("Ann")
    workspace.command("/wg deputy @Ben until Friday", as_="Ann", in_="metadata")
    assert "Ben Brook is your deputy in *Metadata* until Fri, Nov 27, 2026" in convene.answer_to(
        "Ann"
    )
    convene.tick()
    [word] = convene.said_to("Ben")
    assert "Ann Abara named you deputy in *Metadata* until Fri, Nov 27, 2026" in word
    assert "what a chair may, except name deputies. `/wg deputy nobody` ends it sooner." in word
    workspace.command("/wg show", as_="Cleo", in_="metadata")
    assert "Ben Brook (deputy of the chair until Fri, Nov 27, 2026)" in convene.answer_to("Cleo")
    workspace.command("/wg add @Cleo", as_="Ben", in_="metadata")
    assert "Added to *Metadata*: Cleo Costa." in convene.answer_to("Ben")
    workspace.command("/wg deputy @Cleo until Friday", as_="Ben", in_="metadata")
    assert "Only a chair of Metadata names a deputy there" in convene.answer_to("Ben")
    workspace.click("What a chair does first", as_="Ben")
    assert "*Metadata*, for its chair." in convene.answer_to("Ben")
    workspace.command("/wg deputy", as_="Ben", in_="metadata")
    assert "Ben Brook is the deputy of Ann Abara" in convene.answer_to("Ben")
    assert "A chair names one with `/wg deputy @ben until Friday`." in convene.answer_to("Ben")
    workspace.move_clock(timedelta(days=4))
    workspace.command("/wg add @Dag", as_="Ben", in_="metadata")
    assert "is for a chair of a group" in convene.answer_to("Ben")


def test_who_is_deputy_already_hears_of_it_once(convene: Convene) -> None:
    workspace = convene.workspace
    for _ in range(2):
        workspace.command("/wg deputy @Ben until Friday", as_="Ann", in_="metadata")
        workspace.move_clock(timedelta(minutes=1))
        convene.tick()
    assert "until Fri, Nov 27, 2026 already. Nothing was changed." in convene.answer_to("Ann")
    assert len(convene.said_to("Ben")) == 1


def test_it_ends_sooner_by_word(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg deputy @Ben until Friday", as_="Ann", in_="metadata")
    workspace.move_clock(timedelta(minutes=1))
    workspace.command("/wg deputy nobody", as_="Ann", in_="metadata")
    assert convene.answer_to("Ann") == "Ben Brook is no deputy in *Metadata* any more."
    workspace.command("/wg deputy nobody", as_="Ann", in_="metadata")
    assert "There is no deputy in Metadata" in convene.answer_to("Ann")
    for _ in range(2):
        workspace.move_clock(timedelta(minutes=1))
        convene.tick()
    named, over = convene.said_to("Ben")
    assert "Ann Abara named you deputy" in named
    assert "You are no longer deputy in *Metadata*: Ann Abara ended it." in over
    assert convene.said_to("Ann") == []


@pytest.mark.parametrize("who", ["Ann", "Ben", "Dag"])
def test_a_button_ends_the_deputy_who_is_shown(convene: Convene, who: str) -> None:
    workspace = convene.workspace
    workspace.command("/wg deputy @Ben until Friday", as_="Ann", in_="metadata")
    workspace.move_clock(timedelta(minutes=1))
    workspace.command("/wg deputy", as_=who, in_="metadata")
    assert ("To name a deputy, type" in convene.answer_to(who)) is (who == "Ann")
    if who == "Dag":
        # Somebody else is deputy by now, whom the older button does not end.
        workspace.command("/wg deputy nobody", as_="Ann", in_="metadata")
        workspace.command("/wg add @Cleo", as_="Ann", in_="metadata")
        workspace.command("/wg deputy @Cleo until Friday", as_="Ann", in_="metadata")
        workspace.click("End it", as_=who)
        assert "There is no deputy in Metadata that you could end" in convene.answer_to(who)
        workspace.command("/wg deputy", as_=who, in_="metadata")
        assert "Cleo Costa is the deputy of Ann Abara" in convene.answer_to(who)
        return
    workspace.click("End it", as_=who)
    assert convene.answer_to(who) == "Ben Brook is no deputy in *Metadata* any more."
    workspace.command("/wg deputy", as_="Ann", in_="metadata")
    assert "*Metadata* has no deputy now. To name a deputy, type" in convene.answer_to("Ann")


def test_another_chair_sees_no_button(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg deputy @Ben until Friday", as_="Ann", in_="metadata")
    workspace.command("/wg add @Cleo", as_="Ann", in_="metadata")
    with unit_of_work() as session:
        cleo, ann, metadata = convene.cast.cleo, convene.cast.ann, convene.cast.metadata
        groups.set_role(session, metadata, cleo.id, MemberRole.CO_CHAIR, by=ann, now=workspace.now)
    workspace.command("/wg deputy", as_="Cleo", in_="metadata")
    assert "Ben Brook is the deputy of Ann Abara" in convene.answer_to("Cleo")
    [shown] = workspace.private_answers(as_="Cleo", in_="metadata")[-1:]
    assert "End it" not in str(shown)


def test_the_other_side_hears_who_steps_down_and_what_the_program_manager_ends(
    convene: Convene,
) -> None:
    workspace = convene.workspace
    for who in ("Ben", "Dag"):
        workspace.command("/wg deputy @Ben until Friday", as_="Ann", in_="metadata")
        workspace.move_clock(timedelta(minutes=1))
        workspace.command("/wg deputy nobody Metadata", as_=who, in_="metadata")
        for _ in range(3):
            workspace.move_clock(timedelta(minutes=1))
            convene.tick()
    assert convene.said_to("Ann") == [
        "Ben Brook has stepped down as your deputy in *Metadata*.",
        "Ben Brook is no longer your deputy in *Metadata*: Dag Dahl ended it.",
    ]
    assert len(convene.said_to("Ben")) == 3
