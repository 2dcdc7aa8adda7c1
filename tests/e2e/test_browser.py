"""The browser stories' own ground: the site starts, and a browser's complaints are noticed."""

from playwright.sync_api import Page

from tests.site_process import SiteProcess


def test_front_page_opens_without_a_complaint(site: SiteProcess, page: Page):
    answer = page.goto("/")

    assert answer.status == 200
    assert page.title()


def test_complaints_are_noticed(site: SiteProcess, page: Page, troubles: list[str]):
    page.goto("/")
    page.evaluate("fetch('/static/no-such-file.css')")
    page.evaluate("fetch('https://elsewhere.example/').catch(() => 0)")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("setTimeout(() => { throw new Error('oh') })")
    page.wait_for_timeout(200)

    said = "\n".join(troubles)
    troubles.clear()

    assert "gets 404" in said
    assert "elsewhere.example" in said
    assert "Content Security Policy" in said
    assert "oh" in said
