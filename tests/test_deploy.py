"""The files by which Convene is deployed: as far as they can be checked without a daemon.

No image is built and no container is started here.
"""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.__main__ import main
from bot.config import EVENTS_PATH, Settings, names_of_settings
from bot.endpoint import LARGEST_BODY
from tests.test_architecture import PACKAGES

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "convene.service"
NO_SYSTEMD = shutil.which("systemd-analyze") is None
MOST_EXPOSED = 20
"""Tenths of the points that systemd gives to what a service could reach, of 100."""


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def instructions(name: str = "Dockerfile") -> list[tuple[str, str]]:
    """Each instruction with its words, lines that go on joined."""
    lines = re.sub(r"\\\n\s*", "", text_of(name)).splitlines()
    plain = [line for line in lines if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in plain]


def words_of(instruction: str) -> list[str]:
    return [words for name, words in instructions() if name == instruction]


def test_the_image_is_slim_and_of_a_named_version() -> None:
    assert words_of("FROM") == ["python:3.12-slim AS build", "python:3.12-slim"]
    known = {"FROM", "RUN", "WORKDIR", "COPY", "ENV", "VOLUME", "USER", "EXPOSE"}
    known |= {"STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert {name for name, _ in instructions()} == known


def test_the_image_installs_what_is_locked_and_nothing_else() -> None:
    installs = [words for words in words_of("RUN") if "pip install" in words]
    assert ["--require-hashes" in words or "--no-deps ." in words for words in installs] == [
        True
    ] * 2


def test_the_image_holds_every_package_and_no_secret() -> None:
    copied = [words.split() for words in words_of("COPY")]
    sources = {source for *given, _target in copied for source in given if "--from" not in source}
    sources.discard("/opt/convene")
    assert {*PACKAGES} <= sources
    assert [name for name in sources if not (ROOT / name).exists()] == []
    assert not {".", ".env", "var", "tests"} & sources
    let_through = {
        line[1:] for line in text_of("Dockerfile.dockerignore").splitlines() if line[:1] == "!"
    }
    assert let_through == sources
    assert "*" in text_of("Dockerfile.dockerignore").splitlines()


def test_the_image_runs_as_a_user_of_its_own_and_asks_for_its_health_by_itself() -> None:
    [user] = words_of("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    [health] = words_of("HEALTHCHECK")
    assert health.endswith('CMD ["convene", "health"]')
    assert "health" in main.commands
    assert words_of("ENTRYPOINT") == ['["convene"]']
    assert words_of("CMD") == ['["run"]']
    assert words_of("VOLUME") == ["/srv/convene/var"]


@pytest.fixture
def services() -> dict[str, Any]:
    composed: dict[str, dict[str, Any]] = yaml.safe_load(text_of("compose.yaml"))
    assert set(composed) == {"name", "services", "networks", "volumes"}
    for service in composed["services"].values():
        assert set(service["networks"]) <= set(composed["networks"])
        for mount in service["volumes"]:
            source = mount.partition(":")[0]
            assert source in composed["volumes"] or (DEPLOY / source).is_file()
    return composed["services"]


def test_compose_has_a_database_and_a_proxy_which_alone_is_reached(
    services: dict[str, Any],
) -> None:
    assert set(services) == {"convene", "database", "proxy"}
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert services["convene"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert services["database"]["healthcheck"]
    build = services["convene"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    assert not set(services["proxy"]["networks"]) & set(services["database"]["networks"])


def test_compose_shuts_in_what_it_starts(services: dict[str, Any]) -> None:
    for service in services.values():
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert ":" in service["image"] or "build" in service
    for name in ("convene", "proxy"):
        assert (services[name]["read_only"], services[name]["cap_drop"]) == (True, ["ALL"])
    assert services["convene"]["restart"].startswith("on-failure:")


def test_compose_sets_only_settings_that_there_are(services: dict[str, Any]) -> None:
    given = services["convene"]["environment"]
    assert set(given) <= {name.upper() for name in names_of_settings()}
    assert given["HOST"] == "0.0.0.0"
    assert services["proxy"]["environment"]["CONVENE"] == f"convene:{given['PORT']}"


def test_the_proxies_pass_one_address_on_to_where_convene_listens() -> None:
    for name in ("nginx.conf", "Caddyfile"):
        text = re.sub(r"#.*", "", text_of(name))
        assert text.count("{") == text.count("}")
        assert EVENTS_PATH in text
        assert f"{Settings.host}:{Settings.port}" in text
        assert "404" in text
        [size] = re.findall(r"(?:client_max_body_size|max_size) (\d+)(?i:mb?)\b", text)
        assert int(size) * 1_000_000 >= LARGEST_BODY


def test_every_directive_of_nginx_ends() -> None:
    lines = [line.strip() for line in re.sub(r"#.*", "", text_of("nginx.conf")).splitlines()]
    assert [line for line in lines if line and line[-1] not in ";{}"] == []


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text_of("convene.service"))
    return parser


def test_the_unit_is_hardened_and_does_not_try_again_what_must_be_mended() -> None:
    service = unit()["Service"]
    wanted = {
        "RestartPreventExitStatus": "2",
        "UMask": "0077",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "NoNewPrivileges": "yes",
        "StateDirectory": "convene",
        "StateDirectoryMode": "0700",
        "User": "convene",
        "WorkingDirectory": "/var/lib/convene",
    }
    assert {name: service[name] for name in wanted} == wanted
    assert service["ExecStart"].endswith("/convene run")


@pytest.mark.skipif(NO_SYSTEMD, reason="there is no systemd-analyze here")
def test_systemd_finds_nothing_wrong_with_the_unit_and_little_exposed(tmp_path: Path) -> None:
    file = tmp_path / "convene.service"
    there = re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable}", text_of("convene.service"))
    file.write_text(there, encoding="utf-8")
    checks = (["verify", "--man=no"], ["security", "--offline=true", f"--threshold={MOST_EXPOSED}"])
    for words in checks:
        command = ["systemd-analyze", *words, str(file)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout + result.stderr
