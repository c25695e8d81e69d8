# SPDX-License-Identifier: Apache-2.0
"""Where bytes come from and where they go: paths, memory, file objects."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Callable, Optional, Protocol, Union

from ._context import Asked, Context, Handle, callback, guarded
from ._enums import Overwrite
from ._fill import BytesLike, Path, path_bytes
from ._load import ffi, lib

if TYPE_CHECKING:
    from typing_extensions import Buffer


class Readable(Protocol):
    """A binary file object that is read."""

    def read(self, size: int = ..., /) -> bytes: ...


class Writable(Protocol):
    """A binary file object that is written."""

    def write(self, data: bytes, /) -> object: ...


SourceLike = Union["Source", "BytesLike", str, "os.PathLike[str]", Readable]
SinkLike = Union["Sink", str, "os.PathLike[str]", Writable]


def _is_builtin(file: object) -> bool:
    """Of the io module: it keeps no part of a buffer that it is given."""
    return type(file).__module__ in ("_io", "io")


class _Input(Asked):
    """What the callbacks of a source read from."""

    def __init__(self, ctx: Context, file: Any) -> None:
        super().__init__(ctx)
        self.file = file
        self.into = _is_builtin(file) and hasattr(file, "readinto")

    def read(self, out: Any, cap: int, out_len: Any) -> None:
        if self.into:
            count = self.file.readinto(ffi.buffer(out, cap))
            if count is None:
                raise BlockingIOError("the file object gives nothing yet")
            out_len[0] = count
            return
        data = self.file.read(cap)
        if data is None:
            raise BlockingIOError("the file object gives nothing yet")
        if isinstance(data, str):
            raise TypeError("a text file; open it in binary mode")
        if len(data) > cap:
            raise ValueError("the file object gave more than was asked for")
        ffi.memmove(out, data, len(data))
        out_len[0] = len(data)

    def read_at(self, offset: int, out: Any, cap: int, out_len: Any) -> None:
        self.file.seek(offset)
        self.read(out, cap, out_len)


class _Output(Asked):
    """What the callbacks of a sink write to."""

    def __init__(self, ctx: Context, file: Any, end: Any) -> None:
        super().__init__(ctx)
        self.file = file
        self.end = end
        self.view = _is_builtin(file)

    def write(self, data: Any, size: int) -> None:
        left: Any = ffi.buffer(data, size)
        if not self.view:
            left = left[:]  # bytes, for who may keep what it is given
        while len(left):
            count = self.file.write(left)
            if not isinstance(count, int) or count >= len(left):
                return
            left = memoryview(left)[count:]

    def finish(self) -> None:
        if self.end is not None:
            self.end()
        elif hasattr(self.file, "flush"):
            self.file.flush()


@callback
def mohur_py_read(user: Any, out: Any, cap: int, out_len: Any) -> int:
    state = ffi.from_handle(user)
    return guarded(state.ctx, lambda: state.read(out, cap, out_len))


@callback
def mohur_py_read_at(
    user: Any, offset: int, out: Any, cap: int, out_len: Any
) -> int:
    state = ffi.from_handle(user)
    return guarded(state.ctx, lambda: state.read_at(offset, out, cap, out_len))


@callback
def mohur_py_write(user: Any, data: Any, size: int) -> int:
    state = ffi.from_handle(user)
    return guarded(state.ctx, lambda: state.write(data, size))


@callback
def mohur_py_finish(user: Any) -> int:
    state = ffi.from_handle(user)
    return guarded(state.ctx, state.finish)


def _is_memory(value: Any) -> bool:
    try:
        memoryview(value).release()
        return True
    except TypeError:
        return False


def _seekable(file: Any) -> bool:
    try:
        return bool(file.seekable())
    except AttributeError:
        return False


class Source(Handle):
    """Gives bytes.  Whatever takes a source also takes what ``of`` takes."""

    _what = "source"

    def __init__(self, ctx: Context, c: Any, keep: Any = None) -> None:
        super().__init__(ctx, c, lib.mohur_source_free, keep)

    @classmethod
    def of(cls, ctx: Context, value: Any) -> "Source":
        """A str or PathLike is a path, bytes are the content themselves,
        and what has ``read`` is a binary file object."""
        if isinstance(value, Source):
            return value
        if isinstance(value, (str, os.PathLike)):
            return cls.file(ctx, value)
        # A mapped file can be read too, and is better taken where it lies.
        if hasattr(value, "read") and not _is_memory(value):
            return cls.stream(ctx, value)
        return cls.memory(ctx, value)

    @classmethod
    def file(cls, ctx: Context, path: Path) -> "Source":
        """A regular file or a pipe."""
        raw = path_bytes(path)
        return cls(ctx, ctx._make(
            "mohur_source", lib.mohur_source_free,
            lib.mohur_source_new_file, ctx._open(), raw))

    @classmethod
    def memory(cls, ctx: Context, data: "BytesLike") -> "Source":
        """Bytes where they lie; they must not change meanwhile."""
        view = ffi.from_buffer("uint8_t[]", data)
        return cls(ctx, ctx._make(
            "mohur_source", lib.mohur_source_free,
            lib.mohur_source_new_memory, ctx._open(), view, len(view)), view)

    @classmethod
    def fd(cls, ctx: Context, fd: int) -> "Source":
        """A file descriptor, which stays the caller's to close."""
        return cls(ctx, ctx._make(
            "mohur_source", lib.mohur_source_free,
            lib.mohur_source_new_fd, ctx._open(), fd))

    @classmethod
    def stream(cls, ctx: Context, file: Readable) -> "Source":
        """A binary file object.  One that can seek is read from its
        beginning, wherever it stands; any other from where it stands."""
        state = _Input(ctx, file)
        user = ffi.new_handle(state)
        callbacks = ffi.new("mohur_source_callbacks *")
        lib.mohur_py_init_source_callbacks(callbacks)
        callbacks.user = user
        if _seekable(file):
            callbacks.read_at = lib.mohur_py_read_at
            seeking: Any = file
            callbacks.len = seeking.seek(0, os.SEEK_END)
        else:
            callbacks.read = lib.mohur_py_read
        return cls(ctx, ctx._make(
            "mohur_source", lib.mohur_source_free,
            lib.mohur_source_new_callback, ctx._open(), callbacks),
            (state, user))

    def __len__(self) -> int:
        """Bytes; TypeError for a stream, which does not know."""
        size = self.size
        if size is None:
            raise TypeError("this source is a stream and has no length")
        return size

    @property
    def size(self) -> Optional[int]:
        """Bytes; None for a stream, which does not know."""
        size = int(lib.mohur_source_len(self._open()))
        return None if size == lib.MOHUR_LEN_UNKNOWN else size


class Sink(Handle):
    """Takes bytes.  Whatever takes a sink also takes what ``of`` takes."""

    _what = "sink"

    def __init__(self, ctx: Context, c: Any, keep: Any = None) -> None:
        super().__init__(ctx, c, lib.mohur_sink_free, keep)

    @classmethod
    def of(cls, ctx: Context, value: Any, overwrite: bool = False) -> "Sink":
        """A str or PathLike is a path, and what has ``write`` is a binary
        file object."""
        if isinstance(value, Sink):
            return value
        if isinstance(value, (str, os.PathLike)):
            return cls.file(ctx, value, overwrite=overwrite)
        if hasattr(value, "write"):
            return cls.stream(ctx, value)
        raise TypeError("a path, a binary file object or a Sink is needed")

    @classmethod
    def file(
        cls, ctx: Context, path: Path, *, overwrite: bool = False
    ) -> "Sink":
        """A new file, whole or not at all: it has its name at the end."""
        how = Overwrite.REPLACE if overwrite else Overwrite.NEVER
        return cls(ctx, ctx._make(
            "mohur_sink", lib.mohur_sink_free,
            lib.mohur_sink_new_file, ctx._open(), path_bytes(path), how))

    @classmethod
    def memory(cls, ctx: Context, limit: int = 1 << 30) -> "Sink":
        """Memory that grows, to ``limit`` bytes at most."""
        return cls(ctx, ctx._make(
            "mohur_sink", lib.mohur_sink_free,
            lib.mohur_sink_new_memory, ctx._open(), limit))

    @classmethod
    def buffer(cls, ctx: Context, out: "BytesLike") -> "Sink":
        """Memory of the caller's, such as a bytearray or a mapped file."""
        view = ffi.from_buffer("uint8_t[]", out, require_writable=True)
        return cls(ctx, ctx._make(
            "mohur_sink", lib.mohur_sink_free,
            lib.mohur_sink_new_buffer, ctx._open(), view, len(view)), view)

    @classmethod
    def fd(cls, ctx: Context, fd: int) -> "Sink":
        """A file descriptor, which stays the caller's to close."""
        return cls(ctx, ctx._make(
            "mohur_sink", lib.mohur_sink_free,
            lib.mohur_sink_new_fd, ctx._open(), fd))

    @classmethod
    def stream(
        cls,
        ctx: Context,
        file: Writable,
        finish: Optional[Callable[[], object]] = None,
    ) -> "Sink":
        """A binary file object.  At the end ``finish`` is called, or else
        its ``flush``; it stays the caller's to close."""
        state = _Output(ctx, file, finish)
        user = ffi.new_handle(state)
        callbacks = ffi.new("mohur_sink_callbacks *")
        lib.mohur_py_init_sink_callbacks(callbacks)
        callbacks.user = user
        callbacks.write = lib.mohur_py_write
        callbacks.finish = lib.mohur_py_finish
        return cls(ctx, ctx._make(
            "mohur_sink", lib.mohur_sink_free,
            lib.mohur_sink_new_callback, ctx._open(), callbacks),
            (state, user))

    def getvalue(self) -> bytes:
        """What a finished sink of memory holds, as a copy; else nothing."""
        size = ffi.new("size_t *")
        data = lib.mohur_sink_memory(self._open(), size)
        return bytes(ffi.buffer(data, size[0])) if size[0] else b""


def written(ctx: Context, call: Callable[[Any], object]) -> bytes:
    """What a function writes that wants a sink."""
    with Sink.memory(ctx) as sink:
        call(sink._open())
        return sink.getvalue()


def written_text(ctx: Context, call: Callable[[Any], object]) -> str:
    return written(ctx, call).decode("utf-8")
