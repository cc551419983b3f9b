"""Telling a repeat of a request from another request under the same key."""

import hashlib
import json


def digest_of(*parts: object) -> str:
    """A SHA-256 over what was asked for, in hexadecimal; mappings count the same in any order."""
    text = json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
