"""An agenda, from the first item to what is carried to the meeting after."""

from datetime import timedelta

from models.database import unit_of_work
from tests.factories import NOW
from tests.happenings import meeting
from tests.running import Convene

DAY = timedelta(days=1)


def scheduled(convene: Convene) -> None:
    convene.workspace.command("/meet new Norms review tomorrow 2pm", as_="Ann", in_="metadata")
    convene.workspace.click("Schedule it", as_="Ann")
    convene.tick()


def in_channel(convene: Convene, beginning: str) -> list[str]:
    """The messages of the channel that begin so, once all that waits is drawn."""
    for _ in range(3):
        convene.workspace.move_clock(timedelta(seconds=2))
        convene.tick()
    texts = map(convene.workspace.text_of, convene.workspace.channel("metadata").messages)
    return [text for text in texts if text.startswith(beginning)]


def test_a_typed_item_is_on_the_card_at_once(convene: Convene) -> None:
    scheduled(convene)
    workspace = convene.workspace
    workspace.command(
        "/meet agenda Courier price, 10 min, to decide, by @pia", as_="Ben", in_="metadata"
    )
    assert "On the agenda of *Norms review* of Metadata" in convene.answer_to("Ben")
    assert "Courier price (10 min, to decide, Pia Pons)" in convene.answer_to("Ben")
    [card] = in_channel(convene, "Norms review")
    assert "Agenda: 1 item, 10 minutes" in card
    workspace.command("/meet agenda Vans, to inform, 55 min", as_="Ann", in_="metadata")
    workspace.click("Agenda", as_="Ann")
    page = convene.answer_to("Ann")
    assert "2 items, 65 of 60 minutes" in page
    assert "The items take 5 minutes longer than the meeting." in page
    workspace.command("/meet agenda Metadata", as_="Cleo", in_="general")
    assert "Courier price" in convene.answer_to("Cleo")
    workspace.command("/meet agenda Fees in Metadata", as_="Cleo", in_="general")
    assert "Only members of Metadata can do that" in convene.answer_to("Cleo")


def test_a_line_that_is_not_understood_opens_the_form(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/meet agenda Courier price, 10 min, to decied", as_="Ben", in_="metadata")
    page = convene.page_of("Ben")
    assert "I cannot read “to decied”. Did you mean “to decide”?" in page
    workspace.fill({"What is wanted": "To decide", "Minutes": "a while"}, as_="Ben")
    [(_field, refusal)] = workspace.submit(as_="Ben").items()
    assert refusal.startswith("Type how many minutes it takes")
    workspace.fill({"Minutes": "15 min"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    assert "Courier price (15 min, to decide, Ben Brook)" in convene.page_of("Ben")
    assert "which is not scheduled yet" in convene.page_of("Ben")


def test_the_chair_orders_merges_and_puts_off(convene: Convene) -> None:
    scheduled(convene)
    workspace = convene.workspace
    for title in ("Alpha", "Beta", "Gamma"):
        workspace.command(f"/meet agenda {title}", as_="Ben", in_="metadata")
    workspace.command("/meet agenda", as_="Ann", in_="metadata")
    workspace.click("Change the order", as_="Ann")
    workspace.fill({"New order": "3, 9"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {"New order": "Type numbers from 1 to 3."}
    workspace.fill({"New order": "3, 3"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {"New order": "Type each number once, such as 4, 1, 2."}
    workspace.fill({"New order": "3"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    page = convene.page_of("Ann")
    assert page.index("Gamma") < page.index("Alpha") < page.index("Beta")
    workspace.click("Change: Gamma", as_="Ann")
    workspace.fill({"What becomes of it": "Make it part of another item, chosen below"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {
        "The other item": "Choose of which other item it becomes part."
    }
    workspace.fill({"The other item": "Alpha"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "With: Gamma" in convene.page_of("Ann")
    workspace.click("Undo the merge: Gamma", as_="Ann")
    page = convene.page_of("Ann")
    assert "*Gamma* and *Alpha* stand by themselves again." in page
    assert "With:" not in page
    assert page.index("Gamma") < page.index("3 items")
    workspace.click("Change: Beta", as_="Ann")
    workspace.fill({"What becomes of it": "Put it off until the meeting after"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Put off until the meeting after" in convene.page_of("Ann")


def test_anybody_talks_about_an_item_of_the_consent_part(convene: Convene) -> None:
    scheduled(convene)
    workspace = convene.workspace
    workspace.command("/meet agenda Minutes of May", as_="Ann", in_="metadata")
    workspace.command("/meet agenda Vans", as_="Ann", in_="metadata")
    workspace.command("/meet agenda", as_="Ann", in_="metadata")
    workspace.click("Change: Minutes of May", as_="Ann")
    workspace.fill({"Consent part": ["In the consent part"]}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    for who in ("Ben", "Gil"):
        workspace.command("/meet agenda Metadata", as_=who, in_="metadata")
    workspace.click("Talk about it", as_="Ben")
    assert "The group talks about *Minutes of May* now" in convene.answer_to("Ben")
    workspace.click("Talk about it", as_="Gil")
    assert "Ben Brook has taken *Minutes of May* out of the consent part already" in (
        convene.answer_to("Gil")
    )
    workspace.command("/meet agenda", as_="Ann", in_="metadata")
    assert "Ben Brook wants to talk about it" in convene.answer_to("Ann")


def test_a_message_is_put_on_the_agenda_with_its_link(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.say("The courier got dearer", as_="Ben", in_="metadata")
    message = workspace.channel("metadata").messages[-1]
    workspace.shortcut("Put on the agenda", as_="Ben", on=message)
    assert workspace.submit(as_="Ben") == {}
    answer = convene.page_of("Ben")
    assert "The courier got dearer (to discuss, Ben Brook)" in answer
    assert "Papers: http" in answer
    workspace.say("Elsewhere", as_="Ben", in_="general")
    message = workspace.channel("general").messages[-1]
    workspace.shortcut("Put on the agenda", as_="Ben", on=message)
    workspace.fill({"Group": "Metadata"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    assert "Elsewhere (to discuss, Ben Brook)" in convene.page_of("Ben")
    workspace.shortcut("Put on the agenda", as_="Cleo", on=message)
    assert "You are in no group" in convene.page_of("Cleo")


def test_what_nobody_closed_is_carried_by_itself(convene: Convene) -> None:
    with unit_of_work() as session:
        for days in (1, 8, 15):
            meeting(session, convene.cast.metadata, NOW + days * DAY)
    workspace = convene.workspace
    workspace.command("/meet agenda Courier price", as_="Ben", in_="metadata")
    for weeks in (1, 2):
        workspace.move_clock(timedelta(days=2 if weeks == 1 else 7))
        convene.tick()
        workspace.command("/meet agenda", as_="Ben", in_="metadata")
    assert "carried for the 2nd time" in convene.answer_to("Ben")
    workspace.click("Change: Courier price", as_="Ben")
    workspace.fill({"What becomes of it": "Withdraw it"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    assert "Nothing is on it yet." in convene.page_of("Ben")


def test_the_agenda_is_posted_once_and_drawn_anew(convene: Convene) -> None:
    with unit_of_work() as session:
        convene.cast.metadata.agenda_hours = 24
        session.add(convene.cast.metadata)
        meeting(session, convene.cast.metadata, NOW + 2 * DAY)
    workspace = convene.workspace
    workspace.command("/meet agenda Courier price", as_="Ben", in_="metadata")
    assert in_channel(convene, "Agenda: Norms review") == []
    workspace.move_clock(timedelta(days=1, minutes=1))
    assert len(in_channel(convene, "Agenda: Norms review")) == 1
    workspace.command("/meet agenda Vans", as_="Ben", in_="metadata")
    [text] = in_channel(convene, "Agenda: Norms review")
    assert "*2.* Vans (to discuss, Ben Brook)" in text
    workspace.command("/meet cancel", as_="Ann", in_="metadata")
    assert workspace.submit(as_="Ann") == {}
    [text] = in_channel(convene, "Agenda: Norms review")
    assert "The meeting is cancelled." in text
