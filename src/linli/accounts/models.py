"""People who sign in, and the roles they may be posted with."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.lib.prepared import ask_prepared


class Role(models.Model):
    """A named set of permissions; it knows no ground."""

    code = models.SlugField("代码", max_length=40, unique=True)
    title = models.CharField("名称", max_length=40)
    permissions = ArrayField(models.CharField(max_length=40), verbose_name="权限", default=list)

    class Meta:
        verbose_name = "角色"

    def __str__(self) -> str:
        return self.title


class UserManager(BaseUserManager["User"]):
    """Finds users by the name they sign in with."""

    def get(self, *args: Any, **kwargs: Any) -> "User":
        """As ever. By the number alone it is asked with a plan that is kept: every request of staff begins so."""
        number = kwargs.get("pk")
        if args or len(kwargs) > 1 or not isinstance(number, int):
            return super().get(*args, **kwargs)
        names = [field.attname for field in self.model._meta.concrete_fields]  # noqa: SLF001 - Django's own name
        columns = ", ".join(field.column for field in self.model._meta.concrete_fields)  # noqa: SLF001 - as above
        found = ask_prepared(
            f"SELECT {columns} FROM accounts_user WHERE id = %(id)s::bigint",  # noqa: S608 - names of ours
            {"id": str(number)},
            comes_first=True,
        )
        if not found:
            raise self.model.DoesNotExist
        return self.model.from_db(self.db, names, found)


class User(AbstractBaseUser):
    """A member of staff who can sign in; what they may do is said by their postings."""

    username = models.CharField("登录名", max_length=60, unique=True)
    full_name = models.CharField("姓名", max_length=60)
    work_phone = models.CharField("工作电话", max_length=30, blank=True)
    is_active = models.BooleanField("可以登录", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = "人员"

    def __str__(self) -> str:
        return self.full_name
