# SPDX-License-Identifier: Apache-2.0
"""One exception for each class of status: what a caller would do about it."""

from __future__ import annotations

from typing import Any, Dict, Tuple, Type

from ._enums import Status

_HINTS: Dict[int, str] = {
    Status.E_ARGUMENT: "correct the call",
    Status.E_STATE: "make a new handle; after an error only close is left",
    Status.E_BUFFER_TOO_SMALL: "give more room",
    Status.E_NO_MEMORY: "free memory, or ask for less at a time",
    Status.E_IO: "look at the path, its rights and the space on the disk",
    Status.E_EXISTS: "take another name, or say overwrite=True",
    Status.E_BUSY: "try again when the other process is done",
    Status.E_FORMAT: "get the file again from whoever made it",
    Status.E_UNSUPPORTED: "use a build that has what the message names",
    Status.E_LIMIT: "raise the limit that the message names, if you mean it",
    Status.E_AUTH: "do not use the data; get it again from the sender",
    Status.E_UNTRUSTED: "ask who made it, and name them if you accept them",
    Status.E_ROLLBACK: "find out who brought the older state back",
    Status.E_NO_KEY: "use the key that it was made for",
    Status.E_PASSPHRASE: "check the passphrase, or what unlocks instead",
    Status.E_POLICY: "ask the profile what is allowed instead",
    Status.E_KEY_STATE: "rotate the key, or use another version",
    Status.E_DATE: "look at the clock, and at the dates of the key",
    Status.E_STALE: "get the key from its keystore again",
    Status.E_CANCELLED: "start the call again if it was not meant",
    Status.E_BACKEND: "run `mohur doctor`; a cryptographic library failed",
    Status.E_INTERNAL: "report it; this is a bug of the library",
}


class Error(Exception):
    """What every failure of the library is."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status

    @property
    def code(self) -> str:
        """The name that the library has for it, ``MOHUR_E_AUTH``."""
        return f"MOHUR_{self.status.name}"

    @property
    def message(self) -> str:
        """What went wrong, as a sentence."""
        return str(self.args[0])

    @property
    def hint(self) -> str:
        """What can be done about it."""
        return _HINTS.get(self.status, "")

    def __str__(self) -> str:
        return f"{self.message} ({self.code})"

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (self.status, self.message)


class UsageError(Error, ValueError):
    """The call is wrong, or not allowed now (class 1)."""


class ResourceError(Error, MemoryError):
    """Memory ran out (class 2)."""


class InputOutputError(Error):
    """Reading or writing failed (class 3)."""


class FormatError(Error):
    """What was read is malformed, unknown or too large (class 4)."""


class AuthenticationError(Error):
    """Not genuine, not trusted, or set back (class 5)."""


class UnlockError(Error):
    """No key, or the wrong passphrase (class 6)."""


class PolicyError(Error):
    """Profile, state or date say no (class 7)."""


class CancelledError(Error):
    """A callback stopped the call (class 8)."""


class InternalError(Error):
    """A backend or the library itself failed (class 15)."""


class LoadError(ImportError):
    """The library is not there, or not the one this was built for."""


_CLASSES: Dict[int, Type[Error]] = {
    0x01: UsageError,
    0x02: ResourceError,
    0x03: InputOutputError,
    0x04: FormatError,
    0x05: AuthenticationError,
    0x06: UnlockError,
    0x07: PolicyError,
    0x08: CancelledError,
    0x0F: InternalError,
}


def error_of(status: int, message: str) -> Error:
    """The exception for a status; one that is unknown is InternalError."""
    try:
        known = Status(status)
    except ValueError:
        return InternalError(Status.E_INTERNAL, f"{message} [{status:#06x}]")
    kind = _CLASSES.get(status >> 8, InternalError)
    return kind(known, message or known.name)


def misuse(message: str) -> UsageError:
    """A call that this binding does not pass on."""
    return UsageError(Status.E_STATE, message)
