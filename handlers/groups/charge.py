"""Starting a group, and changing what its form says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import Any

from sqlmodel import Session

from handlers.forms import Form
from handlers.groups import chair_news, inviting, members, place, showing
from handlers.groups.describing import describe, move_bookmark
from handlers.once import amended, making
from handlers.routes import Answer, Ask, Open, Reply
from models import (
    Group,
    GroupAuthority,
    MemberRole,
    Person,
    QuietWeek,
    QuorumOf,
    QuorumShare,
)
from models.columns import NAME_LENGTH
from models.database import reading, unit_of_work
from models.groups import ChargeFields
from models.messages import STARTED, Key, Recipient
from models.subjects import Subject
from services import (
    access,
    chairing,
    consortium,
    digests,
    edit_undos,
    groups,
    outbox,
    seats,
    stale_forms,
    voting_rights,
)
from services.errors import Invalid
from views import digests as digest_views
from views import groups as views
from views import history as history_views
from views import seats as seat_views
from views.voting_rights import vote_news

CHAIRS = "chairs"


def open_new(ask: Ask) -> Answer:
    with reading() as session:
        directions = consortium.directions(session)
    # A direct message starts with D, and cannot be a group's channel.
    is_free = ask.group is None and (ask.channel_id or "").startswith(("C", "G"))
    channel_id = ask.channel_id if is_free else None
    # What Slack does not tell now is found out when the form is sent.
    is_everybodys = channel_id is not None and ask.channels.is_everybodys(channel_id)
    return Open(
        views.new(directions, asker=ask.person, channel_id=channel_id, is_everybodys=is_everybodys)
    )


def create(ask: Ask) -> Answer:
    charge = read_charge(ask)
    chair = Form(ask).person("chair")
    if chair is None:
        raise Invalid("Choose who chairs the group.", field="chair")
    with making(ask) as made:
        group = groups.start(made.session, charge, chair=chair, by=ask.person, now=ask.now)
        introduce(made.session, group, chair, ask)
        answer = made.keep(Reply(views.started(group, chair=chair, absence=None)))
    describe(ask, group)
    absence = inviting.absence(ask, group, [chair])
    if absence is None:
        return answer
    return amended(ask, Reply(views.started(group, chair=chair, absence=absence)))


def open_edit(ask: Ask) -> Answer:
    with reading() as session:
        group = place.to_edit(session, ask)
        form = views.edit(
            group,
            consortium.directions(session),
            groups.directions_of(session, group),
            groups.roster(session, group, ask.now),
            seen=stale_forms.digests(_present(session, group, ask)),
        )
        return Open(form)


def edit(ask: Ask) -> Answer:
    charge = read_charge(ask, needs_channel=False)
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        group = access.group_to_edit(session, form.carried("group"), by=ask.who)
        charge, chairs = _merged(session, form, charge, group, ask)
        old_channel, old_charge = group.channel_id, group.charge
        with voting_rights.telling(session, group, vote_news, now=ask.now):
            groups.change(session, group, charge, by=ask.person, now=ask.now)
        before = chairing.chairs_at(session, group, ask.now)
        concerned = groups.set_chairs(session, group, chairs, by=ask.person, now=ask.now)
        unreached = chair_news.tell_chairs(session, group, concerned, ask)
        unreached += chair_news.tell_changes(session, before, ask)
        seated = _in_other_seats(session, group, concerned, ask)
        if group.channel_id != old_channel:
            concerned = [line.person for line in groups.roster(session, group, ask.now)]
        if old_channel is None:
            show_in_channel(session, group, ask)
        entry_id = edit_undos.made_now(session, group, by=ask.who)
        words = views.changed(group, unreached=unreached, seated=seated)
        answer = made.keep(Reply(history_views.with_undo(words, group, entry_id)), made=0)
    if (group.channel_id, group.charge) != (old_channel, old_charge):
        describe(ask, group)
    move_bookmark(ask, group, old_channel)
    absence = inviting.absence(ask, group, concerned)
    if absence is None:
        return answer
    words = views.changed(group, absence=absence, unreached=unreached, seated=seated)
    return amended(ask, Reply(history_views.with_undo(words, group, entry_id)), made=0)


def _in_other_seats(
    session: Session, group: Group, chairs: Sequence[Person], ask: Ask
) -> list[str]:
    """What it means, for each of these new chairs of a group, to sit in a seat of another role."""
    if not chairs:
        return []
    ids = {person.id for person in chairs}
    return [
        seat_views.chairs_from(line)
        for line in seats.of_group(session, group, ask.now)
        if line.chairs_otherwise and line.incumbent and line.incumbent.person.id in ids
    ]


def _present(session: Session, group: Group, ask: Ask) -> dict[str, Any]:
    """What the form that edits a group shows of it, by field."""
    facts = groups.recorded(session, group)
    chairs = sorted(groups.chair_ids(session, group, ask.now))
    return {name: facts[name] for name in groups.FIELD_WORDS} | {CHAIRS: chairs}


def _merged(
    session: Session, form: Form, charge: groups.Charge, group: Group, ask: Ask
) -> tuple[groups.Charge, list[int]]:
    """The charge to save, and who is to chair the group: what the form leaves as it showed it is as
    it is by now. Raises ``Conflict`` where it changes what somebody else has changed.
    """
    saved = stale_forms.merged(
        session,
        groups.as_typed(charge) | {CHAIRS: sorted(form.ids(CHAIRS))},
        _present(session, group, ask),
        form.carried_text("seen"),
        about=Subject.of(group),
        title=group.name,
        words=groups.FIELD_WORDS | {CHAIRS: "list of chairs"},
        by=ask.person,
        command="/wg edit",
    )
    chairs = saved.pop(CHAIRS)
    return groups.with_fields(session, group, charge, saved), chairs


def open_digest(ask: Ask) -> Answer:
    """`/wg digest` opens the form;
    with `preview` it shows what would be posted now, with `now` posts it.
    """
    first, _, rest = ask.text.partition(" ")
    if first.casefold() == "preview":
        return showing.preview_digest(replace(ask, text=rest))
    if first.casefold() == "now":
        return send_digest(replace(ask, text=rest))
    with reading() as session:
        group = place.to_edit(session, ask)
        return Open(views.digest(group, seen=stale_forms.digests(_digest_of(session, group))))


def send_digest(ask: Ask) -> Answer:
    """This week's digest, at once; the one that was to come this week does not come."""
    with unit_of_work() as session:
        group = place.to_edit(session, ask)
        due = digests.due_at_once(session, group, ask.now)
        found = digests.contents(session, group, due.since, ask.now)
        facts = digests.with_permitted_story(session, group, found, ask.now)
        digest = digest_views.weekly(group, facts)
        if digest is None:
            return Reply(digest_views.nothing_to_send(group))
        outbox.post(
            session,
            digest,
            to=Recipient.channel(group.channel_id),
            key=due.key,
            now=ask.now,
            subject=digests.subject(group),
            expires_at=due.expires_at,
        )
        return Reply(digest_views.sent(group))


def change_digest(ask: Ask) -> Answer:
    form = Form(ask)
    weekday = form.one_of("weekday", (views.NO_DIGEST, *map(str, range(7))))
    typed = {
        "digest_weekday": None if weekday == views.NO_DIGEST else int(weekday),
        "digest_time": form.time("at").isoformat(),
        "quiet_week": form.choice("quiet_week", QuietWeek).value,
        "agenda_hours": form.number("agenda_hours") if form.has("agenda_hours") else None,
    }
    if form.shows("digest_story"):
        typed["digest_story"] = form.checked("digest_story", views.STORY)
    with unit_of_work() as session:
        group = access.group_to_edit(session, form.carried("group"), by=ask.who)
        saved = stale_forms.merged(
            session,
            typed,
            _digest_of(session, group),
            form.carried_text("seen"),
            about=Subject.of(group),
            title=group.name,
            words=groups.DIGEST_WORDS,
            by=ask.person,
            command="/wg digest",
        )
        groups.change_digest(
            session,
            group,
            weekday=saved["digest_weekday"],
            at=time.fromisoformat(saved["digest_time"]),
            quiet_week=QuietWeek(saved["quiet_week"]),
            agenda_hours=saved["agenda_hours"],
            tells_story=saved.get("digest_story", group.digest_story),
            by=ask.person,
            now=ask.now,
        )
        return Reply(views.digest_changed(group))


def _digest_of(session: Session, group: Group) -> dict[str, Any]:
    """What the form of its digest shows, by field."""
    facts = groups.recorded(session, group)
    return {name: facts[name] for name in groups.DIGEST_WORDS}


def read_charge(ask: Ask, *, needs_channel: bool = True) -> groups.Charge:
    """What the form says of a group;
    it looks the channel up, so it comes before the unit of work.
    """
    form = Form(ask)
    channel_id = form.slack_id("channel")
    if not channel_id and needs_channel:
        raise Invalid("Choose the channel in which the group works.", field="channel")
    channel = ask.channels(channel_id) if channel_id else None
    return groups.Charge(
        name=form.text("name"),
        kind=form.text("kind"),
        charge=form.text("charge"),
        channel_id=channel.id if channel else "",
        channel_is_private=channel is not None and channel.is_private,
        channel_is_everybodys=channel is not None and channel.is_everybodys,
        direction_ids=form.ids("directions"),
        fields=_fields(form) if form.shows("sponsor") else None,
    )


def _fields(form: Form) -> ChargeFields:
    """What the charge says beside its scope; a form of an older version does not ask for it."""
    return ChargeFields(
        sponsor=form.text("sponsor", limit=NAME_LENGTH),
        reports_to=form.text("reports_to", limit=NAME_LENGTH),
        authority=form.choice("authority", GroupAuthority) if form.has("authority") else None,
        hours_a_month=_number(form, "hours_a_month"),
        sunset_on=form.day("sunset_on"),
        quorum=form.choice("quorum", QuorumShare) if form.has("quorum") else None,
        quorum_of=form.choice("quorum_of", QuorumOf) if form.has("quorum_of") else QuorumOf.SEATS,
        vote_lost_after=_number(form, "vote_lost_after"),
        vote_regained_after=_number(form, "vote_regained_after"),
    )


def _number(form: Form, name: str) -> int | None:
    """A whole number, or None where nothing is typed."""
    return form.number(name) if form.has(name) else None


def introduce(
    session: Session, group: Group, chair: Person, ask: Ask, *, is_proposer: bool = False
) -> list[Person]:
    """Promise the introduction to the channel, and to a chair whom somebody else has named word of
    it, or else a welcome, unless she proposed the group: then she is returned, who has no word yet.
    """
    if group.channel_id:
        _post_introduction(session, group, chair, ask)
    not_told = chair_news.tell_chairs(session, group, [chair], ask, is_proposer=is_proposer)
    if is_proposer:
        return not_told
    members.welcome(session, group, not_told, ask)
    return []


def show_in_channel(session: Session, group: Group, ask: Ask) -> None:
    """Promise the introduction to the first channel of a group that has begun without one."""
    roster = groups.roster(session, group, ask.now)
    chairs = [line.person for line in roster if line.role is MemberRole.CHAIR]
    if chairs and group.channel_id:
        _post_introduction(session, group, chairs[0], ask)


def _post_introduction(session: Session, group: Group, chair: Person, ask: Ask) -> None:
    subject = Subject.of(group)
    outbox.post(
        session,
        views.introduced(group, chair=chair),
        to=Recipient.channel(group.channel_id),
        key=Key(STARTED, subject),
        now=ask.now,
        subject=subject,
    )
