"""What the commands that use the store share."""

from __future__ import annotations

from analyzer.cli.common import option

STORE = option(
    "--store",
    envvar="ANALYZER_STORE",
    zh="存储的位置：文件，或 postgresql://用户@主机/库（默认在结果文件夹里；也可设环境变量 ANALYZER_STORE）",
    en="where the store is: a file or postgresql://user@host/database (default: in the results; also: ANALYZER_STORE)",
)
