"""Addresses of the figures, under /desk/figures/."""

from django.urls import path

from linli.web.desk.figures import views

app_name = "figures"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("cases/", views.cases, name="cases"),
    path("report/", views.report, name="report"),
    path("excel/", views.excel, name="excel"),
]
