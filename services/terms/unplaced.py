"""What stands in the place of an organization where none is known."""

from models import Person


def unplaced(person: Person) -> str:
    """What is said of somebody who is placed nowhere: who has no Slack may have no library."""
    return "library not known yet" if person.slack_id else "place not known yet"
