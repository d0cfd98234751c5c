"""Service at a moment: who serves where, who holds which role, and which groups are active.

The only reader and writer of the columns ``since``, ``until`` and ``discharged_at``. A service
holds from its beginning until before its end, either of which may lie ahead: nobody has to touch a
row on the day on which it begins or ends.
"""

from services.terms.call_units import answered_for, respondents, seats_held, seats_on_leave
from services.terms.candidacy import candidacy, stale_interest, standing_interest
from services.terms.conditions import (
    Moment,
    active,
    begun,
    changes,
    counting_service,
    counting_service_last,
    ends_between,
    goes_on,
    has_left,
    holding,
    is_active,
    is_open,
    joined_on,
    newcomers,
    not_called_off,
    not_over,
    serving,
    stays_or_returns,
    while_active,
)
from services.terms.deputies import (
    begin_deputy,
    deputies_in,
    deputy_end_agreed,
    deputy_ending_at,
    deputy_last_day,
    end_deputies,
    shorten_deputies,
    stop_deputizing,
)
from services.terms.homes import (
    all_homes,
    begin_unknown_home,
    change_home,
    change_homes,
    end_directorship,
    home_at,
    home_ids_at,
    home_then,
    homes_at,
    homes_of,
    join_homes,
    misplaced,
)
from services.terms.kept_days import keep_days
from services.terms.leaves import (
    acted,
    acting,
    acting_ahead,
    acting_for,
    acting_people,
    begin_leave,
    end_acting,
    end_leave,
    last_day,
    on_leave,
    stop_acting,
    unfinished_leaves,
)
from services.terms.library_services import ending_services, first_services
from services.terms.overlaps import STRENGTH, Span, cut_overlaps, cut_role_overlaps, without
from services.terms.representations import (
    HeldRepresentation,
    acts_for_library,
    agree_on_representation_end,
    all_representations,
    begins_with,
    end_representation,
    end_representations,
    held_representations,
    is_about,
    is_represented_out,
    is_representing,
    new_representation,
    record_representations_ended,
    represent,
    representation_days,
    representation_days_in_files,
    represented_since,
    unfinished_representations,
)
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
    set_holding_over,
    sit,
    sit_again,
    stand_up,
    take_seat,
    term_day,
    terms_in_a_row,
    unbroken_since,
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
from services.terms.service_spans import (
    ServiceSpan,
    served_from,
    service_beginnings,
    service_spans,
)
from services.terms.task_owners import (
    heirs,
    is_held,
    is_named_owner,
    named_owners,
    owners_of_tasks,
    owns_open,
    task_holders,
    task_owners,
)
from services.terms.unplaced import unplaced
from services.terms.votes_at_meetings import VotingTerm, voting_terms, was_there
from services.terms.who_serves import (
    Presence,
    Service,
    Term,
    ahead_of,
    all_roles,
    all_services,
    coming,
    current,
    first_day,
    held_roles,
    last_ends,
    members_at,
    presence,
    public_groups_ahead,
    roles,
    roster,
    services,
    services_of_each,
    unfinished,
)
