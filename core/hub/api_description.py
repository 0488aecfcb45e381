"""The API described in OpenAPI 3.1, made of the very types that decode and encode it. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from core.hub import api_words as w

READ_ORDERS = "orders:read"
WRITE_ORDERS = "orders:write"
READ_CASES = "cases:read"
SCOPES = (READ_ORDERS, WRITE_ORDERS, READ_CASES)

_PAGED = {
    "after": "Cursor: `next` of the page before.",
    "limit": "At most so many, 1 to 500; 100 if it is left out.",
    "status": "Only those of this status.",
}


class Call(Struct, frozen=True):
    """A call with an example that works on a depot that knows what it names."""

    method: str
    path: str
    summary: str
    scope: str
    answer: type[Any]
    body: type[Any] | None = None
    example: Mapping[str, Any] = {}
    """Of the body; without one, of the path's and the query's parameters."""


NEW_ORDER = {
    "id": "CN-10482",
    "kind": "delivery",
    "customer": {"id": "8812", "name": "Rosa Díaz", "phone": "+56 9 5555 0142"},
    "address": "Balmaceda 520, La Serena",
    "lat": -29.9045,
    "lon": -71.2489,
    "day": "2026-11-24",
    "window": {"opens": "2026-11-24T09:00:00-03:00", "closes": "2026-11-24T12:00:00-03:00"},
    "items": [
        {
            "sku": "KETTLE-17",
            "description": "Kettle, 1.7 l",
            "quantity": 1,
            "unit_value_minor": 24990,
            "weight_g": 1400,
            "volume_ml": 6000,
        }
    ],
}
NEW_RETURN = {
    "order_id": "CN-10477",
    "lines": [{"item_id": "CN-10477.1", "quantity": 1}],
    "reason": "changed_mind",
    "day": "2026-11-23",
    "note": "Rings the bell twice.",
}

CALLS = (
    Call("post", "/api/v1/orders", "Enter an order", WRITE_ORDERS, w.ToldOrder, w.NewOrder,
         NEW_ORDER),
    Call("get", "/api/v1/orders", "Read orders", READ_ORDERS, w.Orders,
         example={"limit": "50", "status": "waiting"}),
    Call("get", "/api/v1/orders/{id}", "Read an order", READ_ORDERS, w.ToldOrder,
         example={"id": "CN-10482"}),
    Call("post", "/api/v1/returns", "Enter a return of delivered goods", WRITE_ORDERS,
         w.ToldOrder, w.NewReturn, NEW_RETURN),
    Call("get", "/api/v1/cases", "Read cases", READ_CASES, w.Cases, example={"status": "open"}),
    Call("get", "/api/v1/cases/{id}", "Read a case", READ_CASES, w.ToldCase,
         example={"id": "case-CN-10477-b1"}),
)  # fmt: skip


def openapi(server_url: str) -> dict[str, Any]:
    """The whole description."""
    types = [w.Fault, *(call.answer for call in CALLS), *(c.body for c in CALLS if c.body)]
    _, components = msgspec.json.schema_components(
        list(dict.fromkeys(types)), ref_template="#/components/schemas/{name}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for call in CALLS:
        paths.setdefault(call.path, {})[call.method] = _operation(call)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Backhaul",
            "version": "1",
            "description": (
                "Orders, returns and cases of one depot. The key goes into the Authorization "
                "header; it belongs to a depot, has scopes and may be bound to a shop. Whatever "
                "is refused is answered with a sentence in `error`."
            ),
        },
        "servers": [{"url": server_url}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(call: Call) -> dict[str, Any]:
    made: dict[str, Any] = {
        "summary": call.summary,
        "description": f"Needs the scope `{call.scope}`.",
        "operationId": call.summary.lower().replace(" ", "_"),
        "parameters": _parameters(call),
        "responses": {
            "201" if call.body else "200": _content(call.answer, "As the depot knows it now."),
            **{
                status: _content(w.Fault, words)
                for status, words in (
                    ("401", "The key is missing, unknown or revoked."),
                    ("403", "The key may not do this."),
                    ("404", "There is no such thing, or it is another shop's."),
                    ("422", "The sentence names the field, or the rule that it breaks."),
                    ("429", "Too many calls; ask more slowly."),
                    ("503", "The hub cannot record anything just now; send the same again."),
                )
            },
        },
    }
    if call.body is not None:
        content = {"schema": _ref(call.body), "example": dict(call.example)}
        made["requestBody"] = {"required": True, "content": {"application/json": content}}
    return made


def _parameters(call: Call) -> list[dict[str, Any]]:
    if call.body is not None:
        words = "Sent again with the same key and body it is the same order, and only one."
        schema = {"type": "string", "minLength": 8, "maxLength": 200}
        return [_parameter("Idempotency-Key", "header", words, schema, f"{call.path}-1")]
    text = {"type": "string"}
    if "{id}" in call.path:
        return [_parameter("id", "path", "Its id.", text, call.example["id"])]
    return [
        _parameter(name, "query", words, text, call.example.get(name))
        for name, words in _PAGED.items()
    ]


def _parameter(
    name: str, where: str, words: str, schema: dict[str, Any], example: str | None
) -> dict[str, Any]:
    told = {"name": name, "in": where, "description": words, "schema": schema}
    is_needed = {"required": True} if where != "query" else {}
    return told | is_needed | ({"example": example} if example is not None else {})


def _content(answer: type[Any], words: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": _ref(answer)}}}


def _ref(kind: type[Any]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}
