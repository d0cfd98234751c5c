"""The browser's door."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from web import health


def build(*, reasons: Callable[[], list[str]], notes: Callable[[], list[str]] = list) -> Flask:
    """The pages that this deployment serves;
    ``reasons`` says why it is not ready, or nothing when it is, and ``notes`` what else to know.
    """
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/healthz", view_func=health.alive)
    app.add_url_rule(
        "/readyz", view_func=health.ready, defaults={"reasons": reasons, "notes": notes}
    )
    return app


def add_pages(app: Flask, *, now: Callable[[], datetime]) -> None:
    """Let each person with a link have pages of her own there, too, and calendars their feeds."""
    # They load half of the product, which the process that serves figures alone has no use for.
    from web.feeds import feeds_blueprint
    from web.personal_pages import Pages

    Pages(now=now).add_to(app)
    app.register_blueprint(feeds_blueprint(now))
