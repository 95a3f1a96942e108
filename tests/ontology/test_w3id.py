"""The redirect rules send each request to its target (ONTOLOGY section 4, house style 6).

The rules use a small part of Apache's mod_rewrite, which is read here as its documentation says:
`RewriteCond` on the Accept header, `RewriteRule` with the flags E, R and L.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SITE = "https://kgstore.example"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

TABLE = [
    ("", BROWSER, "303 /ontology.html"),
    ("", "", "303 /ontology.html"),
    ("", "*/*", "303 /ontology.html"),
    ("", "image/png", "303 /ontology.html"),
    ("", "text/turtle", "303 /ontology.ttl"),
    ("", "TEXT/TURTLE", "303 /ontology.ttl"),
    ("", "application/ld+json", "303 /ontology.jsonld"),
    ("", "application/rdf+xml", "303 /ontology.rdf"),
    ("", "application/n-triples", "303 /ontology.nt"),
    ("", "text/turtle, text/html;q=0.5", "303 /ontology.ttl"),
    ("", "text/html, text/turtle;q=0.5", "303 /ontology.html"),
    ("", "application/rdf+xml, application/xml; q=0.7, */*; q=0.09", "303 /ontology.rdf"),
    ("", "application/json;q=0.5, text/turtle", "303 /ontology.ttl"),
    ("0.1.0", BROWSER, "303 /ontology/0.1.0.html"),
    ("0.1.0", "text/turtle", "303 /ontology/0.1.0.ttl"),
    ("0.1.0/", "application/ld+json", "303 /ontology/0.1.0.jsonld"),
    ("context.jsonld", "application/ld+json", "302 /ontology/context.jsonld"),
    ("context.jsonld", "*/*", "302 /ontology/context.jsonld"),
    ("vocabulary/task", "text/turtle", "303 /vocabulary/task.ttl"),
    ("vocabulary/task/", BROWSER, "303 /vocabulary/task.html"),
    ("vocabulary/task/object-detection", BROWSER, "303 /vocabulary/task/object-detection.html"),
    ("vocabulary/licence/Apache-2.0", "text/turtle", "303 /vocabulary/licence/Apache-2.0.ttl"),
    ("vocabulary/labels/coco-80/0", "*/*", "303 /vocabulary/labels/coco-80/0.html"),
    ("no/such/thing", "text/turtle", None),
]


@dataclass
class Rules:
    """The lines of a `.htaccess`: each rule with the conditions before it."""

    rules: list[tuple[list[tuple[str, bool]], str, str, str]] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Rules:
        found, conditions = cls(), list[tuple[str, bool]]()
        for line in path.read_text("utf-8").splitlines():
            match line.split():
                case ["RewriteCond", "%{HTTP_ACCEPT}", pattern, "[NC]"]:
                    conditions.append((pattern.removeprefix("!"), not pattern.startswith("!")))
                case ["RewriteRule", pattern, target, flags]:
                    found.rules.append((conditions, pattern, target, flags.strip("[]")))
                    conditions = []
                case [] | ["Options", "-MultiViews"] | ["RewriteEngine", "on"]:
                    pass
                case [first, *_] if not first.startswith("#"):
                    raise AssertionError(f"a line that this test cannot read: {line}")
        return found

    def answer(self, path: str, accept: str) -> str | None:
        """Return status and location for a request, or None where no rule redirects it."""
        variables: dict[str, str] = {}
        for conditions, pattern, target, flags in self.rules:
            found = re.search(pattern, path)
            wanted = all(
                bool(re.search(regex, accept, re.IGNORECASE)) == holds
                for regex, holds in conditions
            )
            if not found or not wanted:
                continue
            if flags.startswith("E="):
                name, _, value = flags[2:].partition(":")
                variables[name] = value
                continue
            place = re.sub(r"%\{ENV:(\w+)\}", lambda m: variables[m[1]], target)
            return f"{flags[2:5]} {found.expand(place.replace('$', chr(92)))}"
        return None


@pytest.fixture(scope="module")
def rules(ontology: Path) -> Rules:
    return Rules.read(ontology / "w3id" / ".htaccess")


@pytest.mark.parametrize(("path", "accept", "target"), TABLE)
def test_a_request_is_sent_to_its_target(
    rules: Rules, path: str, accept: str, target: str | None
) -> None:
    answer = rules.answer(path, accept)
    assert answer == (target and target.replace(" ", f" {SITE}"))
