"""Several files as a single zip archive, and back."""

import io
import zipfile
from collections.abc import Iterable

_SAME_MOMENT = (1980, 1, 1, 0, 0, 0)
"""When each file was made, as the archive says it: the same files give the same bytes."""


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip archive of files, each with its name."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _SAME_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return written.getvalue()


def unzipped(archive: bytes) -> dict[str, bytes]:
    """Each file of an archive, by its name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def unzipped_file(archive: bytes, name: str) -> bytes:
    """One file of an archive that has it."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(name)
