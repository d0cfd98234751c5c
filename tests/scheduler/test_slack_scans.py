"""Slack is asked at each start and once a day what everybody and every channel is by now."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine
from sqlmodel import select

from bot.identity import Identity
from models import (
    AnsweredRequest,
    BotAccount,
    Group,
    HistoryEntry,
    OutboxMessage,
    OutboxState,
    Person,
    ScanStage,
    SlackScan,
)
from models.accounts import THE_BOT
from models.database import in_unit_of_work, reading, unit_of_work
from models.deliveries import MADE_PUBLIC
from models.messages import CHANNEL_NEWS
from scheduler import delivery, slack_scans
from services import bot_account, outbox, requests, slack_scan
from services import people as people_services
from tests.factories import NOW, cast, group, person
from tests.keys import key, to

BEAT = timedelta(seconds=30)


def refusal(code: str, **headers: str) -> SlackApiError:
    answer = Answer({"ok": False, "error": code})
    answer.headers = headers
    answer.status_code = 429 if code == "ratelimited" else 200
    return SlackApiError("no", answer)  # type: ignore[no-untyped-call]


class Answer(dict[str, Any]):
    status_code = 200
    headers: dict[str, str]


class Slack:
    """People two a page, and channels; ``unwell`` names the calls that fail, and how."""

    def __init__(self) -> None:
        self.users: dict[str, dict[str, Any]] = {}
        self.outside: dict[str, dict[str, Any]] = {}
        self.private: dict[str, bool] = {}
        self.unwell: dict[str, Exception] = {}
        self.calls: list[str] = []
        self.posted: list[str] = []

    def users_list(self, limit: int, cursor: str = "") -> Any:
        self._call("users.list")
        assert limit == slack_scans.PAGE_SIZE
        start = int(cursor or 0)
        page = list(self.users.values())[start : start + 2]
        more = str(start + 2) if start + 2 < len(self.users) else ""
        return {"members": page, "response_metadata": {"next_cursor": more}}

    def users_info(self, user: str) -> Any:
        self._call("users.info")
        if user not in self.outside:
            raise refusal("user_not_found")
        return {"user": self.outside[user]}

    def conversations_info(self, channel: str) -> Any:
        self._call("conversations.info")
        if channel not in self.private:
            raise refusal("channel_not_found")
        return {"channel": {"id": channel, "is_private": self.private[channel]}}

    def chat_postMessage(self, channel: str, **_message: Any) -> Any:
        self._call("chat.postMessage")
        self.posted.append(channel)
        return {"ok": True, "channel": channel, "ts": "1.2"}

    def _call(self, method: str) -> None:
        assert not in_unit_of_work()
        self.calls.append(method)
        if method in self.unwell:
            raise self.unwell[method]


def user(slack_id: str, name: str, **facts: Any) -> dict[str, Any]:
    return {"id": slack_id, "team_id": "TOURS", "profile": {"real_name": name}} | facts


@pytest.fixture
def slack(database: Engine) -> Slack:
    """The cast, of whom Slack says what the database does, and a scan that is due."""
    found = Slack()
    with unit_of_work() as session:
        people = cast(session)
        bot_account.learn(session, {"team_id": "TOURS"}, token="xoxb-1", now=NOW)
        slack_scan.begin(session, NOW)
        for who in (people.ann, people.ben, people.cleo, people.dag):
            found.users[str(who.slack_id)] = user(str(who.slack_id), who.name)
        found.users["UGIL"] = user("UGIL", people.gil.name, is_restricted=True)
        found.users["UROBOT"] = user("UROBOT", "Robot", is_bot=True)
        found.private = {"CMETA": False}
    return found


def scan(slack: Slack, now: datetime = NOW, beats: int = 12) -> datetime:
    """So many beats; when the last was."""
    for number in range(beats):
        slack_scans.ask_next(now + number * BEAT, slack)  # type: ignore[arg-type]
    return now + (beats - 1) * BEAT


def found(slack_id: str) -> Person:
    with reading() as session:
        return session.exec(select(Person).where(Person.slack_id == slack_id)).one()


def test_everybody_and_every_channel_is_asked_about_once_a_day(slack: Slack) -> None:
    scan(slack)
    assert slack.calls == ["users.list"] * 3 + ["conversations.info"]
    slack.calls.clear()
    scan(slack, NOW + slack_scan.SCANNED_EVERY - BEAT, beats=1)
    assert slack.calls == []
    scan(slack, NOW + slack_scan.SCANNED_EVERY, beats=12)
    assert slack.calls == ["users.list"] * 3 + ["conversations.info"]


def test_what_was_missed_while_the_bot_was_away_is_made_good(slack: Slack) -> None:
    slack.users["UANN"]["deleted"] = True
    slack.users["UBEN"]["is_restricted"] = True
    slack.users["UDAG"]["is_stranger"] = True
    slack.users["UGIL"]["is_restricted"] = False
    with unit_of_work() as session:
        person(session, "Ulla Unknown", slack_id="UULLA").asked_slack_at = None
    slack.users["UULLA"] = user("UULLA", "Ulla Unknown", is_ultra_restricted=True)
    scan(slack)
    assert not found("UANN").is_active
    assert found("UBEN").is_guest
    assert (found("UDAG").is_external, found("UDAG").is_guest) == (True, True)
    assert not found("UGIL").is_guest
    assert found("UULLA").is_guest
    with reading() as session:
        assert session.exec(select(Person).where(Person.slack_id == "UROBOT")).first() is None


def test_who_is_on_no_page_is_asked_about_alone(slack: Slack) -> None:
    with unit_of_work() as session:
        person(session, "Olga Outside", slack_id="UOUT").asked_slack_at = None
        person(session, "Nora Nowhere", slack_id="UNO")
    slack.outside["UOUT"] = user("UOUT", "Olga Outside", team_id="TOTHER")
    scan(slack)
    assert slack.calls.count("users.info") == 2
    assert (found("UOUT").is_external, found("UNO").is_active) == (True, True)


@pytest.mark.parametrize(
    ("trouble", "wait"),
    [
        (refusal("ratelimited", **{"Retry-After": "40"}), timedelta(seconds=40)),
        (refusal("internal_error"), slack_scans.WITHOUT_ANSWER),
        (TimeoutError(), slack_scans.WITHOUT_ANSWER),
        (KeyError("members"), slack_scans.WITHOUT_ANSWER),
    ],
)
def test_what_slack_does_not_answer_is_asked_again(
    slack: Slack, trouble: Exception, wait: timedelta
) -> None:
    scan(slack, beats=1)
    slack.unwell["users.list"] = trouble
    assert slack_scans.ask_next(NOW + BEAT, slack) == 0  # type: ignore[arg-type]
    slack.unwell.clear()
    slack.calls.clear()
    later = NOW + BEAT + wait
    slack_scans.ask_next(later - timedelta(microseconds=1), slack)  # type: ignore[arg-type]
    assert slack.calls == []
    slack_scans.ask_next(later, slack)  # type: ignore[arg-type]
    assert slack.calls == ["users.list"]
    with reading() as session:
        assert session.exec(select(SlackScan.cursor)).one() == "4"


def test_a_cursor_that_slack_knows_no_more_is_begun_anew(slack: Slack) -> None:
    scan(slack, beats=1)
    slack.unwell["users.list"] = refusal("invalid_cursor")
    scan(slack, NOW + BEAT, beats=1)
    del slack.unwell["users.list"]
    scan(slack, NOW + 2 * BEAT)
    assert found("UGIL").is_guest
    assert {found(slack_id).asked_slack_at is None for slack_id in ("UANN", "UGIL")} == {False}


def test_a_profile_that_cannot_be_filed_stands_in_the_way_of_no_other(
    slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet = people_services.meet

    def fails_for_ann(session: Any, profile: Any, **how: Any) -> Any:
        if profile.slack_id == "UANN":
            raise ValueError
        return meet(session, profile, **how)

    monkeypatch.setattr(people_services, "meet", fails_for_ann)
    scan(slack)
    assert found("UBEN").asked_slack_at is not None
    assert "conversations.info" in slack.calls


def test_what_was_put_off_while_the_clock_was_ahead_is_due(slack: Slack) -> None:
    with unit_of_work() as session:
        slack_scan.put_off(session, until=NOW + 3 * slack_scan.SCANNED_EVERY)
    scan(slack, beats=1)
    assert slack.calls == ["users.list"]


def test_only_one_process_asks_a_page(slack: Slack) -> None:
    with unit_of_work() as session:
        step = slack_scan.claim(session, NOW)
        assert step is not None
        assert slack_scan.claim(session, NOW) is None
    with unit_of_work() as session:
        slack_scan.begin(session, NOW + BEAT)
        slack_scan.go_on(session, step, "2", now=NOW + BEAT)
    with reading() as session:
        scanned = session.exec(select(SlackScan)).one()
    assert (scanned.stage, scanned.cursor) == (ScanStage.PEOPLE, "")


def test_a_group_whose_channel_was_made_private_is_private(slack: Slack) -> None:
    slack.private["CMETA"] = True
    scan(slack)
    with reading() as session:
        metadata = session.exec(select(Group)).one()
        assert metadata.is_private
        [entry] = session.exec(
            select(HistoryEntry).where(HistoryEntry.action == "group.changed")
        ).all()
    assert (entry.before, entry.after) == ({"is_private": False}, {"is_private": True})
    scan(slack)
    with reading() as session:
        rows = session.exec(select(OutboxMessage).where(outbox.keyed(CHANNEL_NEWS))).all()
    assert sorted(row.lane for row in rows) == ["UANN", "UDAG"]
    assert {"is private now. So is the group" in row.payload["text"] for row in rows} == {True}


def test_a_private_group_stays_one_whose_channel_was_made_public(slack: Slack) -> None:
    with unit_of_work() as session:
        session.exec(select(Group)).one().is_private = True
    scan(slack)
    with reading() as session:
        assert session.exec(select(Group.is_private)).one()


@pytest.mark.parametrize(
    ("private", "now_private", "state", "error"),
    [
        (True, False, OutboxState.DEAD, MADE_PUBLIC),
        (True, True, OutboxState.SENT, ""),
        (False, False, OutboxState.SENT, ""),
    ],
)
def test_nothing_of_a_private_group_is_posted_where_everybody_reads(
    slack: Slack, private: bool, now_private: bool, state: OutboxState, error: str
) -> None:
    with unit_of_work() as session:
        session.exec(select(Group)).one().is_private = private
        outbox.post(session, {"text": "The week"}, to=to("CMETA"), key=key("week"), now=NOW)
    slack.private["CMETA"] = now_private
    delivery.deliver_due(NOW, slack, "worker")  # type: ignore[arg-type]
    with reading() as session:
        [message] = session.exec(select(OutboxMessage)).all()
    assert (message.state, message.error) == (state, error)
    assert slack.posted == ([] if error else ["CMETA"])
    assert ("conversations.info" in slack.calls) is private


def test_a_private_group_waits_while_slack_does_not_say_who_may_read(slack: Slack) -> None:
    with unit_of_work() as session:
        session.exec(select(Group)).one().is_private = True
        outbox.post(session, {"text": "The week"}, to=to("CMETA"), key=key("week"), now=NOW)
    slack.unwell["conversations.info"] = refusal("internal_error")
    delivery.deliver_due(NOW, slack, "worker")  # type: ignore[arg-type]
    with reading() as session:
        [message] = session.exec(select(OutboxMessage)).all()
    assert (message.state, slack.posted) == (OutboxState.READY, [])


def test_requests_that_nobody_sends_again_are_forgotten_on_the_way(slack: Slack) -> None:
    with unit_of_work() as session:
        requests.keep(session, "old", "UANN", {}, now=NOW - requests.REMEMBERED - BEAT)
        requests.keep(session, "new", "UANN", {}, now=NOW)
        group(session, "Web", chair=cast_of(session, "UANN"), channel_id="CWEB")
    scan(slack)
    with reading() as session:
        assert session.exec(select(AnsweredRequest.key)).all() == ["new"]


def cast_of(session: Any, slack_id: str) -> Person:
    who: Person = session.exec(select(Person).where(Person.slack_id == slack_id)).one()
    return who


def test_nobody_is_asked_about_before_slack_has_told_which_workspace_is_ours(slack: Slack) -> None:
    """And everybody as soon as it has, as what was found out before could not be told apart."""
    with unit_of_work() as session:
        session.delete(session.get_one(BotAccount, THE_BOT))
    scan(slack)
    assert slack.calls == []
    identity = Identity("xoxb-1", now=lambda: NOW)
    identity.learn({"team_id": "TOURS"})
    scan(slack)
    assert slack.calls == ["users.list"] * 3 + ["conversations.info"]
    slack.calls.clear()
    identity.learn({"team_id": "TOURS"})
    scan(slack)
    assert slack.calls == []
    # Another token may be of another workspace.
    Identity("xoxb-2", now=lambda: NOW).learn({"team_id": "TELSE"})
    scan(slack)
    assert slack.calls.count("users.list") == 3
