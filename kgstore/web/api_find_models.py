"""The forms of what the search operations give, as the OpenAPI document shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field


class UnderstoodPart(BaseModel):
    """A part of a filter, its column (from 1; 0 for what is not written), and its meaning."""

    text: str = Field(examples=["size<20MB"])
    column: int
    understood: str = Field(examples=["size < 20000000"])


class FoundRow(BaseModel):
    """A model or dataset; `values` are its terms (IRIs), words, numbers and dates (seconds)."""

    iri: str
    name: str
    sorted_by: float | str | None
    values: dict[str, list[str | float]]


class FacetValue(BaseModel):
    """A value of a facet, and how many results have it; `selected`: the filter asks for it."""

    value: str
    label: str
    count: int
    selected: bool


class RangeCount(BaseModel):
    """How many results have a value from `low` on, below `high`."""

    low: float
    high: float
    count: int


class FoundOrder(BaseModel):
    """What the rows are sorted by."""

    by: str
    descending: bool


class FoundPage(BaseModel):
    """A page of results of one commit; `next` is the path of the following page.

    `moved`: the page before was of another commit. `spelling`: words that no text holds, with
    those that were searched for instead.
    """

    total: int
    commit: int
    moved: bool
    cursor: str | None
    next: str | None
    sort: FoundOrder
    rows: list[FoundRow]
    facets: dict[str, list[FacetValue]]
    histograms: dict[str, list[RangeCount]]
    labels: dict[str, str]
    spelling: dict[str, str]
    notes: list[UnderstoodPart]
    sparql: str = Field(description="The query that finds the same, in this order.")


class Explanation(BaseModel):
    """What a filter means: rewritten, part by part, and as a SPARQL query that finds the same."""

    filter: str
    notes: list[UnderstoodPart]
    sparql: str


class CompletionItem(BaseModel):
    """What may be inserted; `count` is how many models and datasets have it, where known."""

    text: str = Field(examples=["object-detection"])
    kind: str = Field(examples=["value"])
    label: str
    count: int | None


class Completions(BaseModel):
    """Proposals for the text between two offsets, the likeliest first."""

    start: int
    end: int
    proposals: list[CompletionItem]
