"""Organizations: member libraries, campus partner units and the office, each with its names, its
voting unit, its head, its people and what they do.
"""

from services.organizations.changes import (
    LIBRARY_CHANGED,
    add,
    change,
    facts_of,
    merge,
    recorded,
    restore,
    set_former_names,
)
from services.organizations.directorships import (
    DIRECTOR_ACTS,
    can_be_asked,
    directors_of,
    every_director,
    set_directors,
)
from services.organizations.lists import listed
from services.organizations.naming import called, every_name, heir_of, merged_called
from services.organizations.overviews import overview
from services.organizations.written import domain, former_name, key, written_name
