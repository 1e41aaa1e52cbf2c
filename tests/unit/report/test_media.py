"""Recordings whose names hold a number: found, played, and shown under another name."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from analyzer.privacy import mask_report
from analyzer.report.media import MediaMode, MediaSource


def _report(source: str, sound: bytes) -> dict[str, Any]:
    recording = {"name": Path(source).name, "sha256": hashlib.sha256(sound).hexdigest()}
    return mask_report({"call_id": Path(source).stem, "source": source, "recording": recording, "turns": []})


@pytest.mark.parametrize("linkable", [True, False])
def test_a_masked_recording_plays_under_a_name_without_the_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linkable: bool
) -> None:
    if not linkable:
        monkeypatch.setattr(Path, "hardlink_to", _no_link)
    for number, name in enumerate(("13800138000.wav", "13900139000.wav")):
        (tmp_path / name).write_bytes(b"%d" % number)
    out = tmp_path / "out"
    media = MediaSource(MediaMode.LINK, tmp_path, out)
    for _again in range(2):
        for number, name in enumerate(("13800138000.wav", "13900139000.wav")):
            found = media.media(_report(name, b"%d" % number), f"call-{number}")
            assert found.href == f"../media/call-{number}.wav"
            assert (out / "media" / f"call-{number}.wav").read_bytes() == b"%d" % number
    assert (tmp_path / "13800138000.wav").read_bytes() == b"0"


def test_a_masked_recording_that_is_gone_is_said(tmp_path: Path) -> None:
    media = MediaSource(MediaMode.LINK, tmp_path, tmp_path / "out")
    assert "找不到" in str(media.media(_report("13800138000.wav", b""), "a").missing)


def _no_link(*_arguments: object) -> None:
    raise OSError("another disk")
