"""Who hears that a group has ended: its channel, or each member where it has none."""

import pytest
from sqlmodel import col, select

from handlers import sunsets
from handlers.groups import discharging, showing
from models import Group, OutboxMessage
from models.database import reading, unit_of_work
from models.messages import DISCHARGED, Key
from services import groups
from tests.factories import Cast
from tests.handlers.asks import ask, pressed, sent, text_of

REVIEW = {
    "outcome": "cease",
    "reason": "Its work is done",
    "names": "",
    "more": [],
    "report": "One norms file",
}


@pytest.fixture
def bare(people: Cast) -> Cast:
    """Metadata has no channel."""
    with unit_of_work() as session:
        metadata = session.get_one(Group, people.metadata.id)
        metadata.channel_id = None
        session.add(metadata)
    return people


def heard() -> dict[str, str]:
    """What was promised of the end of a group, by its lane."""
    with reading() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        found = [row for row in rows if Key.parse(row.key).kind == DISCHARGED]
        return {row.lane: row.payload["text"] for row in found}


def discharge(people: Cast) -> str:
    form = sent(
        people.dag, {"reason": "Done", "report": "One norms file"}, group=people.metadata.id
    )
    return text_of(discharging.discharge(form))


def test_each_member_hears_of_the_end_of_a_group_without_a_channel(bare: Cast) -> None:
    text = discharge(bare)
    assert heard().keys() == {"UANN", "UBEN", "UGIL"}
    assert len(set(heard().values())) == 1
    for words in ("was discharged on", "Reason: Done", "*Final report.* One norms file"):
        assert words in heard()["UBEN"]
    assert "Thank you for your work in it: Ann Abara" in heard()["UBEN"]
    assert "It has no channel. I tell 3 members in private." in text
    assert "I do not tell Pia Pons about this: please do." in text


def test_whoever_discharges_it_is_not_told_of_it_herself(bare: Cast) -> None:

    with unit_of_work() as session:
        metadata = session.get_one(Group, bare.metadata.id)
        groups.add(session, metadata, [bare.dag], by=bare.dag, now=metadata.created_at)
    text = discharge(bare)
    assert "UDAG" not in heard()
    assert "Dag Dahl" not in text


def test_with_a_channel_only_the_channel_reads_it(people: Cast) -> None:
    text = discharge(people)
    assert heard().keys() == {"CMETA"}
    assert "I tell <#CMETA>." in text
    assert "in private" not in text


def test_a_review_that_ends_a_group_without_a_channel_tells_its_members(bare: Cast) -> None:
    form = sent(bare.dag, REVIEW, group=bare.metadata.id, seen="")
    text = text_of(sunsets.record(form))
    assert heard().keys() == {"UANN", "UBEN", "UGIL"}
    assert "It is discharged. It has no channel. I tell 3 members in private." in text
    assert "I do not tell Pia Pons" in text


def test_the_final_report_stands_on_the_page_of_the_group(bare: Cast) -> None:
    discharge(bare)
    assert "*Final report.* One norms file" in str(
        showing.show_one(pressed(bare.ben, bare.metadata.id))
    )
    listed = str(showing.listed(ask(bare.ben, "discharged")))
    assert "Metadata" in listed
