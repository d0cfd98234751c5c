"""Service at a moment: who serves where, who holds which role, and which groups are active.

The only reader and writer of the columns ``since``, ``until`` and ``discharged_at``. A service
holds from its beginning until before its end, either of which may lie ahead: nobody has to touch a
row on the day on which it begins or ends.
"""

from services.terms.conditions import (
    Moment,
    active,
    begun,
    changes,
    counting_service,
    counting_service_last,
    ends_between,
    goes_on,
    holding,
    is_active,
    is_open,
    joined_on,
    newcomers,
    not_called_off,
    not_over,
    serving,
)
from services.terms.homes import (
    all_homes,
    change_home,
    end_directorship,
    home_at,
    homes_of,
    join_homes,
    misplaced,
)
from services.terms.leaves import (
    acted,
    acting,
    acting_ahead,
    begin_leave,
    end_leave,
    last_day,
    stop_acting,
    unfinished_leaves,
)
from services.terms.overlaps import STRENGTH, Span, cut_overlaps, cut_role_overlaps, without
from services.terms.seat_terms import (
    SeatTerm,
    agree_on_end,
    days_in_files,
    first_moment,
    held_since,
    incumbent,
    is_past,
    moment_of_day,
    next_begin,
    next_end,
    seat_terms,
    seatless,
    seatless_service,
    serves_since,
    service_at,
    sit,
    sit_again,
    stand_up,
    take_seat,
    term_day,
    terms_in_a_row,
    uncut_day,
    usual_end,
)
from services.terms.service_changes import (
    appoint,
    begin,
    begins_at,
    call_off_roles,
    days,
    discharge_day,
    dismiss,
    end,
    is_over,
    moments,
    set_days,
    set_discharge,
)
from services.terms.who_serves import (
    Presence,
    Service,
    Term,
    ahead_of,
    all_roles,
    all_services,
    coming,
    current,
    held_roles,
    last_ends,
    members_at,
    presence,
    roles,
    roster,
    services,
    services_of_each,
    unfinished,
)
