"""Addresses under /desk/disputes/."""

from django.urls import path

from linli.web.desk.disputes import views
from linli.web.desk.disputes.codes import views as codes

app_name = "disputes"

urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/excel/", views.figures_excel, name="figures_excel"),
    path("meetings/", views.meetings, name="meetings"),
    path("new/", views.new, name="new"),
    path("<int:case_id>/meetings/<int:number>.ics", views.meeting, name="meeting"),
    path("<int:case_id>/parties/<int:number>/", views.party, name="party"),
    path("<int:case_id>/parties/<int:number>/code/", codes.code, name="code"),
]
