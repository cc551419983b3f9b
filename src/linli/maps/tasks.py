"""What the map does by itself: folding."""

import logging

from procrastinate.contrib.django import app

from linli.lib.rounds import in_rounds
from linli.maps.actions import MOST_AT_ONCE, fold

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="maps.fold", pass_context=False)
def fold_cells(timestamp: int) -> None:
    """Three times a minute: fold what has changed; ``timestamp`` is the moment meant."""
    folded = in_rounds(fold, MOST_AT_ONCE)
    log.info("moment %s: %s changes folded", timestamp, folded)
