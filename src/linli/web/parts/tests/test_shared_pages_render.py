"""The gallery shows every piece; error pages need nothing to be there."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

PIECES = Path(__file__).parents[1] / "templates" / "parts"
INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*(src=|application/json))|\son[a-z]+=")


@pytest.fixture
def gallery(settings):
    settings.ROOT_URLCONF = "linli.web.parts.tests.addresses"
    settings.DEBUG = True
    return settings


@pytest.mark.parametrize("path", ["/parts/gallery/", "/parts/gallery/portal/", "/parts/gallery/panes/"])
@pytest.mark.usefixtures("gallery")
def test_every_face_of_the_gallery_renders_without_inline_code(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert not INLINE.search(answer.content.decode())


def test_the_gallery_is_absent_for_those_who_may_not_publish(gallery, client):
    gallery.DEBUG = False
    assert client.get("/parts/gallery/").status_code == 404


def test_every_piece_is_shown_by_the_gallery_or_by_a_shared_page():
    texts = {path.stem: path.read_text(encoding="utf-8") for path in PIECES.parent.rglob("*.html")}
    used = set(re.findall(r"parts/(\w+)\.html", "".join(texts.values())))
    elsewhere = {
        "grid_edit",
        "no_posting",
    }  # shown by the page that edits grids, and by the door of those who work here
    pieces = {path.stem for path in PIECES.glob("*.html") if not path.stem.startswith("gallery")}
    assert pieces - used == elsewhere


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "409", "422", "429", "500", "503"])
def test_error_pages_need_neither_request_nor_context(code):
    page = render_to_string(f"{code}.html")
    assert "<h1>" in page
    assert not INLINE.search(page)


@pytest.mark.parametrize("code", ["409", "422", "429"])
def test_a_reason_is_shown_instead_of_the_general_words(code):
    assert "已由城管局受理" in render_to_string(f"{code}.html", {"reason": "已由城管局受理"})
