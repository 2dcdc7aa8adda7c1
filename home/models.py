"""The front page and plain pages."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField, StreamField

from story.models import StoryPage, tabs

from .blocks import HomeStoryBlock


class HomePage(StoryPage):
    """The front page of one language."""

    body = StreamField(HomeStoryBlock(), verbose_name=_("content"), blank=True)
    terms = RichTextField(
        _("terms of sale"),
        blank=True,
        features=["h3", "bold", "italic", "ol", "ul", "link"],
        help_text=_(
            "Read before paying, wherever a checkout has none of its own; kept with each order."
        ),
    )

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.StandardPage",
        "courses.CourseIndexPage",
        "commerce.PricingPage",
    ]
    template = "home/home_page.html"

    edit_handler = tabs(
        (_("Content"), [TitleFieldPanel("title"), FieldPanel("body")]),
        (_("Selling"), [FieldPanel("terms")]),
    )

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class StandardPage(StoryPage):
    """About, terms and the like."""

    body = StreamField(HomeStoryBlock(), verbose_name=_("content"), blank=True)

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    template = "home/standard_page.html"

    edit_handler = tabs((_("Content"), [TitleFieldPanel("title"), FieldPanel("body")]))

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
