"""Tokens of people and of programs."""

from django.urls import path

from examcenter.api.views import tokens

routes = [
    path("tokens", tokens.Tokens.as_view(), name="tokens"),
    path("tokens/current", tokens.CurrentToken.as_view(), name="current_token"),
]
