"""A questionnaire that a unit has opened: whoever has its address may answer, without a name."""
