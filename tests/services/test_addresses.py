"""Mail addresses: malformed ones are refused, and a person may have several."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from services import people
from services.errors import Invalid
from services.people import Profile
from tests.factories import NOW, Cast, cast

REFUSED = {
    "ann@central.example.edu;abara@tunxis.example.edu": "several",
    "ann@central.example.edu, abara@tunxis.example.edu": "several",
    "ann@central.example.edu abara@tunxis.example.edu": "several",
    "a@@b.edu": "around the @",
    "<ann@central.example.edu>": "brackets",
    "Ann Abara <ann@central.example.edu>": "brackets",
    '"ann"@central.example.edu': "quotation marks",
    "mailto:ann@central.example.edu": "mailto",
    "ann@central.example.edu.": "a dot",
    "ann.@central.example.edu": "a dot",
    ".ann@central.example.edu": "a dot",
    "an..n@central.example.edu": "a dot",
    "ann@central..edu": "a dot",
    "ann@.example.edu": "a dot",
    "ann@-central.example.edu": "a dot",
    "ann@central": "a dot",
    "ann@127.0.0.1": "a dot",
    "ann": "around the @",
    "@central.example.edu": "around the @",
    "ann@": "around the @",
    "ann [at] central.example.edu": "a space",
    "ann abara@central.example.edu": "a space",
    "ａnn@central.example.edu": "letters or marks",
    "ann☃@central.example.edu": "letters or marks",
    "ann@ｃentral.example.edu": "letters or marks",
    "ann@straße。example": "letters or marks",
    "ann@ßא.example": "around the @",
    "ann@exämple": "a dot",
    "ann@bü..example": "a dot",
    f"ann@{'ü' * 64}.example": "a dot",
    f"{'é' * 33}@central.example.edu": "longer",
    f"{'v' * 65}@central.example.edu": "longer",
    f"v@{'a.' * 126}edu": "longer",
}


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_address_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        people.checked_address(typed)
    assert REFUSED[typed] in refusal.value.message
    assert "name@place.edu" in refusal.value.message


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("", None),
        (None, None),
        ("   ", None),
        ("\u200b", None),
        (" A@B.edu ", "a@b.edu"),
        ("ann\u200b@central.example.edu", "ann@central.example.edu"),
        ("\u202aann@central.example.edu\u202c", "ann@central.example.edu"),
        ("\u00a0ann@central.example.edu\ufeff", "ann@central.example.edu"),
        ("Ann.O'Hara+wg_1@lib-1.example.edu", "ann.o'hara+wg_1@lib-1.example.edu"),
        ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"),
        ("ann@BÜCHER.example", "ann@xn--bcher-kva.example"),
        ("José@exämple.org", "josé@xn--exmple-cua.org"),
        ("ann@STRAẞE.example", "ann@xn--strae-oqa.example"),
        ("ann@xn--strae-oqa.example", "ann@xn--strae-oqa.example"),
        ("ann@βόλος.example", "ann@xn--nxasmm1c.example"),
        ("jose\u0301@example.org", "josé@example.org"),
        ("学@例え.example", "学@xn--r8jz45g.example"),
        ("राम@example.org", "राम@example.org"),
        (f"{'é' * 32}@b.edu", f"{'é' * 32}@b.edu"),
        (f"{'v' * 64}@b.edu", f"{'v' * 64}@b.edu"),
        (f"v@{'a.' * 124}edu", f"v@{'a.' * 124}edu"),
    ],
)
def test_how_an_address_is_read(typed: str | None, address: str | None) -> None:
    assert people.checked_address(typed) == address


@settings(max_examples=300, deadline=None, derandomize=True)
@given(typed=st.text(alphabet="aZ9.@-_+ ;<>éÖßİｃ\u0301\u200b\n", max_size=20))
def test_whatever_is_read_reads_again_as_the_same(typed: str) -> None:
    try:
        address = people.checked_address(typed)
    except Invalid:
        return
    if address is not None:
        assert people.checked_address(address) == address
        assert address.partition("@")[2].isascii()
        assert address.count("@") == 1


def in_slack(slack_id: str, email: str | None, name: str = "Noor Nasser") -> Profile:
    return Profile(slack_id, name=name, email=email, zone="America/New_York", is_guest=False)


@pytest.mark.usefixtures("our_workspace")
@pytest.mark.parametrize("email", ["a@@b.edu", "mailto:a@b.edu", "x", ""])
def test_a_profile_with_a_malformed_address_gives_none(session: Session, email: str) -> None:
    assert people.meet(session, in_slack("UNEW", email), now=NOW).email is None


@pytest.mark.usefixtures("our_workspace")
def test_a_malformed_address_of_a_profile_leaves_the_one_that_is_kept(session: Session) -> None:
    everybody = cast(session)
    people.meet(session, in_slack("UANN", "ann@@x.edu", "Ann Abara"), now=NOW)
    assert everybody.ann.email == "ann@central.example.edu"


def known_by(session: Session, everybody: Cast) -> list[str | None]:
    return [everybody.ann.email, *people.others(session, everybody.ann.id)]


@pytest.mark.usefixtures("our_workspace")
def test_a_changed_address_is_kept_beside_the_new_one(session: Session) -> None:
    everybody = cast(session)
    for email in ("ann@new.example.edu", "ann@new.example.edu", "ann@newer.example.edu"):
        people.meet(session, in_slack("UANN", email, "Ann Abara"), now=NOW)
    assert known_by(session, everybody) == [
        "ann@newer.example.edu",
        "ann@central.example.edu",
        "ann@new.example.edu",
    ]
    people.meet(session, in_slack("UANN", "Ann@Central.example.edu", "Ann Abara"), now=NOW)
    assert known_by(session, everybody) == [
        "ann@central.example.edu",
        "ann@new.example.edu",
        "ann@newer.example.edu",
    ]


@pytest.mark.usefixtures("our_workspace")
def test_an_address_of_somebody_else_stays_with_her(session: Session) -> None:
    everybody = cast(session)
    people.set_others(session, everybody.ben.id, ["shared@central.example.edu"])
    for email in ("shared@central.example.edu", everybody.pia.email):
        people.meet(session, in_slack("UANN", email, "Ann Abara"), now=NOW)
    assert known_by(session, everybody) == ["ann@central.example.edu"]
    assert people.others(session, everybody.ben.id) == ["shared@central.example.edu"]


@pytest.mark.usefixtures("our_workspace")
def test_a_slack_account_is_matched_by_any_address(session: Session) -> None:
    everybody = cast(session)
    people.set_others(session, everybody.pia.id, ["pia@home.example.org"])
    met = people.meet(session, in_slack("UPIA", "PIA@home.example.org", "Pia Pons"), now=NOW)
    assert (met.id, met.slack_id) == (everybody.pia.id, "UPIA")
    assert (met.email, people.others(session, met.id)) == (
        "pia@home.example.org",
        ["pia@writing.example.edu"],
    )


@pytest.mark.usefixtures("our_workspace")
def test_a_partner_is_known_by_any_address(session: Session) -> None:
    everybody = cast(session)
    people.set_others(session, everybody.pia.id, ["pia@home.example.org"])
    found = people.add_partner(
        session,
        name="Pia P.",
        email="Pia@Home.example.org",
        organization_id=None,
        by=everybody.ann,
        now=NOW,
    )
    assert found.was_known
    assert found.person.id == everybody.pia.id


def leave_slack(session: Session, everybody: Cast) -> None:
    left = Profile("UBEN", "Ben Brook", everybody.ben.email, "America/New_York", False, False)
    assert not people.meet(session, left, now=NOW).is_active


@pytest.mark.usefixtures("our_workspace")
def test_who_comes_back_with_a_new_account_is_the_same_person(session: Session) -> None:
    everybody = cast(session)
    leave_slack(session, everybody)
    back = people.meet(session, in_slack("UBACK", everybody.ben.email, "ben  Brook"), now=NOW)
    assert (back.id, back.slack_id, back.is_active) == (everybody.ben.id, "UBACK", True)


@pytest.mark.usefixtures("our_workspace")
@pytest.mark.parametrize(("name", "has_left"), [("Berta Brook", True), ("Ben Brook", False)])
def test_an_address_that_went_to_somebody_else_is_no_proof(
    session: Session, name: str, has_left: bool
) -> None:
    everybody = cast(session)
    if has_left:
        leave_slack(session, everybody)
    other = people.meet(session, in_slack("UOTHER", everybody.ben.email, name), now=NOW)
    assert (other.id != everybody.ben.id, other.email) == (True, None)
    assert everybody.ben.slack_id == "UBEN"
