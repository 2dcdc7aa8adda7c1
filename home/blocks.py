"""Every block there is, for the pages of home."""

from commerce.blocks import CheckoutBlock, PricingTableBlock
from courses.blocks import CourseCardsBlock
from story.blocks import StoryBlock


class HomeStoryBlock(StoryBlock):
    course_cards = CourseCardsBlock()
    pricing_table = PricingTableBlock()
    checkout = CheckoutBlock()
