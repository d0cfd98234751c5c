"""Who speaks for a library, appointed, shown and thanked as people in Slack see it."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import Representation, RepresentationKind
from models.database import reading, unit_of_work
from models.representatives import RepresentedSubject
from services import groups, organizations, representatives, terms
from tests.factories import NOW, group, person, standing
from tests.running import Convene

TOPIC = "E-resources licensing"
REPRESENTATIVE, ALTERNATE = RepresentationKind


def deliver(convene: Convene) -> None:
    """Let what waits go out: a lane has a pace."""
    convene.workspace.move_clock(timedelta(seconds=2))
    convene.tick()


@pytest.fixture
def directed(convene: Convene) -> Convene:
    """Ann directs Central, Cleo directs Tunxis, and there is one topic."""
    people = convene.cast
    with unit_of_work() as session:
        for place, head in ((people.central, people.ann), (people.tunxis, people.cleo)):
            library = session.merge(place)
            organizations.set_directors(session, library, [head], by=people.dag, now=NOW)
        representatives.add_topic(session, TOPIC, by=people.dag, now=NOW)
    return convene


def test_a_director_appoints_and_both_hear_of_it(directed: Convene) -> None:
    workspace = directed.workspace
    workspace.command(f"/library appoint @Ben representative {TOPIC}", as_="Ann", in_="general")
    answer = directed.answer_to("Ann")
    assert f"Ben Brook is representative of *Central* for *{TOPIC}* from today." in answer
    deliver(directed)
    heard = directed.said_to("Ben")[-1]
    assert f"Ann Abara made you representative of *Central Library* for *{TOPIC}*." in heard
    assert "Your director may speak for it just as well." in heard
    workspace.command(
        f"/library appoint @Ann as our rep for {TOPIC} from Dec 1 until Dec 31",
        as_="Ann",
        in_="general",
    )
    answer = directed.answer_to("Ann")
    assert (
        "from Tue, Dec 1, 2026 until Thu, Dec 31, 2026. Ben Brook is it no longer then." in answer
    )
    deliver(directed)
    heard = directed.said_to("Ben")[-1]
    assert "From Tue, Dec 1, 2026 Ann Abara speaks for *Central Library*" in heard
    assert "; until then you are representative. Thank you" in heard
    assert "Thank you for speaking for your library since Tue, Nov 24, 2026." in heard
    count = len(directed.said_to("Ben"))
    workspace.choose("menu", "Call off Ann Abara", as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Ann Abara does not begin" in directed.page_of("Ann")
    workspace.command("/library", as_="Ann", in_="general")
    assert f"{TOPIC}: Representative: Ben Brook; Alternate: *none*" in directed.answer_to("Ann")
    deliver(directed)
    [heard] = directed.said_to("Ben")[count:]
    assert "Ann Abara does not follow you on Tue, Dec 1, 2026 after all. You" in heard
    assert f"You stay representative of *Central Library* for *{TOPIC}*." in heard
    workspace.click("Its representatives", as_="Ann")
    workspace.choose("menu", "End Ben Brook", as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    deliver(directed)
    assert "ended that you are representative of" in directed.said_to("Ben")[-1]
    with reading() as session:
        assert len(session.exec(select(Representation)).all()) == 2


@pytest.mark.parametrize(
    ("days", "own", "rests"),
    [
        (" from Dec 1", "until Mon, Nov 30, 2026.", "Central has no alternate then."),
        ("", "no longer.", "Central has no alternate now."),
    ],
)
def test_an_alternate_who_becomes_representative_hears_what_ends(
    directed: Convene, days: str, own: str, rests: str
) -> None:
    people, workspace = directed.cast, directed.workspace
    with unit_of_work() as session:
        eli = person(session, "Eli Egan", at=people.central, slack_id="UELI")
        central = session.merge(people.central)
        [topic] = representatives.topics(session)
        subject = RepresentedSubject(topic.name, topic_id=topic.id)
        for kind, who in ((REPRESENTATIVE, eli), (ALTERNATE, people.ben)):
            representatives.appoint(session, central, subject, kind, who, by=people.dag, now=NOW)
    workspace.move_clock(timedelta(minutes=1))
    workspace.command(
        f"/library appoint @Ben representative {TOPIC}{days}", as_="Ann", in_="general"
    )
    answer = directed.answer_to("Ann")
    assert f"Ben Brook is alternate {own} {rests}" in answer
    deliver(directed)
    heard = directed.said_to("Ben")[-1]
    assert "Eli Egan is representative" not in heard
    assert f"Your director may speak for it just as well. You are alternate {own} {rests}" in heard


@pytest.mark.parametrize(
    ("hers", "librarys", "today"),
    [
        ("Pacific/Kiritimati", "America/New_York", date(2026, 11, 24)),
        ("America/New_York", "Pacific/Kiritimati", date(2026, 11, 25)),
    ],
)
def test_typed_days_are_those_of_the_library_wherever_the_asker_is(
    directed: Convene, hers: str, librarys: str, today: date
) -> None:
    with unit_of_work() as session:
        session.merge(directed.cast.ann).zone = hers
        session.merge(directed.cast.central).zone = librarys
    directed.workspace.command(
        f"/library appoint @Ben representative {TOPIC} from today until tomorrow",
        as_="Ann",
        in_="general",
    )
    answer = directed.answer_to("Ann")
    assert f"Ben Brook is representative of *Central* for *{TOPIC}* from today" in answer
    with reading() as session:
        row = session.exec(select(Representation)).one()
        days = terms.representation_days(row, librarys)
    assert (days[0], days[-1]) == (today, today + timedelta(days=1))


def test_what_is_not_understood_opens_the_form_with_the_rest(directed: Convene) -> None:
    workspace = directed.workspace
    workspace.command(
        "/library appoint @Ben alternate E-resurces licensing until Dec 31",
        as_="Ann",
        in_="general",
    )
    page = directed.page_of("Ann")
    words = "I did not understand which group or topic “E-resurces licensing” is."
    assert f"{words} Did you mean “{TOPIC}”?" in page
    assert "Who speaks for *Central Library*?" in page
    workspace.fill({"For which group or topic": f"{TOPIC} (topic)"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    answer = directed.page_of("Ann")
    assert "Ben Brook is alternate of *Central*" in answer
    assert "until Thu, Dec 31, 2026" in answer
    workspace.command("/library appoint", as_="Ann", in_="general")
    workspace.fill({"For which group or topic": "Metadata (group)", "Who": "Cleo Costa"}, as_="Ann")
    [refusal] = workspace.submit(as_="Ann").values()
    assert "Cleo Costa works at Tunxis, and who speaks for Central works there." in refusal


def test_the_program_manager_appoints_for_any_library_and_keeps_the_topics(
    directed: Convene,
) -> None:
    workspace = directed.workspace
    workspace.command("/library appoint", as_="Dag", in_="general")
    workspace.fill({"Library": "Central Library", "Who": "Cleo Costa"}, as_="Dag")
    workspace.fill({"Or a new topic": "Resource sharing"}, as_="Dag")
    [refusal] = workspace.submit(as_="Dag").values()
    assert "Cleo Costa works at Tunxis, and who speaks for Central works there." in refusal
    workspace.fill({"Library": "Tunxis Library"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    deliver(directed)
    assert "Dag Dahl made you representative of *Tunxis Library*" in directed.said_to("Cleo")[-1]
    workspace.command("/library representatives Resource sharing", as_="Ben", in_="general")
    answer = directed.answer_to("Ben")
    assert "Of 2 member libraries 1 has a representative, and 0 an alternate." in answer
    none = "Representative: *none*\nAlternate: *none*\nDirector: Ann Abara"
    assert f"*Central Library*\n{none}" in answer
    assert "*Tunxis Library*\nRepresentative: Cleo Costa" in answer
    workspace.command("/library reps", as_="Ben", in_="general")
    answer = directed.answer_to("Ben")
    assert "*Resource sharing* (topic)\n1 of 2 libraries with somebody" in answer
    assert f"*{TOPIC}* (topic)\n0 of 2 libraries with somebody" in answer
    workspace.command("/library Tunxis", as_="Ben", in_="general")
    assert "Resource sharing: Representative: Cleo Costa" in directed.answer_to("Ben")
    workspace.click("Its representatives", as_="Ben")
    assert "Who speaks for Tunxis" in directed.answer_to("Ben")
    workspace.command("/convene history", as_="Dag", in_="general")
    assert "appointed to speak for a library: Cleo Costa" in directed.answer_to("Dag")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("until Juneuary 30", "I cannot read “Juneuary 30” as the last day: write it like"),
        ("from Blursday until Dec 31", "I cannot read “Blursday” as the first day: write it like"),
    ],
)
def test_a_wrong_day_is_said_to_be_that(directed: Convene, days: str, words: str) -> None:
    line = f"/library appoint @Ben alternate {TOPIC} {days}"
    directed.workspace.command(line, as_="Ann", in_="general")
    page = directed.page_of("Ann")
    assert f"{words} “June 30” or “2027-06-30”, or choose it below." in page
    assert "I did not understand" not in page
    directed.workspace.fill({"Last day": "2026-12-31"}, as_="Ann")
    assert directed.workspace.submit(as_="Ann") == {}
    assert f"Ben Brook is alternate of *Central* for *{TOPIC}*" in directed.page_of("Ann")


def test_a_topic_is_renamed_and_closed_with_thanks(directed: Convene) -> None:
    workspace = directed.workspace
    workspace.command(f"/library appoint @Ben representative {TOPIC}", as_="Ann", in_="general")
    deliver(directed)
    workspace.command(f"/library representatives {TOPIC}", as_="Ann", in_="general")
    assert "Close the topic" not in directed.answer_to("Ann")
    workspace.command(f"/library representatives {TOPIC}", as_="Dag", in_="general")
    workspace.click("Rename the topic", as_="Dag")
    workspace.fill({"Name": "Licensing"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    workspace.command("/library representatives Licensing", as_="Dag", in_="general")
    workspace.click("Close the topic", as_="Dag")
    assert "That ends now for the 1 person named for it" in directed.page_of("Dag")
    assert workspace.submit(as_="Dag") == {}
    deliver(directed)
    heard = directed.said_to("Ben")[-1]
    assert "Dag Dahl closed the topic *Licensing*, for which you were representative" in heard
    assert "Thank you for speaking for your library since Tue, Nov 24, 2026." in heard
    workspace.command("/library representatives Licensing", as_="Ann", in_="general")
    assert "The topic Licensing is closed" in directed.answer_to("Ann")
    workspace.command("/library reps", as_="Ann", in_="general")
    assert "Licensing" not in directed.answer_to("Ann")
    workspace.command("/convene history", as_="Dag", in_="general")
    history = directed.answer_to("Dag")
    assert "closed the topic Licensing" in history
    assert f"name: {TOPIC} → Licensing" in history


def test_nobody_else_appoints(directed: Convene) -> None:
    workspace = directed.workspace
    workspace.command(f"/library appoint @Ben representative {TOPIC}", as_="Cleo", in_="general")
    words = "Ben Brook works at Central, and who speaks for Tunxis works there."
    assert words in directed.answer_to("Cleo")
    for who in ("Ben", "Gil"):
        workspace.command(f"/library appoint @Ben representative {TOPIC}", as_=who, in_="general")
        assert "is for a director of a library, or the program manager" in directed.answer_to(who)
    with reading() as session:
        assert session.exec(select(Representation)).all() == []


def test_a_director_hears_that_she_is_named_and_that_she_is_not(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/library directors Central", as_="Dag", in_="general")
    workspace.fill({"Directors": ["Ann Abara"]}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    deliver(convene)
    assert "Dag Dahl named you director of *Central Library*." in convene.said_to("Ann")[-1]
    workspace.command("/library directors Central", as_="Dag", in_="general")
    workspace.fill({"Directors": ["Ben Brook"]}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    deliver(convene)
    assert convene.said_to("Ann")[-1] == (
        "You are no longer listed as a director of *Central Library*. If that is a mistake, write"
        " to Dag Dahl."
    )
    assert "named you director" in convene.said_to("Ben")[-1]


def test_a_private_group_is_named_to_nobody_who_may_not_know_of_it(directed: Convene) -> None:
    """Ben serves in it and speaks for Central there; Ann directs Central and knows nothing."""
    people, hidden = directed.cast, "Zebrafish"
    with unit_of_work() as session:
        row = group(session, hidden, chair=people.ben, channel_id="CHID", private=True)
        subject = representatives.named(session, hidden, by=standing(session, people.dag))
        representatives.appoint(
            session,
            session.merge(people.central),
            subject,
            RepresentationKind.REPRESENTATIVE,
            people.ben,
            by=people.dag,
            now=NOW,
        )
        groups.add(session, row, [people.cleo], by=people.ben, now=NOW)
    lines = (
        *("/library", "/library Central", "/library representatives", "/library appoint"),
        f"/library representatives {hidden}",
        f"/library appoint @Ben representative {hidden}",
    )
    for line in lines:
        directed.workspace.command(line, as_="Ann", in_="general")
        seen = json.dumps(directed.workspace.private_answers(as_="Ann")[-1], ensure_ascii=False)
        assert hidden not in seen.replace(f"called “{hidden}”", "")
    for who in ("Ben", "Cleo", "Dag"):
        directed.workspace.command("/library Central", as_=who, in_="general")
        assert f"{hidden}: Representative: Ben Brook" in directed.answer_to(who)
