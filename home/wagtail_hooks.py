"""What home adds to the CMS."""

from wagtail import hooks

from .desk import arrange
from .matters import find_matters, find_steps

hooks.register("construct_homepage_panels", arrange)
hooks.register("find_matters", find_matters)
hooks.register("find_steps", find_steps)
