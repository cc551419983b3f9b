"""Risk assessments at the desk: what a unit intends, the assessment on the case page, its report."""
