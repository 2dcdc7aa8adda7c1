"""Pages, styles and drawings travel compressed; a picture or a film never, for it is asked for in ranges of bytes."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

PICTURE = "/media/images/wasp.png"


@pytest.fixture
def picture() -> str:
    stored = Path(settings.MEDIA_ROOT, "images", "wasp.png")
    stored.parent.mkdir(exist_ok=True)
    stored.write_bytes(b"a picture" * 500)
    return PICTURE


def encoding(address: str) -> str | None:
    response = Client().get(address, headers={"accept-encoding": "gzip, br"})
    b"".join(response)
    return response.headers.get("Content-Encoding")


@pytest.mark.parametrize("address", ["/en/account/login/", "/static/icons.svg"])
@pytest.mark.django_db
def test_text_is_compressed(address: str):
    assert encoding(address) == "gzip"


@pytest.mark.django_db
def test_caches_know_that_there_are_two_forms():
    response = Client().get("/en/account/login/")

    assert "Content-Encoding" not in response.headers
    assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.django_db
def test_a_file_travels_as_it_is(picture: str):
    assert encoding(picture) is None


@pytest.mark.django_db
def test_control_django_alone_would_compress_it(settings, picture: str):
    settings.MIDDLEWARE = [
        name.replace("amphi.compression.Compression", "django.middleware.gzip.GZip")
        for name in settings.MIDDLEWARE
    ]

    assert encoding(picture) == "gzip"
