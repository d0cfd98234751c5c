"""The page's styles and scripts, which a browser keeps for as long as they stay as they are."""

import re
import shutil
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sandbox import wsgi
from sandbox.driver import Sandbox
from tests.sandbox.conftest import MANIFEST, NOW, SEED


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A sandbox with files of its own, which a test may change."""
    files = shutil.copytree(wsgi.PAGE_FILES, tmp_path / "page")
    monkeypatch.setattr(wsgi, "PAGE_FILES", files)
    with Sandbox(manifest=MANIFEST, seed=SEED, clock=NOW) as sandbox:
        return wsgi.application(sandbox.slack).test_client()


def got(client: FlaskClient, address: str) -> TestResponse:
    return client.get(urljoin("/", address), buffered=True)


def parts_of(client: FlaskClient) -> list[str]:
    """The addresses of what the page loads at once."""
    return re.findall(r'="([^"]+\.(?:css|js))"', got(client, "/").text)


def script_of(client: FlaskClient) -> str:
    (address,) = [part for part in parts_of(client) if part.endswith(".js")]
    return address


def test_styles_and_scripts_are_kept_and_the_page_is_not(client: FlaskClient) -> None:
    assert len(parts_of(client)) > 1
    for part in parts_of(client):
        kept = got(client, part).cache_control
        assert (kept.max_age, kept.immutable) == (wsgi.PART_MAX_AGE, True)
    assert got(client, "/").cache_control.no_cache


def test_what_a_script_imports_lies_in_the_same_folder(client: FlaskClient) -> None:
    imported = got(client, urljoin(script_of(client), "./api.js"))
    assert imported.data == (wsgi.PAGE_FILES / "js" / "api.js").read_bytes()
    assert imported.cache_control.immutable


def test_a_changed_file_has_another_address(client: FlaskClient) -> None:
    before = parts_of(client)
    assert parts_of(client) == before
    changed = wsgi.PAGE_FILES / "js" / "main.js"
    changed.write_text("// changed\n" + changed.read_text())
    assert not set(parts_of(client)) & set(before)
    assert got(client, script_of(client)).text.startswith("// changed")
