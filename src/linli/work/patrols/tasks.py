"""What patrols do by themselves: tasks arise when their turn comes."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.work.patrols.actions import arise_all

log = logging.getLogger(__name__)


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="patrols.arise", pass_context=False)
def arise_tasks(timestamp: int) -> None:
    """Every hour: tasks of the turn that has begun, for grids that have none yet; ``timestamp`` is the hour meant."""
    arisen = arise_all(at=timezone.now())
    log.info("hour %s: %s patrol tasks arose", timestamp, arisen)
