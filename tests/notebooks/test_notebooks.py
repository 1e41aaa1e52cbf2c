"""Every notebook is stored clean, uses the public functions only, and runs from its first cell to its checks."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import analyzer

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
WITH_A_MODEL = {"05-recording-to-waveform"}
FOREIGN = {"IPython", "matplotlib", "pandas", "zhplot"}
STANDARD = {"dataclasses", "itertools", "pathlib", "random", "tempfile"}

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
each_run = pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=[pytest.mark.model] if path.stem in WITH_A_MODEL else [])
        for path in NOTEBOOKS
    ],
)


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def code_of(notebook: Any) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def run(notebook: Any, folder: Path) -> list[Any]:
    """Everything that the cells gave. Raises `CellExecutionError`."""
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def complaints(outputs: list[Any]) -> list[str]:
    """What a reader should never see: warnings (a missing glyph is one) and errors of callbacks."""
    return [
        output.text
        for output in outputs
        if output.output_type == "stream" and (output.name == "stderr" or "Error" in output.text)
    ]


def notebook_of(*cells: str) -> Any:
    made = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    made.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]  # type: ignore[no-untyped-call]
    return made


def test_all_five_are_here() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@each
def test_it_is_stored_without_output(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@each
def test_it_begins_with_a_chinese_title_and_ends_with_a_check(path: Path) -> None:
    notebook = read(path)
    title = notebook.cells[0]
    assert title.cell_type == "markdown"
    assert re.match(rf"# {path.stem[:2]} [\u4e00-\u9fff]", title.source)
    assert any(isinstance(node, ast.Assert) for node in ast.parse(code_of(notebook)[-1]).body)


@each
def test_it_uses_public_functions_only(path: Path) -> None:
    nodes = [node for cell in code_of(read(path)) for node in ast.walk(ast.parse(cell))]
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= {"analyzer", *FOREIGN, *STANDARD}
    assert [name for name in imported if name.startswith("analyzer")] == ["analyzer"]
    used = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "analyzer"
    }
    assert used <= set(analyzer.__all__)


@each_run
def test_it_runs_and_shows_pictures_without_a_complaint(path: Path, tmp_path: Path) -> None:
    outputs = run(read(path), tmp_path)
    assert complaints(outputs) == []
    shown = [output.data for output in outputs if "data" in output]
    assert any("image/png" in data for data in shown)
    assert not any("<script" in data.get("text/html", "") for data in shown)


@pytest.mark.parametrize(
    ("first", "words", "complains"),
    [
        ("zhplot.matplotlib_chineseize()", "坐席“您好”✓", False),
        ("zhplot.matplotlib_chineseize()", "✗", True),
        ("plt.rcdefaults()", "坐席", True),
    ],
    ids=["font of the extra", "no such glyph in it", "font of matplotlib"],
)
def test_a_missing_glyph_is_a_complaint(first: str, words: str, complains: bool, tmp_path: Path) -> None:
    plot = f"import matplotlib.pyplot as plt\nimport zhplot\n\n{first}\nplt.figure().suptitle({words!r})\n"
    outputs = run(notebook_of(plot), tmp_path)
    assert any("Glyph" in words for words in complaints(outputs)) is complains


def test_a_check_that_fails_stops_the_notebook(tmp_path: Path) -> None:
    with pytest.raises(CellExecutionError):
        run(notebook_of("assert 1 + 1 == 3"), tmp_path)
