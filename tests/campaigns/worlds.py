"""What is to be said in one trial, written down beside the bot,
and the consortium in which it is said.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from models import Group, metadata
from models.database import dialect_insert, reading, unit_of_work
from services import groups, outbox
from tests.campaigns.slack import BOT
from tests.factories import cast, group
from tests.happenings import meeting
from tests.keys import about, key, to

BEGIN = datetime(2040, 1, 3, 14, 30, tzinfo=UTC)
"""A Tuesday, in office hours in New York; later than the clock of any machine that runs this."""
WEEK = timedelta(days=7)
READER = "UANN"
PEOPLE = ("UANN", "UBEN", "UGIL")
"""Ann chairs, Ben and Gil are members; each has a direct message with the bot."""
TOLD = ("UDAG", *PEOPLE)
"""Those who may be told what did not arrive, Dag first, who runs the consortium."""
CHANNELS = ("CMETA", "CWEB", "CLAW", "CART")
IN_GROUPS = {"CMETA": "Metadata", "CWEB": "Web"}
WITH_CARDS = ("CLAW", "CART")
REVISIONS = ("first", "second", "third")
ROUNDS = (0, 1, 40, 200)
"""Seconds after which everybody is told something again."""
REDRAWN = (20, 400)
"""Seconds after which the cards change."""


@dataclass(frozen=True)
class Act:
    """A change that somebody makes at the door, with what it promises:
    once, however often it is asked.
    """

    name: str
    after: int
    """Seconds since the trial began."""
    run: Callable[[Session, datetime], object]


@dataclass(frozen=True)
class Promise:
    """One thing to be said: where, and the words by which a reader would know it."""

    lane: str
    words: str
    last: str = ""
    """How the message must end once everything has been said; for cards, which are redrawn."""
    can_be_found: bool = True
    """Whether the bot can look for it in its channel."""


def promises() -> tuple[Promise, ...]:
    """Everything that is to be said, and nothing else."""
    rounds = [Promise(lane, words) for lane in (*CHANNELS, *PEOPLE) for words in in_order(lane)]
    cards = [Promise(lane, f"Card of {lane}", last=REVISIONS[-1]) for lane in WITH_CARDS]
    digests = [Promise(lane, f"The week in {name}") for lane, name in IN_GROUPS.items()]
    reminders = [
        Promise(person, f"Reminder: *Meeting of {lane}*")
        for lane, people in (("CMETA", PEOPLE), ("CWEB", ("UANN", "UBEN")))
        for person in people
    ]
    return (
        *rounds,
        *cards,
        *digests,
        *reminders,
        Promise("CART", "A file for CART", can_be_found=False),
    )


def in_order(lane: str) -> list[str]:
    """What a lane is told round by round; a later word may not stand before an earlier one."""
    return [f"Word {number} to {lane}." for number, _ in enumerate(ROUNDS, 1)]


def acts() -> tuple[Act, ...]:
    """What happens in the consortium, in order."""
    rounds = [Act(f"round {n}", after, _tells(n)) for n, after in enumerate(ROUNDS)]
    cards = [Act(f"card of {lane}", 0, _puts_up(lane)) for lane in WITH_CARDS]
    redrawn = [
        Act(f"{revision} card of {lane}", after, _redraws(lane, revision))
        for after, revision in zip(REDRAWN, REVISIONS[1:], strict=True)
        for lane in WITH_CARDS
    ]
    return tuple(
        sorted((*rounds, *cards, Act("file", 0, _sends_file), *redrawn), key=lambda act: act.after)
    )


def seed() -> dict[str, Any]:
    """The same people and channels in Slack."""
    people = {"UANN": "Ann Abara", "UBEN": "Ben Brook", "UCLEO": "Cleo Costa", "UDAG": "Dag Dahl"}
    return {
        "team": {
            "id": "TTEST",
            "name": "Test Consortium",
            "domain": "test",
            "zone": "America/New_York",
        },
        "bot": {"user_id": BOT, "bot_id": "BCONVENE", "app_id": "ACONVENE", "name": "Convene"},
        "users": [
            {"id": key, "name": key.casefold(), "real_name": name}
            for key, name in (people | {"UGIL": "Gil Grau"}).items()
        ],
        "channels": [
            {"id": key, "name": key.casefold(), "members": [READER, "UBEN"], "bot_in_channel": True}
            for key in CHANNELS
        ],
    }


_own = sa.MetaData()
DONE = sa.Table("campaign_acts", _own, sa.Column("name", sa.String, primary_key=True))
"""What was asked for and done, as an inbox keeps it."""


def make_tables(engine: sa.Engine) -> None:
    """The bot's tables, and the one of this campaign."""
    for tables in (metadata, _own):
        tables.create_all(engine)


def empty() -> None:
    """Delete every row, also those of the campaign."""
    with unit_of_work() as session:
        session.execute(sa.delete(DONE))
    delete_rows()


def delete_rows() -> None:
    """Delete every row of the product."""
    with unit_of_work() as session:
        for table in reversed(metadata.sorted_tables):
            session.execute(sa.delete(table))


def prepare(now: datetime) -> None:
    """Put the consortium into an emptied database, with a meeting tomorrow in two of its groups."""
    empty()
    with unit_of_work() as session:
        people = cast(session)
        web = group(session, "Web", chair=people.ann, channel_id="CWEB")
        groups.add(session, web, [people.ben], by=people.ann, now=web.created_at)
        for working_group in (people.metadata, web):
            _plan(session, working_group, now)


def act(now: datetime, begun: datetime) -> None:
    """Do what is to have happened by now and was not done before."""
    with reading() as session:
        done = _done(session)
    for step in acts():
        if step.name not in done and begun + timedelta(seconds=step.after) <= now:
            with unit_of_work() as session:
                if _is_new(session, step.name):
                    step.run(session, now)


def next_act(session: Session, begun: datetime) -> datetime | None:
    """When the next change comes."""
    done = _done(session)
    waiting = [step.after for step in acts() if step.name not in done]
    return begun + timedelta(seconds=min(waiting)) if waiting else None


def _done(session: Session) -> set[str]:
    return set(session.scalars(sa.select(DONE.c.name)))


def _plan(session: Session, working_group: Group, now: datetime) -> None:
    meeting(
        session,
        working_group,
        now + timedelta(days=1),
        title=f"Meeting of {working_group.channel_id}",
    )
    working_group.zone, working_group.digest_weekday = "UTC", now.weekday()
    working_group.digest_time = (now + timedelta(minutes=1)).time()
    session.add(working_group)


def _is_new(session: Session, name: str) -> bool:
    statement = dialect_insert(session, DONE).values(name=name).on_conflict_do_nothing()
    return session.execute(statement.returning(DONE.c.name)).first() is not None


def _tells(number: int) -> Callable[[Session, datetime], object]:
    def run(session: Session, now: datetime) -> None:
        for lane in (*CHANNELS, *PEOPLE):
            words = in_order(lane)[number]
            name = key(f"say|{number}|{lane}")
            outbox.post(session, {"text": words}, to=to(lane), key=name, now=now)

    return run


def _puts_up(lane: str) -> Callable[[Session, datetime], object]:
    return lambda session, now: outbox.post(
        session,
        _card(lane, REVISIONS[0]),
        to=to(lane),
        key=key(f"card {lane}"),
        now=now,
        subject=about(f"lane:{lane}"),
    )


def _redraws(lane: str, revision: str) -> Callable[[Session, datetime], object]:
    return lambda session, now: outbox.update_cards(
        session, about(f"lane:{lane}"), _card(lane, revision), revision=(revision,), now=now
    )


def _card(lane: str, revision: str) -> dict[str, Any]:
    return {"text": f"Card of {lane}, {revision}"}


def _sends_file(session: Session, now: datetime) -> object:
    return outbox.send_file(
        session,
        filename="report.csv",
        content=b"a,b\n1,2\n",
        text="A file for CART",
        to=to("CART"),
        key=key("file|CART"),
        now=now,
    )
