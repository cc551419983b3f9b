"""What a paper says, and on how many pages."""

import re
import subprocess


def text_of(pdf: bytes) -> str:
    """The words of a paper, spaces and line breaks aside."""
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607
    return re.sub(r"[\s\u200b]", "", found.stdout.decode())


def pages_of(pdf: bytes) -> int:
    """How many pages it has."""
    found = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607
    return int(re.findall(r"Pages:\s+(\d+)", found.stdout.decode())[0])
