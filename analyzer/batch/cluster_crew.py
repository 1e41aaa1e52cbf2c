"""A crew of processes on the machines of a Ray cluster: who is there, what each does, what is lost with a machine."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from analyzer.batch.crew import Bundle, Lost
from analyzer.batch.limits import JOB_BYTES
from analyzer.batch.node import Kit, Node, Ready, Seen, versions, weights_of
from analyzer.batch.work import Item, Outcome
from analyzer.errors import AnalyzerError, Code, Problem, UsageError
from analyzer.language import Text
from analyzer.store import Why

_MUSTER_S: Final = 10.0
_LONELY_S: Final = 600.0
_LOOK_S: Final = 600.0
_STILLBIRTHS: Final = 3


@dataclass(frozen=True, slots=True)
class _Machine:
    """A machine of the cluster, and how many of our processes it has room for."""

    id: str
    name: str
    room: int


@dataclass(slots=True)
class _Hand:
    """A process on a machine with what it is doing; `call` is the answer awaited from it, None where it is free."""

    machine: _Machine
    actor: Any
    call: Any
    ready: bool = False
    bundle: deque[Item] = field(default_factory=deque)
    deadline: float | None = None


class ClusterCrew:
    """As many processes as the machines have room for, `jobs` at most; machines may come and go meanwhile.

    `ray` is the library, connected. Raises `UsageError` where no machine has room.
    """

    def __init__(self, ray: Any, kit: Kit, jobs: int | None) -> None:
        self._ray = ray
        self._kit = kit
        self._jobs = jobs
        self._told = ray.put(kit)
        self._weights: Any = None
        self._hands: list[_Hand] = []
        self._left: deque[Bundle] = deque()
        self._stillborn = 0
        self._lively = time.monotonic()
        self._muster()
        if not self._hands:
            raise _nobody()

    @property
    def size(self) -> int:
        """The processes there are now, those that are still loading among them."""
        return len(self._hands)

    def idle(self) -> int:
        """Processes that are free, less what others left to be finished."""
        return max(0, len(self._free()) - len(self._left))

    def give(self, bundle: Bundle) -> None:
        """Begins a bundle."""
        self._left.append(bundle)
        self._hand_out()

    def wait(self, seconds: float) -> list[Outcome | Lost]:
        """What is finished or lost, after at most so long. Raises what stops every item."""
        if time.monotonic() - self._mustered > _MUSTER_S:
            self._muster()
        self._hand_out()
        calls = {hand.call: hand for hand in self._hands if hand.call is not None}
        if not calls:
            time.sleep(seconds)
            return []
        self._ray.wait(list(calls), num_returns=1, timeout=seconds)
        answered, _ = self._ray.wait(list(calls), num_returns=len(calls), timeout=0)
        events = [event for call in answered for event in self._read(calls[call])]
        return events + self._overdue()

    def close(self) -> None:
        """Ends the processes and leaves the cluster; what is not finished is given up."""
        for hand in tuple(self._hands):
            self._dismiss(hand)
        self._ray.shutdown()

    def _free(self) -> Sequence[_Hand]:
        return [hand for hand in self._hands if hand.ready and hand.call is None]

    def _hand_out(self) -> None:
        for hand in self._free():
            if not self._left:
                return
            hand.bundle.extend(self._left.popleft())
            self._next(hand)

    def _muster(self) -> None:
        """Starts processes where there is room, forgets those that were free on machines that are gone."""
        self._mustered = time.monotonic()
        machines = self._machines()
        for hand in self._free():
            if hand.machine.id not in machines:
                self._dismiss(hand)
        taken = Counter(hand.machine.id for hand in self._hands)
        places = sorted((n, key) for key, at in machines.items() for n in range(taken[key], at.room))
        most = len(places) if self._jobs is None else max(0, self._jobs - len(self._hands))
        self._hands += [self._start(machines[key]) for _, key in places[:most]]
        if any(hand.ready for hand in self._hands):
            self._lively = self._mustered
        elif self._mustered - self._lively > _LONELY_S:
            raise _nobody()

    def _machines(self) -> Mapping[str, _Machine]:
        """The machines that are alive, by id."""
        threads, memory = self._need()
        found = {}
        for node in self._ray.nodes():
            if not node["Alive"]:
                continue
            has = node["Resources"]
            room = int(has.get("CPU", 0) // threads)
            if memory:
                room = min(room, int(has.get("memory", 0) // memory))
            found[node["NodeID"]] = _Machine(node["NodeID"], node["NodeManagerAddress"], room)
        return found

    def _need(self) -> tuple[int, int]:
        """Cores and bytes that each process is to have."""
        return self._kit.settings.threads or 1, JOB_BYTES if self._kit.model is not None else 0

    def _start(self, machine: _Machine) -> _Hand:
        """A process bound to its machine; when that one is lost, so is the process, and nobody waits for it."""
        there = self._ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(machine.id, soft=False)
        threads, memory = self._need()
        node = self._ray.remote(Node).options(num_cpus=threads, memory=memory, scheduling_strategy=there)
        actor = node.remote()
        return _Hand(machine, actor, actor.begin.remote(self._told))

    def _next(self, hand: _Hand) -> None:
        """The next item of its bundle, if there is one."""
        hand.deadline = time.monotonic() + _LOOK_S if hand.bundle else None
        hand.call = hand.actor.look.remote(hand.bundle[0]) if hand.bundle else None

    def _read(self, hand: _Hand) -> Sequence[Outcome | Lost]:
        """What a process answered: to `begin` None or Ready, to `look` Seen, to `do` an outcome."""
        try:
            answer = self._ray.get(hand.call)
        except self._ray.exceptions.RayError as error:
            return self._died(hand, error)
        match answer:
            case AnalyzerError():
                raise answer
            case None:
                self._weights = self._weights or self._ray.put(weights_of(self._kit.settings.model))
                hand.call = hand.actor.begin.remote(self._told, self._weights)
            case Ready():
                self._welcome(hand, answer)
            case Seen(here=True, seconds=seconds):
                hand.deadline = None if seconds is None else time.monotonic() + seconds
                hand.call = hand.actor.do.remote(hand.bundle[0])
            case Seen():
                hand.call = self._send(hand)
            case Outcome():
                hand.bundle.popleft()
                self._next(hand)
                return [answer]
        return []

    def _welcome(self, hand: _Hand, ready: Ready) -> None:
        if ready.prints != self._kit.prints:
            raise _differs(hand.machine, ready)
        hand.ready, hand.call, self._stillborn = True, None, 0

    def _send(self, hand: _Hand) -> Any:
        """Sends the recording along; one that cannot be read here any more is the node's to complain of."""
        item = hand.bundle[0]
        try:
            return hand.actor.look.remote(item, item.source.path.read_bytes())
        except OSError:
            return hand.actor.do.remote(item)

    def _died(self, hand: _Hand, error: Exception) -> Sequence[Lost]:
        """The item at the head of the bundle is what it was doing; the others were not begun."""
        self._dismiss(hand)
        there = hand.machine.id in self._machines()
        if not hand.ready:
            self._stillborn += there
            if self._stillborn >= _STILLBIRTHS:
                raise _cannot_start(hand.machine, error)
            return []
        return [self._lost(hand, *self._why(hand.machine, error, there=there))]

    def _why(self, machine: _Machine, error: Exception, *, there: bool) -> tuple[Why, Text]:
        kinds = self._ray.exceptions
        if isinstance(error, kinds.OutOfMemoryError):
            short = Text(f"机器 {machine.name} 的内存不够", f"machine {machine.name} is out of memory")
            return Why.KILLED, short
        if isinstance(error, kinds.ActorUnavailableError) or not there:
            gone = Text(f"和机器 {machine.name} 失去了联系", f"machine {machine.name} was lost")
            return Why.KILLED, gone
        crashed = Text(
            f"机器 {machine.name} 上的处理进程崩溃", f"its process on machine {machine.name} crashed"
        )
        return Why.CRASHED, crashed

    def _overdue(self) -> list[Outcome | Lost]:
        now = time.monotonic()
        late = [hand for hand in self._hands if hand.deadline is not None and now >= hand.deadline]
        words = Text("超过了时间上限", "it took longer than the time limit")
        for hand in late:
            self._dismiss(hand)
        return [self._lost(hand, Why.TIME_LIMIT, words) for hand in late]

    def _lost(self, hand: _Hand, why: Why, how: Text) -> Lost:
        lost = Lost(hand.bundle.popleft(), why, how)
        if hand.bundle:
            self._left.appendleft(tuple(hand.bundle))
        return lost

    def _dismiss(self, hand: _Hand) -> None:
        """Ends a process; another is started in its place at the next wait."""
        self._hands.remove(hand)
        self._mustered = 0.0
        with suppress(self._ray.exceptions.RayError):
            self._ray.kill(hand.actor)


def _differs(machine: _Machine, ready: Ready) -> UsageError:
    """The sentence for a machine that would give other results: which version differs, else that the files do."""
    pairs = zip(versions(), ready.versions, strict=True)
    odd = [f"{name} {theirs} ≠ {ours}" for (name, ours), (_, theirs) in pairs if ours != theirs]
    what = "，".join(odd) or str(
        Text("程序文件或可选组件不同", "its program files or optional libraries differ")
    )
    message = Text(
        f"机器 {machine.name} 会给出不同的结果：{what}",
        f"machine {machine.name} would give other results: {what}",
    )
    hint = Text("在所有机器上安装同样的版本", "install the same versions on all machines")
    return UsageError(Problem(Code.CLUSTER, message, hint=hint))


def _cannot_start(machine: _Machine, error: Exception) -> UsageError:
    why = str(error).strip().splitlines()[-1][:300]
    message = Text(
        f"机器 {machine.name} 上的处理进程启动不了：{why}",
        f"processes do not start on machine {machine.name}: {why}",
    )
    hint = Text(
        "确认那台机器装好了同样版本的 analyzer，内存足够",
        "see that it has the same version of analyzer and memory enough",
    )
    return UsageError(Problem(Code.CLUSTER, message, hint=hint))


def _nobody() -> UsageError:
    message = Text("集群里没有机器可以用", "no machine of the cluster can be used")
    hint = Text(
        "用 ray status 查看核数和内存；恢复后用同样的命令继续",
        "see cores and memory with ray status; then run the same command again",
    )
    return UsageError(Problem(Code.CLUSTER, message, hint=hint))
