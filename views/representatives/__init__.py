"""What is said about who speaks for a library in a group or on a topic."""

from views.representatives.forms import appoint, end
from views.representatives.ids import (
    APPOINT,
    APPOINT_SEND,
    END,
    END_SEND,
    OF_LIBRARY,
    OF_SUBJECT,
    SUBJECTS,
)
from views.representatives.lists import brief_lines, of_library, of_subject, subjects
from views.representatives.news import appointed, ended, followed, made, stays, thanked
