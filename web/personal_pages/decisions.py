"""The decisions of a group, and one of them with all that is known of it: whoever may, says there
whether it worked.
"""

import secrets

from sqlmodel import Session

from models import Decision
from models.database import reading, unit_of_work
from models.decisions import EQUITY_KINDS, EquityDraft
from services import access, calls, decisions
from services.decisions import ReviewDraft
from views import decisions as views
from web.personal_pages.sent_forms import keep_sent, was_sent
from web.personal_pages.visits import Done, Shown, Visit

MOST_DECISIONS = 200
_OUTCOMES = {outcome.value: outcome for outcome in views.OUTCOME_LABELS}


def show_of_group(visit: Visit, number: int) -> Shown:
    """What a group decided, the newest first."""
    with reading() as session:
        group = access.group_to_see(session, number, by=visit.who)
        lines = decisions.newest(session, group, limit=MOST_DECISIONS)
        zone = visit.person.zone
        facts = {
            "group": group,
            "lines": [(line, views.changes_in_words(line, zone)) for line in lines],
            "most": MOST_DECISIONS,
        }
    return Shown("decisions.html", facts)


def show(visit: Visit, number: int) -> Shown:
    """All that is known of a decision, with the form of its review for whoever may review it."""
    with reading() as session:
        decision, group = access.decision_to_see(session, number, by=visit.who)
        record = decisions.record_of(session, decision, group)
        zone = visit.person.zone
        tally = calls.tally_in_words(session, decision)
        asks_equity = decision.kind in EQUITY_KINDS
        facts = {
            "group": group,
            "decision": decision,
            "recorded": views.recorded_in_words(record, zone),
            "parts": views.parts_of_record(record, tally=tally, zone=zone),
            "may_review": access.may_take_back(group, by=visit.who),
            "outcomes": {outcome.value: label for outcome, label in views.OUTCOME_LABELS.items()},
            "equity_questions": views.EQUITY_QUESTIONS if asks_equity else (),
            "first_answers": views.first_answers(record),
            "form_key": secrets.token_hex(16),
        }
    return Shown("decision.html", facts)


def review(visit: Visit, number: int) -> Done:
    """Write down whether a decision worked, once however often the form is sent."""
    draft = ReviewDraft(
        visit.choice("outcome", _OUTCOMES),
        visit.text("comment"),
        next_on=visit.day("next_on"),
        equity=EquityDraft(visit.text("affected"), visit.text("absent"), visit.text("signs")),
    )
    with unit_of_work() as session:
        decision = access.decision_to_edit(session, number, by=visit.who)
        _review_once(session, decision, draft, visit)
    return Done("reviewed", visit.path("decisions", number))


def _review_once(session: Session, decision: Decision, draft: ReviewDraft, visit: Visit) -> None:
    if was_sent(session, visit):
        return
    decisions.review(session, decision, draft, by=visit.person, now=visit.now)
    keep_sent(session, visit, 1)
