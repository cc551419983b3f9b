"""Risk assessment of major decisions: whether what may go wrong can be kept under control."""
