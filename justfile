# Recipes behind ./linli, which makes ready what they need. `just --list` shows them all.

set shell := ["bash", "-euo", "pipefail", "-c"]
set positional-arguments

scripts := justfile_directory() / "scripts"
manage := justfile_directory() / "manage.py"
with_database := "python scripts/run.py"
with_test_database := "python scripts/run.py --test"
# The linters import the settings; they touch no database and keep no secret.
lint_env := "DATABASE_URL=postgresql://nobody@127.0.0.1/none LINLI_SECRET_KEY=lint LINLI_PRIVACY_KEY= DJANGO_SETTINGS_MODULE=linli.project.settings"

_list:
    @just --list

# Any management command of Django
[no-exit-message]
manage *args:
    @{{ with_database }} python manage.py "$@"

# Django's shell
[no-exit-message]
shell *args:
    @{{ with_database }} python manage.py shell "$@"

# Bring the tables up to date
[no-exit-message]
migrate *args:
    @{{ with_database }} python manage.py migrate "$@"

# Import: areas, …; file names count from where the command was typed
[no-exit-message]
import what *args:
    @shift; cd "${LINLI_FROM:-.}"; python "{{ scripts }}/run.py" python "{{ manage }}" "import_{{ what }}" "$@"

# Follow: open311, at once rather than at the next five minutes
[no-exit-message]
follow what *args:
    @shift; {{ with_database }} python manage.py "follow_{{ what }}" "$@"

# The whole database into one file
[no-exit-message]
backup *args:
    @cd "${LINLI_FROM:-.}"; python "{{ scripts }}/backup.py" backup "$@"

# The database from such a file
[no-exit-message]
restore *args:
    @cd "${LINLI_FROM:-.}"; python "{{ scripts }}/backup.py" restore "$@"

# Everything: what CI runs
test *args: check-fast check-front
    {{ with_test_database }} just _check-database "$@"

# What needs a database: migrations and tests
_check-database *args:
    python manage.py makemigrations --check --dry-run
    pytest -n 2 -m "not soak" "$@"

# Lint, format, types, architecture, templates
check-fast:
    ruff check .
    ruff format --check .
    {{ lint_env }} mypy
    lint-imports
    find src -name '*.html' -not -path '*/built/*' -exec djade --target-version 5.2 --check {} +
    djlint --lint --quiet src

# The front end's own checks
check-front:
    if [ -e frontend/package.json ]; then npm --prefix frontend run check; fi

# Long random walks
soak *args:
    {{ with_test_database }} pytest -n 2 -m soak "$@"

# Every claim about speed beside a limit measured in the same run; see benchmarks/README.md
[no-exit-message]
bench *args:
    @{{ with_database }} env PYTHONPATH=src:scripts:. python -m benchmarks "$@"

# Tidy the code
fix:
    ruff check --fix .
    ruff format .
    find src -name '*.html' -not -path '*/built/*' -exec djade --target-version 5.2 {} +
    if [ -e frontend/package.json ]; then npm --prefix frontend run fix; fi

# Lock the Python packages again, a week behind the newest
lock *args:
    for name in app dev tools node; do uv pip compile "requirements/$name.in" -o "requirements/$name.txt" --python-version 3.11 --universal --generate-hashes --no-header --exclude-newer "7 days" -q "$@"; done
