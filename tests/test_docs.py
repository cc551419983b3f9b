"""The lists in the documents are the lists in the code."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "src" / "linli" / "project" / "settings.py"
DOCUMENTED = ROOT / "docs" / "settings.md"
#: Modules that name the settings module before Django can start.
STARTERS = {"wsgi.py"}


def names_read(path: Path, functions: set[str]) -> list[str]:
    """The literal first arguments of calls to `functions`, in order, repeats kept."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    calls = [node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) in functions]
    return [str(call.args[0].value) for call in calls if isinstance(call.args[0], ast.Constant)]


def documented(heading: str) -> list[str]:
    """The variables in the table under `heading`."""
    section = DOCUMENTED.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([A-Z0-9_]+)`", section, re.MULTILINE)


def test_every_setting_is_documented_and_nothing_else():
    assert sorted(documented("平台")) == sorted(names_read(SETTINGS, {"_env"}))


def test_each_variable_is_read_once():
    names = names_read(SETTINGS, {"_env"})
    assert len(names) == len(set(names))


def test_every_variable_of_the_command_is_documented_and_nothing_else():
    read = {
        name for path in (ROOT / "scripts").glob("*.py") for name in names_read(path, {"os.environ.get", "os.getenv"})
    }
    assert set(documented("命令")) == read


def test_only_the_settings_read_the_environment():
    readers = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("*.py")
        if path != SETTINGS and path.name not in STARTERS
        if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    ]
    assert readers == []


def test_every_command_in_the_help_is_a_recipe():
    help_text = (ROOT / "linli").read_text(encoding="utf-8")
    recipes = (ROOT / "justfile").read_text(encoding="utf-8")
    served = {"demo", "serve"}
    shown = re.findall(r"^  ([a-z][a-z-]*) ", help_text, re.MULTILINE)
    assert len(shown) > 10
    assert set(shown) - served <= set(re.findall(r"^([a-z][a-z-]*)[^:=\n]*:(?!=)", recipes, re.MULTILINE))
