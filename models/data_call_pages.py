"""What is shown of one data call."""

from collections.abc import Callable
from dataclasses import dataclass

from models.call_pages import DraftPage
from models.calls import Call, CallUnit
from models.data_calls import CallField, DataCall, SheetLine
from models.groups import Group
from models.payloads import Message
from models.representatives import RepresentativeLine


@dataclass(frozen=True)
class DataDraftPage:
    """A draft of a data call as it would open now."""

    draft: DraftPage
    settings: DataCall
    fields: tuple[CallField, ...] = ()
    wants_contacts_confirmed: bool = False


@dataclass(frozen=True)
class DataCallPage:
    """A data call that has opened, as somebody may see it."""

    call: Call
    group: Group
    settings: DataCall
    field_count: int
    lines: tuple[SheetLine, ...]
    own: tuple[CallUnit, ...] = ()
    """The units whose sheets she may fill in now."""
    may_run: bool = False
    may_record: bool = False
    may_see_values: bool = False


@dataclass(frozen=True)
class ContactLine:
    """A unit that would be called, and the data contacts of its libraries."""

    name: str
    contacts: tuple[RepresentativeLine, ...] = ()


@dataclass(frozen=True)
class SheetWords:
    """The words of each message about a sheet that was filled in; each door brings them to the
    service that promises the messages.
    """

    overlaid: Callable[..., Message]
    filled_by_phone: Callable[..., Message]
