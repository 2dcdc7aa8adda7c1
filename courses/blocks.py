"""Blocks about courses."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from commerce.blocks import CheckoutBlock
from story.blocks import StoryBlock


class CourseCardsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    courses = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="courses.CoursePage"),
        label=_("Courses"),
        default=[],
        help_text=_("Leave empty to show every course."),
    )

    class Meta:
        label = _("Course cards")
        icon = "grip"
        template = "blocks/course_cards.html"
        group = _("Courses")
        description = _("Courses as cards, with their teacher and price.")


class LessonOutlineBlock(blocks.StaticBlock):
    class Meta:
        label = _("Lesson outline")
        icon = "list-ol"
        template = "blocks/lesson_outline.html"
        admin_text = _("The sections and lessons of this course, as they stand.")
        group = _("Courses")
        description = _("Sections and lessons, the free ones open.")


class CourseStoryBlock(StoryBlock):
    lesson_outline = LessonOutlineBlock()
    checkout = CheckoutBlock()
