"""The whole chapter, trained and set beside the book: rows of models, kept one by one, and a report.

Importing this loads no framework.
"""

from codings.chapter.report import write_report
from codings.chapter.reproduction import Reproduction, begin
from codings.chapter.rows import ROWS, Row, chosen

__all__ = ["ROWS", "Reproduction", "Row", "begin", "chosen", "write_report"]
