"""What can be wrong with a store, in words that say what to do."""

from __future__ import annotations

from analyzer.errors import Code, Problem, UsageError
from analyzer.language import Text


def complaint(place: str, words: str) -> UsageError:
    """The database's own words as one clear sentence."""
    if "locked" in words:
        message = Text("存储正被别的程序占用", "the store is in use by another program")
        hint = Text(
            "等另一个程序做完（或关掉打开它的工具），再用同样的命令继续",
            "wait until the other program is done, then run the same command again",
        )
        return UsageError(Problem(Code.STORE, message, path=place, hint=hint))
    if "not a database" in words or "malformed" in words:
        message = Text(f"存储文件已损坏：{words}", f"the store is damaged: {words}")
        hint = Text(
            "把它移走再运行；录音会重新识别", "move it away and run again; recordings are listened to anew"
        )
        return UsageError(Problem(Code.STORE, message, path=place, hint=hint))
    message = Text(f"存储不能用：{words}", f"the store cannot be used: {words}")
    hint = Text(
        "请检查磁盘空间、权限和数据库地址，再用同样的命令继续",
        "check free space, permissions and the address, then run the same command again",
    )
    return UsageError(Problem(Code.STORE, message, path=place, hint=hint))


def not_a_store(place: str) -> UsageError:
    """A place that is neither a file nor a PostgreSQL database."""
    message = Text(f"不能用作存储：{place}", f"this cannot be a store: {place}")
    hint = Text("写文件路径，或 postgresql://用户@主机/库", "give a path, or postgresql://user@host/database")
    return UsageError(Problem(Code.STORE, message, hint=hint))


def other_version(place: str) -> UsageError:
    """Tables that this version cannot read."""
    message = Text("存储是另一个版本的程序建立的", "the store was made by another version of the program")
    hint = Text(
        "换一个结果文件夹或 --store；录音会重新识别",
        "choose another results folder or --store; recordings are listened to anew",
    )
    return UsageError(Problem(Code.STORE, message, path=place, hint=hint))
