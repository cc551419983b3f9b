"""What the map does by itself: folding."""

import logging

from procrastinate.contrib.django import app

from linli.maps.actions import MOST_AT_ONCE, fold

log = logging.getLogger(__name__)
#: No run holds up the other jobs for longer than this many rounds.
_ROUNDS = 20


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="maps.fold", pass_context=False)
def fold_cells(timestamp: int) -> None:
    """Three times a minute: fold what has changed; ``timestamp`` is the moment meant."""
    folded = 0
    for _ in range(_ROUNDS):
        taken = fold()
        folded += taken
        if taken < MOST_AT_ONCE:
            break
    log.info("moment %s: %s changes folded", timestamp, folded)
