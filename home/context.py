"""What every page's frame shows: name, navigation, languages, account."""

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    return {}
