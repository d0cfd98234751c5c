"""What is looked over, and what a check finds."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.config import Settings
from bot.readiness import REFUSALS, refused_token
from bot.slack import web_client


@dataclass(frozen=True)
class Finding:
    """What one check found. ``mend`` is empty where nothing is wrong."""

    check: str
    words: str
    remedy: str = ""

    @property
    def is_ok(self) -> bool:
        return not self.remedy

    def line(self) -> str:
        """``ok`` or ``WRONG``, the check, what was found, and what to do."""
        if self.is_ok:
            return f"ok     {self.check}: {self.words}"
        return f"WRONG  {self.check}: {self.words} To mend it: {self.remedy}"


class CheckFailed(Exception):
    """A check failed: what was found, and how to mend it."""

    def __init__(self, words: str, remedy: str) -> None:
        super().__init__(words)
        self.words = words
        self.remedy = remedy


@dataclass(frozen=True)
class Installation:
    """The installation that is looked over."""

    settings: Settings
    online: bool
    in_sandbox: bool
    sends_mail: bool = False
    """Whether a message is to be sent to the address from which Convene writes."""

    @property
    def slack(self) -> SlackResponse:
        """Slack's answer to ``auth.test``. Raises ``CheckFailed``."""
        if isinstance(self._auth_test, CheckFailed):
            raise self._auth_test
        return self._auth_test

    @cached_property
    def _auth_test(self) -> SlackResponse | CheckFailed:
        """Asked once for all checks, whatever the answer is."""
        try:
            return web_client(self.settings).auth_test()
        except SlackApiError as error:
            code = str(error.response.get("error"))
            remedy = refused_token(code) if code in REFUSALS else "Try again in a minute."
            return CheckFailed(f"Slack answers {code} to auth.test.", remedy)
        except (SlackClientError, OSError) as error:
            return self.unreached(error)

    def unreached(self, error: Exception) -> CheckFailed:
        """Slack, or the sandbox, gave no answer at all."""
        remedy = (
            "Start the sandbox with: make run."
            if self.in_sandbox
            else "Check network and SLACK_API_URL."
        )
        return CheckFailed(f"{self.settings.slack_api_url} cannot be reached ({error}).", remedy)


Check = Callable[[Installation], str]
"""Says what is well, or raises ``CheckFailed``."""
