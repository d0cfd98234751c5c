"""The decisions of a group, and one of them with all that is known of it."""

from models.database import reading
from services import access, calls, decisions
from views.decisions import changes_in_words, parts_of_record, recorded_in_words
from web.personal_pages.visits import Shown, Visit

MOST_DECISIONS = 200


def show_of_group(visit: Visit, number: int) -> Shown:
    """What a group decided, the newest first."""
    with reading() as session:
        group = access.group_to_see(session, number, by=visit.who)
        lines = decisions.newest(session, group, limit=MOST_DECISIONS)
        zone = visit.person.zone
        facts = {
            "group": group,
            "lines": [(line, changes_in_words(line, zone)) for line in lines],
            "most": MOST_DECISIONS,
        }
    return Shown("decisions.html", facts)


def show(visit: Visit, number: int) -> Shown:
    with reading() as session:
        decision, group = access.decision_to_see(session, number, by=visit.who)
        record = decisions.record_of(session, decision, group)
        zone = visit.person.zone
        facts = {
            "group": group,
            "decision": decision,
            "recorded": recorded_in_words(record, zone),
            "parts": parts_of_record(
                record, tally=calls.tally_in_words(session, decision), zone=zone
            ),
        }
    return Shown("decision.html", facts)
