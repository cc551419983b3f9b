"""How the things a resident may do are called."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.queries import Offer
from linli.web.parts.templatetags.parts import icon

register = template.Library()

_TITLES = {
    "remark": gettext_lazy("补充说明或照片"),
    "withdraw": gettext_lazy("不用办了，撤回"),
    "rate": gettext_lazy("打个分"),
    "reopen": gettext_lazy("没解决，重新办"),
}
_LEADS = {
    "remark": gettext_lazy("说说新的情况，办事的人马上能看到。"),
    "withdraw": gettext_lazy("撤回以后就没有人办了。还有问题要重新反映。"),
    "rate": gettext_lazy("您的评价只用来改进工作。"),
    "reopen": gettext_lazy("说说哪里还没解决，我们重新安排人去办。"),
}
_BUTTONS = {
    "remark": gettext_lazy("交上去"),
    "withdraw": gettext_lazy("确定撤回"),
    "rate": gettext_lazy("交评价"),
    "reopen": gettext_lazy("要求重新办"),
}
_ICONS = {"remark": "message", "withdraw": "arrow-back-up", "rate": "star", "reopen": "refresh"}


@register.filter
def offer_title(offer: Offer) -> str:
    """What it is called on a button that leads to it."""
    return str(_TITLES.get(offer.name, _(offer.title)))


@register.filter
def offer_lead(offer: Offer) -> str:
    """What it will do, in a sentence."""
    return str(_LEADS.get(offer.name, ""))


@register.filter
def offer_button(offer: Offer) -> str:
    """What stands on the button that does it."""
    return str(_BUTTONS.get(offer.name, _(offer.title)))


@register.simple_tag
def offer_icon(name: str) -> SafeString:
    """Its icon."""
    return icon(_ICONS.get(name, "point"))
