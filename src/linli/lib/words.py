"""What rules say, in the language of the reader."""

from django.utils.translation import gettext as _

from linli.lib.sentences import Said


def told(text: str) -> str:
    """A title or a reason in the reader's language; the values of a sentence too."""
    if not isinstance(text, Said):
        return _(text)
    values = {name: told(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return _(text.template) % values if values else _(text.template)
