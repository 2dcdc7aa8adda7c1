"""The edit form that all our page types share."""

import uuid

from django.utils.translation import override
from wagtail.admin.forms import WagtailAdminPageForm


class StoryForm(WagtailAdminPageForm):
    """A new page begins with the body its type suggests, in the page's own language."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        page = self.instance
        begins = page.pk is None and not self.is_bound
        if begins and "body" in self.fields and not page.body:
            blocks = page.body.stream_block
            with override(page.locale.language_code):
                self.initial["body"] = blocks.to_python(
                    [
                        {"type": kind, "value": value, "id": str(uuid.uuid4())}
                        for kind, value in page.starting_body()
                    ]
                )
