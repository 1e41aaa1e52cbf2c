"""Words of strangers, from file names and manifests to the last cell: no formula, no script, no way out of the folder."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from analyzer.cli import cli
from analyzer.cli.common import run_command

FORMULAS = [
    "=HYPERLINK(1)",
    "+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff201",
]
SCRIPTS = [
    "<script>alert(1)<x>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "{{7*7}}",
    "${7*7}",
]
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of calls whose every word from outside is hostile."""
    if os.name == "nt":
        pytest.skip("Windows allows no such file names")
    folder = tmp_path_factory.mktemp("hostile")
    rows = [["file", "call_id", "agent_id", "agent_name", "team", "=note"]]
    for number, words in enumerate([*FORMULAS, *SCRIPTS]):
        name = f"{words.strip().replace('/', '')}{number}.txt"
        (folder / name).write_text(
            f"坐席：{words}您好\n客户：{words}\n坐席：不知道{words}，你问别人去\n", "utf-8", newline=""
        )
        rows.append([name, f"{words}{number}", words.strip(), words, words, words])
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    (folder / "manifest.csv").write_text(buffer.getvalue(), "utf-8", newline="")
    assert (
        run_command(
            cli,
            ["score", str(folder), "--manifest", str(folder / "manifest.csv"), "--out", str(folder / "out")],
        )
        == 0
    )
    return folder / "out"


def test_all_of_them_are_scored_under_their_names(out: Path) -> None:
    reports = [json.loads(line) for line in (out / "reports.jsonl").read_text("utf-8").splitlines()]
    assert {report["status"] for report in reports} == {"scored"}
    assert {report["agent_name"] for report in reports} >= {"=HYPERLINK(1)", "<img src=x onerror=alert(1)>"}


def test_no_cell_of_any_table_is_a_formula(out: Path) -> None:
    tables = list(out.rglob("*.csv"))
    assert tables
    for path in tables:
        cells = [
            cell for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")) for cell in row
        ]
        assert [cell for cell in cells if cell.startswith(_STARTS) and not _is_number(cell)] == [], path


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_no_cell_of_the_workbook_is_a_formula(out: Path) -> None:
    book = openpyxl.load_workbook(out / "report.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 100
    assert [cell for cell in cells if cell.data_type == "f"] == []
    targets = {cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target}
    assert all(re.fullmatch(r"calls[\\/][^\\/<>:]+\.html(#.*)?", target) for target in targets), targets


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


class _Page(HTMLParser):
    """What could run in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.danger: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if (
            tag == "script"
            and not (known.get("src") or "").endswith(".js")
            and known.get("type") != "application/json"
        ):
            self.danger.append(self.get_starttag_text() or tag)
        if tag in {"svg", "img", "iframe", "object"} and "alert" in str(attrs):
            self.danger.append(self.get_starttag_text() or tag)
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.danger.append(f"{tag} {name}={value}")


def test_nothing_of_theirs_runs_in_a_page(out: Path) -> None:
    pages = list(out.rglob("*.html"))
    assert len(pages) > len(SCRIPTS)
    for path in pages:
        page = _Page()
        page.feed(path.read_text("utf-8"))
        assert page.danger == [], path


def test_every_file_lies_in_the_output_folder(out: Path) -> None:
    beside = {path.name for path in out.parent.iterdir() if path.is_dir()}
    assert beside == {"out"}
    assert all(path.resolve().is_relative_to(out.resolve()) for path in out.rglob("*"))


@pytest.mark.parametrize(
    "named", ["../secret.txt", "/etc/passwd", "a/../../secret.txt", "C:\\secret.txt", "..\\secret.txt"]
)
def test_a_manifest_cannot_reach_out_of_its_folder(
    tmp_path: Path, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret.txt").write_text("坐席：您好\n", "utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("坐席：您好\n客户：喂\n", "utf-8")
    (folder / "m.csv").write_text(f"file,agent_id\n{named},1\n", "utf-8")
    code = run_command(
        cli, ["score", str(folder), "--manifest", str(folder / "m.csv"), "--out", str(tmp_path / "out")]
    )
    assert code == 1
    assert "manifest-file" in capsys.readouterr().err
    reports = [
        json.loads(line) for line in (tmp_path / "out" / "reports.jsonl").read_text("utf-8").splitlines()
    ]
    assert [report["call_id"] for report in reports if report["status"] == "scored"] == ["a"]


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.zip", b"PK\x03\x04"), ("a.wav", b"PK\x03\x04"), ("a.tar.gz", b"\x1f\x8b\x08"), ("a.rar", b"Rar!")],
)
def test_archives_are_refused(
    tmp_path: Path, name: str, data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    from analyzer.audio.decode import decode
    from analyzer.errors import Code, InputError

    (tmp_path / name).write_bytes(data + bytes(600))
    if name.endswith(".wav"):
        with pytest.raises(InputError) as refused:
            decode(tmp_path / name)
        assert refused.value.problems[0].code is Code.ARCHIVE
        return
    assert run_command(cli, ["score", str(tmp_path / name), "--out", str(tmp_path / "out")]) == 1
    assert "archive" in capsys.readouterr().err
