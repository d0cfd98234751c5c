"""The record of a group for the public, asked for by its chair."""

from tests.running import Convene


def test_a_chair_gets_the_record_and_a_member_is_refused(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg decided We share one norms file", as_="Ann", in_="metadata")
    workspace.command("/wg record Metadata July 2026 to June 2027", as_="Ann", in_="general")
    assert "is on its way" in convene.answer_to("Ann")
    convene.tick()
    assert "start with index.md" in convene.said_to("Ann")[-1]
    workspace.command("/wg record Metadata", as_="Ben", in_="general")
    assert "`/wg record` is for" in convene.answer_to("Ben")
    workspace.command("/wg record", as_="Ann", in_="general")
    assert "Metadata" in convene.answer_to("Ann")
