"""Which group a typed name means: its whole, its beginning or a part, misspelt, and discharged."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from handlers import deputies, handovers, interests
from handlers.groups import charge, members, showing
from handlers.meetings import scheduling
from handlers.routes import Answer, Ask, Reply
from handlers.seats import seat_lists
from handlers.tasks import adding
from models.database import reading, unit_of_work
from models.sunsets import ReviewFacts, SunsetOutcome
from services import groups, sunsets
from services.errors import Invalid, Refusal
from tests.factories import NOW, Cast, group, standing
from tests.handlers.asks import ask, refused, text_of


def page_of(answer: Answer) -> str:
    """All words of a message that Slack takes."""
    assert text_of(answer)
    assert isinstance(answer, Reply)
    return str(answer.message)


def hide(session: Session, people: Cast) -> None:
    """A private group, of which outsiders are to learn nothing."""
    group(session, "DEI Hiring", chair=people.ben, channel_id="CDEI", private=True)


@pytest.fixture
def ended(people: Cast) -> Cast:
    """Discovery, which was split into two, and a task force that has ceased."""
    with unit_of_work() as session:
        hide(session, people)
        discovery = group(session, "Discovery", chair=people.ben, channel_id="CDISC")
        reserves = group(session, "Course reserves task force", chair=people.ben, channel_id="CCRS")
        parts = ("Discovery Search", "Shared catalog")
        facts = ReviewFacts(SunsetOutcome.SPLIT, "Too much for one.", names=parts)
        sunsets.record(session, discovery, facts, by=people.dag, now=NOW)
        groups.discharge(session, reserves, by=people.dag, now=NOW)
    return people


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("metadata", ["Metadata"]),
        ("META", ["Metadata"]),
        ("tadat", ["Metadata"]),
        ("discovery", ["Discovery"]),
        ("discovery s", ["Discovery Search"]),
        ("disc", ["Discovery Search"]),
        ("course", ["Course reserves task force"]),
        ("reserves task", ["Course reserves task force"]),
        ("cat", ["Shared catalog"]),
        ("dei hiring", []),
        ("co", []),
        ("", []),
        ("%", []),
    ],
)
def test_a_name_is_looked_for_from_its_whole_to_a_part(
    ended: Cast, typed: str, names: list[str]
) -> None:
    with reading() as session:
        found = groups.found(session, typed, by=standing(session, ended.cleo))
    assert [row.name for row in found] == names


def test_several_of_one_likeness_are_all_found(ended: Cast) -> None:
    with unit_of_work() as session:
        group(session, "Metasearch", chair=ended.ben, channel_id="CMS")
        who = standing(session, ended.cleo)
        assert [row.name for row in groups.found(session, "meta", by=who)] == [
            "Metadata",
            "Metasearch",
        ]
    words = refused(showing.show, ask(ended.cleo, "meta", here=""))[0]
    assert "It could be “Metadata”, “Metasearch”: type more of the name." in words


@pytest.mark.parametrize("typed", ["Discovery", "discovery", "Discoverey"])
def test_the_page_of_a_split_group_says_so_and_who_follows(ended: Cast, typed: str) -> None:
    page = page_of(showing.show(ask(ended.cleo, typed, here="")))
    assert "discharged on" in page
    assert "it is split into Discovery Search and Shared catalog" in page


def test_a_part_of_its_name_shows_a_discharged_group_also_in_the_list(ended: Cast) -> None:
    page = page_of(showing.show(ask(ended.cleo, "reserves", here="")))
    assert "Course reserves task force" in page
    assert "discharged on" in page
    listed = page_of(showing.listed(ask(ended.cleo, "reserves", here="")))
    assert "Discharged groups about “reserves”" in listed
    assert "discharged on" in listed


def test_the_list_asks_about_a_misspelt_name(ended: Cast) -> None:
    assert "Did you mean “Metadata”?" in text_of(showing.listed(ask(ended.cleo, "metadtaa")))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shraed", "Shared catalog"),
        ("discovry", "Discovery"),
        ("discovry serch", "Discovery Search"),
    ],
)
def test_the_first_words_of_a_name_may_be_misspelt_too(ended: Cast, typed: str, meant: str) -> None:
    words = refused(charge.open_edit, ask(ended.dag, typed, here=""))[0]
    assert f"Did you mean “{meant}”?" in words


def test_first_words_that_begin_two_names_mean_none_of_them(ended: Cast) -> None:
    with unit_of_work() as session:
        group(session, "Shared storage", chair=ended.ann, channel_id="CSTOR")
    words = refused(charge.open_edit, ask(ended.dag, "shraed", here=""))[0]
    assert "Did you mean" not in words


CHANGING: list[Callable[[Ask], Any]] = [members.join, members.leave, charge.open_edit]


@pytest.mark.parametrize("run", CHANGING)
def test_what_changes_a_discharged_group_hears_who_goes_on(
    ended: Cast, run: Callable[[Ask], Any]
) -> None:
    words = refused(run, ask(ended.dag, "Discovery", here=""))[0]
    assert words == (
        "Discovery was discharged, so nothing in it can change any more. Its work goes on in"
        " Discovery Search and Shared catalog. `/wg show Discovery` shows it."
    )


TYPED: list[tuple[Callable[[Ask], Any], str]] = [
    (members.join, "{}"),
    (members.leave, "{}"),
    (members.add, "<@UCLEO> to {}"),
    (charge.open_edit, "{}"),
    (seat_lists.listed, "{}"),
    (seat_lists.vacancies, "{}"),
    (interests.volunteer, "{} steer"),
    (handovers.open_typed, "{}"),
    (deputies.deputy, "<@UCLEO> in {}"),
    (deputies.deputy, "<@UCLEO> until Friday in {}"),
    (scheduling.new, "Norms review Friday 2pm in {}"),
    (adding.add, "Review the norms in {}"),
]


@pytest.mark.parametrize(("run", "line"), TYPED)
def test_a_misspelt_name_is_asked_about_and_never_a_private_one(
    people: Cast, run: Callable[[Ask], Any], line: str
) -> None:
    with unit_of_work() as session:
        hide(session, people)
    request = ask(people.dag, line.format("Metadtaa"), here="", others=(people.cleo,))
    assert "Did you mean “" in refused(run, request)[0]
    assert "Metadata”?" in refused(run, request)[0]
    hidden = ask(people.cleo, line.format("DEI Hirring"), here="", others=(people.cleo,))
    try:
        words = str(run(hidden))
    except Refusal as refusal:
        words = refusal.message
    assert "DEI Hiring" not in words


@pytest.mark.parametrize("line", ["Books for Metadtaa", "Talk it over in meta"])
def test_what_need_not_be_a_group_stays_in_a_title(people: Cast, line: str) -> None:
    assert line.split()[0] in text_of(adding.add(ask(people.ann, line, group=people.metadata)))


@pytest.mark.parametrize(
    "line", ["<@UBEN> in Metadata", "<@UBEN> Friday", "<@UBEN> in Metadata until Friday"]
)
def test_a_group_before_the_day_of_a_deputy_is_no_day(people: Cast, line: str) -> None:
    with unit_of_work() as session:
        groups.add(session, people.metadata, [people.ben], by=people.ann, now=NOW)
    request = ask(people.ann, line, others=(people.ben,), group=people.metadata)
    if "Friday" in line:
        assert "Fri, Nov 27" in text_of(deputies.deputy(request))
        return
    with pytest.raises(Invalid) as refusal:
        deputies.deputy(request)
    assert refusal.value.message == (
        "Say until when somebody is a deputy in Metadata, as in “/wg deputy @ben until Friday”."
    )
