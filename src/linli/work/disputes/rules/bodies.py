"""Bodies that mediate: which kinds there are, and whether a committee is composed as the law wants it."""

from datetime import date

from linli.lib.sentences import Said

#: Kinds of bodies (人民调解法 art. 8, 34; 人民调解工作若干规定 art. 10; studios as counties set them up).
KINDS = (
    ("village", "村(居)人民调解委员会"),
    ("town", "乡镇(街道)人民调解委员会"),
    ("enterprise", "企业事业单位人民调解委员会"),
    ("trade", "行业性、专业性人民调解委员会"),
    ("resident", "派驻调解工作室"),
    ("personal", "个人调解工作室"),
)
COMMITTEES = frozenset({"village", "town", "enterprise", "trade"})
#: Art. 8: three to nine members.
FEWEST, MOST = 3, 9
LONGEST_SEAT, LONGEST_NOTE, LONGEST_NAME = 100, 200, 30


def doubts(kind: str, *, members: int, has_woman: bool) -> list[str]:
    """What is not as art. 8 wants a committee composed; nothing for a studio, which is none.

    That there is a woman among its members is said of the committee; nothing of the kind is kept of a person.
    """
    if kind not in COMMITTEES:
        return []
    found: list[str] = []
    if not FEWEST <= members <= MOST:
        found.append(Said("委员应为 3 至 9 人，名册上现有 %(n)d 人（人民调解法第八条）", n=members))
    if not has_woman:
        found.append("委员中应当有妇女（人民调解法第八条）")
    return found


def is_on(from_on: date, to_on: date | None, day: date) -> bool:
    """Whether somebody stands on a roster on a day; the last day is not counted."""
    return from_on <= day and (to_on is None or day < to_on)
