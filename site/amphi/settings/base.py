"""What every installation shares. Values that differ come from the environment, see README."""

import logging
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from commerce.money import CURRENCIES

from . import env
from .env import ROOT, VAR

# -- who we are
APP_URL = env.address("APP_URL", "http://127.0.0.1:8000")
FRONTEND_URL = env.address("FRONTEND_URL", APP_URL)
DEMO = env.switch("AMPHI_DEMO", "off")
DEBUG = env.switch("DEBUG", "off")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = list({APP_URL, FRONTEND_URL})

INSTALLED_APPS = [
    "home",
    "courses",
    "commerce",
    "story",
    "accounts",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.sites",
    "accounts.apps.PeopleConfig",  # wagtail.users
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_filters",
    "ninja",  # its page of the API comes from here, not from elsewhere
    "allauth",
    "allauth.account",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "amphi.compression.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "amphi.csp.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "amphi.api.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "home.maintenance.maintenance",
    "commerce.browser.forget_at_sign_in",
    "commerce.closed.ClosedMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "amphi.urls"
WSGI_APPLICATION = "amphi.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context.shell",
            ],
        },
    },
]

# -- data
DATABASES = {
    "default": env.database("DATABASE_URL", f"sqlite:///{VAR / 'amphi.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR.mkdir(exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
# opening a connection costs as much as a page's queries, on SQLite too
DATABASES["default"]["CONN_MAX_AGE"] = env.number("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# -- people
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_courses"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_CHANGE_EMAIL = True  # one address each; the new one replaces the old
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "add_email": "accounts.forms.AddEmailForm",
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmEmailVerificationCodeForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
}
# allauth's rate limits count in CACHES["default"]. In local memory each process counts for itself:
# two workers allow twice as much, and a restart forgets. Several processes share a limit only in a shared cache.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)

# -- language and time
LANGUAGES = [("fr", "Français"), ("en", "English")]
LANGUAGE_CODE = env.choice("LANGUAGE_CODE", "fr", dict(LANGUAGES))
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = env.zone("TIME_ZONE", "Europe/Paris")
USE_TZ = True
WAGTAIL_USER_TIME_ZONES = sorted(  # zones of places: browsers know no “localtime”
    {TIME_ZONE, "UTC"} | {zone for zone in available_timezones() if "/" in zone}
)
CURRENCY = env.choice("CURRENCY", "EUR", CURRENCIES)

# -- files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.folder("MEDIA_ROOT", "var/media")
PRIVATE_ROOT = env.folder("PRIVATE_ROOT", "var/private")
FILE_UPLOAD_TEMP_DIR = env.folder("UPLOAD_ROOT", "var/uploads")
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
VIDEO_MAX_BYTES = 500 * 1024 * 1024
MEDIA_RESPONSES_AT_ONCE = env.number(
    "MEDIA_RESPONSES_AT_ONCE", 8, range(1, env.THREADS)
)

# -- the CMS
WAGTAIL_SITE_NAME = "Amphi"
WAGTAILADMIN_BASE_URL = APP_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES  # others would find half of it in English
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAILADMIN_LOGIN_URL = "cms_sign_in"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # ours is limited and known to work
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # an address is proved before it counts
WAGTAILUSERS_PASSWORD_ENABLED = False  # who is added in the CMS signs in by code
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILREDIRECTS_AUTO_CREATE = False
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]  # svg can act
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # it asks who may; a file's own address cannot
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # downloaded, never shown as a page
WAGTAILDOCS_BLOCK_EMBEDDED_CONTENT = False  # amphi.csp blocks more than Wagtail would
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "docx",
    "ods",
    "odt",
    "pdf",
    "pptx",
    "txt",
    "vtt",
    "xlsx",
    "zip",
]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# The worker runs these.
MINUTE_COMMANDS = ["publish_scheduled"]
DAILY_COMMANDS = ["clearsessions", "sweep_films"]

# -- e-mail
EMAIL_CONFIG = env.mail("EMAIL_URL", "consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Amphi <bonjour@amphi.example>")
MAINTENANCE = env.switch("MAINTENANCE", "0")
SUPPORT_EMAIL = env.text("SUPPORT_EMAIL", "aide@amphi.example")

# -- payments
GATEWAYS = {
    "stripe": "commerce.gateways.stripe_lists.StripeWithBooks",
    "paypal": "commerce.gateways.paypal_lists.PayPalWithBooks",
    "transfer": "commerce.gateways.offline.TransferGateway",
    "cod": "commerce.gateways.offline.CashOnDeliveryGateway",
}
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY", "")
STRIPE_PUBLISHABLE_KEY = env.text(
    "STRIPE_PUBLISHABLE_KEY", env.text("STRIPE_PUBLIC_KEY", "")
)
STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET", "")
STRIPE_API_BASE = env.address("STRIPE_API_BASE", "https://api.stripe.com")
STRIPE_JS_URL = env.text("STRIPE_JS_URL", "https://js.stripe.com/endive/stripe.js")
STRIPE_CHECKOUT_ORIGIN = env.address(
    "STRIPE_CHECKOUT_ORIGIN", "https://checkout.stripe.com"
)
PAYPAL_MODE = env.choice("PAYPAL_MODE", "sandbox", ["sandbox", "live"])
PAYPAL_CLIENT_ID = env.text("PAYPAL_CLIENT_ID", "")
PAYPAL_CLIENT_SECRET = env.text("PAYPAL_CLIENT_SECRET", "")
PAYPAL_WEBHOOK_ID = env.text("PAYPAL_WEBHOOK_ID", "")
PAYPAL_API_BASE = env.address(
    "PAYPAL_API_BASE",
    "https://api-m.paypal.com"
    if PAYPAL_MODE == "live"
    else "https://api-m.sandbox.paypal.com",
)
PAYPAL_CHECKOUT_ORIGIN = env.address(
    "PAYPAL_CHECKOUT_ORIGIN",
    "https://www.paypal.com"
    if PAYPAL_MODE == "live"
    else "https://www.sandbox.paypal.com",
)

# unpaid checkouts, and declined cards, of one person, browser or address
TRIES_PER_HOUR = env.number("TRIES_PER_HOUR", 5, range(1, 100_000))

# -- safety
X_FRAME_OPTIONS = "SAMEORIGIN"  # the CMS preview panel frames our own pages
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # it asks for DENY
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "amphi.sessions"
SESSION_COOKIE_HTTPONLY = True
ORDER_COOKIE = "amphi-order"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# -- account pages, in the order of the menu: label and URL name
ACCOUNT_PAGES = [
    (_("My courses"), "my_courses"),
    (_("Orders"), "my_orders"),
    (_("Profile"), "profile"),
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django_tasks": {"level": "WARNING"}, "wagtail": {"level": "WARNING"}},
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", "INFO", logging.getLevelNamesMapping()),
    },
}
