"""Invented things for the gallery to show; nothing here is anybody's."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 120 120'%3E%3Crect width='120' "
    "height='120' fill='%23{sky}'/%3E%3Cpath fill='%23{ground}' d='M0 70h120v50H0z'/%3E%3Cellipse cx='60' cy='92' "
    "rx='32' ry='11' fill='%2322303a'/%3E%3C/svg%3E"
)


class SampleForm(forms.Form):
    """One field of each kind, some of them wrong."""

    matter = forms.CharField(label="事项", help_text="可以输拼音首字母，例如 jg。")
    description = forms.CharField(label="情况说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    telephone = forms.CharField(label="联系电话", min_length=11, error_messages={"min_length": "电话要 11 位数字。"})
    unit = forms.ChoiceField(label="承办单位", choices=[("", "请选择"), ("1", "城市管理局"), ("2", "住建局")])
    urgency = forms.ChoiceField(
        label="紧急程度",
        choices=[("normal", "一般"), ("soon", "较急"), ("urgent", "紧急")],
        widget=forms.RadioSelect,
        help_text="紧急的事项连续计时，不扣除休息日。",
    )
    until = forms.DateField(label="挂账到", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    file = forms.FileField(label="附件", required=False)
    public = forms.BooleanField(label="办结后告知反映人", required=False)


def _bound_form() -> SampleForm:
    form = SampleForm({"matter": "井盖破损", "telephone": "1380013", "urgency": "soon", "unit": ""})
    form.is_valid()
    return form


def _stages() -> list[dict[str, str]]:
    titles = ["信息收集", "分类处置", "案卷建立", "任务派遣", "事件办理", "结果反馈", "核查结案", "综合评价"]
    notes = ["11-20 09:12", "11-20 09:40", "11-20 09:41", "11-20 10:05", "城市管理局"]
    states = ["done"] * 4 + ["now"] + ["todo"] * 3
    return [
        {"title": title, "state": state, "note": note}
        for title, state, note in zip(titles, states, notes + [""] * 3, strict=True)
    ]


def _files() -> list[dict[str, str]]:
    pictures = [PICTURE.format(sky=sky, ground=ground) for sky, ground in [("c9d8dd", "8b979c"), ("dfe6d8", "9aa18c")]]
    return [
        {"url": pictures[0], "thumb_url": pictures[0], "name": "井盖缺了一角，盖板下沉", "note": "上报时"},
        {"url": pictures[1], "thumb_url": pictures[1], "name": "已放置警示桩", "note": "处置中"},
        {"url": "#file", "name": "现场勘查记录.pdf", "kind": "file"},
        {"url": "#voice", "name": "语音说明 0:23", "kind": "audio"},
    ]


def _events(at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "title": "正在办理",
            "who": "城市管理局 · 市政设施科",
            "at": at - timedelta(minutes=25),
            "kind": "now",
            "icon": "tool",
            "quote": "已安排抢修班组，下午三点前更换井盖。",
            "files": _files()[:2],
        },
        {
            "title": "派遣",
            "who": "县综治中心 · 周岚",
            "at": at - timedelta(hours=3),
            "icon": "send",
            "body": "主办 城市管理局，协办 城南街道",
        },
        {
            "title": "退回被拒绝",
            "who": "住房和城乡建设局",
            "at": at - timedelta(hours=5),
            "icon": "arrow-back-up",
            "kind": "refused",
            "body": "指定后不能再退回",
        },
        {"title": "上报", "who": "网格员 李文", "at": at - timedelta(days=1, hours=2), "icon": "flag"},
    ]


def _clocks() -> list[dict[str, Any]]:
    return [
        {"name": "受理", "light": "done", "text": "用时 28 分", "used": 28, "limit": 120, "note": "限 2 工作时"},
        {"name": "派遣", "light": "green", "text": "还剩 3 小时 20 分", "used": 40, "limit": 240},
        {"name": "办理", "light": "yellow", "text": "还剩 50 分", "used": 430, "limit": 480, "note": "今天 17:10 到期"},
        {"name": "反馈", "light": "red", "text": "超期 2 小时", "used": 240, "limit": 240},
        {"name": "核查", "light": "paused", "text": "暂停", "used": 60, "limit": 240, "note": "等待现场核查"},
    ]


def _queue() -> list[dict[str, Any]]:
    picture = _files()[0]["thumb_url"]
    rows = [
        ("井盖破损", "建设路与文昌街口，井盖缺角下沉，行人绊倒", "red", "超期 2 小时", "urgent", "紧急", picture),
        ("占道经营", "南门农贸市场东侧，夜市摊位占用盲道", "yellow", "还剩 50 分", "soon", "较急", picture),
        ("路灯不亮", "滨河路 18 号至 26 号，连续六盏", "green", "还剩 3 小时 20 分", "", "", ""),
        ("楼道堆物", "幸福里 3 栋 2 单元，杂物堵住消防通道", "green", "还剩 1 天 4 小时", "", "", picture),
        ("树木倒伏", "人民公园北门，行道树断枝压住围栏", "paused", "暂停", "", "", ""),
        ("噪声扰民", "锦绣花园工地夜间施工", "green", "还剩 2 天", "", "", ""),
    ]
    return [
        {
            "no": f"99010120251120{number:04d}",
            "matter": matter,
            "text": text,
            "light": light,
            "clock": clock,
            "urgency": urgency,
            "urgency_text": word,
            "thumb": thumb,
            "unit": "城市管理局",
            "place": "城南街道 · 文昌社区",
        }
        for number, (matter, text, light, clock, urgency, word, thumb) in enumerate(rows, start=17)
    ]


def _shell() -> dict[str, Any]:
    def item(label: str, icon: str, count: int, **more: Any) -> dict[str, Any]:
        return {"url": "#", "label": label, "icon": icon, "count": count, "live": icon, **more}

    return {
        "county": "示范县",
        "unread": 3,
        "user_name": "周岚",
        "posting_name": "县综治中心 · 受理员",
        "switch_url": "#",
        "sign_out_url": "#",
        "postings": [
            {"id": 1, "label": "县综治中心 · 受理员", "current": True},
            {"id": 2, "label": "城南街道 · 值班长", "current": False},
        ],
        "menu": [{"url": "#", "label": "个人设置", "icon": "settings"}],
        "lists": [
            {
                "title": "",
                "items": [
                    item("待受理", "inbox", 4, current=True),
                    item("待派遣", "send", 7),
                    item("待办", "checklist", 12),
                    item("协办", "users", 2),
                    item("待核查", "eye-check", 5),
                    item("待评价", "star", 0),
                ],
            },
            {
                "title": "时限",
                "items": [
                    item("督办", "speakerphone", 1, light="red"),
                    item("即将超期", "hourglass", 3, light="yellow"),
                    item("超期", "alarm", 2, light="red"),
                    item("挂账", "player-pause", 1),
                ],
            },
            {
                "title": "其他",
                "items": [
                    item("已办", "circle-check", 148),
                    item("我上报", "flag", 6),
                    item("关注", "bookmark", 3),
                ],
            },
        ],
    }


def context(at: datetime) -> dict[str, Any]:
    """All that the gallery shows, as if it were ``at``."""
    return {
        "shell": _shell(),
        "county": "示范县",
        "form": SampleForm(),
        "wrong_form": _bound_form(),
        "stages": _stages(),
        "files": _files(),
        "events": _events(at),
        "clocks": _clocks(),
        "queue": _queue(),
        "place": {"lon": 108.3168, "lat": 34.2461},
        "at": at,
        "tabs": [
            {"url": "#", "label": "经过", "current": True, "count": 4},
            {"url": "#", "label": "附件", "count": 4},
            {"url": "#", "label": "时限"},
        ],
        "matters": [
            {"value": "101", "label": "井盖破损", "keys": "jgps", "note": "城市管理局"},
            {"value": "102", "label": "路灯不亮", "keys": "ldbl", "note": "城市管理局"},
            {"value": "201", "label": "占道经营", "keys": "zdjy", "note": "综合行政执法局"},
            {"value": "301", "label": "噪声扰民", "keys": "zsrm", "note": "生态环境局"},
        ],
    }
