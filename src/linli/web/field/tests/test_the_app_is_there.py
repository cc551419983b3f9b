"""The app's own files: the same for everybody, and whole."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


def test_the_page_is_the_same_for_everybody_and_asks_the_database_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        page = Client().get("/field/")
    assert page.status_code == 200
    assert len(asked) == 0
    assert "Cookie" not in page.headers.get("Vary", "")
    assert not page.cookies


def test_no_script_or_style_stands_in_the_page() -> None:
    text = Client().get("/field/").content.decode()
    assert re.search(r"<script(?![^>]*\bsrc=)", text) is None
    assert re.search(r"<style|\sstyle=", text) is None


def test_the_manifest_opens_the_app_alone() -> None:
    answer = Client().get("/field/manifest.webmanifest")
    described = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (described["start_url"], described["scope"], described["display"]) == ("/field/", "/field/", "standalone")
    assert {one["sizes"] for one in described["icons"]} == {"any", "192x192", "512x512"}


def test_the_service_worker_is_asked_for_anew_each_time() -> None:
    answer = Client().get("/field/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert b"/static/built/field-" in answer.content
