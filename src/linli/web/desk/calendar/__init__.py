"""Which days and hours are worked: a year at a glance, a day at a time."""
