"""What starting up costs: the library for calendars is loaded when it is first needed."""

import subprocess
import sys


def test_nothing_loads_the_library_before_it_is_needed() -> None:
    code = (
        "import sys, handlers, scheduler, web.feeds, web.personal_pages, services.calendar;"
        "print([name for name in sys.modules if name.split('.')[0] == 'icalendar'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == "[]\n"
