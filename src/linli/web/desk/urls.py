"""Addresses of the workbench, under /desk/."""

from django.urls import URLPattern, URLResolver, include, path

from linli.web.desk.atlas import views as atlas
from linli.web.desk.bulk import views as bulk
from linli.web.desk.cases import views as cases
from linli.web.desk.files import views as files
from linli.web.desk.finding import views as finding
from linli.web.desk.instructions import views as instructions
from linli.web.desk.lists import views as lists
from linli.web.desk.notices import views as notices
from linli.web.desk.papers import views as papers
from linli.web.desk.process.views import publishing, running
from linli.web.desk.report import views as report

app_name = "desk"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.home, name="home"),
    path("lists/<slug:name>/", lists.list_, name="list"),
    path("search/", lists.search, name="search"),
    path("counts/", lists.counts, name="counts"),
    path("switch/", lists.switch, name="switch"),
    path("atlas/", atlas.atlas, name="atlas"),
    path("atlas/find/", atlas.find, name="atlas_find"),
    path("atlas/theme/", atlas.theme, name="atlas_theme"),
    path("bulk/", bulk.ask, name="bulk"),
    path("bulk/do/", bulk.do, name="bulk_do"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("cases/<int:case_id>/do/<slug:action>/", cases.do, name="do"),
    path("cases/<int:case_id>/contact/", cases.contact, name="contact"),
    path("cases/<int:case_id>/sealed/<int:number>/", cases.sealed, name="sealed"),
    path("cases/<int:case_id>/follow/", cases.follow, name="follow"),
    path("cases/<int:case_id>/print/", cases.printed, name="print"),
    path("cases/<int:case_id>/papers/<slug:kind>/", papers.paper, name="paper"),
    path("registers/", papers.registers, name="registers"),
    path("report/", report.report, name="report"),
    path("report/alike/", report.alike, name="report_alike"),
    path("report/where/", report.where, name="report_where"),
    path("find/place-words/", report.place_words, name="place_words"),
    path("find/places/", report.find_places, name="find_places"),
    path("find/matters/", finding.find_matters, name="find_matters"),
    path("find/units/", finding.find_units, name="find_units"),
    path("find/criteria/", finding.find_criteria, name="find_criteria"),
    path("find/cases/", finding.find_cases, name="find_cases"),
    path("process/", running.process, name="process"),
    path("process/publish/", publishing.write, name="process_publish"),
    path("process/<int:version>.toml", publishing.text, name="process_text"),
    path("files/<uuid:file_id>/", files.file, name="file"),
    path("notices/", notices.inbox, name="notices"),
    path("notices/read/", notices.read, name="notices_read"),
    path("instructions/", instructions.instructions, name="instructions"),
    path("instructions/<int:instruction_id>/do/", instructions.do, name="instruction_do"),
    path("bodies/", include("linli.web.desk.bodies.urls")),
    path("disputes/", include("linli.web.desk.disputes.urls")),
    path("risks/", include("linli.web.desk.risks.urls")),
    path("patrols/", include("linli.web.desk.patrols.urls")),
    path("announcements/", include("linli.web.desk.announcements.urls")),
    path("figures/", include("linli.web.desk.figures.urls")),
    path("people/", include("linli.web.desk.people.urls")),
    path("matters/", include("linli.web.desk.matters.urls")),
    path("calendar/", include("linli.web.desk.calendar.urls")),
    path("webhooks/", include("linli.web.desk.webhooks.urls")),
    path("following/", include("linli.web.desk.following.urls")),
    path("programs/", include("linli.web.desk.programs.urls")),
    path("journal/", include("linli.web.desk.journal.urls")),
    path("areas/", include("linli.web.desk.areas.urls")),
    path("places/", include("linli.web.desk.places.urls")),
]
