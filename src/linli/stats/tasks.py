"""What statistics do by themselves: folding."""

import logging

from procrastinate.contrib.django import app

from linli.lib.rounds import in_rounds
from linli.stats.actions import MOST_AT_ONCE, fold

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="stats.fold", pass_context=False)
def fold_changes(timestamp: int) -> None:
    """Every quarter of a minute: fold what has changed; ``timestamp`` is the moment meant."""
    folded = in_rounds(fold, MOST_AT_ONCE)
    log.info("moment %s: %s changes folded", timestamp, folded)
