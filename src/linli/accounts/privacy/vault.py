"""Encryption of personal fields in the row, and their keyed hash for exact search.

AES-256-GCM with a fresh nonce per value and the field's name as associated data, so that a value moved to
another column does not decrypt. The hash is HMAC-SHA-256 under a key derived from the same secret.
"""

import hmac
import os
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE_BYTES = 12


@cache
def _derived(purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(settings.PRIVACY_KEY)


def seal(text: str, *, field: str) -> bytes:
    """Encrypt one value of one field; empty text stays empty."""
    if not text:
        return b""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_derived(b"field")).encrypt(nonce, text.encode(), field.encode())


def unseal(sealed: bytes, *, field: str) -> str:
    """Decrypt what ``seal`` made for the same field; raises ``InvalidTag`` for anything else."""
    if not sealed:
        return ""
    raw = bytes(sealed)
    return AESGCM(_derived(b"field")).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], field.encode()).decode()


def keyed_hash(text: str) -> bytes:
    """A hash by which an exact value is found again without being readable; empty text gives empty bytes."""
    return hmac.digest(_derived(b"index"), text.encode(), "sha256") if text else b""


def mask_name(name: str) -> str:
    """The family name and stars: 张三丰 → 张**."""
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def mask_phone(phone: str) -> str:
    """The first three and last two digits: 13812345678 → 138******78."""
    if len(phone) < 7:  # noqa: PLR2004 - shorter than any telephone number worth hinting at
        return "*" * len(phone)
    return phone[:3] + "*" * (len(phone) - 5) + phone[-2:]
