"""Groups: starting one, changing it, who is in it, and finding it."""

from services.groups.charge import (
    Charge,
    change,
    change_digest,
    fields_digest,
    name_key,
    refuse_guest,
    set_sunset,
    start,
)
from services.groups.charge_records import has_lapsed, record, reviews_of
from services.groups.endings import discharge
from services.groups.lists import (
    Listed,
    choices_for,
    directions_of,
    discharged,
    listed,
    named,
    nearest,
    one_to_see,
    overview,
)
from services.groups.members import (
    Added,
    add,
    free_tasks,
    has_chair,
    join,
    leave,
    remove,
    set_chairs,
    set_role,
)
from services.terms import roster
