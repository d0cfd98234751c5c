"""Several files as one."""

import io
import zipfile
from collections.abc import Iterable

from services.public_records.record_files import PublicFile

_SAME_MOMENT = (1980, 1, 1, 0, 0, 0)
"""When each file was made, as the archive says it: the same record gives the same bytes."""


def in_one_file(files: Iterable[PublicFile]) -> bytes:
    """A zip archive of the files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            name = zipfile.ZipInfo(file.name, _SAME_MOMENT)
            name.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(name, file.content)
    return written.getvalue()
