"""Files that belong to a matter: what a file is, and apart from it the bytes."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class File(models.Model):
    """One photo, voice note or paper as it is kept, never as it was sent: photos are cleaned before."""

    PHOTO = "photo"
    VOICE = "voice"
    PAPER = "paper"
    KINDS: ClassVar[list[tuple[str, str]]] = [(PHOTO, "照片"), (VOICE, "语音"), (PAPER, "文书")]

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    mime = models.CharField("类型", max_length=100)
    sha256 = models.CharField("内容摘要", max_length=64)  # of the bytes kept, in hex; serves as the ETag
    upload_sha256 = models.CharField("来件摘要", max_length=64)  # of the bytes sent: a repeat is known by it
    size = models.PositiveIntegerField("字节数")
    width = models.PositiveIntegerField("宽(像素)", null=True)
    height = models.PositiveIntegerField("高(像素)", null=True)
    duration_s = models.FloatField("时长(秒)", null=True)
    original_name = models.CharField("原文件名", max_length=120, blank=True, default="")
    created_at = models.DateTimeField("存入时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="存入人"
    )
    attached_at = models.DateTimeField("关联时间", null=True)  # null: nothing uses it yet, it may be swept

    class Meta:
        verbose_name = "文件"
        indexes = (models.Index(fields=["created_at"], name="documents_file_orphans", condition=Q(attached_at=None)),)
        constraints = (
            models.CheckConstraint(name="documents_file_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="documents_file_photo_has_size",
                condition=~Q(kind="photo") | (Q(width__gt=0) & Q(height__gt=0)),
            ),
        )

    def __str__(self) -> str:
        return self.original_name or str(self.id)


class Blob(models.Model):
    """The bytes of one file, in a table of their own so that lists of files never drag them along."""

    file = models.OneToOneField(File, models.CASCADE, primary_key=True, related_name="+", verbose_name="文件")
    content = models.BinaryField("内容")
    thumbnail = models.BinaryField("缩略图", null=True)

    class Meta:
        verbose_name = "文件内容"

    def __str__(self) -> str:
        return str(self.file_id)


class Upload(models.Model):
    """A file that was promised and comes in pieces; once all of it is here it is kept as the ``File`` of this id."""

    id = models.UUIDField("编号", primary_key=True, editable=False)  # made on the phone
    kind = models.CharField("类别", max_length=10, choices=File.KINDS)
    mime = models.CharField("类型", max_length=100)
    sha256 = models.CharField("内容摘要", max_length=64)  # of the bytes promised, in hex
    size = models.PositiveIntegerField("字节数")
    have = models.PositiveIntegerField("已到字节数", default=0)
    content = models.BinaryField("已到内容", default=b"")  # empty again once the file is kept
    created_at = models.DateTimeField("登记时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name="登记人"
    )
    claimed_at = models.DateTimeField("关联时间", null=True)  # when something began to wait for it
    changed_at = models.DateTimeField("最近传输")
    arrived_at = models.DateTimeField("传完时间", null=True)
    given_up_at = models.DateTimeField("放弃时间", null=True)  # what was here is gone; it may still be sent anew

    class Meta:
        verbose_name = "待传文件"
        indexes = (
            models.Index(fields=["created_by"], name="documents_upload_waiting", condition=Q(arrived_at=None)),
            models.Index(
                fields=["changed_at"],
                name="documents_upload_stale",
                condition=Q(arrived_at=None, given_up_at=None),
            ),
        )
        constraints = (
            models.CheckConstraint(name="documents_upload_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(name="documents_upload_not_more", condition=Q(have__lte=models.F("size"))),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.have}/{self.size}"
