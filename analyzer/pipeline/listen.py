"""From a recording to a call: decode, find speech, transcribe, guard, tell the roles, make turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from analyzer.asr.guard import GuardSettings, screen
from analyzer.asr.transcriber import Heard, Transcriber
from analyzer.audio.activity import Activity, ActivitySettings, find_activity
from analyzer.audio.channels import carry_same_voices
from analyzer.audio.decode import Sound, decode
from analyzer.call import Call, Origin, Role
from analyzer.errors import Code, InputError, input_error
from analyzer.language import Text
from analyzer.pipeline.turns import make_turns
from analyzer.roles.channels import AgentChannel, ChannelRoles, roles_of_channels

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


def listen(path: Path, settings: ListenSettings, transcriber: Transcriber) -> Call:
    """The call in a recording. Raises InputError: not decodable (`decode` says how), no speech in it."""
    with decode(path) as sound:
        activity = find_activity(sound, settings.activity)
        mono_of = _mono_channel(sound, activity)
        utterances = [u for u in activity.utterances if mono_of is None or u.channel == mono_of]
        if not utterances:
            raise _no_speech(path)
        heard = transcriber.transcribe(sound, activity, utterances)
    kept, dropped = screen(heard, transcriber.prompt, settings.guard)
    if not kept:
        raise _no_speech(path)
    roles = _roles(kept, sound.recording.channels, mono_of, settings)
    notes = [*sound.notes, *([_SAME_VOICES] if mono_of is not None and sound.recording.channels > 1 else [])]
    return Call(
        call_id=settings.call_id or path.stem,
        turns=make_turns(kept, roles.roles, roles.basis, settings.max_pause_ms),
        source=path.name,
        recording=sound.recording,
        origin=_origin(transcriber.origin, settings),
        dropped=dropped,
        notes=tuple(str(note) for note in notes),
    )


def _mono_channel(sound: Sound, activity: Activity) -> int | None:
    """The one channel to listen to where there is no more than one, or both carry the same; None for true stereo."""
    if sound.recording.channels == 1:
        return 0
    if not carry_same_voices(activity.levels):
        return None
    return max(range(len(activity.levels)), key=lambda channel: activity.levels[channel].speech_db)


def _roles(
    kept: Sequence[Heard], channels: int, mono_of: int | None, settings: ListenSettings
) -> ChannelRoles:
    if mono_of is not None:
        return ChannelRoles((Role.UNKNOWN,) * channels, "mono")
    texts = [[item.text for item in kept if item.utterance.channel == channel] for channel in range(channels)]
    return roles_of_channels(texts, settings.agent_channel)


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
