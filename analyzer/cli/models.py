"""`analyzer models`: which recogniser models there are, fetched and checked."""

from __future__ import annotations

import click

from analyzer.asr.install import install_model
from analyzer.asr.models import ModelState, ModelStatus, list_models, verify_model
from analyzer.cli.common import DONE, SOME_FAILED, Command, Group, echo_json, error_console, late, option
from analyzer.language import Text

_STATES = {
    ModelState.MISSING: Text("未安装", "not installed"),
    ModelState.WHOLE: Text("已安装，校验通过", "installed and verified"),
    ModelState.DAMAGED: Text("已损坏，请重新安装", "damaged, install it again"),
    ModelState.UNCHECKED: Text("已安装，没有可比对的校验值", "installed, no checksum known"),
}
_JSON = option("--json", "as_json", is_flag=True, zh="在标准输出给出 JSON", en="JSON on standard output")


@click.group(
    "models",
    cls=Group,
    help=late("识别模型：列出、安装、校验。", "Recogniser models: list, install, verify."),
)
def command() -> None:
    """Model commands."""


def _show(status: ModelStatus) -> None:
    licence = status.entry.licence if status.entry else ""
    faults = f"（{'、'.join(status.faults)}）" if status.faults else ""
    click.echo(f"{status.name}\t{licence}\t{_STATES[status.state]}{faults}\t{status.folder}")


def _as_json(status: ModelStatus) -> dict[str, object]:
    return {
        "name": status.name,
        "state": str(status.state),
        "folder": str(status.folder),
        "faults": list(status.faults),
    }


@command.command(
    "list", cls=Command, help=late("列出已知的模型和安装情况。", "Lists models and whether they are here.")
)
@_JSON
def list_command(as_json: bool) -> None:
    """Lists models."""
    found = list_models()
    if as_json:
        echo_json([_as_json(status) for status in found])
        return
    for status in found:
        _show(status)


@command.command(
    "install",
    cls=Command,
    help=late("下载并校验模型（默认 base 和 voices）。", "Fetches and checks models (base and voices)."),
)
@click.argument("names", metavar="[NAME]...", nargs=-1)
def install(names: tuple[str, ...]) -> None:
    """Installs models."""
    console = error_console()
    for name in names or ("base", "voices"):
        install_model(name, lambda text: console.print(str(text), markup=False))


@command.command(
    "verify", cls=Command, help=late("校验已安装的模型（默认 base）。", "Checks an installed model (base).")
)
@click.argument("name", default="base")
@_JSON
def verify(name: str, as_json: bool) -> int:
    """Verifies a model."""
    status = verify_model(name)
    if as_json:
        echo_json(_as_json(status))
    else:
        _show(status)
    return DONE if status.state in (ModelState.WHOLE, ModelState.UNCHECKED) else SOME_FAILED
