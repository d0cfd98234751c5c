"""Seats: adding and closing them, who sits in them and for how long, and where somebody is missing.

A group needs none. Where it has some, a person sits in one of them at a time.
"""

from services.seats.changes import add, add_alike, change, close, facts_digest
from services.seats.ending import note, notices, still_wanted
from services.seats.filling import appoint, call_off, end_term, extend, usual_end, usual_next_end
from services.seats.leaves_of_absence import end_leave, set_leave
from services.seats.lists import (
    ENDING_SOON,
    asked_for,
    holder,
    is_vacant,
    line_of,
    named,
    of_group,
    roster_on,
    vacancies,
    vacant,
    voting_seats,
)
from services.seats.wanted_libraries import (
    asks_for_library,
    fits,
    has_such_library,
    misfits,
    person_fits,
)
