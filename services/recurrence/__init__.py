"""Series: what happens again and again, kept as wall time and zone and expanded in local time."""

from services.recurrence.patterns import (
    Frequency,
    Pattern,
    describe,
    from_text,
    occurrences,
    to_text,
)
from services.recurrence.reading import read_pattern
