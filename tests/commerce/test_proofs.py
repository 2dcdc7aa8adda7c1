"""A buyer shows the bank's confirmation; staff look, then record the money or say why not."""

import io
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image, PngImagePlugin

from accounts.models import User
from commerce.bank import WrongIban, clean_iban, in_groups, transfer_code
from commerce.domain import calendar, proofs, staff
from commerce.domain.staff import OutstandingChanged, Received, record_payment
from commerce.domain.work import drain
from commerce.models import (
    Effect,
    Order,
    Payment,
    PaymentMethod,
    ProviderCall,
    TransferProof,
)
from commerce.money import Money
from tests.commerce.proofs.crowd import together
from tests.commerce.shop import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PDF = b"%PDF-1.7\n%a bank's confirmation\n%%EOF"
STATES = TransferProof.State


def picture(kind: str = "PNG", size: tuple = (40, 30), **how: object) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "navy").save(drawn, kind, **how)
    return drawn.getvalue()


def paper(content: bytes = PDF, name: str = "ours.pdf", kind: str = "application/pdf") -> SimpleUploadedFile:  # fmt: skip
    return SimpleUploadedFile(name, content, kind)


@pytest.fixture
def awaited(anna: Visitor) -> Payment:
    anna.order("monthly", method="transfer")
    return Payment.objects.get()


@pytest.fixture
def proof(awaited: Payment) -> TransferProof:
    return proofs.add(awaited.pk, paper())


def address(payment: Payment) -> str:
    return f"/en/checkout/orders/{payment.order_id}/proof/"


def sends(client: Client, payment: Payment, upload: object = None) -> HttpResponse:
    posted = {"proof": upload or paper()}
    return client.post(address(payment), posted, follow=True)


def content_of(proof: TransferProof) -> bytes:
    with proof.file.open("rb") as file:
        return file.read()


def arrives(amount: int = 4900, reference: str = "SEPA 1") -> Received:
    return Received(Money(amount, "EUR"), reference, date(2026, 11, 20))


# -- where to send it


@pytest.mark.one_database
def test_an_iban_is_checked_and_grouped():
    assert clean_iban("fr76 3000 6000 0112 3456 7890 189") == "FR7630006000011234567890189"  # fmt: skip
    assert in_groups("FR7630006000011234567890189") == "FR76 3000 6000 0112 3456 7890 189"  # fmt: skip
    for wrong in ("FR7630006000011234567890188", "FR76", "x", ""):
        with pytest.raises(WrongIban):
            clean_iban(wrong)


@pytest.mark.one_database
def test_the_code_is_for_euros_alone():
    known = ("Amphi", "FR7630006000011234567890189")

    assert "<svg" in transfer_code(*known, Money(4900, "EUR"), "A-1")
    assert transfer_code(*known, Money(4900, "CAD"), "A-1") == ""
    assert transfer_code("Amphi", "", Money(4900, "EUR"), "A-1") == ""


@pytest.mark.one_database
def test_the_order_says_where_to_send_what_under_which_name(
    anna: Visitor, awaited: Payment, mailoutbox: list
):
    PaymentMethod.objects.filter(code="transfer").update(
        account_holder="Amphi SAS", iban="FR7630006000011234567890189"
    )

    page = anna.client.get(f"/en/checkout/orders/{awaited.order_id}/").text
    drain()

    for told in ("Amphi SAS", "FR76 3000 6000 0112 3456 7890 189", awaited.order.number):  # fmt: skip
        assert told in page
        assert told in mailoutbox[0].body
    assert 'class="transfer-code"' in page
    assert 'data-copy="FR7630006000011234567890189"' in page


# -- what is kept


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_as_one_drawn_anew(
    anna: Visitor, awaited: Payment, kind: str
):
    page = sends(anna.client, awaited, paper(picture(kind), "my bank.exe", "text/html"))

    kept = TransferProof.objects.get()
    assert "We have your proof" in page.text
    assert (kept.content_type, kept.state) == ("image/jpeg", STATES.WAITING)
    assert content_of(kept).startswith(b"\xff\xd8\xff")
    assert kept.file.name.startswith(f"proofs/{awaited.pk}/")
    assert kept.file.name.endswith(".jpg")


@pytest.mark.one_database
def test_what_hides_in_a_picture_is_left_behind(awaited: Payment):
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("Comment", "<script>alert(1)</script>")
    content = picture(pnginfo=hidden) + b"<script>alert(2)</script>"

    kept = proofs.add(awaited.pk, paper(content, "a.png", "image/png"))

    assert b"script" not in content_of(kept)


@pytest.mark.one_database
def test_a_pdf_is_kept_as_it_is_outside_of_what_is_public(proof: TransferProof):
    assert proof.content_type == "application/pdf"
    assert content_of(proof) == PDF
    assert proof.file.storage is storages["private"]
    assert not str(proof.file.path).startswith(str(settings.MEDIA_ROOT))


@pytest.mark.one_database
@pytest.mark.parametrize(
    "content", [b"<html><script>", b"%PDF-1.7 and no more", b"GIF89a", b"", picture("GIF"), picture("TIFF"), picture()[:60]]
)  # fmt: skip
def test_what_only_calls_itself_a_pdf_is_refused(
    anna: Visitor, awaited: Payment, content: bytes
):
    page = sends(anna.client, awaited, paper(content))

    assert TransferProof.objects.count() == 0
    assert "neither a PDF" in page.text or "empty" in page.text


@pytest.mark.one_database
def test_a_picture_that_unfolds_into_too_much_is_refused(awaited: Payment):
    with pytest.raises(proofs.TooLarge):
        proofs.add(awaited.pk, paper(picture(size=(6001, 5000))))


@pytest.mark.one_database
def test_too_large_a_file_is_refused_by_its_size_and_before_it_is_read(
    anna: Visitor, awaited: Payment, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(proofs, "LARGEST", len(PDF) - 1)
    assert "too large" in sends(anna.client, awaited).text

    announced = {"CONTENT_LENGTH": str(100 * 1024 * 1024)}
    unread = anna.client.post(address(awaited), follow=True, **announced)
    assert "too large" in unread.text
    assert TransferProof.objects.count() == 0


def test_a_few_are_enough(anna: Visitor, awaited: Payment):
    for _time in range(proofs.MOST):
        sends(anna.client, awaited)

    assert "enough proofs" in sends(anna.client, awaited).text
    assert TransferProof.objects.count() == proofs.MOST


def test_another_attempt_takes_no_more_of_them(
    anna: Visitor, awaited: Payment, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(proofs, "MOST", 1)
    proofs.add(awaited.pk, paper())
    Payment.objects.update(status=Payment.Status.CANCELED)
    anna.client.post(f"/en/checkout/orders/{awaited.order_id}/pay/", {"method": "transfer"})  # fmt: skip
    again = Payment.objects.exclude(pk=awaited.pk).get()

    with pytest.raises(proofs.TooMany):
        proofs.add(again.pk, paper())


@pytest.mark.parametrize(("state", "kept"), [("expired", 0), ("canceled", 0), ("pending", 1), ("paid", 1)])  # fmt: skip
def test_what_was_sent_for_nothing_is_forgotten_after_a_month(
    proof: TransferProof, state: str, kept: int
):
    Order.objects.update(payment_state=state)
    proofs.forget()
    assert TransferProof.objects.count() == 1

    sent = timezone.now() - proofs.KEPT - timedelta(minutes=1)
    TransferProof.objects.update(uploaded_at=sent)
    proofs.forget()

    assert TransferProof.objects.count() == kept
    assert storages["private"].exists(proof.file.name) == bool(kept)


def test_who_waits_for_no_transfer_sends_none(
    anna: Visitor, awaited: Payment, susan: User
):
    record_payment(awaited.pk, arrives(), form_id="1", by=susan)

    assert "No transfer is awaited" in sends(anna.client, awaited).text


def test_strangers_and_forged_forms_send_nothing(anna: Visitor, awaited: Payment):
    bruno = Visitor(anna.shop, anna.sandbox, email="bruno@example.com").signed_in()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = anna.client.cookies

    assert sends(Client(), awaited).status_code == 404
    assert sends(bruno.client, awaited).status_code == 404
    assert sends(strict, awaited).status_code == 403
    assert TransferProof.objects.count() == 0


# -- what staff make of it


def test_an_approved_proof_records_the_money_and_opens_the_lesson(
    anna: Visitor, proof: TransferProof, susan: User
):
    proofs.approve(proof.pk, arrives(), form_id="1", by=susan)

    proof.refresh_from_db()
    assert (proof.state, proof.decided_by) == (STATES.APPROVED, susan)
    assert anna.reads(anna.shop.lesson) == 200


def test_another_amount_approves_nothing(proof: TransferProof, susan: User):
    with pytest.raises(OutstandingChanged):
        proofs.approve(proof.pk, arrives(100), form_id="1", by=susan)

    proof.refresh_from_db()
    assert proof.state == STATES.WAITING


def test_a_rejected_proof_is_told_with_its_reason_and_another_may_come(
    anna: Visitor, proof: TransferProof, susan: User, mailoutbox: list
):
    proofs.reject(proof.pk, "Nobody can read the amount.", by=susan)
    drain()

    page = anna.client.get(f"/en/checkout/orders/{proof.payment.order_id}/").text
    assert "Nobody can read the amount." in mailoutbox[-1].body
    assert "Nobody can read the amount." in page
    assert "We have your proof" in sends(anna.client, proof.payment).text


def test_a_decision_is_taken_once(proof: TransferProof, susan: User):
    proofs.approve(proof.pk, arrives(), form_id="1", by=susan)

    with pytest.raises(proofs.AlreadyDecided):
        proofs.reject(proof.pk, "too late", by=susan)
    with pytest.raises(proofs.AlreadyDecided):
        proofs.approve(proof.pk, arrives(), form_id="2", by=susan)
    assert ProviderCall.objects.filter(operation="record").count() == 1
    assert not Effect.objects.filter(kind="proof_rejected").exists()


def test_money_that_is_recorded_settles_what_was_sent_of_it(
    proof: TransferProof, susan: User
):
    record_payment(proof.payment_id, arrives(), form_id="1", by=susan)

    assert not TransferProof.objects.waiting().exists()


# -- two colleagues at one moment


def both_approve(proof: TransferProof, susan: User) -> list[str]:
    """Each with a form of their own and the reference they read: what came of it."""

    def approves(number: int) -> str:
        try:
            proofs.approve(proof.pk, arrives(reference=f"SEPA {number}"), form_id=str(number), by=susan)  # fmt: skip
        except (proofs.AlreadyDecided, staff.WrongGateway) as refused:
            return type(refused).__name__
        return "recorded"

    return sorted(together([lambda: approves(1), lambda: approves(2)]))


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_record_one_transfer(proof: TransferProof, susan: User):
    assert both_approve(proof, susan) == ["AlreadyDecided", "recorded"]
    assert ProviderCall.objects.filter(operation="record").count() == 1
    assert Payment.objects.get().captured == 4900


@pytest.mark.django_db(transaction=True)
def test_control_without_deciding_once_only_the_amount_due_keeps_the_second_out(
    proof: TransferProof, susan: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(proofs, "_undecided", lambda pk: TransferProof.objects.get(pk=pk))  # fmt: skip

    assert both_approve(proof, susan) == ["WrongGateway", "recorded"]


@pytest.mark.django_db(transaction=True)
def test_control_without_both_one_transfer_is_recorded_twice(
    proof: TransferProof, susan: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(proofs, "_undecided", lambda pk: TransferProof.objects.get(pk=pk))  # fmt: skip
    monkeypatch.setattr(staff, "_refuse_unawaited", lambda *_due: None)

    assert both_approve(proof, susan) == ["recorded", "recorded"]
    assert Payment.objects.get().captured == 9800


# -- a reminder


def days_left(payment: Payment, days: float) -> list[str]:
    Payment.objects.update(expires_at=timezone.now() + timedelta(days=days))
    calendar.remind_of_transfers()
    calendar.remind_of_transfers()
    due = Effect.objects.filter(kind="transfer_due")
    return list(due.values_list("fact", flat=True))


def test_a_transfer_is_reminded_of_once_three_days_before_its_end(
    awaited: Payment, mailoutbox: list
):
    assert days_left(awaited, 4) == []
    assert days_left(awaited, 2.9) == [str(awaited.pk)]
    drain()
    assert "has not arrived" in mailoutbox[-1].alternatives[0][0]


def test_whoever_sent_a_proof_is_not_reminded(proof: TransferProof, susan: User):
    assert days_left(proof.payment, 2) == []

    proofs.reject(proof.pk, "unreadable", by=susan)
    assert days_left(proof.payment, 2) == [str(proof.payment_id)]


@pytest.mark.one_database
def test_its_page_is_of_no_other_address(proof: TransferProof):
    assert Client().get(reverse("proofs:file", args=[proof.pk])).status_code == 302
    assert Client().get(f"{settings.MEDIA_URL}{proof.file.name}").status_code == 404
