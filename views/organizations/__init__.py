"""What is said about organizations: the list, one of them, and the forms that change them."""

from views.organizations.cards import names_alone, people_and_contacts, shown
from views.organizations.forms import (
    MISTAKE,
    RENAMED,
    added,
    changed,
    directors,
    directors_set,
    edit,
    merge,
    merge_undone,
    merged,
    new,
)
from views.organizations.ids import (
    CONFIRM,
    CREATE,
    DEFINITIONS,
    DIRECTORS,
    DIRECTORS_SEND,
    EDIT,
    EDIT_SEND,
    LIST,
    MERGE,
    MERGE_SEND,
    MERGE_UNDO,
    NEW,
    SHOW,
    YEARS,
)
from views.organizations.lists import listed, named_alike, own_unknown
from views.organizations.news import directed, directs
from views.organizations.own_library import (
    NEVER_COMPARED,
    call_line,
    days_before,
    definitions,
    end_line,
    pair_amounts,
    partner_line,
    statement_line,
    years_shown,
    years_title,
)
