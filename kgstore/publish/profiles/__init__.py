"""Export profiles: what the store knows, in the terms that somebody else's software asks for.

A profile is an object (`Profile`) reachable by an entry point in the group `kgstore.profiles`. It
gives RDF or documents, and says what its specification asks for and no source states; it never
makes up what is missing.
"""

from kgstore.publish.profiles.base import (
    NOT_STATED,
    Document,
    Exported,
    Missing,
    Profile,
    Source,
)
from kgstore.publish.profiles.registry import GROUP, names, profile_named, profiles

__all__ = [
    "GROUP",
    "NOT_STATED",
    "Document",
    "Exported",
    "Missing",
    "Profile",
    "Source",
    "names",
    "profile_named",
    "profiles",
]
