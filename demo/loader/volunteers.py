"""Who would like to take part: three people, two of whom fit a vacant seat."""

from datetime import timedelta

from demo.loader.world import World
from services import import_export
from services.spreadsheets import to_csv

VOLUNTEERS_OF_DEMO = (
    ("oer", "renske", "take part", "I take the minutes of our campus senate.", 20),
    ("oer", "zainab", "support", "", 60),
    ("oer", "lorna", "steer", "I ran the textbook grants at my library for two years.", 200),
)
"""The group, the person, the level, the note, and how many days ago."""
_COLUMNS_OF_INTEREST = ("group", "person", "level", "note", "given_on")


def volunteer(world: World) -> None:
    """Write down who is interested in which group."""
    rows = [_written(world, *line) for line in VOLUNTEERS_OF_DEMO]
    files = {"volunteers.csv": to_csv([_COLUMNS_OF_INTEREST, *rows])}
    plan = import_export.plan(world.session, files, now=world.now)
    import_export.apply(world.session, plan, now=world.now)


def _written(
    world: World, group: str, person: str, level: str, note: str, days_ago: int
) -> list[str]:
    who = world.people[person]
    day = world.today - timedelta(days=days_ago)
    return [world.groups[group].name, who.email or who.name, level, note, day.isoformat()]
