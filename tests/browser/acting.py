"""What people do at a desk again and again: an application entered, an act in its dialog, a unit chosen by typing."""

from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import Visitor
from tests.cast import Cast

from linli.cases.models import Case


def begins_application(desk: Visitor) -> Page:
    """The form for an application for mediation; saved empty, it says what is missing."""
    page = desk.go("/desk/report/")
    page.get_by_role("link", name="登记调解申请").click()
    desk.look()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_be_visible()
    desk.look()
    return page


def ends_application(desk: Visitor, cast: Cast, facts: str, *, other_phone: str = "") -> Case:
    """Two neighbours are entered with what is between them, after the notice was shown; no name stands on the page."""
    page = desk.page
    page.get_by_label("纠纷类型").select_option("1702")
    page.get_by_label("发生在哪里").select_option(cast.areas.grid.code)
    page.get_by_label("纠纷事实").fill(facts)
    page.get_by_label("请求事项").fill("修好并赔偿")
    page.get_by_label("已出示告知书").check()
    page.locator("#f_applicant1_name").fill("李大华")
    page.locator("#f_applicant1_phone").fill("13812345678")
    page.locator("#f_respondent1_name").fill("王小明")
    page.locator("#f_respondent1_phone").fill(other_phone)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/desk/cases/**")
    desk.look()
    expect(page.locator("body")).not_to_contain_text("李大华")
    return Case.objects.latest("pk")


def does(visitor: Visitor, case: Case, title: str, **filled: str) -> None:
    """One act through its dialog: texts are typed, what begins with = is chosen by its label, each part by commas."""
    dialog = begins(visitor, case, title)
    for field, value in filled.items():
        if value.startswith("="):
            for part in value[1:].split(","):
                dialog.locator(f"label:has(input[name={field}])").filter(has_text=part).first.click()
        else:
            dialog.locator(f"#f_{field}").fill(value)
    ends(dialog, title)


def begins(visitor: Visitor, case: Case, title: str) -> Locator:
    """The dialog of an act, looked at."""
    page = visitor.go(f"/desk/cases/{case.pk}/")
    page.locator(".case-head").get_by_role("link", name=title, exact=True).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=title, exact=True).wait_for()
    visitor.look()
    return dialog


def ends(dialog: Locator, title: str) -> None:
    """The act is sent, and was taken."""
    dialog.get_by_role("button", name=title, exact=True).click()
    expect(dialog).not_to_be_visible()


def types(dialog: Locator, label: str, words: str, found: str) -> None:
    """A unit is chosen with the keyboard alone: tabbed to, some of its name typed, the first that fits taken."""
    box, keyboard = dialog.get_by_role("combobox", name=label), dialog.page.keyboard
    for _ in range(20):
        if box.evaluate("one => one === document.activeElement"):
            break
        keyboard.press("Tab")
    keyboard.press("Control+A")
    keyboard.type(words)
    expect(dialog.get_by_role("option").first).to_contain_text(found)
    keyboard.press("Enter")
    expect(box).to_have_value(found)
    expect(dialog).to_be_visible()
