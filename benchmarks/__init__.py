"""`./linli bench`: every claim about speed beside a limit measured in the same run. See README.md."""
