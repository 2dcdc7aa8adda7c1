"""Every address of what is kept as a snippet, against every role: the list, each thing by its number, its history, use, copy and preview."""

from collections.abc import Iterator

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from commerce.models import Coupon, ShippingMethod
from commerce.viewsets.kept import Kept

from .conftest import is_refused
from .test_matrix import MONEY, OWN, READ, WHO, views_of_cms

pytestmark = pytest.mark.django_db

SPACE = "wagtailsnippets_commerce_"
EDITS, NOBODY = "edith olive", ""
LISTED = {"list": EDITS, "delete": NOBODY}
# Who opens whatever is not named: a view that Wagtail or we add later is theirs too, or the test says so.
TABLE = {
    "checkoutsnippet": (EDITS, {"delete": OWN, "lock": OWN, "unlock": OWN}),
    "product": (OWN, LISTED),
    "price": (OWN, LISTED),
    "paymentmethod": (OWN, LISTED),
    "shippingmethod": (OWN, LISTED),
    "coupon": (MONEY, {"list": READ, "inspect": READ, "delete": NOBODY}),
}
NO_QUESTION = {  # leads home or back to the list where nothing waits for anybody
    "checkoutsnippet": {
        "workflow_action",
        "collect_workflow_action_data",
        "confirm_workflow_cancellation",
        "workflow_preview",
        "workflow_history_detail",
    },
    "paymentmethod": {"ping"},  # of what has no provider
}


@pytest.fixture
def things(shop) -> dict[str, int]:
    coupon = Coupon.objects.create(code="SPRING", kind="percent", value=10)
    price = shop.prices["course"]
    way = ShippingMethod.objects.create(code="post", price=price)
    return {
        "checkoutsnippet": shop.checkout.pk,
        "product": price.product_id,
        "price": price.pk,
        "paymentmethod": shop.methods["transfer"].pk,
        "shippingmethod": way.pk,
        "coupon": coupon.pk,
    }


def places(shop, things: dict[str, int]) -> Iterator[tuple[str, str, str]]:
    """Each address with who may open it."""
    names = sorted({name for name, _view in views_of_cms(get_resolver())})
    revision = shop.checkout.latest_revision_id
    for model, (most, others) in TABLE.items():
        for full in names:
            space, _colon, name = full.partition(":")
            if name.endswith("_results"):  # the same view as the list around them
                continue
            if space == SPACE + model and name not in NO_QUESTION.get(model, ()):
                place = _place(full, things[model], revision)
                yield full, place, others.get(name, most)


def _place(name: str, *known: int) -> str:
    pk, revision = known
    for args in ((), (pk,), (pk, revision), (pk, revision, revision)):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    raise AssertionError(name)


@pytest.mark.parametrize("who", WHO)
def test_a_role_opens_of_a_snippet_what_the_table_says(who, shop, things, request):
    client = request.getfixturevalue(who)

    for name, place, may in places(shop, things):
        refused = is_refused(client.get(place))
        assert refused == (who not in may.split()), name
        if refused:
            assert is_refused(client.post(place)), name


def test_codes_of_coupons_are_in_no_chooser():
    """Which asks nobody for a permission."""
    names = {name for name, _view in views_of_cms(get_resolver())}

    assert "wagtailsnippetchoosers_commerce_price:choose" in names
    assert "wagtailsnippetchoosers_commerce_coupon:choose" not in names


def test_without_its_guard_an_editor_would_open_a_price(
    edith, shop, things, monkeypatch
):
    place = reverse(f"{SPACE}price:edit", args=[things["price"]])
    assert is_refused(edith.get(place))

    monkeypatch.setattr(Kept, "user_has_permission", lambda *_asked: True)
    assert not is_refused(edith.get(place))
