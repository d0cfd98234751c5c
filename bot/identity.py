"""Who Convene is in Slack, and whom Bolt lets in: known from the database, without asking Slack.

Bolt's own authorization asks ``auth.test`` at the first request, and while Slack is unwell it
acknowledges requests and throws them away.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from slack_bolt import BoltContext, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy.exc import SQLAlchemyError

from models import BotAccount
from models.database import reading, unit_of_work
from models.write_queue import DatabaseBusy
from services import bot_account, slack_scan
from services.bot_account import Origin

log = logging.getLogger(__name__)


class Identity:
    """Convene's account; kept in memory once it is known, since a token never changes hands."""

    def __init__(self, token: str, *, now: Callable[[], datetime]) -> None:
        self._token = token
        self._now = now
        self._account: BotAccount | None = None

    def account(self) -> BotAccount | None:
        """The account, if Slack has ever told of it."""
        if self._account is None:
            with reading() as session:
                self._account = bot_account.known(session, self._token)
        return self._account

    def text(self) -> str:
        """The workspace, and the account there; empty where Slack has never told."""
        account = self.account()
        return f"{account.team_id} {account.bot_user_id}" if account else ""

    def learn(self, answer: Mapping[str, Any]) -> None:
        """Take in what ``auth.test`` said; a database that is busy learns it at the next start.

        Where it is news, everybody is looked at anew: who is of which workspace was not known.
        """
        try:
            with unit_of_work() as session:
                if bot_account.known(session, self._token) is None:
                    slack_scan.begin(session, self._now())
                self._account = bot_account.learn(
                    session, answer, token=self._token, now=self._now()
                )
        except (SQLAlchemyError, DatabaseBusy) as error:
            log.warning("who Convene is could not be written down: %s", type(error).__name__)

    def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """Every request that came this far may go on: it is Slack's, and for us."""
        account = self.account()
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=self._token,
            bot_user_id=account.bot_user_id or None if account else None,
            bot_id=account.bot_id or None if account else None,
        )

    def turn_away(
        self, context: BoltContext, body: dict[str, Any], next: Callable[[], BoltResponse]
    ) -> BoltResponse:
        """Refuse what is meant for another workspace, organization or app.

        Nothing can be told before Slack has ever said who Convene is; whoever acts then is known,
        or is asked about.
        """
        account = self.account()
        origin = Origin(
            team_id=context.team_id or "",
            enterprise_id=context.enterprise_id or "",
            app_id=str(body.get("api_app_id") or ""),
        )
        if account is not None and bot_account.is_foreign(origin, account):
            log.warning("a request for another workspace or app was refused: %s", origin)
            return BoltResponse(status=403, body="This is not for this installation.")
        return next()
