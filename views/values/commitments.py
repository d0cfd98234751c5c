"""What buttons of commitments carry."""

from typing import ClassVar

from views.values.pages import SearchedPage


class CommitmentListAt(SearchedPage):
    """A page of the list of commitments, and the words that were searched for: ``1|tunxis``."""

    instead: ClassVar[str] = "/call commitments"
