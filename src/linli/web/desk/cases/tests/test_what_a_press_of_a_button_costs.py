"""A desk's action through HTTP: who asks, one look and the writing, however much there is to say of the case."""

from uuid import uuid4

from tests.cast import Cast
from tests.counting import statements
from tests.stories import bring, load_catalogue, reported

from linli.areas.models import CalendarVersion
from linli.web.desk.tests.signed_in import signed_in


def test_a_dispatch_is_five_statements(cast: Cast) -> None:
    load_catalogue(cast)
    CalendarVersion.objects.create(area_code="", number=uuid4().int % 2**60)
    bring(reported(), cast, "dispatched")  # the calendar of this version is known from here on
    case, client = bring(reported(), cast, "filed"), signed_in(cast.community_desk)
    form = {"lead": cast.units.department.pk, "key": str(uuid4())}
    with statements() as sent:
        answer = client.post(f"/desk/cases/{case.pk}/do/dispatch/", form)
    assert answer["Location"] == f"/desk/cases/{case.pk}/"
    # Session, person and posting; what the form asks and rules must know, and the writing.
    assert len(sent) == 5, sent
