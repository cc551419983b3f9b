"""The report of a risk assessment as PDF. Values come finished; this room knows nothing of cases.

What a report says is art. 23 of the 重大行政决策程序暂行条例: the points of risk, the measures, a plan for the worst.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.documents.paper import Letter, pair, set_paper

TITLE = "重大决策风险评估报告"


@dataclass(frozen=True)
class Heard:
    """What one group said: counts in the order of ``AssessmentReport.stances``, no names."""

    group: str
    size: str
    concern: str
    counts: Sequence[int]


@dataclass(frozen=True)
class Point:
    """A point of risk as printed: P × Q = R before and after the measure."""

    title: str
    aspect: str
    weight: str
    before: str
    after: str
    measure: str
    by: str
    until: str
    done_on: str = ""


@dataclass(frozen=True)
class Signature:
    """Who signed, when, and why if the level is not the one that the numbers say."""

    name: str
    on: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class AssessmentReport:
    """重大决策风险评估报告; ``opinions`` are sentences, each with the way in which it was heard before it."""

    letter: Letter
    no: str
    title: str
    type: str
    place: str
    unit: str
    decision_maker: str
    procedure: str
    round: str
    content: str
    adverse: str
    scope: str
    methods: str
    announced: str
    stances: Sequence[str]
    heard: Sequence[Heard]
    opinions: Sequence[str]
    points: Sequence[Point]
    index_before: str
    index_after: str
    suggested: str
    level: str
    summary: str
    emergency_plan: str
    consequence: str
    signatures: Sequence[Signature]


def assessment_report(one: AssessmentReport) -> bytes:
    """重大决策风险评估报告 as PDF."""
    rows = [
        pair("评估事项", one.title),
        pair("编　　号", one.no) + pair("类　　别", one.type),
        pair("评估单位", one.unit) + pair("决策机关", one.decision_maker),
        pair("程　　序", one.procedure) + pair("评估次数", f"第 {one.round} 次"),
        pair("影响范围", one.place),
        pair("结　　论", one.level) + pair("综合指数", f"{one.index_before} → {one.index_after}"),
    ]
    own = {
        "content": one.content,
        "adverse": one.adverse,
        "scope": one.scope,
        "methods": one.methods,
        "announced": one.announced,
        "stances": list(one.stances),
        "heard": [
            {"group": each.group, "size": each.size, "concern": each.concern, "counts": [str(n) for n in each.counts]}
            for each in one.heard
        ],
        "opinions": list(one.opinions),
        "points": [vars(each) for each in one.points],
        "index_before": one.index_before,
        "index_after": one.index_after,
        "suggested": one.suggested,
        "level": one.level,
        "summary": one.summary,
        "emergency_plan": one.emergency_plan,
        "consequence": one.consequence,
        "signatures": [vars(each) for each in one.signatures],
    }
    return set_paper(TITLE, "assessment_report.typ", one.letter, rows, own)
