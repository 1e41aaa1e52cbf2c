"""The lexicons that ship with the project, read once for all tests of the rules themselves."""

from __future__ import annotations

from functools import cache

from analyzer.engine import Engine
from analyzer.rules.loader import Lexicon, build_pack, default_lexicon_root, link, read_lexicon


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon, sound in form."""
    read = read_lexicon(default_lexicon_root())
    link(read)
    return read


@cache
def engine(pack: str) -> Engine:
    """The engine of one shipped pack."""
    return Engine(build_pack(lexicon(), (pack,)))


def pack_names() -> list[str]:
    """Every shipped pack."""
    return sorted(path.parent.name for path in default_lexicon_root().glob("packs/*/pack.yml"))
