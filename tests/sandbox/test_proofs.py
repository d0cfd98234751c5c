"""The table of rules in the documentation is current, and each of its rules has a proof."""

from sandbox.rules.conduct import CONDUCT
from tests.sandbox import proofs


def test_every_rule_of_conduct_is_proved_and_every_proof_has_its_rule() -> None:
    stated = [rule for sentences in CONDUCT.values() for rule in sentences]
    assert sorted(proofs.proofs()) == sorted(stated)


def test_the_table_in_the_documentation_is_current() -> None:
    text = proofs.PAGE.read_text(encoding="utf-8")
    assert proofs.page(text) == text, "make docs writes it anew"


def test_the_page_says_how_to_break_things() -> None:
    from sandbox.control import REASONS
    from sandbox.faults import KINDS
    from sandbox.mail.smtp_faults import MAIL_KINDS

    text = proofs.PAGE.read_text(encoding="utf-8")
    kinds = (*KINDS, *MAIL_KINDS, *REASONS, "drop")
    assert [word for word in kinds if f"`{word}`" not in text] == []
