"""What the menus offer that search: a list of more than a menu holds, narrowed by what was typed.

A row stands here for each menu whose list may grow so long; its id is the action id of the menu.
What it offers is what its form would list, asked anew.
"""

from collections.abc import Sequence

from sqlmodel import Session

from handlers import participation as participation_door
from handlers.forms import Form
from handlers.representatives.changing import libraries_to_appoint_for
from handlers.routes import Ask, Search
from models import Organization
from models.database import reading
from models.payloads import Element
from models.subjects import Subject
from services import (
    access,
    agendas,
    calls,
    candidates,
    decisions,
    groups,
    interests,
    organizations,
    participation,
    people,
    representatives,
    stories,
    tasks,
    value_statements,
)
from services.access import Needs
from views import agendas as agenda_views
from views import calls as call_views
from views import groups as group_views
from views import interests as interest_views
from views import merges as merge_views
from views import preferences as preference_views
from views import representatives as representative_views
from views import tasks as task_views
from views.inputs import found, named, option


def offered_libraries(ask: Ask) -> list[Element]:
    """Those where somebody may work."""
    with reading() as session:
        return _libraries(session, people.offered_organizations(session, ask.now), ask)


def libraries(ask: Ask) -> list[Element]:
    """All, those that are not active today included."""
    with reading() as session:
        return _libraries(session, people.organizations(session), ask)


def holidays_of(ask: Ask) -> list[Element]:
    with reading() as session:
        known = people.organizations(session)
        options = preference_views.holiday_choices(known)
        return found(options, ask.value, also=_called(session, ask.value))


def represented_libraries(ask: Ask) -> list[Element]:
    """Those for which somebody may say who speaks."""
    with reading() as session:
        return _libraries(session, libraries_to_appoint_for(session, ask), ask)


def represented_by(ask: Ask) -> list[Element]:
    """Those without Slack who may be appointed to speak for a library."""
    with reading() as session:
        candidates = representatives.candidates_without_slack(session, ask.who)
        return found(named(candidates), ask.value)


def represented_subjects(ask: Ask) -> list[Element]:
    with reading() as session:
        offered = representatives.offered(session, ask.who)
        return found(representative_views.subject_choices(offered), ask.value)


def own_groups(ask: Ask) -> list[Element]:
    """Those in which somebody may do something."""
    with reading() as session:
        return found(named(groups.choices_for(session, ask.who)), ask.value)


def groups_to_volunteer_for(ask: Ask) -> list[Element]:
    """Those in which somebody does not serve."""
    with reading() as session:
        choices = interests.choices_for(session, ask.who)
        vacancies = candidates.public_vacancies(session, ask.who)
        return found(interest_views.group_choices(choices, vacancies), ask.value)


def libraries_to_write_of(ask: Ask) -> list[Element]:
    """The libraries of which ``ask.who`` may write value statements."""
    with reading() as session:
        of, _groups = value_statements.writable(session, ask.who)
        return found(named(of), ask.value)


def reported_groups(ask: Ask) -> list[Element]:
    with reading() as session:
        return found(named(participation.choices_for(session, ask.who)), ask.value)


def reported_rows(ask: Ask) -> list[Element]:
    """Those of the answer behind which the form may look."""
    with reading() as session:
        query = participation_door.carried_question(session, Form(ask))
        query = participation.permitted(query, by=ask.who)
        choices = participation_door.row_choices(session, query, ask)
        return found([option(name, key) for key, name in choices], ask.value)


def members(ask: Ask) -> list[Element]:
    """Those of the group that the form is about."""
    with reading() as session:
        group = access.group_to_edit(session, Form(ask).carried("group"), by=ask.who)
        roster = groups.roster(session, group, ask.now)
        return found(group_views.member_choices(roster), ask.value)


def owners(ask: Ask) -> list[Element]:
    """Those in the group of a task to whom it may be given."""
    with reading() as session:
        task = access.task_to_edit(session, Form(ask).carried("task"), by=ask.who)
        known = tasks.assignable_members(session, task.group_id, by=ask.person, at=ask.now)
        return found(task_views.member_choices(known), ask.value)


def holders(ask: Ask) -> list[Element]:
    """The libraries and seats that may hold a task: of the group of one that is handed over."""
    with reading() as session:
        form = Form(ask)
        group_id = None
        if form.carries("task"):
            task = access.task_to_edit(session, form.carried("task"), by=ask.who)
            group_id = task.group_id
        known = tasks.assignable_holders(session, ask.who, group_id)
        return found(task_views.holder_choices(known), ask.value, also=_held_by(session, ask.value))


def obligation_holders(ask: Ask) -> list[Element]:
    """The libraries and seats that may hold the tasks of an obligation of a group."""
    with reading() as session:
        form = Form(ask)
        if form.carries("obligation"):
            number = form.carried("obligation")
            group_id = access.obligation_to_edit(session, number, by=ask.who)[1].id
        else:
            group_id = access.group_to_edit(session, form.carried("group"), by=ask.who).id
        known = tasks.assignable_holders(session, ask.who, group_id)
        return found(task_views.holder_choices(known), ask.value)


def assignable_partners(ask: Ask) -> list[Element]:
    with reading() as session:
        return found(named(tasks.assignable_partners(session, ask.who)), ask.value)


def partners(ask: Ask) -> list[Element]:
    with reading() as session:
        return found(named(people.partners(session)), ask.value)


def records(ask: Ask) -> list[Element]:
    """Those of people without an active Slack account."""
    with reading() as session:
        return found(merge_views.record_choices(people.without_account(session)), ask.value)


def _libraries(session: Session, known: Sequence[Organization], ask: Ask) -> list[Element]:
    return found(named(known), ask.value, also=_called(session, ask.value))


def _held_by(session: Session, words: str) -> set[str]:
    return {str(Subject("organization", int(row_id))) for row_id in _called(session, words)}


def _called(session: Session, words: str) -> set[str]:
    """Those that are called so by another name, also an old one, or by their short word."""
    if not words.strip():
        return set()
    return {str(row.id) for row in organizations.called(session, words).organizations}


def groups_to_draft_for(ask: Ask) -> list[Element]:
    """Those whose calls somebody may prepare."""
    with reading() as session:
        return found(
            call_views.group_choices(calls.groups_to_draft_for(session, ask.who)), ask.value
        )


def called_units(ask: Ask) -> list[Element]:
    """Those of the call that the form is about."""
    with reading() as session:
        call, _group = access.call_to_run(session, Form(ask).carried("call"), by=ask.who)
        return found(call_views.unit_choices(calls.units_of(session, call)), ask.value)


def units_with_sheets(ask: Ask) -> list[Element]:
    """Those of the call that the form is about, whose sheets somebody chooses among."""
    with reading() as session:
        call, _group = access.call_to_see(session, Form(ask).carried("call"), by=ask.who)
        return found(call_views.unit_choices(calls.units_of(session, call)), ask.value)


def topics(ask: Ask) -> list[Element]:
    with reading() as session:
        return found(call_views.topic_choices(representatives.topics(session)), ask.value)


def agenda_owners(ask: Ask) -> list[Element]:
    """Those in the group of an agenda who may lead through an item."""
    with reading() as session:
        form = Form(ask)
        if form.carries("item"):
            item = access.item_to_edit(session, form.carried("item"), by=ask.who)
            group = access.group_to_see(session, item.group_id, by=ask.who)
        else:
            group = access.group_to_work_in(session, form.carried("group"), by=ask.who)
        known = tasks.assignable_members(session, group.id, by=ask.person, at=ask.now)
        return found(agenda_views.owner_choices(known), ask.value)


def agenda_items(ask: Ask) -> list[Element]:
    """The open items of which that of the form may become part."""
    with reading() as session:
        item = access.item_to_chair(session, Form(ask).carried("item"), by=ask.who)
        group = access.group_to_see(session, item.group_id, by=ask.who)
        others = [row for row in agendas.open_items(session, group) if row.id != item.id]
        return found(agenda_views.item_choices(others), ask.value)


def decision_libraries(ask: Ask) -> list[Element]:
    """Those that a decision may affect."""
    with reading() as session:
        return _libraries(session, decisions.offered_libraries(session), ask)


def story_libraries(ask: Ask) -> list[Element]:
    """Those of which a story may tell."""
    with reading() as session:
        return _libraries(session, stories.offered_libraries(session), ask)


ROUTES = (
    Search("agenda.group", own_groups, needs=Needs.ANYONE),
    Search("agenda.owner", agenda_owners, needs=Needs.ANYONE),
    Search("agenda.into", agenda_items, needs=Needs.CHAIR),
    Search("call.group", groups_to_draft_for, needs=Needs.CHAIR),
    Search("call.topic", topics, needs=Needs.CHAIR),
    Search("call.unit", called_units, needs=Needs.PROGRAM_MANAGER),
    Search("sheet.unit", units_with_sheets, needs=Needs.ANYONE),
    Search("person.place", offered_libraries, needs=Needs.ANYONE),
    Search("console.organization", offered_libraries, needs=Needs.PROGRAM_MANAGER),
    Search("group.partner_place", offered_libraries, needs=Needs.CHAIR),
    Search("seat.organization", offered_libraries, needs=Needs.CHAIR),
    Search("participation.library", libraries, needs=Needs.REPORTS),
    Search("reminders.holidays.of", holidays_of, needs=Needs.PROGRAM_MANAGER),
    Search("appointment.library", represented_libraries, needs=Needs.DIRECTOR),
    Search("appointment.subject", represented_subjects, needs=Needs.DIRECTOR),
    Search("representative.partner", represented_by, needs=Needs.DIRECTOR),
    Search("story.library", story_libraries, needs=Needs.ANYONE),
    Search("decision.libraries", decision_libraries, needs=Needs.CHAIR),
    Search("group.one", own_groups, needs=Needs.ANYONE),
    Search("task.group", own_groups, needs=Needs.LIBRARIAN),
    Search("interest.group", groups_to_volunteer_for, needs=Needs.LIBRARIAN),
    Search("participation.row", reported_rows, needs=Needs.ANYONE),
    Search("participation.group", reported_groups, needs=Needs.REPORTS),
    Search("statement.library", libraries_to_write_of, needs=Needs.REPORTS),
    Search("statement.group", reported_groups, needs=Needs.REPORTS),
    Search("group.members", members, needs=Needs.CHAIR),
    Search("group.chairs", members, needs=Needs.CHAIR),
    Search("task.member", owners, needs=Needs.LIBRARIAN),
    Search("task.co_owners", owners, needs=Needs.LIBRARIAN),
    Search("task.holder", holders, needs=Needs.LIBRARIAN),
    Search("obligation.holder", obligation_holders, needs=Needs.CHAIR),
    Search("task.partner", assignable_partners, needs=Needs.LIBRARIAN),
    Search("group.partners", partners, needs=Needs.CHAIR),
    Search("seat.partner", partners, needs=Needs.CHAIR),
    Search("sunset.into", own_groups, needs=Needs.PROGRAM_MANAGER),
    Search("merge.stays_apart", records, needs=Needs.PROGRAM_MANAGER),
    Search("merge.merged", records, needs=Needs.PROGRAM_MANAGER),
)
