"""The file ``.env``: what it says, and in words what keeps it from being read."""

import os
import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream

OWN = re.compile(r"[A-Z][A-Z_]+")
"""What a setting of Convene's looks like."""


def read(file: Path, settings: Collection[str], problems: list[str]) -> dict[str, str]:
    """What the file sets. A file that is not there sets nothing.

    Adds to ``problems`` where it cannot be read, or what it says cannot be meant; never a value,
    since that may be a secret.
    """
    if not os.path.lexists(file):
        return {}
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.append(f"{file} is not text in UTF-8. Save it anew as UTF-8, without formatting.")
        return {}
    except OSError as error:
        problems.append(
            f"{file} cannot be read ({error.strerror}). It has to be a file that the user who runs"
            " Convene may read; to begin anew: cp .env.example .env"
        )
        return {}
    lines = list(parse_stream(StringIO(text)))
    odd = list(_odd_lines(file, lines))
    problems += odd
    if odd:
        return {}
    values = dotenv_values(stream=StringIO(text))
    found = {name: value for name, value in values.items() if value is not None}
    problems += _misspelt(file, found, settings)
    return found


def _odd_lines(file: Path, lines: list[Binding]) -> Iterator[str]:
    seen: dict[str, str | None] = {}
    for line in lines:
        if line.error:
            yield f"Line {line.original.line} of {file} cannot be read. Write NAME=value."
        elif line.key:
            if line.value and seen.get(line.key, line.value) != line.value:
                yield f"{line.key} stands in {file} twice, with two values. Delete one of them."
            seen[line.key] = line.value or seen.get(line.key)


def _misspelt(file: Path, found: Collection[str], settings: Collection[str]) -> Iterator[str]:
    """Names that are nearly those of settings; other names may be for other programs."""
    for name in found:
        if name not in settings and OWN.fullmatch(name.upper()):
            for near in get_close_matches(name.upper(), settings, n=1, cutoff=0.85):
                yield f"{name} in {file} is no setting of Convene. Is {near} meant?"
