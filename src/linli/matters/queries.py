"""Every read of matters and responsibilities that another room may use."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max, Prefetch, Q, QuerySet

from linli.areas import queries as areas
from linli.areas.models import Area, Unit
from linli.areas.rules import Ground
from linli.lib.text import to_halfwidth
from linli.matters import rules
from linli.matters.models import Criterion, Edition, Matter, MatterClass, Responsibility
from linli.matters.wording import (
    Content,
    CriterionValues,
    MatterValues,
    ResponsibilityValues,
    references_of,
    scope_code,
)

MATTER = "matter"
RESPONSIBILITY = "responsibility"

#: How many hits a search shows.
MOST_HITS = 20
#: How many are offered when nothing has every word.
_MOST_ALIKE = 6


@dataclass(frozen=True)
class Route:
    """Where a matter goes on a ground, and why. ``lead_unit`` is ``None`` when nobody there answers for it."""

    lead_unit: Unit | None
    assist_units: tuple[Unit, ...]
    level: str
    duty_type: str
    rule_text: str
    rule_id: int | None
    #: What a person has to settle by hand; empty when everything was found.
    problem: str = ""


@dataclass(frozen=True)
class Trial:
    """A route with every rule that was weighed, the one used first."""

    route: Route
    fitting: tuple[rules.Rule, ...]


@dataclass(frozen=True)
class Tile:
    """A class with the matters that residents may report, for picture tiles."""

    code: str
    title: str
    icon: str
    matters: tuple[Matter, ...]


# ── the catalogue ───────────────────────────────────────────────────────────────────────────────────────────


def classes() -> QuerySet[MatterClass]:
    """The classes in the order of their codes."""
    return MatterClass.objects.order_by("code")


def matters() -> QuerySet[Matter]:
    """Every matter with its class and its criteria in order, by code; three queries whatever their number."""
    ordered = Prefetch("criteria", Criterion.objects.order_by("order"))
    return Matter.objects.select_related("group").prefetch_related(ordered).order_by("code")


def active() -> QuerySet[Matter]:
    """Matters in use, by code, without their criteria."""
    return Matter.objects.filter(is_active=True).select_related("group").order_by("code")


def public() -> QuerySet[Matter]:
    """Matters that residents may report, as ``matters()`` gives them."""
    return matters().filter(is_active=True, is_public=True)


def matter(code: str) -> Matter:
    """One matter with class and criteria; raises ``Matter.DoesNotExist``."""
    return matters().get(code=code)


def criteria(matter: Matter) -> list[Criterion]:
    """The filing criteria of a matter, in order."""
    return list(Criterion.objects.filter(matter=matter).order_by("order"))


def tiles() -> list[Tile]:
    """The classes that have something for residents, each with its public matters; two queries."""
    found: dict[int, list[Matter]] = defaultdict(list)
    for one in active().filter(is_public=True):
        found[one.group_id].append(one)
    return [Tile(each.code, each.title, each.icon, tuple(found[each.pk])) for each in classes() if found[each.pk]]


def search(text: str, *, public_only: bool = False, limit: int = MOST_HITS) -> list[Matter]:
    """Active matters for what somebody typed: code, title, everyday word or pinyin initials; the best first.

    Every word must be found. When nothing is, matters that share pairs of signs with a whole sentence
    ("楼下井盖没了") are offered instead. At most two queries.
    """
    words = to_halfwidth(text).lower().split()
    if not words:
        return []
    among = active().filter(is_public=True) if public_only else active()
    every_word = [Q(search_text__contains=word) | Q(code__startswith=word) for word in words]
    hits = list(among.filter(*every_word)[: MOST_HITS * 5])
    if hits:
        return sorted(hits, key=lambda one: (_rank(one, words), one.code))[:limit]
    return _alike("".join(words), among)[:limit]


def codes_like(text: str) -> list[str]:
    """Codes of matters, retired ones too, that a search for the text shows, or that name it as their unit."""
    words = to_halfwidth(text).lower().split()
    found = [
        Q(search_text__contains=word) | Q(code__startswith=word) | Q(default_function__icontains=word) for word in words
    ]
    codes = list(Matter.objects.filter(*found).order_by("code").values_list("code", flat=True))
    return codes or [one.code for one in _alike("".join(words), matters())]


def functions() -> list[str]:
    """Every function that the catalogue or a rule names: the words that units must know themselves by."""
    named = set(Matter.objects.filter(is_active=True).order_by().values_list("default_function", flat=True).distinct())
    for lead, assisting in Responsibility.objects.order_by().values_list("lead_function", "assist_functions"):
        named |= {lead, *assisting}
    return sorted(named - {""})


def _rank(matter: Matter, words: Sequence[str]) -> int:
    word = words[0]
    title = matter.title.lower()
    checks = (matter.code == word, title.startswith(word), word in title, word in matter.synonyms.split())
    return next((n for n, right in enumerate(checks) if right), len(checks))


def _alike(text: str, among: Iterable[Matter]) -> list[Matter]:
    everything = list(among)
    places = rules.alike(text, [f"{one.title} {one.synonyms}" for one in everything])
    return [everything[n] for n in places[:_MOST_ALIKE]]


# ── who answers ─────────────────────────────────────────────────────────────────────────────────────────────


def route(matter: Matter, ground: Ground) -> Route:
    """Lead, assisting units, level and duty type for a matter on a ground; always two queries."""
    return trial(matter, ground).route


def trial(matter: Matter, ground: Ground) -> Trial:
    """The route together with the rules that were weighed."""
    found = _rules_for(matter, ground)
    group_code = next((rule.class_code for rule in found if rule.class_code), "")
    choice = rules.deepest_rule(found, matter.code, group_code, ground)
    return Trial(_route(matter, ground, choice), choice.fitting)


def routes(wanted: Sequence[Matter], ground: Ground) -> dict[str, Route]:
    """The routes of many matters on one ground, by code; always two queries."""
    codes = [code for code in ground if code]
    known = [rule_of(line) for line in responsibilities().filter(area__code__in=codes)]
    serving = {unit.pk: unit for unit in areas.units_serving(ground)}
    cards = [_card(unit) for unit in serving.values()]
    choices = {one.code: rules.deepest_rule(known, one.code, one.group.code, ground) for one in wanted}
    return {one.code: _found(one, ground, choices[one.code], serving, cards) for one in wanted}


def responsibilities() -> QuerySet[Responsibility]:
    """Every line of the responsibility list with what it points to, by area and then in the order of adding."""
    joined = Responsibility.objects.select_related("area", "matter__group", "group", "lead_unit__area")
    return joined.defer("area__extent", "lead_unit__area__extent").order_by("area__code", "pk")


def responsibilities_for(matter: Matter) -> QuerySet[Responsibility]:
    """The lines that may be used for a matter: its own, those of its class, those for everything."""
    return responsibilities().filter(about(matter))


def about(matter: Matter) -> Q:
    """The filter for lines that may be used for a matter."""
    return Q(matter=matter) | Q(group=matter.group_id) | Q(matter__isnull=True, group__isnull=True)


def inside(area: Area) -> Q:
    """The filter for lines for an area and for everything in it."""
    return Q(**{f"area__{area.level}": area.code})


def naming(unit: Unit) -> Q:
    """The filter for lines that name a unit, or a function that it answers for; two units may share a function."""
    functions = [*unit.functions]
    return Q(lead_unit=unit) | Q(lead_function__in=functions) | Q(assist_functions__overlap=functions)


def responsibility(number: int) -> Responsibility:
    """One line; raises ``Responsibility.DoesNotExist``."""
    return responsibilities().get(pk=number)


def _rules_for(matter: Matter, ground: Ground) -> list[rules.Rule]:
    """The lines for the matter, its class or everything, on any area that holds the ground."""
    codes = [code for code in ground if code]
    return [rule_of(line) for line in responsibilities_for(matter).filter(area__code__in=codes)]


def rule_of(line: Responsibility) -> rules.Rule:
    """A row with its relations joined, as the pure rule reads it."""
    about = line.matter or line.group
    return rules.Rule(
        id=line.pk,
        area_code=line.area.code,
        area_name=line.area.name,
        matter_code=line.matter.code if line.matter else "",
        class_code=line.group.code if line.group else "",
        title=about.title if about else "",
        lead_function=line.lead_function,
        lead_unit_id=line.lead_unit_id,
        lead_unit_name=line.lead_unit.name if line.lead_unit else "",
        assist_functions=tuple(line.assist_functions),
        level=line.level,
        duty_type=line.duty_type,
    )


def _route(matter: Matter, ground: Ground, choice: rules.Choice) -> Route:
    asked = rules.asked(choice, matter.default_function)
    answering = Q(functions__overlap=asked.functions) | Q(pk=asked.unit_id)
    serving = {unit.pk: unit for unit in areas.units_serving(ground).filter(answering)}
    return _found(matter, ground, choice, serving, [_card(unit) for unit in serving.values()])


def _found(
    matter: Matter,
    ground: Ground,
    choice: rules.Choice,
    serving: Mapping[int, Unit],
    cards: Sequence[rules.UnitCard],
) -> Route:
    """The route that a choice means among the units serving the ground."""
    way = rules.way(rules.asked(choice, matter.default_function), choice, cards, ground, matter.first_level)
    return Route(
        lead_unit=serving[way.lead_unit] if way.lead_unit else None,
        assist_units=tuple(serving[unit] for unit in way.assist_units),
        level=way.level,
        duty_type=way.duty_type,
        rule_text=way.rule_text,
        rule_id=choice.rule.id if choice.rule else None,
        problem=way.problem,
    )


def _card(unit: Unit) -> rules.UnitCard:
    return rules.UnitCard(unit.pk, unit.area.code, unit.area.level, frozenset(unit.functions), unit.is_active)


# ── editions ────────────────────────────────────────────────────────────────────────────────────────────────


def editions(subject: str, code: str) -> list[Edition]:
    """Everything a matter or a responsibility has said, newest first."""
    return list(Edition.objects.filter(subject=subject, subject_code=code).order_by("-number"))


def last_editions(subject: str, codes: Iterable[str]) -> dict[str, int]:
    """The highest number given out so far for each code that has one."""
    rows = Edition.objects.filter(subject=subject, subject_code__in=list(codes)).order_by().values("subject_code")
    return dict(rows.annotate(last=Max("number")).values_list("subject_code", "last"))


def values_of(matter: Matter) -> MatterValues:
    """What a matter says now; wants class and ordered criteria prefetched, as ``matters()`` gives them."""
    return MatterValues(
        code=matter.code,
        class_code=matter.group.code,
        title=matter.title,
        urgency=matter.urgency,
        accept_limit=matter.accept_limit,
        accept_unit=matter.accept_unit,
        first_level=matter.first_level,
        default_function=matter.default_function,
        is_public=matter.is_public,
        is_active=matter.is_active,
        is_confidential=matter.is_confidential,
        synonyms=matter.synonyms,
        references=references_of(matter.references),
        criteria=tuple(
            CriterionValues(
                id=one.pk, text=one.text, limit=one.limit, unit=one.unit, closing_condition=one.closing_condition
            )
            for one in sorted(matter.criteria.all(), key=lambda one: one.order)
        ),
    )


def responsibility_values_of(line: Responsibility) -> ResponsibilityValues:
    """What a line says now; wants its relations joined, as ``responsibilities()`` gives them."""
    return ResponsibilityValues(
        area_code=line.area.code,
        matter_code=line.matter.code if line.matter else "",
        class_code=line.group.code if line.group else "",
        lead_function=line.lead_function,
        lead_unit_id=line.lead_unit_id,
        assist_functions=tuple(line.assist_functions),
        level=line.level,
        duty_type=line.duty_type,
        note=line.note,
    )


def scope_of(line: Responsibility) -> str:
    """The code under which the editions of a line are kept."""
    group = line.group.code if line.group else ""
    return scope_code(line.area.code, line.matter.code if line.matter else "", group)


def names(contents: Iterable[Content]) -> dict[str, str]:
    """Titles for the classes and units that editions name by code, where they still exist: ``class:03``, ``unit:7``."""
    known = list(contents)
    groups = MatterClass.objects.filter(code__in={one.get("class_code", "") for one in known}).order_by("code")
    units = Unit.objects.filter(pk__in={one.get("lead_unit_id") for one in known} - {None}).order_by("pk")
    titles = {f"class:{group.code}": group.title for group in groups}
    return titles | {f"unit:{unit.pk}": unit.name for unit in units}


def titles(codes: Iterable[str]) -> dict[str, str]:
    """What matters are called, by code, whether they are in use or not; at most one query."""
    wanted = set(codes)
    return dict(Matter.objects.filter(code__in=wanted).order_by().values_list("code", "title")) if wanted else {}


def criterion_texts(ids: Iterable[int]) -> dict[int, str]:
    """What filing criteria say, by id; at most one query."""
    wanted = set(ids)
    return dict(Criterion.objects.filter(pk__in=wanted).order_by().values_list("pk", "text")) if wanted else {}
