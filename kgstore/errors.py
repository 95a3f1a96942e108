"""Every error that kgstore raises on purpose.

    KgstoreError
    ├── ResourceError      (LookupError)    a packaged file or folder is missing
    ├── StoreError         (OSError)        the store on disk cannot be used
    │   ├── StoreMissing                    there is no store at the path
    │   ├── StoreExists                     there is one where a new one was asked for
    │   ├── StoreBusy                       another process holds it
    │   ├── StoreFormatError                it was written by a newer kgstore
    │   └── LedgerDamaged                   a ledger segment does not match its checksum
    ├── IriError           (ValueError)     an IRI that kgstore did not and could not mint
    ├── RecordError        (ValueError)     a record that is no record at all
    ├── ImportFailed       (ValueError)     a source that cannot be read at all
    ├── UnknownSource      (LookupError)    no importer of that name
    ├── PathMissing        (OSError)        a file or folder that the user names is not there
    ├── Refused            (ValueError)     validation refused a commit; carries the findings
    ├── QueryError         (ValueError)     a query that cannot be run
    │   ├── UnknownQuery                    no query of that name
    │   ├── UnknownFormat                   no such format or profile, or not for such results
    │   ├── ParameterError                  a parameter missing, unknown or of the wrong kind
    │   ├── QuerySyntaxError                the SPARQL is not SPARQL
    │   ├── FilterError                     a filter that says nothing that can be looked for
    │   ├── QueryTimeout   (TimeoutError)   it was ended at its deadline
    │   ├── MemoryExceeded (MemoryError)    it was ended because it needed too much memory
    │   └── ResultTooLarge                  its result is larger than results may be
    ├── Busy               (BlockingIOError) all readers have work, and enough queries wait
    ├── ReaderDied         (ChildProcessError) a reader process ended before its query did
    ├── SettingError       (ValueError)     a setting in the environment that cannot be read
    ├── NotFound           (LookupError)    nothing is known of the IRI asked for
    ├── TokenError         (ValueError)     a token that cannot be made
    ├── Unauthorised       (PermissionError) no token, or none of this store
    ├── Forbidden          (PermissionError) the caller's role, or the server, does not allow it
    ├── Conflict           (ValueError)     the record is not as the caller has seen it
    └── ServerError        (OSError)        a server that does not answer as one of its kind does
        └── Unreachable    (ConnectionError) it cannot be reached, or went away meanwhile

Each is also the builtin in brackets, so a caller who knows nothing of kgstore catches it too.
Each carries `subject` (the file, IRI, query or shape it is about) and may carry `advice`, one
sentence on what to do next. `exit_status` is what the command line ends with: 2 where the call
itself was wrong, 1 where it was refused or failed.
"""

from __future__ import annotations

from typing import Any, ClassVar

PROBLEMS = "https://w3id.org/modelzoo/problem/"
"""What the type of a problem document begins with; the name of the error's class follows."""


class KgstoreError(Exception):
    """The root; `subject` names the file, IRI, query or shape, `advice` says what to do next."""

    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, *, subject: str = "", advice: str = "") -> None:
        super().__init__(message)
        self.subject = subject
        self.advice = advice


class ResourceError(KgstoreError, LookupError):
    """A packaged file or folder is missing."""


class StoreError(KgstoreError, OSError):
    """The store on disk cannot be used."""


class StoreMissing(StoreError):
    """There is no store at the path."""


class StoreExists(StoreError):
    """There is a store where a new one was asked for."""


class StoreBusy(StoreError):
    """Another process holds the store."""


class StoreFormatError(StoreError):
    """The store was written by a newer kgstore than this one."""


class LedgerDamaged(StoreError):
    """A ledger segment does not match its checksum; `subject` is `segment:offset`."""


class IriError(KgstoreError, ValueError):
    """An IRI that kgstore did not and could not mint."""


class RecordError(KgstoreError, ValueError):
    """A record that is no record at all, so that not even a part of it can be kept."""


class ImportFailed(KgstoreError, ValueError):
    """A source that cannot be read at all."""


class UnknownSource(KgstoreError, LookupError):
    """No importer of that name."""

    exit_status = 2


class PathMissing(KgstoreError, FileNotFoundError):
    """A file or folder that the user names is not there."""

    exit_status = 2


class Refused(KgstoreError, ValueError):
    """Validation refused a commit; `findings` holds every reason, not only the first."""

    def __init__(self, message: str, findings: list[Any], *, subject: str = "") -> None:
        super().__init__(message, subject=subject)
        self.findings = findings


class QueryError(KgstoreError, ValueError):
    """A query that cannot be run."""


class UnknownQuery(QueryError):
    """No query of that name."""

    exit_status = 2


class UnknownFormat(QueryError):
    """No such format or profile, or not one for such results."""

    exit_status = 2


class ParameterError(QueryError):
    """A parameter that is missing, unknown or of the wrong kind."""

    exit_status = 2


class QuerySyntaxError(QueryError):
    """The SPARQL is not SPARQL."""

    exit_status = 2


class FilterError(QueryError):
    """A filter that cannot be understood, at `column` (from 1) of `text`; what may be meant."""

    exit_status = 2

    def __init__(
        self, message: str, *, column: int = 1, text: str = "", suggestions: tuple[str, ...] = ()
    ) -> None:
        advice = f"Did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"column {column}: {message}", subject=text, advice=advice)
        self.reason = message
        self.column = column
        self.suggestions = suggestions


class QueryTimeout(QueryError, TimeoutError):
    """The query was ended at its deadline."""


class MemoryExceeded(QueryError, MemoryError):
    """The query was ended because it needed more memory than a query may have."""


class ResultTooLarge(QueryError):
    """The result is larger than results may be."""


class Busy(KgstoreError, BlockingIOError):
    """All readers have work; `waiting` is how many queries wait for one."""

    def __init__(self, message: str, waiting: int = 0) -> None:
        super().__init__(message, subject="query", advice="Try again in a moment.")
        self.waiting = waiting


class ReaderDied(KgstoreError, ChildProcessError):
    """A reader process ended before its query did."""


class SettingError(KgstoreError, ValueError):
    """A setting in the environment that cannot be read; `subject` is its name."""

    exit_status = 2


class NotFound(KgstoreError, LookupError):
    """Nothing is known of the IRI asked for."""


class TokenError(KgstoreError, ValueError):
    """A token that cannot be made."""

    exit_status = 2


class Unauthorised(KgstoreError, PermissionError):
    """A request without a token that needs one, or with one that is none of this store."""


class Forbidden(KgstoreError, PermissionError):
    """The caller is known, and may not do this."""


class Conflict(KgstoreError, ValueError):
    """The record is not as the caller has seen it, or is there already."""


class ServerError(KgstoreError, OSError):
    """A server (of kgstore, or another service) that does not answer as one of its kind does."""


class Unreachable(ServerError, ConnectionError):
    """A server that cannot be reached, or that went away before its answer was whole."""


def error_named(problem_type: str) -> type[KgstoreError]:
    """Return the class of error that a problem document's type names; KgstoreError for any other.

    >>> error_named(PROBLEMS + "NotFound").__name__, error_named("about:blank").__name__
    ('NotFound', 'KgstoreError')
    """
    found = globals().get(problem_type.removeprefix(PROBLEMS))
    if problem_type.startswith(PROBLEMS) and isinstance(found, type):
        return found if issubclass(found, KgstoreError) else KgstoreError
    return KgstoreError
