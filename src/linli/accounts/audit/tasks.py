"""What the journal does by itself."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.accounts.audit.heads import file_of_heads, publish

log = logging.getLogger(__name__)


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="audit.publish_heads")
def publish_heads(timestamp: int) -> None:
    """Once an hour: write the heads of the chains down outside the database; ``timestamp`` is the minute meant."""
    moved = publish(file_of_heads(), at=timezone.now())
    log.info("minute %s: %s heads published", timestamp, moved)
