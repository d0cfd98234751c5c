"""Promises of a message: rows written with the change that causes them,
drained by the delivery job.
"""

from services.outbox.claims import LEASE, NO_LONGER_DUE, claim, is_anything_due, sweep
from services.outbox.keys import fits, keyed, pattern
from services.outbox.lanes import (
    CLOCKS_DIFFER,
    LONGEST_PAUSE,
    PACE,
    close,
    hold,
    note_alert,
    reopen,
    travels_by,
)
from services.outbox.outcomes import (
    DEDUPLICATED_AFTER,
    Doubtful,
    Gone,
    NotSent,
    Outcome,
    Refused,
    Sent,
    TooRich,
    backoff,
    send_again,
    settle,
    undelivered,
)
from services.outbox.pending import (
    drop,
    drop_except,
    drop_files,
    forget,
    forget_dropped,
    move,
    rewrite,
    texts,
    waiting,
    withdraw,
)
from services.outbox.private_words import tell
from services.outbox.promises import (
    Promise,
    known,
    may_be_redrawn,
    note_told,
    post,
    post_all,
    promised,
    redraw,
    send_file,
    suppress,
    suppress_all,
    update_all_cards,
    update_cards,
)
from services.outbox.reconciling import (
    BEFORE_FIRST_TRY,
    LONG_BEFORE,
    MAY_HAVE_ARRIVED,
    Found,
    NotSearchable,
    Receipt,
    SearchFailed,
    SearchResult,
    SendAgain,
    claim_doubled,
    claim_in_doubt,
    extras,
    file_deduplication,
    reconcile,
    searched_since,
)
from services.outbox.set_backs import bring_to_present, is_set_back
from services.outbox.verdicts import Drop, Recheck, Send, Verdict, Wait, send_all
