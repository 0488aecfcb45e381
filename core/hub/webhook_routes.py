"""Where shops and scripts subscribe webhooks, see how they do, and change their secrets."""

import secrets
from collections.abc import Callable

from aiohttp import web
from msgspec.structs import replace

from core.hub import webhook_words as w
from core.hub.api_answers import Faulty, answered, decoded, idempotency_key, page_of, told
from core.hub.api_description import WEBHOOKS
from core.hub.api_keys import ApiKey
from core.hub.clock import wall_clock
from core.hub.open_depot import OpenDepot
from core.hub.webhook_address import checked
from core.hub.webhook_book import Key, TooManyWebhooks, key_of
from core.hub.webhooks import Webhooks

Admitted = Callable[[web.Request, str], tuple[ApiKey, OpenDepot]]


class WebhookRoutes:
    """Serves `/api/v1/webhooks…`; a key sees and changes those of its own shop."""

    def __init__(self, admitted: Admitted, webhooks: Webhooks) -> None:
        self._admitted = admitted
        self._webhooks = webhooks
        self._book = webhooks.book

    def routes(self) -> list[web.RouteDef]:
        """What the hub's HTTP side serves for them."""
        path = "/api/v1/webhooks"
        return [
            web.post(path, answered(self._make)),
            web.get(path, answered(self._list)),
            web.get(f"{path}/{{id}}", answered(self._read)),
            web.delete(f"{path}/{{id}}", answered(self._delete)),
            web.get(f"{path}/{{id}}/deliveries", answered(self._deliveries)),
            web.post(f"{path}/{{id}}/secret", answered(self._rotate)),
            web.post(f"{path}/{{id}}/on", answered(self._switch_on)),
        ]

    async def _make(self, request: web.Request) -> web.Response:
        key, opened = self._admitted(request, WEBHOOKS)
        idempotency_key(request)
        new = decoded(await request.read(), w.NewWebhook)
        url = checked(new.url, self._webhooks.networks)
        name = (key.depot, key.shop, new.id)
        webhook = self._book.get(name)
        if webhook is not None and (webhook.url, webhook.kinds) != (url, new.kinds):
            raise Faulty(422, f"There is a webhook {new.id} already. Delete it first.")
        if webhook is None:
            webhook = w.Webhook(
                id=new.id,
                depot=key.depot,
                shop=key.shop,
                key_id=key.id,
                url=url,
                kinds=new.kinds,
                secret=secrets.token_urlsafe(32),
                made_at=wall_clock(),
            )
            try:
                await self._book.add(webhook, w.Progress(opened.gate.state.seq))
            except TooManyWebhooks as error:
                raise Faulty(409, str(error)) from None
            self._webhooks.begin(key_of(webhook))
        return told(w.MadeWebhook(self._told(webhook, opened), webhook.secret), 201)

    async def _list(self, request: web.Request) -> web.Response:
        key, opened = self._admitted(request, WEBHOOKS)
        after, limit, _ = page_of(request)
        own = [each for each in self._book.of(key.depot) if each.shop == key.shop]
        left = sorted((each for each in own if each.id > after), key=lambda each: each.id)
        page = tuple(self._told(each, opened) for each in left[:limit])
        return told(w.Webhooks(page, page[-1].id if len(left) > limit else None))

    async def _read(self, request: web.Request) -> web.Response:
        webhook, opened = self._named(request)
        return told(self._told(webhook, opened))

    async def _delete(self, request: web.Request) -> web.Response:
        webhook, _ = self._named(request)
        await self._book.remove(key_of(webhook))
        self._webhooks.begin(key_of(webhook))
        return web.Response(status=204)

    async def _deliveries(self, request: web.Request) -> web.Response:
        webhook, _ = self._named(request)
        return told(w.Deliveries(self._book.progress(key_of(webhook)).deliveries))

    async def _rotate(self, request: web.Request) -> web.Response:
        webhook, _ = self._named(request)
        sent = idempotency_key(request)
        now = wall_clock()
        changed = w.rotated(webhook, secrets.token_urlsafe(32), sent, now)
        await self._book.change(changed)
        assert changed.old_until is not None
        return told(w.NewSecret(changed.secret, changed.old_until), 201)

    async def _switch_on(self, request: web.Request) -> web.Response:
        """It goes on where it stood, at once; from now on it ends with the key that asks."""
        webhook, opened = self._named(request)
        idempotency_key(request)
        key, _ = self._admitted(request, WEBHOOKS)
        name = key_of(webhook)
        changed = replace(webhook, key_id=key.id)
        before = self._book.progress(name)
        await self._book.change(changed)
        await self._book.move(name, w.Progress(before.cursor, deliveries=before.deliveries))
        self._webhooks.begin(name)
        return told(self._told(changed, opened), 201)

    def _named(self, request: web.Request) -> tuple[w.Webhook, OpenDepot]:
        key, opened = self._admitted(request, WEBHOOKS)
        name: Key = (key.depot, key.shop, request.match_info["id"])
        webhook = self._book.get(name)
        if webhook is None:
            raise Faulty(404, f"There is no webhook {name[2][:60]}.")
        return webhook, opened

    def _told(self, webhook: w.Webhook, opened: OpenDepot) -> w.ToldWebhook:
        progress = self._book.progress(key_of(webhook))
        return w.told(webhook, progress, opened.gate.state.seq)
