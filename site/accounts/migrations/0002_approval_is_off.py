"""Editors publish: the approval that Wagtail sets up beforehand goes, unless somebody made it their own."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

STOCK = "Moderators approval"


def remove_stock_approval(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Only as Wagtail made it: its name, its one task, on all pages, and never used."""
    workflows = apps.get_model("wagtailcore", "Workflow")
    tasks = apps.get_model("wagtailcore", "GroupApprovalTask")
    for workflow in workflows.objects.filter(
        name=STOCK, workflow_states=None, workflow_content_types=None
    ):
        names = list(workflow.workflow_tasks.values_list("task__name", flat=True))
        depths = list(workflow.workflow_pages.values_list("page__depth", flat=True))
        if names == [STOCK] and depths == [1]:
            workflow.delete()
    tasks.objects.filter(name=STOCK, workflow_tasks=None, task_states=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [
        migrations.RunPython(remove_stock_approval, migrations.RunPython.noop)
    ]
