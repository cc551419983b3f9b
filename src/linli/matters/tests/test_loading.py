"""Who may load the default catalogue."""

import pytest
from tests.cast import AT

from linli.matters import actions
from linli.matters.models import Matter
from linli.matters.refusals import Refused

pytestmark = pytest.mark.django_db


def test_a_person_needs_the_right_on_the_county_to_load_it(cast):
    with pytest.raises(Refused):
        actions.load_default_catalogue(at=AT, by=cast.county_desk.actor)
    assert Matter.objects.count() == 0
    actions.load_default_catalogue(at=AT, by=cast.admin.actor)
    assert Matter.objects.count() == 205
