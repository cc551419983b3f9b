"""``python -m benchmarks [--size 100k|1M|10M] [--only WORD] [--json FILE] [--profile]``."""

import argparse
import os
import re
import sys
from pathlib import Path

import django

from benchmarks.results import Result, table, write_json

_FACTORS = {"": 1, "k": 1_000, "m": 1_000_000}


def number_of(size: str) -> int:
    """How many cases a size means: ``100k``, ``1M``; raises ``ValueError`` for another word."""
    found = re.fullmatch(r"(\d+)([km]?)", size.lower())
    if found is None or not int(found[1]):
        raise ValueError(size)
    return int(found[1]) * _FACTORS[found[2]]


def say(text: str) -> None:
    """A line of progress, which is no result."""
    print(f"· {text}", file=sys.stderr, flush=True)


def arguments(words: list[str]) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="./linli bench")
    parser.add_argument("--size", default="100k", help="100k, 1M or 10M cases")
    parser.add_argument("--only", default="", help="only claims with this word in their name")
    parser.add_argument("--json", type=Path, help="write the results to this file")
    parser.add_argument("--profile", action="store_true", help="say where the time goes")
    parser.add_argument("--load-only", action="store_true", help="make the city, measure nothing")
    return parser.parse_args(words)


def main() -> int:
    """Make the city if need be, measure, print; fails when a claim that was measured is not met."""
    asked = arguments(sys.argv[1:])
    from benchmarks import city

    beside = os.environ["DATABASE_URL"]
    url = city.database_of(beside, asked.size)
    city.create_database(url, beside)
    os.environ["DATABASE_URL"] = url
    django.setup()
    results = measure(asked, url, beside)
    print(table(results))
    if asked.json:
        write_json(results, Path(os.environ.get("LINLI_FROM", ".")) / asked.json)
    return 0


def measure(asked: argparse.Namespace, url: str, beside: str) -> list[Result]:
    """Every claim asked for, in the order of the table."""
    from benchmarks import city
    from benchmarks.claims import CLAIMS
    from benchmarks.run import Run
    from benchmarks.sweep import sweep
    from benchmarks.warming import warm

    size = number_of(asked.size)
    seconds = city.make_ready(url, size, say)
    loading = Result("loading", size, seconds, "s", goal="value <= 900" if size >= 10_000_000 else "")  # noqa: PLR2004
    results = [] if asked.only else [loading]
    if asked.profile and not asked.only:
        for what, took in city.slowest(url):
            say(f"{took:6.1f} s  {what}")
    run = Run(url=url, beside=beside, size=size, say=say, profile=asked.profile)
    for name, claim in CLAIMS.items():
        if asked.only in name and not asked.load_only:
            say(name)
            sweep(url, size)
            warm(url, say)
            results += claim(run)
    sweep(url, size)
    return results


if __name__ == "__main__":
    raise SystemExit(main())
