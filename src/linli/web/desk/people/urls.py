"""Addresses under /desk/people/."""

from django.urls import path, register_converter

from linli.web.desk.people.views import people, postings, roles, units

app_name = "people"


class Deed:
    """One of the things that can be done to an account."""

    regex = "|".join(people.DEEDS)

    def to_python(self, value: str) -> str:
        """The word itself."""
        return value

    def to_url(self, value: str) -> str:
        """The word itself."""
        return value


register_converter(Deed, "deed")

urlpatterns = [
    path("", units.index, name="index"),
    path("units/new/", units.new, name="unit_new"),
    path("units/<int:unit_id>/", units.unit, name="unit"),
    path("units/<int:unit_id>/close/", units.close, name="unit_close"),
    path("people/", people.index, name="people"),
    path("people/new/", people.new, name="person_new"),
    path("people/<int:user_id>/", people.person, name="person"),
    path("people/<int:user_id>/<deed:name>/", people.deed, name="deed"),
    path("people/<int:user_id>/postings/new/", postings.new, name="posting_new"),
    path("postings/", postings.index, name="postings"),
    path("postings/<int:posting_id>/end/", postings.end, name="posting_end"),
    path("roles/", roles.index, name="roles"),
    path("roles/new/<uuid:key>/", roles.new, name="role_new"),
    path("roles/<slug:code>/", roles.role, name="role"),
]
