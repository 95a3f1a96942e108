"""The native profile: what the store holds, in its own terms and its own graphs."""

from __future__ import annotations

from collections.abc import Iterable

from kgstore.namespaces import MZ, PREFIXES
from kgstore.publish import native
from kgstore.publish.profiles.base import Exported, Source
from kgstore.publish.serialise import MEDIA_TYPES


class NativeProfile:
    """Everything that records and users said; what lacks nothing, because nothing is asked for."""

    name = "native"
    title = "Native"
    iri = MZ.removesuffix("#")
    classes = ()
    formats = MEDIA_TYPES
    prefixes = PREFIXES

    def export(self, source: Source, iris: Iterable[str] | None = None) -> Exported:
        """Return what is said of some resources, or all that records and users said.

        Raises:
            NotFound: nothing is known of one of the resources.
        """
        if iris is None:
            return Exported(native.whole(source.view, source.base))
        return Exported(native.of_resources(source.view, source.base, iris))


profile = NativeProfile()
