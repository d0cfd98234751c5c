"""Minutes of the last meetings of some groups: approved, circulated, a draft, in progress."""

from datetime import datetime, timedelta

from demo.groups import GROUPS, DemoGroup
from demo.loader.world import WEEK, World, day_of
from demo.year.minutes import MINUTES, GroupRecords, MeetingRecord
from models import Group, Meeting, MinuteLineKind, MinutesCorrection, Person
from services import meetings, minutes, tasks

LOOKED_BACK = 52 * WEEK
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_KINDS = (
    (MinuteLineKind.DECISION, "decided"),
    (MinuteLineKind.ANNOUNCEMENT, "announced"),
    (MinuteLineKind.PARKED, "parked"),
)


def load(world: World) -> None:
    """Write them as their chairs and recorders would."""
    by_key = {demo_group.key: demo_group for demo_group in GROUPS}
    for records in MINUTES:
        _of_group(world, by_key[records.group], records)


def _of_group(world: World, demo_group: DemoGroup, records: GroupRecords) -> None:
    group, chair = world.groups[demo_group.key], world.chair(demo_group)
    past = meetings.held(world.session, group, world.now - LOOKED_BACK, world.now - HOUR)
    chosen = past[-len(records.meetings) :]
    for meeting, record in zip(chosen, records.meetings, strict=False):
        _write(world, demo_group, meeting, record)
    is_long = len(records.meetings) > 2
    closed, circulated = (chosen, chosen[:-1]) if is_long else (chosen[:-1], chosen[:-1])
    for meeting in closed:
        minutes.close(world.session, meeting, by=chair, now=meeting.ends_at)
    for place, meeting in enumerate(circulated):
        sent_at = min(meeting.ends_at + DAY, world.now)
        is_public = place == 0
        minutes.circulate(world.session, meeting, is_public=is_public, by=chair, now=sent_at)
        if is_long and meeting is circulated[-1]:
            _propose(world, demo_group, meeting, records.wanted, sent_at)
        else:
            correction = records.correction if place == 0 else ("", "")
            _approve(world, demo_group, meeting, chosen[place + 1], correction)


def _approve(
    world: World,
    demo_group: DemoGroup,
    meeting: Meeting,
    approving: Meeting,
    correction: tuple[str, str],
) -> None:
    """The next meeting approves the minutes, as they were corrected; later they are amended."""
    wording, amendment = correction
    chair, sent_at = world.chair(demo_group), min(meeting.ends_at + DAY, world.now)
    if wording:
        wanted = _propose(world, demo_group, meeting, wording, sent_at)
        minutes.accept(world.session, meeting, wanted, by=chair, now=sent_at + HOUR)
    minutes.approve(world.session, meeting, approving, by=chair, now=approving.starts_at)
    if amendment:
        amended_at = min(approving.starts_at + DAY, world.now)
        minutes.amend(world.session, meeting, amendment, by=chair, now=amended_at)


def _write(world: World, demo_group: DemoGroup, meeting: Meeting, record: MeetingRecord) -> None:
    """Notes by the recorder, the rest by the chair, a minute apart."""
    chair = world.chair(demo_group)
    recorder = _recorder(world, demo_group, meeting.starts_at)
    at = meeting.starts_at + timedelta(minutes=5)
    minutes.write(world.session, meeting, MinuteLineKind.NOTE, record.notes, by=recorder, now=at)
    for number, (kind, name) in enumerate(_KINDS, 1):
        if words := getattr(record, name):
            then = at + timedelta(minutes=number)
            minutes.write(world.session, meeting, kind, [words], by=chair, now=then)
    _act(world, world.groups[demo_group.key], meeting, record, recorder, chair)


def _act(
    world: World,
    group: Group,
    meeting: Meeting,
    record: MeetingRecord,
    owner: Person,
    chair: Person,
) -> None:
    """The task of a meeting, which is done where its day has passed."""
    due_on = day_of(meeting.starts_at + 2 * WEEK)
    draft = tasks.TaskDraft(record.action, owner, due_on, group)
    at = meeting.starts_at + timedelta(minutes=20)
    _line, task = minutes.write_action(world.session, meeting, draft, by=chair, now=at)
    if due_on < world.today:
        tasks.finish(world.session, task, by=owner, now=meeting.starts_at + 10 * DAY)


def _propose(
    world: World, demo_group: DemoGroup, meeting: Meeting, wording: str, at: datetime
) -> MinutesCorrection:
    [line, *_] = [
        row.line
        for row in minutes.lines(world.session, meeting, at)
        if row.line.kind is MinuteLineKind.NOTE
    ]
    by = _recorder(world, demo_group, at, place=1)
    return minutes.propose(world.session, meeting, wording, line=line, by=by, now=at)[0]


def _recorder(world: World, demo_group: DemoGroup, at: datetime, *, place: int = 0) -> Person:
    """One of the members with Slack who is not the chair."""
    members = [
        world.people[key]
        for key in world.members(demo_group, at)
        if key != demo_group.chair and world.people[key].slack_id
    ]
    return members[place % len(members)]
