"""The model-card profile: models as README.md files for the Hugging Face Hub.

The front matter has the Hub's keys, with the results as `model-index`; the text below it is tables
of the same facts and of those that the Hub has no key for. A card of the Hub that was imported
comes out so that importing it again gives the same facts (docs/exporting.md lists the exceptions).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kgstore.namespaces import MZ
from kgstore.pool import batches
from kgstore.publish.profiles.base import Document, Exported, Missing, Source
from kgstore.publish.profiles.choice import chosen, everything
from kgstore.publish.profiles.files import file_name
from kgstore.publish.profiles.model_card.body import body
from kgstore.publish.profiles.model_card.facts import Model, models
from kgstore.publish.profiles.model_card.front import front_matter
from kgstore.publish.profiles.model_card.results import model_index
from kgstore.publish.profiles.model_card.yaml_text import dump

_BATCH = 50


class ModelCardProfile:
    """A model card for each model."""

    name = "model_card"
    title = "Hugging Face model card"
    iri = "https://huggingface.co/docs/hub/model-cards"
    classes = (MZ + "MLModel",)
    formats = {"markdown": "text/markdown"}  # noqa: RUF012 - never changed
    prefixes: dict[str, str] = {}  # noqa: RUF012 - never changed

    def export(self, source: Source, iris: Iterable[str] | None = None) -> Exported:
        """Return a card for each of some models, or for each that a source describes.

        Raises:
            NotFound: nothing is known of one of the resources.
            UnknownFormat: none of them is a model.
        """
        exported = Exported()
        if iris is None:
            found = everything(source, "model_card_resources")
        else:
            found, unfit = chosen(source, iris, self.classes, self.name)
            exported.missing += unfit
        exported.documents = _documents(source, found, exported.missing)
        return exported


def _documents(source: Source, iris: Sequence[str], missing: list[Missing]) -> Iterator[Document]:
    for batch in batches(iris, _BATCH):
        for model in models(source, batch):
            text = card(model, source.base, missing)
            name = file_name(model.iri, source.base, ".md")
            yield Document(model.iri, name, text.encode())


def card(model: Model, base: str, missing: list[Missing]) -> str:
    """Return the card of a model; what its results lack is added to `missing`."""
    front = front_matter(model, base)
    index = model_index(model, base)
    missing += index.missing
    if index.results:
        name = model.one("nativeId") or model.one("name") or model.iri
        front["model-index"] = [{"name": name, "results": index.results}]
    head = f"---\n{dump(front)}---\n\n" if front else ""
    return head + body(model)


profile = ModelCardProfile()
