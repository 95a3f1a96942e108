"""The profiles that are installed, and that each keeps the interface."""

from __future__ import annotations

import re

import pytest

from kgstore.errors import UnknownFormat
from kgstore.namespaces import MZ
from kgstore.ontology.modules import facts
from kgstore.publish.profiles import Profile, names, profile_named, profiles

every_profile = pytest.mark.parametrize("profile", profiles(), ids=names())


@every_profile
def test_a_profile_says_what_it_is(profile: Profile) -> None:
    assert profile.name in names()
    assert re.fullmatch(r"[a-z0-9_]+", profile.name)
    assert profile.title
    assert profile.iri.startswith("http")
    assert profile.formats
    assert all("/" in media_type for media_type in profile.formats.values())


@every_profile
def test_a_profile_describes_classes_of_the_ontology(profile: Profile) -> None:
    ours = [name for name in profile.classes if name.startswith(MZ)]
    assert all(name in facts() for name in ours)
    assert all("://" in name for name in profile.classes)


def test_an_unknown_profile_is_named_with_its_nearest() -> None:
    with pytest.raises(UnknownFormat) as error:
        profile_named("natve")
    assert "Did you mean native?" in error.value.advice
