"""What staff upload is shown as a picture or downloaded; it never acts as a page of the site."""

from io import BytesIO

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory
from django.urls import reverse
from PIL import Image
from wagtail.documents.models import Document
from wagtail.documents.views.serve import serve as serve_document
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction

from accounts.models import User
from accounts.roles import EDITOR
from amphi import csp
from home import media

EVIL = b"alert(document.domain)"
INERT = {"default-src 'none'", "sandbox"}


@pytest.fixture
def editor(roles: None) -> Client:
    user = User.objects.create_user("edith@example.com", language="en")
    user.groups.add(Group.objects.get(name=EDITOR))
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def picture(db: None):
    return get_image_model().objects.create(
        title="Bee", file=ContentFile(png(), name="bee.png"), width=2, height=2
    )


def png() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (2, 2)).save(buffer, "PNG")
    return buffer.getvalue()


def store(name: str, content: bytes = EVIL) -> Document:
    """As uploaded before the list of allowed kinds, or past it."""
    return Document.objects.create(title=name, file=ContentFile(content, name=name))


def policy(response) -> set[str]:
    return set(response["Content-Security-Policy"].split("; "))


def upload(editor: Client, name: str):
    root = Collection.get_first_root_node()
    return editor.post(
        reverse("wagtaildocs:add"),
        {
            "title": name,
            "file": ContentFile(EVIL, name=name),
            "collection": root.pk,
            "tags": "",
        },
    )


@pytest.mark.parametrize("name", ["evil.js", "evil.html", "evil.svg", "evil.pdf.xhtml"])
def test_an_editor_uploads_no_document_that_could_act(editor, name):
    upload(editor, name)

    assert not Document.objects.exists()


def test_an_editor_uploads_a_document_of_an_allowed_kind(editor):
    upload(editor, "programme.pdf")

    assert Document.objects.get().filename == "programme.pdf"


def test_without_the_list_an_editor_could_upload_a_script(editor, settings):
    settings.WAGTAILDOCS_EXTENSIONS = None

    upload(editor, "evil.js")

    assert Document.objects.exists()


def test_a_drawing_with_scripts_is_no_picture(editor):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>'
    editor.post(
        reverse("wagtailimages:add"),
        {
            "title": "x",
            "file": ContentFile(drawing, name="evil.svg"),
            "collection": Collection.get_first_root_node().pk,
        },
    )

    assert not get_image_model().objects.exists()


def test_a_document_has_no_address_among_the_uploads(db):
    evil = store("evil.js")

    for folder in ["", "images/../", "images/%2e%2e/", "images//../"]:
        address = f"/media/{folder}{evil.file.name}"
        assert (address, Client().get(address).status_code) == (address, 404)


def test_without_the_two_lists_a_script_would_be_served(db, monkeypatch):
    monkeypatch.setattr(media, "FOLDERS", {"documents"})
    monkeypatch.setattr(media, "KINDS", {".js": "text/javascript"})
    response = Client().get(f"/media/{store('evil.js').file.name}")

    assert b"".join(response) == EVIL


@pytest.mark.parametrize(
    "name", ["evil.js", "evil.html", "evil.svg", "x" * 300 + ".png"]
)
def test_what_is_no_picture_is_not_served_from_the_folder_of_pictures(db, name):
    folder = settings.MEDIA_ROOT / "images"
    folder.mkdir(exist_ok=True)
    if len(name) < 255:
        (folder / name).write_bytes(EVIL)

    assert Client().get(f"/media/images/{name}").status_code == 404


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_pictures_are_shown_and_can_do_nothing(picture):
    for file in (picture.file, picture.get_rendition("width-1").file):
        response = Client().get(file.url)

        assert (response.status_code, response["Content-Type"]) == (200, "image/png")
        assert b"".join(response).startswith(b"\x89PNG")
        assert policy(response) == INERT
        assert response["X-Content-Type-Options"] == "nosniff"


def test_without_the_policy_of_files_a_picture_would_be_of_our_origin(
    picture, monkeypatch
):
    monkeypatch.setattr(csp, "FILES", csp.PUBLIC)
    response = Client().get(picture.file.url)
    response.close()

    assert "sandbox" not in policy(response)


@pytest.mark.parametrize("name", ["evil.html", "programme.pdf"])
def test_a_document_is_downloaded_and_can_do_nothing(db, name):
    response = Client().get(store(name).url)

    assert b"".join(response) == EVIL
    assert response["Content-Disposition"].startswith("attachment")
    assert policy(response) == INERT
    assert response["X-Content-Type-Options"] == "nosniff"


def test_without_the_setting_a_pdf_would_open_in_the_site(db, settings):
    settings.WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf"]
    response = Client().get(store("programme.pdf").url)
    response.close()

    assert response["Content-Disposition"].startswith("inline")


def test_a_document_of_a_private_collection_is_kept(db):
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type="login"
    )
    document = store("programme.pdf")
    Document.objects.filter(pk=document.pk).update(collection=private)

    assert Client().get(document.url).status_code == 302
    assert Client().get(document.file.url).status_code == 404


@pytest.mark.parametrize("digits", [19, 40, 5000])
def test_numbers_that_no_row_has_are_unknown_documents(db, digits):
    assert not_found(Client(), f"/documents/{'9' * digits}/programme.pdf")


def not_found(client: Client, address: str) -> bool:
    """At once, or in the visitor's language."""
    return client.get(address, follow=True).status_code == 404


def test_without_the_bound_a_long_number_of_a_document_would_be_an_error(db):
    request = RequestFactory().get("/")

    with pytest.raises(ValueError, match="expected a number"):
        serve_document(request, "9" * 5000, "programme.pdf")


def test_where_a_password_is_asked_the_form_works(db):
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type="password", password="honey"
    )
    document = store("programme.pdf")
    Document.objects.filter(pk=document.pk).update(collection=private)
    response = Client().get(document.url)

    assert response.status_code == 200
    assert "sandbox" not in policy(response)
