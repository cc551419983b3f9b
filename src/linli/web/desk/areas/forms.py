"""What an administrator fills in about the ground."""

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from linli.geo.coords import System

#: A file of boundaries of one town is far smaller.
MOST_BYTES = 20 * 1024 * 1024
OPERATIONS = [("draw", _("画新网格")), ("redraw", _("重画边界")), ("split", _("拆分")), ("merge", _("合并"))]
KINDS = [("", _("普通网格")), ("专属", _("专属网格（校园、市场、园区等）"))]


class DrawForm(forms.Form):
    """One change of the division below a community."""

    operation = forms.ChoiceField(choices=OPERATIONS)
    chosen = forms.CharField(required=False)
    geojson = forms.CharField(required=False, max_length=500_000)
    key = forms.UUIDField()
    name = forms.CharField(label=_("新网格的名称"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("类型"), choices=KINDS, required=False)
    households = forms.IntegerField(
        label=_("户数"), required=False, min_value=0, validators=[MaxValueValidator(10_000_000)]
    )
    on = forms.DateField(label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}))
    fit = forms.BooleanField(label=_("画出界的部分自动裁掉"), required=False)
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)

    def clean_name(self) -> str:
        """A drawn or merged grid needs a name; the parts of a split are called after the old one."""
        name: str = self.cleaned_data["name"].strip()
        if not name and self.data.get("operation") in {"draw", "merge"}:
            raise forms.ValidationError(_("请给新网格起个名称"))
        return name


class WordsForm(forms.Form):
    """What is said of one area."""

    name = forms.CharField(label=_("名称"), max_length=80)
    seen = forms.CharField(widget=forms.HiddenInput)
    kind = forms.CharField(label=_("类型"), max_length=20, required=False)
    households = forms.IntegerField(
        label=_("户数"), required=False, min_value=0, validators=[MaxValueValidator(10_000_000)]
    )
    public_phone = forms.CharField(label=_("监督电话"), max_length=30, required=False)


class FileForm(forms.Form):
    """A file of boundaries."""

    file = forms.FileField(label=_("GeoJSON 文件"))
    system = forms.ChoiceField(
        label=_("坐标"),
        choices=[
            (System.WGS84.value, _("WGS 84 / CGCS2000（天地图）")),
            (System.GCJ02.value, _("GCJ-02（高德、腾讯）")),
            (System.BD09.value, _("BD-09（百度）")),
        ],
    )
    on = forms.DateField(label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_file(self) -> str:
        """The file's text."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件太大，最多 20 MB"))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("文件不是 UTF-8 编码的文本")) from error
