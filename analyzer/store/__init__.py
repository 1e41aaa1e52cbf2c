"""The store: what was heard, what was judged, and the ledger of what is done; the only room that knows SQL."""

from analyzer.store.ledger import FileMark, Ledger
from analyzer.store.packing import Json, dumps, encoded, pack, pack_beside, unpack
from analyzer.store.records import Entry, Finished, Heard, Reason, Result, State, Why
from analyzer.store.store import Store, failed_line, has_store, open_store

__all__ = [
    "Entry", "FileMark", "Finished", "Heard", "Json", "Ledger", "Reason", "Result", "State", "Store", "Why",
    "dumps", "encoded", "failed_line", "has_store", "open_store", "pack", "pack_beside",
    "unpack",
]  # fmt: skip
