# SPDX-License-Identifier: Apache-2.0
"""Archives: named entries, sealed to recipients, signed."""

from __future__ import annotations

import io
import os
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path as FilePath
from types import TracebackType
from typing import (
    TYPE_CHECKING,
    Any,
    Iterator,
    Optional,
    Sequence,
    Tuple,
    Type,
    TypedDict,
)

from ._context import Context, Handle
from ._enums import (
    Alg,
    ArchivePad,
    ArchiveTrust,
    EntryKind,
    HeaderPolicy,
    HeaderState,
    Overwrite,
    SignatureState,
    Status,
)
from ._errors import misuse
from ._fill import BytesLike, Keep, Path, Secret, Time, moment, read, seconds
from ._io import Sink, SinkLike, Source, SourceLike
from ._key import Key
from ._load import ffi, lib

if TYPE_CHECKING:
    from typing_extensions import Buffer, Unpack


class SealOptions(TypedDict, total=False):
    """Who may open and who signs: ``mohur_archive_options``."""

    recipients: Sequence[Key]
    passphrase: Secret
    passphrase_m_kib: int
    passphrase_t: int
    signers: Sequence[Key]
    aead: Alg
    pad: ArchivePad
    pad_bucket: int
    allow_mixed_pq: bool
    header_areas: int
    anonymous: bool
    passphrase_and_key: bool
    header_policy: HeaderPolicy
    admins: Sequence[Key]
    scratch: Path
    directory_memory: int
    allow_links: bool
    content_total: int
    addressees_only: bool
    label: str


class OpenOptions(TypedDict, total=False):
    """With what to open, and whose word to take:
    ``mohur_archive_open_options``."""

    keys: Sequence[Key]
    passphrase: Secret
    senders: Sequence[Key]
    senders_threshold: int
    allow_forwarded: bool
    max_entries: int
    max_entry_len: int
    max_content: int
    max_directory: int
    max_ratio: int
    admins: Sequence[Key]
    allow_links: bool
    header: SourceLike


class ChangeOptions(TypedDict, total=False):
    """Who is to open an archive from now on:
    ``mohur_archive_change_options``."""

    keys: Sequence[Key]
    passphrase: Secret
    add: Sequence[Key]
    remove: Sequence[Key]
    add_passphrase: Secret
    passphrase_m_kib: int
    passphrase_t: int
    remove_passphrase: bool
    allow_mixed_pq: bool
    admin: Key


@dataclass(frozen=True)
class Entry:
    """An entry of an archive."""

    name: str
    kind: EntryKind
    executable: bool
    mtime: Optional[datetime]
    content_len: int
    compress: bool
    stored_len: int
    link: Optional[str]

    @property
    def is_file(self) -> bool:
        return self.kind == EntryKind.FILE


@dataclass(frozen=True)
class Signer:
    """One signer of an archive."""

    key_id: bytes
    alg: int
    state: SignatureState


@dataclass(frozen=True)
class ArchiveResult:
    """The verdict on an archive; true if a sender signed it for us."""

    trust: ArchiveTrust
    intended: bool
    header: HeaderState
    generation: int
    aead: Alg
    pq_confidential: bool
    created: Optional[datetime]
    archive_id: bytes
    entries: int
    content_len: int
    header_admin: bytes
    provisional: bool
    addressees_only: bool
    label: Optional[str]
    signers: Tuple[Signer, ...] = ()

    def __bool__(self) -> bool:
        return self.trust == ArchiveTrust.SIGNED


@dataclass(frozen=True)
class ArchiveInfo:
    """What anybody can see of an archive.  Not authenticated."""

    version: int
    suite: int
    aead: Alg
    generation: int
    slots_len: int
    ext_len: int
    header_len: int
    payload_len: int
    slot_types: Tuple[int, ...] = ()


@dataclass(frozen=True)
class Salvaged:
    """What could be saved of a damaged archive."""

    entries: int
    content_len: int
    skipped: int
    end: Status


def _entry(c: Any) -> Entry:
    mtime: Optional[datetime] = None
    if c.mtime != lib.MOHUR_TIME_ABSENT:
        mtime = moment(c.mtime, zero_too=True)
    return read(Entry, c, mtime=mtime)


class ArchiveWriter(Handle):
    """Seals entries in one pass.

    At the end of ``with`` the archive is signed and finished; an exception
    in it leaves nothing behind.  ``to`` is a path, a binary file object or
    a Sink.
    """

    _what = "archive writer"

    def __init__(
        self,
        ctx: Context,
        to: SinkLike,
        *,
        overwrite: bool = False,
        **options: Unpack[SealOptions],
    ) -> None:
        self._begin(ctx, lib.mohur_archive_writer_new, to, overwrite, options)

    @classmethod
    def unsigned(
        cls,
        ctx: Context,
        to: SinkLike,
        *,
        overwrite: bool = False,
        **options: Unpack[SealOptions],
    ) -> "ArchiveWriter":
        """An archive that nobody signs."""
        made = cls.__new__(cls)
        made._begin(ctx, lib.mohur_archive_writer_new_unsigned, to, overwrite,
                    options)
        return made

    def _begin(
        self, ctx: Context, new: Any, to: Any, overwrite: bool, options: Any
    ) -> None:
        sink = Sink.of(ctx, to, overwrite)
        try:
            with Keep(ctx) as keep:
                made = keep.struct("mohur_archive_options", options)
                c = ctx._make(
                    "mohur_archive_writer", lib.mohur_archive_writer_free,
                    new, ctx._open(), made, sink._open())
            super().__init__(ctx, c, lib.mohur_archive_writer_free,
                             needs=[sink])
        finally:
            if sink is not to:
                sink.close()

    def entry(
        self,
        name: str,
        *,
        kind: EntryKind = EntryKind.FILE,
        executable: bool = False,
        mtime: Time = None,
        compress: bool = False,
        link: Optional[str] = None,
    ) -> None:
        """Begin an entry; ``write`` appends to it."""
        with Keep(self._ctx) as keep:
            made = keep.struct(
                "mohur_archive_entry", name=name, kind=kind, link=link,
                executable=executable, compress=compress)
            if mtime is not None:
                made.mtime = seconds(mtime)
            self._ctx._call(lib.mohur_archive_writer_entry, self._open(),
                            made)

    def write(self, data: "BytesLike") -> int:
        """Append to the entry; how many bytes, which is all."""
        view = ffi.from_buffer("uint8_t[]", data)
        self._ctx._call(lib.mohur_archive_writer_update, self._open(), view,
                        len(view))
        return len(view)

    def write_from(self, source: SourceLike) -> None:
        """Append all that a path, file object or Source has."""
        with Keep(self._ctx) as keep:
            self._ctx._call(lib.mohur_archive_writer_update_from,
                            self._open(), keep.source(source))

    def add(
        self,
        name: str,
        content: SourceLike = b"",
        *,
        executable: bool = False,
        mtime: Time = None,
        compress: bool = False,
    ) -> None:
        """A file with its content: bytes, or a path or file object."""
        self.entry(name, executable=executable, mtime=mtime,
                   compress=compress)
        if isinstance(content, (bytes, bytearray, memoryview)):
            self.write(content)
        else:
            self.write_from(content)

    def add_folder(self, name: str, *, mtime: Time = None) -> None:
        self.entry(name, kind=EntryKind.FOLDER, mtime=mtime)

    def add_link(self, name: str, link: str, *, mtime: Time = None) -> None:
        """A symbolic link, where ``allow_links`` was said."""
        self.entry(name, kind=EntryKind.LINK, link=link, mtime=mtime)

    def add_tree(
        self, folder: Path, *, compress: bool = False, links: bool = False
    ) -> None:
        """All that is in a folder, by name.  A link is an error unless
        ``links``; what is neither file nor folder is one always."""
        root = FilePath(folder)
        for path in _below(root):
            name = path.relative_to(root).as_posix()
            status = path.lstat()
            mtime = int(status.st_mtime)
            if stat.S_ISLNK(status.st_mode) and links:
                self.add_link(name, os.readlink(path), mtime=mtime)
            elif stat.S_ISDIR(status.st_mode):
                self.add_folder(name, mtime=mtime)
            elif stat.S_ISREG(status.st_mode):
                runs = bool(status.st_mode & stat.S_IXUSR)
                self.add(name, path, executable=runs, mtime=mtime,
                         compress=compress)
            else:
                raise misuse(f"{path} is neither a file nor a folder")

    def finish(self) -> None:
        """Sign, and finish.  Without this the archive does not open."""
        self._ctx._call(lib.mohur_archive_writer_finish, self._open())

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        value: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        try:
            if kind is None and not self.closed:
                self.finish()
        finally:
            self.close()


def _below(folder: FilePath) -> Iterator[FilePath]:
    """Everything in a folder, each folder before what is in it."""
    for path in sorted(folder.iterdir()):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)


class EntryFile(io.RawIOBase):
    """An entry as a binary file object that can seek.

    Every byte was verified before it is given.
    """

    def __init__(self, reader: "ArchiveReader", entry: Entry) -> None:
        super().__init__()
        self._reader = reader
        self._entry = entry
        self._at = 0

    @property
    def name(self) -> str:
        return self._entry.name

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at,
                os.SEEK_END: self._entry.content_len}[whence]
        if base + offset < 0:
            raise ValueError("a place before the beginning")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "Buffer", /) -> int:
        if self.closed:
            raise ValueError("this entry is closed")
        if self._at >= self._entry.content_len:
            return 0
        self._reader._stand(self, self._entry.name, self._at)
        count = self._reader.readinto(buffer)
        self._at += count
        self._reader._opened_by = (self, self._at)
        return count


class ArchiveReader(Handle):
    """Opens an archive, and gives what was verified and nothing else.

    Iterating gives the entries in order of name; ``read`` and ``readinto``
    read on in the entry that was given last.  ``source`` must be one that
    can seek: a path, bytes, a binary file object or a Source.
    """

    _what = "archive reader"
    _opened_by: Any = None

    def __init__(
        self,
        ctx: Context,
        source: SourceLike,
        **options: Unpack[OpenOptions],
    ) -> None:
        self._begin(ctx, lib.mohur_archive_reader_open, source, options)

    @classmethod
    def unsigned(
        cls,
        ctx: Context,
        source: SourceLike,
        **options: Unpack[OpenOptions],
    ) -> "ArchiveReader":
        """An archive that nobody signed: it may be from anybody."""
        made = cls.__new__(cls)
        made._begin(ctx, lib.mohur_archive_reader_open_unsigned, source,
                    options)
        return made

    def _begin(
        self, ctx: Context, open_: Any, source: Any, options: Any
    ) -> None:
        from_ = Source.of(ctx, source)
        options = dict(options)
        header = options.pop("header", None)
        apart = None if header is None else Source.of(ctx, header)
        try:
            with Keep(ctx) as keep:
                made = keep.struct("mohur_archive_open_options", options,
                                   header=apart)
                c = ctx._make(
                    "mohur_archive_reader", lib.mohur_archive_reader_free,
                    open_, ctx._open(), made, from_._open())
            super().__init__(
                ctx, c, lib.mohur_archive_reader_free,
                needs=[s for s in (from_, apart) if s is not None])
        finally:
            if from_ is not source:
                from_.close()
            if apart is not None and apart is not header:
                apart.close()

    @classmethod
    def _wrap(cls, ctx: Context, c: Any, source: Any) -> "ArchiveReader":
        made = cls.__new__(cls)
        Handle.__init__(made, ctx, c, lib.mohur_archive_reader_free,
                        needs=[source])
        return made

    @property
    def result(self) -> ArchiveResult:
        """The verdict."""
        c = lib.mohur_archive_reader_result(self._open())
        signers = tuple(read(Signer, c.signers + i)
                        for i in range(c.signers_len))
        return read(ArchiveResult, c, signers=signers)

    def __iter__(self) -> Iterator[Entry]:
        return self

    def __next__(self) -> Entry:
        out = ffi.new("mohur_archive_entry **")
        self._opened_by = None
        status = self._ctx._call(lib.mohur_archive_reader_next, self._open(),
                                 out)
        if status == Status.END:
            raise StopIteration
        return _entry(out[0])

    def seek(self, name: str, offset: int = 0) -> Entry:
        """Move to a byte of an entry; KeyError if there is none."""
        with Keep(self._ctx) as keep:
            out = ffi.new("mohur_archive_entry **")
            self._opened_by = None
            status = self._ctx._call(
                lib.mohur_archive_reader_seek, self._open(),
                *keep.pair(name), offset, out)
            if status == Status.END:
                raise KeyError(name)
            return _entry(out[0])

    def readinto(self, buffer: "BytesLike") -> int:
        """Read on into memory of the caller's; 0 at the end."""
        view = ffi.from_buffer("uint8_t[]", buffer, require_writable=True)
        out_len = ffi.new("size_t *")
        self._opened_by = None
        self._ctx._call(lib.mohur_archive_reader_read, self._open(), view,
                        len(view), out_len)
        return int(out_len[0])

    def read(self, size: int = -1) -> bytes:
        """Read on in the entry: so many bytes, or all that is left."""
        if size >= 0:
            room = bytearray(size)
            count = self.readinto(room)
            return bytes(memoryview(room)[:count])
        out = io.BytesIO()
        self.emit(out)
        return out.getvalue()

    def emit(self, to: SinkLike, *, overwrite: bool = False) -> None:
        """Write what is left of the entry to a path, file object or Sink.

        Pieces were verified before they are written; unless this returns,
        some may be missing.
        """
        sink = Sink.of(self._ctx, to, overwrite)
        self._opened_by = None
        try:
            self._ctx._call(lib.mohur_archive_reader_emit, self._open(),
                            sink._open())
        finally:
            if sink is not to:
                sink.close()

    def open(self, name: str) -> io.BufferedReader:
        """An entry as a binary file object that can seek."""
        raw = EntryFile(self, self.seek(name))
        self._opened_by = (raw, 0)
        return io.BufferedReader(raw, 1 << 16)

    def _stand(self, file: EntryFile, name: str, at: int) -> None:
        """Stand where a file object wants to read on."""
        if self._opened_by != (file, at):
            self.seek(name, at)

    def extract(
        self,
        folder: Path,
        *,
        names: Sequence[str] = (),
        overwrite: bool = False,
        sync: bool = False,
    ) -> None:
        """Extract to a new folder, whole or not at all."""
        with Keep(self._ctx) as keep:
            options = _extract_options(keep, folder, names, overwrite, sync)
            self._ctx._call(lib.mohur_archive_reader_extract, self._open(),
                            options)

    def reseal(
        self,
        to: SinkLike,
        *,
        admin: Optional[Key] = None,
        overwrite: bool = False,
        **options: Unpack[SealOptions],
    ) -> None:
        """Seal it again, to other recipients, under another key."""
        sink = Sink.of(self._ctx, to, overwrite)
        try:
            with Keep(self._ctx) as keep:
                made = keep.struct("mohur_archive_options", options)
                c = ffi.NULL if admin is None else admin._open()
                self._ctx._call(lib.mohur_archive_reseal, self._open(), made,
                                c, sink._open())
        finally:
            if sink is not to:
                sink.close()


def _extract_options(
    keep: Keep,
    folder: Path,
    names: Sequence[str],
    overwrite: bool,
    sync: bool,
) -> Any:
    how = Overwrite.REPLACE if overwrite else Overwrite.NEVER
    return keep.struct("mohur_archive_extract_options", path=folder,
                       names=list(names), overwrite=how, sync=sync)
