"""Codes that people read aloud, copy from paper and type again."""

import secrets

from linli.lib.text import to_halfwidth

# Of each pair that is confused in print or in handwriting one stays out, or both: 0 O Q, 1 I L, 2 Z, 5 S, 8 B, U V.
ALPHABET = "23456789ACDEFGHJKMNPRTVWXY"
CODE_LENGTH = 12

_GROUP = 4
_MISREAD = str.maketrans("ZSBU", "258V")
_SEPARATORS = str.maketrans("", "", " \t\r\n-_.·—–")


def public_code() -> str:
    """A new code of 12 characters that cannot be guessed: 26¹² ≈ 10¹⁷ of them, from the system's randomness."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def grouped_code(code: str) -> str:
    """The code as it is shown and printed: "XXXX-XXXX-XXXX"."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def normalise_code(text: str) -> str | None:
    """The code somebody typed, or None if it cannot be one.

    Lower case, full-width characters, spaces and dashes do not matter; a letter that no code contains is taken for
    its look-alike (Z 2, S 5, B 8, U V).
    """
    code = to_halfwidth(text).translate(_SEPARATORS).upper().translate(_MISREAD)
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else None
