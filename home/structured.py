"""What search engines read of a page as data: only what the page itself shows to everybody, at the prices it shows."""

from collections.abc import Iterable
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from courses.models import CourseIndexPage, CoursePage, LessonPage

from .brand import Brand
from .head import Head, plain
from .models import HomePage

Node = dict[str, object]


def graph_of(request: HttpRequest, page: Page, head: Head) -> list[Node]:
    """Of a page that search engines are sent to. No query: prices are those the page showed."""
    brand = request.brand
    us = _us(head.site, brand)
    plans = list(_once(getattr(request, "shown_plans", [])))
    nodes = [_breadcrumb(request, page), _questions(page)]
    if isinstance(page, HomePage):
        nodes += [us | _organization(head.site, brand), _website(head, us)]
    if isinstance(page, CoursePage):
        nodes.append(_course(page, head, us, plans))
    else:
        nodes += _products(head, us, plans)
    if isinstance(page, CourseIndexPage):
        nodes.append(_catalogue(request))
    if isinstance(page, LessonPage) and page.free and page.video:
        nodes.append(_film(page, head))
    return [node for node in nodes if node]


def _us(site: str, brand: Brand) -> Node:
    return {
        "@type": "Organization",
        "@id": f"{site}/#organization",
        "name": brand.name,
        "url": f"{site}/",
    }


def _organization(site: str, brand: Brand) -> Node:
    """What is said of us on the front page beside our name; of the seller, what an owner wrote down."""
    known = {
        "legalName": brand.seller,
        "address": brand.address,
        "vatID": brand.vat_number,
        "telephone": brand.phone,
        "sameAs": [profile.url for profile in brand.profiles],
    }
    return {key: value for key, value in known.items() if value} | {
        "logo": brand.logo.full_url
        if brand.logo
        else f"{site}{brand.icon_url('icon-512.png')}",
        "contactPoint": {
            "@type": "ContactPoint",
            "contactType": "customer support",
            "email": brand.email,
            "availableLanguage": [code for code, _name in settings.LANGUAGES],
        },
    }


def _website(head: Head, us: Node) -> Node:
    return {
        "@type": "WebSite",
        "name": us["name"],
        "url": head.canonical,
        "publisher": {"@id": us["@id"]},
    }


def _breadcrumb(request: HttpRequest, page: Page) -> Node:
    """From the home page down; none on the home page, and none in a preview."""
    frame = getattr(request, "frame", None)
    lineage = frame.lineage if frame and frame.page else []
    if len(lineage) < 2 or lineage[-1].pk != page.pk:
        return {}
    steps = [
        {
            "@type": "ListItem",
            "position": position,
            "name": each.title,
            "item": each.get_full_url(request),
        }
        for position, each in enumerate(lineage, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def _questions(page: Page) -> Node:
    """Of every block of questions; one list, for a page may say so once."""
    stream = getattr(page, "body", None)
    blocks = stream.raw_data if hasattr(stream, "raw_data") else []
    asked = [
        {
            "@type": "Question",
            "name": item["question"],
            "acceptedAnswer": {"@type": "Answer", "text": plain(item["answer"])},
        }
        for block in blocks
        if block["type"] == "faq"
        for item in _items(block["value"]["questions"])
    ]
    return {"@type": "FAQPage", "mainEntity": asked} if asked else {}


def _catalogue(request: HttpRequest) -> Node:
    """The courses in their order; each says the rest on its own page."""
    cards = getattr(request, "shown_cards", [])
    listed = [
        {
            "@type": "ListItem",
            "position": place,
            "url": card.course.get_full_url(request),
        }
        for place, card in enumerate(cards, 1)
    ]
    return {"@type": "ItemList", "itemListElement": listed} if listed else {}


def _film(lesson: LessonPage, head: Head) -> Node:
    """Of a free lesson. Its picture, but not where the film itself is: that is for who watches it here."""
    poster = reverse("media:poster", args=[lesson.pk])
    published = lesson.first_published_at or lesson.video.created
    return {
        "@type": "VideoObject",
        "name": lesson.title,
        "description": head.description or lesson.title,
        "thumbnailUrl": [f"{head.site}{poster}"],
        "uploadDate": published.isoformat(),
        "duration": f"PT{lesson.video.seconds}S",
        "inLanguage": lesson.locale.language_code,
        "isAccessibleForFree": True,
        "url": head.canonical,
    }


def _items(stored: Iterable[dict]) -> Iterable[dict]:
    """A list's values are stored bare or, since Wagtail 2.16, with an id each."""
    return [item.get("value", item) for item in stored]


def _course(page: CoursePage, head: Head, us: Node, plans: list) -> Node:
    instance: Node = {
        "@type": "CourseInstance",
        "courseMode": "Online",
        "inLanguage": page.locale.language_code,
    }
    course: Node = {
        "@type": "Course",
        "name": page.title,
        "description": head.description,
        "url": head.canonical,
        "image": head.card,
        "inLanguage": page.locale.language_code,
        "educationalLevel": str(page.get_level_display()),
        "provider": us,
        "hasCourseInstance": [instance],
    }
    if page.hours:
        instance["courseWorkload"] = f"PT{page.hours}H"
    if page.instructor:
        instance["instructor"] = {"@type": "Person", "name": page.instructor}
    if plans:
        course["offers"] = [_offer(head.site, plan) for plan in plans]
    return course


def _products(head: Head, us: Node, plans: list) -> list[Node]:
    """What is sold on a page that is no course: each product once, with its plans."""
    by_title = sorted(plans, key=lambda plan: plan.offer.title)
    return [
        {
            "@type": "Product",
            "name": title,
            "description": head.description or title,
            "image": head.card,
            "brand": us,
            "offers": [_offer(head.site, plan) for plan in same],
        }
        for title, same in groupby(by_title, key=lambda plan: plan.offer.title)
    ]


def _offer(site: str, plan: object) -> Node:
    offer = plan.offer
    node: Node = {
        "@type": "Offer",
        "name": plan.name,
        "category": "Free" if offer.is_free else "Paid",
        "price": f"{offer.money.decimal:f}",
        "priceCurrency": offer.money.currency,
        "availability": "https://schema.org/InStock",
        "url": f"{site}{plan.url}",
    }
    if offer.price.days:
        days = {"value": offer.price.days, "unitCode": "DAY"}
        node["eligibleDuration"] = {"@type": "QuantitativeValue"} | days
    return node


def _once(plans: Iterable) -> Iterable:
    """A page may show the same plan twice."""
    return {plan.code: plan for plan in plans}.values()
