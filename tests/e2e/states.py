"""Every page of the site in every state: what ``make pictures`` draws and test_states.py judges."""

from dataclasses import dataclass

from commerce.viewsets.samples import SHOWN, of_accounts

from .places import COURSE, COURSE_IN_FRENCH, DECIDE, DECIDE_IN_FRENCH, PRICING, READ
from .ways import (
    AWAY,
    CHECKOUT,
    DISPUTED,
    ENDED,
    LOGIN,
    PAID,
    PARTLY,
    SUBSCRIBER,
    WAITS,
    Reach,
    at,
    attending,
    card_form,
    claim,
    failing,
    forged,
    letter,
    of_row,
    order_of,
    pressing,
    putting,
    sending,
    sold_out,
    strangers_order,
)

EDITOR, OWNER = "editor@example.com", "owner@example.com"


@dataclass(frozen=True)
class State:
    """A page, what is particular about it, and the way there."""

    page: str
    name: str
    reach: Reach

    def __str__(self) -> str:
        return f"{self.page}: {self.name}"


STATES = [
    State("Home", "signed out", at("/en/")),
    State("Home", "menus and questions open", pressing("/en/", "main summary, .bar .menu.only-narrow summary")),
    State("Home", "signed in", at("/en/", SUBSCRIBER)),
    State("Home", "in French", at("/fr/")),
    State("Catalogue", "signed out", at("/en/courses/")),
    State("Catalogue", "narrowed", at("/en/courses/?level=beginner&q=py")),
    State("Catalogue", "narrowed to nothing", at("/en/courses/?level=advanced&q=py")),
    State("Catalogue", "in French, fields open", pressing("/fr/cours/", ".filters > summary:visible")),
    State("Course", "for sale", at(COURSE)),
    State("Course", "a free lesson playing", pressing(COURSE, ".sample > summary")),
    State("Course", "held", at(COURSE, SUBSCRIBER)),
    State("Course", "ended", at(COURSE, ENDED)),
    State("Course", "in French, answers open", pressing(COURSE_IN_FRENCH, "main summary")),
    State("Lesson", "free", at(READ)),
    State("Lesson", "locked", at(DECIDE)),
    State("Lesson", "locked, in French", at(DECIDE_IN_FRENCH)),
    State("Lesson", "held, transcript open", pressing(DECIDE, "main summary", SUBSCRIBER)),
    State("Lesson", "ended", at(DECIDE, ENDED)),
    State("Pricing", "signed out", at(PRICING)),
    State("Pricing", "signed in, answers open", pressing(PRICING, "main summary", SUBSCRIBER)),
    State("Pricing", "for a month", pressing(PRICING, ".term:nth-of-type(1) input")),
    State("Pricing", "in French", at("/fr/tarifs/")),
    State("Plain page", "about", at("/en/about/")),
    State("Shop", "goods", at("/en/shop/")),
    State("Shop", "in French", at("/fr/boutique/")),
    State("Shop", "sold out", sold_out),
    State("Basket", "empty", at("/en/basket/")),
    State("Basket", "filled", putting("2")),
    State("Basket", "a mistake", putting("0")),
    State("Basket", "more than there is", putting("99")),
    State("Checkout", "of a basket", putting("2", "/en/basket/checkout/")),
    State("Plain page", "terms", at("/en/terms/")),
    State("Search", "not asked yet", at("/en/search/")),
    State("Search", "found", at("/en/search/?q=python")),
    State("Search", "nothing found", at("/en/search/?q=xylophone")),
    State("Checkout", "guest", at(CHECKOUT)),
    State("Checkout", "guest, in French", at(CHECKOUT.replace("/en/", "/fr/"))),
    State("Checkout", "errors", sending(CHECKOUT, email="no address")),
    State("Checkout", "transfer chosen", pressing(CHECKOUT, ".tile:has-text('Bank transfer') input")),
    State("Checkout", "signed in", at(CHECKOUT, SUBSCRIBER)),
    State("Checkout", "taken down", at("/en/checkout/5b1a7c1e-7d0f-4a0e-9a53-2f5f7c0f6a11/")),
    State("Order", "paid", order_of(PAID)),
    State("Order", "being confirmed", order_of(AWAY, "?back=1")),
    State("Order", "nothing paid", order_of(AWAY, "?gave_up=1")),
    State("Order", "not paid yet", order_of(AWAY)),
    State("Order", "waits for a transfer", order_of(WAITS, payment="pending")),
    State("Order", "pays on delivery", order_of(WAITS, payment="pending", gateway="cod")),
    State("Order", "declined", order_of(WAITS, payment="failed")),
    State("Order", "provider in trouble", order_of(WAITS, payment="created")),
    State("Order", "under review", order_of(WAITS, payment="needs_review", state="needs_review")),
    State("Order", "expired", order_of(WAITS, payment="canceled", state="expired")),
    State("Order", "shipped", order_of(WAITS, payment="pending", gateway="cod", fulfilment="shipped")),
    State("Order", "refunded", order_of(WAITS, payment="succeeded", state="refunded")),
    State("Order", "partly refunded", order_of(PARTLY)),
    State("Order", "disputed", order_of(DISPUTED)),
    State("Order", "card form", card_form),
    State("Order", "another browser", strangers_order),
    State("Claim", "fresh link", claim),
    State("Claim", "used link", at("/en/checkout/claim/spent/")),
    State("Sign in", "empty", at(LOGIN)),
    State("Sign in", "in French", at("/fr/account/login/")),
    State("Sign in", "errors", sending(LOGIN, login="nobody@states.example", password="not this one")),
    State("Sign in", "too many attempts", failing("429.html", 429)),
    State("Sign in", "code asked for", at("/en/account/login/code/")),
    State("Sign in", "code sent", sending("/en/account/login/code/", email=SUBSCRIBER)),
    State("Sign in", "password forgotten", at("/en/account/password/reset/")),
    State("Sign in", "reset sent", sending("/en/account/password/reset/", email=SUBSCRIBER)),
    State("Sign up", "empty", at("/en/account/signup/")),
    State("Sign up", "errors", sending("/en/account/signup/", email="no address", password1="short")),
    State("Account", "courses", at("/en/account/", SUBSCRIBER)),
    State("Account", "courses, ended", at("/en/account/", ENDED)),
    State("Account", "no courses", at("/en/account/", EDITOR)),
    State("Account", "orders", at("/en/account/orders/", SUBSCRIBER)),
    State("Account", "no orders", at("/en/account/orders/", EDITOR)),
    State("Account", "profile", at("/en/account/profile/", SUBSCRIBER)),
    State("Account", "e-mail address", at("/en/account/email/", SUBSCRIBER)),
    State("Account", "password", at("/en/account/password/change/", SUBSCRIBER)),
    State("Account", "password, errors", sending("/en/account/password/change/", SUBSCRIBER, oldpassword="wrong", password1="short")),
    State("Account", "sign out", at("/en/account/logout/", SUBSCRIBER)),
    State("Components", "every one", at("/styleguide/?language=en", EDITOR)),
    State("Failure", "403", failing("403.html", 403)),
    State("Failure", "403, form too old", forged),
    State("Failure", "404", at("/en/nowhere/")),
    State("Failure", "500", failing("500.html", 500)),
    State("Failure", "503", failing("503.html", 503)),
    State("Failure", "maintenance", failing("maintenance.html", 503)),
]  # fmt: skip

# E-mails, as a program shows them: in the widths of a telephone and of a desk.
MAILS = [
    *(State("E-mail", slug, letter(slug, "en")) for slug in (*SHOWN, *of_accounts())),
    *(State("E-mail", f"{slug}, in French", letter(slug, "fr")) for slug in ("receipt-guest", "transfer", "ending", "account-login_code")),
]  # fmt: skip

# Staff pages: drawn at a desk and on a telephone, in light only; Wagtail's own looks are Wagtail's.
PAGE = "/cms/pages/{}/edit/"
SOLD = "/cms/snippets/commerce/"
CMS = [
    State("CMS", "first screen, owner", at("/cms/", OWNER)),
    State("CMS", "first screen, editor", at("/cms/", EDITOR)),
    State("CMS", "first screen, much to attend to", attending("/cms/", OWNER, WAITS, payment="failed", gateway="stripe")),
    State("CMS", "who changed what", at("/cms/reports/changes/", OWNER)),
    State("CMS", "why somebody cannot watch", of_row(f"/cms/watching/?email={SUBSCRIBER}&page={{}}", OWNER, "wagtailcore_page", slug="python-for-beginners")),
    State("CMS", "site settings", at("/cms/settings/home/sitesettings/", OWNER)),
    State("CMS pages", "explorer", of_row("/cms/pages/{}/", EDITOR, "wagtailcore_page", slug="courses")),
    State("CMS pages", "page types", of_row("/cms/pages/{}/add_subpage/", EDITOR, "wagtailcore_page", slug="courses")),
    State("CMS pages", "course", of_row(PAGE, EDITOR, "wagtailcore_page", slug="python-for-beginners")),
    State("CMS pages", "lesson", of_row(PAGE, EDITOR, "wagtailcore_page", slug="decide-with-if")),
    State("CMS pages", "pricing", of_row(PAGE, EDITOR, "wagtailcore_page", slug="pricing")),
    State("CMS pages", "plain page", of_row(PAGE, EDITOR, "wagtailcore_page", slug="about")),
    State("CMS selling", "checkouts", at(f"{SOLD}checkoutsnippet/", EDITOR)),
    State("CMS selling", "checkout", of_row(f"{SOLD}checkoutsnippet/edit/{{}}/", EDITOR, "commerce_checkoutsnippet", heading="This course, or all of them")),
    State("CMS selling", "products", at(f"{SOLD}product/", OWNER)),
    State("CMS selling", "product", of_row(f"{SOLD}product/edit/{{}}/", OWNER, "commerce_product", code="python")),
    State("CMS selling", "new product", at(f"{SOLD}product/add/", OWNER)),
    State("CMS selling", "prices", at(f"{SOLD}price/", OWNER)),
    State("CMS selling", "price", of_row(f"{SOLD}price/edit/{{}}/", OWNER, "commerce_price", code="monthly")),
    State("CMS selling", "payment methods", at(f"{SOLD}paymentmethod/", OWNER)),
    State("CMS selling", "payment method", of_row(f"{SOLD}paymentmethod/edit/{{}}/", OWNER, "commerce_paymentmethod", code="card")),
    State("CMS e-mails", "all of them", at("/cms/emails/", OWNER)),
    State("CMS e-mails", "receipt", at("/cms/emails/receipt/", OWNER)),
    State("CMS orders", "orders", at("/cms/orders/", OWNER)),
    State("CMS orders", "order", of_row("/cms/orders/{}/", OWNER, "commerce_order", email=SUBSCRIBER)),
    State("CMS orders", "payments", at("/cms/payments/", OWNER)),
]  # fmt: skip
