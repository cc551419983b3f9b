"""Every write of this room: folding what changed, filling from the cases, and keeping the trigger as declared."""

from linli.stats.actions.checking import Difference, differences, repair
from linli.stats.actions.keeping import MOST_AT_ONCE, fill, fold, install, refill

__all__ = ["MOST_AT_ONCE", "Difference", "differences", "fill", "fold", "install", "refill", "repair"]
