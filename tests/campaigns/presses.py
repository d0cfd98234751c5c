"""A process of its own that presses a choice on a call, each time it is given one."""

import sys

from models.database import connect, disconnect
from tests.handlers.test_call_answers import At


def main(url: str, who: str, place: str) -> None:
    """For each line with the number of a call: press the choice at this place as somebody."""
    connect(url)
    print("ready", flush=True)
    for line in sys.stdin:
        call_id = int(line)
        door = At(who, name=f"T{who}{call_id}")
        door.press(f"call.choose:{place}", f"{call_id}|{place}")
        print(door.last().count("Recorded for"), flush=True)
    disconnect()


if __name__ == "__main__":
    main(*sys.argv[1:])
