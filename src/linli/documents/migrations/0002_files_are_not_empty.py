# A file without bytes is a mistake of the caller, never a document.

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="file",
            constraint=models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="documents_file_not_empty"),
        ),
    ]
