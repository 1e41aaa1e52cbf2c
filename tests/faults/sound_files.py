"""Small transcripts without a fault, in every format."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

TALK = (
    ("坐席", "您好，请问有什么可以帮您？"),
    ("客户", "我想查一下话费。"),
    ("坐席", "好的，请稍等。谢谢您，再见。"),
)


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file with what was done to it."""

    name: str
    data: bytes


def transcripts() -> Mapping[str, bytes]:
    """A sound transcript in each format, by extension."""
    roles = {"坐席": "agent", "客户": "customer"}
    turns = [
        {"role": roles[who], "text": text, "start_ms": 1000 * n, "end_ms": 1000 * n + 900}
        for n, (who, text) in enumerate(TALK)
    ]
    call = {"call_id": "a-1", "agent_id": "1023", "started_at": "2026-11-03T09:12:00+08:00", "turns": turns}
    whisper = {
        "language": "zh",
        "segments": [{"start": n, "end": n + 0.9, "text": text} for n, (_who, text) in enumerate(TALK)],
    }
    cues = "\n".join(
        f"{n + 1}\n00:00:0{n},000 --> 00:00:0{n},900\n{who}：{text}\n" for n, (who, text) in enumerate(TALK)
    )
    table = "\n".join(
        ["call_id,role,start_ms,text", *(f"a,{who},{1000 * n},{text}" for n, (who, text) in enumerate(TALK))]
    )
    texts = {
        ".txt": "\n".join(f"[00:0{n}] {who}：{text}" for n, (who, text) in enumerate(TALK)),
        ".json": json.dumps(call, ensure_ascii=False, indent=1),
        ".jsonl": "\n".join(json.dumps({**call, "call_id": f"c{n}"}, ensure_ascii=False) for n in range(3)),
        ".ndjson": json.dumps(whisper, ensure_ascii=False),
        ".srt": cues,
        ".vtt": "WEBVTT\n\n" + cues.replace(",", "."),
        ".csv": table,
        ".tsv": table.replace(",", "\t"),
    }
    return {suffix: text.encode() for suffix, text in texts.items()} | {".xlsx": workbook(table)}


def workbook(table: str, dimension: str = "A1:D4", extra: str = "") -> bytes:
    """The smallest workbook that holds a table of comma-separated words."""
    cells = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{word}</t></is></c>' for word in line.split(","))
        + "</row>"
        for line in table.split("\n")
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    ooxml = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{ooxml}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{ooxml}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{extra}<worksheet xmlns="{main}"><dimension ref="{dimension}"/>'
        f"<sheetData>{cells}</sheetData></worksheet>",
    }
    return packed({name: text.encode() for name, text in parts.items()})


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
