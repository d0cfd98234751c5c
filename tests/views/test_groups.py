"""What is said about groups, where there are many of them, or of their members."""

import json

import pytest

from handlers.dispatch import LONGEST_LINE
from models import Group, GroupKind, MemberRole, Person, reach
from models.rosters import GroupLine, GroupOverview, RosterLine
from models.welcome_packets import WelcomePacket
from sandbox.driver import text_of
from sandbox.rules import check_message, check_view
from tests.factories import NOW
from views import groups as views


def group(name: str = "Metadata") -> Group:
    return Group(id=7, name=name, name_key="metadata", kind=GroupKind.COUNCIL, created_at=NOW)


def line(number: int, role: MemberRole = MemberRole.MEMBER) -> RosterLine:
    return RosterLine(
        Person(id=number, name=f"Person {number}", created_at=NOW), role, "Central", NOW
    )


def test_the_form_of_a_large_group_offers_its_chairs() -> None:
    lines = [*(line(number) for number in range(1, 151)), line(151, MemberRole.CHAIR)]
    form = views.edit(group(), [], [], lines)
    check_view(form)
    [chairs] = [block["element"] for block in form["blocks"] if block["block_id"] == "chairs"]
    assert [choice["value"] for choice in chairs["initial_options"]] == ["151"]


@pytest.mark.parametrize("channel_id", ["CMETA", None])
def test_a_welcome_names_the_channel_where_there_is_one(channel_id: str | None) -> None:
    row = group()
    row.channel_id = channel_id
    packet = WelcomePacket(GroupOverview(row, [], [line(1)], None, 0, 0))
    text = str(views.welcome(packet, by=None, zone="UTC"))
    assert ("It works in" in text) is bool(channel_id)
    assert "no channel" not in text
    by_mail = str(views.welcome(packet, by=None, zone="UTC", by_mail=True))
    assert "It works in" not in by_mail


@pytest.mark.parametrize(
    ("charge", "words"),
    [
        ("Norms differ.\nFor readers", "Norms differ. For readers"),
        ("Norms differ\n\n  For:\nall readers", "Norms differ; For: all readers"),
        ("One  line; and, more", "One line; and, more"),
        (" \n", "_No charge is written down yet._"),
    ],
)
def test_the_paragraphs_of_a_charge_do_not_run_together(charge: str, words: str) -> None:
    assert views.two_lines(charge) == words


def test_a_page_that_is_no_longer_there_is_the_first() -> None:
    lines = [GroupLine(group(), 3, 2, None)]
    assert views.listed(lines, page=1) == views.listed(lines)


def test_the_longest_line_fits_into_the_question_for_its_group() -> None:
    for letter in ("x", "\u00e9", "\u05d0", '"', "\U0001f600"):
        form = views.which([group()], command="/participation", text=letter * LONGEST_LINE)
        check_view(form)
        assert json.loads(form["private_metadata"])["text"] == letter * LONGEST_LINE


def test_who_cannot_join_again_is_not_told_to() -> None:
    for may_join in (True, False):
        message = views.left(group(), may_join=may_join)
        check_message(**message)
        assert ("Join again" in text_of(message)) is may_join


def test_the_end_of_a_group_is_told_with_its_reason_and_where_the_record_is() -> None:
    dag = Person(id=4, name="Dag <Dahl>", slack_id="UDAG", zone="UTC", created_at=NOW)
    ended = group("Metadata & more")
    text = views.discharged_news(ended, by=dag, reason="<!channel> It is done", now=NOW)["text"]
    first, record = text.splitlines()
    assert first == (
        "*Metadata &amp; more* was discharged on Tue, Nov 24, 2026 (Dag &lt;Dahl&gt;)."
        " Reason: &lt;!channel&gt; It is done"
    )
    assert "type `/wg show Metadata &amp; more`" in record
    bare = views.discharged_news(ended, by=dag, reason="", now=NOW)["text"]
    assert "Reason" not in bare


@pytest.mark.parametrize(
    ("channel_id", "former", "fact"),
    [
        ("CNOW", None, "*Channel*\n<#CNOW>"),
        ("CNOW", "COLD", "*Channel*\n<#CNOW>"),
        (None, "COLD", "*Former channel*\n<#COLD>"),
    ],
)
def test_a_discharged_group_shows_which_channel_it_had(
    channel_id: str | None, former: str | None, fact: str
) -> None:
    ended = group("Metadata")
    ended.channel_id, ended.former_channel_id = channel_id, former
    overview = GroupOverview(ended, [], [], None, 0, 0, is_active=channel_id is not None)
    shown = views.shown(overview, is_member=False, may_edit=False, zone="UTC")
    facts = [field["text"] for block in shown["blocks"] for field in block.get("fields", ())]
    assert fact in facts


@pytest.mark.parametrize("channel_id", ["CMETA", None])
def test_whoever_discharges_a_group_reads_who_is_told(channel_id: str | None) -> None:
    ending = group("Metadata")
    ending.channel_id = channel_id
    page = str(views.discharge(ending, views.what_ends(GroupOverview(ending, [], [], None, 0, 0))))
    done = views.was_discharged(ending)["text"]
    for text in (page, done):
        assert ("I tell <#CMETA>" in text) is (channel_id is not None)
        assert ("has no channel" in text) is (channel_id is None)
    assert ("The channel reads it, too." in page) is (channel_id is not None)
    assert ("Its members read it, too." in page) is (channel_id is None)
    assert ("I tell each of its other members once, in private" in page) is (channel_id is None)
    assert "please tell its members" not in page + done


def test_who_is_not_told_of_the_end_of_a_group_without_a_channel_is_named() -> None:
    ending = group("Metadata")
    ending.channel_id = None
    pia = Person(id=9, name="Pia Poe", zone="UTC", created_at=NOW)
    text = views.was_discharged(ending, heard=1, unreached=[pia])["text"]
    assert "It has no channel. I tell 1 member in private." in text
    assert "I do not tell Pia Poe about this: please do." in text
    assert "I tell" not in views.was_discharged(ending)["text"]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "Mail goes to Noor 1 (noor1@it.example.edu)."),
        (2, "Mail goes to Noor 1 (noor1@it.example.edu) and Noor 2 (noor2@it.example.edu)."),
        (5, ", Noor 4 (noor4@it.example.edu) and Noor 5 (noor5@it.example.edu)."),
        (7, ", Noor 5 (noor5@it.example.edu) and 2 more."),
    ],
)
def test_who_added_partners_reads_where_their_mail_goes(
    reach_of_the_process: None, count: int, words: str
) -> None:
    partners = [
        Person(id=n, name=f"Noor {n}", email=f"noor{n}@it.example.edu", created_at=NOW)
        for n in range(1, count + 1)
    ]
    member = Person(id=99, name="Ben Brook", slack_id="UBEN", created_at=NOW)
    assert "Mail goes to" not in str(views.added(group(), partners, []))
    reach.set_up(reach.Reach(sends_mail=True))
    assert words in views.added(group(), partners, [])["text"]
    assert "Mail goes to" not in str(views.added(group(), [member], partners))
