"""What a hub serves over HTTP, and what it does for people outside: the pages of drivers and
customers, the API, phones, webhooks, shops' orders and messages.

A start listens for drivers and consoles first and loads this afterwards (`HubServer.serve_pages`).
"""

import asyncio
import socket
import ssl
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.hub.api_keys import ApiKey, KeyRoutes
from core.hub.api_routes import ApiRoutes
from core.hub.audit_routes import AuditRoutes
from core.hub.callers import DEPOTS, PROXIES
from core.hub.certificates import fingerprint_of
from core.hub.customer_page import CustomerPages, kept_secret
from core.hub.desks import DeskRoutes
from core.hub.erasure_routes import ErasureRoutes
from core.hub.file_routes import FileRoutes
from core.hub.history_routes import HistoryRoutes
from core.hub.http import Pages, authority_routes
from core.hub.http_listener import HttpListener
from core.hub.log import EventLog
from core.hub.messenger import Messenger
from core.hub.metrics_routes import Watch
from core.hub.open_depot import OpenDepot
from core.hub.people_routes import PeopleRoutes
from core.hub.phone_routes import Phone, PhoneRoutes
from core.hub.reach_routes import ReachRoutes
from core.hub.region_routes import RegionRoutes
from core.hub.report_routes import ReportRoutes
from core.hub.rewind_routes import RewindRoutes
from core.hub.shop_webhook import ShopWebhook
from core.hub.token_book import TokenBook
from core.hub.webhook_book import WebhookBook
from core.hub.webhook_routes import WebhookRoutes
from core.hub.webhooks import Webhooks
from core.model import DepotId

if TYPE_CHECKING:
    from core.hub.server import HubServer, Outside

PROXY_SOCKET = "/socket"
"""Where a proxy before the hub takes websockets in."""


class WebSide:
    """The HTTP listener of a hub with all its routes. Belongs to the hub's event loop, but may be
    made in another thread."""

    def __init__(self, hub: "HubServer", log: EventLog, outside: "Outside") -> None:
        self._log = log
        self._listener: HttpListener | None = None
        is_behind_proxy = bool(outside.public_url)
        depots, known = hub.open_depots, hub.actor_of
        self.pages = Pages(
            hub,
            outside.blobs,
            outside.resources / "driver",
            strangers=hub.strangers,
            trail=hub.trail,
            conduct=hub.conduct,
            is_behind_proxy=is_behind_proxy,
        )
        self.pages.app[PROXIES] = outside.proxies
        self.pages.app[DEPOTS] = lambda: hub.depots
        self.customers = CustomerPages(
            depots.get, hub.travel_times.matrix, outside.blobs, is_behind_proxy=is_behind_proxy
        )
        self._shops = ShopWebhook(outside.shops, depots.get)
        self.key_book = TokenBook(log, "api_keys", ApiKey)
        self.api = ApiRoutes(self.key_book, depots.get, log, is_behind_proxy=is_behind_proxy)
        self.webhooks = Webhooks(
            WebhookBook(log), networks=outside.webhook_networks, has_key=self._has_key
        )
        self._phone_book = TokenBook(log, "phones", Phone)
        self.phones = PhoneRoutes(
            self._phone_book, depots.get, known, hub.trail, is_behind_proxy=is_behind_proxy
        )
        self.watch = Watch(
            log,
            depots,
            known,
            is_well=lambda: not hub.failed.is_set(),
            is_behind_proxy=is_behind_proxy,
            webhooks=self.webhooks.how_they_do,
        )
        self._messenger = Messenger(
            outside.channels, times=hub.travel_times.matrix, link=self.customers.link
        )
        people = PeopleRoutes(
            hub.people,
            hub.passwords,
            known,
            depots=lambda: hub.depots,
            is_taken=hub.is_taken,
            let_go=hub.let_go_everywhere,
            forget_name=hub.privacy.forget_name,
            is_behind_proxy=is_behind_proxy,
        )
        self._reach = ReachRoutes(
            known, outside.resources / "reach", is_behind_proxy=is_behind_proxy
        )
        desks = DeskRoutes(hub.desk_book, known, hub.let_go, hub.is_called, hub.trail)
        for each in (
            self.customers,
            self._shops,
            self.api,
            WebhookRoutes(self.api.admitted, self.webhooks),
            FileRoutes(self.api.admitted, outside.region),
            KeyRoutes(self.key_book, known, hub.trail),
            ErasureRoutes(hub.trail, depots, known),
            desks,
            people,
            ReportRoutes(log, known),
            RewindRoutes(log, known),
            AuditRoutes(log, known, hub.trail),
            self.phones,
            self._reach,
            HistoryRoutes(log, depots.get, known),
            RegionRoutes(outside.region, known),
            self.watch,
        ):
            self.pages.app.add_routes(each.routes())
        if outside.authority is not None:
            self.pages.app.add_routes(authority_routes(outside.authority))
            if not is_behind_proxy:
                self.pages.fingerprint = fingerprint_of(outside.authority.read_bytes())
        self._tell_addresses(hub, outside.public_url)

    def _tell_addresses(self, hub: "HubServer", public_url: str) -> None:
        self.pages.ws_url, self.pages.http_url = hub.ws_url, public_url or hub.http_url
        if public_url:
            # Browsers come through the proxy, which leads /socket to the websockets.
            self.pages.ws_url = f"ws{public_url.removeprefix('http')}{PROXY_SOCKET}"
        self.customers.base_url = self.phones.base_url = self.api.base_url = self.pages.http_url
        self._reach.base_url, self._reach.ws_url = self.pages.http_url, self.pages.ws_url

    async def load(self, depots: Iterable[DepotId]) -> None:
        """Take up what the log keeps. Raises `LogUnavailable`."""
        self.customers.secret = await asyncio.to_thread(kept_secret, self._log)
        for book in (self._phone_book, self.key_book, self.webhooks.book):
            await asyncio.to_thread(book.load, list(depots))

    def follow(self, depot: OpenDepot) -> "list[asyncio.Task[None]]":
        """Serve a depot's people outside from now on; tasks that must not end."""
        tasks = self._shops.follow(depot)
        self._messenger.follow(depot)
        self.webhooks.follow(depot)
        return list(tasks)

    async def serve(self, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
        """Answer from now on, also who waits already."""
        self._listener = HttpListener(self.pages.app, self.phones.short_way, self.pages.headers)
        await self._listener.serve(listener, tls)

    async def close(self) -> None:
        """Answer nobody any more."""
        if self._listener is not None:
            await self._listener.close()

    async def stop(self) -> None:
        """Finish what is under way outside."""
        await self._messenger.stop()
        await self._shops.stop()
        await self.webhooks.stop()

    def _has_key(self, depot: DepotId, key_id: str) -> bool:
        return any(key.id == key_id for key in self.key_book.of(depot))
