"""The normal forms in which values of two sources are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_FILLERS = frozenset({"a", "an", "the", "dataset", "datasets", "data", "corpus"})
_PAPER = re.compile(r"(?:arxiv\.org/(?:abs|pdf)/|arxiv:)(\d{4}\.\d{4,5}|[a-z-]+/\d{7})", re.I)
_DOI = re.compile(r"(?:doi\.org/|doi:)(10\.\d{4,9}/\S+)", re.I)
_HASHED = re.compile(r"([\w.+-]+-[0-9a-f]{8,64})\.(?:pth|pt|pth\.tar|onnx|bin|tar|safetensors)")
_CATALOGUE = re.compile(r"https?://(?:www\.)?(paperswithcode)\.com/dataset/([^/?#]+)", re.I)
_LEAST = 3


def exact(text: str) -> str:
    """Return the text without blanks around it."""
    return text.strip()


def name(text: str) -> str:
    """Return a dataset's name without owner, case, marks and filler words; "" if it says nothing.

    >>> name("stanfordnlp/imdb"), name("The CIFAR-10 Dataset"), name("a/v1")
    ('imdb', 'cifar10', '')
    """
    words = _words(_without_owner(text))
    joined = "".join(word for word in words if word not in _FILLERS)
    return joined if len(joined) >= _LEAST and not joined.isdigit() else ""


def model_name(text: str) -> str:
    """Return a model's name without owner, case and marks; "" if it says nothing.

    >>> model_name("google-bert/bert-base-uncased"), model_name("x/a")
    ('bertbaseuncased', '')
    """
    joined = "".join(_words(_without_owner(text)))
    return joined if len(joined) > _LEAST and not joined.isdigit() else ""


def page(text: str) -> str:
    """Return a web address without scheme, www and what else does not tell pages apart.

    A host alone is a page only if it is nobody's platform, which cannot be seen; so it says nothing
    where it is one of the big ones.

    >>> page("http://www.cs.toronto.edu/~kriz/cifar.html#x"), page("https://github.com/")
    ('cs.toronto.edu/~kriz/cifar.html', '')
    """
    bare = re.sub(r"^[a-z]+://(?:www\.)?", "", text.strip(), flags=re.I).partition("#")[0]
    bare = re.sub(r"(?:/index\.html?|/+)$", "", bare)
    host, _, path = bare.partition("/")
    host = host.lower()
    if not path and host in _PLATFORMS:
        return ""
    return f"{host}/{path}" if path else host


_PLATFORMS = frozenset({"github.com", "huggingface.co", "kaggle.com", "arxiv.org", "zenodo.org"})


def paper(text: str) -> str:
    """Return the arXiv id or the DOI that an address or a text holds, else the address.

    >>> paper("https://arxiv.org/pdf/1706.03762v5"), paper("https://doi.org/10.1/X")
    ('arxiv:1706.03762', 'doi.org/10.1/X')
    """
    if found := _PAPER.search(text):
        return f"arxiv:{found[1].lower()}"
    if found := _DOI.search(text):
        return f"doi:{found[1].lower()}"
    return page(text)


def identifier(text: str) -> str:
    """Return an identifier as its catalogue writes it, whether it came as that or as an address.

    >>> identifier("https://paperswithcode.com/dataset/mnist"), identifier("doi:10.1000/X")
    ('paperswithcode:mnist', 'doi:10.1000/x')
    """
    if found := _CATALOGUE.fullmatch(text.strip()):
        return f"{found[1].lower()}:{found[2]}"
    return f"doi:{found[1].lower()}" if (found := _DOI.search(text)) else text.strip()


def hashed_name(text: str) -> str:
    """Return the name of a file that holds the beginning of its digest, as hubs name weights.

    >>> hashed_name("https://download.pytorch.org/models/resnet50-0676ba61.pth")
    'resnet50-0676ba61'
    >>> hashed_name("https://example.org/resnet50.pth")
    ''
    """
    found = _HASHED.fullmatch(text.rpartition("/")[2])
    return found[1] if found else ""


def build(text: str) -> str:
    """Return an architecture with its number of parameters in three digits: sources round.

    >>> build("urn:ResNet-50 25557032") == build("urn:ResNet-50 25560000")
    True
    """
    architecture, _, number = text.rpartition(" ")
    return f"{architecture} {float(number):.2e}" if number.isdigit() else ""


def _without_owner(text: str) -> str:
    """Return what follows the owner in a hub's name; a text with blanks is none."""
    return text if re.search(r"\s", text) else text.rpartition("/")[2]


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"[^\W_]+", folded)


FORMS: dict[str, Callable[[str], str]] = {
    "exact": exact,
    "name": name,
    "model name": model_name,
    "page": page,
    "paper": paper,
    "identifier": identifier,
    "hashed name": hashed_name,
    "build": build,
}
"""The forms by their names in `evidence.toml`."""
