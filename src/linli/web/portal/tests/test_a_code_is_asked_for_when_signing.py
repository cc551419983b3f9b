"""Where the county has a gateway for text messages, signing on a phone asks for a code sent to the party's own one."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings
from standardwebhooks.webhooks import Webhook
from tests.cast import AT, Cast
from tests.stories import do as acts

from linli.accounts.audit.models import Entry
from linli.cases.actions import BadForm
from linli.cases.models import Case
from linli.exchange import texts
from linli.exchange.tests.gateway import SECRET, code_in, gateway_in
from linli.exchange.webhooks.tests.receiver import Receiver, slow
from linli.web.portal.tests.mediating import DRAWN, THEIRS, YOURS, entered, form_of
from linli.work.disputes.actions import PartyForm, make_code, sign_as
from linli.work.disputes.actions.agreement import read_agreement
from linli.work.disputes.models import SigningCode
from linli.work.disputes.queries import party
from linli.work.disputes.tests.stories import TERMS, Committee, applied, brought, found_committee

Clock = time_machine.Traveller


@pytest.fixture(autouse=True)
def committee(clock: object, cast: Cast) -> Committee:  # noqa: ARG001 - the catalogue comes before
    return found_committee(cast)


def agreed_upon(case: Case, cast: Cast, committee: Committee) -> Case:
    brought(case, cast, committee, "mediating")
    acts(case, "agree_in_writing", committee.mediator.actor, scope="all", terms=TERMS, perform_by="2026-03-31")
    return case


@pytest.fixture
def agreed(cast: Cast, committee: Committee) -> Case:
    return agreed_upon(applied(cast), cast, committee)


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Receiver]:
    """The county's gateway, on this machine."""
    with gateway_in(settings) as one:
        yield one


def asks(client: Client, page: str, **changes: str):
    """Press the button that has a code sent, with the form half filled in."""
    form = form_of(client, f"{page}sign/") | {"drawn": DRAWN, "read": "on", "send": str(uuid4())}
    return client.post(f"{page}sign/code/", form | changes)


def signs(client: Client, page: str, sms: str, **changes: str):
    form = form_of(client, f"{page}sign/") | {"drawn": DRAWN, "read": "on", "sms": sms}
    return client.post(f"{page}sign/", form | changes)


def has_signed(case: Case, number: int) -> bool:
    case.refresh_from_db()
    return "signed_on" in case.more["parties"][number - 1]


def test_a_code_arrives_signed_and_lets_sign_once(agreed: Case, gateway: Receiver):
    client, page = entered(agreed, 2, THEIRS[-4:])
    told = asks(client, page)
    assert told.status_code == 200
    assert "验证码发到了 139******78" in told.content.decode()
    assert DRAWN in told.content.decode()  # nothing of what was filled in is lost
    assert f'action="{page}sign/"' in told.content.decode()  # where the next press goes
    assert client.get(f"{page}sign/code/")["Location"] == f"{page}sign/"
    assert len(gateway.heard) == 1
    heard = gateway.heard[0]
    Webhook(SECRET).verify(heard.body, heard.headers)
    assert heard.told["type"] == "sms.send"
    data = heard.told["data"]
    assert (data["to"], data["template"]) == (f"+86{THEIRS}", "signing_code")
    assert data["params"] == {"code": code_in(gateway), "minutes": "10"}
    assert not has_signed(agreed, 2)
    assert signs(client, page, code_in(gateway)).status_code == 302
    assert has_signed(agreed, 2)
    assert agreed.steps.get(action="sign").form["door"] == "sms"
    assert "查询码、电话末四位和短信验证码" in client.get(page).content.decode()
    used = SigningCode.objects.get()
    assert used.used_at is not None
    kept = str(list(SigningCode.objects.values_list())) + str(list(Entry.objects.values_list("detail", "purpose")))
    assert code_in(gateway) not in kept
    assert THEIRS not in kept
    sent = Entry.objects.get(verb="signing_code.send")
    assert sent.detail == {"party": 2, "phone": "139******78"}


@pytest.mark.parametrize("typed", ["", "000000x", "12345"])
def test_without_the_right_code_nobody_signs(agreed: Case, gateway: Receiver, typed: str):
    client, page = entered(agreed, 2, THEIRS[-4:])
    before = signs(client, page, typed)
    assert before.status_code == 422
    assert "请先按「发验证码」" in before.content.decode()
    asks(client, page)
    assert len(gateway.heard) == 1
    assert signs(client, page, typed).status_code == 422
    assert not has_signed(agreed, 2)


def test_five_wrong_codes_end_it_and_each_is_counted(agreed: Case, gateway: Receiver):
    client, page = entered(agreed, 2, THEIRS[-4:])
    asks(client, page)
    right = code_in(gateway)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    said = [signs(client, page, wrong).content.decode() for _ in range(5)]
    assert "还可以再试 4 次" in said[0]
    assert "还可以再试 1 次" in said[3]
    assert "输错了 5 次" in said[4]
    assert "输错了 5 次" in signs(client, page, right).content.decode()
    assert not has_signed(agreed, 2)


@pytest.mark.parametrize(("minutes", "holds"), [(9, True), (10, False)])
def test_a_code_holds_for_ten_minutes(agreed: Case, gateway: Receiver, clock: Clock, minutes: int, holds: bool):  # noqa: FBT001 - a table
    client, page = entered(agreed, 2, THEIRS[-4:])
    asks(client, page)
    clock.shift(timedelta(minutes=minutes))
    assert (signs(client, page, code_in(gateway)).status_code == 302) is holds
    assert has_signed(agreed, 2) is holds


def test_a_code_is_for_the_paper_that_was_read_only(agreed: Case, gateway: Receiver, committee: Committee):
    client, page = entered(agreed, 2, THEIRS[-4:])
    asks(client, page)
    mediator = committee.mediator.actor
    acts(agreed, "go_on", mediator, reason="金额要改")
    acts(agreed, "agree_in_writing", mediator, scope="all", terms="改为九百元", perform_by="2026-03-31")
    told = signs(client, page, code_in(gateway))
    assert told.status_code == 422
    assert "协议书换过了" in told.content.decode()
    assert not has_signed(agreed, 2)
    old = asks(client, page, paper="0" * 64)
    assert old.status_code == 422
    assert "请重新看一遍再签" in old.content.decode()


def test_a_code_of_one_party_is_none_of_the_other(agreed: Case, gateway: Receiver):
    you, yours = entered(agreed, 1, YOURS[-4:])
    them, theirs = entered(agreed, 2, THEIRS[-4:])
    asks(you, yours)
    mine = code_in(gateway)
    asks(them, theirs)
    if mine != code_in(gateway):  # one in a million
        assert signs(them, theirs, mine).status_code == 422
    assert signs(you, yours, mine).status_code == 302
    assert [has_signed(agreed, 1), has_signed(agreed, 2)] == [True, False]


def test_a_second_press_sends_nothing_and_says_the_same(agreed: Case, gateway: Receiver):
    client, page = entered(agreed, 2, THEIRS[-4:])
    key = str(uuid4())
    said = [asks(client, page, send=key) for _ in range(2)]
    assert [one.status_code for one in said] == [200, 200]
    assert len(gateway.heard) == 1
    assert gateway.heard[0].id == f"sms_{UUID(key).hex}"
    form = form_of(client, f"{page}sign/") | {"drawn": DRAWN, "read": "on", "sms": code_in(gateway)}
    assert [client.post(f"{page}sign/", form).status_code for _ in range(2)] == [302, 302]
    assert agreed.steps.filter(action="sign").count() == 1


def test_one_a_minute_five_a_day(agreed: Case, gateway: Receiver, clock: Clock):
    client, page = entered(agreed, 2, THEIRS[-4:])
    assert asks(client, page).status_code == 200
    first = code_in(gateway)
    early = asks(client, page)
    assert early.status_code == 422
    assert "以后可以再发" in early.content.decode()
    for _ in range(4):
        clock.shift(timedelta(minutes=1))
        assert asks(client, page).status_code == 200
    clock.shift(timedelta(minutes=1))
    assert asks(client, page).status_code == 422
    assert len(gateway.heard) == 5
    if first != code_in(gateway):
        assert signs(client, page, first).status_code == 422  # each ends the one before
    clock.shift(timedelta(hours=23, minutes=55))
    assert asks(client, page).status_code == 200


def test_the_installation_has_a_ceiling(agreed: Case, gateway: Receiver, settings: Settings, clock: Clock):
    settings.SMS_PER_HOUR = 1
    you, yours = entered(agreed, 1, YOURS[-4:])
    them, theirs = entered(agreed, 2, THEIRS[-4:])
    assert asks(you, yours).status_code == 200
    told = asks(them, theirs)
    assert told.status_code == 422
    assert "也可以在纸上签" in told.content.decode()
    clock.shift(timedelta(hours=1))
    assert asks(them, theirs).status_code == 200
    assert len(gateway.heard) == 2


@pytest.mark.parametrize("answer", [500, 302, 404, 410])
def test_a_gateway_that_refuses_is_told_beside_the_button_and_nothing_is_lost(
    agreed: Case, gateway: Receiver, answer: int, clock: Clock
):
    gateway.always = answer
    gateway.headers = {"Location": gateway.url + "&again"} if answer == 302 else {}
    client, page = entered(agreed, 2, THEIRS[-4:])
    key = str(uuid4())
    said = asks(client, page, send=key)
    assert said.status_code == 422
    told = said.content.decode()
    assert "短信没有发出去" in told
    assert "在纸上签" in told
    assert DRAWN in told
    assert len(gateway.heard) == 1
    assert asks(client, page, send=key).status_code == 422
    assert len(gateway.heard) == 1
    failed = Entry.objects.get(verb="signing_code.fail")
    assert failed.detail["status"] == answer
    gateway.always = 204
    clock.shift(timedelta(minutes=1))
    assert asks(client, page).status_code == 200
    assert signs(client, page, code_in(gateway)).status_code == 302


def test_a_gateway_that_is_slow_is_not_waited_for(agreed: Case, gateway: Receiver, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(texts, "SECONDS", 0.3)
    gateway.always = slow(2)
    client, page = entered(agreed, 2, THEIRS[-4:])
    said = asks(client, page)
    assert said.status_code == 422
    assert "短信没有发出去" in said.content.decode()
    assert SigningCode.objects.get().status is None


def test_a_gateway_that_is_down_leaves_paper_as_equal(
    agreed: Case, gateway: Receiver, settings: Settings, committee: Committee
):
    settings.SMS_URL = "http://127.0.0.1:9/"
    client, page = entered(agreed, 2, THEIRS[-4:])
    assert asks(client, page).status_code == 422
    acts(agreed, "sign", committee.mediator.actor, party=2, signed_on=AT.date().isoformat(), how="paper")
    assert has_signed(agreed, 2)
    assert gateway.heard == []


def test_a_private_address_that_no_setting_names_is_not_called(agreed: Case, gateway: Receiver, settings: Settings):
    settings.WEBHOOK_HOSTS = ()
    client, page = entered(agreed, 2, THEIRS[-4:])
    assert asks(client, page).status_code == 422
    assert gateway.heard == []


def test_without_a_gateway_it_is_as_before_and_the_page_says_by_what_it_was_signed(agreed: Case):
    client, page = entered(agreed, 2, THEIRS[-4:])
    assert "发验证码" not in client.get(f"{page}sign/").content.decode()
    assert asks(client, page).status_code == 409
    assert signs(client, page, "").status_code == 302
    assert agreed.steps.get(action="sign").form["door"] == "digits"
    told = client.get(page).content.decode()
    assert "签名时凭的是查询码和电话末四位" in told
    assert "短信" not in told


def test_who_left_no_mobile_telephone_is_asked_for_no_code(cast: Cast, committee: Committee, gateway: Receiver):
    people = [PartyForm("王小明", "010-62345678", "青石街 18 号 301")]
    case = agreed_upon(applied(cast, respondents=people), cast, committee)
    client, page = entered(case, 2, "5678")
    assert "发验证码" not in client.get(f"{page}sign/").content.decode()
    assert signs(client, page, "").status_code == 302
    assert case.steps.get(action="sign").form["door"] == "digits"
    assert gateway.heard == []


def test_who_has_signed_is_sent_nothing_more(agreed: Case, gateway: Receiver):
    client, page = entered(agreed, 2, THEIRS[-4:])
    form = form_of(client, f"{page}sign/")
    asks(client, page)
    assert signs(client, page, code_in(gateway)).status_code == 302
    again = client.post(f"{page}sign/code/", form | {"send": str(uuid4())})
    assert again.status_code == 409
    them = party(agreed.pk, 2)
    with pytest.raises(Exception, match="没有要您签的"):
        make_code(them, paper=form["paper"], at=AT + timedelta(minutes=5), key=uuid4(), per_hour=9)
    assert len(gateway.heard) == 1


def test_a_code_that_was_used_is_used(agreed: Case, gateway: Receiver):
    client, page = entered(agreed, 2, THEIRS[-4:])
    asks(client, page)
    SigningCode.objects.update(used_at=AT)
    assert "用过了" in signs(client, page, code_in(gateway)).content.decode()
    them = party(agreed.pk, 2)
    paper = read_agreement(them, at=AT).sha256
    with pytest.raises(BadForm, match="用过了"):
        sign_as(them, paper=paper, drawn=DRAWN, typed="", at=AT, key=uuid4(), code=code_in(gateway))
    assert not has_signed(agreed, 2)


def test_somebody_outside_has_nothing_sent(agreed: Case, gateway: Receiver):
    _client, page = entered(agreed, 2, THEIRS[-4:])
    assert Client().post(f"{page}sign/code/", {"send": str(uuid4())}).status_code == 403
    you, _yours = entered(agreed, 1, YOURS[-4:])
    assert you.post(f"{page}sign/code/", {"send": str(uuid4())}).status_code == 403
    assert gateway.heard == []
