"""The files that put the monitor into service agree with the program."""

from __future__ import annotations

import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from pipeline.shell import cli, daemon

ROOT = Path(__file__).parent.parent
UNITS = sorted((ROOT / "deploy").glob("*.service"))


def unit(path: Path) -> RawConfigParser:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # (systemd's keys have capitals)
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_every_unit_starts_a_command_that_exists(path: Path) -> None:
    command = unit(path)["Service"]["ExecStart"].split()
    assert command[0].endswith("/paris-call")
    assert command[1] in cli.COMMANDS


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_every_unit_is_hardened(path: Path) -> None:
    service = unit(path)["Service"]
    for key, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "CapabilityBoundingSet": "",
        "MemoryDenyWriteExecute": "yes",
        "User": "paris-call",
    }.items():
        assert service[key] == value


def test_the_service_manager_waits_as_long_as_the_daemon_may_need() -> None:
    service = unit(ROOT / "deploy" / "paris-call.service")["Service"]
    assert (service["Type"], service["KillMode"]) == ("notify", "mixed")
    assert int(service["TimeoutStopSec"]) > daemon.GRACE_SECONDS + daemon.CLOSING_SECONDS
    assert int(service["WatchdogSec"]) >= 60
    assert str(cli.EXIT_USAGE) in service["RestartPreventExitStatus"].split()


def test_systemd_itself_finds_no_mistake() -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd here")
    units = [str(path) for path in sorted((ROOT / "deploy").glob("*.*"))]
    told = subprocess.run([analyze, "verify", *units], capture_output=True, text=True, check=False, timeout=60)
    complaints = [line for line in told.stderr.splitlines() if path_of_ours(line) and "is not executable" not in line]
    assert complaints == []


def path_of_ours(line: str) -> bool:
    return re.search(r"paris-call[a-z-]*\.(service|timer)", line) is not None


def test_the_container_runs_the_daemon_as_nobody_special() -> None:
    lines = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
    assert "USER paris-call" in lines
    assert 'CMD ["run"]' in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)
