"""Addresses under /desk/disputes/."""

from django.urls import path

from linli.web.desk.disputes import views
from linli.web.desk.disputes.codes import views as codes

app_name = "disputes"

urlpatterns = [
    path("new/", views.new, name="new"),
    path("<int:case_id>/parties/<int:number>/", views.party, name="party"),
    path("<int:case_id>/parties/<int:number>/code/", codes.code, name="code"),
]
