"""`demo_signins`: one sign-in per role, and where residents report."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from linli.demo.actions import trials
from linli.demo.actions.county import PASSWORD
from linli.demo.queries import sign_ins

WIDE = "\u2e80"


class Command(BaseCommand):
    """Prints who may be tried in the demo county."""

    help = "列出演示县每种角色的一个登录名、共用密码和居民上报地址。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = sign_ins()
        if not found:
            self.stdout.write("还没有演示县；先运行 build_demo。")
            return
        self.stdout.write(f"工作人员登录 {settings.PUBLIC_URL}/desk/   共用密码 {PASSWORD}")
        for one in found:
            self.stdout.write(f"  {_padded(one.role, 16)}{one.username:<28}{one.full_name} · {one.unit}")
        self.stdout.write(f"居民上报(不用登录) {settings.PUBLIC_URL}/")
        for trial in trials():
            address = f"{settings.PUBLIC_URL}/m/{trial.code}/"
            self.stdout.write(f"调解当事人(不用登录) {address}   电话末 4 位 {trial.digits} · {trial.words}")


def _padded(text: str, width: int) -> str:
    """The text filled up for a terminal, where Chinese characters are two columns wide."""
    return text + " " * (width - sum(2 if sign >= WIDE else 1 for sign in text))
