"""What a party may do, by its name."""

from collections.abc import Mapping

from django import template

from linli.web.portal.disputes.wording import Act

register = template.Library()


@register.filter
def named(acts: Mapping[str, Act], name: str) -> Act:
    """One of them."""
    return acts[name]
