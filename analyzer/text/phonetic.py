"""How characters sound: one private-use character a syllable class, so that text and sound share their places.

Classes merge what telephone speech and recognisers confuse: zh/z, ch/c, sh/s, n/l, and the nasal
endings an/ang, en/eng, in/ing. Tones are ignored. Readings: pypinyin's single-character table, most common first.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

_PRIVATE_USE = 0xE000
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_NASALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


def syllable_class(reading: str) -> str:
    """The class of a toned or toneless syllable: níng → lin."""
    bare = "".join(c for c in unicodedata.normalize("NFD", reading) if not unicodedata.combining(c))
    for ending, merged in _NASALS:
        if bare.endswith(ending):
            bare = bare[: -len(ending)] + merged
            break
    for initial, merged in _INITIALS:
        if bare.startswith(initial):
            return merged + bare[len(initial) :]
    return bare


def _single_characters() -> dict[int, str]:
    """Readings of single characters by pypinyin, without its package, whose phrases take a third of a second to load."""
    package = find_spec("pypinyin")
    if package is None or package.submodule_search_locations is None:
        raise ModuleNotFoundError("pypinyin", name="pypinyin")
    file = Path(package.submodule_search_locations[0]) / "pinyin_dict.py"
    spec = spec_from_file_location("analyzer_single_characters", file)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(str(file), name="pypinyin")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    readings: dict[int, str] = module.pinyin_dict
    return readings


class _Sounds(dict[int, str]):
    """A translation table from characters to their syllable class; what has no reading stays itself."""

    def __init__(self) -> None:
        super().__init__()
        self._readings = _single_characters()
        self._classes: dict[str, str] = {}

    def __missing__(self, code: int) -> str:
        readings = self._readings.get(code)
        if readings is None:
            self[code] = chr(code)
        else:
            name = syllable_class(readings.split(",")[0])
            self[code] = self._classes.setdefault(name, chr(_PRIVATE_USE + len(self._classes)))
        return self[code]


@cache
def _sounds() -> _Sounds:
    return _Sounds()


def sounds(folded: str) -> str:
    """The syllable classes of folded text, one character each; equal strings sound alike."""
    return folded.translate(_sounds())


def has_reading(char: str) -> bool:
    """True when the character can be matched by sound."""
    return sounds(char) != char
