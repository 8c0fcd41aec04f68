"""Addresses of the app; French paths, English names."""

from django.urls import path

from .views import demo_mails, undelivered

app_name = "mailing"
urlpatterns = [
    path("courriels/", undelivered.undelivered, name="undelivered"),
    path("courriels/<int:pk>/renvoyer/", undelivered.mail_again, name="mail_again"),
    path("courriels/<int:pk>/laisser/", undelivered.mail_set_aside, name="mail_set_aside"),
    path("demo/courriels/", demo_mails.demo_mails, name="demo_mails"),
    path("demo/courriels/<int:pk>/", demo_mails.demo_mail, name="demo_mail"),
    path("demo/courriels/<int:pk>/invite.ics", demo_mails.demo_mail_calendar, name="demo_mail_calendar"),
]
