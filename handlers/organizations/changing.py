"""Adding and changing organizations, saying who heads them, and making one part of another."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.once import making
from handlers.organizations.lists import meant
from handlers.people import tell_of_move
from handlers.routes import Answer, Ask, Open, Reply
from models import Organization, OrganizationKind, Person, ReversibleKind
from models.calendar_days import day_words
from models.database import reading, unit_of_work
from models.member_libraries import OrganizationFacts
from models.messages import DIRECTS, HANDED
from models.subjects import Subject
from services import (
    access,
    consortium,
    edit_undos,
    handovers,
    organizations,
    outbox,
    stale_forms,
    undoing,
)
from services.errors import Conflict, Invalid, at_field
from services.organizations import voting_units
from views import handovers as handover_views
from views import history as history_views
from views import organizations as views

T = TypeVar("T")
_BETWEEN_DOMAINS = re.compile(r"[\s,;]+")
_MERGE = ReversibleKind.LIBRARY_MERGE
_DIRECTORS = "directors"
_LONG = ("mail_domains", "former_names")
"""Fields that are left out of the form where what is there does not fit, and is kept."""


def open_new(_ask: Ask) -> Answer:
    with reading() as session:
        return Open(views.new(voting_units.names(session)))


def create(ask: Ask) -> Answer:
    form = Form(ask)
    facts = _facts(form)
    with making(ask) as made:
        organization = organizations.add(
            made.session, form.text("key"), facts, by=ask.person, now=ask.now
        )
        return made.keep(Reply(views.added(organization)))


def open_edit(ask: Ask) -> Answer:
    with reading() as session:
        organization = _to_edit(session, ask)
        facts = organizations.facts_of(session, organization)
        written = map(organizations.written_name, facts.former_names)
        form = views.edit(
            organization,
            facts,
            voting_units.names(session),
            domains="\n".join(facts.mail_domains),
            former_names="\n".join(written),
            seen=stale_forms.digests(vars(facts)),
        )
        return Open(form)


def edit(ask: Ask) -> Answer:
    form = Form(ask)
    was_renamed = form.one_of("old_name", (views.RENAMED, views.MISTAKE)) == views.RENAMED
    facts = _facts(form)
    with making(ask) as made:
        session = made.session
        organization = access.organization_to_edit(
            session, form.carried("organization"), by=ask.who
        )
        organizations.change(
            session,
            organization,
            _merged(session, form, facts, organization, ask),
            was_renamed=was_renamed,
            by=ask.person,
            now=ask.now,
        )
        entry_id = edit_undos.made_now(session, organization, by=ask.who)
        words = history_views.with_undo(views.changed(organization), organization, entry_id)
        return made.keep(Reply(words), made=0)


def _merged(
    session: Session,
    form: Form,
    facts: OrganizationFacts,
    organization: Organization,
    ask: Ask,
) -> OrganizationFacts:
    """The facts to save: what the form leaves as it showed it, or does not show, is as it is by
    now. Raises ``Conflict`` where it changes what somebody else has changed.
    """
    # Whoever saves next waits until this is saved, and compares with it.
    consortium.lock(session)
    present = organizations.facts_of(session, organization)
    unseen = {name: getattr(present, name) for name in _LONG if not form.shows(name)}
    saved = stale_forms.merged(
        session,
        vars(replace(facts, **unseen)),
        vars(present),
        form.carried_text("seen"),
        about=Subject.of(organization),
        title=organization.name,
        words=edit_undos.LIBRARY_WORDS,
        by=ask.person,
        command=f"/library edit {organization.key}",
    )
    return OrganizationFacts(**saved)


def open_directors(ask: Ask) -> Answer:
    with reading() as session:
        organization = _to_edit(session, ask)
        present = organizations.directors_of(session, organization, ask.now)
        seen = stale_forms.digests({_DIRECTORS: _ids_in_slack(present)})
        return Open(views.directors(organization, present, seen=seen))


def change_directors(ask: Ask) -> Answer:
    form = Form(ask)
    chosen = form.people("directors")
    with unit_of_work() as session:
        organization = access.organization_to_edit(
            session, form.carried("organization"), by=ask.who
        )
        before = organizations.directors_of(session, organization, ask.now)
        heads = _merged_directors(session, form, chosen, before, organization, ask)
        present = organizations.set_directors(
            session, organization, heads, by=ask.person, now=ask.now
        )
        _tell(session, organization, before, present, ask)
        return Reply(views.directors_set(organization, present))


def _merged_directors(
    session: Session,
    form: Form,
    chosen: Sequence[Person],
    before: Sequence[Person],
    organization: Organization,
    ask: Ask,
) -> list[Person]:
    """Who of Slack is to head a library: as chosen, or as it is by now where the form was left as
    it was shown.
    """
    saved = stale_forms.merged(
        session,
        {_DIRECTORS: _ids_in_slack(chosen)},
        {_DIRECTORS: _ids_in_slack(before)},
        form.carried_text("seen"),
        about=Subject.of(organization),
        title=organization.name,
        words={_DIRECTORS: "list of directors"},
        by=ask.person,
        command=f"/library {organization.key}",
        acts=organizations.DIRECTOR_ACTS,
    )
    known = {person.id: person for person in (*before, *chosen)}
    return [known[person_id] for person_id in saved[_DIRECTORS]]


def _ids_in_slack(people: Sequence[Person]) -> list[int]:
    return sorted(person.id for person in people if person.slack_id)


def _tell(
    session: Session,
    organization: Organization,
    before: Sequence[Person],
    present: Sequence[Person],
    ask: Ask,
) -> None:
    """Promise word to whoever directs the library from now on, or does no longer."""
    subject, by = Subject.of(organization), ask.person
    before_ids, present_ids = ({person.id for person in people} for people in (before, present))
    new = [person for person in present if person.id not in before_ids]
    former = [person for person in before if person.id not in present_ids]
    for people, words in ((new, views.directs), (former, views.directed)):
        message = words(organization, by=by)
        outbox.tell(session, people, message, kind=DIRECTS, subject=subject, now=ask.now, by=by)


def open_merge(ask: Ask) -> Answer:
    """`/library merge Tunxis`, and the button on a page. A library that is named is meant itself,
    not what it became part of.
    """
    text = grammar.plain(ask.text) if ask.words else ""
    if ask.words and not text:
        raise Invalid(
            "Say which library becomes part of another one, as in `/library merge Tunxis`."
        )
    with reading() as session:
        named = organizations.merged_called(session, text) if text else None
        organization = named or _to_edit(session, ask)
        _refuse_merged(session, organization, ask)
        found = handovers.held_for_library(session, organization, ask.now)
        return Open(views.merge(organization, handover_views.library_lines(found)))


def _refuse_merged(session: Session, organization: Organization, ask: Ask) -> None:
    if organization.merged_into_id is None:
        return
    heir = session.get_one(Organization, organization.merged_into_id)
    last = organization.active_until
    since = f" since {day_words(last)}" if last else ""
    can_undo = str(Subject.of(organization)) in undoing.reversible(session, _MERGE, ask.now)
    undo = f" `/library {heir.short_name}` has the button that undoes it." if can_undo else ""
    raise Conflict(f"{organization.short_name} is part of {heir.short_name}{since}.{undo}")


def merge(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        merged_id = form.carried("organization")
        with at_field("heir"):
            heir_id = meant(session, form.text("heir", limit=200)).id
        merged, heir = access.organizations_to_merge(session, merged_id, heir_id, by=ask.who)
        about, found = Subject.of(merged), handovers.held_for_library(session, merged, ask.now)
        with undoing.recorded(session, _MERGE, about=about, by=ask.person, now=ask.now):
            moved = organizations.merge(session, merged, heir, by=ask.person, now=ask.now)
        unreached = [
            person
            for person, held in found
            if not tell_of_move(session, held, person, heir, ask, was_merged=True)
            and person.id != ask.person.id
        ]
        lines = handover_views.library_lines(found)
        words = views.merged(merged, heir, moved, lines, unreached=unreached)
        return made.keep(Reply(words), made=0)


def undo_merge(ask: Ask) -> Answer:
    with unit_of_work() as session:
        organization = access.organization_to_edit(session, ask.number(), by=ask.who)
        about = Subject.of(organization)
        change = undoing.latest(session, _MERGE, ask.now, about=about)
        heir = session.get(Organization, organization.merged_into_id or 0)
        undoing.undo(session, change, by=ask.person, now=ask.now)
        for person, held in handovers.held_for_library(session, organization, ask.now):
            words = handover_views.moved_back(held, heir)
            subject, by = Subject.of(person), ask.person
            outbox.tell(session, [person], words, kind=HANDED, subject=subject, now=ask.now, by=by)
        return Reply(views.merge_undone(organization), changes_home=True)


def _to_edit(session: Session, ask: Ask) -> Organization:
    """The organization of the button, else the one that the line names, else one's own."""
    if not ask.words:
        organization_id = ask.number()
    elif text := grammar.plain(ask.text):
        organization_id = meant(session, text).id
    else:
        organization_id = ask.person.organization_id or 0
    return access.organization_to_edit(session, organization_id, by=ask.who)


def _facts(form: Form) -> OrganizationFacts:
    domains = _BETWEEN_DOMAINS.split(form.text("mail_domains").strip())
    return OrganizationFacts(
        name=form.text("name"),
        short_name=form.text("short_name"),
        kind=form.choice("kind", OrganizationKind),
        category=form.text("category"),
        zone=form.text("zone"),
        staff_size=form.text("staff_size"),
        active_from=form.day("active_from"),
        active_until=form.day("active_until"),
        voting_unit=form.text("voting_unit"),
        mail_domains=_read_all("mail_domains", organizations.domain, filter(None, domains)),
        former_names=_read_all(
            "former_names", organizations.former_name, form.lines("former_names")
        ),
    )


def _read_all(name: str, read: Callable[[str], T], texts: Iterable[str]) -> tuple[T, ...]:
    with at_field(name):
        return tuple(dict.fromkeys(read(text.strip()) for text in texts))
