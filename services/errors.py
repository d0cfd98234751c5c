"""The tree of refusals: what a service raises when it says no,
in words for the person who asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager


class Refusal(Exception):
    """A no with a reason and a way on.

    The message is shown to the person as it is; nothing was changed.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.of_reading = False
        """Whether what was refused only reads, so that nobody wonders what it changed."""


class NotAllowed(Refusal):
    """The person may not do this."""


class NotFound(Refusal):
    """There is no such thing, or none that this person may know of:
    the two read the same on purpose.
    """


class Invalid(Refusal):
    """What was typed cannot be used.

    ``field`` names the form field at fault, where there is one, and ``also`` has the words for
    further fields by name.
    """

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        also: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.field = field
        self.also = dict(also or {})


class Ambiguous(Invalid):
    """What was typed could mean several people, whom the message names."""

    def __init__(
        self, message: str, *, typed: str = "", choices: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(message)
        self.typed = typed
        self.choices = tuple(choices)
        """What tells each of them apart, with the id in Slack that means her."""


class Unseen(Refusal):
    """Slack does not show some of the people that were named."""

    def __init__(self, slack_ids: Sequence[str]) -> None:
        super().__init__("Slack does not let me see that person. Choose somebody else.")
        self.slack_ids = tuple(slack_ids)


class Conflict(Refusal):
    """The thing has changed since the person looked, or is already so."""


@contextmanager
def at_field(field: str) -> Iterator[None]:
    """Let an ``Invalid`` that names no field point at this one: ``with at_field("when"):
    read_when(…)``.
    """
    try:
        yield
    except Invalid as refusal:
        raise Invalid(refusal.message, field=refusal.field or field) from None
