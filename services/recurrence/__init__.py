"""Series: what happens again and again, kept as wall time and zone and expanded in local time."""

from services.recurrence.listed_days import read_days
from services.recurrence.patterns import (
    Frequency,
    Pattern,
    describe,
    except_words,
    first_moments,
    from_text,
    occurrences,
    rhythm_words,
    to_text,
)
from services.recurrence.reading import TypedRhythm, read_pattern, read_rhythm
