"""What every test may ask for.

It stands at the root, not in the package: `linli` holds nothing but rooms.
"""

import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker, Settings
from tests.cast import Cast, make_cast
from tests.chromium import CHROMIUM, FLAGS

from linli.cases import processes

# A test never fails because the machine is busy.
hypothesis.settings.register_profile("linli", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("linli")

# Playwright keeps an event loop in this thread; the tests' own queries are ordinary ones all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

#: Production must not lose history to a TRUNCATE; tests that commit are cleaned with one.
_LET_TESTS_CLEAN = """
DROP TRIGGER IF EXISTS audit_entry_no_truncate ON audit_entry;
DROP TRIGGER IF EXISTS cases_step_no_truncate ON cases_step;
"""
#: A server that a test has started and stopped may take a moment to go; the database is dropped all the same.
_SHUT_OUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001 - order
    """Lets transactional tests flush the two tables that otherwise refuse it; shuts out who is late in going."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(_LET_TESTS_CLEAN)
    yield
    with django_db_blocker.unblock():
        connection.close()  # a test may have had it cut
        with connection.cursor() as cursor:
            cursor.execute(_SHUT_OUT)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all who ask: a second Playwright would not start in the loop of the first."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Hashes cost what they should cost only outside tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_version_of_another_test() -> None:
    """A published version is remembered for good, because it is never edited; a test's goes with its transaction."""
    processes.forget()


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 - the cast lives in the database
    """A small county, its neighbour, and the named people who work there."""
    return make_cast()
