"""Decisions and open questions: writing them down, what is known of each, and the register."""

from services.decisions.decision_details import (
    change,
    draft_of,
    offered_libraries,
    record_of,
    replaceable,
)
from services.decisions.decision_register import find, read_query
from services.decisions.decision_reviews import ReviewDraft, review
from services.decisions.equity_questions import answer_equity, ask_equity, suggested_kind
from services.decisions.recording import (
    Written,
    check_open,
    decided,
    new_decision,
    newest,
    of_meeting,
    open_questions,
    page,
    settle,
    settled_rows,
    take_back,
    with_others,
    write_down,
)
