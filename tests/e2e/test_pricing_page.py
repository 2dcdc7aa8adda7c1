"""Story 4: an editor builds a pricing page with a new checkout from nothing, and a visitor buys from it."""

import pytest
from playwright.sync_api import expect

from .people import Buyer
from .staff import Staff

pytestmark = pytest.mark.browser

OPENING = {
    "heading": "One course, or all of them",
    "text": "Buy a course and keep it, or open them all for a month or a year.",
}
QUESTIONS = {
    "What happens when my plan ends?": "Access ends, and that is all.",
    "Is a course or a plan better for me?": "For one subject, take the course.",
    "What does guided access add?": "A teacher reads your exercises.",
}
PLANS = ("Monthly plan", "Annual plan", "Guided plan, one year")


def test_pricing_page_with_a_new_checkout_sells(person, figures):
    edith = person(Staff)
    edith.enters("editor@example.com")
    edith.clicks = edith.typed = 0

    edith.goes_to("Amphi English")
    edith.adds_a_page("Pricing page")
    edith.types("Title", "Spring offer")
    edith.makes_a_checkout("Spring", "Monthly plan")
    edith.publishes()
    figures(clicks=edith.clicks, fields=edith.typed)

    wim = person(Buyer, width=390)
    wim.opens("/en/spring-offer/")
    wim.reads("Spring offer")
    wim.follows("Buy now")
    wim.orders("wim@pricing.example")
    wim.pays()
    wim.reads("Payment received")
    assert edith.clicks <= 20


def writes_the_questions(editor: Staff) -> None:
    """Over those that a new page brings."""
    asked = editor.page.locator("[name$=-value-question]")
    answers = editor.page.locator(".DraftEditor-root [role=textbox]")
    for place, (question, answer) in enumerate(QUESTIONS.items()):
        editor.fills(asked.nth(place), question)
        editor.clicks_on(answers.nth(place))
        editor.typed += 1
        editor.page.keyboard.press("Control+A")
        editor.page.keyboard.type(answer)


def test_the_demo_s_pricing_page_from_an_empty_one(person, figures):
    edna = person(Staff)
    edna.enters("editor@example.com")
    edna.clicks = edna.typed = 0

    edna.follows("New pricing page")
    edna.types("Title", "Plans and prices")
    opening = edna.inserts("Opening")
    for part, words in OPENING.items():
        edna.fills(opening.locator(f"[name$=-value-{part}]"), words)
    edna.makes_a_checkout("Every plan", *PLANS)
    writes_the_questions(edna)
    edna.presses("Search and sharing", "tab")
    edna.types("Meta description", "What our courses cost, one by one or all together.")
    edna.presses("Toggle preview")
    shown = edna.page.frame_locator("iframe[title=Preview]").first
    expect(shown.get_by_role("heading", name=OPENING["heading"])).to_be_attached()
    edna.takes_a_picture("built")
    edna.publishes()
    figures(clicks=edna.clicks, fields=edna.typed)

    otto = person(Buyer, width=390)
    otto.opens("/en/plans-and-prices/")
    otto.reads(OPENING["heading"])
    for plan in PLANS:
        expect(otto.page.get_by_text(plan).first).to_be_attached()
    for question in QUESTIONS:
        otto.sees(question)
    assert edna.clicks <= 40


def drafts_a_checkout(editor: Staff, name: str) -> None:
    editor.opens("/cms/snippets/commerce/checkoutsnippet/add/?locale=en")
    editor.types("Internal name", name)
    editor.ticks("Monthly plan")
    editor.presses("Save draft")
    editor.is_told("created")


def test_an_unusable_checkout_is_noticed_before_publishing(person):
    ella = person(Staff)
    ella.enters("editor@example.com")
    drafts_a_checkout(ella, "Harvest")

    ella.opens("/cms/")
    ella.follows("New pricing page")
    ella.types("Title", "Harvest offer")
    ella.presses("Choose a checkout")
    offered = ella.page.get_by_role("dialog").get_by_role("row", name="Harvest")
    expect(offered).to_contain_text("Draft")
    ella.clicks_on(offered.get_by_role("link", name="Harvest"))
    expect(ella.page.get_by_role("dialog")).to_have_count(0)
    ella.presses("Save draft")

    ella.sees("Nothing can be bought from the checkout “Harvest”: it is a draft.")
    ella.takes_a_picture("noticed")
    ella.publishes()
    hans = person(Buyer, width=390)
    hans.opens("/en/harvest-offer/")
    hans.reads("Harvest offer")
    expect(hans.page.get_by_role("link", name="Buy now")).to_have_count(0)
    expect(hans.page.get_by_text("it is a draft")).to_have_count(0)
