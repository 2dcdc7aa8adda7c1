"""Every block there is, for the pages of home."""

from commerce.blocks import CheckoutBlock, GoodsBlock, PricingTableBlock
from courses.blocks import CourseCardsBlock, VideoTeaserBlock
from story.blocks import StoryBlock


class HomeStoryBlock(StoryBlock):
    course_cards = CourseCardsBlock()
    video_teaser = VideoTeaserBlock()
    pricing_table = PricingTableBlock(required=False)
    checkout = CheckoutBlock(required=False)
    goods = GoodsBlock(required=False)
