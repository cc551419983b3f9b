"""Who is in dispute: name, telephone and address, sealed; nothing else is collected of a party."""

from django.db import models

from linli.cases.models import Case


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
