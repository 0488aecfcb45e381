"""Answers of somebody's server: whole, in time, and never asked for in clear."""

import contextlib
import io
import urllib.request
from http.client import HTTPMessage

import pytest

from core import server_answer


def test_a_server_may_point_elsewhere_but_never_from_encrypted_to_in_clear() -> None:
    asked = urllib.request.Request("https://a.example/api?q=Balmaceda")
    redirect = server_answer._NeverInClear().redirect_request
    for url, is_followed in (("https://b.example/", True), ("http://b.example/", False)):
        with contextlib.ExitStack() as stack:
            if not is_followed:
                stack.enter_context(pytest.raises(OSError, match="302"))
            found = redirect(asked, io.BytesIO(), 302, "Found", HTTPMessage(), url)
            assert found is not None
            assert found.full_url == url
