# SPDX-License-Identifier: Apache-2.0
"""Contexts, and the one way in which this package calls the library.

The interpreter's lock is free during a call, so each context has a lock of
its own: a second thread, or a callback, that uses a context which is at work
gets an error instead of a race.  A handle that is collected at such a moment
is released when the call is over.
"""

from __future__ import annotations

import itertools
import os
import threading
import weakref
from collections import deque
from types import TracebackType
from typing import (
    Any,
    Callable,
    Deque,
    Dict,
    Iterable,
    List,
    Optional,
    Type,
    TypeVar,
)

from ._enums import MemoryLevel, Status
from ._errors import UsageError, error_of, misuse
from ._load import ffi, lib, text

Progress = Callable[[int, Optional[int]], object]
_Self = TypeVar("_Self", bound="Handle")
_Function = TypeVar("_Function", bound=Callable[..., int])
_here = threading.local()
_serial = itertools.count()


class _Process:
    """Which process this is: a child has none of its parent's handles."""

    generation = 0


def _forked() -> None:
    _Process.generation += 1


os.register_at_fork(after_in_child=_forked)


def born_here(generation: int) -> bool:
    return generation == _Process.generation


class _Live:
    """A handle of the library, and who still needs it."""

    def __init__(self, free: Any, c: Any, keep: Any, needs: List[int]) -> None:
        self.free = free
        self.c = c
        self.keep = keep
        self.needs = needs
        self.users = 1


class Handle:
    """Something to be closed: by ``close()``, or at the end of ``with``.

    One that another handle still uses is released after that one, in
    whatever order they are closed or collected.
    """

    _what = "handle"

    def __init__(
        self,
        ctx: "Context",
        c: Any,
        free: Any,
        keep: Any = None,
        needs: Iterable["Handle"] = (),
    ) -> None:
        self._ctx = ctx
        self._c: Any = c
        self._serial: int = ctx._adopt(c, free, keep, [n._serial for n in needs])

    @property
    def closed(self) -> bool:
        return self._c is None or self._ctx.closed

    def _open(self) -> Any:
        if self.closed:
            raise misuse(f"this {self._what} is closed")
        return self._c

    def close(self) -> None:
        """Release it.  A second call does nothing."""
        c, self._c = getattr(self, "_c", None), None
        if c is not None:
            self._ctx._release(self._serial)

    def __enter__(self: _Self) -> _Self:
        self._open()
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        value: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError(f"a {self._what} cannot be pickled or copied")


class Context:
    """Error text, settings and threads; for one thread at a time.

    ``jobs`` is how many threads the library may use, 0 for none of its own.
    ``progress`` is called about once per MiB of work with the bytes done and
    the bytes in all, None when unknown; what it raises stops the call and
    comes out of it.  Ctrl-C does the same.

    Closing a context closes what was made with it; keys and profiles live on.
    """

    def __init__(
        self, *, jobs: int = 0, progress: Optional[Progress] = None
    ) -> None:
        self._c: Any = None
        self._generation = _Process.generation
        self._busy = threading.Lock()
        self._raised: Optional[BaseException] = None
        self._trash: Deque[int] = deque()
        self._live: Dict[int, _Live] = {}
        self.progress = progress
        self._user = ffi.new_handle(Asked(self))
        options = ffi.new("mohur_ctx_options *")
        lib.mohur_py_init_ctx_options(options)
        options.jobs = jobs
        out = ffi.new("mohur_ctx **")
        status = lib.mohur_ctx_new(options, out)
        if status:
            raise error_of(status, "a context cannot be made")
        self._c = out[0]
        # Always, so that Ctrl-C is seen while a call is long.
        lib.mohur_ctx_on_progress(self._c, lib.mohur_py_progress, self._user)

    # ---- calls ----

    def _open(self) -> Any:
        if self._c is None:
            raise misuse("this context is closed")
        if self._generation != _Process.generation:
            raise misuse(
                "this context was made before the process forked; "
                "make another in the child"
            )
        return self._c

    def _call(self, function: Any, *arguments: Any) -> int:
        """Calls the library: its status if that is OK or END, else raises."""
        c = self._open()
        if not self._busy.acquire(False):
            raise misuse(
                "this context is at work in another thread, or in the call "
                "that this callback belongs to; make one for each thread"
            )
        outer = getattr(_here, "ctx", None)
        _here.ctx = self
        try:
            status = int(function(*arguments))
            message = text(lib.mohur_ctx_message(c)) if status > 1 else ""
        finally:
            _here.ctx = outer
            raised, self._raised = self._raised, None
            self._busy.release()
        if self._trash:
            self._empty()
        if raised is not None:
            raise raised
        if status > Status.END:
            raise error_of(status, message)
        return status

    def _make(self, kind: str, free: Any, function: Any, *more: Any) -> Any:
        """Calls what makes a handle, the last argument of which is it."""
        out = ffi.new(kind + " **")
        try:
            self._call(function, *more, out)
        except BaseException:
            if out[0] != ffi.NULL:
                self._release(self._adopt(out[0], free, None, []))
            raise
        return out[0]

    def _carry(self, raised: BaseException) -> None:
        """Keeps what a callback raised until the call is over."""
        if self._raised is None:
            self._raised = raised

    # ---- what belongs to it ----

    def _adopt(self, c: Any, free: Any, keep: Any, needs: List[int]) -> int:
        serial = next(_serial)
        for needed in needs:
            self._live[needed].users += 1
        self._live[serial] = _Live(free, c, keep, needs)
        return serial

    def _release(self, serial: int) -> None:
        if self._generation != _Process.generation or self._c is None:
            return
        if self._busy.acquire(False):
            try:
                self._drop(serial)
            finally:
                self._busy.release()
        else:
            self._trash.append(serial)

    def _drop(self, serial: int) -> None:
        live = self._live[serial]
        live.users -= 1
        if live.users == 0:
            del self._live[serial]
            live.free(live.c)
            for needed in live.needs:
                self._drop(needed)

    def _empty(self) -> None:
        while self._trash:
            try:
                serial = self._trash.popleft()
            except IndexError:
                return
            self._release(serial)

    @property
    def closed(self) -> bool:
        return self._c is None

    @property
    def memory_level(self) -> MemoryLevel:
        """How the secrets made so far are protected."""
        return MemoryLevel(lib.mohur_ctx_memory_level(self._open()))

    def close(self) -> None:
        """Close what was made with it, the newest first, and release it."""
        c = getattr(self, "_c", None)
        if c is None:
            return
        if self._generation != _Process.generation:
            self._c = None
            return
        if not self._busy.acquire(False):
            raise misuse("this context is at work and cannot be closed")
        try:
            self._c = None
            for serial in sorted(self._live, reverse=True):
                live = self._live[serial]
                live.free(live.c)
            lib.mohur_ctx_free(c)
        finally:
            self._live.clear()
            self._busy.release()

    def __enter__(self) -> "Context":
        self._open()
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        value: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def __del__(self) -> None:
        try:
            self.close()
        except UsageError:
            pass

    def __reduce__(self) -> Any:
        raise TypeError("a context cannot be pickled or copied")


class Asked:
    """What a callback is given: its context, without keeping that alive."""

    def __init__(self, ctx: Context) -> None:
        self._of = weakref.ref(ctx)

    @property
    def ctx(self) -> Optional[Context]:
        return self._of()


def guarded(ctx: Optional[Context], call: Callable[[], None]) -> int:
    """Runs what a callback does; nothing that it raises reaches C.

    It comes out of the call of this thread, or of the context that the
    callback was given to where a thread of the library calls.  What the
    call asks for after that is refused, so that it fails too.
    """
    at_work = getattr(_here, "ctx", None) or ctx
    if at_work is not None and at_work._raised is not None:
        return 1
    try:
        call()
        return 0
    except BaseException as e:  # noqa: B902  carried, and raised again
        if at_work is not None:
            at_work._carry(e)
        return 1


def callback(function: _Function) -> _Function:
    """Makes a function one that C can call; it fails if Python does."""
    ffi.def_extern(error=1)(function)
    return function


@callback
def mohur_py_progress(user: Any, done: int, total: int) -> int:
    ctx = ffi.from_handle(user).ctx

    def tell() -> None:
        if ctx is not None and ctx.progress is not None:
            known = None if total == lib.MOHUR_LEN_UNKNOWN else total
            ctx.progress(done, known)

    return guarded(ctx, tell)


class Shared:
    """A handle that needs no context: immutable, and for all threads.

    The library's object is released when the last call that uses it is over.
    """

    _what = "object"

    def __init__(self, c: Any, free: Any) -> None:
        born = _Process.generation
        self._c: Any = ffi.gc(c, lambda p: free(p) if born_here(born) else None)

    def _open(self) -> Any:
        if self._c is None:
            raise misuse(f"this {self._what} is closed")
        return self._c

    @property
    def closed(self) -> bool:
        return self._c is None

    def close(self) -> None:
        """Give it up.  A second call does nothing."""
        self._c = None

    def __reduce__(self) -> Any:
        raise TypeError(f"a {self._what} cannot be pickled or copied")
