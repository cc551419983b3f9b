"""A wall: everything on one screen, live while something happens, and an instruction that comes back answered."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.browser.conftest import PHONE, Arrive
from tests.cast import AT, Cast
from tests.stories import reported

from linli.cases.tasks import run_clocks
from linli.instructions.actions import answer
from linli.instructions.models import Instruction
from linli.web.command.live.views import hub

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WALL = (1920, 1080)


@pytest.fixture
def people(cast: Cast) -> Iterator[Cast]:
    yield cast
    hub.close()  # the server is a thread of this process


def test_the_wall_is_one_screen_and_shows_what_happens_at_once(people: Cast, arrive: Arrive) -> None:
    visitor = arrive(people.leader, WALL)
    page = visitor.page
    page.goto(visitor.address + "/command/")
    expect(page.get_by_text("实时 · 自")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(page.locator("[data-drawn=true]")).to_be_attached(timeout=30_000)  # drawn by the processor alone
    case = reported(at=timezone.now())
    expect(page.locator(".wall-pulse")).to_have_count(1)
    expect(page.locator("[data-piece=news]")).to_contain_text(case.matter.title)
    expect(page.locator(".wall-figure").first.locator("b").first).to_have_text("1")
    visitor.check()


def test_an_instruction_from_the_list_comes_back_answered(people: Cast, arrive: Arrive) -> None:
    case = reported(at=AT)
    run_clocks(at=AT.replace(month=4))
    visitor = arrive(people.leader, WALL)
    page = visitor.page
    page.goto(visitor.address + "/command/")
    expect(page.get_by_text("实时 · 自")).to_be_visible()
    page.get_by_role("link", name=case.matter.title).click()
    page.get_by_label("给哪个单位").select_option(label="县城管局 · 镜河县")
    page.get_by_label("做什么").fill("请派人到现场围挡")
    visitor.check()
    page.get_by_role("button", name="发出").click()
    orders = page.locator("[data-piece=orders]")
    expect(orders).to_contain_text("已发出")
    one = Instruction.objects.get()
    answer(one.pk, "已围挡", by=people.handler.actor, at=timezone.now(), key=uuid4())
    expect(orders).to_contain_text("已答复")
    expect(orders).to_contain_text("已围挡")


def test_a_chart_shows_its_table_to_whoever_wants_it(people: Cast, arrive: Arrive) -> None:
    visitor = arrive(people.leader, PHONE)
    page = visitor.page
    page.goto(visitor.address + "/command/")
    expect(page.locator("[data-chart=days] [data-part=chart] :is(canvas, svg)")).to_be_attached()
    button = page.get_by_role("button", name="看表格").first
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("table", name="近 14 天每天的上报和办结")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visitor.check()
