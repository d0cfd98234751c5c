"""Groups: starting one, changing it, who is in it, and finding it."""

from services.groups.charge import (
    DIGEST_WORDS,
    FIELD_WORDS,
    GROUP_CHANGED,
    Charge,
    as_typed,
    change,
    change_digest,
    name_key,
    recorded,
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
    found,
    listed,
    named,
    nearest,
    one_to_see,
    overview,
    successors,
)
from services.groups.members import (
    Added,
    add,
    chair_ids,
    end_acting,
    free_tasks,
    has_chair,
    join,
    leave,
    remove,
    set_chairs,
    set_role,
)
from services.groups.partial_changes import bind_channel, restore, with_fields
from services.terms import roster
