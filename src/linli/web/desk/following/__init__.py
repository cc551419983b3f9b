"""Other Open311 servers whose requests become cases here, and what became of them."""
