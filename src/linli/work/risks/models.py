"""What people answered to a questionnaire: of which group, how they stand, what worries them. Nothing says who."""

from django.db import models

from linli.cases.models import Case


class Answer(models.Model):
    """One sheet of the questionnaire of one round of an assessment. It keeps a day, not a moment."""

    STANCES = [("favour", "赞成"), ("conditional", "有条件赞成"), ("against", "反对"), ("unsure", "说不准")]

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="办件")
    round = models.PositiveSmallIntegerField("第几次评估")
    group = models.PositiveSmallIntegerField("哪一类群体")
    stance = models.CharField("态度", max_length=12, choices=STANCES)
    text = models.CharField("担心什么", max_length=500, blank=True, default="")
    answered_on = models.DateField("哪一天")
    #: Of the sheet, given out with it: the same sheet sent twice is one answer.
    key = models.UUIDField("问卷编号", unique=True)

    class Meta:
        verbose_name = "问卷答复"

    def __str__(self) -> str:
        return f"{self.case_id} {self.stance}"
