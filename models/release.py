"""Which release of Convene this is."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version

DISTRIBUTION = "convene"


@cache
def release() -> str:
    """The version that is installed, such as ``0.2.0``."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "not installed"
