"""Proofs of transfer in the CMS: who finds, saves, approves and rejects them, by its pages and by direct POST."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from commerce.domain import proofs
from commerce.models import Order, TransferProof
from commerce.viewsets.facts import FactsPolicy
from commerce.viewsets.proofs import RejectProofView

from .conftest import is_refused
from .test_facts import order_of

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
PDF = b"%PDF-1.7 the bank confirms\n%%EOF"


@pytest.fixture
def proof(shop) -> TransferProof:
    payment = order_of(shop).payments.get()
    upload = SimpleUploadedFile("../../x.html", PDF, "text/html")
    return proofs.add(payment.pk, upload)


def at(proof: TransferProof, name: str) -> str:
    return reverse(f"proofs:{name}", args=[proof.pk])


def fields(client: Client, address: str, **typed: str) -> dict:
    """The form as it is shown, with what was typed."""
    form = client.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: value or "" for name, value in shown.items()} | typed


def test_what_waits_is_on_the_first_screen_and_leads_to_the_file(sam, proof):
    home = sam.get(reverse("wagtailadmin_home")).text
    listed = sam.get(f"{reverse('proofs:index')}?state=waiting")
    sheet = sam.get(at(proof, "inspect")).text

    assert "Proofs of transfer to check: 1" in home
    assert list(listed.context["object_list"]) == [proof]
    for action in ("file", "approve", "reject"):
        assert at(proof, action) in sheet


def test_the_file_is_saved_and_never_shown(sam, proof):
    answer = sam.get(at(proof, "file"))

    assert b"".join(answer.streaming_content) == PDF
    name = f"{proof.payment.order.number}-{proof.pk}.pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert "sandbox" in answer["Content-Security-Policy"]


def test_support_approves_with_the_money(sam, proof):
    form = fields(sam, at(proof, "approve"), reference="SEPA 1")

    sheet = sam.post(at(proof, "approve"), form, follow=True)
    again = sam.post(at(proof, "approve"), form | {"form_id": "2"})
    home = sam.get(reverse("wagtailadmin_home")).text

    proof.refresh_from_db()
    assert "€49 recorded" in sheet.text
    assert (proof.state, proof.decided_by) == ("approved", sam.user)
    assert Order.objects.get().payment_state == Order.PaymentState.PAID
    assert "A colleague decided" in again.text
    assert "Proofs of transfer" not in home.partition("<main")[2]


def test_support_rejects_with_a_reason(sam, proof):
    empty = sam.post(at(proof, "reject"), {"reason": ""})
    sheet = sam.post(at(proof, "reject"), {"reason": "Unreadable."}, follow=True)
    again = sam.post(at(proof, "reject"), {"reason": "Unreadable."})

    assert "required" in empty.text
    assert "is told why" in sheet.text
    assert "A colleague decided" in again.text
    assert at(proof, "approve") not in sam.get(at(proof, "inspect")).text


def test_the_history_says_who_rejected_what(olive, proof):
    olive.post(at(proof, "reject"), {"reason": "Unreadable."})

    told = olive.get("/cms/reports/changes/").text

    assert f"Rejected the proof of transfer for order {proof}. Reason: Unreadable." in told  # fmt: skip


def buyer(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.create_user(email), BACKEND)
    return client


@pytest.mark.parametrize("name", ["inspect", "file", "approve", "reject"])
def test_editors_buyers_and_strangers_find_none(edith, proof, name):
    anna, bruno = buyer(proof.payment.order.email), buyer("bruno@example.com")

    for client in (edith, anna, bruno, Client()):
        read = client.get(at(proof, name))
        posted = client.post(at(proof, name), {"reason": "x"})
        for answer in (read, posted):
            assert is_refused(answer) or "/account/" in answer["Location"]
    proof.refresh_from_db()
    assert proof.state == TransferProof.State.WAITING


def test_control_without_its_guard_an_editor_saves_the_file(
    edith, proof, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(FactsPolicy, "user_has_permission", lambda *_who: True)

    answer = edith.get(at(proof, "file"))

    assert b"".join(answer.streaming_content) == PDF


def test_control_without_its_guard_an_editor_rejects(
    edith, proof, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(RejectProofView, "permission_required", None)

    edith.post(at(proof, "reject"), {"reason": "x"})

    assert TransferProof.objects.get().state == TransferProof.State.REJECTED
