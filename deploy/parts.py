"""What Convene consists of when it runs: every library with its version and licence.

``make sbom`` prints the list for a machine (CycloneDX), ``make licences`` for a person. Both tell
of what is installed, so that they are true of the environment in which they run.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import Distribution, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PRODUCT = "convene"
EXTRAS = ("metrics", "postgres")
"""What an operator may add; what only tests need is no part of the product."""
UNKNOWN = "unknown"
_CLASSIFIER = "License :: OSI Approved :: "


@dataclass(frozen=True)
class Library:
    """One library that Convene needs, by itself or through another one."""

    name: str
    version: str
    licence: str
    needs: tuple[str, ...] = ()
    """The libraries that this one needs in turn, by name."""

    @property
    def purl(self) -> str:
        """Its name in the form that scanners for weaknesses look up."""
        return f"pkg:pypi/{self.name}@{self.version}"


def libraries() -> list[Library]:
    """The product first, then everything that it needs, by name."""
    found: dict[str, Library] = {}
    _collect(PRODUCT, EXTRAS, found)
    product = found.pop(PRODUCT)
    return [product, *(found[name] for name in sorted(found))]


def _collect(name: str, extras: tuple[str, ...], found: dict[str, Library]) -> None:
    installed = distribution(name)
    needs = list(_needs(installed, extras))
    found[name] = Library(
        name,
        installed.version,
        licence_of(installed.metadata),  # type: ignore[arg-type]  # A Message, which is so typed.
        tuple(sorted({needed for needed, _ in needs})),
    )
    for needed, further in needs:
        if needed not in found:
            _collect(needed, further, found)


def _needs(
    installed: Distribution, extras: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a distribution needs on this machine, each with the extras that are wanted of it."""
    for line in installed.requires or []:
        needed = Requirement(line)
        wanted = [{"extra": extra} for extra in ("", *extras)]
        if needed.marker is None or any(needed.marker.evaluate(extra) for extra in wanted):
            yield canonicalize_name(needed.name), tuple(sorted(needed.extras))


def licence_of(metadata: Message) -> str:
    """The licence as the library states it: in the field made for it, else in the older ones."""
    if stated := metadata.get("License-Expression"):
        return stated
    classifiers = metadata.get_all("Classifier") or []
    named = [line.removeprefix(_CLASSIFIER) for line in classifiers if line.startswith(_CLASSIFIER)]
    # Some have put the whole text into the older field.
    short = (metadata.get("License") or "").strip().partition("\n")[0]
    return (short if 0 < len(short) <= 40 else "") or ", ".join(named) or UNKNOWN


def sbom(found: list[Library]) -> str:
    """A bill of materials in the form CycloneDX 1.6, the same for the same libraries."""
    product, *rest = found
    names = {library.name: library.purl for library in found}
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _component(product, kind="application")},
        "components": [_component(library, kind="library") for library in rest],
        "dependencies": [
            {"ref": library.purl, "dependsOn": [names[name] for name in library.needs]}
            for library in found
        ],
    }
    return json.dumps(bill, indent=2) + "\n"


def _component(library: Library, *, kind: str) -> dict[str, object]:
    return {
        "type": kind,
        "bom-ref": library.purl,
        "name": library.name,
        "version": library.version,
        "purl": library.purl,
        "licenses": [{"license": {"name": library.licence}}],
    }


def licences(found: list[Library]) -> str:
    """A line a library: name, version, licence."""
    widest = max(len(library.name) for library in found)
    return "".join(
        f"{library.name:<{widest}}  {library.version:<10}  {library.licence}\n" for library in found
    )


PRINTED: dict[str, Callable[[list[Library]], str]] = {"sbom": sbom, "licences": licences}


if __name__ == "__main__":
    sys.stdout.write(PRINTED[sys.argv[1]](libraries()))
