"""Blocks about courses."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from commerce.blocks import CheckoutBlock
from story.blocks import HeroBlock, StoryBlock
from story.looks import Drawn, Looked, looks

COURSES = _("Courses")
FACTS = [{"icon": "level", "text": _("Beginner")}]
WELCOME = {"title": _("Welcome"), "url": "#", "state": "free", "duration": "0:48"}
FIRST_STEPS = {"title": _("First steps"), "state": "locked", "duration": "2:10"}


def _card(title: str, text: str, seed: int) -> dict:
    course = {"title": title, "summary": text}
    return {"course": course, "url": "#", "seed": seed, "facts": FACTS}


class CourseCardsBlock(Drawn, blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    courses = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="courses.CoursePage"),
        label=_("Courses"),
        default=[],
        max_num=12,
        help_text=_(
            "Leave empty to show every course. Twelve at most: then lead to the catalogue."
        ),
    )

    class Meta:
        label = _("Course cards")
        icon = "grip"
        template = "blocks/course_cards.html"
        drawn_by = "courses/placed_cards.html"
        example = {
            "cards": [
                _card(_("First course"), _("What people learn in it."), 10),
                _card(_("Second course"), _("Where they go from there."), 21),
                _card(_("Third course"), _("And what they build then."), 32),
            ]
        }
        group = COURSES
        grounds = {None: "is-tinted"}
        description = _("Courses as cards, with their teacher and price.")


class VideoTeaserBlock(Drawn, Looked):
    """The film of a free lesson; who presses play gets to the lesson itself."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=300)
    lesson = blocks.PageChooserBlock(
        label=_("Free lesson"),
        page_type="courses.LessonPage",
        help_text=_("Only a lesson that is free and live is shown."),
    )
    look = looks(
        ("beside", _("Film beside the words")),
        ("dark", _("Large, on a dark band")),
    )

    class Meta:
        label = _("Video teaser")
        icon = "media"
        template = "blocks/video_teaser.html"
        drawn_by = "courses/teaser.html"
        example = {
            "value": {
                "heading": _("See how we explain"),
                "text": _("A whole lesson, open to everyone."),
                "look": "beside",
            },
            "lesson": WELCOME,
            "film": WELCOME,
            "url": "#",
        }
        grounds = {"dark": "stage"}
        group = COURSES
        description = _("The film of a free lesson, one press away.")


class LessonOutlineBlock(Drawn, blocks.StaticBlock):
    class Meta:
        label = _("Lesson outline")
        icon = "list-ol"
        template = "blocks/lesson_outline.html"
        drawn_by = "courses/outline.html"
        example = {
            "outline": [
                {"title": _("First section"), "lessons": [WELCOME, FIRST_STEPS]}
            ]
        }
        admin_text = _("The sections and lessons of this course, as they stand.")
        group = COURSES
        description = _("Sections and lessons, the free ones open.")


class TeacherBlock(Drawn, blocks.StaticBlock):
    class Meta:
        label = _("Teacher")
        icon = "user"
        template = "blocks/teacher.html"
        drawn_by = "courses/teacher.html"
        example = {
            "name": "Jeanne",
            "words": _("Has taught for ten years, and still draws first."),
        }
        admin_text = _("The teacher of this course, from the tab “Course”.")
        group = COURSES
        description = _("Who teaches this course, and a few words about them.")


class CourseStoryBlock(StoryBlock):
    hero = HeroBlock(template="courses/opening.html")
    lesson_outline = LessonOutlineBlock()
    teacher = TeacherBlock()
    video_teaser = VideoTeaserBlock()
    checkout = CheckoutBlock(
        required=False,
        template="blocks/course_checkout.html",
        help_text=_("Without one, the prices of this course."),
    )

    class Meta:
        block_counts = {
            "hero": {"max_num": 1},
            "lesson_outline": {"max_num": 1},
            "teacher": {"max_num": 1},
        }
