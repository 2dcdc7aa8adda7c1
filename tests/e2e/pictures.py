"""``make pictures``: every page in every state, drawn into var/pictures with a contact sheet.

``make pictures ONLY=checkout`` draws the states with this word in their page or name.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from itertools import groupby, product
from pathlib import Path

import django
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.databases import ROOT
from tests.site_process import SiteProcess

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amphi.settings.test")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
django.setup()

from .conftest import QUIET  # noqa: E402 -- after Django
from .people import Buyer  # noqa: E402 -- after Django
from .states import CMS, MAILS, STATES, State  # noqa: E402 -- after Django

PICTURES = ROOT / "var" / "pictures"
EVERY_LOOK = list(product((320, 390, 768, 1440), ("ltr", "rtl"), ("light", "dark")))
MAIL_LOOKS = list(product((390, 700), ("ltr",), ("light", "dark")))
CMS_LOOKS = [(390, "ltr", "light"), (1440, "ltr", "light")]
TALLEST = 12_000  # pixels in one picture
# Fonts, and pictures that wait until somebody scrolls to them.
ALL_IS_THERE = """async () => {
  for (const late of document.querySelectorAll('img[loading=lazy]')) late.loading = 'eager';
  await Promise.all([document.fonts.ready, ...[...document.images].map(it => it.decode().catch(() => {}))]);
  scrollTo(0, 0);
}"""
SHEET = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures</title>
<style>body {{ font: 14px sans-serif; margin: 2rem }} h2 {{ position: sticky; top: 0; background: #fff }}
div {{ display: flex; gap: 8px; overflow-x: auto; align-items: start }} figure {{ margin: 0 }}
img {{ height: 360px; border: 1px solid #ccc; object-fit: cover; object-position: top }}</style>
<p>{contents}</p>{pages}</html>"""


def main() -> int:
    word = os.environ.get("ONLY", "").lower()
    drawn, missing = [], []
    with (
        tempfile.TemporaryDirectory() as folder,
        SiteProcess(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET])
        for state, looks in _wanted(word):
            try:
                drawn.append((state, _draw(browser, site, state, looks)))
            except Error as error:
                missing.append(f"{state} is not reached: {error}")
    (PICTURES / "index.html").write_text(_sheet(drawn))
    sys.stdout.write("\n".join([*missing, str(PICTURES / "index.html"), ""]))
    return bool(missing)


def _wanted(word: str) -> Iterator[tuple[State, list]]:
    for states, looks in ((STATES, EVERY_LOOK), (MAILS, MAIL_LOOKS), (CMS, CMS_LOOKS)):
        yield from ((it, looks) for it in states if word in str(it).lower())


def _draw(
    browser: Browser, site: SiteProcess, state: State, looks: list
) -> list[tuple[str, Path]]:
    """The state is reached once; the window and the reader's wishes change around it."""
    context = browser.new_context(base_url=site.url, locale="en-GB", reduced_motion="reduce")  # fmt: skip
    page = context.new_page()
    state.reach(Buyer(page, site))
    sys.stdout.write(f"{state}\n")
    pictures = [each for look in looks for each in _take(page, state, *look)]
    context.close()
    return pictures


def _take(
    page: Page, state: State, width: int, direction: str, scheme: str
) -> Iterator[tuple[str, Path]]:
    """One picture, or several where the page is taller than a browser draws."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.evaluate("way => { document.documentElement.dir = way }", direction)
    page.evaluate(ALL_IS_THERE)
    height = page.evaluate("document.documentElement.scrollHeight")
    for top in range(0, height, TALLEST):
        look = f"{width}-{direction}-{scheme}" + (f"-from-{top}" if top else "")
        path = PICTURES / _slug(state.page) / f"{_slug(state.name)}-{look}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        part = {"x": 0, "y": top, "width": width, "height": min(TALLEST, height - top)}
        page.screenshot(path=path, full_page=True, clip=part, type="jpeg", quality=80)
        yield look, path


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _sheet(drawn: list[tuple[State, list[tuple[str, Path]]]]) -> str:
    pages, contents = [], []
    for name, states in groupby(drawn, key=lambda each: each[0].page):
        contents.append(f'<a href="#{_slug(name)}">{escape(name)}</a>')
        pages.append(f'<h2 id="{_slug(name)}">{escape(name)}</h2>')
        for state, pictures in states:
            shots = "".join(_thumbnail(*each) for each in pictures)
            pages.append(f"<h3>{escape(state.name)}</h3><div>{shots}</div>")
    return SHEET.format(contents=" · ".join(contents), pages="\n".join(pages))


def _thumbnail(caption: str, path: Path) -> str:
    source = path.relative_to(PICTURES)
    return f'<figure><a href="{source}"><img src="{source}" loading="lazy" alt="{caption}"></a><figcaption>{caption}</figcaption></figure>'


if __name__ == "__main__":
    sys.exit(main())
