"""Who does the work: this process, or worker processes of which each does one bundle of items at a time."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final, Protocol

from analyzer.batch.work import Item, Outcome, Settings, do, prepare
from analyzer.errors import AnalyzerError, Code, Problem, UsageError
from analyzer.language import Text
from analyzer.store import Why

_STILLBIRTHS: Final = 3
_START_S: Final = 600.0
_READY: Final = "ready"
_BYE_S: Final = 5.0

Bundle = Sequence[Item]
Limit = Callable[[Item], float | None]


@dataclass(frozen=True, slots=True)
class Lost:
    """An item whose worker is gone: why, and in words that end a sentence."""

    item: Item
    why: Why
    how: Text


class Crew(Protocol):
    """Takes bundles of items and gives back what became of each; a cluster is one more of these."""

    def idle(self) -> int:
        """How many bundles can be given now."""

    def give(self, bundle: Bundle) -> None:
        """Begins a bundle."""

    def wait(self, seconds: float) -> list[Outcome | Lost]:
        """What is finished or lost, after at most so long. Raises what stops every item: `ModelError`, `UsageError`."""

    def close(self) -> None:
        """Lets everybody go; what is not finished is given up."""


@dataclass(slots=True)
class Alone:
    """Does the work in this process, an item at each wait: nothing to start for a few short calls."""

    settings: Settings
    waiting: deque[Item] = field(default_factory=deque)

    def idle(self) -> int:
        """One bundle at a time."""
        return 0 if self.waiting else 1

    def give(self, bundle: Bundle) -> None:
        """Keeps the items for the next waits."""
        self.waiting.extend(bundle)

    def wait(self, seconds: float) -> list[Outcome | Lost]:
        """Does one item."""
        return [do(self.waiting.popleft(), self.settings)] if self.waiting else []

    def close(self) -> None:
        """Gives up what is waiting."""
        self.waiting.clear()


@dataclass(slots=True)
class _Hand:
    """One worker process with its own pipe, so that the death of one garbles nobody else's messages."""

    process: BaseProcess
    pipe: Connection
    ready: bool = False
    bundle: deque[Item] = field(default_factory=deque)
    deadline: float | None = None


class Pool:
    """Worker processes, started when there is work, replaced when they die."""

    def __init__(self, jobs: int, settings: Settings, limit: Limit) -> None:
        self._jobs = jobs
        self._settings = settings
        self._limit = limit
        self._context = get_context("spawn")
        self._hands: list[_Hand] = []
        self._stillborn = 0

    def idle(self) -> int:
        """Workers without a bundle, those that are not started yet among them."""
        return self._jobs - sum(bool(hand.bundle) for hand in self._hands)

    def give(self, bundle: Bundle) -> None:
        """Begins a bundle. A worker that waits is always reading, so that the two ends never wait for each other."""
        hand = next((hand for hand in self._hands if not hand.bundle), None) or self._start()
        hand.bundle.extend(bundle)
        hand.deadline = time.monotonic() + _START_S
        try:
            hand.pipe.send(tuple(bundle))
        except OSError:
            return  # it is dead; the next wait finds that out

    def wait(self, seconds: float) -> list[Outcome | Lost]:
        """What is finished or lost, after at most so long."""
        busy = {hand.pipe: hand for hand in self._hands if hand.bundle}
        if not busy:
            return []
        deadlines = [hand.deadline for hand in busy.values() if hand.deadline is not None]
        left = min([seconds, *(deadline - time.monotonic() for deadline in deadlines)])
        events: list[Outcome | Lost] = []
        for pipe in wait(list(busy), max(0.0, left)):
            hand = busy[pipe]  # type: ignore[index]
            events += self._read(hand)
        for hand in busy.values():
            if hand.deadline is not None and hand.bundle and time.monotonic() >= hand.deadline:
                events.append(self._overdue(hand))
        return events

    def close(self) -> None:
        """Ends the workers; what they are doing is given up."""
        for hand in self._hands:
            hand.pipe.close()
            hand.process.terminate()
        for hand in self._hands:
            _bury(hand.process)
        self._hands.clear()

    def processes(self) -> list[int]:
        """The workers' process ids."""
        return [hand.process.pid or 0 for hand in self._hands]

    def _start(self) -> _Hand:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_serve, args=(theirs, self._settings, self._limit), daemon=True, name="analyzer-worker"
        )
        process.start()
        theirs.close()
        hand = _Hand(process, ours)
        self._hands.append(hand)
        return hand

    def _read(self, hand: _Hand) -> Sequence[Outcome | Lost]:
        try:
            message = hand.pipe.recv()
        except (EOFError, OSError):
            return self._died(hand)
        if isinstance(message, AnalyzerError):
            raise message
        if message == _READY:
            hand.ready, self._stillborn = True, 0
            return []
        if isinstance(message, Outcome):
            hand.bundle.popleft()
            hand.deadline = time.monotonic() + _START_S
            return [message]
        hand.deadline = None if message is None else time.monotonic() + message
        return []

    def _died(self, hand: _Hand) -> Sequence[Outcome | Lost]:
        """The item at the head of the bundle is what it was doing; the others were not begun."""
        self._dismiss(hand)
        code = hand.process.exitcode
        if not hand.ready:
            self._stillborn += 1
            if self._stillborn >= _STILLBIRTHS:
                raise _cannot_start(code)
            self.give(hand.bundle)
            return []
        return self._lost(hand, *_why(code))

    def _overdue(self, hand: _Hand) -> Lost:
        hand.process.kill()
        self._dismiss(hand)
        words = Text("超过了时间上限", "it took longer than the time limit")
        return self._lost(hand, Why.TIME_LIMIT, words)[0]

    def _lost(self, hand: _Hand, why: Why, how: Text) -> list[Lost]:
        lost = Lost(hand.bundle.popleft(), why, how)
        if hand.bundle:
            self.give(hand.bundle)
        return [lost]

    def _dismiss(self, hand: _Hand) -> None:
        self._hands.remove(hand)
        hand.pipe.close()
        _bury(hand.process)


def _bury(process: BaseProcess) -> None:
    process.join(_BYE_S)
    if process.is_alive():
        process.kill()
        process.join(_BYE_S)


def _why(code: int | None) -> tuple[Why, Text]:
    """What an exit code tells; None is a process that does not even end."""
    if code in (-signal.SIGTERM, -int(getattr(signal, "SIGKILL", signal.SIGTERM))):
        return Why.KILLED, Text(
            "处理进程被系统或别的程序结束（常见原因：内存不够）",
            "its process was killed by the system or another program (often: out of memory)",
        )
    return Why.CRASHED, Text(f"处理进程崩溃（代码 {code}）", f"its process crashed (code {code})")


def _cannot_start(code: int | None) -> UsageError:
    message = Text(f"处理进程启动不了（代码 {code}）", f"worker processes do not start (code {code})")
    hint = Text("可能是内存不够：用 --jobs 1 再试", "memory may be short: try --jobs 1")
    return UsageError(Problem(Code.WORKER_DIED, message, hint=hint))


def _serve(pipe: Connection, settings: Settings, limit: Limit) -> None:
    """A worker's life: bundles in, outcomes out, until the other end is closed.

    Ctrl-C is the main process's business. A worker whose main process is gone has nobody to work for.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    while True:
        try:
            bundle: Bundle = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            prepare(bundle[0], settings)
            pipe.send(_READY)
            for item in bundle:
                pipe.send(limit(item))
                pipe.send(do(item, settings))
        except AnalyzerError as error:
            pipe.send(error)
            return
        except OSError:
            return


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
