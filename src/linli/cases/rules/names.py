"""The words a process may use; the mechanism behind each stands in ``relations``, ``guards`` and ``effects``."""

RELATIONS = frozenset({"reporter", "grid", "desk", "lead", "assist", "supervisor", "approver", "resident", "system"})
HOLDERS = frozenset({"desk", "lead", "assist"})
RECIPIENTS = frozenset({"desk", "lead", "assists", "grid", "supervisor", "approver", "holder", "reporter"})
FIELD_TYPES = frozenset(
    {
        "text", "choice", "unit", "units", "assist", "date", "amount", "photos",
        "matter", "criterion", "case", "bool", "score", "count", "people", "secret",
        "number", "choices",
    }
)  # fmt: skip
GUARDS = frozenset(
    {
        "higher_desk", "lower_desk", "not_withdrawn_duty", "duty_allows_lead", "not_designated", "returns_left",
        "assists_open", "assists_done", "within_reopen", "within_rating", "extensions_left", "before_due",
        "nothing_asked", "never_asked", "turn", "at_most_one_limit", "date_within_a_year", "was_late", "supervised",
    }
)  # fmt: skip
EFFECTS = frozenset(
    {
        "classify", "accepted", "close", "settled", "level_up", "level_down", "assign", "designate", "receive",
        "count_return", "unassign", "assist_done", "add_assist", "excuse", "lead_done", "rework", "rate",
        "desk_rate", "reopen", "ask", "approve", "reject", "unsuspend", "urge", "supervise", "end_supervision",
        "merge", "relimit", "set_limit", "clock_warned", "clock_overdue", "supervise_late", "recalculate",
    }
)  # fmt: skip
GRANTS = frozenset({"extend", "suspend", "force", "exempt"})
