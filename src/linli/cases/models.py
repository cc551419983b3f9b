"""A case, its append-only steps, and what hangs on it; every row is a projection of the steps."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex, GistIndex, OpClass
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Reverse
from django.db.models.lookups import GreaterThan

from linli.areas.models import Grounded, Posting, Unit
from linli.areas.rules import Level
from linli.cases.rules.forms import LONGEST_OF_A_PROGRAM
from linli.documents.models import File, Upload
from linli.matters.models import Criterion, Matter


class ProcessVersion(models.Model):
    """A published version of a process; never edited. ``area_code`` blank: for every county."""

    process = models.CharField("流程", max_length=40)
    version = models.PositiveIntegerField("版本")
    area_code = models.CharField("区划", max_length=18, blank=True, default="")
    text = models.TextField("定义")
    published_at = models.DateTimeField("发布时间")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )

    class Meta:
        verbose_name = "流程版本"
        constraints = (models.UniqueConstraint(fields=["process", "version"], name="cases_process_version"),)

    def __str__(self) -> str:
        return f"{self.process} v{self.version}"


LEVELS = ("city", "county", "town", "community", "grid")
#: By what a list is looked up, and how its indexes are called.
UNITS = {"desk_unit": "desk", "lead_unit": "lead"}
WAYS = {level: level for level in LEVELS} | UNITS
#: What a unit or a posting may have next to nothing of; behind the order, it is tested without reading the case.
RARE = ("source", "urgency")
OPEN = Q(is_final=False)
RUNNING = Q(due_at__isnull=False)
OWED = Q(owed_at__isnull=False)
BY_STAFF = Q(reporter_posting__isnull=False)
SUPERVISED = ~Q(supervised="") & Q(is_final=False)
CLOSED = Q(is_final=True, closed_at__isnull=False)
#: A case is mostly accepted within this time.
SOON = timedelta(days=1)
SLOWLY_ACCEPTED = Q(GreaterThan(F("accepted_at") - F("opened_at"), Value(SOON)))


class Case(Grounded):
    """What is being handled. Only ``cases.actions`` writes it."""

    SOURCES: ClassVar[list[tuple[str, str]]] = [
        ("portal", "居民自助"),
        ("grid", "网格巡查"),
        ("phone", "电话"),
        ("visit", "来访"),
        ("hotline", "12345热线"),
        ("patrol", "部门巡查"),
        ("other", "其他"),
    ]
    LIGHTS: ClassVar[list[tuple[str, str]]] = [("green", "正常"), ("yellow", "临期"), ("red", "超期")]

    process = models.CharField("流程", max_length=40)
    version = models.PositiveIntegerField("流程版本")
    no = models.CharField("编号", max_length=24, unique=True)
    public_code = models.CharField("查询码", max_length=12, unique=True)
    open_key = models.UUIDField("上报键", unique=True)
    open_digest = models.CharField("上报摘要", max_length=64)
    source = models.CharField("来源", max_length=10, choices=SOURCES)

    title = models.CharField("标题", max_length=120)
    description = models.TextField("描述", max_length=LONGEST_OF_A_PROGRAM, blank=True, default="")
    address = models.CharField("地点", max_length=200, blank=True, default="")
    #: Indexed while the case is open: no map shows a case that has ended but as a number.
    point = models.PointField("位置", null=True, blank=True, spatial_index=False)
    raw_fix = models.JSONField("原始定位", null=True, blank=True)  # {"lon": …, "lat": …, "crs": …}

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", db_index=False, verbose_name="事项")
    matter_edition = models.PositiveIntegerField("事项版本", default=1)
    criterion = models.ForeignKey(
        Criterion, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="立案条件"
    )
    limit_amount = models.DecimalField("处置时限", max_digits=6, decimal_places=2)
    limit_unit = models.CharField("时限单位", max_length=14)
    accept_amount = models.DecimalField("受理时限", max_digits=6, decimal_places=2)
    accept_unit = models.CharField("受理时限单位", max_length=14)
    urgency = models.CharField("紧急程度", max_length=10, choices=Matter.URGENCIES)
    duty_type = models.CharField("履职类型", max_length=10, choices=Matter.DUTY_TYPES, default="basic")
    rule_used = models.CharField("权责依据", max_length=200, blank=True, default="")

    state = models.CharField("状态", max_length=20)
    is_final = models.BooleanField("已终结", default=False)
    level = models.CharField("处置层级", max_length=12, choices=Level.choices())
    desk_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="受理单位"
    )
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="主办单位"
    )
    answerable_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="首问责任单位",
    )
    reporter_posting = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="上报岗位"
    )

    opened_at = models.DateTimeField("上报时间")
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    closed_at = models.DateTimeField("结案时间", null=True, blank=True)
    suspended_until = models.DateField("挂账至", null=True, blank=True)
    #: Of the clock that runs now; empty while none does.
    due_at = models.DateTimeField("到期时间", null=True, blank=True)
    warn_at = models.DateTimeField("预警时间", null=True, blank=True)
    #: By when something is still owed by a case that has ended: of the clock that outlives it and ends first.
    owed_at = models.DateTimeField("结案后仍欠至", null=True, blank=True)
    was_late = models.BooleanField("处置超期", default=False)
    #: What the clock last said of the case: the reddest of its running clocks. Figures count by it.
    light = models.CharField("时限", max_length=6, choices=LIGHTS, default="green", db_default="green")
    #: Time the counting clocks used up, in seconds of their own unit; empty while none has stopped.
    handled_seconds = models.BigIntegerField("办理用时", null=True, blank=True)

    supervised = models.CharField("督办", max_length=10, blank=True, default="")  # ordinary | public
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False, verbose_name="并入"
    )
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="offspring", db_index=False, verbose_name="由来"
    )
    #: What only this kind of work keeps: set by its effects, so in the steps too; never anything personal.
    more = models.JSONField("专有内容", default=dict, db_default={}, blank=True)
    designated = models.BooleanField("指定承办", default=False)
    forced = models.BooleanField("强制结案", default=False)
    exempted = models.BooleanField("超期免责", default=False)
    returns = models.PositiveSmallIntegerField("退回次数", default=0)
    extensions = models.PositiveSmallIntegerField("延期次数", default=0)
    reworks = models.PositiveSmallIntegerField("返工次数", default=0)
    reopens = models.PositiveSmallIntegerField("重开次数", default=0)
    urges = models.PositiveSmallIntegerField("催办次数", default=0)
    rating = models.PositiveSmallIntegerField("居民评分", null=True, blank=True)
    desk_rating = models.PositiveSmallIntegerField("回访评分", null=True, blank=True)
    row_version = models.PositiveIntegerField("行版本", default=1)

    class Meta:
        verbose_name = "办件"
        indexes = (
            *(models.Index(fields=[level, "-opened_at", "-id"], name=f"cases_case_{level}_opened") for level in LEVELS),
            models.Index(
                fields=["reporter_posting", "-opened_at", "-id", *RARE],
                name="cases_case_reported_by",
                condition=BY_STAFF,
            ),
            # The town stands there too: of a town's cases few are of one matter, of a matter's few are in one town.
            models.Index(fields=["matter", "-opened_at", "-id"], include=["town"], name="cases_case_matter_town"),
            # Open cases are few: these are small, and what is finished has left them.
            *(
                models.Index(fields=[who, "state", "-opened_at", "-id"], name=f"cases_case_{name}_open", condition=OPEN)
                for who, name in WAYS.items()
            ),
            # By what is due; the warning stands there too, so that what is not due soon is passed over unread.
            *(
                models.Index(fields=[who, "due_at", "id", "warn_at"], name=f"cases_case_{name}_due", condition=RUNNING)
                for who, name in WAYS.items()
            ),
            # What is still owed after the end is next to nothing, and is looked for by whoever owes it.
            *(
                models.Index(fields=[who, "-opened_at", "-id"], name=f"cases_case_{WAYS[who]}_owed", condition=OWED)
                for who in ("desk_unit", "lead_unit")
            ),
            models.Index(fields=["-opened_at", "-id"], name="cases_case_supervised", condition=SUPERVISED),
            models.Index(fields=["matter", "-opened_at", "-id"], name="cases_case_matter_open", condition=OPEN),
            # A finished case is written here once, when it ends.
            *(
                models.Index(fields=[level, "-closed_at", "-id"], name=f"cases_case_{level}_closed", condition=CLOSED)
                for level in LEVELS
            ),
            *(
                models.Index(
                    fields=[who, "-closed_at", "-id", *RARE], name=f"cases_case_{name}_ended", condition=CLOSED
                )
                for who, name in UNITS.items()
            ),
            models.Index(fields=["matter", "-closed_at", "-id"], name="cases_case_matter_closed", condition=CLOSED),
            models.Index(fields=["origin", "id"], name="cases_case_origin", condition=Q(origin__isnull=False)),
            models.Index(fields=["merged_into"], name="cases_case_merged", condition=Q(merged_into__isnull=False)),
            # Maps draw open cases only. By its operators: an index of the field itself would lose its condition.
            GistIndex(
                OpClass("point", name="gist_geometry_ops_2d"),
                name="cases_case_open_point",
                condition=Q(is_final=False),
            ),
            models.Index(OpClass(Reverse("no"), name="text_pattern_ops"), name="cases_case_no_end"),
            # Which waited long to be accepted, and waited at a moment: the few that are not found by their report.
            GistIndex(
                Func(F("opened_at"), F("accepted_at"), function="tstzrange"),
                name="cases_case_slowly_accepted",
                condition=SLOWLY_ACCEPTED,
            ),
        )
        constraints = (
            models.CheckConstraint(condition=OPEN | Q(due_at__isnull=True), name="cases_case_only_open_are_due"),
            models.CheckConstraint(condition=~OPEN | ~OWED, name="cases_case_only_ended_owe"),
        )

    def __str__(self) -> str:
        return f"{self.no} {self.title}"


class Words(models.Model):
    """What a case is searched by; triggers keep it, like an index. See ``rules.words``.

    ``body`` is title, description, address and the title of the matter.
    ``keys`` says under what it may be looked for: areas, units (u…), postings (p…), source (s…), all that ever held.
    So a row changes seldom, whatever happens to its case.
    """

    case = models.OneToOneField(
        Case, models.CASCADE, primary_key=True, db_constraint=False, related_name="words", verbose_name="办件"
    )
    opened_at = models.DateTimeField("上报时间")
    body = models.TextField("文字")
    keys = ArrayField(models.TextField(), verbose_name="谁可以找到")

    class Meta:
        verbose_name = "检索词"
        indexes = (
            models.Index(fields=["opened_at"], name="cases_words_opened"),
            # Without a list of what is still to be sorted in: who searches would read it through.
            GinIndex(
                Func(F("body"), F("keys"), F("opened_at"), function="cases_words_terms"),
                name="cases_words_terms",
                fastupdate=False,
            ),
        )

    def __str__(self) -> str:
        return self.body


class Step(models.Model):
    """One thing that happened; a trigger forbids changing or deleting it. Folding ``changes`` gives the row."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps", db_index=False, verbose_name="办件")
    number = models.PositiveIntegerField("序号")
    action = models.CharField("动作", max_length=40)
    at = models.DateTimeField("时间")
    actor_kind = models.CharField("主体", max_length=10)  # person | resident | system
    posting = models.ForeignKey(
        Posting, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="岗位"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="单位")
    actor_name = models.CharField("姓名", max_length=60, blank=True, default="")
    from_state = models.CharField("原状态", max_length=20, blank=True, default="")
    to_state = models.CharField("现状态", max_length=20)
    form = models.JSONField("填写内容", default=dict)
    changes = models.JSONField("变化", default=dict)
    key = models.UUIDField("请求键", unique=True)
    digest = models.CharField("请求摘要", max_length=64)

    class Meta:
        verbose_name = "步骤"
        indexes = (
            models.Index(fields=["unit", "-id"], name="cases_step_unit"),
            # Steps come in the order of time: a few bytes for many pages, and next to nothing when one is added.
            BrinIndex(fields=["at"], name="cases_step_at", autosummarize=True),
        )
        constraints = (models.UniqueConstraint(fields=["case", "number"], name="cases_step_number"),)

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class Done(models.Model):
    """The last thing that a posting did in a case after its report; triggers keep it, like an index.

    What a list is narrowed by, and a posting may have little of, stands here a second time: thousands of other cases
    are passed over without being read.
    """

    step = models.OneToOneField(
        Step, models.CASCADE, primary_key=True, db_constraint=False, related_name="+", verbose_name="步骤"
    )
    case = models.ForeignKey(
        Case, models.CASCADE, db_constraint=False, db_index=False, related_name="done", verbose_name="办件"
    )
    posting = models.ForeignKey(
        Posting, models.CASCADE, db_constraint=False, db_index=False, related_name="+", verbose_name="岗位"
    )
    at = models.DateTimeField("时间")
    source = models.CharField("来源", max_length=10)
    urgency = models.CharField("紧急程度", max_length=10)

    class Meta:
        verbose_name = "已办"
        indexes = (models.Index(fields=["posting", "-at", "-step", *RARE], include=["case"], name="cases_done_told"),)
        constraints = (models.UniqueConstraint(fields=["case", "posting"], name="cases_done_once"),)

    def __str__(self) -> str:
        return f"{self.posting_id} {self.case_id}"


#: A unit's help was asked for, and nobody has said yet that it came or is not needed.
HELP_WANTED = Q(role="assist", ended_at__isnull=True, fed_back_at__isnull=True, excused_at__isnull=True)


class Assignment(models.Model):
    """A unit that leads or assists; ended when the work was taken away, fed back or excused."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments", verbose_name="办件")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="单位")
    role = models.CharField("角色", max_length=6)  # lead | assist
    assigned_at = models.DateTimeField("派遣时间")
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    fed_back_at = models.DateTimeField("反馈时间", null=True, blank=True)
    excused_at = models.DateTimeField("免除时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    result = models.TextField("结果", blank=True, default="")

    class Meta:
        verbose_name = "派遣"
        indexes = (
            models.Index(fields=["unit", "case"], name="cases_assignment_unit"),
            models.Index(fields=["unit", "-assigned_at", "-id"], name="cases_assignment_wanted", condition=HELP_WANTED),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["case"], name="cases_assignment_one_lead", condition=Q(role="lead", ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["case", "unit"], name="cases_assignment_once", condition=Q(ended_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.role}"


class Clock(models.Model):
    """One run of one clock; times are UTC, ``used_seconds`` are of the clock's own unit."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks", db_index=False, verbose_name="办件")
    number = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("种类", max_length=20)
    holder = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="计时单位"
    )
    amount = models.DecimalField("时限", max_digits=8, decimal_places=2)
    unit = models.CharField("时限单位", max_length=14)
    started_at = models.DateTimeField("开始")
    resumed_at = models.DateTimeField("本段开始")
    paused_at = models.DateTimeField("暂停", null=True, blank=True)
    used_seconds = models.BigIntegerField("已用秒数", default=0)
    rolled_seconds = models.BigIntegerField("顺延秒数", default=0)
    due_at = models.DateTimeField("到期")
    warn_at = models.DateTimeField("预警")
    stopped_at = models.DateTimeField("停止", null=True, blank=True)
    met = models.BooleanField("按时", null=True, blank=True)
    uncovered = models.BooleanField("日历未覆盖", default=False)
    #: Which of several things it runs for, by the name that the process gives each; empty where there is but one.
    subject = models.CharField("为哪一项", max_length=20, blank=True, default="", db_default="")
    warned = models.BooleanField("已预警", default=False)
    overdue = models.BooleanField("已报超期", default=False)

    class Meta:
        verbose_name = "计时"
        indexes = (
            models.Index(
                fields=["warn_at"],
                name="cases_clock_warn",
                condition=Q(stopped_at__isnull=True, paused_at__isnull=True, warned=False),
            ),
            models.Index(
                fields=["due_at"],
                name="cases_clock_due",
                condition=Q(stopped_at__isnull=True, paused_at__isnull=True, overdue=False),
            ),
        )
        constraints = (models.UniqueConstraint(fields=["case", "number"], name="cases_clock_number"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at}"


class Request(models.Model):
    """Something that needs approval: an extension, a suspension, a forced close, an appeal."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="requests", verbose_name="办件")
    number = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("种类", max_length=20)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+", verbose_name="申请岗位")
    form = models.JSONField("申请内容", default=dict)
    approvals = models.JSONField("审批", default=list)  # [{"posting": …, "user": …, "name": …, "at": …}]
    verdict = models.CharField("结论", max_length=10, blank=True, default="")  # granted | rejected | dropped
    decided_at = models.DateTimeField("结论时间", null=True, blank=True)

    class Meta:
        verbose_name = "申请"
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="cases_request_number"),
            models.UniqueConstraint(fields=["case", "kind"], name="cases_request_one_open", condition=Q(verdict="")),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.verdict or '待审批'}"


class Attachment(models.Model):
    """A photo, voice note or paper that came with a step."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments", verbose_name="办件")
    step = models.ForeignKey(Step, models.PROTECT, related_name="attachments", verbose_name="步骤")
    file = models.OneToOneField(File, models.PROTECT, related_name="+", verbose_name="文件")
    purpose = models.CharField("用途", max_length=10)  # report | evidence | check
    is_public = models.BooleanField("居民可见", default=False)

    class Meta:
        verbose_name = "附件"

    def __str__(self) -> str:
        return f"{self.case_id} {self.purpose}"


class Awaited(models.Model):
    """A file that a step speaks of and that is still on somebody's phone; an ``Attachment`` takes its place."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="awaited", verbose_name="办件")
    step = models.ForeignKey(Step, models.PROTECT, related_name="awaited", verbose_name="步骤")
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="+", verbose_name="待传文件")
    purpose = models.CharField("用途", max_length=10)  # as an attachment's
    is_public = models.BooleanField("居民可见", default=False)

    class Meta:
        verbose_name = "待传附件"

    def __str__(self) -> str:
        return f"{self.case_id} {self.purpose}"


class Contact(models.Model):
    """A reporter's name and telephone, sealed; read only through ``actions.reveal_contact``, which leaves a line."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="contact", verbose_name="办件")
    name_sealed = models.BinaryField("姓名(密)", default=b"")
    phone_sealed = models.BinaryField("电话(密)", default=b"")
    name_masked = models.CharField("姓名", max_length=60, blank=True, default="")
    phone_masked = models.CharField("电话", max_length=30, blank=True, default="")
    phone_hash = models.BinaryField("电话索引", default=b"", db_index=True)

    class Meta:
        verbose_name = "反映人联系方式"

    def __str__(self) -> str:
        return self.name_masked


class Follow(models.Model):
    """A member of staff who wants to hear of a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="followers", db_index=False, verbose_name="办件")
    posting = models.ForeignKey(Posting, models.CASCADE, related_name="+", db_index=False, verbose_name="岗位")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "关注"
        indexes = (models.Index(fields=["posting", "-at", "-id"], name="cases_follow_posting"),)
        constraints = (models.UniqueConstraint(fields=["case", "posting"], name="cases_follow_once"),)

    def __str__(self) -> str:
        return f"{self.posting_id} {self.case_id}"
