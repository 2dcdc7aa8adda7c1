"""Exercice · Exercise

FR  Placez ce middleware en tête, puis en fin de MIDDLEWARE. Pourquoi le temps change-t-il ?
EN  Put this middleware first, then last in MIDDLEWARE. Why does the time change?
"""

import time


class Stopwatch:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        start = time.perf_counter()
        response = self.get_response(request)
        response["Server-Timing"] = (
            f"app;dur={(time.perf_counter() - start) * 1000:.1f}"
        )
        return response
