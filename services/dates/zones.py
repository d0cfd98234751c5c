"""Time zones: the names people type, the abbreviations they are shown,
and a wall time's one instant.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from services.dates.phrases import PhraseKind, Phrases, row
from services.dates.words import UnreadableDate, any_of, quoted

# An American abbreviation means the wall clock of its region, summer and winter: in July "2pm EST"
# is said by people whose clock shows EDT, and the echo shows what was understood. Abbreviations
# which several countries share (IST, BST) are left out.
_REGIONS = {
    "America/New_York": ("et", "est", "edt", "eastern"),
    "America/Chicago": ("ct", "cst", "cdt", "central"),
    "America/Denver": ("mt", "mst", "mdt", "mountain"),
    "America/Los_Angeles": ("pt", "pst", "pdt", "pacific"),
    "UTC": ("utc", "gmt"),
}
_ABBREVIATIONS = {word: zone for zone, words in _REGIONS.items() for word in words}
_IANA = r"[a-z_]+(?:/[a-z0-9_+-]+)+"

ROWS = (
    row(PhraseKind.ZONE, rf"(?P<name>{_IANA})"),
    # An abbreviation before a full name ("EST America/New_York") only tells the two 1:30 of a night
    # apart.
    row(PhraseKind.LABEL, rf"(?P<label>utc[+-]\d{{2,4}}|[a-z]{{2,5}})(?= {_IANA})"),
    row(PhraseKind.ZONE, rf"(?P<label>{any_of(_ABBREVIATIONS)})(?: time)?"),
)


def is_zone(name: str) -> bool:
    """Whether ``name`` is an IANA zone, spelled as IANA spells it."""
    return name in _all()


def typed_zone(found: Phrases, default: str) -> tuple[str, str]:
    """The zone a text means, and the abbreviation typed with it or ''."""
    caught = found[PhraseKind.ZONE].caught if PhraseKind.ZONE in found else {}
    label = (
        found[PhraseKind.LABEL].caught["label"]
        if PhraseKind.LABEL in found
        else caught.get("label", "")
    )
    if "name" in caught:
        return _known(caught["name"]), label
    return _ABBREVIATIONS.get(label, default), label


def _known(name: str) -> str:
    if name not in _names():
        raise UnreadableDate(
            f"I do not know the time zone {quoted(name)}. Try “ET”, “UTC” or “America/New_York”."
        )
    return _names()[name]


@cache
def zone_names() -> tuple[str, ...]:
    """The zones among which people choose, by name: those of places, without former names and
    other aliases, as IANA's list for people who choose has them.
    """
    lines = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8").splitlines()
    return tuple(sorted(line.split("\t")[2] for line in lines if not line.startswith("#")))


@cache
def _names() -> dict[str, str]:
    return {name.lower(): name for name in _all() if "/" in name}


@cache
def _all() -> set[str]:
    """Read once: the list is gathered from hundreds of files."""
    return available_timezones()


def instant(day: date, at: time, zone: str, *, label: str = "") -> datetime:
    """The aware UTC moment of a wall time.

    A wall time that the clocks skip takes the offset from before the gap (02:30 becomes 03:30), and
    one that occurs twice means the first (RFC 5545, 3.3.5) unless the abbreviation in ``label``
    names the second.
    """
    first = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    second = first.replace(fold=1)
    twice = _offset(second) < _offset(first)
    if twice and abbreviation(second).lower() == label != abbreviation(first).lower():
        return second.astimezone(UTC)
    return first.astimezone(UTC)


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def abbreviation(moment: datetime) -> str:
    """What the zone is called at that moment:
    ``EST``, or ``UTC+04`` where the zone has only a number.
    """
    name = moment.tzname() or ""
    return name if name[:1].isalpha() else f"UTC{name}"
