"""Every state and every way between states stands in the drawing, without overlapping."""

from itertools import combinations

from tests.cast import Cast

from linli.cases import processes
from linli.web.desk.process.diagram import BOX, draw, usual_way
from linli.web.desk.tests.signed_in import signed_in


def test_the_usual_way_goes_through_the_stages() -> None:
    way = usual_way(processes.latest("event"))
    assert way == ["reported", "filed", "dispatched", "handling", "fed_back", "closed", "finished"]


def test_every_state_is_a_box_in_the_column_of_its_stage_and_no_two_overlap() -> None:
    process = processes.latest("event")
    diagram = draw(process)
    assert {box.name for box in diagram.boxes if box.name} == set(process.states)
    middles = {title: x for x, title in diagram.stages}
    for box in diagram.boxes:
        assert not box.name or box.middle == middles[process.states[box.name].stage]
        assert 0 <= box.x <= diagram.width - BOX
        assert box.y + box.height < diagram.height
    for one, other in combinations(diagram.boxes, 2):
        assert one.x != other.x or one.y + one.height <= other.y or other.y + other.height <= one.y


def test_words_on_lanes_do_not_cover_each_other() -> None:
    labels = [arrow for arrow in draw(processes.latest("event")).arrows if arrow.label]
    assert {"退回", "重开", "返工", "当场办结", "派遣"} <= {label.label for label in labels}
    for one, other in combinations(labels, 2):
        apart = abs(one.x - other.x) * 2 >= one.label_width + other.label_width
        assert apart or abs(one.y - other.y) >= 18, (one.label, other.label)


def test_a_state_lists_what_can_be_done_from_it(cast: Cast) -> None:
    client = signed_in(cast.handler)
    answer = client.get("/desk/process/?state=handling")
    feed_back = next(one for one in answer.context["actions"] if one["title"] == "反馈")
    assert feed_back == {
        "title": "反馈",
        "who": "主办单位",
        "fields": "办理结果、现场照片",
        "to": "待核查",
        "told": True,
    }
    assert client.get("/desk/process/?state=nowhere").context["chosen"].name == "reported"


def test_the_same_is_there_as_a_table_for_those_who_do_not_see_the_drawing(cast: Cast) -> None:
    page = signed_in(cast.handler).get("/desk/process/").content.decode()
    assert all(f"{state.stage} · {state.title}" in page for state in processes.latest("event").state if not state.final)
