"""The Flask application: the Web API, the answer addresses, the page's own endpoints,
and the page.
"""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, jsonify, request, send_from_directory
from flask.json.provider import DefaultJSONProvider

from sandbox import control, response_urls, ui, web_api, wire
from sandbox.broken_responses import ResetResponse, half
from sandbox.errors import Declined, Malformed
from sandbox.slack import Slack
from sandbox.ui import mail_files
from sandbox.web_api import files

PAGE_FILES = Path(__file__).parent / "page"
FOLDER_PREFIX = "page-"
"""Begins the folder that the page's styles and scripts seem to be in."""
PART_MAX_AGE = 365 * 24 * 60 * 60
"""Seconds for which a browser keeps a style or a script."""
LOOPBACK_NAMES = ("127.0.0.1", "localhost")


class JsonProvider(DefaultJSONProvider):
    sort_keys = False

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return wire.read(s)


def application(slack: Slack) -> Flask:
    app = Flask("sandbox", static_folder=None)
    app.json = JsonProvider(app)
    _guard(app)
    _slack_routes(app, slack)
    _file_routes(app, slack)
    for blueprint in (ui.routes(slack), control.routes(slack), mail_files.files(slack)):
        blueprint.register_error_handler(
            KeyError, lambda error: _malformed(f"Missing field: {error}")
        )
        app.register_blueprint(blueprint)
    _page_routes(app)
    return app


def _malformed(message: str) -> tuple[Response, int]:
    return jsonify(ok=False, error="malformed", message=message), 400


def _guard(app: Flask) -> None:
    @app.before_request
    def refuse_strangers() -> tuple[str, int] | None:
        """A page elsewhere that points its own name at this machine must find nothing here."""
        host = urlsplit(f"//{request.host}").hostname
        return (
            None if host in LOOPBACK_NAMES else ("This sandbox answers on the loopback only.", 403)
        )

    @app.errorhandler(Declined)
    def declined(error: Declined) -> Response:
        return jsonify(ok=False, error=error.code, message=error.message, **error.extra)

    @app.errorhandler(Malformed)
    def malformed(error: Malformed) -> tuple[Response, int]:
        return _malformed(str(error))


def _slack_routes(app: Flask, slack: Slack) -> None:
    @app.route("/api/<method>", methods=["GET", "POST"])
    def call(method: str) -> Response:
        return _sent(slack, web_api.answer(slack, _call(method, request)))

    @app.post("/response/<token>")
    def answer(token: str) -> Response:
        return _sent(
            slack, response_urls.answer(slack, token, request.get_json(force=True, silent=True))
        )


def _file_routes(app: Flask, slack: Slack) -> None:
    @app.post("/upload/<file_id>")
    def upload(file_id: str) -> tuple[str, int]:
        return (
            ("OK", 200)
            if files.receive(slack, file_id, _uploaded(request))
            else ("not accepted", 400)
        )

    @app.get("/files-pri/<key>/<path:_>")
    def download_as_app(key: str, _: str) -> Response | tuple[str, int]:
        """Whoever shows no token is led to the sign-in page,
        which many a program has saved as its file.
        """
        if not files.may_download(slack, request.headers.get("Authorization", "")):
            return Response("", 302, {"Location": "/"})
        return _download(slack, key.rpartition("-")[2])

    @app.get("/files/<file_id>/<path:_>")
    def download(file_id: str, _: str) -> Response | tuple[str, int]:
        return _download(slack, file_id)


def _download(slack: Slack, file_id: str) -> Response | tuple[str, int]:
    file = slack.workspace.files.get(file_id)
    if file is None:
        return "not found", 404
    # Files come from the app; a browser must save them, never run them on this origin.
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return Response(
        base64.b64decode(file.content), 200, headers, content_type="application/octet-stream"
    )


def _sent(slack: Slack, result: web_api.ApiResponse) -> Response:
    if result.is_reset:
        return ResetResponse(result.silence, slack.stopping)
    if result.is_cut_short:
        return half(result.body)
    response = jsonify(result.body)
    response.status_code = result.status
    response.headers.update(result.headers)
    return response


def _page_routes(app: Flask) -> None:
    @app.get("/")
    def index() -> Response:
        text = (PAGE_FILES / "index.html").read_text(encoding="utf-8")
        folder = f"{FOLDER_PREFIX}{_digest_of_page()}"
        page = Response(re.sub(r'="((?:css|js)/)', rf'="{folder}/\1', text), mimetype="text/html")
        page.cache_control.no_cache = True
        return page

    @app.get(f"/{FOLDER_PREFIX}<_>/<path:name>")
    def cacheable_part(_: str, name: str) -> Response:
        """Its address changes with its content, so a browser fetches it once."""
        response = send_from_directory(PAGE_FILES, name, max_age=PART_MAX_AGE)
        response.cache_control.immutable = True
        return response

    @app.get("/<path:name>")
    def part(name: str) -> Response:
        return send_from_directory(PAGE_FILES, name)


def _digest_of_page() -> str:
    """Of all its files, anew each time: whoever changes them sees it when she reloads the page."""
    files = sorted(path for path in PAGE_FILES.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def _call(method: str, source: Request) -> web_api.ApiCall:
    values: dict[str, Any] = {**source.args.to_dict(), **source.form.to_dict()}
    readable = True
    if source.is_json:
        body = _json(source)
        readable = isinstance(body, dict)
        values.update(body if readable else {})
    kind, _, bearer = source.headers.get("Authorization", "").partition(" ")
    token = values.pop("token", None) or (bearer if kind == "Bearer" else None)
    return web_api.ApiCall(method, values, token if token is None else str(token), readable)


def _json(source: Request) -> Any:
    """Some calls of slack_sdk announce JSON and send nothing."""
    text = source.get_data(as_text=True)
    try:
        return wire.read(text) if text.strip() else {}
    except ValueError:
        return None


def _uploaded(source: Request) -> bytes:
    """A form with a file, or the bare bytes, which slack_sdk sends under the name of a form."""
    if source.mimetype != "multipart/form-data":
        return source.get_data(parse_form_data=False)
    for file in source.files.values():
        content: bytes = file.read()
        return content
    return b""
