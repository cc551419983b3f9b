"""Words that names of streets, estates, villages and people of the demo county are made of. All fictional. Pure."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from itertools import product
from random import Random

WORDS = {
    key: text.split()
    for key, text in tomllib.loads(files("linli.demo").joinpath("data/words.toml").read_text(encoding="utf-8")).items()
}
DIGITS = "一二三四五六七八九"
NUMERALS = [*DIGITS, "十", *(f"十{digit}" for digit in DIGITS), "二十"]
#: A second stock of two-character words, for when the well-known ones are used up.
FIRST, SECOND = "锦瑞祥康宁福嘉明德文兴永盛景凤云金玉清秀春", "安华泰源和昌平园林湖阳丰业达庆"
LANES = WORDS["lanes"]
FAMILIES = 60


def stems(rng: Random) -> Iterator[str]:
    """Two-character words for street names, the well-known ones first, no two alike."""
    yield from rng.sample(WORDS["stems"], len(WORDS["stems"]))
    made = [a + b for a, b in product(FIRST, SECOND) if a + b not in WORDS["stems"]]
    yield from rng.sample(made, len(made))


def estates(rng: Random) -> Iterator[str]:
    """Names of housing estates, no two alike."""
    made = [a + b for a, b in product(WORDS["estate_first"], WORDS["estate_last"]) if a[-1] != b[0]]
    yield from rng.sample(made, len(made))


def villages(rng: Random) -> Iterator[str]:
    """Names of villages without the word village, no two alike."""
    made = [a + b for a, b in product(WORDS["surnames"][:FAMILIES], WORDS["village_last"])]
    both = [
        word
        for pair in zip(rng.sample(made, len(made)), _padded(WORDS["village_words"], rng), strict=False)
        for word in pair
    ]
    yield from (word for word in both if word)


def _padded(words: list[str], rng: Random) -> Iterator[str]:
    yield from rng.sample(words, len(words))
    while True:
        yield ""


def people(rng: Random) -> Iterator[str]:
    """Names of people who do not exist, no two alike."""
    made = [a + b for a, b in product(WORDS["surnames"], WORDS["given"])]
    yield from rng.sample(made, len(made))
