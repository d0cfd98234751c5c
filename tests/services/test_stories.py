"""Stories: who sees which, with which names; permissions and their ends; and no word of one that
may not be quoted in anything that leaves.
"""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models import (
    Group,
    GroupDirection,
    HistoryEntry,
    OutboxMessage,
    OutboxOp,
    OutboxState,
    Person,
    Preferences,
    Role,
    RoleKind,
    Story,
    StoryPrompt,
)
from models.decisions import RegisterQuery
from models.messages import Recipient
from models.stories import (
    NEEDED_TEXTS,
    STORY_TEXTS,
    StoryAudience,
    StoryDraft,
    StoryPermission,
)
from models.subjects import Subject
from services import (
    access,
    decisions,
    digests,
    groups,
    import_export,
    outbox,
    retention,
    slack_scan,
    stories,
)
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.people import forgetting, merging
from tests.factories import BEFORE, NOW, Cast, cast, group, person, standing
from tests.happenings import task
from views import digests as digest_views

DAY = timedelta(days=1)
ZONE = "America/New_York"
TODAY = date(2026, 11, 24)
BOTH = frozenset(StoryPermission)
QUOTE = frozenset((StoryPermission.QUOTE,))
TEXTS = {name: f"Zorblat {name}" for name in STORY_TEXTS}


@pytest.fixture
def cast_of(session: Session) -> Cast:
    return cast(session)


def draft(title: str = "Zorblat title", **more: Any) -> StoryDraft:
    facts: dict[str, Any] = {"texts": TEXTS, "permissions": BOTH} | more
    return StoryDraft(title, **facts)


def submitted(session: Session, by: Person, title: str = "Zorblat title", **more: Any) -> Story:
    at = more.pop("at", NOW)
    row = stories.write(session, draft(title, **more), by=by, now=at)
    stories.submit(session, row, by=by, now=at)
    session.flush()
    return row


def seen(session: Session, by: Person, text: str = "") -> list[str]:
    who = standing(session, by)
    query = decisions.read_query(
        session, text, who=who, group=None, today=TODAY, fiscal_year_start=7
    )
    found = stories.find(session, query, who, zone=ZONE, offset=0, limit=50)
    assert found.count == len(found.lines)
    return [line.story.title for line in found.lines]


def shareable(session: Session, **more: Any) -> list[str]:
    facts: dict[str, Any] = {"first": TODAY - 7 * DAY, "last": TODAY + 7 * DAY} | more
    return [row.title for row in stories.shareable(session, **facts)]


def may_read(session: Session, story: Story, by: Person) -> bool:
    try:
        access.story_to_see(session, story.id, by=standing(session, by))
    except NotFound:
        return False
    return True


def readers(session: Session, story: Story, people_of: dict[str, Person]) -> set[str]:
    names = {name for name, who in people_of.items() if may_read(session, story, who)}
    assert names == {name for name, who in people_of.items() if story.title in seen(session, who)}
    return names


def everybody(session: Session, found: Cast) -> dict[str, Person]:
    """The author, who is Ben, and whoever else may ask: of his library its director, too."""
    director = person(session, "Dora Day", at=found.central, slack_id="UDORA")
    session.add(Role(person_id=director.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    stranger = person(session, "Stan Stray", at=found.writing_center, slack_id=None)
    session.flush()
    return {
        "author": found.ben,
        "manager": found.dag,
        "director": director,
        "chair": found.ann,
        "librarian": found.cleo,
        "guest": found.gil,
        "partner": found.pia,
        "stranger": stranger,
    }


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"permissions": frozenset()}, {"author", "manager"}),
        ({"permissions": frozenset((StoryPermission.NAME,))}, {"author", "manager"}),
        ({"permissions": QUOTE}, {"author", "manager", "director", "chair", "librarian"}),
        (
            {"permissions": QUOTE, "audience": StoryAudience.DIRECTORS},
            {"author", "manager", "director", "chair", "librarian"},
        ),
        (
            {"permissions": QUOTE, "audience": StoryAudience.PUBLIC},
            {
                *("author", "manager", "director", "chair", "librarian"),
                *("guest", "partner", "stranger"),
            },
        ),
    ],
)
def test_who_reads_a_story_of_no_group(
    session: Session, cast_of: Cast, more: Any, expected: set[str]
) -> None:
    names = everybody(session, cast_of)
    assert readers(session, submitted(session, cast_of.ben, **more), names) == expected


def test_a_draft_is_its_authors_alone_whatever_it_permits(session: Session, cast_of: Cast) -> None:
    names = everybody(session, cast_of)
    facts = draft(audience=StoryAudience.PUBLIC, group_id=cast_of.metadata.id)
    row = stories.write(session, facts, by=cast_of.ben, now=NOW)
    assert readers(session, row, names) == {"author"}
    assert shareable(session, audience=StoryAudience.MEMBERS) == []


def test_a_story_of_a_public_group_is_read_by_its_guests_and_partners_too(
    session: Session, cast_of: Cast
) -> None:
    names = everybody(session, cast_of)
    row = submitted(session, cast_of.ben, permissions=QUOTE, group_id=cast_of.metadata.id)
    assert readers(session, row, names) == names.keys() - {"stranger"}


def private_group(session: Session, found: Cast) -> Group:
    secret = group(session, "Salaries", chair=found.cleo, channel_id="CSAL", private=True)
    session.flush()
    return secret


def test_a_story_of_a_private_group_stays_in_it_until_its_author_lets_it_out(
    session: Session, cast_of: Cast
) -> None:
    names, secret = everybody(session, cast_of), private_group(session, cast_of)
    facts: dict[str, Any] = {"group_id": secret.id, "audience": StoryAudience.PUBLIC}
    row = submitted(session, cast_of.cleo, **facts)
    assert readers(session, row, names) == {"librarian", "manager"}
    assert shareable(session) == []
    stories.change(session, row, draft(**facts, hides_group=True), by=cast_of.cleo, now=NOW)
    assert readers(session, row, names) == names.keys()
    [shared] = stories.shareable(session, first=TODAY, last=TODAY)
    assert shared.group == ""
    assert stories.line(session, row, standing(session, cast_of.ann)).group == ""
    assert stories.line(session, row, standing(session, cast_of.cleo)).group == "Salaries"
    # Neither does a search by the group give it away.
    assert shareable(session, group_id=secret.id) == []
    assert seen(session, cast_of.ann, "Salaries") == []
    assert seen(session, cast_of.dag, "Salaries") == [row.title]


def test_without_the_permission_nobody_and_no_library_is_named(
    session: Session, cast_of: Cast
) -> None:
    tunxis = cast_of.tunxis
    row = submitted(session, cast_of.ben, permissions=QUOTE, organization_id=tunxis.id)
    others = stories.line(session, row, standing(session, cast_of.cleo))
    assert (others.author, others.library, others.quotable_by) == ("", "", "")
    assert not others.sees_permissions
    manager = stories.line(session, row, standing(session, cast_of.dag))
    assert (manager.author, manager.library) == (cast_of.ben.name, tunxis.name)
    assert manager.quotable_by == cast_of.ben.name
    [shared] = stories.shareable(session, first=TODAY, last=TODAY, audience=StoryAudience.MEMBERS)
    assert (shared.author, shared.library) == ("", "")
    # To find it by the library would tell as much.
    assert seen(session, cast_of.cleo, "Tunxis") == []
    assert shareable(session, organization_id=tunxis.id, audience=StoryAudience.MEMBERS) == []
    assert seen(session, cast_of.ben, "Tunxis") == [row.title]
    assert seen(session, cast_of.dag, "Tunxis") == [row.title]


def test_what_may_be_named_is_shared_with_its_names(session: Session, cast_of: Cast) -> None:
    row = submitted(
        session,
        cast_of.ben,
        organization_id=cast_of.tunxis.id,
        group_id=cast_of.metadata.id,
        direction_ids=[cast_of.collections.id],
        audience=StoryAudience.DIRECTORS,
    )
    [shared] = stories.shareable(
        session, organization_id=cast_of.tunxis.id, first=TODAY, last=TODAY
    )
    assert shared.library == cast_of.tunxis.name
    assert shared.group == "Metadata"
    assert shared.author == cast_of.ben.name
    assert shared.directions == (cast_of.collections.key,)
    assert shared.submitted_on == TODAY
    assert [getattr(shared, name) for name in STORY_TEXTS] == list(TEXTS.values())
    assert shareable(session, group_id=cast_of.metadata.id) == [row.title]
    assert shareable(session, organization_id=cast_of.central.id) == []
    assert seen(session, cast_of.cleo, "Tunxis") == [row.title]
    assert seen(session, cast_of.cleo, cast_of.collections.key) == [row.title]
    assert shareable(session, audience=StoryAudience.PUBLIC) == []
    assert shareable(session, audience=StoryAudience.MEMBERS) == [row.title]


def test_the_days_of_what_is_shared_are_those_of_the_consortium(
    session: Session, cast_of: Cast
) -> None:
    midnight = NOW.replace(hour=5, minute=0, second=0, microsecond=0)
    facts: dict[str, Any] = {"audience": StoryAudience.PUBLIC}
    submitted(session, cast_of.ben, "Before", at=midnight - timedelta(seconds=1), **facts)
    submitted(session, cast_of.ben, "After", at=midnight, **facts)
    yesterday = TODAY - DAY
    assert shareable(session, first=yesterday, last=yesterday) == ["Before"]
    assert shareable(session, first=TODAY, last=TODAY) == ["After"]
    assert shareable(session, first=yesterday, last=TODAY) == ["After", "Before"]
    assert shareable(session, limit=1) == ["After"]


def test_words_are_found_whatever_their_case_and_accents(session: Session, cast_of: Cast) -> None:
    submitted(session, cast_of.ben, "Élan", texts={**TEXTS, "problem": "No COURIER came"})
    for text in ("elan", "ÉLAN", "courier", "elan courier since July", "élan since November"):
        assert seen(session, cast_of.cleo, text) == ["Élan"], text
    for text in ("van", "courier until July"):
        assert seen(session, cast_of.cleo, text) == [], text


def test_revoking_holds_at_once_and_history_keeps_who_and_when_alone(
    session: Session, cast_of: Cast
) -> None:
    row = submitted(session, cast_of.ben, organization_id=cast_of.tunxis.id)
    assert (row.quotable_by, row.quotable_at) == (cast_of.ben.id, NOW)
    stories.revoke(session, row, StoryPermission.NAME, by=cast_of.dag, now=NOW + DAY)
    assert stories.line(session, row, standing(session, cast_of.cleo)).author == ""
    assert seen(session, cast_of.cleo) == [row.title]
    stories.revoke(session, row, StoryPermission.QUOTE, by=cast_of.ben, now=NOW + 2 * DAY)
    assert seen(session, cast_of.cleo) == []
    assert shareable(session, audience=StoryAudience.MEMBERS) == []
    with pytest.raises(Conflict, match="revoked already"):
        stories.revoke(session, row, StoryPermission.QUOTE, by=cast_of.ben, now=NOW)
    session.flush()
    entries = session.exec(select(HistoryEntry).where(HistoryEntry.subject == f"story:{row.id}"))
    acts = {entry.action: entry for entry in entries}
    assert acts["story.quote permitted"].at == NOW
    revoked = acts["story.name revoked"], acts["story.quote revoked"]
    assert [(entry.by_id, entry.at) for entry in revoked] == [
        (cast_of.dag.id, NOW + DAY),
        (cast_of.ben.id, NOW + 2 * DAY),
    ]
    for entry in acts.values():
        assert (entry.before, entry.after, entry.group_id) == ({}, {}, None)


def test_only_the_author_changes_and_only_she_and_the_manager_revoke(
    session: Session, cast_of: Cast
) -> None:
    row = submitted(session, cast_of.ben)
    for who in (cast_of.ann, cast_of.cleo):
        for fetch in (access.story_to_edit, access.story_to_revoke):
            with pytest.raises(NotAllowed):
                fetch(session, row.id, by=standing(session, who))
    with pytest.raises(NotAllowed):
        access.story_to_edit(session, row.id, by=standing(session, cast_of.dag))
    assert access.story_to_revoke(session, row.id, by=standing(session, cast_of.dag)) is row
    assert access.story_to_edit(session, row.id, by=standing(session, cast_of.ben)) is row


@pytest.mark.parametrize("missing", NEEDED_TEXTS)
def test_a_story_is_submitted_whole_and_once(session: Session, cast_of: Cast, missing: str) -> None:
    row = stories.write(session, draft(texts=TEXTS | {missing: " "}), by=cast_of.ben, now=NOW)
    with pytest.raises(Invalid) as refusal:
        stories.submit(session, row, by=cast_of.ben, now=NOW)
    assert refusal.value.field == missing
    stories.change(session, row, draft(texts=TEXTS | {"evidence": ""}), by=cast_of.ben, now=NOW)
    stories.submit(session, row, by=cast_of.ben, now=NOW)
    with pytest.raises(Conflict, match="already"):
        stories.submit(session, row, by=cast_of.ben, now=NOW)
    with pytest.raises(Invalid):
        stories.change(session, row, draft(texts={missing: ""}), by=cast_of.ben, now=NOW)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 151}, "title"),
        ({"texts": {"problem": "x" * 701}}, "problem"),
        ({"organization_id": 9999}, "library"),
        ({"direction_ids": [9999]}, "directions"),
    ],
)
def test_an_odd_story_is_refused_beside_its_field(
    session: Session, cast_of: Cast, more: Any, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        stories.write(session, draft(**more), by=cast_of.ben, now=NOW)
    assert refusal.value.field == field
    longest = draft("x" * 150, texts={"problem": "x" * 700})
    assert stories.write(session, longest, by=cast_of.ben, now=NOW).id


def test_saving_the_same_again_changes_nothing(session: Session, cast_of: Cast) -> None:
    facts = draft(direction_ids=frozenset((cast_of.collections.id,)))
    row = stories.write(session, facts, by=cast_of.ben, now=NOW)
    assert not stories.change(session, row, facts, by=cast_of.ben, now=NOW + DAY)
    assert row.quotable_at == NOW
    assert stories.known_draft(session, facts, cast_of.ben) == row
    assert stories.known_draft(session, facts, cast_of.ann) is None
    assert stories.change(session, row, draft(), by=cast_of.ben, now=NOW + DAY)
    assert stories.known_draft(session, facts, cast_of.ben) is None


def test_the_offer_comes_once_a_month_and_not_to_whom_it_is_not_welcome(
    session: Session, cast_of: Cast
) -> None:
    ben, ann = cast_of.ben, cast_of.ann
    assert stories.claim_prompt(session, ben, now=NOW)
    assert not stories.claim_prompt(session, ben, now=NOW)
    assert stories.claim_prompt(session, ann, now=NOW)
    assert not stories.claim_prompt(session, ben, now=NOW + 31 * DAY - timedelta(seconds=1))
    assert stories.claim_prompt(session, ben, now=NOW + 31 * DAY)
    assert not stories.claim_prompt(session, ben, now=NOW + 32 * DAY)
    session.add(Preferences(person_id=cast_of.cleo.id, wants_story_prompts=False))
    session.add(Preferences(person_id=cast_of.dag.id))
    assert not stories.claim_prompt(session, cast_of.cleo, now=NOW)
    assert stories.claim_prompt(session, cast_of.dag, now=NOW)
    rows = session.exec(select(StoryPrompt)).all()
    assert {row.person_id for row in rows} == {ben.id, ann.id, cast_of.dag.id}


def test_a_story_begins_with_what_was_done_where_one_may_know_of_it(
    session: Session, cast_of: Cast
) -> None:
    done = task(session, cast_of.ben, title="Norms file", group_id=cast_of.metadata.id)
    who = standing(session, cast_of.ben)
    assert stories.work_done(session, Subject.of(done), who) == (cast_of.metadata.id, "Norms file")
    secret = private_group(session, cast_of)
    hidden = task(session, cast_of.cleo, title="Raises", group_id=secret.id)
    with pytest.raises(NotFound):
        stories.work_done(session, Subject.of(hidden), who)


def telling(session: Session, found: Cast, *, has_guest: bool = False) -> Group:
    """Metadata, whose digest tells stories and has something else to tell; as a rule without the
    guest who serves there.
    """
    if not has_guest:
        groups.remove(session, found.metadata, found.gil.id, by=found.ann, now=BEFORE + DAY)
    found.metadata.digest_story = True
    session.add(found.metadata)
    decisions.write_down(session, found.metadata, decided=["X"], by=found.ann, now=NOW - DAY)
    return found.metadata


def week_story(session: Session, of: Group, **more: Any) -> str | None:
    facts: dict[str, Any] = {"since": NOW - 7 * DAY, "now": NOW} | more
    found = digests.contents(session, of, facts["since"], facts["now"])
    return found.story.title if found.story else None


def test_a_digest_tells_a_story_that_fits_if_the_group_wants_it(
    session: Session, cast_of: Cast
) -> None:
    metadata = telling(session, cast_of)
    session.add(GroupDirection(group_id=metadata.id, direction_id=cast_of.collections.id))
    submitted(session, cast_of.ben, "Of no direction")
    submitted(session, cast_of.ben, "Not permitted", group_id=metadata.id, permissions=frozenset())
    secret = private_group(session, cast_of)
    kept = {"group_id": secret.id, "direction_ids": [cast_of.collections.id]}
    submitted(session, cast_of.cleo, "Private", **kept)
    stories.write(session, draft("Draft", group_id=metadata.id), by=cast_of.ben, now=NOW)
    assert week_story(session, metadata) is None
    submitted(session, cast_of.ben, "Of its own", group_id=metadata.id)
    assert week_story(session, metadata) == "Of its own"
    later = NOW + timedelta(hours=1)
    fitting = {"direction_ids": [cast_of.collections.id], "at": later}
    submitted(session, cast_of.cleo, "Of its direction", **fitting)
    assert week_story(session, metadata, now=later) == "Of its direction"
    metadata.digest_story = False
    assert week_story(session, metadata) is None


def posted(session: Session, of: Group, **more: Any) -> OutboxMessage:
    """The digest as the clock writes it, delivered."""
    at = more.get("at", NOW)
    due = digests.due_at_once(session, of, at)
    found = digests.contents(session, of, due.since, at)
    facts = digests.with_permitted_story(session, of, found, at)
    words = digest_views.weekly(of, facts)
    assert words is not None
    outbox.post(
        session,
        words,
        to=Recipient.channel(of.channel_id),
        key=due.key,
        now=at,
        subject=digests.subject(of),
    )
    [row] = session.exec(select(OutboxMessage).where(OutboxMessage.key == str(due.key))).all()
    row.state = more.get("state", OutboxState.SENT)
    session.add(row)
    session.flush()
    return row


def test_a_digest_tells_none_twice_within_a_year(session: Session, cast_of: Cast) -> None:
    metadata = telling(session, cast_of)
    submitted(session, cast_of.ben, "First")
    assert "First" in str(posted(session, metadata).payload)
    assert week_story(session, metadata, since=NOW, now=NOW + 7 * DAY) is None
    a_year = NOW + timedelta(days=365)
    decisions.write_down(session, metadata, decided=["Y"], by=cast_of.ann, now=a_year - 2 * DAY)
    since = a_year - 7 * DAY
    assert week_story(session, metadata, since=since, now=a_year - timedelta(seconds=1)) is None
    assert week_story(session, metadata, since=since, now=a_year) == "First"


def test_one_that_waits_is_told_again_in_its_place(session: Session, cast_of: Cast) -> None:
    metadata = telling(session, cast_of)
    submitted(session, cast_of.ben, "First")
    posted(session, metadata, state=OutboxState.READY)
    later = NOW + timedelta(hours=1)
    submitted(session, cast_of.ben, "Second", at=later)
    assert week_story(session, metadata, now=later) == "First"


@pytest.mark.parametrize("state", [OutboxState.SENT, OutboxState.READY])
@pytest.mark.parametrize("end", ["revoked", "discarded", "changed"])
def test_a_digest_loses_a_story_that_is_kept_back(
    session: Session, cast_of: Cast, state: OutboxState, end: str
) -> None:
    metadata = telling(session, cast_of)
    row = submitted(session, cast_of.ben)
    sent = posted(session, metadata, state=state)
    assert "Zorblat title" in str(sent.payload)
    assert "Zorblat" not in sent.payload["text"]
    match end:
        case "revoked":
            stories.revoke(session, row, StoryPermission.QUOTE, by=cast_of.ben, now=NOW)
        case "discarded":
            stories.discard(session, row, by=cast_of.ben, now=NOW)
        case _:
            stories.change(session, row, draft("Other"), by=cast_of.ben, now=NOW)
    session.flush()
    rows = session.exec(select(OutboxMessage)).all()
    assert "Zorblat" not in str([found.payload for found in rows])
    assert "story." not in str([found.payload for found in rows])
    redrawn = [found for found in rows if found.op is OutboxOp.UPDATE]
    assert len(redrawn) == (1 if state is OutboxState.SENT else 0)


def test_where_a_guest_reads_along_a_digest_tells_of_others_what_is_for_everybody(
    session: Session, cast_of: Cast
) -> None:
    metadata = telling(session, cast_of, has_guest=True)
    cast_of.gil.is_guest = False
    row = submitted(session, cast_of.cleo)
    facts = digests.contents(session, metadata, NOW - 7 * DAY, NOW)
    assert facts.story is not None
    cast_of.gil.is_guest = True
    session.flush()
    assert not may_read(session, row, cast_of.gil)
    assert week_story(session, metadata) is None
    assert digests.with_permitted_story(session, metadata, facts, NOW).story is None
    own = submitted(session, cast_of.ben, "Of its own", group_id=metadata.id, at=NOW - DAY)
    assert may_read(session, own, cast_of.gil)
    assert week_story(session, metadata) == "Of its own"
    wide = {"audience": StoryAudience.PUBLIC, "at": NOW - timedelta(hours=1)}
    submitted(session, cast_of.cleo, "For everybody", **wide)
    assert week_story(session, metadata) == "For everybody"


def test_digests_of_others_lose_the_stories_of_a_group_that_turns_private(
    session: Session, cast_of: Cast
) -> None:
    metadata = telling(session, cast_of)
    other = group(session, "Courier", chair=cast_of.cleo, channel_id="CCOU")
    other.digest_story = True
    decisions.write_down(session, other, decided=["Y"], by=cast_of.cleo, now=NOW - DAY)
    row = submitted(session, cast_of.ben, group_id=metadata.id)
    for each in (metadata, other):
        assert "Zorblat title" in str(posted(session, each).payload)
    slack_scan.note_channel(session, metadata.id, is_private=True, now=NOW)
    session.flush()
    sent = session.exec(select(OutboxMessage).where(OutboxMessage.op == OutboxOp.POST)).all()
    telling_it = [found.lane for found in sent if "Zorblat" in str(found.payload)]
    assert telling_it == [metadata.channel_id]
    redrawn = session.exec(select(OutboxMessage).where(OutboxMessage.op == OutboxOp.UPDATE)).all()
    assert [found.lane for found in redrawn] == ["CCOU"]
    assert "Zorblat" not in str(redrawn[0].payload)
    assert not may_read(session, row, cast_of.cleo)


@pytest.mark.parametrize("is_let_out", [True, False])
def test_an_edit_that_makes_a_group_private_takes_its_stories_out_of_what_others_read(
    session: Session, cast_of: Cast, is_let_out: bool
) -> None:
    metadata = telling(session, cast_of)
    former = metadata.channel_id
    submitted(session, cast_of.ben, group_id=metadata.id, hides_group=is_let_out)
    sent = posted(session, metadata)
    charge = groups.Charge(
        name=metadata.name,
        kind=metadata.kind,
        charge=metadata.charge,
        channel_id="CNEW",
        channel_is_private=True,
        channel_is_everybodys=False,
        direction_ids=[],
    )
    groups.change(session, metadata, charge, by=cast_of.ann, now=NOW)
    session.flush()
    session.refresh(sent)
    assert sent.lane == former
    assert ("Zorblat title" in str(sent.payload)) is is_let_out


def test_a_story_is_taken_out_of_a_digest_whenever_it_was_posted(
    session: Session, cast_of: Cast
) -> None:
    metadata = telling(session, cast_of)
    row = submitted(session, cast_of.ben)
    sent = posted(session, metadata)
    much_later = NOW + 300 * DAY
    retention.remove_expired(session, much_later, history_years=0)
    session.refresh(sent)
    assert not retention.is_anything_expired(session, much_later, history_years=0)
    assert retention.kept(session, much_later).overdue == 0
    stories.revoke(session, row, StoryPermission.QUOTE, by=cast_of.ben, now=much_later)
    session.flush()
    rows = session.exec(select(OutboxMessage)).all()
    assert "Zorblat" not in str([found.payload for found in rows])
    [redrawn] = [found for found in rows if found.op is OutboxOp.UPDATE]
    assert redrawn.lane == metadata.channel_id
    retention.remove_expired(session, much_later, history_years=0)
    session.refresh(sent)
    assert sent.payload == {}


def test_a_permission_that_is_revoked_meanwhile_keeps_a_story_out(
    session: Session, cast_of: Cast
) -> None:
    metadata = telling(session, cast_of)
    row = submitted(session, cast_of.ben)
    facts = digests.contents(session, metadata, NOW - 7 * DAY, NOW)
    assert facts.story is not None
    stories.revoke(session, row, StoryPermission.QUOTE, by=cast_of.ben, now=NOW)
    session.flush()
    assert digests.with_permitted_story(session, metadata, facts, NOW).story is None


def exported(session: Session) -> dict[str, str]:
    return {name: data.decode() for name, data in import_export.export(session, now=NOW)}


def test_an_export_has_no_word_of_what_may_not_be_quoted(session: Session, cast_of: Cast) -> None:
    stories.write(session, draft("Zorblat draft"), by=cast_of.ben, now=NOW)
    submitted(session, cast_of.ben, permissions=frozenset())
    row = submitted(session, cast_of.ben, "Zorblat revoked")
    stories.revoke(session, row, StoryPermission.QUOTE, by=cast_of.ben, now=NOW)
    secret = private_group(session, cast_of)
    open_texts = dict.fromkeys(STORY_TEXTS, "Grommet")
    facts = {"texts": open_texts, "permissions": QUOTE, "organization_id": cast_of.tunxis.id}
    shared = submitted(session, cast_of.ben, "Grommet", group_id=None, **facts)
    submitted(session, cast_of.cleo, "Inside", texts=open_texts, group_id=secret.id)
    session.flush()
    files = exported(session)
    assert [name for name, text in files.items() if "orblat" in text.casefold()] == []
    [line] = files["stories.csv"].splitlines()[1:]
    assert line.startswith(f"{shared.id},2026-11-24,members,Grommet")
    assert "unxis" not in line
    raw = {text.split(",")[0]: text for text in files["tables/stories.csv"].splitlines()[1:]}
    assert "Grommet" in raw[str(shared.id)]
    [library_column] = [
        number
        for number, name in enumerate(files["tables/stories.csv"].splitlines()[0].split(","))
        if name == "organization_id"
    ]
    assert raw[str(shared.id)].split(",")[library_column] == ""


def test_no_export_says_by_the_history_who_wrote_a_story_that_names_nobody(
    session: Session, cast_of: Cast
) -> None:
    named = submitted(session, cast_of.ben, "Named")
    unnamed = submitted(session, cast_of.ben, "Unnamed", permissions=QUOTE)
    unquoted = submitted(session, cast_of.ben, permissions=frozenset((StoryPermission.NAME,)))
    draft_id = stories.write(session, draft(), by=cast_of.ben, now=NOW).id
    gone = stories.write(session, draft("Gone"), by=cast_of.ben, now=NOW)
    stories.discard(session, gone, by=cast_of.ben, now=NOW)
    session.flush()
    files = exported(session)
    for file, by in (("history.csv", "ben@"), ("tables/history.csv", str(cast_of.ben.id))):
        header, *lines = csv.reader(io.StringIO(files[file].lstrip("\ufeff")))
        subject, who = header.index("subject"), header.index("by" if by == "ben@" else "by_id")
        authors = {line[subject]: line[who] for line in lines if line[subject].startswith("story:")}
        assert authors.pop(f"story:{named.id}").startswith(by)
        assert set(authors.values()) == {""}
        hidden = {unnamed.id, unquoted.id, draft_id, gone.id}
        assert set(authors) == {f"story:{number}" for number in hidden}


def test_who_is_forgotten_is_named_no_more_and_her_drafts_go(
    session: Session, cast_of: Cast
) -> None:
    row = submitted(session, cast_of.ben)
    stories.write(session, draft("Draft"), by=cast_of.ben, now=NOW)
    stories.claim_prompt(session, cast_of.ben, now=NOW)
    forgetting.forget(session, cast_of.ben, by=cast_of.dag, now=NOW)
    session.expire_all()
    assert [found.title for found in session.exec(select(Story))] == [row.title]
    assert row.nameable_at is None
    assert session.exec(select(StoryPrompt)).all() == []


def test_the_history_tells_the_manager_of_no_draft(session: Session, cast_of: Cast) -> None:
    row = stories.write(session, draft(), by=cast_of.ben, now=NOW)
    session.flush()

    def acts(who: Person) -> list[str]:
        visible = access.visible_history(standing(session, who))
        return [entry.action for entry in session.exec(select(HistoryEntry).where(visible))]

    assert [act for act in acts(cast_of.dag) if act.startswith("story")] == []
    stories.submit(session, row, by=cast_of.ben, now=NOW)
    session.flush()
    assert "story.submitted" in acts(cast_of.dag)
    assert [act for act in acts(cast_of.ann) if act.startswith("story")] == []


def test_an_empty_search_lists_all_and_counts_no_more(session: Session, cast_of: Cast) -> None:
    for number in range(3):
        submitted(session, cast_of.ben, f"Story {number}", at=NOW + number * DAY)
    who = standing(session, cast_of.cleo)
    page = stories.find(session, RegisterQuery(), who, zone=ZONE, offset=1, limit=1)
    assert [line.story.title for line in page.lines] == ["Story 1"]
    assert (page.count, page.left) == (3, 1)
    again = stories.find(session, RegisterQuery(), who, zone=ZONE, offset=3, limit=2)
    assert (again.offset, len(again.lines)) == (0, 2)


def test_joining_two_records_keeps_no_word_and_can_be_undone(
    session: Session, cast_of: Cast
) -> None:
    double = person(session, "Benjamin Brook", at=cast_of.central, slack_id=None)
    row = submitted(session, double)
    stories.claim_prompt(session, double, now=NOW)
    stories.claim_prompt(session, cast_of.ben, now=NOW - DAY)
    done = merging.merge(session, cast_of.ben, double, by=cast_of.dag, now=NOW)
    session.expire_all()
    assert (row.author_id, row.quotable_by) == (cast_of.ben.id, cast_of.ben.id)
    assert [found.prompted_at for found in session.exec(select(StoryPrompt))] == [NOW]
    files = exported(session)
    assert "Zorblat" not in files["tables/merges.csv"]
    merging.undo(session, done.id, by=cast_of.dag, now=NOW)
    session.expire_all()
    assert row.author_id == double.id
