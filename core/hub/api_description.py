"""The API described in OpenAPI 3.1, made of the very types that decode and encode it. Pure."""

import base64
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from core.hub import api_words as w
from core.hub import file_words as f
from core.hub import webhook_words as h
from core.hub.shop_protocol import SIGNATURE
from core.model import CaseStatus, OrderStatus

READ_ORDERS = "orders:read"
WRITE_ORDERS = "orders:write"
READ_CASES = "cases:read"
WEBHOOKS = "webhooks"
WRITE_FILES = "files:write"
USUAL_SCOPES = (READ_ORDERS, WRITE_ORDERS, READ_CASES, WEBHOOKS)
"""Of a key that is made without naming any."""
SCOPES = (*USUAL_SCOPES, WRITE_FILES)

_PAGED = {
    "after": "Cursor: `next` of the page before.",
    "limit": "At most so many, 1 to 500; 100 if it is left out.",
}


class Call(Struct, frozen=True):
    """A call with an example that works on a depot that knows what it names."""

    method: str
    path: str
    summary: str
    scope: str
    answer: type[Any] | None
    """None: 204, without a body."""
    body: type[Any] | None = None
    example: Mapping[str, Any] = {}
    """Of the body; without one, of the path's and the query's parameters."""

    statuses: type[StrEnum] | None = None
    """By which of them a list can be read."""

    is_preview: bool = False
    """It writes nothing."""

    @property
    def is_entered_once(self) -> bool:
        """Whether it needs an idempotency key."""
        return self.method == "post" and not self.is_preview

    @property
    def status(self) -> int:
        """Of the answer when all went well."""
        if self.answer is None:
            return 204
        return 201 if self.is_entered_once else 200


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
NEW_WEBHOOK = {
    "id": "stock-system",
    "url": "https://casanorte.example/backhaul/notices",
    "kinds": ["order.done", "order.failed", "case.opened"],
}
NEW_FILE = {
    "name": "orders.csv",
    "content": base64.b64encode(
        b"Order,Customer,Address,Latitude,Longitude,Goods,Quantity\n"
        b"CN-10491,Rosa Diaz,Balmaceda 520,-29.9045,-71.2489,Kettle,1\n"
    ).decode(),
    "day": "2026-11-24",
}
_STOCK_SYSTEM = {"id": "stock-system"}

CALLS = (
    Call("post", "/api/v1/orders", "Enter an order", WRITE_ORDERS, w.ToldOrder, w.NewOrder,
         NEW_ORDER),
    Call("get", "/api/v1/orders", "Read orders", READ_ORDERS, w.Orders,
         example={"limit": "50", "status": "waiting"}, statuses=OrderStatus),
    Call("get", "/api/v1/orders/{id}", "Read an order", READ_ORDERS, w.ToldOrder,
         example={"id": "CN-10482"}),
    Call("post", "/api/v1/returns", "Enter a return of delivered goods", WRITE_ORDERS,
         w.ToldOrder, w.NewReturn, NEW_RETURN),
    Call("post", "/api/v1/files/preview", "Preview a file", WRITE_FILES, f.ToldFile, f.NewFile,
         NEW_FILE, is_preview=True),
    Call("post", "/api/v1/files", "Import a file", WRITE_FILES, f.ToldFile, f.NewFile, NEW_FILE),
    Call("get", "/api/v1/cases", "Read cases", READ_CASES, w.Cases,
         example={"status": "open"}, statuses=CaseStatus),
    Call("get", "/api/v1/cases/{id}", "Read a case", READ_CASES, w.ToldCase,
         example={"id": "case-CN-10477-b1"}),
    Call("post", "/api/v1/webhooks", "Subscribe a webhook", WEBHOOKS, h.MadeWebhook, h.NewWebhook,
         NEW_WEBHOOK),
    Call("get", "/api/v1/webhooks", "Read webhooks", WEBHOOKS, h.Webhooks, example={"limit": "10"}),
    Call("get", "/api/v1/webhooks/{id}", "Read a webhook", WEBHOOKS, h.ToldWebhook,
         example=_STOCK_SYSTEM),
    Call("get", "/api/v1/webhooks/{id}/deliveries", "Read a webhook's last deliveries", WEBHOOKS,
         h.Deliveries, example=_STOCK_SYSTEM),
    Call("post", "/api/v1/webhooks/{id}/secret", "Change a webhook's secret", WEBHOOKS,
         h.NewSecret, example=_STOCK_SYSTEM),
    Call("post", "/api/v1/webhooks/{id}/on", "Switch a webhook on again", WEBHOOKS,
         h.ToldWebhook, example=_STOCK_SYSTEM),
    Call("delete", "/api/v1/webhooks/{id}", "Delete a webhook", WEBHOOKS, None,
         example=_STOCK_SYSTEM),
)  # fmt: skip


def openapi(server_url: str) -> dict[str, Any]:
    """The whole description."""
    types = [w.Fault, h.Notices, *(c.answer for c in CALLS if c.answer), *_bodies()]
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
        "webhooks": {"notices": {"post": _notices()}},
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _bodies() -> list[type[Any]]:
    return [call.body for call in CALLS if call.body is not None]


def _notices() -> dict[str, Any]:
    """What a webhook's address is sent."""
    words = "`t=<unix seconds>,v1=<hex>`: HMAC-SHA256 of `<t>.<body>` with the webhook's secret."
    text = {"type": "string"}
    return {
        "summary": "Take notices",
        "description": (
            "Sent in the order of what happened until it is answered with 2xx, at growing pauses; "
            "after three days in vain, or a 410, the webhook is off until it is switched on again, "
            "and goes on where it stood. A notice may come twice, with the same `id`. While a "
            "secret is being changed the header holds a `v1` for the new and one for the old one."
        ),
        "parameters": [_parameter(SIGNATURE, "header", words, text, None)],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ref(h.Notices)}},
        },
        "responses": {"204": {"description": "Taken. Any other 2xx says the same."}},
    }


def _operation(call: Call) -> dict[str, Any]:
    made: dict[str, Any] = {
        "summary": call.summary,
        "description": f"Needs the scope `{call.scope}`.",
        "operationId": call.summary.lower().replace(" ", "_"),
        "parameters": _parameters(call),
        "responses": {
            str(call.status): _answer(call),
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
    text = {"type": "string"}
    made: list[dict[str, Any]] = []
    if "{id}" in call.path:
        made.append(_parameter("id", "path", "Its id.", text, call.example["id"]))
    if call.is_entered_once:
        words = "Sent again with the same key and body it is done once, and answered alike."
        schema = {"type": "string", "minLength": 8, "maxLength": 200}
        made.append(_parameter("Idempotency-Key", "header", words, schema, f"{call.path}-1"))
    if made or call.body is not None:
        return made
    made = [
        _parameter(name, "query", words, text, call.example.get(name))
        for name, words in _PAGED.items()
    ]
    if call.statuses is not None:
        schema = text | {"enum": [each.value for each in call.statuses]}
        words = "Only those of this status."
        made.append(_parameter("status", "query", words, schema, call.example.get("status")))
    return made


def _parameter(
    name: str, where: str, words: str, schema: dict[str, Any], example: str | None
) -> dict[str, Any]:
    told = {"name": name, "in": where, "description": words, "schema": schema}
    is_needed = {"required": True} if where != "query" else {}
    return told | is_needed | ({"example": example} if example is not None else {})


def _answer(call: Call) -> dict[str, Any]:
    if call.answer is None:
        return {"description": "Done; there is nothing to tell."}
    return _content(call.answer, "As the depot knows it now.")


def _content(answer: type[Any], words: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": _ref(answer)}}}


def _ref(kind: type[Any]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}
