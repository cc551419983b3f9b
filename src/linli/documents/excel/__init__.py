"""Excel out and in: plain workbooks, register books as they are printed, tables that people send back."""

from linli.documents.excel.books import HazardLine, Header, IntakeLine, hazard_book, intake_book
from linli.documents.excel.reading import Expected, Problem, Reading, Row, read_rows
from linli.documents.excel.writing import Column, Sheet, error_workbook, workbook

__all__ = [
    "Column",
    "Expected",
    "HazardLine",
    "Header",
    "IntakeLine",
    "Problem",
    "Reading",
    "Row",
    "Sheet",
    "error_workbook",
    "hazard_book",
    "intake_book",
    "read_rows",
    "workbook",
]
