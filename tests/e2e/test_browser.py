"""The browser stories' own ground: the site starts, and a browser's complaints are noticed."""

from playwright.sync_api import Page

from tests.site_process import SiteProcess


def test_front_page_opens_without_a_complaint(site: SiteProcess, page: Page):
    answer = page.goto("/")

    assert answer.status == 200
    assert page.title()


def test_the_browsers_frame_follows_the_chosen_theme(site: SiteProcess, page: Page):
    page.emulate_media(color_scheme="light")
    page.goto("/")
    page.locator(".theme-switch").first.click()

    assert frame_is_dark(page)

    page.reload()
    assert frame_is_dark(page)


def frame_is_dark(page: Page) -> bool:
    told = "all => all.map(each => each.media)"
    return page.eval_on_selector_all("meta[name=theme-color]", told) == ["not all", "all"]  # fmt: skip


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
