"""Who sells here and what it looks like: what an owner set, else what the installation says."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.images.models import Image, SourceImageIOError
from wagtail.models import Site

from . import colour
from .icons import our_sign
from .models import SiteSettings

ICON = "fill-512x512|format-png"
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
    """``sign`` names what the icons are drawn from, and changes with it; empty: ours. ``icon``: the picture they are drawn from, if an owner chose one."""

    name: str
    email: str
    accent: str = colour.OURS
    accent_dark: str = "#a5b0ff"
    sign: str = ""
    icon: int | None = None
    logo: Picture | None = None
    logo_dark: Picture | None = None
    seller: str = ""
    address: str = ""
    registration: str = ""
    vat_number: str = ""
    phone: str = ""
    profiles: tuple[Profile, ...] = ()

    @property
    def style_url(self) -> str:
        """Of the stylesheet with the owner's accent; empty where it is ours."""
        if self.accent == colour.OURS:
            return ""
        return reverse("accent", args=[self.accent[1:], self.accent_dark[1:]])

    def icon_url(self, name: str) -> str:
        return reverse("icon", args=[self.sign, name]) if self.sign else static(name)

    @property
    def imprint(self) -> list[str]:
        """Who sells: name, address, numbers, a line each."""
        address = ", ".join(self.address.splitlines())
        vat = self.vat_number and _("VAT number") + " " + self.vat_number
        return [it for it in (self.seller, address, self.registration, vat) if it]

    @property
    def icons(self) -> dict[str, str]:
        """Addresses of those a page names, for its templates."""
        names = {
            "ico": "favicon.ico",
            "touch": "apple-touch-icon.png",
            "large": "icon-192.png",
        }
        return {kind: self.icon_url(name) for kind, name in names.items()}


def brand_of(site: Site | None) -> Brand:
    """One query, and one for each picture."""
    return _brand(_chosen().filter(site=site).first() if site else None)


def our_brand() -> Brand:
    """Where no request says which site: in e-mails, and in the CMS."""
    return _brand(_chosen().filter(site__is_default_site=True).first())


def _chosen() -> QuerySet[SiteSettings]:
    return SiteSettings.objects.select_related("logo", "logo_dark", "icon")


def _brand(chosen: SiteSettings | None) -> Brand:
    name, email = settings.WAGTAIL_SITE_NAME, settings.SUPPORT_EMAIL
    if chosen is None:
        return Brand(name=name, email=email)
    return Brand(
        name=chosen.name or name,
        email=chosen.email or email,
        **_look(chosen),
        logo=_picture(chosen.logo),
        logo_dark=_picture(chosen.logo_dark),
        seller=chosen.seller,
        address=chosen.address,
        registration=chosen.registration,
        vat_number=chosen.vat_number,
        phone=chosen.phone,
        profiles=tuple(_profile(each.value) for each in chosen.profiles),
    )


def _look(chosen: SiteSettings) -> dict[str, object]:
    look = {}
    if chosen.accent != colour.OURS:
        dark = colour.for_dark(chosen.accent)
        look = {"accent": chosen.accent, "accent_dark": dark}
    icon = chosen.icon if _is_there(chosen.icon) else None
    if icon:
        look["icon"] = icon.pk
    if look:
        said = f"{chosen.accent} {icon and icon.get_file_hash()}"
        look["sign"] = sha256(said.encode()).hexdigest()[:16]
    return look


def _is_there(image: Image | None) -> bool:
    return image is not None and image.file.storage.exists(image.file.name)


def sign_of(brand: Brand) -> str:
    """As SVG on a square of 32: the owner's picture, else ours in the owner's accent."""
    drawn = _read_icon(brand.icon) if brand.icon else None
    if drawn is None:
        return our_sign().replace(colour.OURS, brand.accent)
    data = b64encode(drawn).decode()
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="0" fill="#fff"/>
      <image href="data:image/png;base64,{data}" width="32" height="32"/></svg>"""


def _read_icon(pk: int) -> bytes | None:
    """As a PNG; None where its file is lost."""
    try:
        with Image.objects.get(pk=pk).get_rendition(ICON).file.open() as file:
            return file.read()
    except OSError:
        return None


def _picture(image: Image | None) -> Picture | None:
    try:
        drawn = image and image.get_rendition(LOGO)
    except (
        SourceImageIOError
    ):  # lost; the site stands without it, and so does the form to choose another
        return None
    return drawn and Picture(drawn.url, drawn.full_url, drawn.width, drawn.height)


def _profile(url: str) -> Profile:
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    name = NETWORKS.get(host, host)
    return Profile(url, name, name.lower() if host in NETWORKS else "")
