"""The catalogue and the responsibility list out as Excel, and in: upload, look at what it would do, confirm."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.areas.rules import Actor
from linli.documents import actions as documents
from linli.documents import queries as kept
from linli.documents.models import File
from linli.documents.refusals import Refused as BadFile
from linli.exchange import matters as exchange
from linli.matters import actions
from linli.matters.refusals import BadForm, Stale
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.matters.access import require_catalogue, require_duties
from linli.web.desk.matters.forms import UploadForm
from linli.web.desk.matters.showing import Tab, tabs
from linli.web.desk.pages import page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: How many lines of each kind a preview shows; the rest is counted.
MOST_SHOWN = 50

AnyPlan = exchange.Plan[Any]


@dataclass(frozen=True)
class Kind:
    """One of the two tables."""

    tab: Tab
    home: str
    title: str

    @property
    def is_catalogue(self) -> bool:
        return self.tab is Tab.CATALOGUE

    def require(self, actor: Actor) -> None:
        """Raises ``PermissionDenied`` for a posting that may not change the table."""
        (require_catalogue if self.is_catalogue else require_duties)(actor)

    def plan(self, data: bytes, *, by: Actor, at: datetime) -> AnyPlan:
        if self.is_catalogue:
            return exchange.plan_catalogue(data)
        return exchange.plan_responsibilities(data, by=by, at=at)

    def apply(self, plan: AnyPlan, *, by: Actor, at: datetime, note: str) -> actions.Saved:
        act = exchange.apply_catalogue if self.is_catalogue else exchange.apply_responsibilities
        return act(plan, by=by, at=at, note=note)


def _kind(name: str) -> Kind:
    if name == Tab.CATALOGUE:
        return Kind(Tab.CATALOGUE, "desk:matters:index", _("事项目录"))
    if name == Tab.DUTIES:
        return Kind(Tab.DUTIES, "desk:matters:duties", _("权责清单"))
    raise Http404


@staff
@require_GET
def export(_request: StaffRequest, kind: str) -> HttpResponse:
    """The whole table; it holds no personal data, so every member of staff may have it."""
    chosen = _kind(kind)
    body = exchange.catalogue_workbook() if chosen.is_catalogue else exchange.responsibilities_workbook()
    return _sent(body, f"{chosen.title}-{timezone.localdate():%Y%m%d}.xlsx")


@staff
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest, kind: str) -> HttpResponse:
    """Take a file, keep it, and go on to what it would do."""
    chosen = _kind(kind)
    chosen.require(request.actor)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if not form.is_bound:
        return _upload_page(request, chosen, form)
    if form.is_valid():
        at = timezone.now()
        sent = form.cleaned_data["file"]
        data = sent.read()
        try:
            chosen.plan(data, by=request.actor, at=at)
        except BadFile as refused:
            form.add_error("file", refused)
        else:
            file = documents.store_paper(content=data, mime=XLSX, name=sent.name, by=request.actor, at=at)
            return redirect("desk:matters:preview", kind=kind, file_id=file.pk)
    return _upload_page(request, chosen, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@staff
@require_http_methods(["GET", "POST"])
def preview(request: StaffRequest, kind: str, file_id: UUID) -> HttpResponse:
    """What the file would do; a press does it."""
    chosen = _kind(kind)
    chosen.require(request.actor)
    file, plan = _kept_plan(request, chosen, file_id)
    if request.method == "GET":
        return _preview_page(request, chosen, file, plan)
    if file.attached_at or plan.digest != request.POST.get("digest"):
        told = _("这个文件已经导入过了。") if file.attached_at else _("预览之后数据有了变化，请重新核对再确认。")
        return _preview_page(request, chosen, file, plan, conflict=told)
    return _applied(request, chosen, file, plan)


@staff
@require_GET
def errors(request: StaffRequest, kind: str, file_id: UUID) -> HttpResponse:
    """The rows that would be left out, with row, column and reason."""
    chosen = _kind(kind)
    chosen.require(request.actor)
    file, plan = _kept_plan(request, chosen, file_id)
    name = file.original_name.rpartition(".")[0] or chosen.title
    return _sent(exchange.errors_of(plan), _("%(name)s-错误.xlsx") % {"name": name})


def _kept_plan(request: StaffRequest, kind: Kind, file_id: UUID) -> tuple[File, AnyPlan]:
    """The file and what it would do now; raises ``Http404`` for the file of somebody else."""
    try:
        file = kept.file(file_id)
        if file.created_by_id != request.actor.user_id or file.kind != File.PAPER:
            raise Http404
        return file, kind.plan(kept.content(file_id).body, by=request.actor, at=timezone.now())
    except (File.DoesNotExist, BadFile):
        raise Http404 from None


def _applied(request: StaffRequest, kind: Kind, file: File, plan: AnyPlan) -> HttpResponse:
    at = timezone.now()
    try:
        with transaction.atomic():
            documents.attach(file_ids=[file.pk], at=at)
            note = _("导入 %(name)s") % {"name": file.original_name}
            saved = kind.apply(plan, by=request.actor, at=at, note=note)
    except (Stale, BadForm, BadFile):
        told = _("预览之后数据有了变化，请重新核对再确认。")
        return _preview_page(request, kind, *_kept_plan(request, kind, file.pk), conflict=told)
    told = _("已导入%(title)s：新增 %(added)d，修改 %(changed)d。")
    messages.success(request, told % {"title": kind.title, "added": len(saved.added), "changed": len(saved.changed)})
    return redirect(kind.home)


def _upload_page(request: StaffRequest, kind: Kind, form: UploadForm, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {"tabs": tabs(kind.tab), "kind": kind, "form": form}
    return page(request, "desk/matters/import.html", context, at=timezone.now(), status=status)


def _preview_page(request: StaffRequest, kind: Kind, file: File, plan: AnyPlan, *, conflict: str = "") -> HttpResponse:
    context = {
        "tabs": tabs(kind.tab),
        "kind": kind,
        "file": file,
        "plan": plan,
        "added": plan.added[:MOST_SHOWN],
        "changed": plan.changed[:MOST_SHOWN],
        "problems": plan.problems[:MOST_SHOWN],
        "conflict": conflict,
    }
    status = HTTPStatus.CONFLICT if conflict else HTTPStatus.OK
    return page(request, "desk/matters/preview.html", context, at=timezone.now(), status=status)


def _sent(body: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(body, content_type=XLSX, headers={"Content-Disposition": disposition or "attachment"})
