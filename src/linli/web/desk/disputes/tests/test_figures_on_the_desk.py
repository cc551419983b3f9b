"""The justice bureau's table on the screen and as Excel, whole and as it may be published."""

import io

from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.cast import Cast
from tests.stories import load_catalogue

from linli.web.desk.tests.signed_in import signed_in
from linli.work.disputes.tests.stories import applied, found_committee

PAGE, EXCEL = "desk:disputes:figures", "desk:disputes:figures_excel"
PERIOD = "?period=free&first=2026-03-01&last=2026-03-31"


def test_the_table_has_a_row_for_each_type_and_hides_small_numbers_when_public(cast: Cast) -> None:
    load_catalogue(cast)
    found_committee(cast)
    applied(cast)
    client = signed_in(cast.community_desk)
    page = client.get(reverse(PAGE) + PERIOD).content.decode()
    assert page.count('<th scope="row"') == 18 + 1
    public = client.get(reverse(PAGE) + PERIOD + "&public=1").content.decode()
    assert "数太小，不公开" in public
    assert "数太小，不公开" not in page
    whole, hidden = (
        CalamineWorkbook.from_filelike(io.BytesIO(client.get(reverse(EXCEL) + PERIOD + more).content))
        .get_sheet_by_index(0)
        .to_python()
        for more in ("", "&public=1")
    )
    assert len(whole) == 1 + 18 + 1
    assert whole[2][:4] == ["邻里纠纷", "1502", 1, 1]
    assert hidden[2][:4] == ["邻里纠纷", "1502", "*", "*"]


def test_figures_are_for_who_looks_at_a_ground(cast: Cast) -> None:
    load_catalogue(cast)
    committee = found_committee(cast)
    for name in (PAGE, EXCEL):
        assert signed_in(committee.mediator).get(reverse(name)).status_code == 404
        beside = f"{reverse(name)}?area={cast.areas.county.code}"
        assert signed_in(cast.community_desk).get(beside).status_code == 404
