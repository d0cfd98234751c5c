"""Weekly digests: which groups are due one, and what happened in them since the last."""

from services.digests.facts import contents, preview, with_permitted_story
from services.digests.timing import (
    WEEK,
    DueDigest,
    due,
    due_at_once,
    last_sent,
    may_come_at_once,
    newest,
    next_slot,
    not_sent,
    rewrite,
    since_last,
    slot_in_week,
    stale,
    subject,
)
from services.digests.weekly_mails import WeeklyMail, mails_due, told_by_mail
