"""Codes that show that a telephone is in the hand of who signs: values in, answers out.

The numbers are ours, no law names them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.lib.sentences import Said

DIGITS = 6
VALID = timedelta(minutes=10)
MOST_TRIES = 5
#: Between two codes of one party, and how many in a day.
BETWEEN, DAY, MOST_A_DAY = timedelta(minutes=1), timedelta(days=1), 5
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)

#: By which doors a party came that signed on a phone, as the process names them.
SMS, DIGITS_OF_PHONE, CODE_ONLY = "sms", "digits", "code"


def takes_texts(phone: str) -> bool:
    """Whether a telephone, in national digits, is a mobile one."""
    return _MOBILE.fullmatch(phone) is not None


def wait_until(last: datetime | None, sent: Sequence[datetime], at: datetime) -> datetime | None:
    """Until when no further code is made; ``None``: at once.

    ``last``: when the last one was made; ``sent``: the moments of those that the gateway took, the newest first.
    """
    if last and at < last + BETWEEN:
        return last + BETWEEN
    if len(sent) >= MOST_A_DAY and at < sent[MOST_A_DAY - 1] + DAY:
        return sent[MOST_A_DAY - 1] + DAY
    return None


@dataclass(frozen=True)
class Standing:
    """The newest code of a party: for which paper, made when, tried how often, used or not."""

    paper: str
    made_at: datetime
    tries: int
    is_used: bool


def is_dead(code: Standing | None, paper: str, at: datetime) -> str:
    """Why a code cannot be used at all, whatever is typed; empty when it can."""
    if code is None:
        return "请先按「发验证码」"
    if code.paper != paper:
        return "协议书换过了，验证码要重新发"
    if code.is_used:
        return "这个验证码用过了，请重新发"
    if at >= code.made_at + VALID:
        return Said("验证码过了 %(minutes)d 分钟，请重新发", minutes=VALID // timedelta(minutes=1))
    return Said("输错了 %(n)d 次，请重新发", n=MOST_TRIES) if code.tries >= MOST_TRIES else ""


def wrong(tries: int) -> str:
    """What is said of a wrong code after so many."""
    left = MOST_TRIES - tries
    return Said("验证码不对，还可以再试 %(left)d 次", left=left) if left else Said("输错了 %(n)d 次，请重新发", n=tries)
