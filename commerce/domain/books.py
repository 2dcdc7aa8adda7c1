"""What we hold of the things in a provider's books, found for many of them at once."""

import uuid
from collections.abc import Iterable

from commerce.gateways.contract import Gateway, ObjectKind, ProviderObject
from commerce.models import Dispute, Drift, Payment, ProviderRef, Refund


class Books:
    """Ours beside these objects. Four queries, however many they are."""

    def __init__(self, provider: Gateway, objects: Iterable[ProviderObject]) -> None:
        objects = list(objects)
        of_theirs = {"gateway": provider.code, "livemode": provider.livemode}
        refs = {ref for each in objects for ref in each.refs}
        rows = ProviderRef.objects.filter(**of_theirs, ref__in=refs)
        self._owners = {
            row.ref: row.payment for row in rows.select_related("payment__order")
        }
        named = filter(None, (_key(each.ours) for each in objects))
        payments = Payment.objects.filter(**of_theirs, pk__in=set(named))
        self._named = {
            str(payment.pk): payment for payment in payments.select_related("order")
        }
        own = [each.ref for each in objects]
        by_payment = {f"payment__{name}": value for name, value in of_theirs.items()}
        refunds = Refund.objects.filter(**by_payment, ref__in=own)
        self._refunds = {refund.ref: refund for refund in refunds}
        disputes = Dispute.objects.filter(**by_payment, ref__in=own)
        self._disputes = {dispute.ref: dispute for dispute in disputes}

    def owner(self, thing: ProviderObject) -> Payment | None:
        """The payment it belongs to: by an id that we keep, else by what it says itself."""
        return self._known(thing) or self._named.get(thing.ours)

    def held(self, thing: ProviderObject) -> int | None:
        """Its amount as recorded here; None where it is not."""
        if thing.kind == ObjectKind.REFUND:
            refund = self._refunds.get(thing.ref)
            return (refund.amount if refund.counts else 0) if refund else None
        if thing.kind == ObjectKind.DISPUTE:
            dispute = self._disputes.get(thing.ref)
            return dispute.amount if dispute else None
        payment = self._known(thing)
        return payment.captured if payment else None

    def agree(self, thing: ProviderObject) -> bool:
        """An attempt without money only has to be known."""
        held = self.held(thing)
        if thing.kind == ObjectKind.PAYMENT and not thing.amount:
            return held is not None
        return held == thing.amount and self._same_dispute(thing)

    def _known(self, thing: ProviderObject) -> Payment | None:
        owners = (self._owners.get(ref) for ref in thing.refs)
        return next(filter(None, owners), None)

    def _same_dispute(self, thing: ProviderObject) -> bool:
        dispute = self._disputes.get(thing.ref)
        return thing.dispute is None or (
            dispute is not None and dispute.status == thing.dispute
        )


def as_it_was(drift: Drift) -> ProviderObject:
    """What the provider's books said when the difference was found."""
    return ProviderObject(
        ObjectKind(drift.about),
        drift.ref,
        tuple(drift.refs),
        drift.theirs,
        drift.currency,
        drift.found,
        dispute=drift.status or None,
    )


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
