"""What is declared of a data call: its fields, how they are read, and its rules."""

from services.data_fields.declared import (
    MOST_IN_PART,
    confirm_contacts,
    declare,
    declare_rules,
    digest,
    digest_of,
    facts_of_field,
    fields_of,
    follow,
    parts,
    refuse_unready,
    settings_of,
    wants_contacts_confirmed,
)
from services.data_fields.field_lines import read_lines, to_lines
from services.data_fields.single_fields import (
    add_field,
    change_field,
    place_of,
    read_form,
    remove_field,
)
from services.data_fields.typed_values import has_changed_much, read_number, read_value
