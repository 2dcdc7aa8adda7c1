"""A running site and people with browsers. Each test fails on whatever its browsers complain about."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    sync_playwright,
)

from tests.databases import ROOT
from tests.site_process import SiteProcess

from . import people
from .places import DECIDE

LOCALES = {"en": "en-GB", "fr": "fr-FR"}
PICTURES = ROOT / "var" / "test-pictures"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator:
    report = yield
    if report.when == "call" and report.failed:
        for number, page in enumerate(item.funcargs.get("browser_pages", [])):
            PICTURES.mkdir(parents=True, exist_ok=True)
            with suppress(Error):  # of a page too tall to be drawn
                page.screenshot(
                    path=PICTURES / f"{item.name}-{number}.png", full_page=True
                )
    return report


@pytest.fixture(scope="session")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteProcess]:
    with SiteProcess(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def site(running_site: SiteProcess) -> Iterator[SiteProcess]:
    """The site that all stories of this worker share: use an e-mail address of your own."""
    known = len(running_site.sandbox.violations())
    yield running_site
    assert running_site.sandbox.violations()[known:] == []


@pytest.fixture
def fresh_site(tmp_path: Path) -> Iterator[SiteProcess]:
    """A site of one's own, for stories that kill programs or move the clock."""
    with SiteProcess(tmp_path) as site:
        yield site
        assert site.sandbox.violations() == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, gone after the module: while Playwright's event loop runs, Django refuses its database."""
    program = shutil.which("chromium")
    assert program, "The browser stories need Chromium: apt-get install chromium"
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET])
        yield browser
        browser.close()


@pytest.fixture
def browser_pages() -> list[Page]:
    return []


@pytest.fixture
def troubles() -> Iterator[list[str]]:
    """What the browsers of this test complained about; a test that provokes some clears it."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def new_page(
    browser: Browser, troubles: list[str], browser_pages: list[Page]
) -> Iterator[Callable[..., Page]]:
    """A further person with a browser of their own: ``new_page(site, locale="fr-FR", …)``."""

    def open_page(site: SiteProcess, **options: Any) -> Page:
        options = {"locale": "en-GB", "viewport": {"width": 1440, "height": 900}} | options  # fmt: skip
        page = browser.new_context(base_url=site.url, **options).new_page()
        page.set_default_timeout(int(os.environ.get("BROWSER_TIMEOUT", "15000")))
        _watch(page, troubles)
        browser_pages.append(page)
        return page

    yield open_page
    for page in browser_pages:
        page.context.close()


@pytest.fixture
def page(site: SiteProcess, new_page: Callable[..., Page]) -> Page:
    """An English visitor at a desk."""
    return new_page(site)


@pytest.fixture
def person(
    site: SiteProcess, new_page: Callable[..., Page]
) -> Callable[..., people.Person]:
    """``person(Buyer, language="fr", width=390)``: somebody at their own phone or desk."""

    def meet(
        kind: type[people.Person],
        *,
        language: str = "en",
        width: int = 1440,
        **options: Any,
    ) -> people.Person:
        phone = {"is_mobile": True, "has_touch": True} if width < 500 else {}
        size = {"width": width, "height": 844 if phone else 900}
        page = new_page(
            site, locale=LOCALES[language], viewport=size, **phone, **options
        )
        return kind(page, site, language)

    return meet


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Measured in this story; shown with ``-s``, kept in a JUnit report."""

    def note(**measured: float) -> None:
        for name, value in measured.items():
            record_property(name, round(value, 2))
        sys.stdout.write(f"{measured}\n")

    return note


def _is_unfinished(response: Response) -> bool:
    """Wagtail's autosave of a form that its editor has not filled in yet."""
    saved = response.request.method == "POST" and "/cms/pages/" in response.url
    return saved and response.status == 400


def _watch(page: Page, troubles: list[str]) -> None:
    """Script errors, broken policies, missing files and requests that leave this machine."""

    def on_console(message: ConsoleMessage) -> None:
        # A failed load is judged as a response: a refused page may be the point of a story.
        loading = message.text.startswith("Failed to load resource")
        if message.type == "error" and not loading:
            troubles.append(f"{page.url}: {message.text}")

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.hostname != "127.0.0.1":
            troubles.append(f"{page.url} asks {request.url}")

    def on_response(response: Response) -> None:
        if _is_unfinished(response):
            return
        if response.status >= 400 and not response.request.is_navigation_request():
            troubles.append(f"{page.url} gets {response.status} from {response.url}")

    page.on("console", on_console)
    page.on("request", on_request)
    page.on("response", on_response)
    page.on("pageerror", partial(_note_error, page, troubles))


def _note_error(page: Page, troubles: list[str], error: object) -> None:
    # Chromium's own word when the next page, at a provider, moves in without a transition
    if "ViewTransition opt-in disabled" not in str(error):
        troubles.append(f"{page.url}: {error}")


@pytest.fixture
def pass_holder(person):
    """Signed in through the mail's link, with a 30-day pass, in front of the lesson."""

    def meet(email: str) -> people.Buyer:
        buyer = person(people.Buyer)
        buyer.opens(DECIDE)
        buyer.follows("Open it for %(price)s", price="€49")
        buyer.orders(email)
        buyer.pays()
        buyer.reads("Payment received")
        buyer.opens(buyer.mail(email, "/checkout/claim/"))
        buyer.presses("Sign in and open")
        buyer.reads("Decide with if, elif and else")
        return buyer

    return meet
