"""What is said about decisions and open questions."""

from views.decisions.cards import card, changed, parts_of_record, recorded_in_words, reviewed
from views.decisions.forms import (
    EQUITY_QUESTIONS,
    OUTCOME_LABELS,
    equity,
    explain,
    first_answers,
    review,
    settle,
    write,
)
from views.decisions.ids import (
    EQUITY,
    EQUITY_SEND,
    EXPLAIN,
    EXPLAIN_SEND,
    FOUND_PAGE,
    LISTED,
    PAGE_OF,
    REVIEW,
    REVIEW_SEND,
    SETTLE,
    SETTLE_SEND,
    SHOW,
    TAKE_BACK,
    WRITE,
    WRITE_OF_MEETING,
    WRITE_SEND,
)
from views.decisions.lists import (
    changes_in_words,
    found,
    listed,
    of_meeting,
    query_in_words,
    settled,
    taken_back,
    write_button,
    written,
)
