"""What home adds to the CMS."""

from wagtail import hooks

from .desk import arrange
from .matters import find_matters, find_steps
from .models import SiteSettings
from .reports import report_item, report_urls
from .tree import refuse_copies

hooks.register("construct_homepage_panels", arrange)
hooks.register("before_copy_page", refuse_copies)
hooks.register("find_matters", find_matters)
hooks.register("find_steps", find_steps)
hooks.register("register_admin_urls", report_urls)
hooks.register("register_reports_menu_item", report_item)


@hooks.register("pricing_needs_approval")
def is_approval_on() -> bool:
    """On all sites where it is on for one: a page may be moved from one to the other."""
    return SiteSettings.objects.filter(approve_pricing=True).exists()
