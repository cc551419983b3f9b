"""What stands in the way of `./linli` before anything runs: each is one clear sentence in Chinese and in English."""

import errno
import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

import cluster
import home
import prepare
from cluster import programs
from say import Refusal, program
from troubles import FULL, UNREACHED, UNTRUSTED, trouble

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.commands


FOR_TESTS = ["chromium", "poppler-utils", "libatomic1"]


@pytest.fixture
def postgresql_13(tmp_path, monkeypatch):
    """A machine whose only PostgreSQL is older than ours."""
    (tmp_path / "13" / "bin").mkdir(parents=True)
    (tmp_path / "13" / "bin" / "initdb").touch()
    monkeypatch.setattr(cluster, "DEBIAN", tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def _ordinary_user(tmp_path, monkeypatch):
    """Somebody who may not install, on a machine without sudo and without what only the tests need."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(prepare.ctypes.util, "find_library", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("_ordinary_user")
@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["python3-venv"], f"python3-venv  (./linli test: + {' '.join(FOR_TESTS)})\n"),
        (FOR_TESTS, f"--no-install-recommends {' '.join(FOR_TESTS)}\n"),
    ],
)
def test_an_ordinary_user_is_told_the_one_command_for_root(names, sentence):
    with pytest.raises(Refusal, match="请用 root 执行一次:apt-get update && apt-get install") as refused:
        prepare.install_packages(names)
    assert sentence in str(refused.value)
    assert "As root, run once: apt-get update" in str(refused.value)


@pytest.mark.usefixtures("_ordinary_user", "postgresql_13")
def test_an_old_postgresql_is_named_beside_the_command_that_brings_a_newer_one():
    assert prepare.database_packages() == {"postgresql-postgis": True}
    with pytest.raises(Refusal, match=r"本机的 PostgreSQL 13 太旧,需要 15(.|\n)*PostgreSQL 13 is too old"):
        prepare.install_packages(["postgresql-postgis"])


@pytest.mark.usefixtures("postgresql_13")
def test_a_machine_that_has_no_newer_postgresql_is_told_the_way_out(tmp_path):
    with pytest.raises(Refusal, match=r"本机是 13。请安装,或用 DATABASE_URL(.|\n)*this machine has 13"):
        programs(tmp_path / "pg")


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        (
            "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution'): /simple/",
            UNREACHED,
        ),
        ("  ├─▶ dns error\n  ╰─▶ failed to lookup address information: Name or service not known", UNREACHED),
        ("npm error code EAI_AGAIN\nnpm error request to https://example.org/x failed", UNREACHED),
        ("Err:1 http://example.org bookworm\n  Temporary failure resolving 'example.org'", UNREACHED),
        ("npm error code SELF_SIGNED_CERT_IN_CHAIN", UNTRUSTED),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", UNTRUSTED),
        ("  ╰─▶ invalid peer certificate: UnknownIssuer", UNTRUSTED),
        ("E: You don't have enough free space in /var/cache/apt/archives/.\nOSError: No space left on device", FULL),
        ("npm error nospc ENOSPC: no space left on device, write", FULL),
        ("error TS2304: Cannot find name 'maap'.", None),
    ],
)
def test_the_usual_troubles_of_downloads_are_told_apart(said, chinese):
    found = trouble(said)
    assert (found and found[0]) == chinese


def test_a_tool_without_a_network_leaves_one_sentence_and_its_whole_output_in_a_log(tmp_path, monkeypatch):
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    (tmp_path / ".linli").mkdir()
    words = "for i in 1 2 3; do echo Retrying: ECONNREFUSED; done; exit 1"
    with pytest.raises(Refusal) as refused:
        prepare.run(["sh", "-c", words], cwd=tmp_path)
    assert str(refused.value).count("\n") == 1
    assert "连不上下载站点" in str(refused.value)
    assert (tmp_path / ".linli" / "prepare.log").read_text(encoding="utf-8").count("Retrying") == 3


def test_a_disk_too_small_for_the_packages_is_refused(tmp_path):
    home.refuse_full_disk(tmp_path, 1)
    with pytest.raises(Refusal, match=r"磁盘空间不足:.* MB,至少需要 \d+ MB(.|\n)*MB are needed"):
        home.refuse_full_disk(tmp_path, 10**18)


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, "磁盘空间不足"), (errno.EACCES, "没有权限"), (errno.EROFS, "只读")]
)
def test_a_file_that_cannot_be_written_is_named_without_a_traceback(capsys, number, said):
    def main() -> NoReturn:
        raise OSError(number, os.strerror(number), "/srv/linli/.venv/.stamp")

    with pytest.raises(SystemExit) as ended:
        program(main)
    assert ended.value.code == 1
    assert (
        capsys.readouterr().err
        == f"✗ /srv/linli/.venv/.stamp:{said}。\n  /srv/linli/.venv/.stamp: {os.strerror(number)}.\n"
    )


def test_a_fault_of_our_own_is_not_hidden():
    def main() -> NoReturn:
        raise FileNotFoundError(errno.ENOENT, "no such file", "/srv/linli/x")

    with pytest.raises(FileNotFoundError):
        program(main)


@pytest.fixture
def command(tmp_path):
    """`./linli` on a machine with the given Pythons only."""
    script = (ROOT / "linli").read_text(encoding="utf-8").replace("/usr/bin/python3", "/nowhere/python3")
    (tmp_path / "linli").write_text(script, encoding="utf-8")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "bin").mkdir()
    for tool in ("sh", "dirname", "readlink", "grep"):
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or "")

    def start(**pythons: str) -> subprocess.CompletedProcess[str]:
        for name, words in pythons.items():
            python = tmp_path / "bin" / name.replace("_", ".")
            python.write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
            python.chmod(0o755)
        environment = {"PATH": str(tmp_path / "bin")}
        started = ["sh", str(tmp_path / "linli"), "demo"]
        return subprocess.run(started, capture_output=True, text=True, check=False, env=environment)

    return start


#: Answers as an interpreter of that version does.
OLD = 'case "$2" in *version_info*) exit 1 ;; *) echo 3.9.2 ;; esac'
NEW = 'echo "this one: $*"; case "$1" in -c) ;; *) exit 7 ;; esac'


def test_a_python_that_is_too_old_is_named(command):
    done = command(python3=OLD)
    assert done.returncode == 1
    assert "需要 Python 3.11 或更高版本,本机:3.9.2" in done.stderr
    assert "Python 3.11 or newer is needed; this machine has: 3.9.2" in done.stderr


def test_a_newer_python_beside_an_old_one_is_found(command):
    done = command(python3=OLD, python3_11=NEW)
    assert done.returncode == 7
    assert "scripts/prepare.py run" in done.stdout


def test_a_machine_without_python_is_told_what_to_install(command):
    assert "本机:-。Debian 12 请用 root 执行:apt-get install python3" in command().stderr


@pytest.mark.parametrize(
    ("machine_mb", "shared", "building"),
    [(256, 128, 64), (512, 204, 64), (1024, 409, 102), (2048, 819, 204), (4096, 1638, 256), (65_536, 16_384, 256)],
)
def test_the_private_cluster_takes_two_fifths_of_the_machine_within_bounds(machine_mb, shared, building):
    settings = cluster.memory_settings(machine_mb)
    assert settings[:2] == (f"shared_buffers={shared}MB", f"maintenance_work_mem={building}MB")


def test_the_machine_has_some_memory():
    assert cluster.memory_mb() > 100
