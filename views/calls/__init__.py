"""What is said about calls."""

from views.calls.forms import (
    AS_THEY_COME,
    COUNTS,
    HIDDEN,
    NO_QUORUM,
    PLURALITY,
    SECRET,
    cancel,
    close,
    data_draft,
    draft,
    excuse,
    extend,
    group_choices,
    record,
    topic_choices,
    unit_choices,
)
from views.calls.ids import (
    ANSWER,
    CANCEL,
    CANCEL_SEND,
    CHANGE,
    CHANGE_SEND,
    CLOSE,
    CLOSE_SEND,
    DATA_CHANGE,
    DATA_CHANGE_SEND,
    DATA_NEW_SEND,
    DISCARD,
    EXCUSE,
    EXCUSE_SEND,
    EXPORT,
    EXTEND,
    EXTEND_SEND,
    LISTED,
    LOG,
    NEW,
    NEW_SEND,
    OPEN,
    RECORD,
    RECORD_SEND,
    REPEAT,
    SHOW,
    TERMS,
    TERMS_SEND,
)
from views.calls.lists import listed, open_calls, waiting, waiting_heading, waiting_line
from views.calls.offer_forms import terms
from views.calls.previews import discarded, preview, to_open
from views.calls.shown import beside_file, log, on_its_way, shown, written_down
