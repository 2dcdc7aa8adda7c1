"""What every page says about itself to search engines and social networks."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.models import Page, PageViewRestriction, Revision
from wagtail.search import index

from .checks import ChecksPanel, is_held_back
from .forms import StoryForm
from .letters import folded

NOTHING = str(None)  # what wagtail makes of a text that is left out of a block


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
    searched: tuple[str, ...] = ("title",)  # fields that anybody may read
    search_fields = [*Page.search_fields, index.AutocompleteField("open_words")]

    class Meta:
        abstract = True

    def publish(
        self, revision: Revision, user: AbstractBaseUser | None = None, **how: object
    ) -> None:
        """Not what visitors would meet broken, also when its date has come or it is approved."""
        if not is_held_back(revision, user):
            super().publish(revision, user=user, **how)

    def open_texts(self) -> list[str]:
        """What the site's search looks through, and shows a piece of."""
        fields = (self._meta.get_field(name) for name in self.searched)
        return [text for field in fields for text in _texts(field, self)]

    def open_words(self) -> str:
        return folded(" ".join(self.open_texts()))

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


def _texts(field: models.Field, page: Page) -> list[str]:
    """Of a stream or rich text, its words without the markup."""
    value = field.value_from_object(page)
    without_markup = getattr(field, "get_searchable_content", None)
    texts = without_markup(value) if without_markup else [value]
    return [text for text in texts if text != NOTHING]


def tabs(*named: tuple[str, list]) -> TabbedInterface:
    """The edit form of a page: its own tabs, then the one all pages share, last."""
    own = [ObjectList(panels, heading=heading) for heading, panels in named]
    own[0].children.insert(0, ChecksPanel())
    shared = ObjectList(StoryPage.promote_panels, heading=_("Search and sharing"))
    return TabbedInterface([*own, shared])
