"""The bodies of the demo county and what each answers for. Pure.

Functions are the names under which the catalogue knows them, word for word.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from linli.demo.plan import COUNTY, Ground, Plan

#: name, short name, functions
DEPARTMENTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("榆邑县城市管理局", "城管局", ("城市管理局",)),
    ("榆邑县环境卫生管理中心", "环卫中心", ("环卫管理中心",)),
    ("榆邑县市政设施管理中心", "市政中心", ("市政设施管理中心", "市政设施管理中心(产权单位)")),
    ("榆邑县排水管理所", "排水所", ("排水管理单位",)),
    ("榆邑县路灯管理所", "路灯所", ("路灯管理单位",)),
    ("榆邑县园林绿化中心", "园林中心", ("园林绿化中心",)),
    ("榆邑县文化和旅游局", "文旅局", ("文化和旅游局", "文化体育主管部门")),
    ("榆邑县公安局交通警察大队", "交警大队", ("公安交警大队",)),
    ("榆邑县交通运输局", "交通局", ("交通运输局",)),
    ("榆邑县住房和城乡建设局", "住建局", ("住房和城乡建设局", "建设单位主管部门", "燃气主管部门")),
    ("榆邑县消防救援大队", "消防大队", ("消防救援大队",)),
    ("榆邑县应急管理局", "应急局", ("应急管理局",)),
    ("榆邑县市场监督管理局", "市监局", ("市场监督管理局",)),
    ("榆邑县公共视频设施运维中心", "设施运维中心", ("监控建设运维单位",)),
    ("榆邑县邮政业发展中心", "邮政中心", ("邮政管理部门",)),
    ("榆邑县生态环境局", "生态环境局", ("生态环境局",)),
    ("榆邑县水务局", "水务局", ("水务局",)),
    ("榆邑县农业农村局", "农业农村局", ("农业农村局",)),
    ("榆邑县林业局", "林业局", ("林业主管部门",)),
    ("榆邑县自然资源和规划局", "自然资源局", ("自然资源和规划局",)),
    ("榆邑县人力资源和社会保障局", "人社局", ("人力资源和社会保障局",)),
    ("榆邑县劳动人事争议调解中心", "劳动调解中心", ("劳动争议调解组织",)),
    ("榆邑县卫生健康局", "卫健局", ("卫生健康局",)),
    ("榆邑县疾病预防控制中心", "疾控中心", ("疾病预防控制中心",)),
    ("榆邑县教育局", "教育局", ("教育局",)),
    ("榆邑县民政局", "民政局", ("民政局",)),
    ("榆邑县残疾人联合会", "残联", ("残疾人联合会",)),
    ("榆邑县医疗保障局", "医保局", ("医疗保障局",)),
    ("榆邑县医疗纠纷人民调解委员会", "医调委", ("医疗纠纷人民调解委员会",)),
    ("榆邑县道路交通事故人民调解委员会", "交调委", ("交通事故人民调解委员会",)),
)
COMPANIES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("榆邑县自来水有限公司", "自来水公司", ("供水单位",)),
    ("榆邑县热力有限公司", "热力公司", ("供热单位",)),
    ("榆邑县燃气有限公司", "燃气公司", ("燃气公司",)),
    ("榆邑县供电公司", "供电公司", ("供电单位",)),
    ("榆邑县通信运营联合服务站", "通信服务站", ("通信运营单位",)),
    ("榆邑县架空线缆维护站", "线缆维护站", ("线缆产权单位",)),
)
#: To which the parties of a mediation bring what they agreed; its clerk takes it in at a desk of its own.
COURTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (("榆邑县人民法院", "县法院", ("人民法院",)),)
OFFICES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("综合管理办公室", "综合管理办", ("街道(乡镇)综合管理办",)),
    ("应急管理办公室", "应急办", ("街道(乡镇)应急办",)),
    ("平安建设办公室", "平安办", ("街道(乡镇)平安办",)),
    ("司法所", "司法所", ("街道(乡镇)司法所",)),
    ("人民调解委员会", "调委会", ("街道(乡镇)人民调解委员会",)),
    ("民政办公室", "民政办", ("街道(乡镇)民政办", "街道(乡镇)儿童督导员")),
    ("物业管理办公室", "物业办", ("街道(乡镇)物业办",)),
    ("村镇建设办公室", "村镇建设办", ("街道(乡镇)村镇建设办",)),
    ("食品安全委员会办公室", "食安办", ("街道(乡镇)食安办",)),
    ("爱国卫生运动办公室", "爱卫办", ("街道(乡镇)爱卫办",)),
    ("工会联合会", "工会", ("工会(街道)",)),
    ("退役军人服务站", "退役军人服务站", ("退役军人服务站",)),
    ("社会心理服务站", "心理服务站", ("社会心理服务站",)),
    ("公安派出所", "派出所", ("公安派出所",)),
)
#: suffix, short name, functions, kind; a village has no property company: its committee answers.
RESIDENT_BODIES: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("居民委员会", "居委会", ("社区居委会", "社区居委会(物业)", "社区就业服务站"), "team"),
    ("人民调解委员会", "调委会", ("村(居)人民调解委员会",), "team"),
    ("社区卫生服务站", "卫生服务站", ("社区卫生服务中心",), "team"),
    ("物业服务中心", "物业", ("物业服务企业",), "company"),
)
VILLAGE_BODIES: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("村民委员会", "村委会", ("社区居委会", "社区居委会(物业)", "社区就业服务站", "物业服务企业"), "team"),
    ("人民调解委员会", "调委会", ("村(居)人民调解委员会",), "team"),
    ("卫生室", "卫生室", ("社区卫生服务中心",), "team"),
)
TOWN_DESK = ("街道(乡镇)综治中心",)


@dataclass(frozen=True, slots=True)
class Body:
    """A unit to be: at most one of a name in one area."""

    area: str
    level: str
    kind: str
    name: str
    short_name: str
    functions: tuple[str, ...] = ()
    parent: str = ""
    """The name of the desk of the same area, or of the area above for a desk."""


def bodies(plan: Plan) -> list[Body]:
    """Every unit of the county, the desks before what stands under them."""
    county = plan.level("county")[0]
    found = [Body(county.code, "county", "desk", "榆邑县综治中心", "县综治中心")]
    found += [_under(county, "department", *row) for row in DEPARTMENTS]
    found += [_under(county, "company", *row) for row in COMPANIES]
    found += [_under(county, "department", *row) for row in COURTS]
    for town in plan.level("town"):
        found += _town_bodies(town)
    for community in plan.level("community"):
        found += _community_bodies(community)
    return found


def desk_name(area: Ground) -> str:
    """What the desk of an area is called."""
    return {"county": f"{area.name}综治中心", "town": f"{area.name}综治中心"}.get(area.level, f"{area.name}综治工作站")


def _under(area: Ground, kind: str, name: str, short: str, functions: tuple[str, ...]) -> Body:
    return Body(area.code, area.level, kind, name, short, functions, desk_name(area))


def _town_bodies(town: Ground) -> Iterator[Body]:
    yield Body(town.code, "town", "desk", desk_name(town), desk_name(town), TOWN_DESK, f"{COUNTY[1]}综治中心")
    for suffix, short, functions in OFFICES:
        yield _under(town, "office", town.name + suffix, town.name[:2] + short, functions)


def _community_bodies(community: Ground) -> Iterator[Body]:
    desk = desk_name(community)
    yield Body(community.code, "community", "desk", desk, desk)
    stem = community.name.removesuffix("村") if community.kind == "村" else community.name
    for suffix, short, functions, kind in VILLAGE_BODIES if community.kind == "村" else RESIDENT_BODIES:
        yield _under(community, kind, stem + suffix, community.name + short, functions)


def answering(found: list[Body], function: str, ground: str) -> list[Body]:
    """The bodies nearest to a ground that answer for a function; exactly one in a sound county."""
    fitting = [body for body in found if function in body.functions and ground.startswith(body.area)]
    nearest = max((len(body.area) for body in fitting), default=0)
    return [body for body in fitting if len(body.area) == nearest]
