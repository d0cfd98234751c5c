"""Meetings, from the chair's first line to who came, as everybody sees it."""

from datetime import date, timedelta

import pytest

from models import Group, Holiday
from models.database import unit_of_work
from tests.running import Convene

LINE = "/meet new Norms review tomorrow 2pm for 45 min"


@pytest.fixture(autouse=True)
def no_digest(convene: Convene) -> None:
    """The channel holds nothing but meetings."""
    with unit_of_work() as session:
        session.get_one(Group, convene.cast.metadata.id).digest_weekday = None


def schedule(convene: Convene, line: str = LINE) -> None:
    convene.workspace.command(line, as_="Ann", in_="metadata")
    convene.workspace.click("Schedule it", as_="Ann")
    convene.deliver()


def card(convene: Convene) -> str:
    """The newest message of the channel that is a card."""
    room = convene.workspace.channel("metadata")
    return convene.workspace.text_of(room.messages[0])


def news(convene: Convene) -> list[str]:
    return [str(message["text"]) for message in convene.workspace.channel("metadata").messages[1:]]


def test_one_line_is_said_back_and_saved_only_after_the_click(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command(LINE, as_="Ann", in_="metadata")
    reading = "I read that as Wednesday, November 25, 2026, 2:00–2:45 PM EST (America/New_York)"
    assert reading in convene.answer_to("Ann")
    convene.deliver()
    assert workspace.channel("metadata").messages == []
    workspace.click("Schedule it", as_="Ann")
    assert "Norms review* is scheduled for" in convene.answer_to("Ann")
    assert "I cannot write to Pia Pons" in convene.answer_to("Ann")
    convene.deliver()
    assert "3 have not answered, 1 without Slack" in card(convene)


def test_the_card_shows_answers_at_once_and_closes_when_the_meeting_starts(
    convene: Convene,
) -> None:
    workspace = convene.workspace
    schedule(convene)
    workspace.click("Yes", as_="Ben", in_="metadata")
    assert "1 yes:* Ben Brook" in card(convene)
    assert "2 have not answered, 1 without Slack" in card(convene)
    workspace.click("No", as_="Ben", in_="metadata")
    assert "1 no:* Ben Brook" in card(convene)
    workspace.click("Yes", as_="Cleo", in_="metadata")
    assert "Only members of Metadata answer" in convene.answer_to("Cleo")
    assert "/wg join Metadata" in convene.answer_to("Cleo")
    workspace.move_clock(timedelta(hours=29))
    workspace.click("Yes", as_="Ben", in_="metadata")
    assert "answers are closed" in convene.answer_to("Ben")
    convene.deliver()
    workspace.click("I was there", as_="Ben", in_="metadata")
    assert "1 person from 1 library or unit: Ben Brook" in card(convene)


def test_an_answer_in_a_list_redraws_the_list_and_the_card(convene: Convene) -> None:
    workspace = convene.workspace
    schedule(convene)
    workspace.command("/meet", as_="Gil", in_="general")
    workspace.click("Maybe", as_="Gil", in_="general")
    assert "You answered *maybe*" in convene.answer_to("Gil")
    convene.deliver()
    assert "1 maybe:* Gil Grau" in card(convene)


def test_a_reading_that_is_wrong_is_changed_in_the_form(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command(LINE, as_="Ann", in_="metadata")
    workspace.click("Change", as_="Ann")
    workspace.fill({"When": "yesterday", "Place or link": "Room <!channel> & *5*"}, as_="Ann")
    assert list(workspace.submit(as_="Ann")) == ["When"]
    workspace.fill({"When": "Dec 3 at 14:00"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Thursday, December 3, 2026, 2:00–2:45 PM EST" in convene.page_of("Ann")
    workspace.click("Change", as_="Ann")
    workspace.fill({"How long": "1.5 hours"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "2:00–3:30 PM EST" in convene.page_of("Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "is scheduled for" in convene.page_of("Ann")
    convene.deliver()
    assert "Room &lt;!channel&gt; &amp; *5*" in card(convene)


def test_a_series_from_the_form_says_its_first_dates_and_posts_one_card(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/meet new", as_="Ann", in_="metadata")
    workspace.fill({"Title": "Council", "When": "Dec 8 2pm"}, as_="Ann")
    workspace.fill(
        {"Repeats": "Every month on the same weekday, such as the second Tuesday"}, as_="Ann"
    )
    assert workspace.submit(as_="Ann") == {}
    page = convene.page_of("Ann")
    assert (
        "every month on the second Tuesday at 2:00 PM EST/EDT (America/New_York), for 60 min"
        in page
    )
    for day in ("December 8, 2026", "January 12, 2027", "February 9, 2027", "March 9, 2027"):
        assert f"Tuesday, {day}, 2:00–3:00 PM E" in page
    assert workspace.submit(as_="Ann") == {}
    convene.deliver()
    assert len(workspace.channel("metadata").messages) == 1


def test_a_question_in_a_direct_message_shows_its_answer_in_its_place(convene: Convene) -> None:
    workspace = convene.workspace
    schedule(convene)
    workspace.move_clock(timedelta(hours=5))
    convene.tick()
    before = convene.said_to("Ben")
    assert "You have not answered yet. Will you come?" in before[-1]
    workspace.click("No", as_="Ben", in_="app")
    [*_, answered] = convene.said_to("Ben")
    assert (len(convene.said_to("Ben")), answered.startswith("You answered no")) == (
        len(before),
        True,
    )
    workspace.click("Maybe", as_="Ben", in_="app")
    assert convene.said_to("Ben")[-1].startswith("You answered maybe")
    assert workspace.private_answers(as_="Ben") == []


def test_moving_tells_the_channel_and_asks_again(convene: Convene) -> None:
    workspace = convene.workspace
    schedule(convene)
    workspace.click("Yes", as_="Ben", in_="metadata")
    workspace.command("/meet move Friday 3pm", as_="Ann", in_="metadata")
    assert "I read that as Friday, November 27, 2026, 3:00–3:45 PM EST" in convene.answer_to("Ann")
    workspace.click("Move it", as_="Ann")
    convene.deliver()
    assert "3 have not answered, 1 without Slack" in card(convene)
    [text] = news(convene)
    assert (
        "*Norms review* moved from Wed, Nov 25, 2026, 2:00 PM EST to Fri, Nov 27, 2026, 3:00 PM EST"
        in text
    )
    assert "please answer again" in text
    workspace.click("Yes", as_="Ben", in_="metadata")
    assert "You answered yes" in convene.answer_to("Ben")
    convene.deliver()
    assert "1 yes:* Ben Brook" in card(convene)


def test_moving_by_form_says_back_and_can_be_changed(convene: Convene) -> None:
    workspace = convene.workspace
    schedule(convene)
    workspace.command("/meet show", as_="Ann", in_="metadata")
    workspace.click("Move", as_="Ann")
    workspace.fill({"New time": "whenever"}, as_="Ann")
    assert list(workspace.submit(as_="Ann")) == ["New time"]
    workspace.fill({"New time": "Thursday noon", "Place or link": "Room 5"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Thursday, November 26, 2026, 12:00–12:45 PM EST" in convene.page_of("Ann")
    workspace.click("Change", as_="Ann")
    workspace.fill({"New time": "Thursday 1pm"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert workspace.submit(as_="Ann") == {}
    assert "moved from" in convene.page_of("Ann")
    convene.deliver()
    assert "Where: Room 5" in card(convene)


def test_cancelling_asks_first_and_tells_the_channel(convene: Convene) -> None:
    workspace = convene.workspace
    schedule(convene)
    workspace.command("/meet cancel", as_="Ben", in_="metadata")
    assert "is for a chair of a group" in convene.answer_to("Ben")
    workspace.command("/meet cancel", as_="Ann", in_="metadata")
    assert "Cancel *Norms review*" in convene.page_of("Ann")
    workspace.fill({"Reason": "Snow"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    convene.deliver()
    assert "This meeting is cancelled" in card(convene)
    [text] = news(convene)
    assert text == (
        "*Norms review*, Wed, Nov 25, 2026, 2:00 PM EST, is cancelled (Ann Abara). Reason: Snow"
    )
    workspace.command("/meet move Friday 3pm", as_="Ann", in_="metadata")
    assert "has no meeting ahead" in convene.answer_to("Ann")


def test_who_reckons_with_the_old_time_hears_by_direct_message(convene: Convene) -> None:
    workspace = convene.workspace
    schedule(convene, "/meet new Norms review Thursday 2pm for 45 min")
    workspace.click("Yes", as_="Ben", in_="metadata")
    workspace.move_clock(timedelta(hours=29))
    convene.deliver()
    assert "Reminder: *Norms review* of *Metadata*" in convene.said_to("Gil")[-1]
    workspace.command("/meet move Friday 10am", as_="Ann", in_="metadata")
    workspace.click("Move it", as_="Ann")
    assert "2 people who had been reminded" in convene.answer_to("Ann")
    convene.deliver()
    convene.deliver()
    for who in ("Ben", "Gil"):
        assert not any("Reminder: " in text for text in convene.said_to(who))
        assert "*Metadata*: *Norms review* moved from" in convene.said_to(who)[-1]
    assert "Please answer for the new time." in convene.said_to("Ben")[-1]
    workspace.click("Yes", as_="Ben")
    workspace.command("/meet cancel", as_="Ann", in_="metadata")
    workspace.fill({"Reason": "Snow"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    convene.deliver()
    convene.deliver()
    assert "is cancelled (Ann Abara). Reason: Snow" in convene.said_to("Ben")[-1]


def test_another_title_and_place_show_on_the_card_and_in_reminders(convene: Convene) -> None:
    workspace = convene.workspace
    schedule(convene, "/meet new Norms review Thursday 2pm for 45 min")
    workspace.click("Yes", as_="Ben", in_="metadata")
    workspace.move_clock(timedelta(hours=29))
    convene.deliver()
    workspace.command("/meet show", as_="Ann", in_="metadata")
    workspace.click("Change title or place", as_="Ann")
    workspace.fill({"Title": " "}, as_="Ann")
    assert list(workspace.submit(as_="Ann")) == ["Title"]
    workspace.fill({"Title": "Norms & names", "Place or link": "Room 4"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Changed: *Norms &amp; names*" in convene.page_of("Ann")
    convene.deliver()
    convene.deliver()
    assert "Where: Room 4" in card(convene)
    assert "1 yes:* Ben Brook" in card(convene)
    for who in ("Ben", "Gil"):
        reminder = convene.said_to(who)[-1]
        assert "Reminder: *Norms &amp; names* of *Metadata*" in reminder
        assert "Where: Room 4" in reminder
        assert not any("Norms review" in text for text in convene.said_to(who))
    workspace.click("Change title or place", as_="Ann", in_="metadata")
    assert workspace.submit(as_="Ann") == {}
    assert "Nothing was changed." in convene.page_of("Ann")
    workspace.close(as_="Ann")
    workspace.command("/meet show", as_="Ben", in_="metadata")
    assert "Change title or place" not in convene.answer_to("Ben")


def test_the_chair_sees_who_is_silent_and_answers_for_a_partner(convene: Convene) -> None:
    workspace = convene.workspace
    schedule(convene)
    workspace.command("/meet show", as_="Ben", in_="metadata")
    assert "Not answered yet" not in convene.answer_to("Ben")
    assert "Answer for a partner" not in convene.answer_to("Ben")
    workspace.command("/meet show", as_="Ann", in_="metadata")
    assert (
        "*Not answered yet:* Ann Abara, Ben Brook, Gil Grau\n"
        "*Without Slack, so please ask them:* Pia Pons" in convene.answer_to("Ann")
    )
    workspace.click("Answer for a partner", as_="Ann")
    workspace.fill({"Whose answer": "Pia Pons", "Answer": "Yes"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Recorded: Pia Pons answers yes for *Norms review*." in convene.page_of("Ann")
    convene.deliver()
    assert "1 yes:* Pia Pons (recorded by Ann Abara)" in card(convene)
    assert "3 have not answered" in card(convene)
    assert "without Slack" not in card(convene)


def test_scheduling_and_moving_onto_a_holiday_says_so(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        session.add(Holiday(day=date(2026, 11, 26), name="Thanksgiving"))
    workspace.command("/meet new Norms Thursday 2pm", as_="Ann", in_="metadata")
    assert ": a holiday, Thanksgiving" in convene.answer_to("Ann")
    schedule(convene)
    workspace.command("/meet move Thursday", as_="Ann", in_="metadata")
    assert ": a holiday, Thanksgiving" in convene.answer_to("Ann")


def test_a_series_skips_the_holidays_that_are_known(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        session.add(Holiday(day=date(2026, 12, 25), name="Christmas Day"))
    line = "/meet new Norms every Friday 10am"
    workspace.command(line, as_="Ann", in_="metadata")
    reply = convene.answer_to("Ann")
    assert (
        "(Christmas Day) is a holiday. The meeting is held on this day unless you skip it." in reply
    )
    workspace.click("Skip the holidays", as_="Ann")
    skipped = convene.answer_to("Ann")
    assert "not on Fri, Dec 25, 2026" in skipped
    assert "Skip the holidays" not in skipped
    workspace.command(f"{line}, except holidays", as_="Ann", in_="metadata")
    typed = convene.answer_to("Ann")
    assert "not on Fri, Dec 25, 2026" in typed
    assert "Skip the holidays" not in typed
    assert "No holiday that I know of" not in typed
    workspace.click("Schedule it", as_="Ann")
    workspace.command("/meet new Plan every Monday 9am except holidays", as_="Ann", in_="metadata")
    nothing_left_out = "No holiday that I know of falls on one of its days, so none is left out."
    assert nothing_left_out in convene.answer_to("Ann")
    workspace.command("/meet new Plan every Monday 9am", as_="Ann", in_="metadata")
    assert nothing_left_out not in convene.answer_to("Ann")
    workspace.command("/meet next", as_="Ann", in_="metadata")
    assert "Fri, Dec 18" in convene.answer_to("Ann")
    assert "Dec 25, 2026, 10:00" not in convene.answer_to("Ann")
    workspace.command("/meet new Plan holidays tomorrow 2pm", as_="Ann", in_="metadata")
    assert "*Plan holidays* for Metadata" in convene.answer_to("Ann")


def test_a_day_on_which_a_library_is_closed_is_marked_and_not_skipped(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        central = convene.cast.central.id
        session.add(Holiday(day=date(2026, 12, 18), name="Snow", organization_id=central))
        session.add(Holiday(day=date(2026, 12, 25), name="Christmas Day"))
    workspace.command("/meet new Norms every Friday 10am", as_="Ann", in_="metadata")
    workspace.click("Skip the holidays", as_="Ann")
    skipped = convene.answer_to("Ann")
    held = "Some are closed on Fri, Dec 18, 2026 (Central). The meeting is held on this day all"
    assert held in skipped
    assert "December 18, 2026, 10:00–11:00 AM EST: Central is closed" in skipped
    assert "Skip the holidays" not in skipped
    workspace.click("Schedule it", as_="Ann")
    workspace.command("/meet move Dec 18", as_="Ann", in_="metadata")
    assert ": Central is closed" in convene.answer_to("Ann")


def test_a_card_that_has_not_gone_out_is_withdrawn(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command(LINE, as_="Ann", in_="metadata")
    workspace.click("Schedule it", as_="Ann")
    workspace.command("/meet cancel", as_="Ann", in_="metadata")
    assert workspace.submit(as_="Ann") == {}
    convene.deliver()
    assert workspace.channel("metadata").messages == []


def test_who_came_by_checklist_and_by_ones_own_word(convene: Convene) -> None:
    workspace = convene.workspace
    schedule(convene)
    workspace.click("Yes", as_="Ben", in_="metadata")
    workspace.command("/meet came", as_="Ann", in_="metadata")
    assert "has started yet" in convene.answer_to("Ann")
    workspace.move_clock(timedelta(hours=29))
    workspace.command("/meet came", as_="Ann", in_="metadata")
    workspace.fill({"People": ["Ann Abara", "Ben Brook", "Pia Pons (no Slack account)"]}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Recorded: 3 people came to *Norms review*" in convene.page_of("Ann")
    convene.deliver()
    assert "3 people from 2 libraries and units: Ann Abara, Ben Brook, Pia Pons" in card(convene)
    workspace.close(as_="Ann")
    workspace.click("I was there", as_="Gil", in_="metadata")
    assert "4 people from 2 libraries and units" in card(convene)


def test_the_chair_is_asked_who_came_until_there_is_a_list(convene: Convene) -> None:
    workspace = convene.workspace
    schedule(convene)
    workspace.move_clock(timedelta(hours=29, minutes=20))
    convene.tick()
    question = "Who came to *Norms review* of *Metadata*, <!date^"
    assert convene.said_to("Ann")[-1].startswith(question)
    assert "Wed, Nov 25, 2026, 2:00 PM EST" in convene.said_to("Ann")[-1]
    assert not any("Who came" in text for text in convene.said_to("Ben"))
    convene.tick()
    assert [text.startswith(question) for text in convene.said_to("Ann")].count(True) == 1
    workspace.command("/convene", as_="Ann", in_="general")
    assert "*Who came?* *Norms review*" in convene.answer_to("Ann")
    workspace.command("/meet past", as_="Ann", in_="metadata")
    assert "No list of who came" in convene.answer_to("Ann")
    workspace.click("Who came", as_="Ann", in_="metadata")
    assert "Who came to *Norms review*, " in convene.page_of("Ann")
    workspace.fill({"People": ["Ann Abara"], "Others who came": ["Cleo"]}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "2 people came to *Norms review*: Ann Abara, Cleo Costa" in convene.page_of("Ann")
    workspace.close(as_="Ann")
    workspace.command("/meet past", as_="Ben", in_="metadata")
    assert "2 people came" in convene.answer_to("Ben")
    workspace.command("/convene", as_="Ann", in_="general")
    assert "Who came" not in convene.answer_to("Ann")


def test_the_same_line_clicked_twice_is_saved_once(convene: Convene) -> None:
    schedule(convene)
    convene.workspace.command(LINE, as_="Ann", in_="metadata")
    convene.workspace.click("Schedule it", as_="Ann")
    assert "already. Type `/meet` to see it." in convene.answer_to("Ann")
    convene.deliver()
    assert len(convene.workspace.channel("metadata").messages) == 1


def test_a_chair_is_asked_in_which_group_where_nothing_tells(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command(f"{LINE} in Metadata", as_="Ann", in_="general")
    assert "I read that as Wednesday, November 25, 2026, 2:00–2:45 PM EST" in convene.answer_to(
        "Ann"
    )
    workspace.command(LINE, as_="Ann", in_="general")
    workspace.fill({"Group": "Metadata"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "I read that as" in convene.page_of("Ann")
    workspace.click("Schedule it", as_="Ann", in_="modal")
    assert "is scheduled for" in convene.page_of("Ann")


def test_guests_see_the_meetings_of_their_groups_only(convene: Convene) -> None:
    schedule(convene)
    convene.workspace.command("/meet next", as_="Gil", in_="general")
    assert "Norms review" in convene.answer_to("Gil")
    convene.workspace.command("/meet next Nowhere", as_="Gil", in_="general")
    assert "I know no group called “Nowhere”" in convene.answer_to("Gil")


def test_an_answer_in_the_home_tab_shows_there_and_on_the_card(convene: Convene) -> None:
    workspace = convene.workspace
    schedule(convene)
    workspace.home(as_="Ben")
    workspace.click("Yes", as_="Ben", in_="home")
    assert "You answered yes." in workspace.text_of(workspace.home(as_="Ben"))
    convene.deliver()
    assert "1 yes:* Ben Brook" in card(convene)


def test_a_series_goes_on_with_a_card_a_week_before_each_meeting(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/meet new Norms every Wednesday 2pm", as_="Ann", in_="metadata")
    workspace.click("Schedule it", as_="Ann")
    convene.deliver()
    assert len(workspace.channel("metadata").messages) == 1
    workspace.move_clock(timedelta(hours=29))
    convene.deliver()
    cards = [str(message["text"]) for message in workspace.channel("metadata").messages]
    days = [", ".join(text.split(", ")[1:4]) for text in cards]
    assert days == ["Wed, Nov 25, 2026", "Wed, Dec 2, 2026"]
    workspace.command("/meet cancel", as_="Ann", in_="metadata")
    workspace.fill({"Which": "This one and all that follow: the series ends"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "The series ends" in convene.page_of("Ann")
    convene.deliver()
    words = [workspace.text_of(message) for message in workspace.channel("metadata").messages]
    assert ["cancelled" in text for text in words] == [False, True, True]


def test_a_card_turns_by_itself_from_who_comes_to_who_came(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/meet new Norms review tomorrow 2pm", as_="Ann", in_="metadata")
    workspace.click("Schedule it", as_="Ann")
    convene.tick()
    card = workspace.channel("metadata").messages[-1]["ts"]
    workspace.move_clock(timedelta(days=1, hours=5))
    convene.tick()
    [turned] = [
        message for message in workspace.channel("metadata").messages if message["ts"] == card
    ]
    assert "I was there" in workspace.text_of(turned)
    redraws = len([entry for entry in workspace.traffic if entry.what == "chat.update"])
    convene.tick()
    assert (
        len([entry for entry in workspace.traffic if entry.what == "chat.update"]) == redraws == 1
    )
    workspace.move_clock(timedelta(days=3, hours=1))
    convene.tick()
    [closed] = [
        message for message in workspace.channel("metadata").messages if message["ts"] == card
    ]
    assert "I was there" not in workspace.text_of(closed)
    convene.tick()
    assert len([entry for entry in workspace.traffic if entry.what == "chat.update"]) == 2
