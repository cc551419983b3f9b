"""What keeps the store tidy by itself."""

import logging
from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.documents.actions import sweep_orphans

log = logging.getLogger(__name__)
#: An upload that no report or step has used by then was given up.
KEPT = timedelta(days=2)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="documents.sweep")
def sweep(timestamp: int) -> None:
    """Every night: delete uploads that were never used."""
    while swept := sweep_orphans(timezone.now() - KEPT):
        log.info("night %s: %s uploads that nobody used are gone", timestamp, swept)
