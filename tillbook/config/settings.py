"""Django's settings, read from the environment. Defaults need no variable but the database's."""

import os
from pathlib import Path

from tillbook.config.database import connection_of
from tillbook.config.logs import logging_of

ROOT = Path(__file__).resolve().parents[2]


def _secret(name: str, default: str) -> str:
    """Read NAME, or the file that NAME_FILE names."""
    file = os.environ.get(f"{name}_FILE")
    return Path(file).read_text().strip() if file else os.environ.get(name, default)


TEST_MODE = bool(os.environ.get("TILLBOOK_TEST_MODE"))
DEBUG = False
SECRET_KEY = _secret("TILLBOOK_SECRET_KEY", "")
BASE_URL = os.environ.get("TILLBOOK_BASE_URL", "http://127.0.0.1:8000")
SECURE = BASE_URL.startswith("https://")
ALLOWED_HOSTS = ["*"]  # the till is reached by address on a shop's network; no link trusts Host

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "ninja",
    "procrastinate.contrib.django",
    "tillbook.kernel",
    "tillbook.org",
    "tillbook.identity",
    "tillbook.catalog",
    "tillbook.ledger",
    "tillbook.stock",
    "tillbook.payments",
    "tillbook.sales",
    "tillbook.importing",
    "tillbook.printing",
    "tillbook.reporting",
    "tillbook.sync",
]

MIDDLEWARE = [
    "tillbook.config.middleware.Requests",
    "tillbook.config.middleware.SecurityHeaders",
    "tillbook.config.middleware.Problems",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "tillbook.config.urls"
WSGI_APPLICATION = "tillbook.config.wsgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

_AS_OWNER = bool(os.environ.get("TILLBOOK_AS_OWNER"))
DATABASES = {
    "default": connection_of(
        os.environ.get("DATABASE_OWNER_URL" if _AS_OWNER else "DATABASE_URL", "")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.User"
PASSWORD_HASHERS = ["tillbook.identity.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_NAME = "__Host-tillbook_session" if SECURE else "tillbook_session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_ENGINE = "tillbook.identity.sessions"
CSRF_USE_SESSIONS = True
CSRF_HEADER_NAME = "HTTP_X_CSRF_TOKEN"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WEB_BUILD = next(
    (
        path
        for path in (ROOT / "tillbook" / "web", ROOT / "web" / "build")
        if (path / "index.html").exists()
    ),
    None,
)
WHITENOISE_ROOT = WEB_BUILD
WHITENOISE_INDEX_FILE = False
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}

LOGGING = logging_of(os.environ.get("TILLBOOK_LOG_FORMAT", "json"))

TILLBOOK_AUTHENTICATOR = "tillbook.identity.authentication.actor_of"
TILLBOOK_SHOP_SETTINGS = "tillbook.config.shop_settings.SETTINGS"
TILLBOOK_SUBSCRIPTIONS = "tillbook.config.subscriptions.SUBSCRIPTIONS"
TILLBOOK_FOUNDING = "tillbook.config.founding.FOUNDING"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # every module's jobs.py names its tasks
