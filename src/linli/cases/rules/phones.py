"""Telephone numbers as people type them."""

import phonenumbers


def normalised(phone: str) -> str:
    """The number in national digits, empty if it is no possible number: " 138-1234 5678" → "13812345678"."""
    try:
        number = phonenumbers.parse(phone, "CN")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.national_significant_number(number) if phonenumbers.is_possible_number(number) else ""
