"""What surrounds the demo's pages: who sells, and the foot of every page."""

from wagtail.models import Page, Site

from home.demo.content import FOOTER, FOOTER_WORDS, PROFILES, SELLER
from home.models import HomePage, SiteSettings

from .shop import key


def load_settings() -> None:
    site = Site.objects.get(is_default_site=True)
    profiles = [("profile", url) for url in PROFILES]
    SiteSettings.objects.get_or_create(
        site=site, defaults={**SELLER, "profiles": profiles}
    )


def furnish(home: HomePage) -> None:
    """The foot of its language's pages, which exist."""
    language = home.locale.language_code
    home.footer_words = FOOTER_WORDS.get(language)
    for heading, names in FOOTER:
        links = [
            {"type": "page", "value": {"page": _page(home, name)}} for name in names
        ]
        value = {"heading": heading.get(language), "links": links}
        home.footer.append(
            ("column", home.footer.stream_block.child_blocks["column"].to_python(value))
        )


def _page(home: HomePage, name: str) -> int:
    return Page.objects.get(translation_key=key(name), locale=home.locale_id).pk
