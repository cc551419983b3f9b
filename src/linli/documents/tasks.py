"""What keeps the store tidy by itself."""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from linli.documents.actions import release_given_up, sweep_orphans

log = logging.getLogger(__name__)
#: An upload that no report or step has used by then was given up.
KEPT = timedelta(days=2)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="documents.sweep")
def sweep(timestamp: int) -> None:
    """Every night: delete uploads that were never used."""
    while swept := sweep_orphans(timezone.now() - KEPT):
        log.info("night %s: %s uploads that nobody used are gone", timestamp, swept)


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="documents.give_up")
def give_up(timestamp: int) -> None:
    """Every night: drop what came of files that phones began to send and did not go on with."""
    at = timezone.now()
    before = at - timedelta(days=settings.PROMISED_FILE_DAYS)
    while dropped := release_given_up(before, at=at):
        log.info("night %s: %s files that never arrived are waited for no more", timestamp, dropped)
