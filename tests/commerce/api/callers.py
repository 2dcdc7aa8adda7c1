"""Programs that buy."""

from dataclasses import dataclass, field

from django.test import Client

from tests.sandbox_process import SandboxProcess

MONTH = {"id": "monthly", "type": "access"}


@dataclass
class Caller:
    """A program in front of the shop, with the cookies it was given."""

    sandbox: SandboxProcess
    email: str = "guest@example.com"
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def post(self, address: str, body: object, **headers: str) -> object:
        self.client.get("/api/config/")
        token = {"X-CSRFToken": self.client.cookies["csrftoken"].value}
        return self.client.post(
            address, body, "application/json", headers=token | headers
        )

    def asks(self, **changed: object) -> dict:
        return {
            "items": [MONTH],
            "customer_info": {
                "firstName": "Gus",
                "lastName": "Guest",
                "email": self.email,
            },
            "method": "stripe",
            "accepts_terms": True,
            "waives_withdrawal": True,
        } | changed

    def checkout(self, **changed: object) -> object:
        return self.post("/api/checkout/", self.asks(**changed))

    def verify(self, session_id: str) -> dict:
        return self.post("/api/payments/verify/", {"session_id": session_id}).json()
