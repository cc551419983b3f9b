"""The journal's verbs and subjects in the words of those who read it."""

from django.utils.translation import gettext_lazy as _

from linli.accounts.permissions import Permission

SUBJECTS = {
    "case": _("办件"),
    "user": _("人员"),
    "users": _("人员"),
    "posting": _("岗位"),
    "unit": _("单位"),
    "role": _("角色"),
    "area": _("区划"),
    "edition": _("区划"),
    "county": _("区划"),
    "calendar": _("工作日历"),
    "matter": _("事项"),
    "catalogue": _("事项"),
    "responsibility": _("权责清单"),
    "responsibilities": _("权责清单"),
    "file": _("文件"),
    "instruction": _("指令"),
    "webhook": _("推送"),
    "peer": _("对接"),
    "key": _("密钥"),
    "checklist": _("巡查清单"),
    "patrol": _("巡查任务"),
    "announcement": _("公告"),
    "body": _("调解组织"),
    "process": _("流程"),
    "register": _("登记册"),
}

VERBS = {
    "instruction.send": _("发出指令"),
    "instruction.receive": _("收到指令"),
    "instruction.answer": _("答复指令"),
    "contact.reveal": _("查看反映人联系方式"),
    "party.reveal": _("查看纠纷当事人"),
    "party.code": _("拿出当事人的查询码"),
    "party.code.renew": _("换当事人的查询码"),
    "agreement.read": _("当事人看协议书"),
    "signing_code.send": _("发签名验证码"),
    "signing_code.fail": _("签名验证码没有发出"),
    "signature.open": _("打开当事人的签名"),
    "sealed.open": _("打开密封内容"),
    "questionnaire.answer": _("答了稳评问卷"),
    "file.arrive": _("手机上的文件传到"),
    "user.sign_in": _("登录"),
    "user.create": _("新增人员"),
    "user.update": _("修改人员"),
    "user.activate": _("恢复账号"),
    "user.deactivate": _("停用账号"),
    "user.change_password": _("修改自己的密码"),
    "user.reset_password": _("重置密码"),
    "user.share_password": _("统一设置演示密码"),
    "user.unlock": _("解除锁定"),
    "user.totp_on": _("开启两步验证"),
    "user.totp_off": _("关闭两步验证"),
    "user.recovery_codes": _("生成备用码"),
    "user.remove_second_factor": _("取消他人的两步验证"),
    "posting.create": _("新增岗位"),
    "posting.end": _("结束岗位"),
    "unit.create": _("新建单位"),
    "unit.update": _("修改单位"),
    "unit.close": _("停用单位"),
    "role.create": _("新建角色"),
    "role.save": _("修改角色"),
    "area.create": _("新建区划"),
    "area.describe": _("修改区划资料"),
    "area.draw": _("划定边界"),
    "area.redraw": _("调整边界"),
    "area.split": _("拆分网格"),
    "area.merge": _("合并网格"),
    "area.rename": _("区划改名"),
    "area.end": _("撤销区划"),
    "area.import_edition": _("导入区划"),
    "area.import_geojson": _("导入边界"),
    "map.replace": _("更换底图"),
    "place.import": _("导入地名地址"),
    "calendar.seed": _("生成工作日历"),
    "calendar.set_day": _("修改工作日历"),
    "calendar.clear_day": _("恢复全国安排"),
    "calendar.set_office": _("修改工作时间"),
    "matters.load": _("载入默认事项"),
    "matters.import": _("导入事项"),
    "matter.save": _("修改事项"),
    "responsibilities.import": _("导入权责清单"),
    "responsibility.save": _("修改权责清单"),
    "responsibility.remove": _("删除权责"),
    "key.create": _("新建密钥"),
    "key.end": _("停用密钥"),
    "case.receive": _("接口来件"),
    "case.export": _("导出登记本"),
    "process.publish": _("发布流程"),
    "patrol.write": _("写巡查清单"),
    "patrol.change": _("修改巡查清单"),
    "patrol.end": _("停止巡查清单"),
    "patrol.arise": _("生成巡查任务"),
    "patrol.answer": _("记下巡查结果"),
    "patrol.picture": _("巡查照片传到"),
    "announcement.write": _("发布公告"),
    "announcement.correct": _("更正公告"),
    "announcement.end": _("撤下公告"),
    "body.keep": _("登记调解组织"),
    "mediator.enrol": _("列入调解员名册"),
    "mediator.retire": _("调解员不再担任"),
    "webhook.create": _("新建推送"),
    "webhook.change": _("修改推送"),
    "webhook.pause": _("暂停推送"),
    "webhook.resume": _("恢复推送"),
    "webhook.rotate": _("更换推送密钥"),
    "webhook.end": _("删除推送"),
    "webhook.test": _("测试推送"),
    "webhook.replay": _("重送一条"),
    "webhook.replay_since": _("从某时起重送"),
    "webhook.stop": _("推送停下"),
    "peer.create": _("新建对接"),
    "peer.change": _("修改对接"),
    "peer.map": _("改事项对应"),
    "peer.pause": _("暂停对接"),
    "peer.resume": _("恢复对接"),
    "peer.end": _("删除对接"),
    "peer.retry": _("再试转入"),
    "peer.tell_again": _("重新回报"),
}


#: What entries say beside who, what and to what.
DETAILS = {
    "area": _("区划"),
    "book": _("登记本"),
    "code": _("代码"),
    "codes": _("代码"),
    "days": _("天数"),
    "fields": _("改动"),
    "forgotten": _("清除记录"),
    "found": _("有问题"),
    "from_on": _("从哪天起"),
    "full_name": _("姓名"),
    "grids": _("网格数"),
    "ground": _("责任区"),
    "host": _("对方主机"),
    "is_working": _("上班"),
    "items": _("项数"),
    "kinds": _("哪些变化"),
    "matter": _("事项"),
    "mediator": _("名册序号"),
    "message": _("消息编号"),
    "name": _("名称"),
    "number": _("对方编号"),
    "note": _("说明"),
    "on": _("日期"),
    "periods": _("时段"),
    "program": _("系统"),
    "rights": _("权限"),
    "may_read": _("查询"),
    "may_report": _("上报"),
    "may_update": _("回报"),
    "after_review": _("先受理、后公开"),
    "permissions": _("权限"),
    "phone": _("电话(盖住)"),
    "problem": _("原因"),
    "role": _("角色"),
    "since": _("从何时起"),
    "state": _("状态"),
    "party": _("第几方"),
    "parties": _("哪几方"),
    "sha256": _("内容摘要"),
    "status": _("对方应答"),
    "step": _("第几步"),
    "tells": _("回报进展"),
    "to": _("状态"),
    "unit": _("单位"),
    "until": _("到何时"),
    "user": _("人员"),
    "username": _("登录名"),
    "with_words": _("附带文字"),
    "work_phone": _("工作电话"),
    "years": _("年份"),
}
_PERMISSIONS = {permission.value: _(permission.title) for permission in Permission}
_MOST_VALUES, _LONGEST = 5, 200


def detail_words(detail: dict[str, object], states: dict[str, str]) -> str:
    """What an entry says besides, in words as far as they are known; long lists are only counted."""
    return "，".join(f"{DETAILS.get(name, name)}：{_value_words(value, states)}" for name, value in detail.items())[
        :_LONGEST
    ]


def _value_words(value: object, states: dict[str, str]) -> str:
    if isinstance(value, list):
        return (
            _("%(number)d 项") % {"number": len(value)}
            if len(value) > _MOST_VALUES
            else "、".join(_value_words(one, states) for one in value)
        )
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    text = str(value)
    return str(_PERMISSIONS.get(text) or states.get(text) or DETAILS.get(text, text))


def verb_words(verb: str, case_titles: dict[str, str]) -> str:
    """A verb in words; those of cases come from the process, an unknown one stays as it is."""
    subject, _, name = verb.partition(".")
    if subject == "case" and name in case_titles:
        return case_titles[name]
    return str(VERBS.get(verb, verb))


def subject_words(subject: str) -> str:
    """A kind of object in words; an unknown one stays as it is."""
    return str(SUBJECTS.get(subject, subject))
