# SPDX-License-Identifier: Apache-2.0
"""Sealed archives, keys and signed documents: the library möhür.

Everything works in a ``Context``; make one for each thread.  What is opened
is closed by ``with`` or ``close()``.  README.md of this package has the rules
for threads and for processes that fork.
"""

from . import _enums
from ._administration import (
    RequestInfo,
    RoleInfo,
    approval_read,
    approval_sign,
)
from ._archive import (
    ArchiveInfo,
    ArchiveReader,
    ArchiveResult,
    ArchiveWriter,
    ChangeOptions,
    Entry,
    OpenOptions,
    Salvaged,
    SealOptions,
    Signer,
)
from ._archive_files import (
    archive_emit_provisional,
    archive_extract_stream,
    archive_header_export,
    archive_inspect,
    archive_link_check,
    archive_name_check,
    archive_recipients_change,
    archive_recipients_find,
    archive_salvage,
)
from ._build import abi, build_info, selftest, status_name, version
from ._context import Context, Progress
from ._document import (
    EvidenceRequest,
    Fetch,
    Trust,
    container_detect,
    extend,
    sign,
    sign_container,
    verify,
    verify_or_fail,
)
from ._enums import *
from ._errors import (
    AuthenticationError,
    CancelledError,
    Error,
    FormatError,
    InputOutputError,
    InternalError,
    LoadError,
    PolicyError,
    ResourceError,
    UnlockError,
    UsageError,
)
from ._io import Readable, Sink, SinkLike, Source, SourceLike, Writable
from ._key import Key
from ._keystore import KeyInfo, Keystore, KeystoreInfo, TokenCheck
from ._load import library_path
from ._profile import (
    Decision,
    Findings,
    Profile,
    alg_from_name,
    alg_name,
    profile_sign,
    profile_vkey,
    reason_name,
)
from ._report import (
    ANY_SIGNER,
    CertificateInfo,
    Check,
    NotAccepted,
    ObjectInfo,
    Report,
    RevocationEvidence,
    RevocationInfo,
    Signatory,
    SignatureInfo,
    Stamp,
    StampInfo,
    ValidationInfo,
    verdict_name,
    why_name,
    why_verdict,
)
from ._slot import (
    NewSlot,
    Slot,
    SlotInfo,
    Unlock,
    share_combine,
    share_split,
)

__version__ = version()
__all__ = [
    "Context",
    "Key",
    "KeyInfo",
    "Keystore",
    "KeystoreInfo",
    "Progress",
    "Readable",
    "Sink",
    "SinkLike",
    "Source",
    "SourceLike",
    "TokenCheck",
    "Writable",
    "abi",
    "build_info",
    "container_detect",
    "library_path",
    "selftest",
    "status_name",
    "version",
]
__all__ += _enums.__all__
