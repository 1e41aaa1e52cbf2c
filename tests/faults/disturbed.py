"""Kills a run again and again, its main process or one of its workers, until it has been killed often enough."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Killer:
    """Kills at random, by a seed; counts whom. `mark` is the file that shows that items are being done."""

    command: list[str]
    mark: Path
    seed: int
    main: int = 0
    workers: int = 0
    unharmed: int = 0
    said: list[str] = field(default_factory=list)

    def kill(self, times: int, longest_s: float) -> None:
        """Starts the run as often as it takes and kills `times` times, each at most so long after work began.

        One in five comes while the run or a worker is still starting.
        """
        chance = random.Random(self.seed)
        process = self._start()
        while self.main + self.workers < times:
            self.mark.unlink(missing_ok=True)
            early = chance.random() < 0.2
            if not early and not self._wait_for_work(process):
                self._note(process)
                process = self._start()
                continue
            time.sleep(chance.uniform(0, longest_s))
            workers = _children(process.pid)
            with suppress(ProcessLookupError):
                if chance.random() < 0.5 or not workers:
                    os.kill(process.pid, signal.SIGKILL)
                    process.wait()
                    self.main += 1
                else:
                    os.kill(chance.choice(workers), signal.SIGKILL)
                    self.workers += 1
            if process.poll() is not None:
                self._note(process)
                process = self._start()
        process.kill()
        self._note(process)

    def interrupt(self) -> int:
        """Ctrl-C once work has begun, which reaches workers too; the exit code."""
        process = subprocess.Popen(
            self.command, cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE, text=True
        )
        assert self._wait_for_work(process)
        os.killpg(process.pid, signal.SIGINT)
        self._note(process)
        return process.returncode

    def finish(self) -> int:
        """Lets the run come to its end."""
        process = self._start()
        self._note(process)
        return process.returncode

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(self.command, cwd=ROOT, stderr=subprocess.PIPE, text=True)

    def _wait_for_work(self, process: subprocess.Popen[str]) -> bool:
        while process.poll() is None:
            if self.mark.exists():
                return True
            time.sleep(0.01)
        return False

    def _note(self, process: subprocess.Popen[str]) -> None:
        _, said = process.communicate()
        if said.strip():
            self.said.append(said.strip().splitlines()[-1])
        self.unharmed += process.returncode == 0


def scoring(folder: Path, out: Path, lexicon: Path, pause_s: float, seed: int = 0) -> Killer:
    """A run that is to be disturbed."""
    mark = out.with_name(f"{out.name}.mark")
    words = (str(folder), str(out), str(lexicon), str(pause_s), str(mark))
    return Killer([sys.executable, "-m", "tests.faults.scoring", *words], mark, seed)


def _children(pid: int) -> list[int]:
    """The workers of a run; the resource tracker of multiprocessing is none of them."""
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children if b"spawn_main" in _command_line(child)]
    return []


def _command_line(pid: str) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""
