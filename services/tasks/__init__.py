"""Tasks: adding one, finishing it, passing it on, and the lists of them."""

from services.tasks.changes import (
    TaskDraft,
    add,
    change_due,
    check_open,
    count_open,
    finish,
    pass_on,
    reassign,
    reopen,
    replace_owner,
    revision,
    take_back,
)
from services.tasks.lists import (
    lines_of,
    listed,
    own_matching,
    reassigned,
)
from services.tasks.owners import (
    assignable_holders,
    assignable_members,
    assignable_partners,
    has_left,
    left_group,
    tell_new_owners,
)
from services.tasks.readers import redraw, shut_out
