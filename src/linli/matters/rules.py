"""Which responsibility rule answers for a matter on a ground, and what a matter may never be."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

#: Levels at which a unit may be asked about a matter that the county has taken back (上级收回).
UPPER_LEVELS = frozenset({"province", "city", "county"})

# A matter is a place, a service, a hazard or a quarrel, never a person or a kind of person.
_ABOUT_PERSONS = re.compile(
    "重点人员|重点人群|重点人口|关注人员|关注对象|可疑人|嫌疑人|陌生人|涉稳|稳控|盯防|肇事肇祸|两劫|前科|"
    "上访|缠访|非访|进京|信访人|邪教|教徒|信教|政治倾向|异见|思想动态|言论|舆情|"
    "轨迹|行踪|人员动向|人员管控|人员排查|人员摸排|人员监控|检举|耳目|线人"
)
# These words name people too, but a service that they ask for themselves is welcome.
_PERSONS_WHO_ASK = re.compile("刑满|刑释|吸毒人|涉毒人|戒毒人|社区矫正|矫正对象|流动人口|流动人员|外来人|租客信息")
_ASKING = re.compile("求助|申请|咨询|办理|代办|需求")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One line of the responsibility list, flattened; blank ``matter_code`` and ``class_code``: for every matter."""

    id: int
    area_code: str
    area_name: str
    matter_code: str = ""
    class_code: str = ""
    title: str = ""  # of the matter or the class
    lead_function: str = ""
    lead_unit_id: int | None = None
    lead_unit_name: str = ""
    assist_functions: tuple[str, ...] = ()
    level: str = ""
    duty_type: str = "basic"

    @property
    def narrowness(self) -> int:
        """2 for a rule about one matter, 1 about a class, 0 about everything."""
        return 2 if self.matter_code else int(bool(self.class_code))

    @property
    def scope(self) -> str:
        """What the rule is for, as people say it."""
        return {2: self.title, 1: f"{self.title}（大类）", 0: "全部事项"}[self.narrowness]


@dataclass(frozen=True)
class Choice:
    """The rule that is used (``None``: the catalogue itself answers) and a sentence that says so.

    The sentence is kept in the case, so it is Chinese whatever the language of the screen.
    """

    rule: Rule | None
    explanation: str
    #: Every rule that fits, the one used first, each beaten by the one before it.
    fitting: tuple[Rule, ...] = field(default=())


@dataclass(frozen=True)
class UnitCard:
    """What routing needs to know of a unit."""

    id: int
    area_code: str
    area_level: str
    functions: frozenset[str]
    is_active: bool = True


def fitting(rules: Iterable[Rule], matter_code: str, class_code: str, ground_codes: Sequence[str]) -> tuple[Rule, ...]:
    """The rules that fit, strongest first.

    A deeper area wins; on one area the rule for the matter beats the one for its class, and that the one for
    everything; between two alike (the database allows none) the older one wins.
    """
    depth = {code: n for n, code in enumerate(ground_codes) if code}
    fit = [
        rule
        for rule in rules
        if rule.area_code in depth
        and rule.matter_code in {"", matter_code}
        and (rule.matter_code or rule.class_code in {"", class_code})
    ]
    return tuple(sorted(fit, key=lambda rule: (-depth[rule.area_code], -rule.narrowness, rule.id)))


def deepest_rule(rules: Iterable[Rule], matter_code: str, class_code: str, ground_codes: Sequence[str]) -> Choice:
    """The rule used for a matter on a ground; ``ground_codes`` run from the widest area to the narrowest."""
    found = fitting(rules, matter_code, class_code, ground_codes)
    if not found:
        return Choice(None, "依据：事项目录的默认责任单位（本地没有相应的权责规定）")
    return Choice(found[0], f"依据：{found[0].area_name} · {found[0].scope} 的权责规定", found)


def nearest_unit(
    function: str, units: Iterable[UnitCard], ground_codes: Sequence[str], *, upper_only: bool = False
) -> UnitCard | None:
    """The active unit nearest to the ground that answers for a function, the older of two on one area.

    ``upper_only`` leaves out units below the county: a matter taken back is not handed down.
    """
    depth = {code: n for n, code in enumerate(ground_codes) if code}
    able = [
        unit
        for unit in units
        if function in unit.functions
        and unit.is_active
        and unit.area_code in depth
        and (not upper_only or unit.area_level in UPPER_LEVELS)
    ]
    return max(able, key=lambda unit: (depth[unit.area_code], -unit.id), default=None)


@dataclass(frozen=True)
class Asked:
    """Whom the chosen rule, or the catalogue where there is none, wants to lead and to assist."""

    function: str
    unit_id: int | None = None
    assisting: tuple[str, ...] = ()
    upper_only: bool = False

    @property
    def functions(self) -> list[str]:
        """Every function that is asked for."""
        return [function for function in (self.function, *self.assisting) if function]


@dataclass(frozen=True)
class Way:
    """Where a matter goes on a ground, and why: units by their ids. ``problem``: what a person has to settle."""

    lead_unit: int | None
    assist_units: tuple[int, ...]
    level: str
    duty_type: str
    rule_text: str
    problem: str


def asked(choice: Choice, default_function: str) -> Asked:
    """Whom a choice asks for."""
    rule = choice.rule
    if rule is None:
        return Asked(default_function)
    return Asked(rule.lead_function, rule.lead_unit_id, rule.assist_functions, upper_only=rule.duty_type == "withdrawn")


def way(wanted: Asked, choice: Choice, units: Sequence[UnitCard], ground_codes: Sequence[str], first_level: str) -> Way:
    """The way that a choice means on a ground; ``units`` are those in use there that answer for what is asked."""
    found = {
        function: nearest_unit(function, units, ground_codes, upper_only=wanted.upper_only)
        for function in wanted.functions
    }
    named = next((unit for unit in units if unit.id == wanted.unit_id), None)
    lead = named or (found[wanted.function] if wanted.function else None)
    problems = [] if lead else [_nobody_leads(wanted)]
    problems += [f"没有单位承担协办职责「{each}」" for each in wanted.assisting if each and found[each] is None]
    helpers = [unit.id for each in wanted.assisting if each and (unit := found[each])]
    rule = choice.rule
    level = (rule.level if rule else "") or first_level
    if wanted.upper_only and level not in UPPER_LEVELS:
        level = "county"
    return Way(
        lead_unit=lead.id if lead else None,
        assist_units=tuple(unit for unit in dict.fromkeys(helpers) if lead is None or unit != lead.id),
        level=level,
        duty_type=rule.duty_type if rule else "basic",
        rule_text="；".join([choice.explanation, *problems])[:200],
        problem="；".join(problems),
    )


def _nobody_leads(wanted: Asked) -> str:
    if not wanted.function:
        return "指定的牵头单位已停用或不服务这里，请人工指定"
    where = "县级" if wanted.upper_only else "本地"
    return f"{where}没有单位承担「{wanted.function}」，请人工指定"


def is_about_persons(title: str) -> bool:
    """Whether a title makes a person, or a kind of person, the subject of reports.

    Words can be evaded; this stops what is written without thinking, the rest is for whoever approves the catalogue.
    """
    if _PERSONS_WHO_ASK.search(title) and not _ASKING.search(title):
        return True
    return bool(_ABOUT_PERSONS.search(title))


def alike(text: str, entries: Sequence[str]) -> list[int]:
    """Positions of the entries that share pairs of neighbouring signs with the text, the likest first.

    A pair that few entries have says more: each counts 1 / (entries that have it).
    """
    pairs = {text[n : n + 2] for n in range(len(text) - 1)}
    holders = {pair: [n for n, entry in enumerate(entries) if pair in entry] for pair in pairs}
    scores: dict[int, float] = {}
    for found in holders.values():
        for n in found:
            scores[n] = scores.get(n, 0.0) + 1 / len(found)
    return sorted(scores, key=lambda n: (-round(scores[n], 9), n))
