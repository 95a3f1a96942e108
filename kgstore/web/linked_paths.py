"""Which path stands for which IRI: resources under `/id/`, their documents under `/doc/`.

`/id/X` is the thing, `/doc/X` what is known of it, `/doc/X.ttl` the same as Turtle. A native id
may itself end in `.ttl`; so wherever X ends in a suffix of a form, with any number of `~` behind
it, one `~` is added: the document of `/id/model/x/a.ttl` is `/doc/model/x/a.ttl~`, as Turtle
`/doc/model/x/a.ttl~.ttl`. The rule needs no look at the store; a path means the same for ever.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

from starlette.convertors import Convertor, register_url_convertor

from kgstore.namespaces import MZ, VOCABULARY
from kgstore.publish.conneg import FORMS

_SUFFIX = "|".join(FORMS)
_LOOKS_SUFFIXED = re.compile(rf"\.({_SUFFIX})~*\Z")
_GUARDED = re.compile(rf"(\.({_SUFFIX})~*)~\Z")
_FORM = re.compile(rf"\.({_SUFFIX})\Z")
NOT_A_PATH: Final = ""


class _Anything(Convertor[str]):
    """What `path` of Starlette is, line feeds included: a native id may hold them."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("anything", _Anything())


def canonical(raw_path: bytes) -> str:
    """Return a raw path decoded once and encoded as `kgstore.records.iri` does it.

    A path that is not UTF-8 names nothing: "" comes back.

    >>> canonical(b"/id/model/x/a%2fb%7ec"), canonical(b"/id/%ff")
    ('/id/model/x/a%2Fb~c', '')
    """
    try:
        segments = (unquote_to_bytes(part).decode("utf-8") for part in raw_path.split(b"/"))
        return "/".join(quote(segment, safe="") for segment in segments)
    except UnicodeDecodeError:
        return NOT_A_PATH


def guarded(path: str) -> str:
    """Return the path as it stands under `/doc/`.

    >>> guarded("model/x/a"), guarded("model/x/a.ttl"), guarded("model/x/a.ttl~")
    ('model/x/a', 'model/x/a.ttl~', 'model/x/a.ttl~~')
    """
    return path + "~" if _LOOKS_SUFFIXED.search(path) else path


def split_form(path: str) -> tuple[str, str]:
    """Return what `guarded` was given, and the form that the path asks for or "".

    >>> split_form("model/x/a.ttl"), split_form("model/x/a.ttl~"), split_form("m/x/a.nt~.ttl")
    (('model/x/a', 'ttl'), ('model/x/a.ttl', ''), ('m/x/a.nt', 'ttl'))
    """
    form = _FORM.search(path)
    if form:
        path = path[: form.start()]
    return _GUARDED.sub(r"\1", path), form[1] if form else ""


def document(iri: str, base: str, form: str = "") -> str:
    """Return the path of the document about `iri`, in a form or negotiated; "" if it has none.

    >>> document("https://e.org/id/model/x/m#part", "https://e.org", "ttl")
    '/doc/model/x/m.ttl'
    >>> document("https://w3id.org/modelzoo/vocabulary/task/x", "https://e.org")
    '/vocabulary/task/x'
    """
    iri = iri.partition("#")[0]
    path = NOT_A_PATH
    if iri.startswith(base + "/id/"):
        path = "/doc/" + guarded(iri.removeprefix(base + "/id/"))
    elif iri.startswith(VOCABULARY) and iri != VOCABULARY:
        path = "/vocabulary/" + guarded(iri.removeprefix(VOCABULARY))
    elif iri == MZ[:-1]:
        path = "/ontology"
    if path and form:
        path += "." + form
    return root(base) + path if path else NOT_A_PATH


def page(iri: str, base: str) -> str:
    """Return where a link to `iri` leads: within the server if it can, else to the web or nowhere.

    Only http and https are followed: what a source gives as an address is not to be trusted.

    >>> page("https://w3id.org/modelzoo#task", "https://e.org/zoo")
    '/zoo/ontology#task'
    >>> page("https://e.org/id/model/x/m#part", "https://e.org"), page("javascript:alert(1)", "")
    ('/id/model/x/m#part', '')
    """
    if iri.startswith(MZ):
        return f"{root(base)}/ontology#{iri.removeprefix(MZ)}"
    if iri.startswith(base + "/id/"):
        return root(base) + iri.removeprefix(base)
    if local := document(iri, base):
        return local
    return iri if iri.lower().startswith(("http://", "https://")) else NOT_A_PATH


def root(base: str) -> str:
    """Return the path of a store's base IRI, under which all addresses lie.

    >>> root("https://e.org/zoo"), root("https://e.org")
    ('/zoo', '')
    """
    return urlsplit(base).path
