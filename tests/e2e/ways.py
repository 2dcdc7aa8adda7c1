"""How one gets to a state of a page: ways for the table in states.py."""

from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import Route

from home.management.demo.shop import key

from .ledger import (
    card_is_typed_here,
    days_pass,
    order_becomes,
    orders_of,
    refs_of,
    row_of,
    stock_becomes,
)
from .people import Buyer, until
from .places import DECIDE

Reach = Callable[[Buyer], object]
CHECKOUT = f"/en/checkout/{key('checkout python')}/"
LOGIN = "/en/account/login/"
SUBSCRIBER = "subscriber@example.com"
PAID, WAITS, ENDED = (f"{who}@states.example" for who in ("paid", "waits", "ended"))
AWAY = "away@states.example"
PARTLY, DISPUTED = (f"{who}@states.example" for who in ("partly", "disputed"))

FRAME = {"site_name": "Amphi", "home_url": "/en/", "account_url": "/en/account/", "sign_in_url": LOGIN}  # fmt: skip


def at(address: str, who: str = "") -> Reach:
    """Typed into the address bar, signed in or not."""

    def reach(person: Buyer) -> None:
        if who:
            knows(person, who)
        person.opens(address)

    return reach


def of_row(address: str, who: str, table: str, **known: str) -> Reach:
    """The address of one row of the database."""

    def reach(person: Buyer) -> None:
        at(address.format(row_of(person.site, table, **known)), who)(person)

    return reach


def sending(address: str, who: str = "", **fields: str) -> Reach:
    """With these fields filled in, and the rest of the form as it was."""

    def reach(person: Buyer) -> None:
        at(address, who)(person)
        for name, text in fields.items():
            person.page.locator(f"main [name={name}]").fill(text)
        form = person.page.locator(f"main form:has([name={next(iter(fields))}])")
        form.locator("[type=submit]").click()
        person.page.wait_for_load_state()

    return reach


def putting(pieces: str, then: str = "") -> Reach:
    """A thing of the shop in the basket, so many of it."""

    def reach(person: Buyer) -> None:
        at("/en/shop/")(person)
        person.page.locator("button[name=add]").first.click()
        number = person.page.locator("main input[type=number]").first
        number.fill(pieces)
        number.press("Enter")  # not “Remove”
        person.page.wait_for_load_state()
        if then:
            person.opens(then)

    return reach


def pressing(address: str, thing: str, who: str = "") -> Reach:
    """After a click on everything of this kind, shown or not."""

    def reach(person: Buyer) -> None:
        at(address, who)(person)
        person.page.locator(thing).evaluate_all("all => all.forEach(it => it.click())")

    return reach


def failing(template: str, status: int) -> Reach:
    """What the site answers when it cannot: nobody breaks it for a picture."""

    def answer(route: Route) -> None:
        with override("en"):
            route.fulfill(status=status, body=render_to_string(template, FRAME), content_type="text/html")  # fmt: skip

    def reach(person: Buyer) -> None:
        person.page.route("**/en/failing/", answer)
        person.opens("/en/failing/")

    return reach


def letter(name: str, language: str) -> Reach:
    """A mail of Reports → E-mails, in a page of its own: in the CMS's frame nothing runs, axe neither."""

    def reach(person: Buyer) -> None:
        knows(person, "owner@example.com")
        address = f"{person.site.url}/cms/emails/{name}/html/?language={language}"
        html = person.page.request.get(address).text()
        person.page.goto("about:blank")
        person.page.set_content(html)

    return reach


def forged(person: Buyer) -> None:
    """A form sent without the cookie that came with it."""
    person.opens(LOGIN)
    person.page.context.clear_cookies()
    person.page.locator("main form [type=submit]").first.click()
    person.page.wait_for_load_state()


def order_of(email: str, query: str = "", **becomes: str) -> Reach:
    """The order of somebody who has placed one, in the browser that did, moved into this state."""

    def reach(person: Buyer) -> None:
        order = knows(person, email)
        if becomes:
            order_becomes(person.site, email, **becomes)
        person.page.route(f"**{order}**", _without_refresh)
        person.opens(order + query)

    return reach


def attending(address: str, who: str, email: str, **becomes: str) -> Reach:
    """Staff, when somebody's order has come into this state."""

    def reach(person: Buyer) -> None:
        knows(person, email)
        order_becomes(person.site, email, **becomes)
        person.page.context.clear_cookies()
        at(address, who)(person)

    return reach


def sold_out(person: Buyer) -> None:
    """While this page is asked for."""
    stock_becomes(person.site, "electronics-kit", 0)
    person.opens("/en/shop/")
    stock_becomes(person.site, "electronics-kit", 3)


def card_form(person: Buyer) -> None:
    card_is_typed_here(person.site, embedded=True)
    person.opens(CHECKOUT)
    person.orders("typed@states.example", way="card")
    person.page.frame_locator("[data-fields] iframe").get_by_test_id("card-number").wait_for()  # fmt: skip
    card_is_typed_here(person.site, embedded=False)


def strangers_order(person: Buyer) -> None:
    order = knows(person, PAID)
    person.page.context.clear_cookies()
    person.opens(order)


def claim(person: Buyer) -> None:
    knows(person, PAID)
    person.page.context.clear_cookies()
    person.opens(person.mail(PAID, "/checkout/claim/"))


def _without_refresh(route: Route) -> None:
    """The page that waits for the provider asks again by itself; here it holds still."""
    answer = route.fetch()
    kept = {name: it for name, it in answer.headers.items() if name != "refresh"}
    route.fulfill(response=answer, headers=kept)


# -- people, each of whom does once what makes them who they are

_remembered: dict[tuple[str, str], tuple[list, str]] = {}


def knows(person: Buyer, email: str) -> str:
    """This person's cookies from now on; the address of their order."""
    known = (person.site.url, email)
    if known not in _remembered:
        order = _BECOMES.get(email, _signs_in)(person, email)
        _remembered[known] = person.page.context.cookies(), order
    cookies, order = _remembered[known]
    person.page.context.add_cookies(cookies)
    return order


def _signs_in(person: Buyer, email: str) -> str:
    person.signs_in(email)
    return ""


def _orders_by_transfer(person: Buyer, email: str) -> str:
    person.opens(CHECKOUT)
    person.orders(email, way="bank-transfer")
    person.page.wait_for_url("**/checkout/orders/**")
    return _path(person)


def _comes_back_unpaid(person: Buyer, email: str) -> str:
    person.opens(CHECKOUT)
    person.orders(email, way="paypal")
    person.page.get_by_test_id("cancel").click()
    person.page.wait_for_url("**/checkout/orders/**")
    return _path(person)


def _pays(person: Buyer, email: str) -> str:
    person.opens(CHECKOUT)
    person.orders(email, plan="monthly" if email == ENDED else "")
    person.pays()
    person.reads("Payment received")
    return _path(person)


def _held_a_month(person: Buyer, email: str) -> str:
    order = _pays(person, email)
    person.opens(person.mail(email, "/checkout/claim/"))
    person.presses("Sign in and open")
    person.page.wait_for_url("**/courses/**")
    days_pass(person.site, email, 31)
    return order


def _gets_a_part_back(person: Buyer, email: str) -> str:
    order = _pays(person, email)
    person.site.sandbox.refund(refs_of(person.site, email)[0], 1000)
    until(lambda: orders_of(person.site, email)[0][0] == "partially_refunded")
    return order


def _disputes(person: Buyer, email: str) -> str:
    order = _pays(person, email)
    person.site.sandbox.dispute(refs_of(person.site, email)[0])
    until(lambda: not person.may_read(DECIDE))
    return order


def _path(person: Buyer) -> str:
    return person.page.url.removeprefix(person.site.url).partition("?")[0]


_BECOMES = {
    WAITS: _orders_by_transfer,
    AWAY: _comes_back_unpaid,
    PAID: _pays,
    ENDED: _held_a_month,
    PARTLY: _gets_a_part_back,
    DISPUTED: _disputes,
}
