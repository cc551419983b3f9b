"""Who comes into the workbench, and what everybody finds there."""

from django.test import Client
from tests.cast import Cast

from linli.web.desk.tests.signed_in import HTMX, signed_in


def test_who_has_not_signed_in_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get("/desk/lists/to_accept/?q=井盖")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/desk/lists/to_accept/")


def test_a_session_that_ended_inside_a_page_leads_the_whole_page_to_sign_in(client: Client) -> None:
    answer = client.get("/desk/cases/1/", headers=HTMX)
    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith("/accounts/login/")


def test_who_has_no_posting_gets_a_page_that_says_what_to_do(client: Client, cast: Cast) -> None:
    client.force_login(cast.without_posting, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/desk/")
    assert answer.status_code == 403
    assert "您还没有岗位" in answer.content.decode()


def test_the_first_page_is_the_list_that_fits_the_work(cast: Cast) -> None:
    for player, path in [
        (cast.community_desk, "lists/to_accept/"),
        (cast.handler, "lists/to_handle/"),
        (cast.leader, "lists/supervised/"),
        (cast.admin, "people/"),
    ]:
        assert signed_in(player).get("/desk/")["Location"] == f"/desk/{path}"


def test_all_fourteen_lists_stand_at_the_left_with_their_counts(cast: Cast) -> None:
    page = signed_in(cast.community_desk).get("/desk/lists/to_accept/").content.decode()
    words = "待受理 待派遣 待办 协办 待核查 待评价 督办 即将超期 超期 挂账 已办 办结 我上报 关注"
    assert all(f'>{word}</span><span class="count"' in page for word in words.split())


def test_what_is_shown_to_one_person_is_kept_by_no_cache(cast: Cast) -> None:
    answer = signed_in(cast.community_desk).get("/desk/lists/to_accept/")
    assert "no-store" in answer["Cache-Control"]
    assert "HX-Request" in answer["Vary"]


def test_somebody_with_two_postings_switches_between_them(cast: Cast) -> None:
    from tests.cast import new_posting

    second = new_posting(user=cast.handler.user, role="desk", unit=cast.units.town_desk, ground=cast.areas.town)
    client = signed_in(cast.handler)
    client.post("/desk/switch/", {"posting": second.pk})
    assert "城关街道综治中心 · 受理派遣员" in client.get("/desk/lists/to_accept/").content.decode()
    client.post("/desk/switch/", {"posting": cast.stranger.posting.pk})
    assert "城关街道综治中心 · 受理派遣员" in client.get("/desk/lists/to_accept/").content.decode()
