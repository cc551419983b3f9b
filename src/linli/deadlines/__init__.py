"""Working calendar, limits, clocks that stop and resume: pure.

Everything public is in `linli.deadlines.rules`:

    from linli.deadlines import rules as deadlines

    calendar = deadlines.WorkingCalendar(days=…, covered_years=…)
    clock = deadlines.start(calendar, "handle", deadlines.Limit(Decimal(5), deadlines.TimeUnit.WORK_DAY), at)

`days.py` is the calendar, `limits.py` units of time and when a limit ends, `clocks.py` the clock of a case,
`seed.py` the days of the years that the library of holidays knows.
"""
