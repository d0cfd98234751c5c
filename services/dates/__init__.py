"""Human dates: what people type about days, moments, periods and lengths, read once and said back.

Nothing here reads a clock. ``now`` (aware, UTC), ``today`` and ``zone`` (an IANA name) are
arguments. What cannot be read is refused with ``Invalid``, in words for the person who typed it.
"""

from services.dates.days import echo_day, read_day
from services.dates.lengths import read_length
from services.dates.lines import DueLine, read_due, read_reminder
from services.dates.periods import Period, read_period
from services.dates.whens import When, echo, read_when
from services.dates.zones import instant, is_zone, zone_names
