"""`build_demo`: the demo county, stage by stage; what stands already is left as it is."""

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from linli.demo import actions, queries
from linli.demo.plan import COUNTY, Plan, draw_plan

LINES = 10


class Command(BaseCommand):
    """Builds 榆邑县, a county that does not exist, with a few weeks of work in it."""

    help = "生成演示县(虚构的榆邑县):区划、地图、单位、人员、办件。已生成的部分不再重做。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--most", type=int, default=1000, help="每种情形最多几件；测试时用小数目，快得多")

    def handle(self, *_args: Any, **options: Any) -> None:
        stages = [stage for stage in self._stages(options["most"]) if not stage[1]()]
        if not stages:
            self.stdout.write(f"{COUNTY[1]}已经建好，没有改动。")
            return
        began = monotonic()
        plan = self._timed("绘制街道与网格", draw_plan)
        with actions.unhurried_disk():
            for title, _, build in stages:
                self._timed(title, partial(build, plan))
        self.stdout.write(f"{COUNTY[1]}建成，用时 {monotonic() - began:.0f} 秒。")

    def _stages(self, most: int) -> list[tuple[str, Callable[[], bool], Callable[[Plan], object]]]:
        at = queries.begun_at() or timezone.now()

        def play(plan: Plan) -> int:
            return actions.play_cases(plan, now=at, progress=self._progress, most=most)

        return [
            ("区划与网格边界", queries.has_ground, lambda plan: actions.settle_ground(plan, at=at)),
            ("道路、地块与地名地址", queries.has_map, lambda plan: actions.lay_map(plan, at=at)),
            ("单位、人员与岗位", queries.has_staff, lambda plan: actions.post_staff(plan, at=at)),
            ("事项目录与权责清单", queries.has_matters, lambda _plan: actions.set_matters(at=at)),
            ("巡查与公告", queries.has_round, lambda _plan: actions.send_round(at=at)),
            ("办件", queries.has_cases, play),
            ("矛盾纠纷", queries.has_disputes, lambda _plan: actions.stir_disputes(at=at)),
            ("重大决策风险评估", queries.has_risks, lambda _plan: actions.weigh_risks(at=at)),
        ]

    def _timed(self, title: str, work: Callable[[], Any]) -> Any:
        began = monotonic()
        done = work()
        self.stdout.write(f"  {title} {_said(done)} · {monotonic() - began:.1f} 秒")
        return done

    def _progress(self, done: int, total: int) -> None:
        if done % max(1, total // LINES) == 0:
            self.stdout.write(f"    办件步骤 {done}/{total}")


def _said(done: object) -> str:
    if isinstance(done, Plan):
        return f"{len(done.areas)} {len(done.streets)}"
    if isinstance(done, dict):
        return " ".join(str(count) for count in done.values())
    return " ".join(map(str, done)) if isinstance(done, tuple) else str(done)
