"""Stories on the pages of somebody without Slack."""

from typing import Any

from sqlmodel import select

from models import OutboxMessage, OutboxOp, OutboxState, Preferences, Story, StoryState
from models.database import reading, unit_of_work
from models.stories import (
    STORY_TEXTS,
    StoryAudience,
    StoryDraft,
    StoryPermission,
    story_block,
)
from services import digests, stories
from tests.factories import NOW, Cast
from tests.happenings import task
from tests.web.conftest import Visitor

FIELDS: dict[str, Any] = {
    "act": "save",
    "title": "A <seat> kept",
    **dict.fromkeys(STORY_TEXTS, "Zorblat & more"),
    **{"library": "", "group": "", "audience": "members", "quote": "yes"},
}


def the_stories() -> list[Story]:
    with reading() as session:
        return list(session.exec(select(Story)))


def test_a_partner_writes_a_story_and_sends_it_in(people: Cast, pia: Visitor) -> None:
    assert pia.path("/stories") in pia.see()
    fields = FIELDS | {"group": str(people.metadata.id), "directions": str(people.collections.id)}
    status, address = pia.send("/stories", **fields)
    assert (status, address.partition("?")[0].endswith("/stories/1")) == (303, True)
    # The same form sent again makes no second one.
    assert pia.send("/stories", **fields)[1] == address
    [row] = the_stories()
    assert (row.author_id, row.group_id) == (people.pia.id, people.metadata.id)
    assert (row.quotable_by, row.nameable_by) == (people.pia.id, None)
    shown = pia.see(f"/stories/{row.id}")
    assert "A &lt;seat&gt; kept" in shown
    assert "Send to the program manager" in shown
    assert pia.send(f"/stories/{row.id}", act="submit")[0] == 303
    [row] = the_stories()
    assert row.state is StoryState.SUBMITTED
    assert pia.send(f"/stories/{row.id}", act="revoke-quote")[0] == 303
    assert pia.send(f"/stories/{row.id}", act="revoke-quote")[0] == 409
    assert the_stories()[0].quotable_at is None
    assert pia.send(f"/stories/{row.id}", **FIELDS | {"title": "Other"})[0] == 303
    assert the_stories()[0].title == "Other"
    assert pia.send(f"/stories/{row.id}", act="discard")[0] == 303
    assert the_stories() == []


def test_a_refusal_loses_nothing_that_was_typed(people: Cast, pia: Visitor) -> None:
    status, page = pia.send("/stories", **FIELDS | {"title": " "})
    assert status == 422
    assert "Zorblat &amp; more" in page
    for odd in ({"group": "9999"}, {"audience": "x"}, {"library": "9999"}, {"directions": "x"}):
        assert pia.send("/stories", **FIELDS | odd)[0] == 422, odd
    assert the_stories() == []


def test_what_one_may_not_read_reads_as_what_is_not_there(people: Cast, pia: Visitor) -> None:
    def submitted(title: str, audience: StoryAudience, *permissions: StoryPermission) -> int:
        with unit_of_work() as session:
            texts = dict.fromkeys(STORY_TEXTS, "Words")
            draft = StoryDraft(title, texts, audience=audience, permissions=frozenset(permissions))
            row = stories.write(session, draft, by=people.ben, now=NOW)
            stories.submit(session, row, by=people.ben, now=NOW)
            return row.id

    hidden = [
        submitted("Zorblat", StoryAudience.PUBLIC),
        submitted("Zorblat", StoryAudience.MEMBERS, StoryPermission.QUOTE),
    ]
    public = submitted("Public", StoryAudience.PUBLIC, StoryPermission.QUOTE)
    listed = pia.see("/stories")
    assert "Public" in listed
    assert "Zorblat" not in listed
    for number in (*hidden, 9999):
        pia.see(f"/stories/{number}", status=404)
        assert pia.send(f"/stories/{number}", act="discard")[0] == 404
    shown = pia.see(f"/stories/{public}")
    assert people.ben.name not in shown
    assert "A librarian" in shown
    assert "Discard" not in shown
    assert pia.send(f"/stories/{public}", act="discard")[0] == 403
    assert pia.send(f"/stories/{public}", act="revoke-quote")[0] == 403


def test_a_task_done_by_page_offers_it_once_a_month(people: Cast, pia: Visitor) -> None:
    def done(title: str) -> str:
        with unit_of_work() as session:
            facts: dict[str, Any] = {"title": title, "group_id": people.metadata.id}
            number = task(session, people.pia, **facts).id
        return pia.send(f"/tasks/{number}", act="done")[1]

    first = done("First")
    assert "done=finished_story" in first
    page = pia.see(first.removeprefix(pia.path()))
    assert "Is there a story?" in page
    assert pia.path("/tasks/1/story") in page
    form = pia.see("/tasks/1/story")
    assert ">First</textarea>" in form
    assert f'value="{people.metadata.id}" selected' in form
    assert "done=finished" in done("Second")
    assert "done=finished_story" not in done("Third")
    with unit_of_work() as session:
        session.add(Preferences(person_id=people.pia.id))
    fields = {
        **{"act": "save", "delivery": "single", "digest_time": "08:00"},
        **{"quiet_from": "19:00", "quiet_until": "07:00", "keeps_quiet": "yes"},
    }
    assert pia.send("/settings", **fields)[0] == 303
    with reading() as session:
        assert not session.get_one(Preferences, people.pia.id).wants_story_prompts
    assert pia.send("/settings", **fields, story_prompts="yes")[0] == 303
    with reading() as session:
        assert session.get_one(Preferences, people.pia.id).wants_story_prompts


def test_the_page_of_a_group_shows_its_digest_without_the_story(people: Cast, pia: Visitor) -> None:
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": "The week in Metadata"}},
        {
            "type": "section",
            "block_id": story_block(1)[1],
            "text": {"type": "plain_text", "text": "Zorblat"},
        },
    ]
    with unit_of_work() as session:
        moments: dict[str, Any] = dict.fromkeys(("created_at", "due_at", "wake_at"), NOW)
        row = OutboxMessage(
            key="digest|group:1|2026-W47",
            lane="CMETA",
            op=OutboxOp.POST,
            payload={"text": "The week", "blocks": blocks},
            subject=str(digests.subject(people.metadata)),
            state=OutboxState.SENT,
            **moments,
        )
        session.add(row)
    page = pia.see(f"/groups/{people.metadata.id}")
    assert "The week in Metadata" in page
    assert "Zorblat" not in page
