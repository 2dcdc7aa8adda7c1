"""What staff do in the CMS: menus, forms, choosers."""

from pathlib import Path

from playwright.sync_api import Locator, expect

from .people import Person


class Staff(Person):
    """An editor or an owner."""

    def enters(self, email: str) -> None:
        """Signed in, in front of the CMS."""
        self.signs_in(email)
        self.opens("/cms/")
        self.reads("Amphi")

    def goes(self, *names: str) -> None:
        """Down the menu at the left."""
        menu = self.page.get_by_role("navigation", name="Main menu")
        for name in names:
            entry = menu.get_by_role("link", name=name).or_(
                menu.get_by_role("button", name=name)
            )
            self.clicks_on(entry)

    def searches(self, words: str) -> None:
        box = self.page.locator("main").get_by_role("textbox", name="Search term")
        self.fills(box, words)

    def row(self, words: str) -> Locator:
        row = self.page.get_by_role("row").filter(has_text=words)
        expect(row).to_have_count(1)
        return row

    def is_told(self, words: str) -> None:
        status = self.page.get_by_role("status").filter(has_text=words)
        expect(status.first).to_be_visible()

    def approves_the_proof(self, buyer: str, *, reference: str) -> None:
        """The only one this buyer sent, with the money it speaks of."""
        self.goes("Orders", "Proofs of transfer")
        self.searches(buyer)
        self.clicks_on(self.row(buyer).get_by_role("link"))
        self.follows("Approve")
        self.types("Bank reference", reference)
        self.presses("Record payment")
        self.is_told("its access is open")

    def finds_the_order(self, buyer: str) -> None:
        """The only one of this buyer."""
        self.opens("/cms/orders/")
        self.searches(buyer)
        self.clicks_on(self.row(buyer).get_by_role("link"))

    def marks(self, state: str, *, told: str, tracking: str = "") -> None:
        """The order on the screen."""
        self.follows(f"Mark as {state}")
        if tracking:
            self.types("Tracking number or link", tracking)
        self.presses(f"Mark as {state}")
        self.is_told(told)

    # -- what is sold

    def adds(self, *menu: str) -> None:
        """One more of what this entry of the menu lists."""
        self.goes(*menu)
        self.follows("Add ")

    def picks(self, field: str, choice: str) -> None:
        self.clicks += 1
        menu = self.page.get_by_label(field).and_(self.page.locator("select"))
        menu.first.select_option(label=choice)

    def sells_goods(self, name: str, code: str, amount: str) -> None:
        """A product that is shipped, its price, and the amount."""
        self.adds("Selling", "Products")
        self.picks("Language", "English")
        self.types("Title", name)
        self.picks("Kind", "Shipped goods")
        self.types("Code", code)
        self.presses("Save")
        self.is_told("created")
        self.adds("Selling", "Prices")
        self.picks("Product", name)
        self.picks("Kind", "One-time payment")
        self.picks("Language", "English")
        self.types("Name", name)
        self.types("Code", code)
        self.presses("Save")
        self.types("Amount", amount)
        self.presses("Add")
        self.is_told("costs")

    # -- pages

    def goes_to(self, home: str, *below: str) -> None:
        """Down the tree: a home by the menu, all below it by the lists."""
        self.goes("Pages")
        self.follows(home)
        for page in below:
            self.follows(f"Explore child pages of '{page}'")

    def adds_a_page(self, kind: str = "", *, below: str = "") -> None:
        """Of this kind, where there is a choice; below a page of the list, or the one it lists."""
        self.follows(f"Add a child page to '{below}'" if below else "Add child page")
        if kind:
            self.follows(kind)
        expect(self.page.get_by_role("textbox", name="Title").first).to_be_editable()

    def inserts(self, block: str) -> Locator:
        """Above all others."""
        self.clicks_on(self.page.get_by_role("button", name="Insert a block"))
        self.clicks_on(self.page.get_by_role("option", name=block))
        return self.page.locator("[data-streamfield-child]").first

    def makes_a_checkout(self, name: str, *prices: str) -> None:
        """Without leaving the page that it is for."""
        self.presses("Choose a checkout")
        self.presses("New", "tab")
        self.takes_a_picture()
        self.types("Internal name", name)
        for price in prices:
            self.ticks(price)
        self.presses("Create this checkout")
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def publishes(self) -> None:
        self.presses("More actions")
        self.clicks_on(self.page.get_by_role("button", name="Publish", exact=True))
        self.is_told("published")

    def asks_for_approval(self) -> None:
        """Of a page that saves itself meanwhile."""
        self.presses("Save draft")
        self.presses("More actions")
        publish = self.page.get_by_role("button", name="Publish", exact=True)
        expect(publish).to_have_count(0)
        self.presses("Submit for approval")
        self.is_told("submitted")

    def approves(self, page: str, *, comment: str) -> None:
        """On the first screen."""
        row = self.row(page)
        self.clicks_on(row.get_by_role("button", name="Actions"))
        self.presses("Approve with comment")
        dialog = self.page.get_by_role("dialog")
        self.fills(dialog.get_by_role("textbox"), comment)
        self.clicks_on(dialog.get_by_role("button", name="Approve"))
        expect(self.page.get_by_text("Awaiting your review")).to_have_count(0)

    def attaches(self, film: Path) -> None:
        """To the lesson on the screen, which stays open meanwhile."""
        with self.page.expect_file_chooser() as choosing:
            self.clicks_on(self.page.get_by_text("Upload a film"))
        choosing.value.set_files(film)
        expect(self.page.get_by_text("The film is attached:")).to_contain_text(film.name)  # fmt: skip

    def sells(self, course: str, amount: str) -> None:
        """From the list of courses, at this price."""
        listing = self.page.locator("main").get_by_role("table")
        self.clicks_on(listing.get_by_role("link", name=course, exact=True))
        self.follows("Sell this course")
        self.types("Price", amount)
        self.presses("Sell at this price")
        self.is_told("is on sale for")
