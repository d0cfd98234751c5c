"""Promises of a message: rows written with the change that causes them,
drained by the delivery job.
"""

from services.outbox.claims import LEASE, claim, is_anything_due, sweep
from services.outbox.lanes import PACE, close, hold, reopen, told
from services.outbox.looks import (
    BEFORE_FIRST_TRY,
    Blind,
    NotRead,
    Receipt,
    Seen,
    Sight,
    claim_healing,
    claim_look,
    extras,
    file_healing,
    file_look,
)
from services.outbox.outcomes import (
    HEALING,
    Doubtful,
    Gone,
    NotSent,
    Outcome,
    Refused,
    Sent,
    TooRich,
    backoff,
    settle,
)
from services.outbox.promises import (
    Draft,
    drop,
    drop_except,
    keep_all_silent,
    keep_silent,
    known,
    move,
    post,
    post_all,
    reword,
    send_file,
    texts,
    update_cards,
    waiting,
)
