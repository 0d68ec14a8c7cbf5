"""What every operation shares: queries, fields, entity tags, scopes; tried on a small thing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate

from examcenter.api.filters import ChangesQuery
from examcenter.api.forms import form_of
from examcenter.api.serializers.inputs import DraftInput, NothingInput, StrictSerializer
from examcenter.api.views.base import ApiView, describe, describe_list
from examcenter.integrations.models import AccessToken

SEND = APIRequestFactory()


class OwnerOutput(serializers.Serializer[Any]):
    """Whose the thing is."""

    name = serializers.CharField()
    town = serializers.CharField()


class ThingOutput(serializers.Serializer[Any]):
    """A thing."""

    title = serializers.CharField()
    owner = OwnerOutput()
    former = OwnerOutput(many=True)


class ThingInput(StrictSerializer):
    """What changes of it."""

    title = serializers.CharField()


class ThingQuery(ChangesQuery):
    """Which things."""

    kind = serializers.ChoiceField(choices=["old", "new"], required=False)
    tag = serializers.ListField(child=serializers.CharField(), required=False)


THING: dict[str, Any] = {}


class Thing(ApiView):
    """One thing."""

    @describe("read_thing", "Read", responses={200: ThingOutput}, scope="courses:read")
    def get(self, request):
        """Return it."""
        return Response(ThingOutput(THING).data)

    @describe(
        "change_thing",
        "Change",
        request=ThingInput,
        responses={200: ThingOutput},
        match=True,
        scope="courses:write",
    )
    def put(self, request):
        """Change it."""
        self.require_match(ThingOutput(THING).data)
        THING.update(self.read(ThingInput))
        return Response(ThingOutput(THING).data)

    @describe("poke_thing", "Poke", request=NothingInput, responses={204: None})
    def post(self, request):
        """Do nothing; it names no scope."""
        return Response(status=204)


class Things(ApiView):
    """Some things."""

    @describe_list(
        "list_things", "List", ThingOutput, query=ThingQuery, is_paged=False, scope="courses:read"
    )
    def get(self, request):
        """Return them."""
        self.seen = self.query(ThingQuery)
        return self.whole_page([THING], ThingOutput)


@pytest.fixture(autouse=True)
def thing():
    THING.clear()
    THING.update(
        title="kernel",
        owner={"name": "Ada", "town": "Turin"},
        former=[{"name": "Ben", "town": "Bern"}, {"name": "Eve", "town": "Evian"}],
    )


@pytest.fixture
def call(cast):
    """Return what sends a request to the things as Ada, by a token of some scopes or by session."""

    def send(method="get", view=Thing, query="", data=None, scopes=None, **headers):
        request = getattr(SEND, method)(
            f"/things?{query}", data, format="json" if data is not None else None, headers=headers
        )
        token = None if scopes is None else AccessToken(user=cast.ada, scopes=scopes)
        force_authenticate(request, user=cast.ada, token=token)  # type: ignore[arg-type]
        response = view.as_view()(request)
        if hasattr(response, "render"):
            response.render()
        return response

    return send


def body(response):
    return json.loads(response.content)


def test_an_unknown_parameter_is_refused_with_the_known_ones(call):
    refused = call(view=Things, query="king=old")

    assert (refused.status_code, body(refused)["code"]) == (400, "unknown_parameter")
    assert "'king'; expected: fields, kind, tag, updated_since" in body(refused)["detail"]
    assert call(query="limit=3").status_code == 400
    assert call("put", query="fields=title", data={"title": "x"}).status_code == 428


@pytest.mark.parametrize(
    "query",
    [
        "kind=odd",
        "kind=old&kind=new",
        "updated_since=yesterday",
        "updated_since=9999-99-99",
        "tag=",
    ],
)
def test_a_value_that_does_not_fit_is_named(call, query):
    refused = call(view=Things, query=query)

    assert (refused.status_code, body(refused)["code"]) == (400, "invalid_request")
    assert body(refused)["errors"][0]["pointer"].startswith(f"/{query.partition('=')[0]}")


def test_values_are_read_and_a_list_may_come_in_pieces(call):
    assert call(view=Things, query="kind=new&tag=a&tag=b").status_code == 200
    assert call(view=Things, query="updated_since=2026-11-22T14:00:00Z").status_code == 200


def test_fields_leave_out_what_was_not_asked_for(call):
    assert body(call(query="fields=title")) == {"title": "kernel"}
    assert body(call(query="fields=owner.name,title")) == {
        "title": "kernel",
        "owner": {"name": "Ada"},
    }
    assert body(call(query="fields=former.town")) == {
        "former": [{"town": "Bern"}, {"town": "Evian"}]
    }
    # All of it wins over a part, in whatever order.
    for text in ("owner,owner.name", "owner.name,owner"):
        assert body(call(query=f"fields={text}"))["owner"] == {"name": "Ada", "town": "Turin"}
    page = body(call(view=Things, query="fields=title"))
    assert page == {"next": None, "previous": None, "results": [{"title": "kernel"}]}


@pytest.mark.parametrize(
    "text", ["price", "owner.age", "title.size", "", "owner.", ".", "owner..name"]
)
def test_an_unknown_field_is_refused_with_those_that_there_are(call, text):
    refused = call(query=f"fields={text}")

    assert (refused.status_code, body(refused)["code"]) == (400, "unknown_field")
    assert "there is: " in body(refused)["detail"]


def test_who_has_the_newest_state_is_not_sent_it_again(call):
    first = call()
    again = call(**{"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert call(**{"If-None-Match": f'"other", W/{first["ETag"]}'}).status_code == 304
    assert call(query="fields=title")["ETag"] == first["ETag"]
    THING["title"] = "stride"
    assert call(**{"If-None-Match": first["ETag"]}).status_code == 200


def test_a_change_says_which_state_it_starts_from(call):
    tag = call()["ETag"]
    blind = call("put", data={"title": "a"})
    assert (blind.status_code, body(blind)["code"]) == (428, "precondition_required")
    done = call("put", data={"title": "a"}, **{"If-Match": tag})
    assert done.status_code == 200
    assert done["ETag"] == call()["ETag"] != tag

    late = call("put", data={"title": "b"}, **{"If-Match": tag})
    assert (late.status_code, body(late)["code"], late["ETag"]) == (
        412,
        "changed_meanwhile",
        done["ETag"],
    )
    weak = call("put", data={"title": "b"}, **{"If-Match": f"W/{done['ETag']}"})
    assert (weak.status_code, THING["title"]) == (412, "a")
    assert call("put", data={"title": "c"}, **{"If-Match": "*"}).status_code == 200
    assert THING["title"] == "c"


def test_a_token_does_only_what_its_scopes_say(call):
    assert call(scopes=["courses:read"]).status_code == 200
    refused = call("put", data={"title": "x"}, scopes=["courses:read"])
    assert (refused.status_code, body(refused)["code"]) == (403, "scope_missing")
    assert "courses:write" in body(refused)["detail"]
    assert call("put", data={"title": "x"}, scopes=["all"]).status_code == 428
    assert call("put", data={"title": "x"}).status_code == 428


def test_an_operation_without_a_scope_is_for_no_token_of_some_scopes(call):
    for scopes in ([], ["courses:read"]):
        assert call("post", data={}, scopes=scopes).status_code == 403
    assert call("post", data={}, scopes=["all"]).status_code == 204
    assert call("post", data={}).status_code == 204


def test_a_view_tells_nothing_beside_its_document(call):
    assert call("options").status_code == 405


def test_answers_are_private_and_asked_for_again(call):
    assert call()["Cache-Control"] == "private, no-cache"


def inputs_below(kind: type[StrictSerializer]) -> Iterator[type[StrictSerializer]]:
    """Yield every input that there is."""
    for one in kind.__subclasses__():
        yield one
        yield from inputs_below(one)


def test_inputs_are_made_once_and_share_no_value_between_requests():
    import_module("examcenter.api.urls")
    kinds = set(inputs_below(StrictSerializer))
    assert len(kinds) > 30
    for kind in kinds:
        assert form_of(kind) is form_of(kind)
        for name, field in form_of(kind).fields.items():
            assert not isinstance(field.default, list | dict | set), f"{kind.__name__}.{name}"
    first = form_of(DraftInput).run_validation({"answers": {"a": "1"}, "sequence": 4})
    with pytest.raises(ValidationError):
        form_of(DraftInput).run_validation({"answers": {"a": []}})
    assert form_of(DraftInput).run_validation({"answers": {"b": "2"}}) == {"answers": {"b": "2"}}
    assert first == {"answers": {"a": "1"}, "sequence": 4}
