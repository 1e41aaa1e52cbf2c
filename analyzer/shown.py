"""A call's report and a finding as small pieces of HTML for notebooks: everything escaped, no script, no colour needed.

Both are made from JSON values, as `CallReport.to_dict` gives them; styles are inline and translucent, so that they read on
light and on dark pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from analyzer.explain import WHY, clock
from analyzer.language import Text
from analyzer.rules.model import Why
from analyzer.spans import TimeSpan
from analyzer.words import OUTCOME, ROLE, SEVERITY

Values = Mapping[str, Any]

_SIGN: Final[Mapping[str, str]] = MappingProxyType(
    {"pass": "✓", "fail": "✗", "not_applicable": "–", "undecided": "?"}
)
_LINE: Final = "1px solid rgba(128,128,128,.35)"
_CELL: Final = f"padding:1px 8px;border:{_LINE};text-align:left;font-weight:normal"
_TOP: Final = "padding:1px 8px 1px 0;vertical-align:baseline;text-align:left;background:none"
_TABLE: Final = "border-collapse:collapse;color:inherit;font:inherit;line-height:inherit"
_DIM: Final = "opacity:.7"
_MARK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "banned": "background:rgba(220,50,47,.25);border-bottom:3px double;color:inherit",
        "review": "background:rgba(203,122,0,.25);border-bottom:2px dashed;color:inherit",
        "hit": "background:rgba(0,150,80,.2);border-bottom:1px solid;color:inherit",
    }
)
_STRONGEST: Final = tuple(_MARK)

# Where words are marked: start, end, look.
_Span = tuple[int, int, str]


def call_html(report: Values) -> str:
    """Score, 十字 and 七声, banned phrases, and the turns with what was found marked."""
    return _box(_head(report) + _sets(report) + _banned(report) + _turns(report))


def finding_html(finding: Values) -> str:
    """Outcome, reason in one sentence, clause, and the evidence for and against."""
    rows = [
        (Text("理由", "reason"), _words(finding["explanation"])),
        (Text("条款", "clause"), _clause(finding["clause"])),
        (Text("程度", "severity"), _label(SEVERITY, finding["severity"]) if finding["severity"] else ""),
        (Text("依据", "evidence"), "<br>".join(_evidence(hit) for hit in finding["hits"])),
        (Text("不算的", "suppressed"), "<br>".join(_suppressed(hit) for hit in finding["suppressed"])),
        (Text("最接近", "nearest"), _evidence(finding["nearest"]) if finding["nearest"] else ""),
        (Text("找过", "searched"), _searched(finding["search"])),
        (Text("应说", "say instead"), _say_instead(finding)),
    ]
    title = f"<b>{_outcome(finding['outcome'])}　{_words(finding['title'])}</b>"
    set_and_rule = f'<span style="{_DIM}">{_words(finding["set"])} · {_words(finding["rule"])}</span>'
    return _box(
        f"<div>{title}　{set_and_rule}</div>{_table((_word(name), cell) for name, cell in rows if cell)}"
    )


def _box(inside: str) -> str:
    return f'<div style="max-width:60em;line-height:1.5">{inside}</div>'


def _words(text: object) -> str:
    """Words from outside: escaped, marks that hide or reorder spelt out, direction kept inside."""
    shown = "".join(
        char if char.isprintable() or char in "\t\n\u3000" else f"⟨U+{ord(char):04X}⟩" for char in str(text)
    )
    return f"<bdi>{escape(shown)}</bdi>" if shown else ""


def _word(text: Text) -> str:
    return escape(str(text))


def _label(words: Mapping[str, Text], code: str) -> str:
    return _word(words[code])


def _outcome(code: str) -> str:
    return f"{_SIGN[code]} {_label(OUTCOME, code)}"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = (
        f'<tr style="background:none"><th style="{_TOP};{_DIM};white-space:nowrap;font-weight:normal">{name}</th>'
        f'<td style="{_TOP}">{cell}</td></tr>'
        for name, cell in rows
    )
    return f'<table style="{_TABLE};margin:4px 0">{"".join(cells)}</table>'


def _say_instead(finding: Values) -> str:
    """What to say, unless the reason has it already."""
    instead = finding["say_instead"] or ""
    return "" if instead in finding["explanation"] else _words(instead)


def _head(report: Values) -> str:
    low, high = report["score"]["low"], report["score"]["high"]
    points = f"{low:g}" if low == high else f"{low:g}–{high:g}"
    agent = " ".join(_words(report[name]) for name in ("team", "agent_id", "agent_name") if report[name])
    started = str(report["started_at"] or "")[:16].replace("T", " ")
    parts = [
        f"<b>{_words(report['call_id'])}</b>",
        agent,
        _words(started),
        f"{_word(Text('得分', 'score'))} <b>{points}</b>",
        _gate(report),
    ]
    notes = "".join(f'<div style="{_DIM}">{_words(note)}</div>' for note in report["notes"])
    return f"<div>{' · '.join(part for part in parts if part)}</div>{notes}"


def _gate(report: Values) -> str:
    gate = report["score"]["gate"]
    titles = (finding["title"] for finding in report["findings"] if finding["rule"] == gate)
    return "".join(f"{_word(Text('一票否决：', 'gate: '))}{_words(title)}" for title in titles)


def _sets(report: Values) -> str:
    polite = {name: _family(value) for name, value in report["polite"].items()}
    voices = {name: value["outcome"] for name, value in report["voices"].items()}
    both = ((Text("十字", "polite"), polite), (Text("七声", "voices"), voices))
    rows = "".join(_set(name, outcomes) for name, outcomes in both if outcomes)
    return f'<table style="{_TABLE};margin:6px 0">{rows}</table>' if rows else ""


def _family(value: Values) -> str:
    if value["said"]:
        return "pass"
    if value["said"] is None or value["applies"] == "undecided":
        return "undecided"
    return "fail" if value["applies"] == "yes" else "not_applicable"


def _set(name: Text, outcomes: Mapping[str, str]) -> str:
    cells = "".join(
        f'<td style="{_CELL}" title="{_label(OUTCOME, outcome)}">{_SIGN[outcome]} {escape(member)}</td>'
        for member, outcome in outcomes.items()
    )
    return f'<tr style="background:none"><th style="{_CELL}">{_word(name)}</th>{cells}</tr>'


def _banned(report: Values) -> str:
    return "".join(f"<div>{_banned_line(hit)}</div>" for hit in report["banned"])


def _banned_line(hit: Values) -> str:
    review = hit["status"] == "to_review"
    kind = Text("待人工复核", "to review") if review else Text("服务忌语", "banned")
    known = [_label(SEVERITY, hit["severity"]), _words(hit["clause"] or "")]
    instead = hit["say_instead"]
    said_instead = f" → {_word(Text('应说：', 'say instead: '))}{_words(instead)}" if instead else ""
    return (
        f"<b>{'?' if review else '✗'} {_word(kind)}</b> ({' · '.join(part for part in known if part)}) "
        f"{_turn_number(hit['turn'])} {_quoted(hit['said'])}{said_instead}"
    )


def _turns(report: Values) -> str:
    marks = _marks(report)
    rows = "".join(_turn(turn, marks.get(turn["index"], [])) for turn in report["turns"])
    return (
        f'<div style="max-height:26em;overflow:auto;border-top:{_LINE};margin-top:6px">'
        f'<table style="{_TABLE};margin:0">{rows}</table></div>'
    )


def _turn(turn: Values, marks: Sequence[_Span]) -> str:
    who = f"{_label(ROLE, turn['role'])} {_words(turn.get('agent_id') or '')}"
    place = f"{turn['index'] + 1} {_clock(turn.get('start_ms'))}"
    return (
        f'<tr style="background:none"><td style="{_TOP};{_DIM};white-space:nowrap">{place}</td>'
        f'<td style="{_TOP};white-space:nowrap">{who}</td>'
        f'<td style="{_TOP};overflow-wrap:anywhere">{_marked(turn["text"], marks)}</td></tr>'
    )


def _marks(report: Values) -> dict[int, list[_Span]]:
    """The spans of banned phrases, and of what passes a rule of 十字 or 七声, by turn."""
    found: dict[int, list[_Span]] = {}
    for hit in report["banned"]:
        look = "review" if hit["status"] == "to_review" else "banned"
        found.setdefault(hit["turn"], []).append((*hit["chars"], look))
    members = {*report["polite"], *report["voices"]}
    for finding in report["findings"]:
        if finding["member"] in members and finding["outcome"] == "pass":
            for hit in finding["hits"]:
                found.setdefault(hit["turn"], []).append((*hit["chars"], "hit"))
    return found


def _marked(text: str, marks: Sequence[_Span]) -> str:
    """The text cut wherever a mark starts or ends; where marks overlap the strongest shows."""
    edges = sorted({0, len(text), *(at for start, end, _ in marks for at in (start, end))})
    return "".join(_piece(text, start, end, marks) for start, end in pairwise(edges))


def _piece(text: str, start: int, end: int, marks: Sequence[_Span]) -> str:
    looks = {look for first, last, look in marks if first < end and start < last}
    words = _words(text[start:end])
    if not looks:
        return words
    return f'<mark style="{_MARK[min(looks, key=_STRONGEST.index)]}">{words}</mark>'


def _clause(clause: Values | None) -> str:
    if clause is None:
        return ""
    name = " ".join(str(part) for part in (clause["standard"], clause["section"]) if part)
    number = f'<span style="{_DIM}"> {_words(clause["id"])}</span>' if clause["id"] else ""
    return f"{_words(name)} {_quoted(clause['text'])}{number}"


def _evidence(hit: Values) -> str:
    at = _clock(hit["start_ms"])
    return f"{_turn_number(hit['turn'])} {at} {_quoted(hit['said'])}"


def _suppressed(hit: Values) -> str:
    why = str(WHY[Why(hit["by"])]).format(words=hit["with"])
    return f"{_evidence(hit)} {_words(why)}"


def _searched(search: Values | None) -> str:
    if search is None:
        return ""
    first, last = (turn + 1 for turn in search["turns"])
    where = Text(f"第 {first}–{last} 轮", f"turns {first}–{last}")
    return f"{_word(where)} {_label(ROLE, search['who'])}"


def _turn_number(turn: int) -> str:
    return _word(Text(f"第 {turn + 1} 轮", f"turn {turn + 1}"))


def _quoted(text: str) -> str:
    return f"“{_words(text)}”"


def _clock(start_ms: int | None) -> str:
    return "" if start_ms is None else clock(TimeSpan(start_ms, start_ms))
