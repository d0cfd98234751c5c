"""Series: what happens again and again, kept as wall time and zone and expanded in local time."""

from services.recurrence.descriptions import describe, except_words, rhythm_words
from services.recurrence.listed_days import read_days
from services.recurrence.patterns import (
    MOST_SKIPPED,
    Frequency,
    Pattern,
    first_moments,
    occurrences,
)
from services.recurrence.reading import TypedRhythm, read_pattern, read_rhythm
from services.recurrence.stored_patterns import from_text, to_text
