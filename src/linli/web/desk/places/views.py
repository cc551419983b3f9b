"""A register of addresses in: upload, look at what it would do, confirm. Larger ones come by command."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.accounts.permissions import Permission
from linli.areas.rules import Refused
from linli.documents import actions as documents
from linli.documents import queries as kept
from linli.documents.models import File
from linli.exchange.places import Unreadable, import_places, preview_places, write_errors
from linli.exchange.places.importing import Source
from linli.geo.coords import System
from linli.registers.places.actions import Edition, Reported, Verdict
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.pages import page
from linli.web.desk.places.forms import HowForm, UploadForm

CSV = "text/csv; charset=utf-8"
#: How many lines of a file a page waits for; more come by command.
MOST_LINES = 20_000
#: How many bad lines a preview shows; the rest is in the file of errors.
MOST_SHOWN = 50

Report = Callable[[Iterator[Reported]], None]


@dataclass
class Seen:
    """What a file would do, and its first bad lines."""

    verdict: Verdict | None = None
    bad: list[Reported] = field(default_factory=list)
    refused: str = ""

    @property
    def digest(self) -> str:
        """Changes when the file would do something else than a person has seen in the preview."""
        v = self.verdict
        return f"{v.read}-{v.added}-{v.changed}-{v.gone}-{v.bad}" if v else ""


@staff
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    """Take a file, keep it, and go on to what it would do."""
    _require(request)
    if request.method == "GET":
        return _upload_page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        data = b"" if (sent.size or 0) > settings.UPLOAD_MAX_BYTES else sent.read()
        fault = _fault(data, sent.size or 0)
        if not fault:
            at = timezone.now()
            file = documents.store_paper(content=data, mime=CSV, name=sent.name, by=request.actor, at=at)
            how = {name: form.cleaned_data[name] or "" for name in HowForm.base_fields}
            return redirect(f"{reverse('desk:places:preview', args=[file.pk])}?{urlencode(how)}")
        form.add_error("file", fault)
    return _upload_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@staff
@require_http_methods(["GET", "POST"])
def preview(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """What the file would do; a press does it."""
    _require(request)
    file, how = _kept(request, file_id), _how(request)
    at = timezone.now()
    seen = _seen(request, file, how, at)
    if request.method == "GET":
        return _preview_page(request, file, how, seen)
    if file.attached_at or seen.digest != request.POST.get("digest"):
        told = _("这个文件已经导入过了。") if file.attached_at else _("预览之后数据有了变化，请重新核对再确认。")
        return _preview_page(request, file, how, seen, conflict=told)
    if seen.verdict is None:
        return _preview_page(request, file, how, seen, conflict=seen.refused)
    with transaction.atomic(), _on_disk(file, how) as source:
        documents.attach(file_ids=[file.pk], at=at)
        done = import_places(source, _edition(how), by=request.actor, at=at)
    told = _("已导入「%(source)s」：新增 %(added)d，修改 %(changed)d，去掉 %(gone)d。")
    numbers = {"source": how["source"], "added": done.added, "changed": done.changed, "gone": done.gone}
    messages.success(request, told % numbers)
    return redirect("desk:areas:index")


@staff
@require_GET
def errors(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """The lines that would be left out, with number and reason."""
    _require(request)
    file, how = _kept(request, file_id), _how(request)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "errors.csv"
        _seen(request, file, how, timezone.now(), write_errors(path))
        body = path.read_bytes() if path.exists() else b""
    name = _("%(name)s-错误.csv") % {"name": file.original_name.rpartition(".")[0] or how["source"]}
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(body, content_type=CSV, headers={"Content-Disposition": disposition or "attachment"})


def _require(request: StaffRequest) -> None:
    if not request.actor.holds(Permission.EDIT_AREAS):
        raise PermissionDenied(_("当前岗位不能修改地名地址。"))


def _fault(data: bytes, size: int) -> str:
    if size > settings.UPLOAD_MAX_BYTES:
        return _("文件太大，最多 %(mb)d MB。") % {"mb": settings.UPLOAD_MAX_BYTES // 1024**2}
    if not data.strip():
        return _("文件是空的。")
    if data.count(b"\n") > MOST_LINES:
        told = _("超过 %(lines)d 行，请由系统管理员在服务器上运行 ./linli import places 文件。")
        return told % {"lines": MOST_LINES}
    return ""


def _kept(request: StaffRequest, file_id: UUID) -> File:
    """The file; raises ``Http404`` for that of somebody else, and for what is no table."""
    try:
        file = kept.file(file_id)
    except File.DoesNotExist:
        raise Http404 from None
    if file.created_by_id != request.actor.user_id or file.mime != CSV:
        raise Http404
    return file


def _how(request: StaffRequest) -> dict[str, str]:
    """How the file is to be read, as its address says; raises ``Http404`` for an address that nobody was given."""
    form = HowForm(request.GET)
    if not form.is_valid():
        raise Http404
    return form.cleaned_data


def _edition(how: dict[str, str]) -> Edition:
    return Edition(how["source"], whole=bool(how["whole"]))


@contextmanager
def _on_disk(file: File, how: dict[str, str]) -> Iterator[Source]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "places.csv"
        path.write_bytes(kept.content(file.pk).body)
        yield Source(path, how["encoding"], System(how["system"]))


def _seen(request: StaffRequest, file: File, how: dict[str, str], at: datetime, report: Report | None = None) -> Seen:
    seen = Seen()

    def first(lines: Iterator[Reported]) -> None:
        seen.bad = list(islice(lines, MOST_SHOWN))
        for _line in lines:
            pass

    with _on_disk(file, how) as source:
        try:
            seen.verdict = preview_places(source, _edition(how), by=request.actor, at=at, report=report or first)
        except Unreadable as error:
            seen.refused = str(error).replace(source.path.name, file.original_name)
        except Refused as refused:
            seen.refused = refused.text
    return seen


def _upload_page(request: StaffRequest, form: UploadForm, status: int = HTTPStatus.OK) -> HttpResponse:
    return page(request, "desk/places/import.html", {"form": form}, at=timezone.now(), status=status)


def _preview_page(
    request: StaffRequest, file: File, how: dict[str, str], seen: Seen, *, conflict: str = ""
) -> HttpResponse:
    query = urlencode({name: value or "" for name, value in how.items()})
    context = {"file": file, "how": how, "seen": seen, "verdict": seen.verdict, "conflict": conflict, "query": query}
    status = HTTPStatus.CONFLICT if conflict else HTTPStatus.OK
    return page(request, "desk/places/preview.html", context, at=timezone.now(), status=status)
