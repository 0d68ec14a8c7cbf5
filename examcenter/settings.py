"""All settings; every variation comes from the environment, with safe defaults for one machine."""

from pathlib import Path
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from examcenter.configuration.browser import *  # noqa: F403
from examcenter.configuration.keeping import *  # noqa: F403
from examcenter.configuration.keeping import PRUNE_INTERVAL_S
from examcenter.configuration.rest import *  # noqa: F403
from examcenter.configuration.rest import REST_FRAMEWORK, SPECTACULAR_SETTINGS
from examcenter.configuration.signing import *  # noqa: F403
from examcenter.env import (
    database_from_url,
    email_from_url,
    env_bool,
    env_int,
    env_list,
    env_str,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"

# --- Our own settings. -------------------------------------------------------------------------
# State of a local run: database, Redis data, generated secret, logs. git ignores it.
VAR_DIR = Path(env_str("VAR_DIR", str(BASE_DIR / "var")))
# Production refuses to start with a default secret and serves over HTTPS only.
IS_PRODUCTION = env_bool("PRODUCTION", False)
# Chooses variants by HMAC; changing it changes which variant a *future* attempt gets, never a
# stored one.
VARIANT_SECRET = env_str("VARIANT_SECRET", "local-variant-secret")
# Limits of one graded submission.
GRADER_TIME_LIMIT_S = env_int("GRADER_TIME_LIMIT_S", 10, minimum=1)
GRADER_WALL_LIMIT_S = env_int("GRADER_WALL_LIMIT_S", 20, minimum=1)
GRADER_MEMORY_LIMIT_BYTES = env_int("GRADER_MEMORY_LIMIT_BYTES", 256 * 1024 * 1024, minimum=1)
GRADER_SOURCE_LIMIT_BYTES = env_int("GRADER_SOURCE_LIMIT_BYTES", 64 * 1024, minimum=1)
# A claimed submission that nobody finished is queued again after this, whatever else is known.
GRADER_LEASE_S = env_int("GRADER_LEASE_S", 120, minimum=5)
# After this many lost or failed runs the submission ends as system_error for a teacher to see.
# The last try comes after the longest pause, so that a burst of kills cannot use them all up.
GRADER_MAX_RUNS = env_int("GRADER_MAX_RUNS", 5, minimum=1)
# Where the jail's read-only Python is built; empty lets the sandbox choose a readable place.
GRADER_RUNTIME_DIR = env_str("GRADER_RUNTIME_DIR")
# The locks by which one machine's workers grade side by side, or one of them alone. Every worker of
# a machine has to see the same folder, and workers of different machines different ones.
GRADER_ROOM_DIR = Path(env_str("GRADER_ROOM_DIR", str(VAR_DIR / "room")))
SWEEP_INTERVAL_S = env_int("SWEEP_INTERVAL_S", 10, minimum=1)
# How many reverse proxies of ours stand before the web server. So many entries at the end of
# X-Forwarded-For are believed where it matters who asks (rooms, locks, throttles); with 0, none is.
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", 0)
# What a teacher may do in the workbench (author, reviewer or publisher) unless
# `manage.py set_author_level` says otherwise; and whether a second person approves each text.
AUTHORING_TEACHER_LEVEL = env_str("AUTHORING_TEACHER_LEVEL", "publisher")
AUTHORING_NEEDS_REVIEW = env_bool("AUTHORING_NEEDS_REVIEW", False)
# Bounds of one certificate, which is made in a process of its own.
AUTHORING_PROOF_TIME_LIMIT_S = env_int("AUTHORING_PROOF_TIME_LIMIT_S", 60, minimum=1)
AUTHORING_PROOF_MEMORY_BYTES = env_int(
    "AUTHORING_PROOF_MEMORY_BYTES", 2 * 1024 * 1024 * 1024, minimum=1
)
# Whether teachers and staff have to set up a second factor before they see anything.
TEACHERS_NEED_SECOND_FACTOR = env_bool("TEACHERS_NEED_SECOND_FACTOR", False)
# How long a link to a first password is good, and how long one to a new password.
INVITATION_LASTS_S = 24 * 3600 * env_int("INVITATION_DAYS", 14, minimum=1)
PASSWORD_RESET_TIMEOUT = 60 * env_int("RESET_MINUTES", 60, minimum=5)
# The mail server; without one, links are shown to those who may hand them out.
EMAIL_URL = env_str("EMAIL_URL")
HAS_MAIL = bool(EMAIL_URL)
# How pages are addressed in mails; in requests the address that was asked for counts.
SITE_URL = env_str("SITE_URL", "http://localhost:8000").rstrip("/")
# Whether other programs are told of events, which takes a worker with a way out.
HAS_WEBHOOKS = env_bool("WEBHOOKS", not IS_PRODUCTION)
WEBHOOK_TIMEOUT_S = env_int("WEBHOOK_TIMEOUT_S", 10, minimum=1)
# Networks that are reached although they are not public; a receiver on one's own machine is for
# trying things out only.
WEBHOOK_NETWORKS = env_list("WEBHOOK_NETWORKS", [] if IS_PRODUCTION else ["127.0.0.0/8", "::1/128"])
# After how many days without a delivery an address is given up, and how long events are kept.
WEBHOOK_PATIENCE_DAYS = env_int("WEBHOOK_PATIENCE_DAYS", 5, minimum=1)
WEBHOOK_KEEP_DAYS = env_int("WEBHOOK_KEEP_DAYS", 90, minimum=7)
# The largest request that is read at all; the workbench's imports are the largest that are taken.
LARGEST_BODY_BYTES = 9 * 1024 * 1024

# --- Django. -----------------------------------------------------------------------------------
_LOCAL_SECRET = "local-secret-key-for-one-machine-only-0123456789"  # noqa: S105
SECRET_KEY = env_str("SECRET_KEY", _LOCAL_SECRET)
# The secrets of webhooks come from it: another one makes all that were handed out worthless.
WEBHOOK_KEY = env_str("WEBHOOK_KEY", SECRET_KEY)
DEBUG = env_bool("DEBUG", False)
if AUTHORING_TEACHER_LEVEL not in ("author", "reviewer", "publisher"):
    raise ImproperlyConfigured(
        f"EXAMCENTER_AUTHORING_TEACHER_LEVEL: found {AUTHORING_TEACHER_LEVEL!r}, expected author, "
        "reviewer or publisher"
    )
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", [])
if IS_PRODUCTION:
    if SECRET_KEY == _LOCAL_SECRET:
        raise ImproperlyConfigured("EXAMCENTER_SECRET_KEY: found none, production needs one")
    if VARIANT_SECRET == "local-variant-secret":  # noqa: S105
        raise ImproperlyConfigured("EXAMCENTER_VARIANT_SECRET: found none, production needs one")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env_bool("SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    # Other hosts below the same domain, and browsers' preload lists, are not ours to decide on.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

globals().update(email_from_url(EMAIL_URL))
DEFAULT_FROM_EMAIL = env_str("EMAIL_FROM", "Exam Center <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "questions",
    "grader",
    "examcenter",
    "examcenter.accounts",
    "examcenter.courses",
    "examcenter.exams",
    "examcenter.practice",
    "examcenter.authoring",
    "examcenter.integrations",
    "examcenter.webhooks",
    "examcenter.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "examcenter.policy.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "examcenter.languages.Language",
    "examcenter.clocks.Clocks",
    "examcenter.bodies.WholeBodies",
    "examcenter.api.addresses.EitherSlash",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "examcenter.accounts.authentication.Authentication",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "examcenter.errors.ErrorPages",
    "examcenter.accounts.middleware.SecondFactorFirst",
    "examcenter.exams.launching.middleware.LaunchedSessions",
]
ROOT_URLCONF = "examcenter.urls"
WSGI_APPLICATION = "examcenter.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    }
]
DATABASES = {
    "default": database_from_url(
        env_str("DATABASE_URL", f"sqlite://{quote(str(VAR_DIR / 'db.sqlite3'))}"),
        # A worker's main process forks, and a child must not share the parent's connections.
        is_pooled=not env_bool("IS_WORKER", False),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LANGUAGE_CODE = "en"
# By the names that their own readers look for. What there is, the folder of each in locale/ holds.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["examcenter.formats"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env_str("STATIC_ROOT", str(VAR_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Without collected files (tests, a bare runserver) WhiteNoise serves from the sources.
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
# Source maps are large, read by developers only, and slow to compress.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "examcenter.static_storage.HashedStaticFiles"
            if IS_PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

SESSION_ENGINE = "examcenter.accounts.sessions"
# A draft and a code submission are both far below this; anything larger is refused early.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# A form with a box for everybody in a large course.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Celery. -----------------------------------------------------------------------------------
CELERY_BROKER_URL = env_str("BROKER_URL", "redis://127.0.0.1:6390/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Room for two runs, the second one to confirm a time limit, and for waiting to be alone.
CELERY_TASK_TIME_LIMIT = 110
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_TASK_DEFAULT_QUEUE = "maint"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# Django decides when a connection is closed (examcenter.celery), not Celery after each task.
CELERY_DB_REUSE_MAX = 1_000_000_000
# The visibility timeout must exceed the hard time limit, or a slow task runs twice.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    # A web request must not hang on a silent broker, which is tried three times; a worker waits
    # longer than a poll.
    "socket_timeout": 30 if env_bool("IS_WORKER", False) else 1,
}
CELERY_TASK_PUBLISH_RETRY = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_max": 0.2}
_TASKS = [
    ("maint", "grader.sweep_submissions", SWEEP_INTERVAL_S),
    ("maint", "exams.settle_attempts", SWEEP_INTERVAL_S),
    ("maint", "exams.seal_audit", SWEEP_INTERVAL_S),
    ("maint", "api.sweep_jobs", SWEEP_INTERVAL_S),
    ("maint", "api.forget", PRUNE_INTERVAL_S),
    ("maint", "webhooks.sweep", SWEEP_INTERVAL_S),
    ("maint", "examcenter.prune", PRUNE_INTERVAL_S),
]
if HAS_MAIL:
    # The rows are the outbox; without a mail server nobody would take these messages.
    _TASKS += [
        ("mail", "accounts.send_reset_links", SWEEP_INTERVAL_S),
        ("mail", "accounts.send_factor_notices", SWEEP_INTERVAL_S),
        ("mail", "courses.send_invitations", SWEEP_INTERVAL_S),
        ("mail", "webhooks.send_notices", SWEEP_INTERVAL_S),
    ]
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    task: {
        "task": task,
        "schedule": float(every_s),
        "options": {"queue": queue, "expires": every_s},
    }
    for queue, task, every_s in _TASKS
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# --- REST. -------------------------------------------------------------------------------------
# Without it the framework believes whatever a caller writes into X-Forwarded-For.
REST_FRAMEWORK["NUM_PROXIES"] = TRUSTED_PROXIES
SPECTACULAR_SETTINGS["VERSION"] = VERSION

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env_str("LOG_LEVEL", "INFO")},
}
