"""Addresses of buying. All are under a language but the provider-facing ones."""

from django.urls import path

from .views import basket, card, checkout, claims, orders, proofs, renewal, requests
from .webhooks import receive

urlpatterns = [
    path("basket/", basket.basket, name="basket"),
    path("basket/checkout/", basket.checkout_basket, name="checkout_basket"),
    path("checkout/<uuid:key>/", checkout.checkout, name="checkout"),
    path("checkout/orders/<uuid:pk>/", orders.order, name="order"),
    path("checkout/orders/<uuid:pk>/pay/", orders.pay_again, name="pay_again"),
    path("checkout/orders/<uuid:pk>/card/", card.card, name="card"),
    path("checkout/orders/<uuid:pk>/link/", claims.send_link, name="send_link"),
    path(
        "checkout/orders/<uuid:pk>/address/",
        orders.correct_address,
        name="correct_address",
    ),
    path("checkout/orders/<uuid:pk>/proof/", proofs.send_proof, name="send_proof"),
    path(
        "checkout/orders/<uuid:pk>/refund/",
        requests.ask_for_refund,
        name="ask_for_refund",
    ),
    path("checkout/claim/<str:token>/", claims.claim, name="claim"),
    path("payment-success/", orders.payment_success, name="payment_success"),
    path("payment-cancelled/", orders.payment_cancelled, name="payment_cancelled"),
    path("renew-subscription/", renewal.renew, name="renew"),
    path("account/orders/", orders.my_orders, name="my_orders"),
]
webhook_urlpatterns = [path("webhooks/<slug:gateway>/", receive, name="webhook")]
