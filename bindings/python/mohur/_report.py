# SPDX-License-Identifier: Apache-2.0
"""What validation came to: verdict, reasons, signers, time stamps."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Iterator, List, Optional, Sequence, Tuple, Union

from ._context import Context, Shared
from ._enums import (
    Alg,
    ContainerFormat,
    DocumentLevel,
    Overwrite,
    Revocation,
    RevocationKind,
    RevocationPlace,
    Standing,
    StampKind,
    Status,
    Verdict,
    Why,
)
from ._errors import AuthenticationError
from ._fill import Keep, Path, Secret, read
from ._io import Sink, SinkLike, SourceLike, written
from ._load import ffi, lib, text


class _Any:
    """Whoever the trust store believes."""

    def __repr__(self) -> str:
        return "mohur.ANY_SIGNER"


ANY_SIGNER = _Any()


@dataclass(frozen=True)
class Signatory:
    """Somebody who must have signed, by what their certificate says: the
    serialNumber of the subject (such as a FIN), the whole subject, or
    SHA-256 of the certificate.  All that is given must agree."""

    person: Optional[str] = None
    subject: Optional[str] = None
    cert_id: Optional[bytes] = None

    def __post_init__(self) -> None:
        if not (self.person or self.subject or self.cert_id):
            raise ValueError("a Signatory needs person, subject or cert_id")

    def matches(self, found: "SignatureInfo") -> bool:
        return (
            found.has_cert
            and self.person in (None, found.person)
            and self.subject in (None, found.subject)
            and self.cert_id in (None, found.cert_id)
        )


Expected = Union[Signatory, Sequence[Signatory], _Any]


@dataclass(frozen=True)
class Check:
    """One step of validation; true if it holds."""

    name: str
    why: Why
    detail: str
    done: bool

    def __bool__(self) -> bool:
        return self.done and self.why == Why.NONE


@dataclass(frozen=True)
class StampInfo:
    """A time stamp; true if it passed.  ``kind`` is what it is over, None
    where that is not known."""

    kind: Optional[StampKind]
    verdict: Verdict
    why: Why
    detail: str
    time: Optional[datetime]
    authority: str
    anchor: str
    alg: Alg
    hash: Alg

    def __bool__(self) -> bool:
        return self.verdict == Verdict.PASSED


@dataclass(frozen=True)
class RevocationEvidence:
    """A list or response that was believed."""

    kind: RevocationKind
    place: RevocationPlace
    about: int
    revoked: bool
    this_update: Optional[datetime]
    next_update: Optional[datetime]
    produced_at: Optional[datetime]


@dataclass(frozen=True)
class RevocationInfo:
    """What the evidence about revocation came to."""

    standing: Standing
    about: int
    since: Optional[datetime]
    until: Optional[datetime]
    reason: int
    revoked_later: Optional[datetime]
    suspended_later: Optional[datetime]
    evidence: Tuple[RevocationEvidence, ...] = ()

    @property
    def standing_name(self) -> str:
        return text(lib.mohur_standing_name(self.standing))

    @property
    def reason_name(self) -> str:
        return text(lib.mohur_revocation_reason_name(self.reason))


@dataclass(frozen=True)
class SignatureInfo:
    """What is known of one signature; true if it passed."""

    verdict: Verdict
    why: Why
    detail: str
    has_cert: bool
    subject: str
    name: str
    person: str
    issuer: str
    anchor: str
    cert_id: bytes
    claimed: Optional[datetime]
    alg: Alg
    hash: Alg
    bits: int
    level: DocumentLevel
    best_time: Optional[datetime]
    legacy: bool
    path: str = ""
    certificates: Tuple[CertificateInfo, ...] = ()
    checks: Tuple[Check, ...] = ()
    stamps: Tuple[StampInfo, ...] = ()
    revocation: Optional[RevocationInfo] = None
    counters: Tuple[SignatureInfo, ...] = ()

    def __bool__(self) -> bool:
        return self.verdict == Verdict.PASSED


@dataclass(frozen=True)
class CertificateInfo:
    """A certificate that a verdict rests on."""

    subject: str
    issuer: str
    serial: str
    not_before: Optional[datetime]
    not_after: Optional[datetime]
    id: bytes


@dataclass(frozen=True)
class ValidationInfo:
    """How and over what it was validated."""

    at: Optional[datetime]
    at_is_given: bool
    has_content: bool
    content_len: int
    content_hash: Alg
    content_digest: bytes
    has_digest: bool
    digest: bytes
    trust_digest: bytes
    revocation: Revocation
    profile: str


@dataclass(frozen=True)
class ObjectInfo:
    """A document in a container."""

    name: str
    len: int
    digest: bytes
    covered: bool


def _revocation(c: Any, i: int) -> Optional[RevocationInfo]:
    found = lib.mohur_report_revocation(c, i)
    if found == ffi.NULL:
        return None
    pieces = (lib.mohur_report_evidence(c, i, k)
              for k in range(found.evidence_len))
    return read(RevocationInfo, found, evidence=tuple(
        read(RevocationEvidence, p) for p in pieces))


def _certificates(c: Any, i: int) -> Iterator[CertificateInfo]:
    for k in itertools.count():
        found = lib.mohur_report_certificate(c, i, k)
        if found == ffi.NULL:
            return
        yield read(CertificateInfo, found)


_DIGESTS = {Alg.SHA_256: 32, Alg.SHA_384: 48, Alg.SHA_512: 64}


def _validation(c: Any) -> ValidationInfo:
    found = lib.mohur_report_validation(c)
    size = _DIGESTS.get(found.content_hash, 0)
    return read(ValidationInfo, found, content_digest=bytes(
        ffi.buffer(found.content_digest, size)))


def _checks(found: Any) -> Tuple[Check, ...]:
    return tuple(read(Check, found.checks + k)
                 for k in range(lib.MOHUR_CHECKS))


def _counters(c: Any, i: int) -> Iterator[SignatureInfo]:
    """Counter-signatures: their time stamps are counted, not told."""
    for k in itertools.count():
        found = lib.mohur_report_counter(c, i, k)
        if found == ffi.NULL:
            return
        yield read(SignatureInfo, found, checks=_checks(found), stamps=())


def _signature(c: Any, i: int) -> SignatureInfo:
    found = lib.mohur_report_signature(c, i)
    stamps = tuple(read(StampInfo, lib.mohur_report_stamp(c, i, k))
                   for k in range(found.stamps_len))
    return read(SignatureInfo, found, checks=_checks(found), stamps=stamps,
                certificates=tuple(_certificates(c, i)),
                counters=tuple(_counters(c, i)),
                path=text(lib.mohur_report_path(c, i)),
                revocation=_revocation(c, i))


class Report(Shared):
    """What validation came to.  True means: every signature passed, and
    everybody who was expected is among the signers."""

    _what = "report"

    def __init__(
        self, ctx: Context, c: Any, expected: Sequence[Signatory]
    ) -> None:
        super().__init__(c, lib.mohur_report_free)
        self._ctx = ctx
        self.signatures: List[SignatureInfo] = [
            _signature(c, i) for i in range(lib.mohur_report_signatures(c))]
        self.objects: List[ObjectInfo] = [
            read(ObjectInfo, lib.mohur_report_object(c, i))
            for i in range(lib.mohur_report_objects(c))]
        #: Who was expected, and did not sign.
        self.missing: List[Signatory] = [
            who for who in expected
            if not any(s and who.matches(s) for s in self.signatures)]
        self.format = ContainerFormat(lib.mohur_report_format(c))
        self.attached = bool(lib.mohur_report_attached(c))
        self.covers_all = bool(lib.mohur_report_covers_all(c))
        self.container_detail = text(lib.mohur_report_container_detail(c))
        self.validation = _validation(c)
        self.why = Why(lib.mohur_report_why(c))
        self._passed = bool(lib.mohur_report_is_accepted(c))
        self._verdict = Verdict(lib.mohur_report_verdict(c))

    @property
    def accepted(self) -> bool:
        return self._passed and not self.missing

    @property
    def verdict(self) -> Verdict:
        """PASSED, FAILED or INDETERMINATE; FAILED too if somebody who was
        expected did not sign."""
        if self._verdict == Verdict.PASSED and not self.accepted:
            return Verdict.FAILED
        return self._verdict

    @property
    def reason(self) -> str:
        """Why it is not a yes, as a sentence; "" if it is."""
        if self.accepted:
            return ""
        if self._passed:
            return f"not signed by {self.missing[0]}"
        for found in self.signatures:
            if found.verdict == self._verdict and found.detail:
                return found.detail
        return self.container_detail or why_name(self.why)

    def json(self, ctx: Optional[Context] = None) -> bytes:
        """The library's report, which knows nothing of who was expected."""
        ctx = ctx or self._ctx
        return written(ctx, lambda sink: ctx._call(
            lib.mohur_report_emit_json, ctx._open(), self._open(), sink))

    def page(
        self,
        *,
        name: Optional[str] = None,
        content_name: Optional[str] = None,
        ctx: Optional[Context] = None,
    ) -> bytes:
        """The library's report as a page of HTML for people."""
        ctx = ctx or self._ctx
        with Keep(ctx) as keep:
            options = keep.struct("mohur_page_options", name=name,
                                  content_name=content_name)
            return written(ctx, lambda sink: ctx._call(
                lib.mohur_report_emit_page, ctx._open(), self._open(),
                options, sink))

    def content(
        self,
        file: SourceLike,
        to: SinkLike,
        *,
        overwrite: bool = False,
        ctx: Optional[Context] = None,
    ) -> None:
        """Hand out the document inside of a signature that was accepted, to
        a path, file object or Sink; ``file`` is the signature again."""
        if not self.accepted:
            raise NotAccepted(self)
        ctx = ctx or self._ctx
        sink = Sink.of(ctx, to, overwrite)
        try:
            with Keep(ctx) as keep:
                ctx._call(lib.mohur_document_content, ctx._open(),
                          self._open(), keep.source(file), sink._open())
        finally:
            if sink is not to:
                sink.close()

    def extract(
        self,
        file: SourceLike,
        folder: Path,
        *,
        overwrite: bool = False,
        sync: bool = False,
        ctx: Optional[Context] = None,
    ) -> None:
        """Hand out the documents of a container that was accepted, into a
        new folder; ``file`` is the container again."""
        if not self.accepted:
            raise NotAccepted(self)
        ctx = ctx or self._ctx
        how = Overwrite.REPLACE if overwrite else Overwrite.NEVER
        with Keep(ctx) as keep:
            options = keep.struct("mohur_container_extract_options",
                                  path=folder, overwrite=how, sync=sync)
            ctx._call(lib.mohur_container_extract, ctx._open(), self._open(),
                      keep.source(file), options)

    def __bool__(self) -> bool:
        return self.accepted

    def __repr__(self) -> str:
        return (f"<mohur.Report {verdict_name(self.verdict)}"
                f"{': ' + self.reason if self.reason else ''}>")


class NotAccepted(AuthenticationError):
    """A document that is not accepted; ``report`` says why."""

    def __init__(self, report: Report) -> None:
        super().__init__(
            Status.E_UNTRUSTED,
            f"{verdict_name(report.verdict)}: {report.reason}")
        self.report = report

    @property
    def hint(self) -> str:
        return "look at report.signatures and their checks"

    def __reduce__(self) -> Tuple[Any, ...]:
        return AuthenticationError, (self.status, self.message)


class Stamp(Shared):
    """A time stamp in a file of its own.  Nothing is proven here."""

    _what = "time stamp"

    def __init__(self, ctx: Context, data: Secret) -> None:
        with Keep(ctx) as keep:
            c = ctx._make(
                "mohur_stamp", lib.mohur_stamp_free, lib.mohur_stamp_read,
                ctx._open(), *keep.pair(data, "uint8_t[]"))
        super().__init__(c, lib.mohur_stamp_free)

    @property
    def about(self) -> StampInfo:
        return read(StampInfo, lib.mohur_stamp_about(self._open()))

    @property
    def imprint(self) -> bytes:
        """The digest of what it is over."""
        size = ffi.new("size_t *")
        data = lib.mohur_stamp_imprint(self._open(), size)
        return bytes(ffi.buffer(data, size[0]))


def verdict_name(verdict: Verdict) -> str:
    """ "PASSED", "FAILED" or "INDETERMINATE"."""
    return text(lib.mohur_verdict_name(verdict))


def why_name(why: Why) -> str:
    """The name in the standard, "FORMAT_FAILURE"; "" for none."""
    return text(lib.mohur_why_name(why))


def why_verdict(why: Why) -> Verdict:
    """The verdict that a reason leads to."""
    return Verdict(lib.mohur_why_verdict(why))
