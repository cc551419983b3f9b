"""Who outside hears of cases: subscriptions, their log, sending once more."""
