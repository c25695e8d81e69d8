# SPDX-License-Identifier: Apache-2.0
"""Archives as files: looked at without a key, readdressed, in pipes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Optional, Sequence

from ._archive import (
    ArchiveInfo,
    ArchiveReader,
    ChangeOptions,
    OpenOptions,
    Salvaged,
    _extract_options,
)
from ._context import Context
from ._enums import Status
from ._fill import Keep, Path, read, sized
from ._io import Sink, SinkLike, Source, SourceLike, written
from ._key import Key
from ._load import ffi, lib

if TYPE_CHECKING:
    from typing_extensions import Unpack


def archive_inspect(ctx: Context, source: SourceLike) -> ArchiveInfo:
    """What anybody can see of an archive, without a key."""
    with Keep(ctx) as keep:
        out = sized("mohur_archive_info")
        ctx._call(lib.mohur_archive_inspect, ctx._open(), keep.source(source),
                  out)
        return read(ArchiveInfo, out,
                    slot_types=tuple(out.slot_types[0:out.slots_len]))


def archive_name_check(ctx: Context, name: str) -> None:
    """Check a name against the rules of the format; FormatError says which
    it breaks."""
    with Keep(ctx) as keep:
        ctx._call(lib.mohur_archive_name_check, ctx._open(), *keep.pair(name))


def archive_link_check(ctx: Context, name: str, link: str) -> None:
    """The same for the text of a link that would be called ``name``."""
    with Keep(ctx) as keep:
        ctx._call(lib.mohur_archive_link_check, ctx._open(),
                  *keep.pair(name), *keep.pair(link))


def archive_recipients_find(
    ctx: Context, source: SourceLike, key: Key
) -> Optional[int]:
    """Which slot is for a key; None if none is, or if it is not told."""
    with Keep(ctx) as keep:
        out = ffi.new("uint32_t *")
        status = ctx._call(lib.mohur_archive_recipients_find, ctx._open(),
                           keep.source(source), key._open(), out)
        return None if status == Status.END else int(out[0])


def archive_recipients_change(
    ctx: Context, path: Path, **options: Unpack[ChangeOptions]
) -> None:
    """Add and remove recipients of the archive at ``path``."""
    with Keep(ctx) as keep:
        made = keep.struct("mohur_archive_change_options", options)
        ctx._call(lib.mohur_archive_recipients_change, ctx._open(), made,
                  keep.string(path))


def archive_header_export(ctx: Context, source: SourceLike) -> bytes:
    """The header of an archive, to be kept apart."""
    with Keep(ctx) as keep:
        c = keep.source(source)
        return written(ctx, lambda sink: ctx._call(
            lib.mohur_archive_header_export, ctx._open(), c, sink))


def _streamed(
    ctx: Context,
    function: Any,
    source: Any,
    options: Any,
    third: Callable[[Keep], Any],
    *more: Any,
) -> ArchiveReader:
    """Calls what reads a source to its end and gives a reader."""
    from_ = Source.of(ctx, source)
    try:
        with Keep(ctx) as keep:
            made = keep.struct("mohur_archive_open_options", options)
            c = ctx._make(
                "mohur_archive_reader", lib.mohur_archive_reader_free,
                function, ctx._open(), made, from_._open(), third(keep),
                *more)
        return ArchiveReader._wrap(ctx, c, from_)
    finally:
        if from_ is not source:
            from_.close()


def archive_extract_stream(
    ctx: Context,
    source: SourceLike,
    folder: Path,
    *,
    names: Sequence[str] = (),
    overwrite: bool = False,
    unsigned: bool = False,
    **options: Unpack[OpenOptions],
) -> ArchiveReader:
    """Extract an archive that comes through a pipe, whole or not at all.
    The reader tells verdict and names."""
    function = (lib.mohur_archive_extract_stream_unsigned if unsigned
                else lib.mohur_archive_extract_stream)
    return _streamed(
        ctx, function, source, options,
        lambda keep: _extract_options(keep, folder, names, overwrite, False))


def archive_emit_provisional(
    ctx: Context,
    source: SourceLike,
    to: SinkLike,
    *,
    scratch: Path,
    name: Optional[str] = None,
    overwrite: bool = False,
    unsigned: bool = False,
    **options: Unpack[OpenOptions],
) -> ArchiveReader:
    """Write one entry while it comes.  Unless this returns, what was
    written is void: who signed it is known at the end only."""
    function = (lib.mohur_archive_emit_provisional_unsigned if unsigned
                else lib.mohur_archive_emit_provisional)
    sink = Sink.of(ctx, to, overwrite)
    try:
        return _streamed(
            ctx, function, source, options,
            lambda keep: keep.struct("mohur_archive_provisional_options",
                                     name=name, scratch=scratch),
            sink._open())
    finally:
        if sink is not to:
            sink.close()


def archive_salvage(
    ctx: Context,
    source: SourceLike,
    folder: Path,
    *,
    overwrite: bool = False,
    **options: Unpack[OpenOptions],
) -> Salvaged:
    """Save the complete files before the damage.  Nobody vouches for them."""
    with Keep(ctx) as keep:
        made = keep.struct("mohur_archive_open_options", options)
        where = _extract_options(keep, folder, (), overwrite, False)
        out = sized("mohur_archive_salvaged")
        ctx._call(lib.mohur_archive_salvage, ctx._open(), made,
                  keep.source(source), where, out)
        return read(Salvaged, out)
