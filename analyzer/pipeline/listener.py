"""The recogniser and its settings, made once for many recordings; nothing heavy is imported before it is needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.errors import missing_extra

if TYPE_CHECKING:
    from analyzer.call import Call

CHANNELS = ("auto", "left", "right")


@dataclass(frozen=True)
class Listener:
    """Listens to recordings with one model: a name of models.toml or a folder. `agent_channel` is one of CHANNELS."""

    model: str = "base"
    agent_channel: str = "auto"

    @cached_property
    def _transcriber(self) -> Any:
        """The loaded recogniser. Raises `ModelError` where the model is missing, `UsageError` where libraries are."""
        try:
            from analyzer.asr.models import find_model
            from analyzer.asr.whisper import WhisperTranscriber
        except ModuleNotFoundError as error:
            raise missing_extra(str(error.name), "listen") from error
        return WhisperTranscriber(find_model(self.model))

    def listen(self, path: Path) -> Call:
        """The call in a recording. Raises `InputError`, `ModelError`, `UsageError`."""
        transcriber = self._transcriber
        from analyzer.pipeline.listen import ListenSettings, listen
        from analyzer.roles.channels import AgentChannel

        return listen(path, ListenSettings(agent_channel=AgentChannel(self.agent_channel)), transcriber)
