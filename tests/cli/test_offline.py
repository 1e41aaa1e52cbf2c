"""Nothing is ever sent anywhere: the whole job gives the same bytes with the network shut off."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analyzer.audio.decode import decode
from analyzer.cli import cli
from analyzer.cli.common import run_command
from tests import sounds

DEMO = Path(__file__).resolve().parents[2] / "analyzer" / "demo"
PROGRAM = "from analyzer.cli import main; main()"
# Runs what follows in a network namespace of its own: no interface, not even the machine's other addresses.
SHUT_OFF = ["unshare", "--map-root-user", "--net"]
TALK = "坐席：您好，请问有什么可以帮您？\n客户：我的电话是13800138000，想查话费。\n坐席：不知道，你问别人去。\n坐席：再见。\n"


def _namespaces() -> str | None:
    """Why no network namespace can be had here, or None."""
    if shutil.which("unshare") is None:
        return "unshare is not installed"
    tried = subprocess.run([*SHUT_OFF, "true"], capture_output=True, text=True, check=False)
    return None if tried.returncode == 0 else f"no network namespace here: {tried.stderr.strip()}"


@pytest.fixture(scope="module")
def shut_off() -> list[str]:
    if (reason := _namespaces()) is not None:
        pytest.skip(reason)
    return SHUT_OFF


def _score(folder: Path, out: Path, before: list[str]) -> None:
    command = [*before, sys.executable, "-c", PROGRAM, "score", str(folder), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr


def _bytes(out: Path) -> dict[str, bytes]:
    """All that the run wrote for people and programs."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and ".store" not in path.parts
    }


def test_the_namespace_has_no_network(shut_off: list[str]) -> None:
    seen = subprocess.run([*shut_off, "cat", "/proc/net/dev"], capture_output=True, text=True, check=True)
    names = {line.split(":")[0].strip() for line in seen.stdout.splitlines() if ":" in line}
    assert names <= {
        "lo",
        "tunl0",
        "sit0",
        "ip6tnl0",
        "gre0",
        "gretap0",
        "erspan0",
        "ip_vti0",
        "ip6_vti0",
        "ip6gre0",
    }


def test_transcripts_are_scored_without_a_network(tmp_path: Path, shut_off: list[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TALK, "utf-8")
    _score(tmp_path / "in", tmp_path / "with", [])
    _score(tmp_path / "in", tmp_path / "without", shut_off)
    assert "reports.jsonl" in _bytes(tmp_path / "with")
    assert _bytes(tmp_path / "with") == _bytes(tmp_path / "without")


@pytest.mark.model
def test_recordings_are_scored_without_a_network(tmp_path: Path, shut_off: list[str]) -> None:
    (tmp_path / "in").mkdir()
    with decode(DEMO / "dev-001.opus") as whole:
        part = list(whole.read_samples(0, 8 * 16_000))
    sounds.write(tmp_path / "in" / "a.wav", part, 16_000)
    _score(tmp_path / "in", tmp_path / "with", [])
    _score(tmp_path / "in", tmp_path / "without", shut_off)
    assert _bytes(tmp_path / "with") == _bytes(tmp_path / "without")


def test_no_socket_to_anywhere_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TALK, "utf-8")
    assert run_command(cli, ["score", str(tmp_path / "a.txt"), "--out", str(tmp_path / "with")]) == 0
    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, _refuse(name))
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, _refuse(name))
    with pytest.raises(AssertionError, match="network"):
        socket.create_connection(("192.0.2.1", 80))
    assert run_command(cli, ["score", str(tmp_path / "a.txt"), "--out", str(tmp_path / "without")]) == 0
    assert _bytes(tmp_path / "with") == _bytes(tmp_path / "without")


def _refuse(name: str) -> Callable[..., Any]:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise AssertionError(f"the network was used: {name}")

    return refuse
