"""What people do at a desk again and again: an act in its dialog, a unit chosen by typing."""

from playwright.sync_api import Locator, expect
from tests.browser.conftest import Visitor

from linli.cases.models import Case


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
