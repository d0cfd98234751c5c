"""Representatives and alternates: who speaks for a member library in a group or on a topic."""

from services.representatives.changes import Appointment, appoint, end, zone_of
from services.representatives.lists import (
    acting,
    candidates_without_slack,
    counts,
    libraries_of,
    line_of,
    lines_on,
    names_for,
    of_library,
    of_subject,
    represented_in,
)
from services.representatives.represented import named, nearest_name, offered, subject_of, topics
from services.representatives.topics import add_topic, close_topic, rename_topic
