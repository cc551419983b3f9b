"""What a party may do, in words that need no explanation."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Act:
    """A thing to do: on the button that leads to it, what it leads to, on the button that does it, and afterwards.

    ``says``: the field of the process that takes what may be said beside it.
    """

    name: str
    title: str | Promise
    lead: str | Promise
    button: str | Promise
    thanks: str | Promise
    icon: str
    says: str = ""
    danger: bool = False


_ALL = (
    Act(
        "consent",
        gettext_lazy("同意调解"),
        gettext_lazy("各方都同意，才开始调解。调解不收费；同意了以后，也随时可以要求结束。"),
        gettext_lazy("我同意调解"),
        gettext_lazy("收到了，您同意调解。"),
        "check",
    ),
    Act(
        "decline",
        gettext_lazy("不愿意调解"),
        gettext_lazy("有一方明确不愿意，调解就结束。您和对方还可以依法通过仲裁、行政、司法等途径解决。"),
        gettext_lazy("我不愿意调解"),
        gettext_lazy("收到了，调解已经结束。"),
        "circle-x",
        danger=True,
    ),
    Act(
        "choose_mediator",
        gettext_lazy("选调解员"),
        "",
        gettext_lazy("选这一位"),
        gettext_lazy("收到了。各方选的一样，就请这一位；不一样，由调解组织指定，再问各方。"),
        "users",
    ),
    Act(
        "accept_mediators",
        gettext_lazy("认可调解员"),
        gettext_lazy("您认可由这位（这几位）调解员来调解。以后还可以要求更换。"),
        gettext_lazy("我认可"),
        gettext_lazy("收到了，您认可调解员。"),
        "users",
    ),
    Act(
        "object_mediators",
        gettext_lazy("换别的调解员"),
        gettext_lazy("觉得调解员和这件事有关系，或者不放心，都可以要求换。想请谁来，也可以写在下面。"),
        gettext_lazy("要求换"),
        gettext_lazy("收到了，调解组织会另外提出调解员。"),
        "refresh",
        says="note",
    ),
    Act(
        "sign",
        gettext_lazy("看协议书，签名"),
        "",
        gettext_lazy("签名"),
        gettext_lazy("签好了。各方都签完，调解员盖章以后生效。"),
        "pencil",
    ),
    Act(
        "ask_confirmation",
        gettext_lazy("申请司法确认"),
        gettext_lazy(
            "请法院确认协议有效。各方都要申请，都申请了才送法院；不收费。确认以后，有一方不照协议做，另一方可以请法院强制执行。"
        ),
        gettext_lazy("我申请"),
        gettext_lazy("收到了，您申请了司法确认。各方都申请以后，由调解组织送到法院。"),
        "send",
    ),
    Act(
        "withdraw",
        gettext_lazy("撤回申请"),
        gettext_lazy("撤回以后就不调解了。以后还想调解，可以重新申请。"),
        gettext_lazy("确定撤回"),
        gettext_lazy("已经撤回。"),
        "arrow-back-up",
        says="reason",
        danger=True,
    ),
    Act(
        "end_on_wish",
        gettext_lazy("不想再调解了"),
        gettext_lazy("调解随时可以结束，不用说理由。您还可以依法通过仲裁、行政、司法等途径解决。"),
        gettext_lazy("结束调解"),
        gettext_lazy("收到了，调解已经结束。"),
        "circle-x",
        danger=True,
    ),
)
ACTS = {one.name: one for one in _ALL}
