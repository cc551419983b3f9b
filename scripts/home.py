"""The folder in which one installation keeps its keys, its cluster and its logs."""

import base64
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from say import Refusal

ROOT = Path(__file__).resolve().parents[1]
#: What a new cluster with the demo town needs, and what one that is there already must have left to start.
FRESH_BYTES, LATER_BYTES = 1_000_000_000, 100_000_000


def open_home() -> Path:
    """The folder named by LINLI_HOME (``.linli`` of this copy unless told otherwise), ready to be written."""
    home = Path(os.environ.get("LINLI_HOME") or ROOT / ".linli").absolute()
    try:
        for folder in (home, home / "log", home / "secrets"):
            folder.mkdir(parents=True, exist_ok=True)
        (home / "secrets").chmod(0o700)
        (home / "secrets" / ".writable").touch()
    except OSError as error:
        raise Refusal(
            f"无法写入数据目录 {home}({error.strerror})。请换一个目录:--home 目录",
            f"The home folder {home} cannot be written ({error.strerror}); choose another with --home DIR.",
        ) from error
    refuse_full_disk(home, LATER_BYTES if (home / "pg").exists() else FRESH_BYTES)
    return home


def refuse_full_disk(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Refusal(
            f"磁盘空间不足:{folder} 只剩 {free // 1_000_000} MB,至少需要 {needed // 1_000_000} MB。",
            f"The disk of {folder} has {free // 1_000_000} MB left; at least {needed // 1_000_000} MB are needed.",
        )


def secret(home: Path, name: str, make: str) -> str:
    """The secret kept in ``secrets/<name>``; `make` is written there the first time, readable by the owner only."""
    path = home / "secrets" / name
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(f"{make}\n", encoding="ascii")
        fresh.replace(path)
    return path.read_text(encoding="ascii").strip()


def environment(home: Path, database_url: str) -> dict[str, str]:
    """What every process of the installation is started with; what the operator has set himself wins."""
    ours = {
        "LINLI_HOME": str(home),
        "LINLI_SECRET_KEY": secret(home, "secret_key", secrets.token_urlsafe(48)),
        "LINLI_PRIVACY_KEY": secret(home, "privacy_key", base64.b64encode(secrets.token_bytes(32)).decode()),
        "LINLI_PUBLIC_URL": f"http://127.0.0.1:{os.environ.get('LINLI_PORT', '8000')}",
        "DJANGO_SETTINGS_MODULE": "linli.project.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUTF8": "1",
        # Progress is seen, and logs are complete, even where the output is no terminal.
        "PYTHONUNBUFFERED": "1",
    }
    return {**ours, **os.environ, "DATABASE_URL": database_url, "LINLI_HOME": str(home)}


@contextmanager
def alone(path: Path, chinese: str, english: str) -> Iterator[None]:
    """Hold the lock `path`; if another process holds it, refuse with the sentence."""
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refusal(chinese, english) from error
        yield
