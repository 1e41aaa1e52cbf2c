"""The tables and the connection: the only module that knows SQLAlchemy. SQLite and PostgreSQL hold the same."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, get_type_hints

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from analyzer.disk import cannot_write
from analyzer.errors import missing_extra
from analyzer.facts import Facts
from analyzer.store.complaints import complaint, not_a_store, other_version

Connection = sa.Connection

SCHEMA: Final = 1
WAIT_S: Final = 30.0
_LOCK: Final = 0x616E616C
_AT_ONCE: Final = 400
_NOT_IN_SQL: Final = re.compile(r"[\x00\ud800-\udfff]")


class _Words(sa.TypeDecorator[str]):
    """Text; what no database takes (NUL, half characters of odd file names) is spelt out."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """The text as it is stored and looked for."""
        return value if value is None else _NOT_IN_SQL.sub(lambda odd: f"\\u{ord(odd[0]):04x}", value)


def _fact_columns() -> Iterator[sa.Column[Any]]:
    kinds = {str: _Words, int: sa.BigInteger, float: sa.Double}
    hints = get_type_hints(Facts)
    for field in fields(Facts):
        kind = next(
            kinds[k] for k in kinds if k in (hints[field.name], *getattr(hints[field.name], "__args__", ()))
        )
        yield sa.Column(field.name, kind, primary_key=field.name == "part")


ALL_TABLES: Final = sa.MetaData()
META = sa.Table("meta", ALL_TABLES, sa.Column("name", _Words, primary_key=True), sa.Column("value", _Words))
RUNS = sa.Table(
    "runs",
    ALL_TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("output", _Words, nullable=False),
    sa.Column("host", _Words, nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("beat", sa.Double, nullable=False),
    sa.Column("state", _Words, nullable=False),
)
ITEMS = sa.Table(
    "items",
    ALL_TABLES,
    sa.Column("run", sa.Integer, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("part", sa.Integer, primary_key=True),
    sa.Column("source", _Words, nullable=False),
    sa.Column("call_id", _Words),
    sa.Column("key", _Words),
    sa.Column("state", _Words, nullable=False),
    sa.Column("reason", sa.LargeBinary),
    sa.Index("items_call_id", "run", "call_id"),
    sa.Index("items_key", "key"),
)
RESULTS = sa.Table(
    "results",
    ALL_TABLES,
    sa.Column("key", _Words, primary_key=True),
    sa.Column("call_id", _Words, nullable=False),
    sa.Column("source", _Words),
    sa.Column("started_at", _Words),
    sa.Column("listening", _Words),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("masked", sa.LargeBinary),
    sa.Index("results_call_id", "call_id"),
    sa.Index("results_listening", "listening"),
)
FACTS = sa.Table("facts", ALL_TABLES, sa.Column("key", _Words, primary_key=True), *_fact_columns())
LISTENINGS = sa.Table(
    "listenings",
    ALL_TABLES,
    sa.Column("key", _Words, primary_key=True),
    sa.Column("call_id", _Words, nullable=False),
    sa.Column("source", _Words),
    sa.Column("started_at", _Words),
    sa.Column("body", sa.LargeBinary),
    sa.Column("failure", sa.LargeBinary),
    sa.Index("listenings_call_id", "call_id"),
)
CLAIMS = sa.Table(
    "claims",
    ALL_TABLES,
    sa.Column("key", _Words, primary_key=True),
    sa.Column("run", sa.Integer, nullable=False, index=True),
)
ATTEMPTS = sa.Table(
    "attempts",
    ALL_TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("key", _Words, nullable=False, index=True),
    sa.Column("source", _Words, nullable=False),
    sa.Column("why", _Words, nullable=False),
    sa.Column("reason", sa.LargeBinary, nullable=False),
)
FILES = sa.Table(
    "files",
    ALL_TABLES,
    sa.Column("host", _Words, primary_key=True),
    sa.Column("path", _Words, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("mtime_ns", sa.BigInteger, nullable=False),
    sa.Column("sha256", _Words, nullable=False),
)

total, newest = sa.func.sum, sa.func.max
present, either, both, pair = sa.exists, sa.or_, sa.and_, sa.tuple_


@dataclass(frozen=True, slots=True)
class Database:
    """An open database; `place` is what people call it."""

    engine: sa.Engine
    place: str

    @property
    def is_file(self) -> bool:
        """Whether it is a SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, all of it or nothing. Raises UsageError: disk full, read-only, in use by others."""
        with _told(self.place), self.engine.connect() as connection:
            options = connection.execution_options(writes=True)
            with options.begin():
                yield options

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view. Raises UsageError where the database does not answer."""
        with _told(self.place), self.engine.connect() as connection, connection.begin():
            yield connection

    def add_missing(self, connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Adds the rows whose primary key is not there yet; the others stay as they are."""
        if rows:
            insert = sqlite.insert if self.is_file else postgresql.insert
            connection.execute(insert(table).on_conflict_do_nothing(), rows)

    def put(self, connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Adds the rows, each in place of the one with the same primary key."""
        if rows:
            insert = (sqlite.insert if self.is_file else postgresql.insert)(table)
            keys = [column.name for column in table.primary_key]
            others = {c.name: insert.excluded[c.name] for c in table.c if c.name not in keys}
            connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=others), rows)

    def now(self, connection: Connection) -> float:
        """Seconds by the database's own clock, one clock for every machine that uses it."""
        clock = (
            "SELECT (julianday('now') - 2440587.5) * 86400"
            if self.is_file
            else "SELECT extract(epoch FROM clock_timestamp())"
        )
        return float(connection.exec_driver_sql(clock).scalar_one())

    def tidy(self) -> None:
        """Gives freed space back, so that nothing deleted stays readable in the files."""
        with _told(self.place), self.engine.connect() as connection:
            raw = connection.execution_options(isolation_level="AUTOCOMMIT", plain=True)
            raw.exec_driver_sql("VACUUM" if self.is_file else "VACUUM FULL")
            if self.is_file:
                raw.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Gives the connections back."""
        self.engine.dispose()


def chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """Keys in pieces that fit one statement."""
    for first in range(0, len(keys), _AT_ONCE):
        yield keys[first : first + _AT_ONCE]


def open_database(place: str | Path, wait_s: float = WAIT_S) -> Database:
    """The database at a path or URL, with its tables. Raises UsageError: no such driver, not ours, cannot be opened.

    A new SQLite file and its folder can be read by this user only.
    """
    url, shown = _url(str(place))
    is_file = url.get_backend_name() == "sqlite"
    if is_file:
        _private(Path(url.database or ""))
    try:
        engine = sa.create_engine(url, connect_args={"timeout": wait_s} if is_file else {})
    except ModuleNotFoundError as error:
        raise missing_extra(str(error.name), "postgres") from error
    _be_quiet()
    if is_file:
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    database = Database(engine, shown)
    try:
        _make_tables(database)
    except BaseException:
        database.close()
        raise
    return database


def _be_quiet() -> None:
    """Without a handler Python prints what SQLAlchemy logs when Ctrl-C comes in the middle of a statement."""
    logger = logging.getLogger("sqlalchemy")
    if not logger.hasHandlers():
        logger.addHandler(logging.NullHandler())


def _url(place: str) -> tuple[sa.URL, str]:
    """The URL to connect to, and the same without its password for messages."""
    if "://" not in place:
        return sa.URL.create("sqlite", database=str(Path(place).expanduser())), place
    try:
        url = sa.make_url(place)
    except sa.exc.ArgumentError as error:
        raise not_a_store(place) from error
    backend = url.get_backend_name()
    if backend == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    elif backend != "sqlite" or not url.database:
        raise not_a_store(url.render_as_string())
    return url, url.render_as_string()


def _private(path: Path) -> None:
    """The folder and an empty file for this user only; SQLite gives its side files the same rights."""
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise cannot_write(path, error) from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Sets up a connection: one writes while others read, and deleted words are overwritten.

    NORMAL outlives a killed process; what a power cut may take back is the last moments' work, which is done again.
    """
    connection.isolation_level = None
    for setting in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    """Writers queue for the lock before they read, so that nobody loses a race at the first write."""
    options = connection.get_execution_options()
    if not options.get("plain"):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _make_tables(database: Database) -> None:
    with database.writing() as connection:
        if not database.is_file:  # where several begin at once, one makes the tables
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        if not sa.inspect(connection).has_table("meta"):
            ALL_TABLES.create_all(connection)
            database.add_missing(connection, META, [{"name": "schema", "value": str(SCHEMA)}])
        found = connection.execute(sa.select(META.c.value).where(META.c.name == "schema")).scalar()
    if found != str(SCHEMA):
        raise other_version(database.place)


def renew_facts(connection: Connection) -> bool:
    """Makes the table of facts anew where its columns are those of another version; True when it is empty now."""
    there = {column["name"] for column in sa.inspect(connection).get_columns("facts")}
    if there == {column.name for column in FACTS.c}:
        return False
    FACTS.drop(connection)
    FACTS.create(connection)
    return True


@contextmanager
def _told(place: str) -> Iterator[None]:
    """The database's complaints as one clear sentence."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise complaint(place, str(error.orig)) from error
