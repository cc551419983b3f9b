"""Sketches that stand for photos in the demo county: a place with something wrong, or put right. Pure.

Drawn, not photographed, and labelled 示例照片, so that nobody takes them for a real place.
"""

import math
from collections.abc import Callable
from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1280, 960
HORIZON = 520

INK, PAVING, ROAD, KERB = "#4b5563", "#d6d0c4", "#8d9299", "#b9b2a5"
WALLS = ("#e8dccb", "#dfe3e0", "#ead9d2", "#d9e0ea")
SKIES = ("#dbe9f4", "#e7edf0", "#f3e9dc")
GREEN, DARK_GREEN, WATER, RED, YELLOW = "#8fb58a", "#5f8a63", "#9fc3dc", "#c8553d", "#e6b94a"

Box = tuple[float, float, float, float]


class Board:
    """A drawing surface with the few shapes the sketches are made of; every scene adds its own things."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.image = Image.new("RGB", (WIDTH, HEIGHT), rng.choice(SKIES))
        self.draw = ImageDraw.Draw(self.image)

    def box(  # noqa: PLR0913 - x, y, width and height are one thing
        self, x: float, y: float, w: float, h: float, fill: str, *, round_by: int = 0
    ) -> None:
        self.draw.rounded_rectangle((x, y, x + w, y + h), round_by, fill=fill)

    def disc(self, x: float, y: float, rx: float, ry: float, fill: str) -> None:
        self.draw.ellipse((x - rx, y - ry, x + rx, y + ry), fill=fill)

    def line(self, *points: tuple[float, float], fill: str = INK, width: int = 8) -> None:
        self.draw.line(points, fill=fill, width=width, joint="curve")

    def shape(self, *points: tuple[float, float], fill: str) -> None:
        self.draw.polygon(points, fill=fill)

    def street(self) -> None:
        """Houses, pavement and carriageway: where most things happen."""
        x = -self.rng.randint(0, 120)
        while x < WIDTH:
            width = self.rng.randint(220, 380)
            self.house(x, self.rng.randint(120, 260), width)
            x += width + self.rng.randint(6, 40)
        self.box(0, HORIZON, WIDTH, 160, PAVING)
        for seam in range(0, WIDTH, 96):
            self.line((seam, HORIZON + 10), (seam - 60, HORIZON + 150), fill="#c6bfb1", width=3)
        self.box(0, HORIZON + 160, WIDTH, 18, KERB)
        self.box(0, HORIZON + 178, WIDTH, HEIGHT, ROAD)

    def house(self, x: float, top: float, width: float) -> None:
        self.box(x, top, width, HORIZON - top, self.rng.choice(WALLS))
        self.box(x, top, width, 16, "#b9ad9c")
        for row in range(int(top) + 50, HORIZON - 90, 96):
            for column in range(int(x) + 30, int(x + width) - 60, 84):
                self.box(column, row, 46, 58, "#b7c6d2", round_by=4)

    def cone(self, x: float, y: float) -> None:
        self.shape((x - 34, y), (x, y - 100), (x + 34, y), fill=RED)
        self.shape((x - 22, y - 36), (x - 12, y - 64), (x + 12, y - 64), (x + 22, y - 36), fill="#f5efe6")

    def tick(self) -> None:
        """The corner mark of a picture taken after the work."""
        self.disc(WIDTH - 100, 100, 62, 62, "#4f9d69")
        self.line((WIDTH - 130, 102), (WIDTH - 106, 126), (WIDTH - 68, 76), fill="#ffffff", width=16)


def rubbish(b: Board, *, done: bool) -> None:
    b.box(860, 470, 170, 200, DARK_GREEN, round_by=18)
    b.box(846, 448, 198, 36, "#4b6f50", round_by=12)
    if done:
        return
    for _ in range(11):
        x, y = b.rng.uniform(420, 1120), b.rng.uniform(620, 720)
        b.disc(
            x,
            y,
            b.rng.uniform(46, 84),
            b.rng.uniform(38, 58),
            b.rng.choice(["#3f4650", "#6d7683", "#e9e6df", "#c9a66b"]),
        )
        b.line((x - 10, y - 44), (x + 14, y - 64), width=6)


def rubble(b: Board, *, done: bool) -> None:
    if done:
        b.cone(930, 690)
        return
    b.shape((360, 720), (560, 540), (760, 600), (1010, 720), fill="#b79c86")
    for _ in range(22):
        x, y = b.rng.uniform(420, 960), b.rng.uniform(600, 712)
        b.box(x, y, 54, 24, b.rng.choice(["#b5624a", "#c98a6b", "#9c968e"]))


def water(b: Board, *, done: bool) -> None:
    b.disc(640, 760, 96, 30, "#5a6068")
    b.disc(640, 756, 80, 22, "#747b84")
    if done:
        return
    b.disc(620, 790, 520, 90, WATER)
    b.disc(700, 770, 300, 44, "#b7d5e8")
    for x in (600, 640, 684):
        b.line((x, 760), (x - 6, 690), (x + 12, 640), fill=WATER, width=14)


def clutter(b: Board, *, done: bool) -> None:
    b.box(0, 0, WIDTH, HEIGHT, "#e6e1d6")
    b.shape((0, HEIGHT), (330, 600), (950, 600), (WIDTH, HEIGHT), fill="#cfc8ba")
    b.box(500, 190, 280, 410, "#a9b3b8", round_by=6)
    b.disc(748, 410, 12, 12, INK)
    b.box(120, 160, 190, 240, "#c2ccd2")
    if done:
        return
    b.box(760, 560, 330, 120, "#8c6f56", round_by=20)
    b.box(760, 480, 330, 110, "#9d7e63", round_by=24)
    for x, y, s in ((250, 640, 150), (360, 560, 130), (420, 680, 170)):
        b.box(x, y, s, s * 0.8, "#c9a06a")
        b.line((x, y + s * 0.3), (x + s, y + s * 0.3), fill="#a67f4c", width=6)


def stall(b: Board, *, done: bool) -> None:
    if done:
        b.line((0, 640), (WIDTH, 640), fill="#f1d27a", width=10)
        return
    for x in (240, 620, 980):
        b.line((x - 120, 660), (x - 120, 400), (x + 120, 400), (x + 120, 660), width=10)
        b.shape((x - 160, 420), (x, 340), (x + 160, 420), fill=b.rng.choice([RED, "#4d8fb3", YELLOW]))
        b.box(x - 130, 560, 260, 50, "#b58d60")
        for fruit in range(8):
            b.disc(x - 105 + fruit * 30, 552, 18, 18, b.rng.choice([RED, YELLOW, GREEN]))


def bikes(b: Board, *, done: bool) -> None:
    for number in range(6):
        x = 220 + number * 160
        lean = 0 if done else b.rng.uniform(-90, 90)
        y = 690 if done else b.rng.uniform(660, 800)
        for wheel in (-54, 54):
            b.draw.ellipse((x + wheel - 44, y - 44, x + wheel + 44, y + 44), outline=INK, width=8)
        colour = b.rng.choice([YELLOW, "#4d8fb3", GREEN])
        b.line((x - 54, y), (x - 6, y - 60), (x + 54, y), (x - 20, y), (x - 6, y - 60), fill=colour, width=10)
        b.line((x + 40, y - 30), (x + 30 + lean * 0.3, y - 110), (x + lean * 0.3, y - 116), width=8)


def poster(b: Board, *, done: bool) -> None:
    b.box(0, 90, WIDTH, 470, "#d9cfc0")
    for row in range(120, 560, 60):
        b.line((0, row), (WIDTH, row), fill="#cbbfad", width=3)
    b.box(1040, 60, 44, 640, "#9a9387")
    for _ in range(0 if done else 16):
        x, y = b.rng.uniform(120, 960), b.rng.uniform(150, 460)
        b.box(x, y, 110, 82, b.rng.choice(["#f7f3e8", "#f3d9a4", "#e7b9ac", "#cfe0ea"]))
        for row in range(3):
            b.line((x + 14, y + 20 + row * 20), (x + 94, y + 20 + row * 20), fill="#8b8f95", width=5)


def sign(b: Board, *, done: bool) -> None:
    if done:
        b.box(360, 250, 560, 130, "#4d8fb3", round_by=10)
    else:
        b.shape((360, 250), (900, 330), (880, 450), (340, 370), fill=RED)
        b.line((372, 210), (372, 258), width=10)
        b.line((560, 640), (700, 660), fill=YELLOW, width=14)
        b.cone(520, 700)
    b.box(420, 440, 130, 100, "#b7c6d2") if done else b.cone(820, 700)


def manhole(b: Board, *, done: bool) -> None:
    b.disc(640, 770, 210, 74, "#6b7078")
    if not done:
        b.disc(640, 776, 180, 58, "#22262c")
        b.shape((760, 700), (930, 640), (1010, 690), (850, 760), fill="#7d838b")
        b.cone(380, 830)
        b.cone(930, 850)
        return
    b.disc(640, 770, 184, 62, "#8b9199")
    for step in range(-3, 4):
        half = 150 * math.sqrt(1 - (step / 4) ** 2)
        b.line((640 - half, 770 + step * 14), (640 + half, 770 + step * 14), fill="#6b7078", width=6)


def lamp(b: Board, *, done: bool) -> None:
    night = Image.new("RGB", (WIDTH, HEIGHT), "#1f2a3d")
    b.image.paste(Image.blend(b.image, night, 0.35 if done else 0.68))
    b.line((640, 700), (640, 170), (790, 130), fill="#2f3742", width=18)
    b.box(770, 112, 110, 34, "#2f3742", round_by=10)
    if done:
        b.shape((790, 148), (860, 148), (1080, 720), (560, 720), fill="#f7e6a8")
        b.box(784, 140, 82, 14, "#fff6cf", round_by=6)
        b.disc(820, 740, 280, 50, "#efe0a4")


def pothole(b: Board, *, done: bool) -> None:
    if done:
        b.shape((420, 730), (900, 730), (960, 880), (360, 880), fill="#70757c")
        return
    spots = [(640 + math.cos(a) * b.rng.uniform(190, 290), 800 + math.sin(a) * b.rng.uniform(60, 96)) for a in
             [i * math.tau / 14 for i in range(14)]]  # fmt: skip
    b.shape(*spots, fill="#5b5f66")
    b.disc(640, 812, 150, 44, "#45484e")
    b.disc(690, 816, 80, 20, WATER)
    b.cone(330, 830)


def wire(b: Board, *, done: bool) -> None:
    for x in (200, 1080):
        b.box(x - 14, 90, 28, 620, "#8f8679")
        b.line((x - 90, 140), (x + 90, 140), fill="#8f8679", width=16)
    for number in range(4):
        sag = 60 if done or number else 460
        y = 140 + number * 10
        b.line((200, y), (420, y + sag * 0.7), (640, y + sag), (860, y + sag * 0.7), (1080, y), width=6)


def fitness(b: Board, *, done: bool) -> None:
    b.box(0, HORIZON, WIDTH, HEIGHT, "#c9d9c0")
    b.line((420, 760), (420, 360), (860, 360), (860, 760), fill="#4d8fb3", width=26)
    b.line((520, 360), (520, 620), fill=YELLOW, width=18)
    b.line((740, 360), (740, 620) if done else (800, 700), fill=YELLOW, width=18)
    b.box(470, 612, 100, 24, INK, round_by=8)
    b.box(690 if done else 880, 612 if done else 800, 100, 24, INK, round_by=8)


def tree(b: Board, *, done: bool) -> None:
    for x in (180, 1100):
        b.line((x, 690), (x, 420), fill="#7d6550", width=30)
        b.disc(x, 350, 130, 140, GREEN)
    if done:
        b.line((640, 690), (640, 440), fill="#7d6550", width=26)
        b.disc(640, 380, 110, 120, DARK_GREEN)
        return
    b.line((560, 690), (930, 560), fill="#7d6550", width=34)
    for x, y in ((900, 560), (990, 520), (1010, 610), (930, 630)):
        b.disc(x, y, 100, 76, DARK_GREEN)


def cars(b: Board, *, done: bool) -> None:
    spots = ((240, 860),) if done else ((150, 640), (500, 650), (850, 640), (420, 850))
    for x, y in spots:
        colour = b.rng.choice(["#c9d1d8", RED, "#4d6f8f", "#f0ece4", "#3f4650"])
        b.box(x, y - 70, 290, 80, colour, round_by=26)
        b.box(x + 56, y - 126, 170, 76, colour, round_by=30)
        b.box(x + 74, y - 112, 62, 46, "#b7c6d2", round_by=8)
        b.box(x + 146, y - 112, 62, 46, "#b7c6d2", round_by=8)
        for wheel in (64, 226):
            b.disc(x + wheel, y + 8, 34, 34, "#2b2f36")
    if done:
        b.line((0, 560), (WIDTH, 560), fill=YELLOW, width=12)


def dust(b: Board, *, done: bool) -> None:
    b.line((900, 540), (900, 80), (560, 120), fill=YELLOW, width=18)
    b.shape((120, 690), (420, 520), (700, 560), (980, 690), fill="#7fa37a" if done else "#b08d6a")
    for _ in range(0 if done else 14):
        b.disc(
            b.rng.uniform(80, 1200), b.rng.uniform(300, 540), b.rng.uniform(60, 150), b.rng.uniform(30, 70), "#d8cbb8"
        )
    b.box(0, 640, WIDTH, 70, "#4d8fb3")


def hydrant(b: Board, *, done: bool) -> None:
    b.box(570, 470, 140, 250, RED, round_by=24)
    b.disc(640, 470, 70, 46, RED)
    b.box(520, 540, 240, 70, "#a8412e", round_by=20)
    b.box(540, 706, 200, 34, "#8c3626", round_by=8)
    if not done:
        b.line((760, 575), (900, 620), (960, 740), fill=WATER, width=26)
        b.disc(960, 780, 180, 34, WATER)


def river(b: Board, *, done: bool) -> None:
    b.box(0, HORIZON - 40, WIDTH, HEIGHT, WATER)
    b.box(0, HORIZON - 70, WIDTH, 60, GREEN)
    for row in range(560, HEIGHT, 70):
        b.line((0, row), (320, row + 14), (640, row), (960, row + 14), (WIDTH, row), fill="#b7d5e8", width=6)
    for _ in range(0 if done else 18):
        x, y = b.rng.uniform(200, 1000), b.rng.uniform(600, 800)
        b.box(x, y, b.rng.uniform(30, 80), 26, b.rng.choice(["#f2efe9", "#d7d2c8", "#e7b9ac", YELLOW]), round_by=8)


SCENES: dict[str, Callable[..., None]] = {
    scene.__name__: scene
    for scene in (rubbish, rubble, water, clutter, stall, bikes, poster, sign, manhole, lamp, pothole, wire, fitness,
                  tree, cars, dust, hydrant, river)
}  # fmt: skip

#: The four characters of the label, lettered by hand on a board of 16 by 16: strokes from point to point.
LETTERS: tuple[tuple[tuple[tuple[float, float], ...], ...], ...] = (
    (((4, 3), (12, 3)), ((2, 7), (14, 7)), ((8, 7), (8, 14), (6.5, 13)), ((5, 9), (3, 12)), ((11, 9), (13, 12))),
    (
        ((4, 2), (2, 7)),
        ((3, 5), (3, 14)),
        ((5, 4), (10, 4)),
        ((7.5, 4), (5, 9)),
        ((6.5, 7), (9.5, 7), (8.5, 10.5), (5.5, 14)),
        ((6.5, 9), (8, 11)),
        ((11.5, 4), (11.5, 11)),
        ((14, 2), (14, 14), (12.5, 13)),
    ),
    (
        ((2.5, 2.5), (2.5, 10), (6.5, 10), (6.5, 2.5), (2.5, 2.5)),
        ((2.5, 6), (6.5, 6)),
        ((8, 2.5), (13.5, 2.5), (13, 6), (11.5, 5.5)),
        ((10.5, 2.5), (8, 6.5)),
        ((8.5, 7.5), (8.5, 10.5), (13, 10.5), (13, 7.5), (8.5, 7.5)),
        ((3, 12), (2, 14)),
        ((6, 12), (6.5, 14)),
        ((9.5, 12), (10, 14)),
        ((13, 12), (14, 14)),
    ),
    (((5, 2), (5, 9), (2.5, 14)), ((5, 6), (13.5, 6)), ((10, 2), (10, 6)), ((5, 9.5), (11, 9.5), (11, 14))),
)


def label(b: Board) -> None:
    """示例照片 in the lower left corner."""
    size, left, top = 3.4, 34, HEIGHT - 92
    b.box(left - 14, top - 10, 16 * size * 4 + 28, 16 * size + 22, "#2f3742", round_by=14)
    for number, strokes in enumerate(LETTERS):
        for stroke in strokes:
            points = [(left + (number * 16 + x) * size, top + y * size) for x, y in stroke]
            b.line(*points, fill="#ffffff", width=6)


@cache
def sketch(scene: str, variant: int, *, done: bool) -> bytes:
    """A JPEG of 640 × 480: the scene with its fault, or put right; raises ``KeyError`` for another word."""
    board = Board(Random(f"{scene}/{variant}"))
    board.street()
    SCENES[scene](board, done=done)
    if done:
        board.tick()
    label(board)
    file = BytesIO()
    board.image.reduce(2).save(file, "JPEG", quality=82)
    return file.getvalue()
