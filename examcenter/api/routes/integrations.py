"""Tokens of people and of programs, and the programs."""

from django.urls import path

from examcenter.api.views import integrations, tokens

routes = [
    path("tokens", tokens.Tokens.as_view(), name="tokens"),
    path("tokens/current", tokens.CurrentToken.as_view(), name="current_token"),
    path("tokens/<uuid:token_id>", tokens.Token.as_view(), name="token"),
    path("integrations", integrations.Integrations.as_view(), name="integrations"),
    path(
        "integrations/<uuid:integration_id>",
        integrations.Integration.as_view(),
        name="integration",
    ),
    path(
        "integrations/<uuid:integration_id>/tokens",
        integrations.IntegrationTokens.as_view(),
        name="integration_tokens",
    ),
]
