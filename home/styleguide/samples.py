"""What the components are shown with: the demo's words, which exist in every language.

The key of a state is what makes it one, as an include would write it.
"""

from django.core.paginator import Paginator
from django.templatetags.static import static
from django.utils.functional import lazy
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from home.demo.content import ABOUT, CATALOGUE, COURSES, PAYMENT_METHODS, PLANS, PRICING
from home.demo.content import HOME as HOME_TEXTS
from home.demo.content.goods import GOODS

from .forms import bad, good

PICTURE = "a picture of the library"
IN_HEAD = {"about_page"}  # seen by machines only: shown as source
AROUND = {
    "lesson_row": "<ol>{}</ol>",
    "summary_row": '<dl class="summary">{}</dl>',
    "to_copy": '<dl class="summary">{}</dl>',
}
ON_STAGE = {"player"}  # stands where the lights are down
NOWHERE = "#main"

PYTHON = COURSES[0]
LESSONS = PYTHON.lessons
MONTH, YEAR = PLANS
CARD = PAYMENT_METHODS[0]
OPEN = {"url": NOWHERE, "label": _("Open the course")}
MENU = [
    {"title": page.title, "url": NOWHERE, "current": page is PRICING}
    for page in (CATALOGUE, PRICING, ABOUT)
]
HEAD = {
    "indexed": True,
    "canonical": "https://amphi.example/en/",
    "alternates": {
        "fr": "https://amphi.example/fr/",
        "en": "https://amphi.example/en/",
    },
    "title": HOME_TEXTS.heading,
    "description": HOME_TEXTS.text,
    "card": "https://amphi.example/cards/1.png",
}
LANGUAGES = [
    {"code": "fr", "name": "Français", "url": NOWHERE, "current": False},
    {"code": "en", "name": "English", "url": NOWHERE, "current": True},
]
SIGN = {"url": lazy(static, str)("favicon.svg"), "width": 32, "height": 32}
SELLER = {"email": "aide@amphi.example", "phone": "+33 4 00 00 00 00", "imprint": ["Amphi SARL", "3 rue des Gradins, 69001 Lyon", "RCS Lyon 000 000 000"]}  # fmt: skip
PROFILES = [
    {"url": NOWHERE, "name": "YouTube", "icon": "youtube"},
    {"url": NOWHERE, "name": "GitHub", "icon": "github"},
    {"url": NOWHERE, "name": "video.example", "icon": ""},
]
COLUMNS = [
    {"heading": CATALOGUE.title, "links": MENU},
    {"heading": ABOUT.title, "links": MENU[1:]},
]
FRAME = {"site_name": "Amphi", "home_url": NOWHERE, "navigation": MENU, "languages": LANGUAGES}  # fmt: skip
FACTS = [{"icon": "play", "text": PYTHON.title}, {"icon": "clock", "text": "4:05"}]
POINTS = [{"title": it.title, "text": it.text} for it in HOME_TEXTS.points]
QUESTIONS = [{"question": it.question, "answer": it.answer} for it in PRICING.faq]
OFFER = {
    "name": MONTH.name,
    "amount": "€49",
    "note": MONTH.description,
    "features": list(MONTH.features),
    "url": NOWHERE,
    "label": _("Buy now"),
}
WARE = {"name": GOODS[0].name, "text": GOODS[0].description, "amount": "€19", "note": _("Delivered to you."), "features": list(GOODS[0].features), "code": GOODS[0].code}  # fmt: skip
SAVING = {"saving": "-15%"}
CARD_OF_PLAN = {"text": MONTH.description, "amount": "€49", "features": list(MONTH.features), "url": NOWHERE, "label": _("Buy now")}  # fmt: skip
ROW = {"title": LESSONS[0].title, "url": NOWHERE, "duration": "0:48"}
COURSE_CARD = {"title": PYTHON.title, "url": NOWHERE, "text": PYTHON.summary}
TILE = {"name": "way", "title": CARD.name, "text": CARD.description, "id": "tile"}
GATE = {"title": PYTHON.title, "text": PYTHON.summary, **OPEN}
OTHER = {"other_url": NOWHERE, "other_label": _("Sign in")}


def _pitch(language: str) -> SafeString:
    return mark_safe(PYTHON.pitch.get(language))  # noqa: S308 -- the demo's own


SAMPLES: dict[str, dict[str, dict[str, object]]] = {
    "about_page": {"head": {"head": HEAD, "site_name": "Amphi"}, "not indexed": {"head": {"indexed": False}}},
    "alert": {
        f"tone={tone}": {"tone": tone, "title": MONTH.name, "text": MONTH.description}
        for tone in ("info", "ok", "warn", "bad")
    }
    | {"url": {"text": MONTH.description, **OPEN}},
    "badge": {
        tone or "plain": {"label": MONTH.name, "tone": tone}
        for tone in ("", "accent", "ok", "warn", "bad")
    }
    | {"icon": {"label": MONTH.name, "icon": "check"}},
    "bar": {
        "signed out": {**FRAME, "sign_in_url": NOWHERE},
        "user": {**FRAME, "user": {"is_authenticated": True}, "account_url": NOWHERE},
        "nothing to distract": {"site_name": "Amphi", "languages": LANGUAGES},
    },
    "brand": {
        "site_name": {"site_name": "Amphi", "home_url": NOWHERE},
        "brand.logo": {"site_name": "Amphi", "home_url": NOWHERE, "brand": {"logo": SIGN, "logo_dark": SIGN}},
        "brand.icon": {"site_name": "Amphi", "home_url": NOWHERE, "brand": {"icon": 1, "icons": {"large": SIGN["url"]}}},
    },
    "breadcrumb": {"items": {"items": MENU}},
    "button": {
        "href": {"href": NOWHERE, "label": _("Buy now")},
        "kind=quiet": {"href": NOWHERE, "label": _("Buy now"), "kind": "quiet"},
        "kind=plain": {"href": NOWHERE, "label": _("Buy now"), "kind": "plain"},
        "size=small": {"href": NOWHERE, "label": _("Sign in"), "size": "small"},
        "size=large arrow": {"href": NOWHERE, "label": _("Buy now"), "size": "large", "arrow": True},
        "type=button icon": {"type": "button", "label": _("Send me a sign-in link"), "icon": "mail"},
        "block": {"type": "button", "label": _("Sign in"), "block": True},
    },
    "button_label": {"icon": {"label": _("Sign in"), "icon": "user"}, "arrow": {"label": _("Buy now"), "arrow": True}},
    "compare": {
        "rows": {
            "caption": PRICING.heading,
            "columns": [{"title": MONTH.name}, {"title": YEAR.name}],
            "rows": [
                {"title": MONTH.features[0], "cells": [True, True]},
                {"title": MONTH.features[1], "cells": [False, True]},
                {"title": PRICING.title, "cells": ["€49", "€499"]},
            ],
        }
    },
    "course_card": {
        "facts": {**COURSE_CARD, "seed": 12, "facts": FACTS},
        "badge": {**COURSE_CARD, "seed": 23, "badge": _("Free to watch")},
        "progress, more": {**COURSE_CARD, "seed": 34, "done": 40, "progress": "2 / 5", "more_url": NOWHERE, "more_label": _("Renew")},
        "image": {**COURSE_CARD, "image": PICTURE},
    },
    "course_cover": {f"seed={seed}": {"seed": seed} for seed in (0, 11, 22, 33, 44, 5, 16, 27, 38, 49)},
    "cover": {"seed": {"seed": 7}, "image": {"image": PICTURE}},
    "empty_state": {
        "title": {"title": PYTHON.title},
        "url, other_url": {**GATE, **OTHER},
    },
    "error_summary": {"form": {"form": lambda _: bad()}},
    "facts": {"facts": {"facts": FACTS}},
    "faq": {"items": {"items": QUESTIONS[:3]}},
    "field": {
        **{name: {"field": lambda _, name=name: good()[name]} for name in ("email", "note", "plan", "terms", "way")},
        "optional": {"field": lambda _: good()["name"], "optional": True},
        **{f"{name}, errors": {"field": lambda _, name=name: bad()[name]} for name in ("email", "terms", "way")},
    },
    "figure": {"image, caption": {"image": PICTURE, "caption": PYTHON.summary}},
    "footer": {
        "columns": {**FRAME, "brand": SELLER, "columns": [{"links": MENU}]},
        "heading, words, brand.profiles": {**FRAME, "brand": {**SELLER, "profiles": PROFILES}, "columns": COLUMNS, "words": CATALOGUE.intro},
        "brand": {"brand": SELLER},
    },
    "gate": {"url": GATE, "icon, all ways": {**GATE, **OTHER, "more_url": NOWHERE, "more_label": _("See courses"), "icon": "clock"}},
    "goods_card": {
        "plan": {"plan": WARE},
        "rented": {"plan": {**WARE, "code": "kit", "rented": True}},
        "sold out": {"plan": {**WARE, "amount": _("Sold out"), "sold_out": True}},
    },
    "hall": {"": {}},
    "icon": {name: {"name": name, "label": name} for name in ("arrow", "bank", "captions", "card", "check", "chevron", "clock", "close", "download", "globe", "info", "level", "lock", "mail", "mark", "menu", "moon", "play", "search", "sun", "truck", "user", "wallet", "warning")},
    "languages": {"languages": {"languages": LANGUAGES}},
    "lesson_row": {
        **{f"state={state}": {**ROW, "state": state} for state in ("todo", "current", "done", "locked", "free")},
        "locked current": {**ROW, "state": "current", "locked": True},
        "done current": {**ROW, "state": "current", "done": True},
        "note, without url": {"title": LESSONS[1].title, "note": MONTH.name, "state": "locked"},
    },
    "navigation": {"items": {"items": MENU}, "class=nav": {"items": MENU, "class": "nav"}},
    "offer": {"plan": {"plan": OFFER}, "saving": {"plan": OFFER | SAVING}},
    "offer_row": {"plan": {"plan": OFFER}, "featured": {"plan": OFFER | SAVING | {"featured": True}}, "sold out": {"plan": OFFER | {"amount": _("Sold out"), "url": ""}}},
    "outline": {
        "sections": {
            "sections": [
                {
                    "title": section.title,
                    "meta": "2:10",
                    "lessons": [{"title": it.title, "url": NOWHERE, "duration": "0:48", "state": "free" if it.free else "locked"} for it in section.lessons],
                }
                for section in PYTHON.sections
            ]
        }
    },
    "pagination": {"page": {"page": lambda _: Paginator(range(60), 20).page(2)}},
    "pay_button": {"named": {"label": _("Buy now"), "busy": _("Sign in"), "named": 2, "note": MONTH.description}},
    "person": {"name": {"name": PYTHON.instructor, "text": PYTHON.instructor_bio}, "image": {"name": PYTHON.instructor, "image": PICTURE}},
    "plan_card": {
        "others": {"name": MONTH.name, **CARD_OF_PLAN, "others": True},
        "featured, badge, after": {"name": YEAR.name, **CARD_OF_PLAN, "amount": "€499", "featured": True, "badge": "-15%", "after": YEAR.description},
        "alone": {"name": MONTH.name, **CARD_OF_PLAN},
    },
    "player": {"without a film": {"title": LESSONS[0].title, "sources": []}},
    "points": {f"look={look}": {"items": POINTS, "look": look} for look in ("columns", "cards", "ticks")},
    "price": {"amount": {"amount": "€49"}, "all": {"amount": "€39", "was": "€49", "per": MONTH.name, "note": MONTH.description}},
    "profiles": {"icon": {"profiles": PROFILES}},
    "progress": {f"done={done}": {"done": done, "text": f"{done} %", "label": PYTHON.title} for done in (0, 40, 100)},
    "prose": {"text": {"text": _pitch}},
    "seller": {"brand": {"brand": SELLER}, "brand.email": {"brand": {"email": SELLER["email"]}}},
    "summary_row": {"label": {"label": PYTHON.title, "value": "€49"}, "total": {"label": MONTH.name, "value": "€49", "total": True}},
    "sample": {"film": {"title": LESSONS[0].title, "url": NOWHERE, "film": {"poster": "", "sources": []}}},
    "switch": {"items": {"label": PRICING.title, "items": [{"title": MONTH.name, "url": NOWHERE, "current": True}, {"title": YEAR.name, "url": NOWHERE, "note": "-15%"}]}},
    "terms_switch": {"terms": {"terms": [{"days": 30, "label": MONTH.name, "chosen": True}, {"days": 365, "label": YEAR.name, "saving": "-15%"}]}},
    "testimonial": {"name": {"words": PYTHON.summary, "name": PYTHON.instructor, "role": PYTHON.title}, "words alone": {"words": PYTHON.summary}},
    "ticks": {"items": {"items": list(PYTHON.outcomes)}, "wide": {"items": list(PYTHON.outcomes), "wide": True}},
    "tile": {
        "icon, chosen": {**TILE, "number": 0, "value": "a", "chosen": "a", "icon": "card"},
        "aside": {**TILE, "number": 1, "value": "b", "chosen": "a", "title": MONTH.name, "text": MONTH.description, "aside": "€49"},
    },
    "to_copy": {"label": {"label": "IBAN", "value": "FR76 3000 6000 0112 3456 7890 189", "code": "FR7630006000011234567890189"}},
    "transcript": {"open": {"title": LESSONS[0].title, "open": True, "lines": [{"time": "0:00", "text": PYTHON.summary}, {"time": "0:07", "text": MONTH.description}]}},
}  # fmt: skip
