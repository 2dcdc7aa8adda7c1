"""What people do in a browser, found as they find it: by roles and labels, in their own language."""

import os
import re
import time
from collections.abc import Callable
from typing import Self, TypeVar
from urllib.parse import urlsplit

from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect

from home.demo.content import PAYMENT_METHODS, PLANS
from tests.databases import ROOT
from tests.site_process import SiteProcess

from .languages import english_in

PICTURES = ROOT / "var" / "pictures" / "stories"
TERMS = "I accept the terms of sale."
WAIVER = "Start my access now; I give up my 14-day right of withdrawal."
PAYS = "4242 4242 4242 4242"
DECLINED = "4000 0000 0000 0002"
ASKS_THE_BANK = "4000 0000 0000 3220"
WIDER_THAN_ITS_WINDOW = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= edge) return [];
  const wide = [...document.body.querySelectorAll('*')].filter(each => each.getBoundingClientRect().right > edge + 1);
  return [`${document.scrollingElement.scrollWidth} > ${edge}`, ...wide.slice(0, 3).map(each => each.outerHTML.slice(0, 120))];
}"""
MOVES = "() => { const film = document.querySelector('video'); return !film.paused && film.currentTime > 0.4; }"

Found = TypeVar("Found")


def until(look: Callable[[], Found], *, within: float = 15) -> Found:
    """What ``look`` finds, as soon as it finds anything."""
    deadline = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < deadline, f"nothing within {within} s"
        time.sleep(0.05)
    return found


class Person:
    """Somebody with a browser. Counts the clicks and the fields, and looks at every page they read."""

    def __init__(self, page: Page, site: SiteProcess, language: str = "en") -> None:
        self.page, self.site, self.language = page, site, language
        self.clicks = self.typed = 0
        self.pages: list[str] = []
        self.english: set[str] = set()
        self._pictures = 0
        page.on("framenavigated", lambda frame: self._arrive(frame.url))

    def _arrive(self, address: str) -> None:
        path = urlsplit(address).path
        ours = address.startswith(self.site.url)
        if ours and self.pages[-1:] != [path]:
            self.pages.append(path)

    def say(self, words: str, **values: object) -> str:
        """Our own words as this person's language has them."""
        with override(self.language):
            said = gettext(words)
        return said % values if values else said

    # -- going, pressing, typing

    def opens(self, address: str) -> int:
        answer = self.page.goto(address)
        return answer.status if answer else 0

    def may_read(self, address: str) -> bool:
        """Without looking at it: what stands on a page is not asked for."""
        return self.page.request.get(f"{self.site.url}{address}").ok

    def presses(self, words: str, role: str = "button", **values: object) -> None:
        """A button, a link, or whatever has this name."""
        self.clicks_on(self.page.get_by_role(role, name=self.say(words, **values)))

    def follows(self, words: str, **values: object) -> None:
        self.presses(words, "link", **values)

    def clicks_on(self, thing: Locator) -> None:
        self.clicks += 1
        thing.first.click()

    def chooses(self, name: str) -> None:
        self.clicks_on(self.page.get_by_role("radio", name=name))

    def ticks(self, words: str) -> None:
        box = self.page.get_by_role("checkbox", name=self.say(words))
        if not box.is_checked():
            self.clicks_on(box)

    def types(self, words: str, text: str) -> None:
        label = re.compile(rf"^\s*{re.escape(self.say(words))}\s*\*?\s*$")
        fields = self.page.locator("input, textarea")
        self.fills(self.page.get_by_label(label).and_(fields), text)

    def fills(self, field: Locator, text: str) -> None:
        self.typed += 1
        self.clicks_on(field)
        field.first.fill(text)

    # -- reading

    def reads(self, heading: str | re.Pattern, **values: object) -> Self:
        """The page with this heading has come; whatever is wrong with its frame is said."""
        name = heading if isinstance(heading, re.Pattern) else self.say(heading, **values)  # fmt: skip
        expect(self.page.get_by_role("heading", name=name).first).to_be_visible()
        self.looks_around()
        return self

    def sees(self, words: str, **values: object) -> None:
        expect(self.page.get_by_text(self.say(words, **values)).first).to_be_visible()

    def looks_around(self) -> None:
        self.fits()
        assert self.page.locator("html").get_attribute("lang") == self.language
        if self.language != "en":
            self.english |= english_in(self.page, self.language)
        self.takes_a_picture()

    def fits(self) -> None:
        """Nothing has to be scrolled for sideways."""
        assert self.page.evaluate(WIDER_THAN_ITS_WINDOW) == [], self.page.url

    def takes_a_picture(self, note: str = "") -> None:
        if os.environ.get("PICTURES") != "1":
            return
        story = os.environ["PYTEST_CURRENT_TEST"].split("::")[1].split("[")[0].split(" ")[0]  # fmt: skip
        self._pictures += 1
        name = f"{_slug(self.page.url)}-{note or self._pictures}.png"
        path = PICTURES / story / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, full_page=True)

    def plays(self) -> None:
        """By the player's own button, at the left of its lower edge; the film runs."""
        film = self.page.locator("video")
        self.clicks += 1
        film.click(position={"x": 26, "y": film.bounding_box()["height"] - 48})
        self.page.wait_for_function(MOVES)

    # -- signing in

    def signs_in(self, email: str, password: str = "amphi-demo-2026") -> None:
        self.opens(f"/{self.language}/account/login/")
        self.types("E-mail address", email)
        self.types("Password", password)
        self.clicks_on(
            self.page.locator("main").get_by_role("button", name=self.say("Sign in"))
        )
        self.page.wait_for_url(lambda address: "/login/" not in address)

    def signs_up(self, email: str) -> None:
        """A new account, its address proved by the code in the mail."""
        self.opens(f"/{self.language}/account/signup/")
        self.types("E-mail address", email)
        self.types("Password", "four words in a row")
        self.presses("Create the account")
        self.reads("Enter the code")
        self.types("Code", until(lambda: self._code(email)))
        self.presses("Continue")
        self.page.wait_for_url(lambda address: "/account/" not in address or address.endswith("/account/"))  # fmt: skip

    def _code(self, email: str) -> str:
        mine = [mail for mail in self.site.sandbox.inbox() if email in mail["to"]]
        codes = re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mine[0]["text"]) if mine else []  # fmt: skip
        return codes[0] if codes else ""

    def mail(self, email: str, link: str) -> str:
        """The address in the newest e-mail to this mailbox that holds such a link."""
        return until(lambda: self._link(email, link))

    def later_mail(self, email: str, earlier: str) -> str:
        """Another claim link than this one, once it has come."""
        return until(
            lambda: (
                (found := self._link(email, "/checkout/claim/")) != earlier and found
            )
        )

    def _link(self, email: str, link: str) -> str:
        mine = [mail for mail in self.site.sandbox.inbox() if email in mail["to"]]
        return next(
            (found for mail in mine for found in mail["links"] if link in found), ""
        )


class Buyer(Person):
    """Somebody who orders and pays."""

    @property
    def pay_button(self) -> Locator:
        """The one that obliges to pay."""
        name = self.say("Order and pay %(price)s", price="")
        return self.page.get_by_role("button", name=name)

    def fills_in(self, email: str = "", *, plan: str = "", way: str = "") -> None:
        """The checkout: who, what and how, and what has to be agreed to."""
        if email:
            self.types("E-mail address", email)
        if plan:
            self.chooses(demo_name(PLANS, plan, self.language))
        if way:
            self.chooses(demo_name(PAYMENT_METHODS, way, self.language))
        self.ticks(TERMS)
        self.ticks(WAIVER)

    def orders(self, email: str = "", **choices: str) -> None:
        self.fills_in(email, **choices)
        self.clicks_on(self.pay_button)

    def pays(self, card: str = PAYS, *, bank: str = "") -> None:
        """On Stripe's page, and on the bank's if the card asks for it: ``complete`` or ``fail``."""
        fields = {"card-number": card, "card-expiry": "12/34", "card-cvc": "123"}
        for name, text in fields.items():
            field = self.page.get_by_test_id(name)
            if field.input_value() != text:
                self.fills(field, text)
        self.clicks_on(self.page.get_by_test_id("pay"))
        if bank:
            self.clicks_on(self.page.get_by_test_id(f"challenge-{bank}"))

    def sends_a_proof(self, picture: bytes) -> None:
        """Of the transfer that the page on the screen waits for."""
        paper = {"name": "bank.png", "mimeType": "image/png", "buffer": picture}
        self.page.get_by_label(self.say("The bank’s confirmation")).set_input_files(paper)  # fmt: skip
        self.presses("Send the proof")
        self.sees("We have your proof and will check it.")

    def approves(self) -> None:
        """On PayPal's page."""
        self.clicks_on(self.page.get_by_test_id("approve"))


def demo_name(things: tuple, code: str, language: str) -> str:
    """What the demo calls this plan or this way to pay."""
    return next(thing.name.get(language) for thing in things if thing.code == code)


def _slug(address: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", urlsplit(address).path.lower()).strip("-")[:60]
