"""Every block there is, for the pages of home."""

from courses.blocks import CourseCardsBlock
from story.blocks import StoryBlock

from commerce.blocks import CheckoutBlock, PricingTableBlock


class HomeStoryBlock(StoryBlock):
    course_cards = CourseCardsBlock()
    pricing_table = PricingTableBlock()
    checkout = CheckoutBlock()
