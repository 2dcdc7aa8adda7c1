"""Courses and their lessons, as editors write them."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, TitleFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable
from wagtail.search import index

from commerce.access import Gated
from commerce.blocks import ANY_QUESTIONS, questions_of
from story.models import StoryPage, tabs
from story.previews import SeenBy

from .blocks import CourseStoryBlock
from .forms import LessonForm
from .panels import CurriculumPanel, PricePanel, SectionsPanel
from .progress import Progress
from .video.models import Captions, Video, private_storage
from .video.widgets import PrivateFileInput, VideoInput

QUESTIONS = {
    _("How do I watch?"): _(
        "In your browser, on a computer, a tablet or a telephone. You go on where you stopped."
    ),
    **ANY_QUESTIONS,
}

__all__ = [
    "Captions",
    "CourseIndexPage",
    "CoursePage",
    "CourseSection",
    "LessonPage",
    "LessonResource",
    "Progress",
    "Video",
]


class CourseIndexPage(StoryPage):
    """The catalogue."""

    intro = models.CharField(
        _("introduction"), max_length=300, blank=True, help_text=_("Two sentences.")
    )

    searched = ("title", "intro")
    parent_page_types = ["home.HomePage"]
    max_count_per_parent = 1  # a new course asks for no parent
    subpage_types = ["courses.CoursePage"]
    template = "courses/course_index_page.html"

    edit_handler = tabs((_("Content"), [TitleFieldPanel("title"), FieldPanel("intro")]))

    class Meta:
        verbose_name = _("course catalogue")
        verbose_name_plural = _("course catalogues")


class CoursePage(SeenBy, StoryPage):
    """What a course teaches, who teaches it and how to get it."""

    class Level(models.TextChoices):
        ALL = "all", _("All levels")
        BEGINNER = "beginner", _("Beginner")
        INTERMEDIATE = "intermediate", _("Intermediate")
        ADVANCED = "advanced", _("Advanced")

    summary = models.CharField(
        _("summary"), max_length=160, help_text=_("Shown on cards; 160 characters.")
    )
    cover = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("cover"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Landscape, 1600 px or more. Leave empty for a drawn cover."),
    )
    level = models.CharField(
        _("level"), max_length=20, choices=Level, default=Level.ALL
    )
    instructor = models.CharField(_("teacher"), max_length=120, blank=True)
    instructor_bio = models.TextField(
        _("about the teacher"), blank=True, max_length=600
    )
    hours = models.PositiveIntegerField(
        _("hours of work"),
        null=True,
        blank=True,
        help_text=_("Films and exercises together."),
    )
    body = StreamField(CourseStoryBlock(), verbose_name=_("content"), blank=True)
    checkout = models.ForeignKey(
        "commerce.CheckoutSnippet",
        verbose_name=_("checkout"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="courses",
    )

    joined = (*StoryPage.joined, "checkout", "cover")
    searched = ("title", "summary", "instructor", "body")
    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.LessonPage"]
    template = "courses/course_page.html"

    edit_handler = tabs(
        (
            _("Course"),
            [
                TitleFieldPanel(
                    "title", help_text=_("What people will be able to do.")
                ),
                FieldPanel("summary"),
                FieldPanel("cover"),
                FieldRowPanel([FieldPanel("level"), FieldPanel("hours")]),
                FieldPanel("instructor"),
                FieldPanel("instructor_bio"),
                PricePanel(heading=_("Price")),
                SectionsPanel("sections", heading=_("Sections"), label=_("Section")),
                CurriculumPanel(heading=_("Curriculum")),
            ],
        ),
        (
            _("Sales page"),
            [
                FieldPanel("checkout"),
                FieldPanel(
                    "body",
                    help_text=_("Use Checkout for prices; never type an amount."),
                ),
            ],
        ),
    )
    search_fields = [
        *StoryPage.search_fields,
        index.SearchField("summary"),
        index.SearchField("instructor"),
        index.FilterField("level"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @classmethod
    def starting_body(cls) -> list[tuple[str, object]]:
        able = {"heading": gettext("What you will be able to do"), "look": "ticks"}
        asked = {
            "heading": gettext("Your questions"),
            "questions": questions_of(QUESTIONS),
        }
        return [
            ("points", able),
            ("lesson_outline", None),
            ("teacher", None),
            ("faq", asked),
        ]


class CourseSection(Orderable):
    """A heading in the outline. Its key, unlike its row, is the same in every copy and translation."""

    course = ParentalKey(CoursePage, related_name="sections", on_delete=models.CASCADE)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=120)

    panels = [FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("section")

    def __str__(self) -> str:
        return self.title


class LessonPage(Gated, SeenBy, StoryPage):
    """One lesson: a film and what goes with it."""

    video = models.ForeignKey(
        Video, verbose_name=_("video"), null=True, blank=True, on_delete=models.SET_NULL
    )
    section = models.UUIDField(_("section"), null=True, blank=True)
    free = models.BooleanField(
        _("free preview"), default=False, help_text=_("Anyone can watch this lesson.")
    )
    body = RichTextField(
        _("notes"),
        blank=True,
        features=["h3", "bold", "italic", "code", "ol", "ul", "link"],
    )

    joined = (*StoryPage.joined, "video")
    base_form_class = LessonForm
    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []
    template = "courses/lesson_page.html"
    locked_template = "courses/lesson_locked.html"
    default_preview_mode = "holder"  # who writes a lesson looks at the lesson

    edit_handler = tabs(
        (
            _("Lesson"),
            [
                TitleFieldPanel("title"),
                FieldPanel("video", widget=VideoInput),
                FieldPanel("section"),
                FieldPanel("free"),
                FieldPanel("body"),
                InlinePanel("resources", heading=_("Downloads"), label=_("File")),
            ],
        )
    )

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @property
    def is_gated(self) -> bool:
        return not self.free

    @property
    def searched(self) -> tuple[str, ...]:
        """A closed lesson's title stands on the course page; its notes are what one pays for."""
        return ("title", "body") if self.free else ("title",)


def own_directory(_resource: "LessonResource", name: str) -> str:
    """So that a file keeps its name, though another lesson has one of the same."""
    return f"resources/{uuid.uuid4().hex}/{name}"


class LessonResource(Orderable):
    """A file that goes with a lesson; it opens to whom the lesson opens."""

    lesson = ParentalKey(LessonPage, related_name="resources", on_delete=models.CASCADE)
    title = models.CharField(_("title"), max_length=120)
    file = models.FileField(_("file"), upload_to=own_directory, storage=private_storage)

    panels = [FieldPanel("title"), FieldPanel("file", widget=PrivateFileInput)]

    class Meta(Orderable.Meta):
        verbose_name = _("download")

    def __str__(self) -> str:
        return self.title

    @property
    def file_name(self) -> str:
        return self.file.name.rpartition("/")[2]

    @property
    def url(self) -> str:
        """Empty in the preview of a file that no published lesson has yet."""
        if self.pk is None:
            return ""
        return reverse("media:resource", args=[self.lesson_id, self.pk, self.file_name])
