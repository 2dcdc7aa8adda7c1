"""What crosses the line between the shop and a payment provider: frozen values, no models, no SDK objects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from commerce.money import Money

LONGEST_ID, LONGEST_TYPE = 255, 100


class Capability(StrEnum):
    OFFLINE = "offline"  # staff record the money
    DELIVERY = "delivery"  # only where something is delivered
    WEBHOOKS = "webhooks"
    CARDS = "cards"  # whoever tries stolen numbers would try them here
    LISTS = "lists"  # what happened there can be read page by page
    SESSIONS = "sessions"  # writes its own id into the address that buyers return to
    PING = "ping"  # somebody there can say whether our keys work
    EMBED = "embed"  # the buyer may pay in the provider's fields on a page of ours


class Status(StrEnum):
    """What a provider says of an attempt."""

    OPEN = "open"
    APPROVED = "approved"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PaymentRequest:
    """One attempt, as a gateway may know it. ``key`` is sent with a call so that a repeat does nothing new.

    ``embedded``: the buyer pays on a page of ours; ``customer``: by this id the provider knows the buyer, empty
    where it does not yet, None for a guest. ``heard``: ids by which the provider has spoken of it.
    """

    id: str
    reference: str
    money: Money
    title: str
    email: str
    language: str
    expires_at: datetime
    key: str
    ref: str = ""
    embedded: bool = False
    customer: str | None = None
    heard: tuple[str, ...] = ()


@dataclass(frozen=True)
class RefundRequest:
    """Part of a payment's money, or all of it, to be sent back; ``id`` is ours, by which it is found again."""

    id: str
    payment: PaymentRequest
    money: Money
    key: str


@dataclass(frozen=True)
class ReturnUrls:
    success: str
    cancel: str


@dataclass(frozen=True)
class Redirect:
    """Send the buyer to ``url``; ``refs`` are ids by which the provider will speak of this attempt."""

    url: str
    ref: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Embed:
    """Let the buyer pay on a page of ours, in the provider's own fields."""

    ref: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Instructions:
    """Tell the buyer how to pay; staff record the money when it comes."""

    ref: str


NextAction = Redirect | Embed | Instructions


class RefundStatus(StrEnum):
    """What a provider says of money on its way back."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


REVERSAL = "reversal "  # begins the ref of what a provider took back by itself


@dataclass(frozen=True)
class RefundSnapshot:
    """One refund as the provider has it; ``ours`` is the id we asked for it under, empty if it was made there.

    One whose ref begins with REVERSAL may be undone: of it the provider's newest word counts.
    """

    ref: str
    amount: int
    currency: str
    status: RefundStatus
    ours: str = ""
    failure_code: str = ""


class DisputeStatus(StrEnum):
    """How far a buyer's complaint at the bank, or at PayPal, has come."""

    INQUIRY = "inquiry"
    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    APPEAL = "appeal"
    WON = "won"
    LOST = "lost"
    PREVENTED = "prevented"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class DisputeSnapshot:
    """One dispute as the provider has it. ``due_by``: until when it waits for our answer."""

    ref: str
    amount: int
    currency: str
    status: DisputeStatus
    reason: str = ""
    due_by: datetime | None = None


@dataclass(frozen=True)
class PaymentSnapshot:
    """The provider's view at one moment, in minor units of ``currency``.

    ``captured`` is what really arrived, ``amount`` what the buyer approved where that is a step of its own.
    ``refunds`` and ``disputes`` are all there are; ``customer`` is the buyer's id there.
    """

    status: Status
    amount: int = 0
    captured: int = 0
    currency: str = ""
    refs: tuple[str, ...] = ()
    failure_code: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    refunds: tuple[RefundSnapshot, ...] = ()
    disputes: tuple[DisputeSnapshot, ...] = ()
    customer: str = ""


@dataclass(frozen=True)
class WebhookEnvelope:
    """A verified event: its id, what it is about, nothing of what it claims."""

    event_id: str
    type: str
    livemode: bool
    refs: tuple[str, ...]
    declined: bool = False  # a card was tried and refused
    gone: str = ""  # the id of a buyer whom the provider knows no longer

    def __post_init__(self) -> None:
        """Raises InvalidSignature: no provider sends ids that a database could not keep."""
        fits = _is_id(self.type) and len(self.type) <= LONGEST_TYPE
        gone = (self.gone,) if self.gone else ()
        ids = all(map(_is_id, (self.event_id, *self.refs, *gone)))
        if not (fits and ids and isinstance(self.livemode, bool)):
            raise InvalidSignature("envelope")


def _is_id(text: object) -> bool:
    return (
        isinstance(text, str)
        and 0 < len(text) <= LONGEST_ID
        and text.isascii()
        and text.isprintable()
    )


class GatewayError(Exception):
    """A call did not do what was asked."""


class GatewayDeclined(GatewayError):
    """Final: no money moves by this attempt."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class GatewayUnavailable(GatewayError):
    """Unknown: it may have worked. Keep the state and ask again."""


class GatewayRejected(GatewayError):
    """Our fault: the call was wrong and will stay wrong."""


class NotKnown(GatewayRejected):
    """The provider has no such attempt, or no longer."""


class InvalidSignature(GatewayError):
    """The event is not from the provider."""


class Gateway(Protocol):
    """Translates; decides nothing, stores nothing."""

    code: str
    capabilities: frozenset[Capability]
    icon: str
    livemode: bool

    def start(self, payment: PaymentRequest, *, urls: ReturnUrls) -> NextAction:
        """Open the attempt at the provider. May not move money. Raises GatewayError."""

    def retrieve(self, payment: PaymentRequest) -> PaymentSnapshot:
        """The truth, now. Raises GatewayError."""

    def capture(self, payment: PaymentRequest) -> PaymentSnapshot:
        """Take the money the buyer approved. Raises GatewayError."""

    def refund(self, refund: RefundRequest) -> RefundSnapshot:
        """Send money back; the same key does nothing new. Raises GatewayError."""

    def cancel(self, payment: PaymentRequest) -> PaymentSnapshot:
        """Close the attempt so that nobody can pay it; the truth after that. Raises GatewayError."""


class WebhookGateway(Gateway, Protocol):
    alarms: Mapping[str, str]  # event types of which staff are told, and as what

    def verify(self, body: bytes, headers: Mapping[str, str]) -> WebhookEnvelope:
        """The event, if it is the provider's. Raises InvalidSignature, GatewayUnavailable."""


@dataclass(frozen=True)
class Secrets:
    """What lets one browser pay one attempt, and use or keep the cards of ``customer``; empty for a guest."""

    payment: str
    customer: str = ""


class EmbedGateway(Gateway, Protocol):
    script_url: str
    publishable_key: str
    sources: Mapping[str, list[str]]  # what the page's content policy must allow

    def secrets(self, payment: PaymentRequest) -> Secrets:
        """For the browser of its buyer, kept nowhere. Raises GatewayError."""


class PingGateway(Gateway, Protocol):
    def ping(self) -> None:
        """Our keys work, and nothing was moved. Raises GatewayRejected, GatewayUnavailable."""


class ObjectKind(StrEnum):
    """What a provider keeps of money."""

    PAYMENT = "payment"
    REFUND = "refund"
    DISPUTE = "dispute"


@dataclass(frozen=True)
class ProviderObject:
    """Something in a provider's books. It is compared with ours and never applied.

    ``refs`` are its own id and those of what it belongs to; of a payment first the one to retrieve it by. ``amount``, in minor units of ``currency``, is the money
    that moved: 0 where none did, as of an attempt that nobody paid or a refund that failed. ``ours`` is the id of our
    payment and ``reference`` the number of our order, where the object itself names them.
    """

    kind: ObjectKind
    ref: str
    refs: tuple[str, ...]
    amount: int
    currency: str
    created: datetime
    ours: str = ""
    reference: str = ""
    dispute: DisputeStatus | None = None


class ListingGateway(Gateway, Protocol):
    """Has books of its own that can be read. Both raise GatewayError, also between two objects."""

    @property
    def configured(self) -> bool:
        """Keys are there, so somebody can be asked."""

    def objects(self, since: datetime) -> Iterator[ProviderObject]:
        """All that was made since, a page at a time; what belongs to another shop of the same account left out."""

    def undelivered(self, since: datetime) -> Iterator[WebhookEnvelope]:
        """Events since, that may not have reached us."""
