"""Every setting of the platform; each environment variable is read once, here.

The variables are documented in ``docs/settings.md``; a test compares the two lists.
"""

import base64
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[3]


def _env(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        message = f"{name} is not set; see docs/settings.md"
        raise ImproperlyConfigured(message)
    return value


def _secret(value: str, *, is_needed: bool) -> str:
    """A secret as Standard Webhooks write them, ``whsec_`` and base64; empty where none is needed."""
    fewest_bytes = 24
    try:
        is_good = value.startswith("whsec_") and len(base64.b64decode(value[6:], validate=True)) >= fewest_bytes
    except ValueError:
        is_good = False
    if is_needed and not is_good:
        message = "LINLI_SMS_SECRET must be whsec_ and at least 24 bytes in base64; see docs/sms.md"
        raise ImproperlyConfigured(message)
    return value if is_good else ""


#: Of every session. Pages are short statements on disks without moving parts: nothing to compile, any page is near, and
#: many may be asked for at once. Processes that help with one statement take longer to start than any takes.
_SESSION = {
    "lock_timeout": "10s",
    "timezone": "UTC",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "random_page_cost": "1.1",
    "effective_io_concurrency": "64",
}


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        message = "DATABASE_URL must start with postgresql://"
        raise ImproperlyConfigured(message)
    return {
        "ENGINE": "linli.lib.postgis",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": None,  # but web processes share connections: linli.project.wsgi
        "CONN_HEALTH_CHECKS": True,  # there not: linli.lib.postgis looks at them
        "OPTIONS": {"options": " ".join(f"-c {name}={value}" for name, value in _SESSION.items())},
        "TEST": {"NAME": _env("LINLI_TEST_DATABASE", "test_linli")},
    }


DEBUG = _env("LINLI_DEBUG", "0") == "1"
SECRET_KEY = _env("LINLI_SECRET_KEY")
#: 32 bytes, base64: encrypts names and telephones in the rows (linli.accounts.privacy).
PRIVACY_KEY = base64.b64decode(_env("LINLI_PRIVACY_KEY"))
ALLOWED_HOSTS = _env("LINLI_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
#: The address under which residents and staff reach this server; used in QR codes and papers.
PUBLIC_URL = _env("LINLI_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE = PUBLIC_URL.startswith("https://")
#: Code of the county this server opens on: the portal and the catalogue start from it.
HOME_AREA = _env("LINLI_HOME_AREA", "990101")
#: Where published heads of the journal's chains are written, outside the database.
STATE_DIR = Path(_env("LINLI_HOME", str(ROOT / ".linli")))

DATABASES = {"default": _database(_env("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "linli.web.parts",
    "linli.web.portal",
    "linli.web.command",
    "linli.web.field",
    "linli.web.desk",  # before allauth, whose pages it replaces
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "linli.accounts",
    "linli.accounts.audit",
    "linli.accounts.programs",
    "linli.areas",
    "linli.documents",
    "linli.notices",
    "linli.matters",
    "linli.registers.places",
    "linli.cases",
    "linli.work.disputes",
    "linli.work.risks",
    "linli.work.events",
    "linli.work.patrols",
    "linli.instructions",
    "linli.announcements",
    "linli.maps",
    "linli.stats",
    "linli.exchange",
    "linli.exchange.webhooks",
    "linli.exchange.following",
    "linli.api.open311",
    "linli.demo",
    "linli.project",
]

MIDDLEWARE = [
    "linli.api.rest.short.ShortWay",  # what programs ask goes no further down
    "linli.project.middleware.InTurn",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.project.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "linli.web.desk.sign_in.middleware.MustChangePassword",
    "linli.web.parts.middleware.CurrentPosting",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "linli.project.urls"
WSGI_APPLICATION = "linli.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "linli.web.desk.sign_in.adapters.StaffAdapter"
ACCOUNT_FORMS = {
    "login": "linli.web.desk.sign_in.forms.LoginForm",
    "change_password": "linli.web.desk.sign_in.forms.ChangePasswordForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_SESSION_REMEMBER = False  # office computers are shared: a session ends with the browser
#: Many clerks share one address; wrong passwords are counted by axes, wrong codes by `login_failed`.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "5/900s/key"}
MFA_ADAPTER = "linli.web.desk.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "邻理"
MFA_TOTP_TOLERANCE = 1  # the clock of a telephone may be half a minute off
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "linli.web.desk.sign_in.views.address_of"
AXES_LOCKOUT_CALLABLE = "linli.web.desk.sign_in.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a clerk who keeps trying is not locked out for longer
AXES_DISABLE_ACCESS_LOG = True  # sign-ins stand in the journal
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address", "oldpassword", "password1", "password2"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "src" / "linli" / "web" / "parts" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"

SESSION_ENGINE = "linli.accounts.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
#: One photo or voice note, before it is scaled; six photos make one report.
UPLOAD_MAX_BYTES = 15 * 1024 * 1024
#: How many days the first pieces of a photo are kept whose rest a phone does not send.
PROMISED_FILE_DAYS = int(_env("LINLI_PROMISED_FILE_DAYS", "30"))

#: Open walls of the command centre: at most so many streams in one process (each holds a thread), and how long one
#: lasts before the browser opens the next; 0 seconds: none, pages ask now and then instead.
STREAMS = int(_env("LINLI_STREAMS", "16"))
STREAM_SECONDS = int(_env("LINLI_STREAM_SECONDS", "900"))

#: How many short requests all web processes together answer at the same time, the others after them; 0: all that come.
TURNS = int(_env("LINLI_TURNS", str(2 * len(os.sched_getaffinity(0)))))
#: Most connections to the database that the threads of one web process share; 0: each thread keeps its own.
CONNECTIONS = int(_env("LINLI_CONNECTIONS", "24"))

#: How many proxies of ours stand before this server and name the visitor's address in X-Forwarded-For.
PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = int(_env("LINLI_PROXIES", "0"))
#: Key of 天地图 for browsers; empty: the base map is our own, and no other host is spoken to.
TIANDITU_KEY = _env("LINLI_TIANDITU_KEY", "")
#: What one network address, or one browser, may do at the residents' door; see linli.web.portal.limits.
PORTAL_LIMITS = {
    "report_address": int(_env("LINLI_REPORTS_PER_ADDRESS", "60")),
    "report_visitor": int(_env("LINLI_REPORTS_PER_VISITOR", "10")),
    "upload_address": int(_env("LINLI_UPLOADS_PER_ADDRESS", "200")),
    "act_address": int(_env("LINLI_REMARKS_PER_ADDRESS", "60")),
    "answer_address": int(_env("LINLI_ANSWERS_PER_ADDRESS", "300")),
    "wrong_code": int(_env("LINLI_WRONG_CODES_PER_ADDRESS", "20")),
    "wrong_digits": int(_env("LINLI_WRONG_DIGITS_PER_CODE", "10")),
}

#: How many reports one network address may send to the JSON door in a minute, counted by each process.
API_REPORTS_PER_MINUTE = int(_env("LINLI_API_REPORTS_PER_MINUTE", "60"))
#: How many requests one person's phone may make in a minute, counted by each process; a photo takes one or two.
FIELD_REQUESTS_PER_MINUTE = int(_env("LINLI_FIELD_REQUESTS_PER_MINUTE", "1200"))

#: Hosts beyond the public network that webhooks and followed servers may lie at: names, addresses, networks.
WEBHOOK_HOSTS = tuple(filter(None, _env("LINLI_WEBHOOK_HOSTS", "").replace(" ", "").split(",")))
#: So many days of the delivery log are kept, and after so many days without one good answer an address is given up.
WEBHOOK_LOG_DAYS = int(_env("LINLI_WEBHOOK_LOG_DAYS", "30"))
WEBHOOK_GIVE_UP_DAYS = int(_env("LINLI_WEBHOOK_GIVE_UP_DAYS", "5"))

#: A county's own gateway for text messages, the secret under which it is spoken to (whsec_…), and how many codes for
#: signing all parties together get in an hour; without an address none is sent, see docs/sms.md.
SMS_URL = _env("LINLI_SMS_URL", "")
SMS_SECRET = _secret(_env("LINLI_SMS_SECRET", ""), is_needed=bool(SMS_URL))
SMS_PER_HOUR = int(_env("LINLI_SMS_PER_HOUR", "300"))

#: Open311: the counties that are spoken of (several must be named by whoever asks), whether reading needs a key, how
#: often one network address without a key may ask in a minute, and what discovery says.
OPEN311_AREAS = tuple(filter(None, _env("LINLI_OPEN311_AREAS", HOME_AREA).replace(" ", "").split(",")))
OPEN311_OPEN_READING = _env("LINLI_OPEN311_OPEN_READING", "1") == "1"
OPEN311_READS_PER_MINUTE = int(_env("LINLI_OPEN311_READS_PER_MINUTE", "120"))
OPEN311_TYPE = _env("LINLI_OPEN311_TYPE", "test")
OPEN311_CONTACT = _env("LINLI_OPEN311_CONTACT", PUBLIC_URL)
OPEN311_KEY_SERVICE = _env("LINLI_OPEN311_KEY_SERVICE", PUBLIC_URL)

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "project_cache"}}

# Debian 12 ships GDAL 3.6; no file or address that a user names is ever opened with GDAL here.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]
