"""Failures of disk and engine, told as one clear `StoreError`."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kgstore.errors import KgstoreError, StoreError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_WORDS = ("No space left", "Disk quota exceeded", "File too large")
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_DENIED_WORDS = ("Permission denied", "Read-only file system", "Operation not permitted")


@contextmanager
def storage(subject: Path, advice: str = "") -> Iterator[None]:
    """Turn an `OSError` of the body into a `StoreError` about `subject`.

    >>> with storage(Path("somewhere")):
    ...     raise OSError(errno.ENOSPC, "No space left on device")
    Traceback (most recent call last):
    kgstore.errors.StoreError: the disk is full, or a limit is reached: cannot write somewhere
    """
    try:
        yield
    except KgstoreError:
        raise
    except OSError as error:
        raise explained(error, subject, advice) from error


def explained(error: OSError, subject: Path, advice: str = "") -> StoreError:
    """Return the `StoreError` that says what an `OSError` about `subject` means."""
    text = str(error)
    if error.errno in _FULL or any(words in text for words in _FULL_WORDS):
        message = f"the disk is full, or a limit is reached: cannot write {subject}"
        advice = "Free some space and run the command again; what was acknowledged is safe."
    elif error.errno in _DENIED or any(words in text for words in _DENIED_WORDS):
        message = f"no permission to use {subject}"
        advice = "Check who owns the folder and whether it may be written."
    else:
        message = f"{subject} cannot be used: {error.strerror or text}"
    return StoreError(message, subject=str(subject), advice=advice)
