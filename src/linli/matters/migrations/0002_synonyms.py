"""Everyday words under which people look for a matter, apart from the text that is built from them."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Room for what people call it."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("matters", "0001_initial")]
    operations: ClassVar[list[migrations.AddField]] = [
        migrations.AddField("matter", "synonyms", models.CharField("常用说法", max_length=200, blank=True, default="")),
    ]
