"""The English interface: whole, in step with the sources, and read by whoever's browser asks for it."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.template import Context, Template
from django.test import Client
from django.utils import translation
from tests.cast import Cast
from tests.stories import load_catalogue

import messages
from linli.lib.sentences import Said
from linli.web.parts.words import told

PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
CHINESE = re.compile(r"[一-鿿]+")
#: The mark of the product is its name in every language, and the switch names each language in itself.
KEPT = {"邻理", "中文", "简体中文"}


@pytest.fixture
def _compiled(settings, tmp_path: Path) -> None:
    """The catalogue as it stands in the sources, not as it was last built."""
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, messages.catalogue())
    settings.LOCALE_PATHS = [tmp_path]


def test_every_sentence_has_english():
    assert messages.missing(messages.catalogue()) == []


def test_the_catalogue_is_in_step_with_the_sources():
    assert messages.ENGLISH.read_bytes() == messages.written(messages.in_step())


def test_english_fills_in_what_the_chinese_fills_in():
    unlike = []
    for message in messages.catalogue():
        wanted = Counter(PLACEHOLDERS.findall(message.id if isinstance(message.id, str) else message.id[0]))
        said = [Counter(PLACEHOLDERS.findall(form)) for form in messages.english_of(message)]
        unlike += [message.id] if message.id and any(one != wanted for one in said) else []
    assert unlike == []


TEMPLATES = {
    "plain": "{% translate '办好' %}",
    "kept for later": '{% translate "办好" as words %}{{ words }}',
    "handed to a filter": "{{ nothing|default:_('办好') }}",
    "trimmed": "{% blocktranslate trimmed %}\n  办好\n  100% {% endblocktranslate %}",
    "with a value": "{% blocktranslate with n=1 %}{{ n }} 件{% endblocktranslate %}",
    "stored": "{% blocktranslate asvar words with n=1 %}{{ n }} 件{% endblocktranslate %}{{ words }}",
    "one or many": "{% blocktranslate count n=2 %}{{ n }} 件事{% plural %}{{ n }} 件事情{% endblocktranslate %}",
}


@pytest.mark.parametrize("source", TEMPLATES.values(), ids=TEMPLATES)
def test_the_tool_finds_what_django_asks_for(source: str, settings, tmp_path: Path):
    found = set(messages.in_template("{% load i18n %}" + source))
    catalogue = Catalog(locale="en")
    for key in found:
        catalogue.add(key, "found" if isinstance(key, str) else ("found", "found"))
    (tmp_path / "en" / "LC_MESSAGES").mkdir(parents=True)
    with (tmp_path / "en" / "LC_MESSAGES" / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    settings.LOCALE_PATHS = [tmp_path]
    with translation.override("en"):
        assert Template("{% load i18n %}" + source).render(Context()) == "found"


def test_a_sentence_in_pieces_is_one_and_a_plural_is_a_pair():
    source = '_("一件" "小事")\nngettext("%(n)d 件", "%(n)d 件们", n)\ntranslation.gettext("好")\n_(name)\nprint("不")'
    assert set(messages.in_python(source)) == {"一件小事", ("%(n)d 件", "%(n)d 件们"), "好"}


def visible(page: str) -> str:
    """What can be read or heard on a page: its text, and the attributes that are spoken or shown."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->", " ", page, flags=re.DOTALL)
    spoken = re.findall(r'\b(?:aria-label|placeholder|title|alt|value)="([^"]*)"', body)
    return "\n".join([re.sub(r"<[^>]*>", "\n", body), *spoken])


@pytest.mark.usefixtures("_compiled")
def test_the_residents_first_page_is_all_english(client: Client, cast: Cast):
    load_catalogue(cast)
    page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="en"' in page
    text = visible(page)
    for name in [cast.areas.county.name, *KEPT]:
        text = text.replace(name, "")
    assert CHINESE.findall(text) == []


@pytest.mark.usefixtures("_compiled")
def test_a_reason_is_said_with_its_values_in_the_readers_language():
    inner = Said("这件现在是「%(state)s」，不能「%(title)s」", state="办理中", title="派遣")
    said = Said("%(who)s刚刚做了「%(title)s」。%(reason)s", who="Zhang", title="签收", reason=inner)
    with translation.override("en"):
        assert not CHINESE.search(told(said)), told(said)
        assert "Zhang" in told(said)
    assert str(said) == "Zhang刚刚做了「签收」。这件现在是「办理中」，不能「派遣」"
