"""The secret of the county's gateway is looked at when the program starts."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from linli.project.settings import _secret

GOOD = "whsec_" + "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"


@pytest.mark.parametrize("value", ["", "secret", "whsec_", "whsec_c2hvcnQ=", GOOD.removeprefix("whsec_"), GOOD + "?"])
def test_an_address_without_a_good_secret_stops_the_program(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="LINLI_SMS_SECRET"):
        _secret(value, is_needed=True)
    assert _secret(value, is_needed=False) == ""


def test_a_good_secret_is_kept() -> None:
    assert _secret(GOOD, is_needed=True) == GOOD
