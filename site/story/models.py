"""What every page says about itself to search engines and social networks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.models import Page, PageViewRestriction

from .checks import ChecksPanel
from .forms import StoryForm


class StoryPage(Page):
    """The fields all our page types share."""

    social_image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("social image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown when the page is shared; 1200 × 630 pixels."),
    )

    base_form_class = StoryForm
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("search_description"),
                FieldPanel("social_image"),
                FieldPanel("show_in_menus"),
            ],
            heading=_("Search and sharing"),
        )
    ]

    is_open = False  # set by who looked already and found no restriction
    joined = ("locale",)  # what a page of this type always shows

    class Meta:
        abstract = True

    @classmethod
    def starting_body(cls) -> list[tuple[str, object]]:
        """Kinds and values of the blocks of a new page; fit to be published as they are."""
        return []

    def get_view_restrictions(self) -> models.QuerySet:
        """In one query where nothing is restricted, as nearly always."""
        doubtful = Q(view_restrictions__isnull=False) | Q(alias_of__isnull=False)
        over = self.get_ancestors(inclusive=True)
        if self.is_open or not over.filter(doubtful).exists():
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()


def tabs(*named: tuple[str, list]) -> TabbedInterface:
    """The edit form of a page: its own tabs, then the one all pages share, last."""
    own = [ObjectList(panels, heading=heading) for heading, panels in named]
    own[0].children.insert(0, ChecksPanel())
    shared = ObjectList(StoryPage.promote_panels, heading=_("Search and sharing"))
    return TabbedInterface([*own, shared])
