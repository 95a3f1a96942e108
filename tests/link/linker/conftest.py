"""A small lexicon with the quarrels of the real one: cranes, mice, buses, keyboards."""

from __future__ import annotations

import pytest

from kgstore.link.lexicon import Lexicon, Synset, lexicon_of
from kgstore.link.linker.linker import Linker

VISION = "https://w3id.org/modelzoo/vocabulary/task/computer-vision"


def thing(iri: str, words: str, above: str, domain: str) -> Synset:
    lemmas = tuple(word.strip() for word in words.split(","))
    return Synset(iri, "n", lemmas, (above,) if above else (), domain=f"noun.{domain}")


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    synsets = [
        thing("entity", "entity", "", "Tops"),
        thing("person", "person, human", "entity", "Tops"),
        thing("artifact", "artifact", "entity", "Tops"),
        thing("vehicle", "vehicle", "artifact", "artifact"),
        thing("car", "car, automobile", "vehicle", "artifact"),
        thing("truck", "truck, motortruck", "vehicle", "artifact"),
        thing("bus", "bus, coach", "vehicle", "artifact"),
        thing("bicycle", "bicycle, bike", "vehicle", "artifact"),
        thing("machine", "machine", "artifact", "artifact"),
        thing("crane-bird", "crane", "bird", "animal"),
        thing("crane-machine", "crane", "machine", "artifact"),
        thing("excavator", "excavator, power shovel", "machine", "artifact"),
        thing("forklift", "forklift", "machine", "artifact"),
        thing("bulldozer", "bulldozer, dozer", "machine", "artifact"),
        thing("animal", "animal, beast", "entity", "Tops"),
        thing("bird", "bird", "animal", "animal"),
        thing("heron", "heron", "bird", "animal"),
        thing("stork", "stork", "bird", "animal"),
        thing("duck", "duck", "bird", "animal"),
        thing("owl", "owl, bird of Minerva", "bird", "animal"),
        thing("goose", "goose", "bird", "animal"),
        thing("bow-ribbon", "bow, bowknot", "artifact", "artifact"),
        thing("weapon", "weapon, arm", "artifact", "artifact"),
        thing("bow-weapon", "bow", "weapon", "artifact"),
        thing("traffic-light", "traffic light, stoplight", "artifact", "artifact"),
        thing("ball", "ball", "artifact", "artifact"),
        thing("book", "book", "artifact", "artifact"),
        thing("hardback", "hardback, hardcover", "book", "artifact"),
        thing("plant", "plant, flora", "entity", "Tops"),
        thing("oxygen", "oxygen, O", "entity", "substance"),
        thing("neutral", "neutral", "person", "person"),
        thing("en", "en, nut", "entity", "quantity"),
        thing("joy", "joy", "entity", "feeling"),
        thing("fear", "fear", "entity", "feeling"),
        thing("anger", "anger", "entity", "feeling"),
        thing("disgust", "disgust", "entity", "feeling"),
        thing("act", "act", "entity", "Tops"),
        thing("archery", "archery", "act", "act"),
        thing("fence", "fence, fencing", "artifact", "artifact"),
        thing("fencing", "fencing", "act", "act"),
        thing("rowing", "rowing, row", "act", "act"),
        thing("pole-vault", "pole vault", "entity", "event"),
        thing("yo-yo", "yo-yo", "artifact", "artifact"),
    ]
    return lexicon_of("small", "urn:licence", synsets)


@pytest.fixture(scope="session")
def linker(lexicon: Lexicon) -> Linker:
    return Linker(lexicon)
