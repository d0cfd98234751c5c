"""Stories through their door in Slack: the form, the offer after something done, and the end of a
permission.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, select

import services.decisions
import services.stories
from handlers import decisions, stories
from handlers.calls import running
from handlers.groups import charge
from handlers.preferences import change_mine
from handlers.routes import Replace, Reply
from handlers.tasks import changing
from models import AnsweredRequest, Group, OutboxMessage, Person, Preferences, Story, StoryState
from models.database import reading, unit_of_work
from models.stories import STORY_TEXTS, StoryAudience
from services.errors import Invalid, NotAllowed, NotFound
from tests.factories import NOW, Cast, group
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
from tests.handlers.doors import Door
from tests.happenings import task
from tests.open_calls import open_call, represent

FIELDS: dict[str, Any] = {
    "title": "A seat kept",
    **dict.fromkeys(STORY_TEXTS, "Zorblat"),
    "audience": "members",
    "directions": [],
    "quote": ["yes"],
    "name": [],
}
OFFER = "Is there a story?"


def the_story() -> Story:
    with reading() as session:
        return session.exec(select(Story)).one()


def written(by: Person, **more: Any) -> Story:
    text_of(stories.send(sent(by, FIELDS | more)))
    return the_story()


def test_the_form_makes_a_draft_and_the_button_sends_it_in(people: Cast) -> None:
    row = written(people.ben, library=str(people.tunxis.id), group=str(people.metadata.id))
    assert (row.state, row.author_id, row.group_id) == ("draft", people.ben.id, people.metadata.id)
    assert (row.quotable_by, row.nameable_by) == (people.ben.id, None)
    assert row.audience is StoryAudience.MEMBERS
    assert "No story" in text_of(stories.listed(ask(people.cleo)))
    assert "The program manager has it now" in text_of(stories.submit(pressed(people.ben, row.id)))
    assert the_story().state is StoryState.SUBMITTED
    text = text_of(stories.show(pressed(people.cleo, row.id)))
    assert "A seat kept" in text
    assert "A librarian, a member library, of Metadata" in text
    assert people.ben.name not in text
    assert "ermission" not in text
    assert people.ben.name in text_of(stories.show(pressed(people.dag, row.id)))
    assert "A seat kept" in text_of(stories.listed(ask(people.cleo, "zorblat since July")))


def test_a_title_alone_is_a_draft_of_ones_own_library(people: Cast) -> None:
    answer = text_of(stories.write(ask(people.ben, "She kept her seat")))
    row = the_story()
    assert "Only you see it" in answer
    assert (row.title, row.organization_id) == ("She kept her seat", people.ben.organization_id)
    assert row.quotable_at is None
    view = shown(stories.write(ask(people.ben)))
    assert "initial_value" not in str(view["blocks"])
    with pytest.raises(Invalid):
        stories.write(ask(people.ben, "x" * 151))


def test_no_answer_that_is_kept_has_a_word_of_it(people: Cast) -> None:
    request = sent(people.ben, FIELDS)
    text_of(stories.send(request))
    text_of(stories.write(ask(people.ben, "Zorblat title")))
    with reading() as session:
        kept = session.exec(select(AnsweredRequest)).all()
        assert "orblat" not in str([row.answer for row in kept])


def test_an_edit_changes_what_was_shown_and_keeps_the_rest(people: Cast) -> None:
    with unit_of_work() as session:
        secret = group(session, "Salaries", chair=people.cleo, channel_id="CSAL", private=True)
        secret_id = secret.id
    row = written(people.cleo, group=str(secret_id), hides_group=["yes"])
    assert (row.group_id, row.hides_group) == (secret_id, True)
    view = shown(stories.open_change(pressed(people.cleo, row.id)))
    assert "hides_group" in {block.get("block_id") for block in view["blocks"]}
    # A form that does not show the group leaves it.
    text_of(stories.send(sent(people.cleo, FIELDS | {"title": "Other"}, story=row.id)))
    again = the_story()
    assert (again.title, again.group_id, again.hides_group) == ("Other", secret_id, True)
    fields = FIELDS | {"group": None, "hides_group": [], "quote": []}
    text_of(stories.send(sent(people.cleo, fields, story=row.id, permitted="quote")))
    again = the_story()
    assert (again.group_id, again.hides_group, again.quotable_at) == (None, False, None)


def test_a_group_that_one_may_not_know_of_is_none(people: Cast) -> None:
    with unit_of_work() as session:
        secret = group(session, "Salaries", chair=people.cleo, channel_id="CSAL", private=True)
        secret_id = secret.id
    for number in (secret_id, 9999):
        fields = FIELDS | {"group": str(number)}
        assert refused(stories.send, sent(people.ben, fields))[1] == "group"
    with reading() as session:
        assert session.exec(select(Story)).all() == []


def test_others_can_neither_change_nor_see_a_draft(people: Cast) -> None:
    row = written(people.ben)
    for who in (people.ann, people.dag, people.gil):
        for run in (stories.show, stories.open_change, stories.submit, stories.discard):
            with pytest.raises(NotFound):
                run(pressed(who, row.id))
    text_of(stories.submit(pressed(people.ben, row.id)))
    for run in (stories.open_change, stories.submit, stories.discard, stories.revoke_quote):
        with pytest.raises(NotAllowed):
            run(pressed(people.ann, row.id))
    with pytest.raises(NotAllowed):
        stories.send(sent(people.dag, FIELDS, story=row.id))


def test_the_manager_revokes_and_it_holds_at_once(people: Cast) -> None:
    row = written(people.ben, name=["yes"])
    text_of(stories.submit(pressed(people.ben, row.id)))
    assert people.ben.name in text_of(stories.show(pressed(people.cleo, row.id)))
    text_of(stories.revoke_name(pressed(people.dag, row.id)))
    assert people.ben.name not in text_of(stories.show(pressed(people.cleo, row.id)))
    text_of(stories.revoke_quote(pressed(people.dag, row.id)))
    with pytest.raises(NotFound):
        stories.show(pressed(people.cleo, row.id))
    assert "Permission to quote" not in text_of(stories.show(pressed(people.ben, row.id)))
    assert "already" in refused(stories.revoke_quote, pressed(people.ben, row.id))[0]


def test_a_form_that_was_open_gives_no_permission_again(people: Cast) -> None:
    row = written(people.ben, name=["yes"])
    text_of(stories.submit(pressed(people.ben, row.id)))
    view = shown(stories.open_change(pressed(people.ben, row.id)))
    carried = json.loads(view["private_metadata"])
    assert carried == {"story": row.id, "permitted": "name quote"}
    text_of(stories.revoke_quote(pressed(people.dag, row.id)))
    fields = FIELDS | {"title": "Other", "name": ["yes"]}
    text_of(stories.send(sent(people.ben, fields, **carried)))
    again = the_story()
    assert (again.title, again.quotable_at, again.nameable_at) == ("Other", None, NOW)
    carried |= {"permitted": "name"}
    text_of(stories.send(sent(people.ben, fields, **carried)))
    assert the_story().quotable_at == NOW


def test_discarding_leaves_no_word(people: Cast) -> None:
    row = written(people.ben)
    assert "No word" in text_of(stories.discard(pressed(people.ben, row.id)))
    with reading() as session:
        assert session.exec(select(Story)).all() == []


def done(people: Cast, title: str, **more: Any) -> str:
    with unit_of_work() as session:
        row = task(session, people.ben, title=title, group_id=people.metadata.id)
        value = str(row.id)
    answer = changing.done(pressed(people.ben, value, **more))
    assert isinstance(answer, Reply | Replace)
    return str(answer.message["blocks"])


def test_a_task_done_offers_it_once_a_month(people: Cast) -> None:
    assert OFFER in done(people, "First")
    assert OFFER not in done(people, "Second")
    later = NOW + timedelta(days=31)
    assert OFFER not in done(people, "Third", now=later - timedelta(minutes=1))
    assert OFFER in done(people, "Fourth", now=later)


def test_who_wants_no_such_question_says_so_in_the_preferences(people: Cast) -> None:
    fields = {
        **{"delivery": "single messages", "digest_time": "08:00", "kinds": [], "news": []},
        **{"keeps_quiet": [], "quiet_from": "19:00", "quiet_until": "07:00", "days_off": []},
        **{"pause_until": None, "story_prompts": []},
    }
    text_of(change_mine(sent(people.ben, fields)))
    assert OFFER not in done(people, "First")
    # A form from before the upgrade does not show the box.
    del fields["story_prompts"]
    text_of(change_mine(sent(people.ben, fields)))
    with reading() as session:
        assert not session.get_one(Preferences, people.ben.id).wants_story_prompts
    text_of(change_mine(sent(people.ben, fields | {"story_prompts": ["story"]})))
    assert OFFER in done(people, "Second")


def test_a_decision_offers_it_and_the_form_begins_with_its_words(people: Cast) -> None:
    answer = decisions.decided(ask(people.ann, "We share one norms file"))
    assert isinstance(answer, Reply)
    [button] = [
        element
        for block in answer.message["blocks"]
        for element in block.get("elements", ())
        if element.get("action_id") == "story.write"
    ]
    view = shown(stories.open_write(pressed(people.ann, button["value"])))
    blocks = {block.get("block_id"): block for block in view["blocks"]}
    element = blocks["what_was_done"]["element"]
    assert element["initial_value"] == "We share one norms file"
    chosen = blocks["group"]["element"]["initial_option"]
    assert chosen["value"] == str(people.metadata.id)
    with reading() as session:
        assert session.get_one(Group, people.metadata.id).name == chosen["text"]["text"]
    # A question settles nothing of which there would be a story.
    assert OFFER not in text_of(decisions.question(ask(people.ann, "Who pays?")))


def digest_of(people: Cast) -> str:
    """What the channel gets when a chair sends the digest at once."""
    with unit_of_work() as session:
        facts: dict[str, Any] = {
            "decided": ["We share"],
            "by": people.ann,
            "now": NOW - timedelta(days=1),
        }
        services.decisions.write_down(session, people.metadata, **facts)
    text_of(charge.send_digest(pressed(people.ann, people.metadata.id)))
    with reading() as session:
        rows = session.exec(select(OutboxMessage)).all()
        [found] = [row for row in rows if row.key.startswith("digest|")]
        return str(found.payload)


def submitted(people: Cast) -> Story:
    row = written(people.ben, group=str(people.metadata.id))
    text_of(stories.submit(pressed(people.ben, row.id)))
    return row


def test_a_chair_lets_the_digest_tell_a_story_and_a_revoked_one_goes(people: Cast) -> None:
    row = submitted(people)
    fields: dict[str, Any] = {"weekday": "3", "at": "10:30", "quiet_week": "nothing"}
    group_id = people.metadata.id
    on = fields | {"digest_story": ["story"]}
    assert "story of the week" in text_of(
        charge.change_digest(sent(people.ann, on, group=group_id))
    )
    # A form from before the upgrade does not show the box, and leaves it.
    text_of(charge.change_digest(sent(people.ann, fields, group=group_id)))
    assert "A seat kept" in digest_of(people)
    text_of(stories.revoke_quote(pressed(people.ben, row.id)))
    with reading() as session:
        payloads = str([row.payload for row in session.exec(select(OutboxMessage))])
    assert "A seat kept" not in payloads
    assert "orblat" not in payloads
    off = fields | {"digest_story": []}
    text_of(charge.change_digest(sent(people.ann, off, group=group_id)))
    with reading() as session:
        assert not session.get_one(Group, group_id).digest_story


def test_a_digest_tells_no_story_until_the_group_wants_it(people: Cast) -> None:
    submitted(people)
    assert "A seat kept" not in digest_of(people)


def test_whoever_closes_a_call_is_offered_it(people: Cast) -> None:
    with unit_of_work() as session:
        represent(session, people.ben, people.central, people.metadata)
        number = open_call(session, people.metadata, people.dag).id
    answer = running.close(sent(people.dag, {"reason": "All said"}, call=number))
    assert isinstance(answer, Reply)
    assert OFFER in str(answer.message["blocks"])
    view = shown(stories.open_write(pressed(people.dag, f"call|{number}")))
    assert "Shall we buy it together?" in str(view["blocks"])


def test_two_at_once_offer_it_once(database: Engine, people: Cast) -> None:
    def claim(_number: int) -> bool:
        with unit_of_work() as session:
            return services.stories.claim_prompt(session, people.ben, now=NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(claim, range(4))) == [False, False, False, True]


def test_the_log_has_no_word_of_a_story_and_no_private_name(
    people: Cast, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work() as session:
        secret = group(session, "Zebra Plan", chair=people.ben, channel_id="CZEB", private=True)
    caplog.set_level("DEBUG")
    door = Door(tuple(FIELDS), who="UBEN")
    answer = door.type("/story Zorblat title", here="CZEB")
    number = the_story().id
    carried = json.dumps({"story": number, "permitted": ""})
    words = {"title": "Zorblat again", "audience": "members"} | dict.fromkeys(
        STORY_TEXTS, "Zorblat"
    )
    door.send("story.send", words, carried)
    assert the_story().title == "Zorblat again"
    with unit_of_work() as session:
        row = session.get_one(Story, number)
        row.group_id = secret.id
        session.add(row)
    door.press("story.submit", str(number))
    assert the_story().state is StoryState.SUBMITTED
    door.type("/story list zorblat group:Zebra")
    failing = Door(tuple(FIELDS), who="UBEN")
    with monkeypatch.context() as broken:
        broken.setattr(services.stories.changes, "_set_directions", ask_nonsense)
        failing.send("story.send", words | {"title": "Zorblat third"}, carried)
    assert the_story().title == "Zorblat again"
    door.press("story.discard", str(number))
    assert "Zorblat" not in str(answer)
    assert "nonsense" in caplog.text
    for word in ("orblat", "zebra plan"):
        assert word not in caplog.text.casefold()


def ask_nonsense(session: Session, story: Story, _ids: Any) -> None:
    """Put a question with its words that no database can answer."""
    wrong = sa.text("SELECT nonsense FROM stories WHERE title = :title")
    session.execute(wrong, {"title": story.title})
