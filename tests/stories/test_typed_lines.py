"""Typed lines of which not every word is understood, as people see the answers."""

from tests.running import Convene


def test_a_slip_is_asked_about_in_the_form_and_then_scheduled(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/meet new Norms tommorow 3pm", as_="Ann", in_="metadata")
    assert "I cannot read “tommorow”. Did you mean “tomorrow”?" in convene.page_of("Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Wednesday, November 25, 2026, 3:00–4:00 PM EST" in convene.page_of("Ann")


def test_whoever_is_mentioned_in_a_title_is_named_in_it(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/meet new Norms with @Ben tomorrow 3pm", as_="Ann", in_="metadata")
    assert "*Norms with Ben Brook* for Metadata" in convene.answer_to("Ann")
    workspace.command("/wg add @Cleo as chair", as_="Ann", in_="metadata")
    assert "I have no use for “as chair” here." in convene.answer_to("Ann")
    workspace.command("/wg add @Cleo to Metadata", as_="Ann", in_="general")
    assert "Cleo Costa" in convene.answer_to("Ann")


def test_several_dates_become_one_series_of_these_days(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/meet new Directors Dec 4, Jan 8, Feb 5 10am", as_="Ann", in_="metadata")
    assert "on Fri, Dec 4, 2026; Fri, Jan 8, 2027 and Fri, Feb 5, 2027" in convene.answer_to("Ann")
    workspace.click("Schedule it", as_="Ann")
    workspace.command("/meet next Metadta", as_="Ben", in_="general")
    assert convene.answer_to("Ben").count("Directors") >= 3


def test_nothing_that_a_command_cannot_use_is_passed_over(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/task mine @Ben", as_="Ann", in_="metadata")
    assert "no use for “@Ben Brook”" in convene.answer_to("Ann")
    workspace.command("/wg show @Ben", as_="Ann", in_="metadata")
    assert "no use for a person in “@Ben Brook”" in convene.answer_to("Ann")
    workspace.command("/participation @Ben this year", as_="Dag", in_="metadata")
    assert (
        "Ben Brook, fiscal year 2027 (Wed, Jul 1, 2026 to Wed, Jun 30, 2027)"
        in convene.answer_to("Dag")
    )
    workspace.command("/meet minutes", as_="Ben", in_="metadata")
    assert "Did you mean" not in convene.answer_to("Ben")
    workspace.command("/wg Metdata", as_="Cleo", in_="general")
    assert "Looks after metadata" in convene.answer_to("Cleo")


def test_help_is_answered_where_it_was_asked_for(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.say("<@UCONVENE> help", as_="Ben", in_="metadata")
    assert "/task add" in convene.answer_to("Ben")
    assert convene.said_to("Ben") == []
    workspace.say("Help!", as_="Gil", in_="app")
    convene.tick()
    answer = convene.said_to("Gil")[-1]
    assert "/task mine" in answer
    assert "/task add" not in answer
    workspace.say("<@UCONVENE> thanks", as_="Ben", in_="metadata")
    convene.tick()
    assert "I read commands, not conversations." in convene.said_to("Ben")[-1]


def test_the_form_in_place_of_a_line_keeps_its_link(convene: Convene) -> None:
    workspace = convene.workspace
    link = "https://zoom.example/j/123?pwd=a"
    workspace.command(f"/meet new Norms {link} Friday", as_="Ann", in_="metadata")
    workspace.fill({"When": "Friday 2pm"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert link in convene.page_of("Ann")
    workspace.command(f"/task add Read {link} by Firday", as_="Ben", in_="metadata")
    assert "Did you mean “Friday”?" in convene.page_of("Ben")
    assert workspace.submit(as_="Ben") == {}
    assert f"Read {link}" in convene.page_of("Ben")
