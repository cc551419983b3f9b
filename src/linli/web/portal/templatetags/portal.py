"""Plain words for classes of matters and for the things a resident may do."""

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
    "rate": gettext_lazy("打分评价"),
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

#: What belongs to a class of the default catalogue, in the words of the street.
_EXAMPLES = {
    "市容环境": gettext_lazy("垃圾、扫街、公厕"),
    "街面秩序与广告": gettext_lazy("占道、小广告、招牌"),
    "市政公用与园林": gettext_lazy("路灯、井盖、路、树"),
    "交通与停车": gettext_lazy("乱停车、红绿灯、公交"),
    "施工与违法建设": gettext_lazy("夜里施工、私搭乱建"),
    "消防安全": gettext_lazy("楼道堵、消火栓坏"),
    "安全生产与燃气": gettext_lazy("煤气、电梯、危险作业"),
    "治安隐患(场所设施)": gettext_lazy("门禁坏、狗不拴绳"),
    "生态环境与水务": gettext_lazy("油烟、噪声、污水"),
    "食品药品与市场秩序": gettext_lazy("吃的、药、缺斤少两"),
    "劳动保障与就业": gettext_lazy("欠工资、找工作"),
    "教育文化与卫生健康": gettext_lazy("上学、看病、蚊虫"),
    "房屋租赁与物业": gettext_lazy("漏水、租房、物业"),
    "民生服务与救助": gettext_lazy("低保、养老、残疾"),
    "矛盾纠纷": gettext_lazy("邻居、家里、欠钱"),
    "突发事件与防灾": gettext_lazy("停水、积水、塌方"),
}


@register.filter
def examples(title: str) -> str:
    """A few things that belong to a class; empty for a class that the county has added."""
    return str(_EXAMPLES.get(title, ""))


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
