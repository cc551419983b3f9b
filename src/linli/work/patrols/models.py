"""Checklists, the tasks that arise from them for grids, and what was found."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from linli.areas.models import CODE_LENGTH, Grounded, Unit
from linli.documents.models import File
from linli.work.patrols.rules import LONGEST_ITEM, LONGEST_NOTE, LONGEST_TITLE, Rhythm


class Checklist(Grounded):
    """What a desk has looked at in its grids, and how often; it lies on the ground of that desk."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    title = models.CharField("标题", max_length=LONGEST_TITLE)
    items = ArrayField(models.CharField(max_length=LONGEST_ITEM), verbose_name="检查项")
    rhythm = models.CharField("多久一次", max_length=10, choices=Rhythm.choices())
    from_on = models.DateField("从哪天起")
    until_on = models.DateField("到哪天止", null=True, blank=True)
    #: None: every grid of the ground, also those that are drawn later.
    grids = ArrayField(models.CharField(max_length=CODE_LENGTH), verbose_name="网格", default=list, blank=True)
    written_at = models.DateTimeField("写下时间")
    ended_at = models.DateTimeField("停止时间", null=True, blank=True)
    key = models.UUIDField("请求键", unique=True)
    digest = models.CharField("请求摘要", max_length=64)

    class Meta:
        verbose_name = "巡查清单"
        indexes = (
            models.Index(fields=["from_on"], name="patrols_running", condition=Q(ended_at__isnull=True)),
            *(models.Index(fields=[level, "-id"], name=f"patrols_list_{level}") for level in ("town", "community")),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="patrols_checklist_period"
            ),
            models.CheckConstraint(
                condition=~Q(rhythm="once") | Q(until_on__isnull=False), name="patrols_once_is_due_some_day"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Task(Grounded):
    """One turn of one grid, with the items as they read when it arose. Who did it stands in the journal only."""

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="tasks", verbose_name="清单")
    title = models.CharField("标题", max_length=LONGEST_TITLE)
    items = ArrayField(models.CharField(max_length=LONGEST_ITEM), verbose_name="检查项")
    from_on = models.DateField("起")
    due_on = models.DateField("应在这天前做完")
    done_at = models.DateTimeField("做完时间", null=True, blank=True)

    class Meta:
        verbose_name = "巡查任务"
        indexes = (
            models.Index(fields=["checklist", "-from_on"], name="patrols_task_turns"),
            models.Index(fields=["grid", "-from_on"], name="patrols_task_grid"),
        )
        constraints = (
            models.UniqueConstraint(fields=["checklist", "grid", "from_on"], name="patrols_task_once_a_turn"),
            models.CheckConstraint(condition=Q(due_on__gte=F("from_on")), name="patrols_task_period"),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.grid} {self.from_on}"


class Answer(models.Model):
    """What was found at one item; only added, never changed: of two people each keeps the own words."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="answers", verbose_name="任务")
    item = models.CharField("第几项", max_length=3)
    is_fine = models.BooleanField("正常")
    note = models.CharField("说明", max_length=LONGEST_NOTE, blank=True, default="")
    #: The key of the report that the finding became; the report may arrive before or after the answer.
    report_key = models.UUIDField("上报的键", null=True, blank=True)
    key = models.UUIDField("请求键")
    digest = models.CharField("请求摘要", max_length=64)

    class Meta:
        verbose_name = "巡查结果"
        indexes = (models.Index(fields=["task"], name="patrols_answer_task"),)
        constraints = (models.UniqueConstraint(fields=["key", "item"], name="patrols_answer_once"),)

    def __str__(self) -> str:
        return f"{self.task} {self.item}"


class Picture(models.Model):
    """A photo of a finding, under the id that the phone gave it; ``file`` is empty until it has arrived."""

    id = models.UUIDField("编号", primary_key=True, editable=False)
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="pictures", verbose_name="结果")
    number = models.PositiveSmallIntegerField("第几张")
    file = models.OneToOneField(File, models.PROTECT, null=True, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = "巡查照片"

    def __str__(self) -> str:
        return str(self.id)
