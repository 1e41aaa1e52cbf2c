"""Reports for people: tidy tables, CSV, Excel and HTML that opens offline. Needs the extra `report`."""

from analyzer.report.frames import Frames, build_frames
from analyzer.report.media import MediaMode
from analyzer.report.survey import PageMode
from analyzer.report.write import ReportOptions, ReportPaths, write_report

__all__ = ["Frames", "MediaMode", "PageMode", "ReportOptions", "ReportPaths", "build_frames", "write_report"]
