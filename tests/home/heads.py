"""What the machine-readable parts of a page say, read as a machine reads them."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.test import Client


@dataclass
class Read(HTMLParser):
    """``links`` by rel, ``metas`` by name or property, ``graph`` from the data block."""

    status: int
    text: str
    title: str = ""
    links: list[dict[str, str]] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    graph: list[dict] = field(default_factory=list)
    scripts: list[dict[str, str]] = field(default_factory=list)
    _inside: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        self._inside = tag
        if tag == "link":
            self.links.append(given)
        elif tag == "meta":
            name = given.get("name") or given.get("property")
            self.metas[name] = given.get("content")
        elif tag == "script":
            self.scripts.append(given)

    def handle_endtag(self, _tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data
        if self._inside == "script":
            assert self.scripts[-1].get("type") == "application/ld+json"
            found = json.loads(data)
            assert found["@context"] == "https://schema.org"
            self.graph += found["@graph"]

    def linked(self, rel: str) -> list[str]:
        return [each["href"] for each in self.links if each["rel"] == rel]

    @property
    def alternates(self) -> dict[str, str]:
        named = (each for each in self.links if "hreflang" in each)
        return {each["hreflang"]: each["href"] for each in named}

    def of_type(self, kind: str) -> list[dict]:
        return [node for node in self.graph if node["@type"] == kind]


def read(address: str, client: Client | None = None) -> Read:
    response = (client or Client()).get(address)
    return Read(response.status_code, response.content.decode())
