"""Buying by program: the same domain as the website's pages, other words around it. See docs/api.md."""

from ninja import Router

from . import checkout, config, orders, payments

router = Router()
for part in (config, checkout, orders, payments):
    router.add_router("", part.router)

__all__ = ["router"]
