"""The way into a Ray cluster; the only importer of Ray."""

from __future__ import annotations

import json
import logging
import os
import socket
from typing import Any, Final

from analyzer.batch.cluster_crew import ClusterCrew
from analyzer.batch.node import Kit
from analyzer.errors import Code, Problem, UsageError, missing_extra
from analyzer.language import Text

_MANNERS: Final = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DEDUP_LOGS_SKIP_REGEX": ".",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
"""Ray reads these when it is imported: it tells nobody anything and writes nothing among our results."""
_ANSWER_S: Final = 5.0


def join(address: str, kit: Kit, jobs: int | None = None) -> ClusterCrew:
    """The crew of the cluster at `HOST:PORT`, or at `auto`, the one that this machine belongs to.

    Raises `UsageError`: no Ray, nobody at this address, other versions, a cluster that reports to others, no room.
    """
    os.environ |= _MANNERS
    try:
        import ray
        import ray.util.scheduling_strategies
    except ModuleNotFoundError as error:
        raise missing_extra("ray", "cluster") from error
    _check_answers(address)
    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    except (OSError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
        raise _refused(address, error) from error
    try:
        _check_silent(ray)
        return ClusterCrew(ray, kit, jobs)
    except BaseException:
        ray.shutdown()
        raise


def _check_answers(address: str) -> None:
    """Asks in seconds what Ray would ask for minutes."""
    if address == "auto":
        return
    host, _, port = address.rpartition(":")
    if not host or "/" in host or not port.isdecimal():
        raise UsageError(
            Problem(
                Code.CLUSTER,
                Text(f"{address} 不是集群的地址", f"{address} is not the address of a cluster"),
                hint=Text("写成 主机:端口，例如 10.0.0.1:6379", "write HOST:PORT, such as 10.0.0.1:6379"),
            )
        )
    try:
        socket.create_connection((host.strip("[]"), int(port)), _ANSWER_S).close()
    except (OSError, OverflowError) as error:
        raise _refused(address, error) from error


def _check_silent(ray: Any) -> None:
    """The head of a cluster reports to Ray's makers unless it was started without; its metadata tell which."""
    from ray.experimental.internal_kv import _internal_kv_get

    known = json.loads(_internal_kv_get(b"CLUSTER_METADATA", namespace=b"cluster") or b"{}")
    if "git_commit" not in known:
        return
    message = Text(
        "这个集群会向外发送 Ray 的使用统计，没有加入",
        "this cluster sends usage statistics of Ray; not joined",
    )
    hint = Text(
        "重新启动集群：ray start --head --disable-usage-stats",
        "start it again: ray start --head --disable-usage-stats",
    )
    raise UsageError(Problem(Code.CLUSTER, message, hint=hint))


def _refused(address: str, error: Exception) -> UsageError:
    """The sentence for a cluster that is not to be reached, or has other versions."""
    why = " ".join(str(error).split())[:300]
    if "mismatch" in why:
        message = Text(
            f"集群 {address} 的 Ray 或 Python 版本和这台机器不同：{why}",
            f"cluster {address} has another Ray or Python: {why}",
        )
        hint = Text("在所有机器上安装同样的版本", "install the same versions on all machines")
    else:
        message = Text(f"连不上集群 {address}：{why}", f"cannot join cluster {address}: {why}")
        hint = Text(
            "检查地址；这台机器也要先加入集群（ray start --address=主机:端口 --num-cpus=0）",
            "check the address; this machine has to belong to it (ray start --address=HOST:PORT --num-cpus=0)",
        )
    return UsageError(Problem(Code.CLUSTER, message, hint=hint))
