"""A register of addresses as it is sent in."""

from django import forms
from django.utils.translation import gettext_lazy

from linli.exchange.places import ENCODINGS
from linli.geo.coords import System
from linli.registers.places.models import SOURCE_LENGTH

_SYSTEMS = [
    (str(System.WGS84), gettext_lazy("WGS84 或 CGCS2000（天地图、测绘成果）")),
    (str(System.GCJ02), gettext_lazy("GCJ-02（高德、腾讯）")),
    (str(System.BD09), gettext_lazy("BD-09（百度）")),
]
_ENCODINGS = [(encoding, label) for encoding, label in zip(ENCODINGS, ("UTF-8", "GB18030 / GBK"), strict=True)]


class HowForm(forms.Form):
    """How a file is to be read, and whose edition it is."""

    source = forms.CharField(
        label=gettext_lazy("登记册名称"),
        max_length=SOURCE_LENGTH,
        initial=gettext_lazy("标准地址库"),
        help_text=gettext_lazy("同名的下一版据此比对：编码相同的修改，没有的新增。"),
        error_messages={"required": gettext_lazy("必填。")},
    )
    system = forms.ChoiceField(label=gettext_lazy("坐标系"), choices=_SYSTEMS, initial=str(System.WGS84))
    encoding = forms.ChoiceField(label=gettext_lazy("文件编码"), choices=_ENCODINGS, initial=ENCODINGS[0])
    whole = forms.BooleanField(
        label=gettext_lazy("这是完整的一版"),
        required=False,
        help_text=gettext_lazy("勾选后，文件里没有的地名地址会去掉。"),
    )


class UploadForm(HowForm):
    """The same with the file."""

    file = forms.FileField(
        label=gettext_lazy("CSV 文件"),
        error_messages={"required": gettext_lazy("请选择文件。"), "empty": gettext_lazy("文件是空的。")},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )

    field_order = ("file", "source", "system", "encoding", "whole")
