"""The whole arc of a meeting: from “when can we?” to minutes that the next meeting approves.

Nine people in four time zones are in Slack; Pia has no Slack and uses her own page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlmodel import col, select

from models import (
    Meeting,
    MinuteLine,
    MinuteLineKind,
    Minutes,
    MinutesState,
    QuorumOf,
    QuorumShare,
    Task,
)
from models.database import reading, unit_of_work
from sandbox.workspace import User
from services import groups, links
from tests.factories import BEFORE, NOW, organization, person
from tests.running import Convene
from tests.web.conftest import Visitor
from web.personal_pages import Pages

ZONES = {
    "Hal Hart": "America/Chicago",
    "Ida Imes": "America/Chicago",
    "Jun Jory": "America/Halifax",
    "Kim Kohl": "America/Halifax",
    "Lou Lund": "Europe/London",
}
SLACK = ("Ann", "Ben", "Cleo", "Gil", *(name.split()[0] for name in ZONES))


@dataclass
class Table:
    """Everybody of the story, where each of them is."""

    convene: Convene
    pia: Visitor

    def type(self, who: str, line: str, *clicks: str) -> str:
        """What somebody is answered to a line in the group's channel, after these buttons."""
        workspace = self.convene.workspace
        workspace.command(line, as_=who, in_="metadata")
        for label in clicks:
            workspace.click(label, as_=who)
        return self.convene.answer_to(who)

    def fill(self, who: str, **given: Any) -> None:
        """Send the open form with these fields, and close what it leaves open."""
        workspace = self.convene.workspace
        workspace.fill(given, as_=who)
        assert workspace.submit(as_=who) == {}
        while workspace.modal(as_=who):
            workspace.close(as_=who)

    def deliver(self) -> None:
        self.convene.deliver()

    def heard(self, who: str, words: str) -> str:
        """The newest of what the bot told somebody in private with these words."""
        found = [text for text in self.convene.said_to(who) if words in text]
        assert found, (who, words, self.convene.said_to(who))
        return found[-1]

    def in_channel(self, words: str) -> str:
        """The newest message of the channel with these words."""
        workspace = self.convene.workspace
        texts = [workspace.text_of(each) for each in workspace.channel("metadata").messages]
        found = [text for text in texts if words in text]
        assert found, (words, texts)
        return found[-1]


@pytest.fixture
def table(convene: Convene) -> Iterator[Table]:
    with unit_of_work() as session:
        metadata = session.merge(convene.cast.metadata)
        ann = session.merge(convene.cast.ann)
        tunxis = session.merge(convene.cast.tunxis)
        capital = organization(session, "capital")
        homes = (capital, tunxis, capital, tunxis, capital)
        new = []
        for (name, zone), home in zip(ZONES.items(), homes, strict=True):
            slack_id = f"U{name.split()[0].upper()}"
            new.append(person(session, name, at=home, slack_id=slack_id, zone=zone))
        person(session, "Mo Mori", at=tunxis, slack_id="UMO")
        cleo = session.merge(convene.cast.cleo)
        groups.add(session, metadata, [cleo, *new], by=ann, now=BEFORE + timedelta(days=1))
        metadata.quorum, metadata.quorum_of = QuorumShare.MORE_THAN_HALF, QuorumOf.LIBRARIES
        metadata.agenda_hours, metadata.suggests_recorder = 24, True
        session.add(metadata)
        token = links.mint(session, session.merge(convene.cast.pia), now=NOW)
    for name, zone in ZONES.items():
        slack_id = f"U{name.split()[0].upper()}"
        email = f"{name.split()[0].casefold()}@example.edu"
        user = User(slack_id, name.split()[0].casefold(), name, email=email, tz=zone)
        convene.workspace.add_person(user)
        convene.workspace.invite(name, to="metadata")
    convene.workspace.add_person(User("UMO", "mo", "Mo Mori", email="mo@tunxis.example.edu"))
    app = Flask("arc", static_folder=None)
    Pages(now=lambda: convene.workspace.now).add_to(app)
    with app.test_client() as client:
        yield Table(convene, Visitor(client, token))


AT = {
    "America/New_York": "10:00 AM EST, until 10:45 AM",
    "America/Chicago": "9:00 AM CST, until 9:45 AM",
    "America/Halifax": "11:00 AM AST, until 11:45 AM",
    "Europe/London": "3:00 PM GMT, until 3:45 PM",
}
DAY = "Mon, Nov 30, 2026"
PIA = "Pia Pons (no Slack account)"
OTHERS = "For all times that you leave open below"


def test_from_the_poll_to_approved_minutes(table: Table) -> None:
    first = picked_time(table)
    prepared(table, first)
    held(table)
    corrected(table, first)
    approved_at_the_next_meeting(table)
    everything_reads_as_plain_text(table)


def picked_time(table: Table) -> int:
    """All ten answer when they can meet, and the chair picks; the id of the meeting."""
    workspace = table.convene.workspace
    table.type("Ann", "/meet poll Norms review next week mornings 45 min", "Open the poll")
    table.deliver()
    zones = {name.split()[0]: zone for name, zone in ZONES.items()}
    for who in SLACK:
        workspace.click("Answer", as_=who, in_="metadata")
        at = f"{DAY}, {AT[zones.get(who, 'America/New_York')]}"
        table.fill(who, **{OTHERS: "No", at: "No" if who == "Ida" else "Yes"})
    assert "/polls/1" in table.pia.see("")
    assert table.pia.send("/polls/1", remaining="no", slot1="yes")[0] == 303
    table.deliver()
    heard = table.heard("Ann", "Everybody has answered")
    assert f"{DAY}, 10:00 AM EST" in heard
    assert "The required person can come; 3 of 3 libraries; 9 of 10 people." in heard
    table.type("Ann", "/meet polls", "Show", "Pick")
    assert "*Cannot come:* Ida Imes." in table.convene.page_of("Ann")
    table.fill("Ann", **{"Place or link": "Room 2"})
    table.deliver()
    assert f"{DAY}, 10:00 AM EST" in table.in_channel("Picked:")
    with reading() as session:
        return session.exec(select(Meeting.id)).one()


def prepared(table: Table, first: int) -> None:
    """The agenda is queued, ordered and posted; there is a recorder, and an alternate."""
    workspace = table.convene.workspace
    table.type("Ben", "/meet agenda Courier price, 10 min, to decide")
    table.type("Cleo", "/meet agenda Vans, 15 min, to discuss")
    item = {"title": "Writing center hours", "owner": "", "minutes": "5", "papers": ""}
    sent = table.pia.send(f"/agendas/{first}", act="add", purpose="inform", **item)
    assert sent[0] == 303
    table.type("Ann", "/meet agenda", "Change the order")
    table.fill("Ann", **{"New order": "3"})
    workspace.move_clock("next Thursday 09:00")
    table.deliver()
    table.heard("Ben", "Would you take the minutes of *Norms review*")
    workspace.click("I will", as_="Ben")
    table.type("Ida", "/meet show", "Send my alternate")
    table.fill("Ida", **{"Who comes in your place": "Mo Mori"})
    table.deliver()
    table.heard("Mo", "Ida Imes cannot come to *Norms review*")
    workspace.click("Yes", as_="Mo")
    workspace.move_clock("next Sunday 10:01")
    table.deliver()
    posted = table.in_channel("Agenda: Norms review")
    places = [posted.index(title) for title in ("Writing center hours", "Courier price", "Vans")]
    assert places == sorted(places)


def held(table: Table) -> None:
    """The recorder begins; two people write lines; a decision is warned of below the quorum."""
    workspace = table.convene.workspace
    workspace.move_clock("next Monday 09:58")
    table.deliver()
    begun = table.type("Ben", "/meet begin")
    assert "*Now:* Writing center hours, 5 minutes left" in begun
    assert "3 of 3 libraries expected; 2 are needed." in begun
    workspace.move_clock(timedelta(minutes=3))
    table.type("Ann", "/meet came")
    table.fill("Ann", People=["Ann Abara", "Ben Brook"])
    early = table.type("Ben", "/meet decide Vans drive on Fridays")
    assert "This is below the quorum: 1 of 3 libraries present; 2 are needed." in early
    assert "Undone in the minutes" in table.type("Ben", "/meet undo")
    table.type("Ann", "/meet came")
    table.fill("Ann", People=["Ann Abara", "Ben Brook", "Cleo Costa", "Mo Mori", PIA])
    live = table.type("Ben", "/meet begin", "Done, next item")
    assert "*Now:* Courier price" in live
    assert "Tunxis (Cleo Costa and Mo Mori)" in live
    assert "2 of 3 libraries present; 2 are needed." in live
    table.type("Ben", "/meet note The courier is late on Fridays")
    decided = table.type("Ben", "/meet decide Vans drive on Mondays")
    assert "quorum" not in decided
    table.type("Ann", "/meet action Cleo: send norms by Friday")
    table.type("Ann", "/meet park Who pays the courier")
    closed = table.type("Ben", "/meet begin", "Close the meeting")
    assert "2 agenda items are carried to the next meeting." in closed
    table.deliver()
    with reading() as session:
        [task] = session.exec(select(Task))
        [line] = session.exec(select(MinuteLine).where(MinuteLine.task_id == task.id))
    assert (task.title, task.owner_id) == ("send norms", table.convene.cast.cleo.id)
    assert (task.due_on, line.wording) == (date(2026, 12, 4), "send norms")
    assert "send norms" in table.heard("Cleo", "Ann Abara gave you a task.")


def corrected(table: Table, first: int) -> None:
    """The chair circulates the draft, the partner corrects it, and a decision gets its reason."""
    workspace = table.convene.workspace
    table.heard("Ann", "of Metadata are a draft")
    workspace.click("Circulate", as_="Ann")
    table.fill("Ann")
    table.deliver()
    table.in_channel("Ask for a correction before they are approved")
    path = f"/meetings/{first}/minutes"
    assert "Ben Brook" in table.pia.see(path)
    with reading() as session:
        [note] = session.exec(select(MinuteLine).where(MinuteLine.kind == MinuteLineKind.NOTE))
    fields = {"line": str(note.id), "wording": "The courier is late on Thursdays"}
    assert table.pia.send(path, act="correct", **fields)[0] == 303
    table.deliver()
    table.heard("Ann", "Pia Pons* asks for a correction")
    workspace.click("Accept", as_="Ann")
    table.fill("Ann")
    minutes = table.type("Ann", "/meet minutes", "Read")
    assert "• The courier is late on Thursdays\n" in minutes
    assert "(before: The courier is late on Fridays) – accepted by Ann Abara" in minutes
    assert "• Vans drive on Mondays" in minutes
    table.type("Ann", "/wg decisions", "Open", "Add the reasons")
    table.fill("Ann", Why="The drivers asked for a quieter weekday")
    found = table.type("Cleo", "/wg decisions quieter")
    assert "1 decision found." in found
    assert "Vans drive on Mondays" in found


def approved_at_the_next_meeting(table: Table) -> None:
    """What was parked heads the agenda, somebody else records, and the minutes are locked."""
    workspace = table.convene.workspace
    table.type("Ann", "/meet new Norms review Dec 7 10am", "Schedule it")
    table.deliver()
    agenda = table.type("Kim", "/meet agenda")
    assert "*1.* Who pays the courier\nto discuss, nobody leads it yet, carried over" in agenda
    assert "*2.* Courier price" in agenda
    assert "*3.* Vans" in agenda
    assert "Writing center hours" not in agenda
    workspace.move_clock("next Thursday 09:00")
    table.deliver()
    suggested = [
        who
        for who in SLACK
        if any("Would you take the minutes" in text for text in table.convene.said_to(who))
    ]
    assert suggested == ["Gil"]
    workspace.click("I will", as_="Gil")
    turns = table.type("Ann", "/meet recorder")
    assert "Gil Grau." in turns
    assert "Ben Brook: Mon, Nov 30, 2026" in turns
    workspace.move_clock("next Monday 09:58")
    table.deliver()
    assert "*Now:* Who pays the courier" in table.type("Ann", "/meet begin")
    workspace.click("Approve the minutes of Mon, Nov 30, 2026", as_="Ann")
    assert "approved at the meeting of Mon, Dec 7, 2026, and locked" in (
        table.convene.answer_to("Ann")
    )
    with reading() as session:
        states = session.exec(select(Minutes.state).order_by(col(Minutes.meeting_id))).all()
    assert states == [MinutesState.APPROVED, MinutesState.OPEN]


def everything_reads_as_plain_text(table: Table) -> None:
    """Of every message the text alone says all, for who hears it read."""
    workspace = table.convene.workspace
    shown = [*workspace.channel("metadata").messages]
    for who in (*SLACK, "Mo"):
        shown += workspace.direct_messages(as_=who)
        shown += workspace.private_answers(as_=who)
    texts = [message["text"] for message in shown]
    assert len(texts) > 60
    assert all(text.strip() == text and text for text in texts)
    assert not any("None" in text or "  " in text or "\n\n\n" in text for text in texts)
    every = "\n".join(texts)
    for words in ("Now:* Courier price", "Parked: Who pays the courier", "Recorder: Ben Brook"):
        assert words in every
