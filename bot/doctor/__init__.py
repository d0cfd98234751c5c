"""Looks the installation over: one line a check, and for what is wrong, how to mend it."""

from bot.doctor.examination import CHECKS, examine
from bot.doctor.installation import CheckFailed, Finding, Installation
