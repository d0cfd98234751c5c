"""Recurring obligations: what comes back every year or term, made ahead of its day."""

from services.obligations.changes import (
    FIELD_WORDS,
    add,
    change,
    count_going_on,
    end,
    end_with_group,
    facts_of,
    left_by_groups,
    next_days,
    next_of,
    pass_on,
    recorded,
    skip,
    templates,
    today_in,
)
from services.obligations.lists import contacts, listed, made_of
from services.obligations.makings import Made, due, make_due
