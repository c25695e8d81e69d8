# SPDX-License-Identifier: Apache-2.0
"""Signed documents: sign, extend, verify."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import (
    Any,
    Callable,
    Iterable,
    List,
    Mapping,
    Optional,
    Sequence,
    Tuple,
    Union,
)

from ._context import Asked, Context, Shared, callback, guarded
from ._enums import (
    ContainerFormat,
    DocumentLevel,
    EvidenceKind,
    Revocation,
    TrustRole,
)
from ._fill import Keep, Secret, Time, seconds
from ._io import Sink, SinkLike, SourceLike
from ._key import Key
from ._load import ffi, lib, text
from ._report import ANY_SIGNER, Expected, NotAccepted, Report


@dataclass(frozen=True)
class EvidenceRequest:
    """What is to be fetched: a POST of ``body``, or a GET without one."""

    kind: EvidenceKind
    url: str
    body: Optional[bytes]
    max: int

    @property
    def content_type(self) -> Optional[str]:
        """What the body is, for the header of the POST."""
        return {
            EvidenceKind.TIME_STAMP: "application/timestamp-query",
            EvidenceKind.OCSP: "application/ocsp-request",
        }.get(self.kind)


Fetch = Callable[[EvidenceRequest], Optional[bytes]]
Items = Union[
    Mapping[str, SourceLike],
    Iterable[Union[Tuple[str, SourceLike], Tuple[str, SourceLike, str]]],
]


class _Fetching(Asked):
    def __init__(self, ctx: Context, fetch: Fetch) -> None:
        super().__init__(ctx)
        self.fetch = fetch


@callback
def mohur_py_evidence(user: Any, request: Any, answer: Any) -> int:
    asked = ffi.from_handle(user)
    found: List[Optional[bytes]] = [None]

    def fetch() -> None:
        body = None
        if request.body != ffi.NULL:
            body = bytes(ffi.buffer(request.body, request.body_len))
        found[0] = asked.fetch(EvidenceRequest(
            EvidenceKind(request.kind), text(request.url), body, request.max))
        data = found[0]
        if data is not None:
            view = ffi.from_buffer("uint8_t[]", data)
            # Too long an answer sticks, and the call says so itself.
            lib.mohur_answer_add(answer, view, len(view))

    failed = guarded(asked.ctx, fetch)
    return 1 if failed or found[0] is None else 0


def _evidence(keep: Keep, fetch: Optional[Fetch]) -> Any:
    if fetch is None:
        return None
    user = keep.hold(ffi.new_handle(keep.hold(_Fetching(keep.ctx, fetch))))
    return keep.struct("mohur_evidence", get=lib.mohur_py_evidence, user=user)


class Trust(Shared):
    """Certificates that are believed because the caller says so.

    It begins empty; the system's own store is never read.
    """

    _what = "trust store"

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx._make(
            "mohur_trust", lib.mohur_trust_free, lib.mohur_trust_new,
            ctx._open()), lib.mohur_trust_free)
        self._ctx = ctx

    def add(
        self, certificates: Secret, roles: TrustRole = TrustRole.SIGN
    ) -> "Trust":
        """Add anchors: one certificate in DER, or some in PEM."""
        with Keep(self._ctx) as keep:
            self._ctx._call(lib.mohur_trust_add, self._ctx._open(),
                            self._open(), roles,
                            *keep.pair(certificates, "uint8_t[]"))
        return self

    def add_list(
        self,
        note: Secret,
        keys: Sequence[str],
        files: Mapping[str, Secret],
        *,
        threshold: int = 0,
        min_version: int = 0,
    ) -> "Trust":
        """Fill an empty store with the anchors of a signed list.

        ``note`` is the list, ``keys`` are the verifier keys of the authority,
        of which ``threshold`` must have signed it (0: all); ``files`` are the
        certificates that it names, by their names.
        """
        with Keep(self._ctx) as keep:
            array = keep.hold(ffi.new("mohur_trust_file[]", len(files)))
            for place, (name, data) in enumerate(files.items()):
                array[place].name = keep.string(name)
                array[place].data, array[place].data_len = keep.pair(
                    data, "uint8_t[]")
            options = keep.struct(
                "mohur_trust_list_options", note=note, keys=keys,
                threshold=threshold, min_version=min_version)
            options.files, options.files_len = array, len(files)
            self._ctx._call(lib.mohur_trust_add_list, self._ctx._open(),
                            self._open(), options)
        return self

    @property
    def version(self) -> int:
        """The version of the list it was filled with; 0: with none."""
        return int(lib.mohur_trust_version(self._open()))

    def __len__(self) -> int:
        return int(lib.mohur_trust_len(self._open()))

    def __bool__(self) -> bool:
        return True


def _emit(
    ctx: Context,
    to: Optional[SinkLike],
    overwrite: bool,
    call: Callable[[Any], object],
) -> bytes:
    """Runs what writes to a sink; what was written, if nowhere else."""
    sink = Sink.memory(ctx) if to is None else Sink.of(ctx, to, overwrite)
    try:
        call(sink._open())
        return sink.getvalue() if to is None else b""
    finally:
        if sink is not to:
            sink.close()


def _sign_options(keep: Keep, members: Any) -> Any:
    members = dict(members)
    members["evidence"] = _evidence(keep, members.pop("fetch"))
    return keep.struct("mohur_sign_options", members)


def sign(
    ctx: Context,
    key: Key,
    content: SourceLike,
    to: Optional[SinkLike] = None,
    *,
    cert: Secret,
    chain: Optional[Secret] = None,
    attached: bool = False,
    level: DocumentLevel = DocumentLevel.B,
    tsa: Optional[str] = None,
    fetch: Optional[Fetch] = None,
    trust: Optional[Trust] = None,
    registration_number: Optional[str] = None,
    voen: Optional[str] = None,
    commitment: Optional[str] = None,
    overwrite: bool = False,
) -> bytes:
    """Sign a document.  The signature is written to ``to``, or returned.

    ``cert`` is the certificate of the key, ``chain`` those of its issuers.
    A time stamp (``level``, ``tsa``) is had by ``fetch``, which asks the
    authority and gives its answer.  ``registration_number``, ``voen`` and
    ``commitment`` (an object identifier) are said of the document.
    """
    with Keep(ctx) as keep:
        options = _sign_options(keep, {
            "content": content, "cert": cert, "chain": chain,
            "attached": attached, "level": level, "tsa": tsa,
            "fetch": fetch, "trust": trust,
            "registration_number": registration_number, "voen": voen,
            "commitment": commitment})
        return _emit(ctx, to, overwrite, lambda sink: ctx._call(
            lib.mohur_document_sign, ctx._open(), key._open(), options, sink))


def _container_items(keep: Keep, items: Items) -> Any:
    rows = list(items.items() if isinstance(items, Mapping) else items)
    array = keep.hold(ffi.new("mohur_container_item[]", len(rows)))
    for place, row in enumerate(rows):
        array[place].name = keep.string(row[0])
        array[place].content = keep.source(row[1])
        array[place].mime = keep.string(row[2] if len(row) > 2 else None)
    return array, len(rows)


def sign_container(
    ctx: Context,
    key: Key,
    items: Optional[Items],
    to: Optional[SinkLike] = None,
    *,
    cert: Secret,
    chain: Optional[Secret] = None,
    format: ContainerFormat = ContainerFormat.ASIC_E,
    base: Optional[SourceLike] = None,
    level: DocumentLevel = DocumentLevel.B,
    tsa: Optional[str] = None,
    fetch: Optional[Fetch] = None,
    trust: Optional[Trust] = None,
    registration_number: Optional[str] = None,
    voen: Optional[str] = None,
    commitment: Optional[str] = None,
    overwrite: bool = False,
) -> bytes:
    """Sign documents into a container, or add a signature to ``base``.

    ``items`` are names with contents, or (name, content, MIME type).
    """
    with Keep(ctx) as keep:
        how = _sign_options(keep, {
            "cert": cert, "chain": chain, "level": level, "tsa": tsa,
            "fetch": fetch, "trust": trust,
            "registration_number": registration_number, "voen": voen,
            "commitment": commitment})
        rows, size = ffi.NULL, 0
        if items is not None:
            rows, size = _container_items(keep, items)
        options = keep.struct("mohur_container_options", format=format,
                              base=base)
        options.items, options.items_len = rows, size
        return _emit(ctx, to, overwrite, lambda sink: ctx._call(
            lib.mohur_container_sign, ctx._open(), key._open(), how, options,
            sink))


def countersign(
    ctx: Context,
    key: Key,
    file: SourceLike,
    to: Optional[SinkLike] = None,
    *,
    cert: Secret,
    chain: Optional[Secret] = None,
    overwrite: bool = False,
) -> bytes:
    """Sign every signature of a file, as a notary does; the file with that
    in it is written to ``to``, or returned.  Nothing is judged: verify it
    first."""
    with Keep(ctx) as keep:
        options = keep.struct("mohur_counter_options", file=file, cert=cert,
                              chain=chain)
        return _emit(ctx, to, overwrite, lambda sink: ctx._call(
            lib.mohur_document_countersign, ctx._open(), key._open(), options,
            sink))


def container_detect(ctx: Context, file: SourceLike) -> ContainerFormat:
    """The kind of container that a file is; nothing of it is verified."""
    with Keep(ctx) as keep:
        out = ffi.new("mohur_container_format *")
        ctx._call(lib.mohur_container_detect, ctx._open(), keep.source(file),
                  out)
        return ContainerFormat(out[0])


def extend(
    ctx: Context,
    file: SourceLike,
    to: Optional[SinkLike] = None,
    *,
    tsa: Optional[str] = None,
    fetch: Optional[Fetch] = None,
    level: DocumentLevel = DocumentLevel.T,
    trust: Optional[Trust] = None,
    content: Optional[SourceLike] = None,
    evidence: Sequence[SourceLike] = (),
    certs: Optional[Secret] = None,
    overwrite: bool = False,
) -> bytes:
    """The file with more proof on every signature, by default a time
    stamp, which ``tsa`` and ``fetch`` get.  Levels LT and LTA take
    ``trust`` and ``evidence``, LTA also ``content`` if it is not inside.
    It is written to ``to``, or returned."""
    with Keep(ctx) as keep:
        options = keep.struct(
            "mohur_extend_options", file=file, level=level, tsa=tsa,
            evidence=_evidence(keep, fetch), trust=trust, content=content,
            given=list(evidence) or None, certs=certs)
        return _emit(ctx, to, overwrite, lambda sink: ctx._call(
            lib.mohur_document_extend, ctx._open(), options, sink))


def verify(
    ctx: Context,
    file: SourceLike,
    *,
    trust: Trust,
    signers: Expected,
    content: Optional[SourceLike] = None,
    at: Time = None,
    revocation: Revocation = Revocation.REQUIRE,
    evidence: Sequence[SourceLike] = (),
    digest: bool = False,
    fetch: Optional[Fetch] = None,
    expect: Union[bytes, str, None] = None,
) -> Report:
    """Validate every signature of a file; a report, which is true for a yes.

    ``trust`` says whom to believe, and ``signers`` who must have signed;
    ``ANY_SIGNER`` is whoever ``trust`` believes.  ``content`` is the
    document, if it is not inside; ``at`` is now unless it is given.
    ``digest`` has the report say SHA-256 of the whole file.  ``fetch`` is
    called for revocation data and issuers that are missing.
    ``expect`` is a text of docs/formats/document.md, section 13: the verdict
    is then the library's answer to it.
    """
    if isinstance(expect, str):
        expect = expect.encode()
    wanted = () if signers is ANY_SIGNER else _wanted(signers)
    with Keep(ctx) as keep:
        options = keep.struct(
            "mohur_verify_options", file=file, content=content, trust=trust,
            at=seconds(at), revocation=revocation,
            evidence=list(evidence) or None, digest=digest,
            fetch=_evidence(keep, fetch), expect=expect)
        c = ctx._make("mohur_report", lib.mohur_report_free,
                      lib.mohur_document_verify, ctx._open(), options)
    return Report(ctx, c, wanted)


def _wanted(signers: Any) -> Tuple[Any, ...]:
    from ._report import Signatory

    found = (signers,) if isinstance(signers, Signatory) else tuple(signers)
    if not found or not all(isinstance(s, Signatory) for s in found):
        raise TypeError("who must have signed: one Signatory or more, "
                        "or ANY_SIGNER")
    return found


def verify_or_fail(
    ctx: Context,
    file: SourceLike,
    *,
    trust: Trust,
    signers: Expected,
    content: Optional[SourceLike] = None,
    at: Time = None,
    revocation: Revocation = Revocation.REQUIRE,
    evidence: Sequence[SourceLike] = (),
    digest: bool = False,
    fetch: Optional[Fetch] = None,
    expect: Union[bytes, str, None] = None,
) -> Report:
    """The same, and NotAccepted is raised unless it is a yes."""
    report = verify(ctx, file, trust=trust, signers=signers, content=content,
                    at=at, revocation=revocation, evidence=evidence,
                    digest=digest, fetch=fetch, expect=expect)
    if not report:
        raise NotAccepted(report)
    return report


