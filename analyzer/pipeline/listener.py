"""The recogniser and its settings, made once for many recordings; nothing heavy is imported before it is needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import missing_extra

if TYPE_CHECKING:
    from analyzer.asr.transcriber import Transcriber
    from analyzer.pipeline.listen import Listened
    from analyzer.roles.speakers import Diarizer

CHANNELS = ("auto", "left", "right")
_VOICES = "voices"


@dataclass(frozen=True)
class Listener:
    """Listens to recordings with one model: a name of models.toml or a folder. `agent_channel` is one of CHANNELS.

    `threads` None: all cores; they change the speed and never the words.
    """

    model: str = "base"
    agent_channel: str = "auto"
    threads: int | None = None

    @cached_property
    def _transcriber(self) -> Transcriber:
        """The loaded recogniser. Raises `ModelError` where the model is missing, `UsageError` where libraries are."""
        try:
            from analyzer.asr.models import find_model
            from analyzer.asr.whisper import WhisperSettings, WhisperTranscriber
        except ModuleNotFoundError as error:
            raise missing_extra(str(error.name), "listen") from error
        return WhisperTranscriber(find_model(self.model), WhisperSettings(threads=self.threads))

    def load(self) -> None:
        """Loads the recogniser now. Raises as `listen` does, but for the recording."""
        self._transcriber  # noqa: B018 - made and kept

    def identity(self) -> tuple[str, str]:
        """Name and sha256 of the model's weights. Raises `ModelError` where the model is missing or damaged."""
        from analyzer.asr.models import find_model

        model = find_model(self.model)
        return model.name, model.sha256

    @cached_property
    def _diarizer(self) -> Diarizer | None:
        """Tells voices apart on mono recordings where the model is installed; None leaves roles unknown."""
        if not self.tells_voices_apart:
            return None
        from analyzer.asr.models import find_model
        from analyzer.roles.diarize import VoicePrints

        return VoicePrints(find_model(_VOICES).weights)

    @property
    def tells_voices_apart(self) -> bool:
        """Whether the model of voices is installed; it decides what mono recordings can be judged on."""
        from analyzer.asr.models import is_installed

        return is_installed(_VOICES)

    def voices_identity(self) -> str:
        """The sha256 of the model that tells voices apart; `none` where there is none, and roles stay unknown."""
        if not self.tells_voices_apart:
            return "none"
        from analyzer.asr.models import find_model

        return find_model(_VOICES).sha256

    def listen(self, path: Path) -> Listened:
        """The call in a recording with its measures. Raises `InputError`, `ModelError`, `UsageError`."""
        transcriber = self._transcriber
        from analyzer.pipeline.listen import ListenSettings, listen_measured
        from analyzer.roles.channels import AgentChannel

        settings = ListenSettings(agent_channel=AgentChannel(self.agent_channel))
        return listen_measured(path, settings, transcriber, self._diarizer)
