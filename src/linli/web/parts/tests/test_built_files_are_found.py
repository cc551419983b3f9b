"""The tags find what the front-end build made, and say what is missing."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template

from linli.web.parts import built

MANIFEST = {
    "assets": {"desk.css": "desk-AB.css", "desk.js": "desk-CD.js", "icons.svg": "icons-EF.svg"},
    "icons": ["check"],
    "sizes": {
        "desk-CD.js": {"gzip": 1, "imports": ["one.js", "two.js"]},
        "one.js": {"gzip": 1, "imports": ["two.js"]},
        "two.js": {"gzip": 1, "imports": []},
    },
}


@pytest.fixture
def build(tmp_path, monkeypatch):
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(MANIFEST), encoding="utf-8")
    monkeypatch.setattr(built, "MANIFEST", path)
    built._read.cache_clear()
    yield path
    built._read.cache_clear()


def shown(text: str) -> str:
    return Template("{% load parts %}" + text).render(Context())


@pytest.mark.usefixtures("build")
def test_a_name_becomes_the_address_of_the_newest_build():
    assert shown("{% asset 'desk.css' %}") == "/static/built/desk-AB.css"


@pytest.mark.usefixtures("build")
def test_a_script_comes_with_everything_it_imports_once():
    page = shown("{% asset_script 'desk.js' %}")
    assert page.count("modulepreload") == 2
    assert '<script type="module" src="/static/built/desk-CD.js"></script>' in page


def test_a_rebuild_is_seen_without_a_restart(build):
    shown("{% asset 'desk.css' %}")
    build.write_text(json.dumps(MANIFEST | {"assets": {"desk.css": "desk-ZZ.css"}}), encoding="utf-8")
    built._read.cache_clear()  # both writes may fall into one tick of a coarse clock
    assert shown("{% asset 'desk.css' %}") == "/static/built/desk-ZZ.css"


def test_before_the_first_build_pages_still_render(build):
    build.unlink()
    assert shown("{% asset 'desk.css' %}{% icon 'anything' %}").startswith("/static/built/desk.css")


@pytest.mark.usefixtures("build")
def test_an_icon_is_silent_unless_it_has_a_label():
    assert 'aria-hidden="true"' in shown("{% icon 'check' %}")
    assert 'aria-label="已办"' in shown("{% icon 'check' label='已办' %}")


@pytest.mark.usefixtures("build")
def test_an_icon_the_build_does_not_know_is_refused_by_name():
    with pytest.raises(ImproperlyConfigured, match="no-such-icon"):
        shown("{% icon 'no-such-icon' %}")
