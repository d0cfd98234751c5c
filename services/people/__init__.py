"""People: met on first contact, matched by mail address, placed in a library by mail domain."""

from services.people.addresses import (
    by_address,
    checked_address,
    end_links,
    others,
    readable_address,
    set_others,
)
from services.people.directory import (
    by_ids,
    by_recipient,
    by_typed_name,
    has_standing,
    member_libraries,
    offered_organizations,
    organizations,
    partners,
    records,
    records_called,
    without_account,
)
from services.people.merging import take_along
from services.people.own_record import change_zone, rename, stop_mail, take_mail
from services.people.placing import (
    lock_place,
    not_placed,
    open_to,
    place,
    place_by_domain,
    place_each,
)
from services.people.profiles import (
    IS_BACK,
    AddedPartner,
    Profile,
    add_partner,
    by_slack_id,
    known,
    meet,
)
from services.people.slack_users import is_bot, profile_of
