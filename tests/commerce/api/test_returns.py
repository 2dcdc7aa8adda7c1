"""Where buyers may be sent back to: hundreds of ways to lead them elsewhere, none of which does."""

import re

import pytest

from commerce.api import returns
from commerce.api.returns import own_address

HOSTS = ["evil.example", "evil.example:443", "testserver.evil.example", "testserver@evil.example"]  # fmt: skip
SCHEMES = ["http://", "https://", "//", "///", "\\\\", "/\\", "\\/\\/", "http:", "http:/", "https:\\\\", "ftp://", "javascript://", "data:text/html,//", "HTTP://", "hTTp://", " http://", "\thttp://", "\nhttp://", "ht\ttp://", "http:\t//", "%2f%2f", "/%2f", "/%5c", "http:%2f%2f", "\x00http://", "http://testserver@", "http://testserver:80@", "http://testserver:x@", "http://testserver%40", "http://testserver%00@", "http://testserver\\@", "http://testserver.", "http://testserver\t.", "http://testserver。", "http://testserver．", "http://testserver%2e", "http://testserver:80.", "http://testserver;@", "http://testserver,", "http://testserver&@", "http://testserver\r\n", "http://testserver\u2028//", "http://[::ffff:1.2.3.4]@", "http://x:y@", "http://0x7f.1@", "blob:http://", "//testserver@", "//testserver\\", "http:///", "http:////", "http://\u200btestserver@", "http://ｔestserver/@", "http://te\tstserver/\\", "http://testserver\\.", "http://TESTSERVER@", "view-source:http://", "mailto:", "about:", "vbscript:", "filesystem:http://", "ws://", "//%5c", "/\t/", "/\n/", "/\r/", ".//", "..//", "?//", "#//", "@", "\\", "http://testserver#@\\", "http://testserver?\\@", "http://testserver/ ", "http://testserver/\t"]  # fmt: skip  # noqa: RUF001 -- letters that only look like ours
PAYLOADS = [scheme + host for scheme in SCHEMES for host in HOSTS]


def taken() -> list[str]:
    """The payloads that are let pass though a browser may not read our own address in them."""
    found = []
    for payload in PAYLOADS:
        try:
            address = own_address(payload)
        except ValueError:
            continue
        plain = set(address).isdisjoint("\t\r\n\\ ") and address.isascii()
        if not (plain and address.startswith("http://testserver/")):
            found.append(address)
    return found


def test_no_payload_of_hundreds_leads_elsewhere():
    assert len(PAYLOADS) >= 300
    assert taken() == []


@pytest.mark.parametrize(
    ("guard", "anything"), [("END_OF_ORIGIN", ""), ("PLAIN", r"[\s\S]*")]
)
def test_control_without_each_guard_some_lead_elsewhere(
    monkeypatch: pytest.MonkeyPatch, guard: str, anything: str
):
    monkeypatch.setattr(returns, guard, re.compile(anything))

    assert taken() != []


@pytest.mark.parametrize("address", ["http://testserver", "http://testserver/a?b={CHECKOUT_SESSION_ID}#c", "http://testserver?x=1", "https://front.example/thanks"])  # fmt: skip
def test_our_own_addresses_are_taken(address, settings):
    settings.FRONTEND_URL = "https://front.example"

    assert own_address(address) == address
