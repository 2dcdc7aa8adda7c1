"""Pictures that staff upload. Nothing else among the uploads has an address of its own."""

import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

FOLDERS = {"images", "original_images", "avatar_images"}
KINDS = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
LONGEST_NAME = 255  # bytes; the file system fails at longer ones


@require_safe
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A document is not here: Wagtail's view of documents asks first who may have it."""
    folder, name = posixpath.split(path)
    kind = KINDS.get(posixpath.splitext(name)[1].lower())
    if folder not in FOLDERS or kind is None or len(name.encode()) > LONGEST_NAME:
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response["Content-Type"] = kind
    return response
