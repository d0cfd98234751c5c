"""What did not arrive: from an archived channel to the digest that comes after all."""

from datetime import timedelta

from tests.running import Convene


def lose_the_digest(convene: Convene) -> None:
    """The channel takes nothing, and that it was archived is only known by that: Convene was not
    running when it was.
    """
    convene.workspace.command(
        "/task add Review norm rules @ben due Friday", as_="Ann", in_="metadata"
    )
    convene.workspace.break_next("chat.postMessage", "error:is_archived", channel="CMETA")
    convene.workspace.move_clock("next Monday 09:00")
    convene.tick()
    convene.tick()


def digests(convene: Convene) -> list[str]:
    messages = convene.workspace.channel("metadata").messages
    return [message["text"] for message in messages if message["text"].startswith("The week in")]


def deliver(convene: Convene) -> None:
    convene.workspace.move_clock(timedelta(seconds=5))
    convene.tick()


def test_a_chair_mends_the_channel_and_the_digest_comes(convene: Convene) -> None:
    lose_the_digest(convene)
    [alarm] = [text for text in convene.said_to("Ann") if "did not arrive" in text]
    assert "The channel is archived. Unarchive it and press Try again" in alarm
    assert [text for text in convene.said_to("Dag") if "did not arrive" in text] == [alarm]
    assert [text for text in convene.said_to("Ben") if "did not arrive" in text] == []
    convene.workspace.command("/wg digest now Metadata", as_="Ann", in_="general")
    assert "This week's digest of Metadata did not arrive." in convene.answer_to("Ann")
    convene.workspace.click("Try again", as_="Ann")
    deliver(convene)
    assert len(digests(convene)) == 1
    [answer] = [text for text in convene.said_to("Ann") if "goes out now" in text]
    assert "1 message that did not arrive goes out now" in answer
    # Dag's copy still has its buttons: the second to press hears that it is done.
    convene.workspace.click("Try again", as_="Dag")
    assert "somebody has dealt with it already" in convene.answer_to("Dag")
    deliver(convene)
    assert len(digests(convene)) == 1


def test_the_program_manager_sees_what_is_wrong_and_drops_it(convene: Convene) -> None:
    lose_the_digest(convene)
    convene.workspace.command("/convene deliveries", as_="Dag", in_="general")
    overview = convene.answer_to("Dag")
    assert "*Did not arrive* in #metadata (Metadata): the weekly digest of" in overview
    convene.workspace.click("Give up", as_="Dag", in_="general")
    assert "Given up: 1 message will not be sent." in convene.answer_to("Dag")
    convene.workspace.click("See all deliveries", as_="Dag")
    assert "*Closed:* #metadata (Metadata).\nThe channel is archived." in convene.answer_to("Dag")
    convene.workspace.click("Try again", as_="Dag", in_="general")
    convene.workspace.command("/convene deliveries", as_="Dag", in_="general")
    assert "Everything arrived." in convene.answer_to("Dag")
    deliver(convene)
    assert digests(convene) == []


def test_a_group_that_gets_another_channel_gets_its_digest_there(convene: Convene) -> None:
    lose_the_digest(convene)
    convene.workspace.command("/wg edit Metadata", as_="Ann", in_="general")
    convene.workspace.fill({"Channel": "reserves"}, as_="Ann")
    assert convene.workspace.submit(as_="Ann") == {}
    deliver(convene)
    arrived = [
        m["text"]
        for m in convene.workspace.channel("reserves").messages
        if "The week in" in m["text"]
    ]
    assert len(arrived) == 1


def test_each_week_has_one_digest_though_an_answer_is_lost_and_the_next_does_not_come(
    convene: Convene,
) -> None:
    """The first was posted, and nothing says so; the second was not, and nothing says so either."""
    workspace = convene.workspace
    for number, fault in enumerate(("reply_lost", "timeout"), 1):
        workspace.command(f"/task add Task {number} by Friday", as_="Ann", in_="metadata")
        workspace.break_next("chat.postMessage", fault, channel="CMETA", seconds=0.1)
        workspace.move_clock("next Monday 09:00")
        for _ in range(6):
            convene.tick()
            workspace.move_clock(timedelta(minutes=3))
        assert len(digests(convene)) == number
    assert len(set(digests(convene))) == 2


def test_only_the_program_manager_sees_all_deliveries(convene: Convene) -> None:
    for who in ("Ann", "Ben", "Gil"):
        convene.workspace.command("/convene deliveries", as_=who, in_="metadata")
        assert "program manager" in convene.answer_to(who)
