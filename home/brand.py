"""Who sells here and what it looks like: what an owner set, else what the installation says."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.images.models import Image
from wagtail.models import Site

from . import colour
from .models import SiteSettings

LOGO = "max-640x96"  # twice the size it is drawn in
NETWORKS = {
    "bsky.app": "Bluesky",
    "discord.gg": "Discord",
    "facebook.com": "Facebook",
    "github.com": "GitHub",
    "instagram.com": "Instagram",
    "linkedin.com": "LinkedIn",
    "mastodon.social": "Mastodon",
    "tiktok.com": "TikTok",
    "x.com": "X",
    "youtube.com": "YouTube",
}


@dataclass(frozen=True)
class Picture:
    """``full_url`` holds the host, for e-mails."""

    url: str
    full_url: str
    width: int
    height: int


@dataclass(frozen=True)
class Profile:
    """``icon``: a symbol of static/networks.svg, empty for a network that is not known."""

    url: str
    name: str
    icon: str


@dataclass(frozen=True)
class Brand:
    name: str
    email: str
    accent: str = colour.OURS
    accent_dark: str = "#a5b0ff"
    logo: Picture | None = None
    logo_dark: Picture | None = None
    seller: str = ""
    address: str = ""
    registration: str = ""
    vat_number: str = ""
    phone: str = ""
    profiles: tuple[Profile, ...] = ()

    @property
    def is_coloured(self) -> bool:
        return self.accent != colour.OURS


def brand_of(site: Site | None) -> Brand:
    """One query where nothing was set, a few where logos are."""
    found = SiteSettings.objects.select_related("logo", "logo_dark").filter(site=site)
    return _brand(found.first() if site else None)


def our_brand() -> Brand:
    """For what is sent rather than asked for: e-mails."""
    return brand_of(Site.objects.filter(is_default_site=True).first())


def _brand(chosen: SiteSettings | None) -> Brand:
    name, email = settings.WAGTAIL_SITE_NAME, settings.SUPPORT_EMAIL
    if chosen is None:
        return Brand(name=name, email=email)
    look = {}
    if chosen.accent != colour.OURS:
        look["accent"] = chosen.accent
        look["accent_dark"] = colour.for_dark(chosen.accent)
    return Brand(
        name=chosen.name or name,
        email=chosen.email or email,
        **look,
        logo=_picture(chosen.logo),
        logo_dark=_picture(chosen.logo_dark),
        seller=chosen.seller,
        address=chosen.address,
        registration=chosen.registration,
        vat_number=chosen.vat_number,
        phone=chosen.phone,
        profiles=tuple(_profile(each.value) for each in chosen.profiles),
    )


def _picture(image: Image | None) -> Picture | None:
    if image is None:
        return None
    drawn = image.get_rendition(LOGO)
    return Picture(drawn.url, drawn.full_url, drawn.width, drawn.height)


def _profile(url: str) -> Profile:
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    name = NETWORKS.get(host, host)
    return Profile(url, name, name.lower() if host in NETWORKS else "")
