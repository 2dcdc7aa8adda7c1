"""What courses add to the CMS."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path, re_path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from accounts.models import User

from .checks import CHECKS, warn_empty
from .closed import check_closed, warn_closed
from .curriculum import urls as curriculum
from .curriculum.publishing import refuse_incomplete
from .desk import find_steps
from .models import CoursePage
from .video import upload as video

video_patterns = [
    path("upload/", video.upload, name="upload"),
    path("<uuid:video_id>/film.mp4", video.film, name="film"),
    path("<uuid:video_id>/poster.jpg", video.poster, name="poster"),
    path(
        "<uuid:video_id>/captions/<slug:language>/",
        video.captions,
        name="edit_captions",
    ),
    path(
        "<uuid:video_id>/captions/<slug:language>.vtt",
        video.read_captions,
        name="captions",
    ),
]


@hooks.register("register_admin_urls")
def video_urls() -> list[URLPattern | URLResolver]:
    return [
        path("videos/", include((video_patterns, "video"))),
        re_path("^curriculum/(?P<course_id>[0-9]{1,18})/", include(curriculum)),
    ]


def curriculum_button(page: Page, user: User, **_context: object) -> Iterator[Button]:
    """The view behind it decides again who may."""
    is_course = issubclass(page.specific_class, CoursePage)
    if is_course and page.permissions_for_user(user).can_edit():
        url = reverse("curriculum:index", args=[page.pk])
        yield Button(_("Curriculum"), url=url, icon_name="list-ol", priority=11)


def sell_button(page: Page, user: User, **_context: object) -> Iterator[Button]:
    """The view behind it decides again who may."""
    is_course = issubclass(page.specific_class, CoursePage)
    if is_course and page.permissions_for_user(user).can_publish():
        url = reverse("sell_course", args=[page.pk])
        yield Button(_("Sell this course"), url=url, icon_name="tag", priority=12)


for button in (curriculum_button, sell_button):
    hooks.register("register_page_header_buttons", button)
    hooks.register("register_page_listing_more_buttons", button)
hooks.register("after_publish_page", warn_closed)
hooks.register("after_publish_page", warn_empty)
hooks.register("before_bulk_action", refuse_incomplete)
hooks.register("find_steps", find_steps)
for check in (*CHECKS, check_closed):
    hooks.register("check_page", check)
