"""What is said about who speaks for a library in a group or on a topic."""

from views.representatives.forms import (
    appoint,
    close_topic,
    end,
    rename_topic,
    subject_choices,
)
from views.representatives.ids import (
    APPOINT,
    APPOINT_SEND,
    END,
    END_SEND,
    OF_LIBRARY,
    OF_SUBJECT,
    SUBJECTS,
    TOPIC_CLOSE,
    TOPIC_CLOSE_SEND,
    TOPIC_RENAME,
    TOPIC_RENAME_SEND,
)
from views.representatives.lists import brief_lines, of_library, of_subject, subjects
from views.representatives.news import (
    appointed,
    closed_topic,
    ended,
    followed,
    made,
    renamed_topic,
    stays,
    thanked,
    topic_closed,
    unrepresented,
)
