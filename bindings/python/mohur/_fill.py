# SPDX-License-Identifier: Apache-2.0
"""Between Python's values and the library's structs, by the members' types.

What is put into a struct is kept alive by a ``Keep`` for as long as the call
lasts; bytes are not copied on the way in.
"""

from __future__ import annotations

import os
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from enum import IntEnum
from types import TracebackType
from typing import (
    TYPE_CHECKING,
    Any,
    List,
    Optional,
    Type,
    TypeVar,
    Union,
    get_args,
    get_type_hints,
)

from ._load import ffi, lib, text

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from ._context import Context

    BytesLike = Buffer
else:
    BytesLike = Any

Secret = Union[str, "BytesLike"]
Path = Union[str, "os.PathLike[str]"]
Time = Union[datetime, int, None]
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_T = TypeVar("_T")


def seconds(time: Time) -> int:
    """Seconds since 1970 UTC; None is 0, and a naive time is refused."""
    if time is None:
        return 0
    if isinstance(time, int):
        return time
    if time.tzinfo is None:
        raise ValueError("a time without a zone; use timezone.utc")
    return int((time - _EPOCH).total_seconds())


def moment(value: int, zero_too: bool = False) -> Optional[datetime]:
    """The time of so many seconds; None for 0, which mostly means none, and
    for what is outside of the calendar."""
    if value == 0 and not zero_too:
        return None
    try:
        return _EPOCH + timedelta(seconds=value)
    except OverflowError:
        return None


def path_bytes(path: Path) -> bytes:
    raw = os.fsencode(path)
    if b"\0" in raw:
        raise ValueError("a path cannot have a NUL in it")
    return raw


def c_string(value: Union[str, bytes]) -> bytes:
    raw = value.encode("utf-8") if isinstance(value, str) else bytes(value)
    if b"\0" in raw:
        raise ValueError("a text cannot have a NUL in it")
    return raw


class Keep:
    """What must live, and what must be closed, when a call is over."""

    def __init__(self, ctx: "Context") -> None:
        self.ctx = ctx
        self._alive: List[Any] = []
        self._closes: List[Any] = []

    def hold(self, thing: _T) -> _T:
        self._alive.append(thing)
        return thing

    def closes(self, handle: _T) -> _T:
        self._closes.append(handle)
        return handle

    def __enter__(self) -> "Keep":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        value: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        for handle in reversed(self._closes):
            handle.close()
        self._alive.clear()

    # ---- values ----

    def data(self, value: Secret, kind: str = "uint8_t[]") -> Any:
        """Bytes as they lie in memory; text as UTF-8."""
        if isinstance(value, str):
            value = value.encode("utf-8")
        return self.hold(ffi.from_buffer(kind, value))

    def chars(self, value: Secret) -> Any:
        return self.data(value, "char[]")

    def pair(self, value: Optional[Secret], kind: str = "char[]") -> Any:
        """Bytes and their length, as most functions take them."""
        if value is None:
            return ffi.NULL, 0
        data = self.data(value, kind)
        return data, len(data)

    def string(self, value: Union[None, str, bytes, Path]) -> Any:
        """A text that ends in NUL."""
        if value is None:
            return ffi.NULL
        if isinstance(value, os.PathLike):
            return self.hold(ffi.new("char[]", path_bytes(value)))
        return self.hold(ffi.new("char[]", c_string(value)))

    def source(self, value: Any) -> Any:
        """A source for this call alone, unless it is one already."""
        from ._io import Source

        if not isinstance(value, Source):
            value = self.closes(Source.of(self.ctx, value))
        return self.hold(value)._open()

    def handles(self, values: Any, kind: str) -> Any:
        """An array of handles."""
        if "mohur_source" in kind:
            found = [self.source(v) for v in values]
        else:
            found = [self.hold(v._open()) for v in values]
        array = ffi.new(f"{kind.split('*')[0].strip()} *[]", found)
        return self.hold(array), len(found)

    def struct(self, c_name: str, values: Any = None, /, **more: Any) -> Any:
        """A struct with its defaults and these members; None leaves one."""
        out = self.hold(ffi.new(f"{c_name} *"))
        getattr(lib, c_name.replace("mohur_", "mohur_py_init_", 1))(out)
        known = dict(ffi.typeof(c_name).fields)
        for name, value in {**(values or {}), **more}.items():
            if name not in known or name == "size":
                raise TypeError(f"there is no option '{name}'")
            if value is not None:
                self._member(out, known, name, value)
        return out

    def _member(self, out: Any, known: Any, name: str, value: Any) -> None:
        kind = known[name].type
        has_len = f"{name}_len" in known
        if isinstance(value, ffi.CData):
            setattr(out, name, value)
            return
        if kind.kind != "pointer":
            setattr(out, name, _number(value))
            return
        inner = kind.item
        length = None
        if inner.kind == "pointer" and inner.item.cname == "char":
            texts = [self.string(v) for v in value]
            found, length = self.hold(ffi.new("char *[]", texts)), len(texts)
        elif inner.kind == "pointer":
            found, length = self.handles(value, inner.cname)
        elif inner.kind == "primitive" and has_len:
            found = self.data(value, f"{inner.cname}[]")
            length = len(found)
        elif inner.kind == "primitive":
            found = self.string(value)
        elif inner.cname.split()[-1] == "mohur_source":
            found = self.source(value)
        else:
            found = self.hold(value._open())
        setattr(out, name, found)
        if length is not None:
            setattr(out, f"{name}_len", length)


def _number(value: Any) -> Any:
    return seconds(value) if isinstance(value, datetime) else value


def sized(kind: str) -> Any:
    """A struct for the library to fill in."""
    out = ffi.new(f"{kind} *")
    init = kind.replace("mohur_", "mohur_py_init_", 1)
    if hasattr(lib, init):
        getattr(lib, init)(out)
    return out


def read(cls: Type[_T], struct: Any, **given: Any) -> _T:
    """A dataclass with the members of a struct that have its fields' names,
    those aside that are given.

    Text with a length is read by it; a time is None where there is none.
    """
    hints = get_type_hints(cls)
    known = dict(ffi.typeof(struct).item.fields)
    values = {
        field.name: _value(struct, known, field.name, hints[field.name])
        for field in fields(cls)  # type: ignore[arg-type]
        if field.name in known and field.name not in given
    }
    return cls(**values, **given)


def _value(struct: Any, known: Any, name: str, hint: Any) -> Any:
    value = getattr(struct, name)
    kind = known[name].type
    if kind.kind == "array":
        if kind.item.cname == "char":
            return text(value)
        return bytes(ffi.buffer(value))
    if kind.kind == "pointer":
        if value == ffi.NULL:
            return "" if hint is str else None
        if f"{name}_len" in known:
            size = getattr(struct, f"{name}_len")
            raw = bytes(ffi.buffer(value, size))
            return raw.decode("utf-8", "backslashreplace")
        return text(value)
    if hint is Optional[datetime]:
        return moment(value)
    if isinstance(hint, type) and issubclass(hint, IntEnum):
        return hint(value)
    inner = get_args(hint)
    if inner and issubclass(inner[0], IntEnum):
        return inner[0](value) if value else None
    return value
