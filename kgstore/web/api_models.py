"""The forms of what the API takes and gives, as its OpenAPI document shows them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from kgstore.web.api_schema import record_schema


class _Open(BaseModel):
    model_config = ConfigDict(extra="allow")


class Problem(_Open):
    """What went wrong (RFC 9457); `advice` says what to do next."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    subject: str | None = None
    advice: str | None = None


class Health(BaseModel):
    """Whether the server lives, or answers."""

    status: str


class About(BaseModel):
    """Which server this is; `base` is what the IRIs of its store begin with."""

    name: str
    version: str
    api: int
    base: str


class Finding(BaseModel):
    """One broken constraint, or one value that cannot be taken."""

    severity: str = Field(examples=["Violation"])
    record: str
    focus: str
    path: str
    message: str
    value: str
    constraint: str
    component: str
    file: str


class ValidationReport(BaseModel):
    """What is wrong with records; `conforms` is false where a violation refuses one."""

    conforms: bool
    records: int
    violations: int
    warnings: int
    infos: int
    results: list[Finding]


class RefusedRecord(Problem):
    """The problem document of a record that was refused, with the validation report."""

    report: ValidationReport


class CommitEntry(BaseModel):
    """One entry of the ledger; `digest` chains it to the one before."""

    number: int = Field(examples=[3])
    time: str = Field(examples=["2026-11-20T12:00:00Z"])
    agent: str
    message: str
    source: str
    digest: str
    inserted: int
    deleted: int


class Commits(BaseModel):
    """Commits, the newest first; `next` is where older ones are."""

    commits: list[CommitEntry]
    next: str | None = None


class RecordEntry(BaseModel):
    """A record in a list; `href` is where its document is."""

    id: str
    name: str | None
    href: str


class Records(BaseModel):
    """Records in the order of their IRIs; `next` is where more are."""

    records: list[RecordEntry]
    next: str | None = None


class Grave(BaseModel):
    """What stays known of a deleted record."""

    id: str
    types: list[str]
    labels: list[str]
    time: str
    reason: str
    replacedBy: list[str]  # noqa: N815 - the API's names are those of the record context


class RecordDocument(_Open):
    """A record: the keys of the record context; nested objects have an `id` of their own."""

    @classmethod
    def __get_pydantic_json_schema__(cls, _core: Any, _handler: Any) -> dict[str, Any]:
        """Return the schema made from the record context."""
        return record_schema()


class Job(BaseModel):
    """An import; `read` counts records while it runs, `report` is there when it has ended."""

    id: str
    source: str
    agent: str
    files: int
    dryRun: bool  # noqa: N815
    state: str = Field(examples=["waiting", "running", "done", "failed"])
    read: int
    created: str
    started: str | None = None
    ended: str | None = None
    error: Problem | None = None
    report: dict[str, Any] | None = None
    href: str


class Jobs(BaseModel):
    """The imports since the server's start, the newest first."""

    imports: list[Job]


class QueryParameter(BaseModel):
    """A parameter of a named query."""

    name: str
    kind: str
    default: Any
    description: str


class NamedQuery(BaseModel):
    """A named query; `restsOn` says what an answer rests on, and what no answer means."""

    name: str
    summary: str
    question: str
    tags: list[str]
    parameters: list[QueryParameter]
    restsOn: str  # noqa: N815
    href: str


class NamedQueries(BaseModel):
    """The named queries."""

    queries: list[NamedQuery]


class RefusalEntry(BaseModel):
    """A record in quarantine, with every reason."""

    name: str
    id: str
    file: str
    since: str
    findings: list[dict[str, Any]]
    document: dict[str, Any]


class Refusals(BaseModel):
    """Records in quarantine, in the order of their names; `next` is where more are."""

    total: int
    refusals: list[RefusalEntry]
    next: str | None = None


class Retried(BaseModel):
    """How many refused records were accepted, and how many of them were refused again."""

    accepted: int
    refused: int
