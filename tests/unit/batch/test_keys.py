"""Keys change with everything that determines a result, and with nothing else."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.batch import keys
from analyzer.batch.keys import Fingerprints, digest
from analyzer.batch.work import Settings, Worker
from analyzer.call import Call, Role, Turn
from analyzer.ingest import Kind, Metadata, Source

HEARD = "import analyzer.pipeline.listener, analyzer.pipeline.listen, analyzer.asr.whisper, analyzer.roles.diarize"
JUDGED = "import analyzer.pipeline.judge, analyzer.roleflip, analyzer.privacy, analyzer.facts"
# Words for people, places of files, the version: they change no word and no judgement.
NEUTRAL = {"analyzer", "disk", "errors", "language", "pipeline", "resources", "version"}
CALL = Call("a", (Turn(0, Role.AGENT, "您好。"),), source="a.txt")


def loaded(statement: str) -> set[str]:
    """The analyzer's own modules that a statement brings in, in a new process."""
    program = f"import sys; {statement}; print(*(m for m in sys.modules if m.startswith('analyzer')))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def covered(module: str, rooms: tuple[str, ...]) -> bool:
    path = module.removeprefix("analyzer.").replace(".", "/")
    return any(
        path == room or path == room.removesuffix(".py") or path.startswith(f"{room}/") for room in rooms
    )


def test_all_code_that_listens_is_in_the_listening_key() -> None:
    modules = {m for m in loaded(HEARD) if m.removeprefix("analyzer.") not in NEUTRAL}
    assert {m for m in modules if not covered(m, keys._LISTENING_ROOMS)} == set()


def test_no_code_that_judges_is_left_out_of_the_result_key() -> None:
    assert {m for m in loaded(JUDGED) if covered(m, keys._NO_PART_IN_RESULTS)} == set()


def test_rooms_that_are_named_exist() -> None:
    root = Path(keys.__file__).parents[1]
    assert [
        room for room in (*keys._LISTENING_ROOMS, *keys._NO_PART_IN_RESULTS) if not (root / room).exists()
    ] == []


@given(st.lists(st.text(st.characters(codec=None)), max_size=4), st.lists(st.text(), max_size=4))
def test_different_words_have_different_digests(one: list[str], two: list[str]) -> None:
    assert (one == two) == (digest(*one) == digest(*two))


def test_names_and_facts_are_in_the_result_key_and_not_in_the_listening_key() -> None:
    prints = Fingerprints("heard so", "judged so")
    heard = prints.listening_key("sha")
    one = prints.recording_key(heard, Source(Path("a.wav"), Kind.RECORDING), ())
    assert one != prints.recording_key(heard, Source(Path("b.wav"), Kind.RECORDING), ())
    assert one != prints.recording_key(
        heard, Source(Path("a.wav"), Kind.RECORDING), (Metadata(agent_id="7"),)
    )
    assert heard != Fingerprints("heard otherwise", "judged so").listening_key("sha")
    assert heard == Fingerprints("heard so", "judged otherwise").listening_key("sha")
    assert prints.call_key(CALL) != prints.call_key(replace(CALL, agent_id="7"))
    assert prints.call_key(CALL) != Fingerprints("heard so", "judged otherwise").call_key(CALL)


@pytest.mark.parametrize(
    ("change", "heard_anew", "judged_anew"),
    [
        ({"role_check": True}, False, True),
        ({"language": "en"}, True, True),
        ({"agent_channel": "left"}, True, False),
        ({"threads": 3}, False, False),
    ],
)
def test_settings_count_where_they_matter(
    change: dict[str, object],
    heard_anew: bool,
    judged_anew: bool,
    small_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("analyzer.pipeline.listener.Listener.identity", lambda _self: ("base", "sha"))
    before = Worker(small_settings).fingerprints(listens=True)
    after = Worker(replace(small_settings, **change)).fingerprints(listens=True)  # type: ignore[arg-type]
    assert (before.listening != after.listening, before.judging != after.judging) == (heard_anew, judged_anew)
