"""The workbench as a clerk's browser asks for it, in this process: every middleware, every query, every template."""

import gc

from django.test import Client

from benchmarks.cast import Asker

#: What a page's own statements are known by: fifty rows and one more; or the cases of a page that is known already.
PAGE_STATEMENTS = ("LIMIT 51", '"cases_case"."id" IN (')


class Broken(Exception):
    """A page was not answered as it should be."""


def settle() -> None:
    """What is loaded stays, as in a web process (``linli.project.wsgi``); else a pass over garbage looks at it all."""
    gc.collect()
    gc.freeze()


class Clerk:
    """Somebody signed in under one posting."""

    def __init__(self, asker: Asker) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.force_login(asker.posting.user, backend="django.contrib.auth.backends.ModelBackend")

    def get(self, address: str) -> bytes:
        """The page; raises ``Broken`` for any answer but 200."""
        answer = self.client.get(address)
        if answer.status_code != 200:  # noqa: PLR2004
            raise Broken(f"{address}: {answer.status_code}")
        return bytes(answer.content)

    @property
    def session(self) -> str:
        """The cookie, for asking over the network."""
        return self.client.cookies["sessionid"].value
