"""Where buyers may be sent back to: hundreds of ways to lead them elsewhere, none of which does."""

import pytest

from commerce.api.returns import own_address

HOSTS = ["evil.example", "evil.example:443", "testserver.evil.example", "testserver@evil.example"]  # fmt: skip
SCHEMES = ["http://", "https://", "//", "///", "\\\\", "/\\", "\\/\\/", "http:", "http:/", "https:\\\\", "ftp://", "javascript://", "data:text/html,//", "HTTP://", "hTTp://", " http://", "\thttp://", "\nhttp://", "ht\ttp://", "http:\t//", "%2f%2f", "/%2f", "/%5c", "http:%2f%2f", "\x00http://", "http://testserver@", "http://testserver:80@", "http://testserver:x@", "http://testserver%40", "http://testserver%00@", "http://testserver\\@", "http://testserver.", "http://testserver\t.", "http://testserver。", "http://testserver．", "http://testserver%2e", "http://testserver:80.", "http://testserver;@", "http://testserver,", "http://testserver&@", "http://testserver\r\n", "http://testserver\u2028//", "http://[::ffff:1.2.3.4]@", "http://x:y@", "http://0x7f.1@", "blob:http://", "//testserver@", "//testserver\\", "http:///", "http:////", "http://\u200btestserver@", "http://ｔestserver/@", "http://te\tstserver/\\", "http://testserver\\.", "http://TESTSERVER@", "view-source:http://", "mailto:", "about:", "vbscript:", "filesystem:http://", "ws://", "//%5c", "/\t/", "/\n/", "/\r/", ".//", "..//", "?//", "#//", "@", "\\", "http://testserver#@\\", "http://testserver?\\@", "http://testserver/ ", "http://testserver/\t"]  # fmt: skip  # noqa: RUF001 -- letters that only look like ours
PAYLOADS = [scheme + host for scheme in SCHEMES for host in HOSTS]


def test_no_payload_of_hundreds_leads_elsewhere():
    taken = []
    for payload in PAYLOADS:
        try:
            taken.append(own_address(payload))
        except ValueError:
            continue

    assert len(PAYLOADS) >= 300
    assert [it for it in taken if not it.startswith("http://testserver/")] == []


def test_control_a_prefix_alone_lets_many_pass():
    """What ``startswith`` of the origin would have taken."""
    assert len([it for it in PAYLOADS if it.startswith("http://testserver")]) > 50


@pytest.mark.parametrize("address", ["http://testserver", "http://testserver/a?b={CHECKOUT_SESSION_ID}#c", "http://testserver?x=1", "https://front.example/thanks"])  # fmt: skip
def test_our_own_addresses_are_taken(address, settings):
    settings.FRONTEND_URL = "https://front.example"

    assert own_address(address) == address
