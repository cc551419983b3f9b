"""Telling a repeat of a request from another request under the same key."""

import json

from django.utils.crypto import salted_hmac


def digest_of(*parts: object) -> str:
    """What was asked for as 64 hexadecimal digits; mappings count the same in any order.

    It is keyed (HMAC-SHA-256): what somebody said in confidence cannot be guessed and tried out by who reads the rows.
    """
    text = json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False)
    return salted_hmac("linli.repeats", text, algorithm="sha256").hexdigest()
