"""What a fault makes of an answer."""

import socket
import time

from werkzeug.wrappers import Request, Response

from sandbox.faults import Fault

GATEWAY_PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"


def spoil(fault: Fault, request: Request, response: Response) -> Response:
    """The answer the caller gets instead; a timeout holds the line and then drops it."""
    match fault.kind:
        case "timeout":
            time.sleep(fault.seconds)
            _hang_up(request)
        case "malformed":
            return Response('{"id": "cut o', 200, content_type="application/json")
        case "html":
            return Response(GATEWAY_PAGE, 502, content_type="text/html")
    return response


def _hang_up(request: Request) -> None:
    connection = request.environ.get("werkzeug.socket")
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # the caller gave up first
        return
