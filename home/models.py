"""The front page, plain pages, and what the whole site is called and looks like."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.blocks import URLBlock
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField

from commerce.blocks import ANY_QUESTIONS, questions_of
from story.models import StoryPage, tabs

from . import colour
from .blocks import HomeStoryBlock
from .menus import ColumnBlock, LinksBlock
from .tree import OnceForm, OncePerLanguage


class HomePage(OncePerLanguage, StoryPage):
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
    menu = StreamField(
        LinksBlock(),
        verbose_name=_("menu"),
        blank=True,
        max_num=7,
        help_text=_(
            "At the head of every page of this language. Empty: the pages that are shown in menus. Drafts are left out until they are published."
        ),
    )
    footer = StreamField(
        [("column", ColumnBlock())],
        verbose_name=_("columns at the foot"),
        blank=True,
        max_num=3,
        help_text=_("Empty: the menu again."),
    )
    footer_words = models.TextField(
        _("words at the foot"),
        max_length=300,
        blank=True,
        help_text=_("What you promise, or how one pays: one or two sentences."),
    )

    searched = ("title", "body")
    base_form_class = OnceForm
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.StandardPage",
        "courses.CourseIndexPage",
        "commerce.PricingPage",
    ]
    template = "home/home_page.html"

    edit_handler = tabs(
        (_("Content"), [TitleFieldPanel("title"), FieldPanel("body")]),
        (
            _("On every page"),
            [
                FieldPanel("menu"),
                FieldPanel("footer"),
                FieldPanel("footer_words"),
                FieldPanel("terms"),
            ],
        ),
    )

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """With the menus of this draft, too."""
        request.previewed_home = self
        return super().serve_preview(request, mode_name)

    @classmethod
    def starting_body(cls) -> list[tuple[str, object]]:
        asked = {
            "heading": gettext("Your questions"),
            "questions": questions_of(ANY_QUESTIONS),
        }
        return [
            ("hero", {}),
            ("course_cards", {}),
            ("pricing_table", None),
            ("faq", asked),
        ]


class StandardPage(StoryPage):
    """About, terms and the like."""

    body = StreamField(HomeStoryBlock(), verbose_name=_("content"), blank=True)

    searched = ("title", "body")
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    template = "home/standard_page.html"

    edit_handler = tabs((_("Content"), [TitleFieldPanel("title"), FieldPanel("body")]))

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    @classmethod
    def starting_body(cls) -> list[tuple[str, object]]:
        return [("text", "")]


def _picture(label: str, help_text: str) -> models.ForeignKey:
    return models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=help_text,
    )


class SettingsForm(WagtailAdminModelForm):
    reset_accent = forms.BooleanField(
        label=_("Return to the accent of the installation"), required=False
    )  # a field of colours cannot be left empty

    def clean(self) -> dict:
        data = super().clean()
        if data.get("reset_accent"):
            data["accent"] = colour.OURS
        return data


@register_setting(icon="cog", order=100)
class SiteSettings(BaseSiteSetting):
    """Who sells here, and the look of it. What is left empty is as the installation has it."""

    name = models.CharField(
        _("name"), max_length=60, blank=True, help_text=_("On every page and e-mail.")
    )
    logo = _picture(
        _("logo"),
        _("Stands for sign and name; 96 pixels high or more, without a background."),
    )
    logo_dark = _picture(
        _("logo on dark pages"), _("Without one, the logo is shown there too.")
    )
    icon = _picture(
        _("icon"),
        _("Square, 512 pixels or more: in the browser's tab and on telephones."),
    )
    accent = models.CharField(
        _("accent"),
        max_length=7,
        default=colour.OURS,
        validators=[RegexValidator(r"^#[0-9a-f]{6}$")],
        help_text=_(
            "Buttons and links. Dark pages get a lighter one of the same hue by themselves."
        ),
    )
    seller = models.CharField(
        _("seller"),
        max_length=120,
        blank=True,
        help_text=_("The person or company that sells; shown below every page."),
    )
    address = models.TextField(_("postal address"), max_length=300, blank=True)
    registration = models.CharField(
        _("registration number"),
        max_length=80,
        blank=True,
        help_text=_("With its register: RCS Lyon 123 456 789."),
    )
    vat_number = models.CharField(_("VAT number"), max_length=40, blank=True)
    email = models.EmailField(
        _("e-mail address"),
        blank=True,
        help_text=_("Where buyers write; shown below every page and in every e-mail."),
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    profiles = StreamField(
        [("profile", URLBlock(label=_("Address"), icon="link"))],
        verbose_name=_("profiles elsewhere"),
        blank=True,
        help_text=_(
            "The address is enough: known networks get their sign, others their name."
        ),
    )
    approve_pricing = models.BooleanField(
        _("Pricing pages need an owner's approval"),
        default=False,
        help_text=_("Editors then ask for it; owners publish at once."),
    )
    saved_at = models.DateTimeField(auto_now=True)

    base_form_class = SettingsForm

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel(
                        "name",
                        widget=forms.TextInput(
                            attrs={"placeholder": settings.WAGTAIL_SITE_NAME}
                        ),
                    ),
                    FieldPanel(
                        "accent", widget=forms.TextInput(attrs={"type": "color"})
                    ),
                    FieldPanel("reset_accent"),
                    MultiFieldPanel(
                        [
                            FieldPanel("logo"),
                            FieldPanel("logo_dark"),
                            FieldPanel("icon"),
                        ],
                        heading=_("Pictures"),
                    ),
                ],
                heading=_("Name and look"),
            ),
            ObjectList(
                [
                    FieldPanel("seller"),
                    FieldPanel("address"),
                    FieldPanel("registration"),
                    FieldPanel("vat_number"),
                    FieldPanel("email"),
                    FieldPanel("phone"),
                    FieldPanel("profiles"),
                ],
                heading=_("Seller"),
            ),
            ObjectList([FieldPanel("approve_pricing")], heading=_("Rules")),
        ]
    )

    class Meta:
        verbose_name = _("site settings")

    def clean_fields(self, exclude: set[str] | None = None) -> None:
        super().clean_fields(exclude)
        _refuse_unreadable(self.accent)


def _refuse_unreadable(accent: str) -> None:
    """Words in the accent are read on every page."""
    found = colour.weakest(accent, colour.LIGHT)
    if found < colour.ENOUGH:
        raise ValidationError(
            {
                "accent": _(
                    "%(colour)s is too pale to read: its contrast with the page is %(found)s, and text needs %(enough)s. The nearest that can be read: %(nearest)s."
                )
                % {
                    "colour": accent,
                    "found": localize(round(found, 1)),
                    "enough": localize(colour.ENOUGH),
                    "nearest": colour.readable(accent),
                }
            }
        )
