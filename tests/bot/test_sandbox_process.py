"""The settings with which the bot finds its sandbox."""

from dataclasses import replace
from pathlib import Path

from bot import sandbox_process
from bot.config import Settings
from bot.mail_settings import MailSettings
from models.mail_servers import MailServer, Security


def test_the_bot_is_pointed_at_the_sandbox_with_secrets_of_this_installation(
    tmp_path: Path,
) -> None:
    real = MailServer("mail.example.edu", 465, Security.TLS, sender="real@example.edu")
    first = sandbox_process.settings_for(
        Settings(
            host="0.0.0.0",
            port=3100,
            sandbox_port=8200,
            trusted_proxy="10.0.0.1",
            mail=MailSettings(real),
        ),
        home=tmp_path / "sandbox",
    )
    assert first.mail.server is not None
    assert first == Settings(
        slack_bot_token=first.slack_bot_token,
        slack_signing_secret=first.slack_signing_secret,
        slack_api_url="http://127.0.0.1:8200/api/",
        slack_mode="http",
        clock_url="http://127.0.0.1:8200/clock",
        database_url=f"sqlite:///{tmp_path / 'sandbox' / 'convene.db'}",
        host="127.0.0.1",
        port=3100,
        public_url="http://127.0.0.1:3100",
        sandbox_port=8200,
        mail=MailSettings(
            MailServer(
                "127.0.0.1",
                first.mail.server.port,
                Security.NONE,
                sender="convene@sandbox.example",
                sender_name="Convene",
            ),
        ),
    )
    assert first.mail.server.port > 1023
    assert first.slack_bot_token.startswith("xoxb-")
    again = sandbox_process.settings_for(Settings(), home=tmp_path / "sandbox")
    assert again.slack_signing_secret == first.slack_signing_secret
    elsewhere = sandbox_process.settings_for(Settings(), home=tmp_path / "other")
    assert elsewhere.slack_signing_secret != first.slack_signing_secret


def test_a_database_that_was_chosen_is_kept(tmp_path: Path) -> None:
    chosen = replace(Settings(), database_url="postgresql://localhost/try")
    assert (
        sandbox_process.settings_for(chosen, home=tmp_path).database_url
        == "postgresql://localhost/try"
    )


def test_a_real_consortiums_database_stays_out_of_the_sandbox() -> None:
    real = Settings(
        slack_bot_token="xoxb-1",
        slack_app_token="xapp-1",
        slack_signing_secret="s",
        database_url="postgresql://localhost/convene",
        port=3100,
    )
    assert sandbox_process.without_slack(real) == Settings(port=3100)
    tried = Settings(database_url="postgresql://localhost/try")
    assert sandbox_process.without_slack(tried) == tried
