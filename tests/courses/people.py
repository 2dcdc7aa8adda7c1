"""Who comes to the school, and what each of them holds."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from accounts.models import User
from commerce.models import (
    Entitlement,
    Order,
    OrderLine,
    Price,
    PriceVersion,
    Product,
    ProductGrant,
)


@dataclass(frozen=True)
class People:
    """Anna holds the course, Bruno nothing, Chloé another course; Denis held it until yesterday; Emma edits it."""

    anna: User
    bruno: User
    chloe: User
    denis: User
    emma: User


def person(name: str) -> User:
    return User.objects.create_user(f"{name}@example.com", "correct horse battery")


def editor_of(page: Page, name: str) -> User:
    """Someone with the CMS's door key who may add and edit below this page."""
    group = Group.objects.create(name=f"Editors of {page.title}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(
            group=group, page=page, permission=permission
        )
    user = person(name)
    user.groups.add(group)
    return user


def product_opening(page: Page) -> Product:
    product = Product.objects.create(code=f"course-{page.pk}")
    ProductGrant.objects.create(
        product=product,
        page_key=page.translation_key,
        starts=timezone.now() - timedelta(days=90),
    )
    return product


def give(product: Product, user: User, *, days: int | None = None) -> Entitlement:
    """A paid order of 60 days ago; access for ever, or until so many days from now."""
    bought = timezone.now() - timedelta(days=60)
    price = Price.objects.create(code=f"{product.code}-{user.pk}", product=product)
    version = PriceVersion.objects.create(price=price, currency="EUR", amount=4900)
    order = Order.objects.create(
        user=user,
        email=user.email,
        language="fr",
        currency="EUR",
        total=4900,
        payment_state=Order.PaymentState.PAID,
        expires_at=bought + timedelta(hours=1),
    )
    line = OrderLine.objects.create(
        order=order,
        product=product,
        price=price,
        price_version=version,
        title=product.code,
        unit_amount=4900,
        amount=4900,
        kind=price.kind,
        settled_at=bought,
    )
    return Entitlement.objects.create(
        user=user,
        order=order,
        line=line,
        product=product,
        starts=bought,
        ends=None if days is None else timezone.now() + timedelta(days=days),
        settled_at=bought,
    )
