"""Transcripts and manifests read into `Call` values; what cannot be read is kept as a `Failure`."""

from analyzer.ingest.callschema import calls_schema
from analyzer.ingest.failure import Failure, Item
from analyzer.ingest.manifest import Assignment, Manifest, assign, read_manifest
from analyzer.ingest.metadata import Metadata, apply_metadata
from analyzer.ingest.registry import read_calls
from analyzer.ingest.sources import Found, Kind, Skipped, Source, duplicate, find_sources
from analyzer.ingest.template import Template, compile_template, misfit

__all__ = [
    "Assignment",
    "Failure",
    "Found",
    "Item",
    "Kind",
    "Manifest",
    "Metadata",
    "Skipped",
    "Source",
    "Template",
    "apply_metadata",
    "assign",
    "calls_schema",
    "compile_template",
    "duplicate",
    "find_sources",
    "misfit",
    "read_calls",
    "read_manifest",
]
