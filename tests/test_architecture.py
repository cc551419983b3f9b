"""What import-linter cannot see: foreign keys by name, reverse accessors, writes outside actions, forked migrations."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "linli"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
LAYERS = next(contract for contract in CONTRACTS if contract["id"] == "floors")["layers"]
FLOOR = {room.strip(): len(LAYERS) - i for i, layer in enumerate(LAYERS) for room in layer.split("|")}

ALWAYS_WRITES = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES_THROUGH_A_MANAGER = {"create", "update", "delete", "aupdate", "acreate", "adelete"}
WRITING_SQL = re.compile(r"\s*(insert\s+into|update\s+[\w.\"]+\s+set|delete\s+from)\b", re.IGNORECASE)
#: Where writing is the purpose: actions, the history of the tables, and tests.
MAY_WRITE = {"actions", "migrations", "tests"}
#: What actions write through; whoever else imports it is found below.
HAND_OF_ACTIONS = Path("lib", "rows.py")


def room_of(thing: type[Model]) -> str:
    return thing.__module__.split(".")[1]


@dataclass(frozen=True)
class Relation:
    """A relation between two of our models: the room it stands in, and the room it points to."""

    name: str
    here: str
    there: str
    can_be_followed_back: bool


def relations() -> Iterator[Relation]:
    for model in filter(ours, apps.get_models()):
        for field in (*model._meta.fields, *model._meta.many_to_many):
            target = field.related_model
            if isinstance(target, type) and ours(target) and field.remote_field is not None:
                name = f"{model._meta.label}.{field.name}"
                yield Relation(name, room_of(model), room_of(target), not field.remote_field.hidden)


def ours(model: type[Model]) -> bool:
    return model.__module__.startswith("linli.")


def test_foreign_keys_point_downwards_or_stay_in_their_room():
    upwards = [each.name for each in relations() if each.here != each.there and FLOOR[each.there] >= FLOOR[each.here]]
    assert upwards == []


def test_a_lower_room_cannot_look_up_through_a_reverse_accessor():
    lookups = [each.name for each in relations() if FLOOR[each.there] < FLOOR[each.here] and each.can_be_followed_back]
    assert lookups == []


def test_every_room_has_a_floor():
    rooms = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert rooms == set(FLOOR)


def writes(source: str) -> list[int]:
    """Numbers of the lines that write to the database."""
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.expr))
    return [node.lineno for node in nodes if is_write(node)]


def is_write(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and WRITING_SQL.match(node.value) is not None
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    verb = node.func.attr
    if verb in {"save", "asave"}:
        # A model is saved without positional arguments; a picture is saved to a file.
        return not node.args
    if verb == "delete" and not node.args and not node.keywords:
        return True
    return verb in ALWAYS_WRITES or (verb in WRITES_THROUGH_A_MANAGER and "objects" in ast.unparse(node.func.value))


@pytest.mark.parametrize(
    "source",
    [
        "case.save()",
        "case.save(update_fields=['state'])",
        "case.delete()",
        "Case.objects.create(no='1')",
        "Case.objects.filter(pk=1).update(state='closed')",
        "Case.objects.bulk_create(cases)",
        "Case.objects.get_or_create(no='1')",
        "cursor.execute('insert into cases_case values (1)')",
        "cursor.execute('UPDATE cases_case SET state = 1')",
    ],
)
def test_a_write_is_recognised(source):
    assert writes(source) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "picture.save(buffer, 'JPEG')",
        "seen.update(other)",
        "cache.delete('key')",
        "Case.objects.filter(pk=1).first()",
        "cursor.execute('select 1 from cases_case')",
        "title = '更新 update'",
    ],
)
def test_what_only_looks_like_a_write_is_left_alone(source):
    assert writes(source) == []


def test_only_actions_write():
    offenders = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in SOURCE.rglob("*.py")
        if not MAY_WRITE & {*path.relative_to(SOURCE).parts, path.stem} and path != SOURCE / HAND_OF_ACTIONS
        for line in writes(path.read_text(encoding="utf-8"))
    ]
    assert offenders == []


def test_only_actions_have_the_hand_that_writes():
    """They lock and rewrite rows through ``lib.rows``."""
    having = re.compile(r"^(from linli\.lib import .*\brows\b|(from|import) linli\.lib\.rows\b)", re.MULTILINE)
    users = [path for path in SOURCE.rglob("*.py") if having.search(path.read_text(encoding="utf-8"))]
    assert users
    strays = [path for path in users if not MAY_WRITE & {*path.relative_to(SOURCE).parts, path.stem}]
    assert strays == []


def test_migrations_of_a_room_form_one_line():
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    labels = {config.label for config in apps.get_app_configs() if config.name.startswith("linli.")}
    forks = {label: graph.leaf_nodes(label) for label in labels if len(graph.leaf_nodes(label)) > 1}
    assert forks == {}


SIGNALS = re.compile(r"^from django\S* import .*\b(receiver|Signal|(post|pre)_(save|delete))\b", re.MULTILINE)


def test_signals_are_not_used():
    users = [
        str(path.relative_to(ROOT)) for path in SOURCE.rglob("*.py") if SIGNALS.search(path.read_text(encoding="utf-8"))
    ]
    assert users == []
