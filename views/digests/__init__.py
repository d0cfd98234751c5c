"""The weekly digest of a group: calm, complete, and without pinging anybody."""

from views.digests.news import nothing_to_send, preview, sent, weekly
from views.digests.weekly_mails import GROUPS_TOLD, week_by_mail
