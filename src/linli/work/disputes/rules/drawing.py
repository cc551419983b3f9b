"""A signature: strokes drawn with a finger as the path of a small picture, or the own name as it is typed.

A path is ``M12 34L13 35 …`` in a field of 600 × 240, a stroke for each M: nothing else is taken, so it can be drawn
again anywhere without being read as anything but lines.
"""

import re

WIDTH, HEIGHT = 600, 240
MOST_SIGNS = 20_000
_STROKES = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})+)+")
_POINT = re.compile(r"(\d+) (\d+)")
#: Less is a slip of the finger.
_FEWEST_POINTS, _NARROWEST = 6, 40


def is_drawn(signature: str) -> bool:
    """Whether it is a drawing and not a name."""
    return _STROKES.fullmatch(signature) is not None


def problem(drawn: str, typed: str, name: str) -> str:
    """What is wrong with a signature; empty when nothing is. A drawing counts before a name."""
    if drawn:
        return _problem_drawn(drawn)
    if not typed:
        return "请在框里写下您的名字，或者在下面输入姓名"
    return "" if _plain(typed) == _plain(name) else "和登记的姓名不一样，请输入全名"


def _problem_drawn(drawn: str) -> str:
    points = [(int(x), int(y)) for x, y in _POINT.findall(drawn)] if len(drawn) <= MOST_SIGNS else []
    if not points or not is_drawn(drawn):
        return "签名没有传好，请清除以后重新写"
    if any(x > WIDTH or y > HEIGHT for x, y in points):
        return "签名没有传好，请清除以后重新写"
    wide = max(x for x, _ in points) - min(x for x, _ in points)
    return "" if len(points) >= _FEWEST_POINTS and wide >= _NARROWEST else "签名太短，请写全名"


def _plain(name: str) -> str:
    return re.sub(r"[\s·•・]", "", name)
