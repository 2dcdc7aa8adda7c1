"""What home adds to the CMS."""

from wagtail import hooks

from .desk import arrange
from .matters import find_matters, find_steps
from .models import SiteSettings

hooks.register("construct_homepage_panels", arrange)
hooks.register("find_matters", find_matters)
hooks.register("find_steps", find_steps)


@hooks.register("pricing_needs_approval")
def is_approval_on() -> bool:
    """On all sites where it is on for one: a page may be moved from one to the other."""
    return SiteSettings.objects.filter(approve_pricing=True).exists()
