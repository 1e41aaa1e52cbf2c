"""Where the files that ship with the package are: beside it in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path


def resource_folder(name: str) -> Path:
    """The folder `lexicons`, `models` or `demo` that ships with this package."""
    package = Path(__file__).resolve().parent
    places = (package / "_data" / name, package / name, package.parent / name)
    return next((place for place in places if place.is_dir()), places[-1])
