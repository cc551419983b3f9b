"""Who is in dispute (name, telephone and address, sealed; nothing else), and the bodies that mediate."""

from django.db import models
from django.db.models import F, Q

from linli.areas.models import Grounded, Posting, Unit
from linli.cases.models import Case
from linli.work.disputes.rules.bodies import KINDS, LONGEST_NAME, LONGEST_NOTE, LONGEST_SEAT


class Party(models.Model):
    """A party of a dispute; read only through ``actions.reveal_party``, which leaves a line in the journal.

    Everything else that is known of a party (consent, signature) stands in the case by ``number``.
    """

    SIDES = [("applicant", "申请人"), ("respondent", "被申请人")]

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False, verbose_name="办件")
    number = models.PositiveSmallIntegerField("序号")
    side = models.CharField("一方", max_length=10, choices=SIDES)
    name_sealed = models.BinaryField("姓名(密)", default=b"")
    phone_sealed = models.BinaryField("电话(密)", default=b"")
    address_sealed = models.BinaryField("地址(密)", default=b"")
    name_masked = models.CharField("姓名", max_length=60, blank=True, default="")
    phone_masked = models.CharField("电话", max_length=30, blank=True, default="")
    #: The party's own public code, which lets this party and no other follow the case; found again by its hash.
    code_sealed = models.BinaryField("查询码(密)", default=b"", db_default=b"")
    code_hash = models.BinaryField("查询码索引", null=True)

    class Meta:
        verbose_name = "纠纷当事人"
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="disputes_party_number"),
            models.UniqueConstraint(fields=["code_hash"], name="disputes_party_code"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class Agreement(models.Model):
    """A written agreement as it was typeset for the parties to read and sign; never typeset again, never changed.

    ``since``: the step that made it this paper. Sealed are the PDF and pictures of its pages.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False, verbose_name="办件")
    since = models.PositiveIntegerField("起自步骤")
    sha256 = models.CharField(
        "内容摘要", max_length=64, db_index=True
    )  # of the PDF, in hex: what a signature is bound to
    content_sealed = models.BinaryField("内容(密)")
    made_at = models.DateTimeField("制作时间")

    class Meta:
        verbose_name = "待签协议书"
        constraints = (models.UniqueConstraint(fields=["case", "since"], name="disputes_agreement_once"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.sha256[:8]}"


class SigningCode(models.Model):
    """A code that was sent to a party's telephone so that it can sign one paper: only its keyed hash, never the code.

    ``status`` is what the gateway answered; ``None`` while it has not, or where nothing came back.
    """

    party = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False, verbose_name="当事人")
    paper = models.CharField("内容摘要", max_length=64)
    code_hash = models.BinaryField("验证码索引")
    key = models.UUIDField("请求键", unique=True)
    made_at = models.DateTimeField("发送时间", db_index=True)
    tries = models.PositiveSmallIntegerField("输错次数", default=0)
    status = models.PositiveSmallIntegerField("网关应答", null=True)
    problem = models.CharField("没有发出的原因", max_length=200, blank=True, default="")
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "签名验证码"
        indexes = (models.Index(fields=["party", "-made_at"], name="disputes_signing_code_party"),)

    def __str__(self) -> str:
        return f"{self.party_id} {self.made_at}"


class Body(Grounded):
    """A unit that mediates: what it is, where it sits, how it is composed; it lies on the ground of its unit."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    seat = models.CharField("调解场所", max_length=LONGEST_SEAT, blank=True, default="")
    has_woman = models.BooleanField("委员中有妇女", default=False)
    note = models.CharField("组成说明", max_length=LONGEST_NOTE, blank=True, default="")
    kept_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "调解组织"
        indexes = tuple(
            models.Index(fields=[level, "kind", "id"], name=f"disputes_body_{level}") for level in ("county", "town")
        )

    def __str__(self) -> str:
        return str(self.unit)


class Mediator(models.Model):
    """Somebody on the roster of a body during a period; whoever works here does so under the posting.

    A roster is public by law; nothing but name and period is kept, and nobody is compared with anybody.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="mediators", verbose_name="调解组织")
    name = models.CharField("姓名", max_length=LONGEST_NAME)
    is_member = models.BooleanField("委员", default=True)
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+", verbose_name="岗位")
    from_on = models.DateField("起")
    to_on = models.DateField("止(不含)", null=True, blank=True)
    key = models.UUIDField("请求键", unique=True)
    digest = models.CharField("请求摘要", max_length=64)

    class Meta:
        verbose_name = "调解员"
        constraints = (
            models.UniqueConstraint(
                fields=["body", "posting"], name="disputes_mediator_once", condition=Q(to_on__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="disputes_mediator_period"
            ),
        )

    def __str__(self) -> str:
        return self.name
