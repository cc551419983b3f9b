"""`follow_open311`: ask the followed servers now, rather than at the next five minutes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.exchange.following.models import Peer
from linli.exchange.following.queries import to_tell
from linli.exchange.following.tasks import pull, tell


class Command(BaseCommand):
    """Takes what is new from every followed server, then tells back what happened here."""

    help = "拉取所跟随的 Open311 服务器的新件,并回报进展。可重复运行,同一件只转入一次。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what may be asked for."""
        parser.add_argument("--peer", type=int, help="只拉取这一个(编号见「对接」页面的网址)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Ask, tell and say what came of it."""
        peers = Peer.objects.filter(state="active").order_by("pk")
        peers = peers.filter(pk=options["peer"]) if options["peer"] else peers
        failed = False
        for peer in peers:
            done = pull(peer.pk)
            failed |= bool(done.problem)
            said = f"转入 {done.taken},早已转入 {done.again},对方已结 {done.left},有误 {done.bad}"
            self.stdout.write(f"{peer.name}:{said}" + (f";{done.problem}" if done.problem else ""))
        told = sum(tell(pk) for pk in to_tell(timezone.now()))
        self.stdout.write(f"回报 {told} 次。")
        if failed:
            raise CommandError("有服务器没有取全,已取到的保留,下次从断处接着取。")
