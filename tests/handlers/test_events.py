"""Changes to people's accounts:
heeded for whom the consortium knows, and nothing to everybody else.
"""

from typing import Any

from slack_bolt import BoltRequest
from sqlalchemy import Engine
from sqlmodel import col, select

from bot.config import Settings
from bot.slack import bolt_app
from models import OutboxMessage, Person
from models.database import reading, unit_of_work
from services import bot_account
from tests.bot.stand_in import StandIn
from tests.factories import NOW, cast


def changed(slack: StandIn, user: dict[str, Any]) -> int:
    """What the bot answers to the news that a profile was changed."""
    app = bolt_app(Settings(slack_bot_token="xoxb-1", slack_api_url=slack.url), now=lambda: NOW)
    event = {"type": "user_change", "user": user, "event_ts": "1.2"}
    body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event}
    return app.dispatch(BoltRequest(mode="socket_mode", body=body)).status


def people_and_messages() -> tuple[list[tuple[str | None, str, bool]], list[str]]:
    with reading() as session:
        known = session.exec(select(Person).order_by(col(Person.id))).all()
        promised = session.exec(select(OutboxMessage.key)).all()
        return [(person.slack_id, person.name, person.is_active) for person in known], list(
            promised
        )


def profile(slack_id: str, name: str, email: str, **more: Any) -> dict[str, Any]:
    return {"id": slack_id, "profile": {"real_name": name, "email": email}, **more}


def test_a_strangers_profile_is_left_alone(database: Engine) -> None:
    with unit_of_work() as session:
        cast(session)
    before = people_and_messages()
    with StandIn() as slack:
        assert changed(slack, profile("UNEW", "Noor Nour", "noor@elsewhere.example")) == 200
        assert "users.info" not in [method for method, _ in slack.calls]
    assert people_and_messages() == before


def test_who_is_known_is_kept_up_to_date(database: Engine) -> None:
    with unit_of_work() as session:
        cast(session)
    with StandIn() as slack:
        assert (
            changed(slack, profile("UBEN", "Ben Newname", "ben@central.example.edu", deleted=True))
            == 200
        )
    known, promised = people_and_messages()
    assert ("UBEN", "Ben Newname", False) in known
    assert promised == []


def test_an_imported_person_is_recognized_by_her_address(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        bot_account.learn(session, {"team_id": "T1"}, token="xoxb-1", now=NOW)
        people.pia.email = "pia@writing-center.example.edu"
        session.add(people.pia)
    user = profile("UPIA", "Pia Lindqvist", "Pia@Writing-Center.example.edu")
    with StandIn({"users.info": {"ok": True, "user": user}}) as slack:
        assert changed(slack, user) == 200
    assert ("UPIA", "Pia Lindqvist", True) in people_and_messages()[0]
