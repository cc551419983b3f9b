"""The program in docs/api.md does what the page says, as it stands there."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cast import PASSWORD, Cast
from tests.stories import load_catalogue

from linli.cases.models import Attachment, Case
from linli.documents.tests.pictures import phone_jpeg

DOCUMENT = Path(__file__).resolve().parents[5] / "docs" / "api.md"


@pytest.mark.django_db(transaction=True)
def test_it_signs_in_reports_and_sends_its_photo(cast: Cast, live_server: Any, tmp_path: Path) -> None:
    load_catalogue(cast)
    (program,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(phone_jpeg())
    told = subprocess.run(  # noqa: S603 - our own page
        [sys.executable, "-c", program, live_server.url, cast.grid_worker.user.username, PASSWORD, str(photo)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
    case = Case.objects.get()
    assert told.stdout.split() == [case.no, "照片到了"]
    assert Attachment.objects.get().case_id == case.pk
