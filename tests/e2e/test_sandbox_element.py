"""The sandbox's payment element, in a page that does nothing but show it."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import stripe
from playwright.sync_api import Page, expect

from tests.site_process import SiteProcess

from .axe import violations

SHOP = """<!doctype html><html lang="en"><title>Shop</title><main><div id="element"></div>
<button>Pay</button><p role="alert"></p></main>
<script src="{sandbox}/stripe.js"></script>
<script type="module">
const provider = Stripe("pk_test_shop");
const elements = provider.elements({{ clientSecret: "{secret}", locale: "fr" }});
elements.create("payment").mount("#element");
const confirmParams = {{ return_url: `${{location.origin}}/back` }};
document.querySelector("button").onclick = async () => {{
  const {{ error }} = await provider.confirmPayment({{ elements, confirmParams }});
  document.querySelector("[role=alert]").textContent = error.message;
}};
</script>"""
POLICY = "script-src 'unsafe-inline' {0}; frame-src {0}; connect-src {0}"


@pytest.fixture
def shop(site: SiteProcess) -> stripe.StripeClient:
    base = {"api": site.sandbox.url}
    return stripe.StripeClient("sk_test_sandbox", base_addresses=base)


@pytest.fixture
def intent(
    shop: stripe.StripeClient, site: SiteProcess, page: Page
) -> Iterator[stripe.PaymentIntent]:
    """Of 49 euros, with a page of a shop's open that asks for them."""
    made = shop.v1.payment_intents.create({"amount": 4900, "currency": "eur"})
    policy = POLICY.format(site.sandbox.url)
    html = SHOP.format(sandbox=site.sandbox.url, secret=made.client_secret).encode()

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, *_arguments: object) -> None:
            return

    # A page that Playwright makes up may not load anything from this machine.
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        yield made
        server.shutdown()


def test_a_declined_card_is_explained_and_another_asks_the_bank(page, shop, intent):
    frame = page.frame_locator("iframe")
    frame.get_by_test_id("test-cards").click()
    frame.get_by_test_id("test-card-4000000000000002").click()
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("alert")).to_have_text("Votre carte a été refusée.")
    expect(frame.get_by_label("Numéro de carte")).to_have_attribute(
        "aria-invalid", "true"
    )

    frame.get_by_test_id("test-card-4000000000003220").click()
    page.get_by_role("button", name="Pay").click()
    page.get_by_test_id("challenge-complete").click()

    page.wait_for_url("**/back?*")
    assert "redirect_status=succeeded" in page.url
    assert shop.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_an_account_is_debited_later(page, shop, intent):
    frame = page.frame_locator("iframe")
    frame.get_by_test_id("method-sepa-debit").check()
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("alert")).to_have_text("Ce champ est incomplet.")

    assert violations(page.frames[1]) == []

    frame.get_by_test_id("test-iban-succeeded").click()
    page.get_by_role("button", name="Pay").click()

    page.wait_for_url("**/back?*")
    assert shop.v1.payment_intents.retrieve(intent.id).status == "processing"
