"""Numbers planted in words, names and tables: no file that a run writes for others holds one."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.cli import cli
from analyzer.cli.common import run_command

NUMBERS = {
    "mobile": "13800138000",
    "spoken": "幺三九零零幺三九零零零",
    "identity": "11010519491231002X",
    "card": "6222021234567890128",
    "email": "zhangsan@example.com",
    "plate": "京A12345",
    "in the name": "13700137000",
    "in a failed name": "13600136000",
    "in a note": "13500135000",
    "landline in a column": "82345678",
}
TALK = f"""坐席：您好，{NUMBERS["mobile"]}的机主，请问有什么可以帮您？
客户：我姓张，电话{NUMBERS["spoken"]}，邮箱{NUMBERS["email"]}，车牌{NUMBERS["plate"]}，卡号{NUMBERS["card"]}。
坐席：不知道，{NUMBERS["identity"]}你问别人去，你去投诉{NUMBERS["mobile"]}好了。
客户：{NUMBERS["mobile"]}你们太过分了，我要投诉{NUMBERS["mobile"]}。
坐席：再见。
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("private")
    name = f"20261103_{NUMBERS['in the name']}.txt"
    (folder / name).write_text(TALK, "utf-8")
    (folder / f"{NUMBERS['in a failed name']}.txt").write_bytes(b"")
    (folder / f"again_{NUMBERS['in a failed name']}.wav").write_bytes(b"x")
    told = f"{NUMBERS['landline in a column']},回{NUMBERS['in a note']}"
    rows = ["file,agent_id,started_at,客户电话,备注", f"{name},1023,2026-11-03T09:12:00+08:00,{told}"]
    (folder / "list.csv").write_text("\n".join(rows), "utf-8")
    return folder


def _written(out: Path) -> Iterator[tuple[str, bytes]]:
    """Names and contents of everything but the store, workbooks unpacked."""
    for path in sorted(out.rglob("*")):
        if ".store" in path.parts:
            continue
        yield str(path), str(path.relative_to(out)).encode()
        if path.is_file():
            yield str(path), path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield from ((f"{path}:{part}", book.read(part)) for part in book.namelist())


def _left(out: Path) -> list[tuple[str, str]]:
    return [
        (what, place)
        for place, data in _written(out)
        for what, number in NUMBERS.items()
        if number.encode() in data or number.encode("utf-16-le") in data
    ]


def _score(folder: Path, out: Path, *more: str) -> int:
    command = ["score", str(folder), "--manifest", str(folder / "list.csv"), "--out", str(out), *more]
    return run_command(cli, command)


@pytest.fixture(scope="module")
def masked(folder: Path) -> Path:
    out = folder.with_name("masked")
    assert _score(folder, out) == 1
    return out


def test_no_number_leaves_the_store(masked: Path) -> None:
    assert _left(masked) == []


def test_no_number_is_in_the_report_of_the_month(masked: Path) -> None:
    out = masked.with_name("month")
    assert run_command(cli, ["report", str(masked), "--month", "2026-11", "--out", str(out)]) == 0
    assert _left(out) == []


def test_without_masking_they_are_there(folder: Path) -> None:
    assert _score(folder, folder.with_name("open"), "--no-mask") == 1
    assert {what for what, _place in _left(folder.with_name("open"))} == set(NUMBERS)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_store_is_for_its_user_only(masked: Path) -> None:
    store = masked / ".store"
    assert store.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in store.iterdir())
