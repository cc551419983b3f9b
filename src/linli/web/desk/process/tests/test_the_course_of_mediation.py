"""The page of processes shows mediation too, and a county publishes its own order of tiers there."""

from itertools import combinations

import pytest
from tests.cast import Cast

from linli.cases import processes
from linli.web.desk.process.diagram import draw, usual_way
from linli.web.desk.tests.signed_in import signed_in

DISPUTE = "?of=dispute"


def test_mediation_is_drawn_from_the_application_to_performance() -> None:
    process = processes.latest("dispute")
    assert usual_way(process)[:3] == ["applied", "asking", "mediating"]
    diagram = draw(process)
    assert {box.name for box in diagram.boxes if box.name} == set(process.states)
    for one, other in combinations(diagram.boxes, 2):
        assert one.x != other.x or one.y + one.height <= other.y or other.y + other.height <= one.y


def test_the_page_leads_from_one_kind_to_the_other(cast: Cast) -> None:
    client = signed_in(cast.handler)
    assert "/desk/process/?of=dispute" in client.get("/desk/process/").content.decode()
    page = client.get(f"/desk/process/{DISPUTE}&state=mediating").content.decode()
    for words in ("矛盾纠纷调解", "移送上一级调解", "调解员", "?of=dispute&amp;state=agreed#state"):
        assert words in page
    assert client.get("/desk/process/?of=nothing").status_code == 404
    definition = client.get(f"/desk/process/1.toml{DISPUTE}")
    assert "[[own.tier]]" in definition.content.decode()


@pytest.mark.parametrize("days", ["days = 0", "days = 12"])
def test_a_county_publishes_its_own_order_of_tiers(cast: Cast, days: str) -> None:
    client, address = signed_in(cast.admin), f"/desk/process/publish/{DISPUTE}"
    text = client.get(address).context["text"].replace("days = 10", days, 1)
    answer = client.post(address, {"text": text, "deed": "publish"})
    assert answer.status_code == (422 if days == "days = 0" else 302)
    running = processes.current("dispute", cast.areas.county.code)
    assert running.own["tier"][0]["days"] == (10 if days == "days = 0" else 12)
