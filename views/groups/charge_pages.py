"""The charge of a group, what it is to have done, and what reviews came to."""

from collections.abc import Sequence

from models import Deliverable, Group
from models.calendar_days import day_words
from models.group_kinds import rules_of
from models.group_records import GroupRecord
from models.payloads import Block, Element, Message
from models.sunsets import ReviewLine, SunsetOutcome
from views import deliverables as deliverable_views
from views import proposals as proposal_views
from views import sunsets as sunset_views
from views.elements import actions, button, context, header, message, section
from views.groups import charge_fields, ids
from views.inputs import menu
from views.texts import bold, brief, esc, in_a_row, joined, plural, short

DELIVERABLES_SHOWN = 20
"""As many as a group may have; one that was imported earlier may have more."""
REVIEWS_SHOWN = 3
REPORT_SHOWN = 1000


def charge_page(record: GroupRecord, *, may_edit: bool) -> Message:
    """What a group is for, in full."""
    group = record.group
    charge_words = charge_fields.in_words(group, has_lapsed=record.has_lapsed)
    blocks: list[Block] = [
        header(f"Charge of {short(group.name, 100)}"),
        section(esc(brief(group.charge, 2000)) or "_No charge is written down yet._"),
        *([section(charge_words)] if charge_words else []),
        *_deliverables(record, may_edit=may_edit),
        *outcome(record),
        context(charge_fields.rules_in_words(rules_of(group.kind))),
        *_buttons(record, may_edit=may_edit),
    ]
    done = sum(row.done_on is not None for row in record.deliverables)
    counts = (
        f"Deliverables: {done} of {len(record.deliverables)} done." if record.deliverables else ""
    )
    text = f"Charge of {esc(short(group.name, 200))}: {esc(short(group.charge, 2000))}"
    return message(joined([text, charge_words, counts], "\n"), blocks)


def outcome(record: GroupRecord) -> list[Block]:
    """How a group ended, what it reports, and its reviews; nothing where there is none."""
    blocks: list[Block] = []
    if not record.is_active and record.group.final_report:
        blocks.append(
            section(f"*Final report.* {esc(brief(record.group.final_report, REPORT_SHOWN))}")
        )
    if record.origins:
        blocks.append(context(f"It came out of {_names(record.origins)}."))
    blocks += [section(review_in_words(line)) for line in record.reviews[:REVIEWS_SHOWN]]
    if earlier := record.reviews[REVIEWS_SHOWN:]:
        blocks.append(context(f"And {plural(len(earlier), 'earlier review')}."))
    return blocks


def review_in_words(line: ReviewLine) -> str:
    """When a group was reviewed, what came of it, and why."""
    review = line.review
    by = f" ({esc(brief(line.by.name, 60))})" if line.by else ""
    opening = "*Reviewed on" if review.recorded_at else "*A review was proposed on"
    came = f"{opening} {day_words(line.reviewed_on)}: {_outcome(line)}.*{by}"
    return f"{came}\n{esc(brief(review.reason, 150))}"


def _outcome(line: ReviewLine) -> str:
    until = line.review.sunset_on
    into = _names(line.successors) or "other groups"
    match line.review.outcome:
        case SunsetOutcome.CONTINUE:
            return f"it continues until {day_words(until)}" if until else "it continues"
        case SunsetOutcome.CEASE:
            return "it ceases"
        case SunsetOutcome.COMBINE:
            return f"it goes on as part of {into}"
        case SunsetOutcome.SPLIT:
            return f"it is split into {into}"


def _names(groups: Sequence[Group]) -> str:
    named = [esc(brief(group.name, 50)) for group in groups[:3]]
    more = len(groups) - len(named)
    return in_a_row([*named, f"{more} more"] if more > 0 else named)


def _deliverables(record: GroupRecord, *, may_edit: bool) -> list[Block]:
    if not record.deliverables:
        return []
    shown = record.deliverables[:DELIVERABLES_SHOWN]
    more = len(record.deliverables) - len(shown)
    return [
        section("*Deliverables*"),
        *(_deliverable(row, may_edit=may_edit) for row in shown),
        *([context(f"And {plural(more, 'more deliverable')}.")] if more else []),
    ]


def _deliverable(row: Deliverable, *, may_edit: bool) -> Block:
    due = f"due {day_words(row.due_on)}" if row.due_on else "no date"
    state = f"done on {day_words(row.done_on)}" if row.done_on else due
    text = f"{bold(brief(row.title, 100))} · {state}"
    if not may_edit:
        return section(text)
    act = ("Reopen", deliverable_views.REOPEN) if row.done_on else ("Done", deliverable_views.DONE)
    choices = (act, ("Change", deliverable_views.CHANGE), ("Remove", deliverable_views.REMOVE))
    return section(text, menu(choices, row.id))


def _buttons(record: GroupRecord, *, may_edit: bool) -> list[Block]:
    group = record.group
    buttons: list[Element] = [button("Show the group", ids.SHOW, group.id, about=group.name)]
    if record.proposal:
        buttons.append(
            button("How it was formed", proposal_views.SHOW, record.proposal.proposal.id)
        )
    if may_edit:
        buttons += [
            button("Edit the charge", ids.EDIT, group.id, about=group.name),
            button("Add a deliverable", deliverable_views.ADD, group.id, about=group.name),
            button("Review", sunset_views.REVIEW, group.id, about=group.name),
        ]
    return [actions(*buttons)]
