"""Every read of figures that another room may use."""

from linli.stats.queries.behind import behind
from linli.stats.queries.counts import UnknownFigure, below, count, dimensions, figures, level_of, trend
from linli.stats.queries.durations import Duration, durations
from linli.stats.rules import Figure, Period

__all__ = [
    "Duration",
    "Figure",
    "Period",
    "UnknownFigure",
    "behind",
    "below",
    "count",
    "dimensions",
    "durations",
    "figures",
    "level_of",
    "trend",
]
