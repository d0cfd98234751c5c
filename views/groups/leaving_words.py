"""The words of messages about somebody's leaving a group, for whoever ends a service."""

from models.leaving_messages import LeavingWords
from views.groups.before_leaving import left_seat, nobody_acts
from views.groups.news import thanked

LEAVING_WORDS = LeavingWords(thanked, nobody_acts, left_seat)
