"""What the sandbox is told when it starts, and what it refuses to be told."""

import argparse
import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DEFAULT_PORT = 8766


class ConfigError(Exception):
    """The sandbox will not start like this; the message says why, in plain words."""


@dataclass(frozen=True)
class StripeAccount:
    """The one Stripe account the sandbox knows."""

    secret_key: str
    webhook_secret: str
    webhook_url: str | None
    webhook_events: frozenset[str]

    def subscribes(self, kind: str) -> bool:
        """Whether the webhook endpoint asked for events of this type; no list asks for all."""
        return not self.webhook_events or kind in self.webhook_events


@dataclass(frozen=True)
class PayPalAccount:
    """The one PayPal merchant the sandbox knows."""

    client_id: str
    client_secret: str
    webhook_id: str
    webhook_url: str | None
    strict_webhooks: bool


@dataclass(frozen=True)
class Config:
    """Everything the process was started with."""

    host: str
    port: int
    smtp_port: int
    state: str
    stripe: StripeAccount
    paypal: PayPalAccount

    @property
    def base_url(self) -> str:
        """The address buyers and SDKs reach the sandbox by."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def read_config(arguments: Sequence[str], environ: Mapping[str, str]) -> Config:
    """Flags win over the environment; raises ConfigError on what is unsafe."""
    flags = _parser(environ).parse_args(arguments)
    port = _port("SANDBOX_PORT", flags.port)
    return Config(
        host=_loopback(flags.host),
        port=port,
        smtp_port=_port("SANDBOX_SMTP_PORT", flags.smtp_port or str(port + 1)),
        state=flags.state,
        stripe=_stripe(environ),
        paypal=_paypal(environ),
    )


def _parser(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--host", default=environ.get("SANDBOX_HOST", "127.0.0.1"))
    parser.add_argument(
        "--port", default=environ.get("SANDBOX_PORT", str(DEFAULT_PORT))
    )
    parser.add_argument("--smtp-port", default=environ.get("SANDBOX_SMTP_PORT"))
    parser.add_argument("--state", default=environ.get("SANDBOX_STATE", ":memory:"))
    return parser


def _stripe(environ: Mapping[str, str]) -> StripeAccount:
    key = environ.get("STRIPE_SECRET_KEY", "sk_test_sandbox")
    if not key.startswith("sk_test_"):
        message = (
            "STRIPE_SECRET_KEY must begin with sk_test_: no other key belongs here."
        )
        raise ConfigError(message)
    return StripeAccount(
        secret_key=key,
        webhook_secret=environ.get("STRIPE_WEBHOOK_SECRET", "whsec_sandbox"),
        webhook_url=environ.get("SANDBOX_STRIPE_WEBHOOK_URL") or None,
        webhook_events=frozenset(environ.get("SANDBOX_STRIPE_EVENTS", "").split()),
    )


def _paypal(environ: Mapping[str, str]) -> PayPalAccount:
    return PayPalAccount(
        client_id=environ.get("PAYPAL_CLIENT_ID", "sandbox-client-id"),
        client_secret=environ.get("PAYPAL_CLIENT_SECRET", "sandbox-client-secret"),
        webhook_id=environ.get("PAYPAL_WEBHOOK_ID", "SANDBOXWEBHOOKID"),
        webhook_url=environ.get("SANDBOX_PAYPAL_WEBHOOK_URL") or None,
        strict_webhooks=environ.get("SANDBOX_PAYPAL_STRICT", "1") != "0",
    )


def _loopback(host: str) -> str:
    address = "127.0.0.1" if host == "localhost" else host
    try:
        allowed = ipaddress.ip_address(address).is_loopback
    except ValueError:
        allowed = False
    if not allowed:
        message = f"The sandbox answers on this machine only; it will not bind {host}."
        raise ConfigError(message)
    return address


def _port(name: str, value: str) -> int:
    if not value.isdigit() or not 0 < int(value) < 65536:
        message = f"{name} must be a port number, not {value!r}."
        raise ConfigError(message)
    return int(value)
