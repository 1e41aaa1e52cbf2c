"""From a recording to a call: decode, find speech, transcribe, guard, tell the roles, make turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from analyzer.asr.guard import GuardSettings, screen
from analyzer.asr.transcriber import Transcriber
from analyzer.audio.activity import Activity, ActivitySettings, find_activity
from analyzer.audio.channels import carry_same_voices
from analyzer.audio.decode import Sound, decode
from analyzer.audio.measures import Measures, measure_turns
from analyzer.audio.quality import measure_sound, quality_note
from analyzer.call import Call, Origin, Role, Turn
from analyzer.errors import Code, InputError, input_error
from analyzer.language import Text
from analyzer.pipeline.turns import make_turns
from analyzer.pipeline.voices import voices_of_channels, voices_of_speakers, voices_unknown
from analyzer.roles.channels import AgentChannel
from analyzer.roles.speakers import Diarizer

_SAME_VOICES: Final = Text(
    "两个声道里是同样的声音，按单声道处理", "both channels carry the same voices; treated as mono"
)


@dataclass(frozen=True, slots=True)
class ListenSettings:
    """How to listen to a recording.

    `max_pause_ms`: a longer pause of one speaker begins a new turn. `call_id` None: the file's name without its ending.
    """

    agent_channel: AgentChannel = AgentChannel.AUTO
    max_pause_ms: int = 1_500
    call_id: str | None = None
    activity: ActivitySettings = field(default_factory=ActivitySettings)
    guard: GuardSettings = field(default_factory=GuardSettings)


@dataclass(frozen=True, slots=True)
class Listened:
    """A call heard from a recording, with the measures taken from its sound and its turns (docs/measures.md)."""

    call: Call
    measures: Measures


def listen(
    path: Path, settings: ListenSettings, transcriber: Transcriber, diarizer: Diarizer | None = None
) -> Call:
    """The call in a recording. Raises InputError: not decodable (`decode` says how), no speech in it."""
    return listen_measured(path, settings, transcriber, diarizer).call


def listen_measured(
    path: Path, settings: ListenSettings, transcriber: Transcriber, diarizer: Diarizer | None = None
) -> Listened:
    """The call with its measures. Without a diarizer the roles of a mono recording stay unknown."""
    with decode(path) as sound:
        activity = find_activity(sound, settings.activity)
        mono = _mono_channel(sound, activity)
        utterances = [u for u in activity.utterances if mono is None or u.channel == mono]
        if not utterances:
            raise _no_speech(path)
        heard = transcriber.transcribe(sound, activity, utterances)
        kept, dropped = screen(heard, transcriber.prompt, settings.guard)
        if not kept:
            raise _no_speech(path)
        if mono is None:
            voiced = voices_of_channels(kept, settings.agent_channel)
        elif diarizer is not None:
            voiced = voices_of_speakers(kept, diarizer.speakers(sound, activity, utterances))
        else:
            voiced = voices_unknown(kept)
        turns = make_turns(voiced.heard, voiced.voice_of, settings.max_pause_ms)
        in_sound = measure_sound(sound, activity, _channel_roles(turns, sound.recording.channels))
    call = Call(
        call_id=settings.call_id or path.stem,
        turns=turns,
        source=path.name,
        recording=sound.recording,
        origin=_origin(transcriber.origin, settings),
        dropped=dropped,
    )
    measures = {**measure_turns(call), **in_sound}
    same = (_SAME_VOICES,) if mono is not None and sound.recording.channels > 1 else ()
    notes = (*sound.notes, *same, quality_note(measures))
    return Listened(replace(call, notes=tuple(str(note) for note in notes)), dict(sorted(measures.items())))


def _mono_channel(sound: Sound, activity: Activity) -> int | None:
    """The one channel to listen to where there is no more than one, or both carry the same; None for true stereo."""
    if sound.recording.channels == 1:
        return 0
    if not carry_same_voices(activity):
        return None
    return max(range(len(activity.levels)), key=lambda channel: activity.levels[channel].speech_db)


def _channel_roles(turns: Sequence[Turn], channels: int) -> tuple[Role, ...]:
    """The role of each channel, unknown where several speak on it."""
    found = [{turn.role for turn in turns if turn.channel == channel} for channel in range(channels)]
    return tuple(roles.pop() if len(roles) == 1 else Role.UNKNOWN for roles in found)


def _origin(origin: Origin, settings: ListenSettings) -> Origin:
    """The recogniser's origin with every option of listening added."""
    options = {
        "agent_channel": str(settings.agent_channel),
        "max_pause_ms": str(settings.max_pause_ms),
        **_options("activity", settings.activity),
        **_options("guard", settings.guard),
        **dict(origin.options),
    }
    return Origin(origin.recognizer, origin.model, origin.model_sha256, tuple(sorted(options.items())))


def _options(room: str, settings: Any) -> dict[str, str]:
    return {f"{room}.{item.name}": str(getattr(settings, item.name)) for item in fields(settings)}


def _no_speech(path: Path) -> InputError:
    return input_error(
        Code.NO_SPEECH,
        Text("录音里没有听到人说话", "no speech was heard in the recording"),
        path,
        Text(
            "请用播放器确认录音里有通话内容", "check with a media player that there is a conversation in it"
        ),
    )
