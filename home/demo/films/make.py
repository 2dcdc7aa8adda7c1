"""Makes the demo films anew: a page drawn moment by moment, filmed and scored.

    python -m home.demo.films.make                       every film
    python -m home.demo.films.make python-01 react-02    these films
    python -m home.demo.films.make --sheet python-01     twelve stills of it, to look at

Each film is a scene of its own, scenes/<name>.js, over the kit of kit.js. It
needs requirements-dev.txt and a Chromium: the one named by CHROMIUM, the one
of the system, or Playwright's own.
"""

from __future__ import annotations

import argparse
import base64
import io
import math
import os
import shlex
import shutil
import subprocess
import tempfile
import typing
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from home.demo.films import sound

HERE = Path(__file__).resolve().parent
SIZE = ViewportSize(width=1280, height=720)
FRAMES_PER_SECOND = 15
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class Script(typing.TypedDict):
    """What a scene says of itself once it stands on the stage."""

    seconds: float
    sounds: list[sound.Cue]


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the demo films anew.")
    parser.add_argument("names", nargs="*", help="films to make, all when left out")
    parser.add_argument(
        "--sheet", type=Path, metavar="FOLDER", help="only stills, one sheet per film"
    )
    chosen = parser.parse_args()
    names = chosen.names or sorted(scene.stem for scene in HERE.glob("scenes/*.js"))
    with Stage() as page:
        for name in names:
            script = load(page, name)
            if chosen.sheet:
                sheet(page, script, chosen.sheet / f"{name}.png")
            else:
                make(page, script, HERE / f"{name}.mp4")
            print(name, f"{script['seconds']} s", flush=True)


class Stage:
    """A browser with one page of the films' size, closed at the end."""

    def __enter__(self) -> Page:
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=CHROMIUM_ARGUMENTS,
        )
        return self.browser.new_page(viewport=SIZE)

    def __exit__(self, *problem: object) -> None:
        self.browser.close()
        self.playwright.stop()


def load(page: Page, name: str) -> Script:
    page.goto((HERE / "stage.html").as_uri())
    page.add_script_tag(path=HERE / "scenes" / f"{name}.js")
    script: Script = page.evaluate("ready()")
    if not script["seconds"]:
        raise SystemExit(
            f"scenes/{name}.js does not run: open it in a browser's console"
        )
    return script


def frames(page: Page, moments: Iterator[float]) -> Iterator[bytes]:
    """The picture of each moment, as PNG."""
    camera = page.context.new_cdp_session(page)
    for moment in moments:
        page.evaluate("draw", moment)
        shot = camera.send(
            "Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True}
        )
        yield base64.b64decode(shot["data"])
    camera.detach()


def make(page: Page, script: Script, target: Path) -> None:
    count = math.ceil(script["seconds"] * FRAMES_PER_SECOND)
    with tempfile.TemporaryDirectory() as folder:
        track = Path(folder) / "track.wav"
        sound.write(track, script["seconds"], script["sounds"])
        encoder = subprocess.Popen(encoding(track, target), stdin=subprocess.PIPE)
        assert encoder.stdin is not None
        for picture in frames(page, (i / FRAMES_PER_SECOND for i in range(count))):
            encoder.stdin.write(picture)
        encoder.stdin.close()
        if encoder.wait():
            raise SystemExit(f"ffmpeg could not make {target.name}")


def encoding(track: Path, target: Path) -> list[str]:
    """H.264 for flat pictures, AAC, and the index in front so that a film starts at once."""
    options = f"""
        -y -loglevel error
        -f image2pipe -c:v png -framerate {FRAMES_PER_SECOND} -i -
        -i {shlex.quote(str(track))}
        -vf scale=out_color_matrix=bt709:out_range=tv
        -colorspace bt709 -color_primaries bt709 -color_trc bt709
        -c:v libx264 -profile:v high -preset veryslow -tune animation -crf 30
        -pix_fmt yuv420p -g {4 * FRAMES_PER_SECOND}
        -c:a aac -b:a 48k -ac 1 -shortest
        -map_metadata -1 -movflags +faststart
        {shlex.quote(str(target))}
    """
    return [imageio_ffmpeg.get_ffmpeg_exe(), *shlex.split(options)]


def sheet(
    page: Page, script: Script, target: Path, across: int = 3, down: int = 4
) -> None:
    """Stills at even steps, so that a film can be judged at a glance."""
    step = script["seconds"] / (across * down)
    small = (SIZE["width"] // 2, SIZE["height"] // 2)
    page_of_stills = Image.new("RGB", (small[0] * across, small[1] * down))
    for i, picture in enumerate(
        frames(page, ((i + 0.6) * step for i in range(across * down)))
    ):
        still = (
            Image.open(io.BytesIO(picture))
            .convert("RGB")
            .resize(small, Image.Resampling.LANCZOS)
        )
        page_of_stills.paste(still, (i % across * small[0], i // across * small[1]))
    target.parent.mkdir(parents=True, exist_ok=True)
    page_of_stills.save(target)


if __name__ == "__main__":
    main()
