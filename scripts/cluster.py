"""A private PostgreSQL with PostGIS, made and kept under the home folder.

Several commands may use one cluster at once: each holds a shared lock while it does, and whoever leaves last
stops the server.
"""

import fcntl
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from home import secret
from say import Refusal, say, step

OLDEST = 15
DEBIAN = Path("/usr/lib/postgresql")
START_SECONDS = 60
STOP_SECONDS = 60
USER = "linli"
DATABASE = "linli"
#: Where the data go when root keeps its home where the user postgres cannot follow.
ELSEWHERE = Path("/var/lib/linli")
#: Backups are dumps and nobody follows the log: of an index or a table that is made in one piece the log tells nothing,
#: for it is on the disk before it counts.
LOGGED = ("wal_level=minimal", "max_wal_senders=0")
#: For tests: what is lost in a crash is made again.
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


@dataclass
class Cluster:
    """Where one cluster keeps what; `owner` is the user it runs as, None for ourselves.

    `server` is the running process if it was started here, and not by another command.
    """

    binaries: Path
    data: Path
    log: Path
    password: str
    owner: str | None
    options: tuple[str, ...]
    server: subprocess.Popen[bytes] | None = None

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(part) for part in command],
            user=self.owner,
            group=self.owner,
            extra_groups=None if self.owner is None else [],
            cwd="/",
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def _environment(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGPASSWORD": self.password, "TZ": "UTC"}

    def url(self) -> str:
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port()}/{DATABASE}"

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    def port(self) -> int:
        return int(self._pid_file()[3])

    def pid(self) -> int | None:
        """The running server's process; None when there is none, whatever a stale postmaster.pid says."""
        lines = self._pid_file()
        if not lines or not lines[0].isdigit():
            return None
        command = Path(f"/proc/{lines[0]}/cmdline")
        try:
            words = command.read_bytes().split(b"\0")
        except OSError:
            return None
        return int(lines[0]) if str(self.data).encode() in words else None

    def is_ready(self) -> bool:
        return [line.strip() for line in self._pid_file()[7:8]] == ["ready"]

    def create(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        password_file = self.data.with_name(f"{self.data.name}.password")
        password_file.touch(mode=0o600)
        password_file.write_text(self.password, encoding="ascii")
        if self.owner is not None:
            shutil.chown(password_file, self.owner, self.owner)
        made = self.run(
            self.binaries / "initdb",
            *("-D", self.data, "-U", USER, "-E", "UTF8", "--auth=scram-sha-256"),
            # The order of texts is that of their bytes either way; told so, the server compares nothing but bytes.
            *("--locale=C.UTF-8", "--lc-collate=C"),
            *("--pwfile", password_file, "--data-checksums"),
        )
        password_file.unlink()
        if made.returncode:
            raise Refusal(
                f"无法建立数据库目录 {self.data}:{last_line(made.stderr)}",
                f"The database folder {self.data} could not be made: {last_line(made.stderr)}",
            )

    def start(self) -> None:
        stale = self.data / "postmaster.pid"
        if stale.exists():
            say("  清理上次异常退出留下的 postmaster.pid · removing a stale postmaster.pid")
            stale.unlink()
        address = ("listen_addresses=127.0.0.1", "unix_socket_directories=", f"port={free_port()}")
        settings = (*address, *memory_settings(memory_mb()), *LOGGED, *self.options)
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.data, *(word for each in settings for word in ("-c", each))],
                user=self.owner,
                group=self.owner,
                extra_groups=None if self.owner is None else [],
                cwd="/",
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self.server.poll() is not None or time.monotonic() > deadline:
                reason = last_line(self.log.read_text(encoding="utf-8", errors="replace"))
                raise Refusal(
                    f"PostgreSQL 没有启动:{reason}(日志 {self.log})",
                    f"PostgreSQL did not start: {reason} (log {self.log})",
                )
            time.sleep(0.05)
        self.create_database()

    def create_database(self) -> None:
        place = ("-h", "127.0.0.1", "-p", str(self.port()), "-U", USER)
        found = self.run(self.binaries / "psql", *place, "-d", "postgres", "-Atc", "select datname from pg_database")
        if DATABASE not in found.stdout.split():
            self.run(self.binaries / "createdb", *place, DATABASE)

    def stop(self) -> None:
        """Shut down without waiting for clients; a server started here may not have got as far as its pid file."""
        pid = self.pid() if self.server is None else self.server.pid
        if pid is None:
            return
        deadline = time.monotonic() + STOP_SECONDS
        wanted = signal.SIGINT
        while self._is_alive():
            os.kill(pid, wanted)
            time.sleep(0.1)
            if time.monotonic() > deadline:
                wanted = signal.SIGQUIT

    def _is_alive(self) -> bool:
        return self.pid() is not None if self.server is None else self.server.poll() is None


def memory_settings(machine_mb: int) -> tuple[str, ...]:
    """Two fifths of the machine for pages read often, from 128 MB to 16 GB; what it needs to build an index.

    The system keeps others in memory, for as long as it likes; with more, both would keep the same ones
    (https://www.postgresql.org/docs/15/runtime-config-resource.html). Checkpoints come seldom, for after each of them
    every page is written whole once more.
    """
    shared = min(max(machine_mb * 2 // 5, 128), 16384)
    between = min(max(machine_mb // 6, 1024), 4096)
    return (
        f"shared_buffers={shared}MB",
        f"maintenance_work_mem={min(max(shared // 4, 64), 256)}MB",
        f"max_wal_size={between}MB",
        "checkpoint_timeout=15min",
    )


def memory_mb() -> int:
    """What this machine has, or the container we are in may use."""
    rows = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    found = next(int(row.split()[1]) // 1024 for row in rows if row.startswith("MemTotal:"))
    try:
        allowed = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return found
    return min(found, int(allowed) // 1024**2) if allowed.isdigit() else found


def last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "?"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def versions() -> dict[int, Path]:
    """The PostgreSQL servers of this machine: major version to folder of programs."""
    found = {int(path.name): path / "bin" for path in DEBIAN.glob("*") if (path / "bin" / "initdb").exists()}
    if found or not (on_path := shutil.which("initdb")):
        return found
    printed = subprocess.run([on_path, "--version"], capture_output=True, text=True, check=True).stdout
    return {int(printed.split()[2].split(".")[0]): Path(on_path).resolve().parent}


def has_postgis(binaries: Path) -> bool:
    printed = subprocess.run([binaries / "pg_config", "--sharedir"], capture_output=True, text=True, check=True).stdout
    return (Path(printed.strip()) / "extension" / "postgis.control").exists()


def programs(data: Path) -> Path:
    """The programs for the cluster in `data`: those of the version that made it, else the newest that will do.

    Raises:
        Refusal: PostgreSQL or PostGIS is missing or too old.
    """
    found = versions()
    made_by = data / "PG_VERSION"
    if made_by.exists():
        major = int(made_by.read_text(encoding="ascii"))
        if major not in found:
            raise Refusal(
                f"{data} 是 PostgreSQL {major} 的数据,本机没有该版本:请安装 postgresql-{major}-postgis-3",
                f"{data} was made by PostgreSQL {major}, which is not here: install postgresql-{major}-postgis-3.",
            )
        return found[major]
    if not found or max(found) < OLDEST:
        have = max(found, default=None)
        raise Refusal(
            f"需要 PostgreSQL {OLDEST} 或更高版本,本机{'没有' if have is None else f'是 {have}'}。"
            "请安装,或用 DATABASE_URL 指定别的服务器。",
            f"PostgreSQL {OLDEST} or newer is needed; this machine has {have or 'none'}. Install it, or name another"
            " server in DATABASE_URL.",
        )
    fit = [major for major in found if major >= OLDEST and has_postgis(found[major])]
    if not fit:
        raise Refusal(
            f"PostgreSQL {max(found)} 缺少 PostGIS:请安装 postgresql-{max(found)}-postgis-3",
            f"PostgreSQL {max(found)} lacks PostGIS: install postgresql-{max(found)}-postgis-3.",
        )
    return found[max(fit)]


def owner() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as the user postgres."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError as error:
        raise Refusal(
            "以 root 运行时需要系统用户 postgres(由 Debian 的 PostgreSQL 软件包创建)。",
            "As root the system user postgres is needed (Debian's PostgreSQL packages make it).",
        ) from error


def data_folder(home: Path, name: str, user: str | None) -> Path:
    """An existing folder that the server's user can reach; below the home, or for root elsewhere if need be."""
    folder = home / name
    if user is not None and not reaches(user, home):
        folder = ELSEWHERE / secret(home, "place", secrets.token_hex(6)) / name
        if not folder.exists():
            say(f"  用户 {user} 进不了 {home},数据放在 {folder} · the data are kept there")
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o700)
        if user is not None:
            shutil.chown(folder, user, user)
    expected = pwd.getpwnam(user).pw_uid if user else os.geteuid()
    if folder.stat().st_uid != expected:
        raise Refusal(
            f"{folder} 属于用户 {folder.owner()}:请用原来的用户运行,或换一个目录:--home 目录",
            f"{folder} belongs to {folder.owner()}: run as the user who made it, or choose another with --home DIR.",
        )
    return folder


def reaches(user: str, folder: Path) -> bool:
    tried = subprocess.run(["test", "-x", str(folder)], user=user, group=user, extra_groups=[], cwd="/", check=False)
    return tried.returncode == 0


def cluster(home: Path, name: str, options: tuple[str, ...]) -> Cluster:
    user = owner()
    data = data_folder(home, name, user)
    return Cluster(
        binaries=programs(data),
        data=data,
        log=home / "log" / f"{name}.log",
        password=secret(home, "database", secrets.token_hex(16)),
        owner=user,
        options=options,
    )


@contextmanager
def running(home: Path, name: str = "pg", options: tuple[str, ...] = ()) -> Iterator[Cluster]:
    """The cluster, started unless it runs already, and stopped by whoever leaves last."""
    server = cluster(home, name, options)
    change, use = (home / f"{name}.{lock}.lock" for lock in ("change", "use"))
    with change.open("a") as changing, use.open("a") as using:
        fcntl.flock(changing, fcntl.LOCK_EX)
        fcntl.flock(using, fcntl.LOCK_SH)
        try:
            if server.pid() is None or not server.is_ready():
                with step("启动数据库", "starting PostgreSQL"):
                    server.create()
                    server.start()
            fcntl.flock(changing, fcntl.LOCK_UN)
            yield server
        finally:
            fcntl.flock(changing, fcntl.LOCK_EX)
            if is_last(using.fileno()):
                server.stop()


def is_last(using: int) -> bool:
    try:
        fcntl.flock(using, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def database(home: Path, name: str = "pg", options: tuple[str, ...] = ()) -> Iterator[str]:
    """The address of the database to use: DATABASE_URL if set, else the one of the private cluster."""
    given = os.environ.get("DATABASE_URL")
    if given:
        check_server(given)
        yield given
    else:
        with running(home, name, options) as server:
            yield server.url()


def check_server(url: str) -> None:
    """Raises: Refusal: the operator's own server cannot be reached, is too old or has no PostGIS."""
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute(
                "select current_setting('server_version_num')::int / 10000,"
                " exists (select from pg_available_extensions where name = 'postgis')"
            ).fetchone()
    except psycopg.Error as error:
        reason = last_line(str(error))
        raise Refusal(f"连不上 DATABASE_URL 指定的数据库:{reason}", f"DATABASE_URL cannot be used: {reason}") from error
    major, postgis = row or (0, False)
    if major < OLDEST:
        raise Refusal(
            f"DATABASE_URL 的 PostgreSQL 是 {major},需要 {OLDEST} 或更高版本。",
            f"The server of DATABASE_URL is PostgreSQL {major}; {OLDEST} or newer is needed.",
        )
    if not postgis:
        raise Refusal("DATABASE_URL 的服务器没有安装 PostGIS。", "The server of DATABASE_URL has no PostGIS.")
