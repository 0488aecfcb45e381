"""The API's description is whole and made of the types that count."""

import re

import msgspec

from core.hub.api_description import CALLS, SCOPES, openapi
from core.model import CaseStatus, OrderStatus


def test_every_call_is_described_with_its_scope_its_answers_and_an_example() -> None:
    told = openapi("https://hub.example")
    for call in CALLS:
        operation = told["paths"][call.path][call.method]
        assert call.scope in SCOPES
        assert call.scope in operation["description"]
        assert {"401", "403", "422", "429", "503"} < set(operation["responses"])
        named = [each["name"] for each in operation["parameters"]]
        is_written = call.method == "post" and not call.is_preview
        assert ("Idempotency-Key" in named) == is_written
        assert str(call.status) in operation["responses"]
        if call.body is not None:
            body = operation["requestBody"]["content"]["application/json"]
            assert msgspec.convert(body["example"], call.body, strict=False)
        else:
            assert any("example" in each for each in operation["parameters"])


def test_the_statuses_that_a_list_is_read_by_are_named() -> None:
    paths = openapi("https://hub.example")["paths"]

    def named(path: str) -> list[str] | None:
        parameters = {each["name"]: each for each in paths[path]["get"]["parameters"]}
        return parameters["status"]["schema"]["enum"] if "status" in parameters else None

    assert named("/api/v1/orders") == [each.value for each in OrderStatus]
    assert named("/api/v1/cases") == [each.value for each in CaseStatus]
    assert named("/api/v1/webhooks") is None


def test_every_reference_leads_somewhere() -> None:
    told = openapi("https://hub.example")
    used = re.findall(r"#/components/schemas/(\w+)", msgspec.json.encode(told).decode())
    assert set(used) == set(told["components"]["schemas"])
    operations = [o["operationId"] for path in told["paths"].values() for o in path.values()]
    assert len(set(operations)) == len(CALLS)


def test_the_description_says_what_a_webhook_is_sent() -> None:
    told = openapi("https://hub.example")["webhooks"]["notices"]["post"]
    (parameter,) = told["parameters"]
    assert parameter["name"] == "X-Backhaul-Signature"
    schema = told["requestBody"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/Notices"}
