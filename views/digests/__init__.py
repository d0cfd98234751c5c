"""The weekly digest of a group: calm, complete, and without pinging anybody."""

from views.digests.by_mail import NAMED, week_by_mail
from views.digests.news import nothing_to_send, preview, sent, weekly
