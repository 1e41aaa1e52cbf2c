"""Word lists and simple rules as a workbook, for people who live in Excel: out of the rule files and back again."""

from analyzer.sheets.export import Exported, export_pack
from analyzer.sheets.imported import Imported, import_workbook

__all__ = ["Exported", "Imported", "export_pack", "import_workbook"]
