"""How many queries an answer took, told to who asks; costs nothing otherwise. For the site and the references alike."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASKS = ("SELECT", "INSERT", "UPDATE", "DELETE")
HEADER = "X-Count-Queries"


def count_queries(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if HEADER not in request.headers:
            return get_response(request)
        asked: list[str] = []

        def note(execute: Callable, sql: str, *rest: object) -> object:
            asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(note):
            response = get_response(request)
        response[HEADER] = str(sum(sql.startswith(ASKS) for sql in asked))
        return response

    return middleware
