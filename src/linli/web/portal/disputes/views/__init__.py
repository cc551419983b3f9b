"""The page of one party: following, choosing a mediator, signing, and what else it does there."""
