"""Mail addresses: what counts as one, and whose it is.

The check is our own: of the libraries for it, the well-kept one brings a resolver of domain names
along, and what matters here is narrower than the standard. An address is stored so that it equals
the one that Slack tells, so it has no display name, no quotes, no marks that nobody sees.

The part before the @ may have letters of any script (RFC 6531), which a mail server has to take. A
domain in other letters is kept in the plain ones that it has in the network (IDNA), so it has a
single form, and each server takes it.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from models import OtherAddress, PageCode, Person, PersonalLink
from services import bounces
from services.deferred_patterns import DeferredPattern
from services.errors import Invalid

LONGEST_ADDRESS = 254
_ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_USER = DeferredPattern(rf"{_ATOM}(\.{_ATOM})*")
_DOMAIN = DeferredPattern(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_LONGEST_USER = 64
_KEPT = str.maketrans("ßς", "sσ")
"""Letters that domains have as they are (IDNA 2008), though the codec, which is of 2003, writes
others in their place; each with one that is as good in any other respect.
"""


def checked_address(typed: str | None) -> str | None:
    """The mail address in lower case, without marks that nobody sees and with its domain in plain
    letters; None for an empty one.

    Raises ``Invalid``, with what is wrong, for anything that no message could be sent to.
    """
    written = unicodedata.normalize("NFC", _seen(typed or "").strip().lower())
    if not written:
        return None
    user, at, domain = written.partition("@")
    address = f"{user}{at}{_in_plain_letters(domain)}"
    if fault := _fault(written) or _fault(address):
        raise Invalid(f"That is not an email address: {fault} It should read name@place.edu.")
    return address


def _in_plain_letters(domain: str) -> str:
    """A domain as the network knows it; empty for one that would be another one there."""
    if domain.isascii():
        return domain
    try:
        return ".".join(_plain_label(label) for label in domain.split("."))
    except UnicodeError:
        return ""


def _plain_label(label: str) -> str:
    """A part of a domain in plain letters. Raises ``UnicodeError`` for one that would be another
    one in the network.
    """
    similar = label.translate(_KEPT)
    plain = similar.encode("idna")
    if plain.decode("idna") != similar:
        raise UnicodeError("another name")
    if similar == label:
        return plain.decode("ascii")
    return f"xn--{label.encode('punycode').decode('ascii')}"


def readable_address(email: str | None) -> str | None:
    """The address that somebody's profile tells, None where it is none."""
    try:
        return checked_address(email)
    except Invalid:
        return None


def by_address(session: Session, address: str | None) -> Person | None:
    """Whoever is known by this address, her main one or another."""
    if not address:
        return None
    is_other = select(OtherAddress.person_id).where(OtherAddress.address == address)
    is_hers = sa.or_(col(Person.email) == address, col(Person.id).in_(is_other))
    return session.exec(select(Person).where(is_hers)).first()


def others(session: Session, person_id: int) -> list[str]:
    """The addresses by which somebody is known beside her main one, in alphabetical order."""
    hers = select(OtherAddress.address).where(OtherAddress.person_id == person_id)
    return list(session.exec(hers.order_by(col(OtherAddress.address))))


def set_others(session: Session, person_id: int, addresses: Iterable[str]) -> None:
    """Let somebody be known by exactly these addresses beside her main one."""
    wanted, held = set(addresses), set(others(session, person_id))
    gone = delete(OtherAddress).where(col(OtherAddress.person_id) == person_id)
    session.exec(gone.where(col(OtherAddress.address).in_(held - wanted)))
    for address in sorted(wanted - held):
        session.add(OtherAddress(address=address, person_id=person_id))


def take_main(session: Session, person: Person, address: str | None, *, now: datetime) -> None:
    """Make an address somebody's main one, and keep the old one among the others.

    What belongs to somebody else stays with her: the caller asks whether the two are one.
    """
    if address is None or address == person.email:
        return
    owner = by_address(session, address)
    if owner is not None and owner.id != person.id:
        return
    former, person.email = person.email, address
    bounces.write_again(session, person, now=now)
    if former:
        end_links(session, person)
    if owner is not None or former:
        session.add(person)
        session.flush()
        kept = {*others(session, person.id), *([former] if former else [])}
        set_others(session, person.id, kept - {address})


def end_links(session: Session, person: Person) -> None:
    """Let nothing that was sent to a former mailbox open her pages any more: it may be a stranger's
    by a slip of the pen.
    """
    for table in (PersonalLink, PageCode):
        session.exec(delete(table).where(col(table.person_id) == person.id))


def _seen(typed: str) -> str:
    """The text without marks that take no place, such as those that turn its direction."""
    return "".join(c for c in typed if unicodedata.category(c) != "Cf")


def _fault(address: str) -> str:
    """What is wrong with an address, as a sentence, or nothing."""
    user, _, domain = address.partition("@")
    if any(mark in address for mark in ";,") or len(re.findall(r"\S@\S", address)) > 1:
        return "there seem to be several in it. Give one alone."
    if address.startswith("mailto:") or any(mark in address for mark in '<>"()'):
        return "write it alone, without “mailto:”, brackets or quotation marks."
    if any(c.isspace() for c in address):
        return "there is a space in it."
    if not all(map(_may_stand, address)):
        return "it has letters or marks that no address has."
    if len(address.encode()) > LONGEST_ADDRESS or len(user.encode()) > _LONGEST_USER:
        return f"it is longer than {LONGEST_ADDRESS} characters, or {_LONGEST_USER} before the @."
    is_domain = not domain.isascii() or _DOMAIN.fullmatch(domain)
    if not (_USER.fullmatch(user) and is_domain):
        return "something is missing or too many around the @ or a dot."
    return ""


def _may_stand(character: str) -> bool:
    """Whether it is plain, or a letter, a digit or an accent of any script in its usual form."""
    if character.isascii():
        return True
    is_usual = unicodedata.is_normalized("NFKC", character)
    return is_usual and unicodedata.category(character)[0] in "LMN"
