# SPDX-License-Identifier: Apache-2.0
"""Calls: contexts, errors, callbacks, threads, processes."""

import copy
import gc
import io
import os
import pickle
import signal
import threading
import unittest
import warnings
import weakref

import mohur
from mohur import Status
from mohur._load import lib

from support import Case, pem


class Stop(Exception):
    """What a callback of these tests raises."""


class Errors(Case):
    def test_an_error_says_code_status_and_hint(self):
        with self.assertRaises(mohur.InputOutputError) as caught:
            mohur.Source.file(self.ctx, self.folder / "none")
        e = caught.exception
        self.assertEqual((e.code, e.status), ("MOHUR_E_IO", Status.E_IO))
        self.assertIn("none", e.message)
        self.assertTrue(e.hint)
        self.assertIn("(MOHUR_E_IO)", str(e))

    def test_each_status_has_a_class_a_name_and_a_hint(self):
        from mohur._errors import error_of

        for status in Status:
            if status > Status.END:
                e = error_of(status, "words")
                self.assertEqual(mohur.status_name(status), e.code)
                self.assertTrue(e.hint)
                self.assertIs(type(error_of(status, "other")), type(e))
        kinds = {type(error_of(s, "")): s >> 8 for s in Status if s > 1}
        self.assertEqual(len(kinds), len({s >> 8 for s in Status if s > 1}))
        self.assertIsInstance(error_of(0x7777, "new"), mohur.InternalError)

    def test_an_error_can_be_sent_to_another_process(self):
        with self.assertRaises(mohur.Error) as caught:
            mohur.Source.file(self.ctx, self.folder / "none")
        again = pickle.loads(pickle.dumps(caught.exception))
        self.assertEqual((again.code, again.message),
                         (caught.exception.code, caught.exception.message))

    def test_a_path_with_a_nul_is_refused(self):
        with self.assertRaisesRegex(ValueError, "NUL"):
            mohur.Source.file(self.ctx, "a\0b")


class Closed(Case):
    def test_a_closed_handle_says_so(self):
        key = self.key()
        source = mohur.Source.memory(self.ctx, b"x")
        for handle, use in [
            (key, lambda: key.id),
            (source, lambda: len(source)),
            (self.ctx, lambda: mohur.build_info(self.ctx)),
        ]:
            handle.close()
            handle.close()
            self.assertTrue(handle.closed)
            with self.raises(mohur.UsageError, Status.E_STATE) as caught:
                use()
            self.assertIn("closed", str(caught.exception))

    def test_a_context_closes_what_was_made_with_it(self):
        source = mohur.Source.memory(self.ctx, b"x")
        key = self.key()
        self.ctx.close()
        self.assertTrue(source.closed)
        self.assertEqual(len(key.id), 32)

    def test_a_handle_keeps_its_context(self):
        ctx = mohur.Context()
        watch = weakref.ref(ctx)
        source = mohur.Source.memory(ctx, b"x")
        del ctx
        gc.collect()
        self.assertEqual(len(source), 1)
        del source
        gc.collect()
        self.assertIsNone(watch())

    def test_a_cycle_of_handles_is_released(self):
        class Holder:
            pass

        for _ in range(20):
            holder = Holder()
            holder.me = holder
            holder.ctx = mohur.Context()
            out = mohur.Sink.memory(holder.ctx)
            holder.writer = mohur.ArchiveWriter.unsigned(
                holder.ctx, out, recipients=[self.key()])
            holder.out = out
            watch = weakref.ref(holder.ctx)
            del holder, out
            gc.collect()
            self.assertIsNone(watch())

    def test_handles_cannot_be_copied(self):
        for handle in (self.ctx, self.key(), mohur.Sink.memory(self.ctx)):
            with self.assertRaises(TypeError):
                pickle.dumps(handle)
            with self.assertRaises(TypeError):
                copy.copy(handle)


class Callbacks(Case):
    def seal(self, to, content=b"x" * 3000000, ctx=None):
        ctx = ctx or self.ctx
        with mohur.ArchiveWriter.unsigned(
                ctx, to, recipients=[self.key()]) as writer:
            writer.add("a", content)

    def test_progress_is_told(self):
        told = []
        self.ctx.progress = lambda done, total: told.append((done, total))
        self.seal(io.BytesIO())
        self.assertTrue(told)
        self.assertEqual(sorted(told), told)
        self.assertIsNone(told[-1][1])

    def test_what_progress_raises_comes_out(self):
        def stop(done, total):
            raise Stop("at", done)

        self.ctx.progress = stop
        with self.assertRaises(Stop):
            self.seal(self.folder / "x")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_what_a_file_object_raises_comes_out(self):
        class Broken(io.RawIOBase):
            def read(self, size=-1):
                raise Stop

            def write(self, data):
                raise Stop

        with self.assertRaises(Stop):
            self.seal(Broken())
        with self.assertRaises(Stop):
            self.seal(io.BytesIO(), Broken())
        self.assertEqual(self.ctx._raised, None)

    def test_a_file_object_may_take_less_than_all(self):
        class Slow:
            def __init__(self):
                self.got = []

            def write(self, data):
                self.got.append(data[:1000])
                return len(self.got[-1])

        slow, quick = Slow(), io.BytesIO()
        self.seal(slow)
        sealed = b"".join(slow.got)
        with mohur.ArchiveReader.unsigned(
                self.ctx, sealed, keys=[self.key()]) as reader:
            next(reader)
            reader.emit(quick)
        self.assertEqual(quick.getvalue(), b"x" * 3000000)

    def test_what_a_file_object_keeps_stays_whole(self):
        class Collector:
            def __init__(self):
                self.parts = []

            def write(self, data):
                self.parts.append(data)

        collector = Collector()
        self.seal(collector)
        gc.collect()
        with mohur.ArchiveReader.unsigned(
                self.ctx, b"".join(collector.parts),
                keys=[self.key()]) as reader:
            next(reader)
            self.assertEqual(reader.read(), b"x" * 3000000)

    def test_file_objects_that_lie_are_refused(self):
        class Long:
            def read(self, size=-1):
                return b"x" * (size + 1)

        class Text:
            def read(self, size=-1):
                return "text"

        class Nothing:
            def read(self, size=-1):
                return None

        for file, kind in ((Long(), ValueError), (Text(), TypeError),
                           (Nothing(), BlockingIOError)):
            with self.assertRaises(kind):
                self.seal(io.BytesIO(), file)

    def test_a_callback_cannot_use_its_context(self):
        def again(done, total):
            mohur.build_info(self.ctx)

        self.ctx.progress = again
        with self.raises(mohur.UsageError, Status.E_STATE) as caught:
            self.seal(io.BytesIO())
        self.assertIn("callback", str(caught.exception))

    def test_a_callback_may_use_another_context(self):
        found = []
        with mohur.Context() as other:
            self.ctx.progress = lambda done, total: found.append(
                mohur.build_info(other)["library"])
            self.seal(io.BytesIO())
        self.assertIn(mohur.version(), found)

    def test_ctrl_c_stops_a_long_call(self):
        class Pressing(io.RawIOBase):
            def read(self, size=-1):
                os.kill(os.getpid(), signal.SIGINT)
                return b"x" * size

        with self.assertRaises(KeyboardInterrupt):
            self.seal(self.folder / "x", Pressing())
        self.assertFalse((self.folder / "x").exists())


class Threads(Case):
    def test_a_context_at_work_refuses_a_second_thread(self):
        inside, done = threading.Event(), threading.Event()
        self.addCleanup(done.set)

        class Waiting(io.RawIOBase):
            def read(self, size=-1):
                inside.set()
                done.wait(20)
                return b""

        def work():
            with mohur.ArchiveWriter.unsigned(
                    self.ctx, io.BytesIO(), recipients=[key]) as writer:
                writer.add("a", Waiting())

        key = self.key()
        dropped = mohur.Source.memory(self.ctx, b"x")
        thread = threading.Thread(target=work)
        thread.start()
        self.assertTrue(inside.wait(20))
        with self.raises(mohur.UsageError, Status.E_STATE) as caught:
            mohur.build_info(self.ctx)
        self.assertIn("thread", str(caught.exception))
        with self.raises(mohur.UsageError, Status.E_STATE):
            self.ctx.close()
        del dropped  # collected meanwhile; released when the call is over
        self.assertEqual(len(self.ctx._trash), 1)
        done.set()
        thread.join()
        mohur.build_info(self.ctx)
        self.assertEqual(len(self.ctx._trash), 0)

    def test_one_key_serves_many_threads(self):
        key, found, failed = self.key(), [], []

        def work():
            try:
                with mohur.Context() as ctx:
                    out = io.BytesIO()
                    with mohur.ArchiveWriter.unsigned(
                            ctx, out, recipients=[key]) as writer:
                        writer.add("a", b"x" * 100000)
                    with mohur.ArchiveReader.unsigned(
                            ctx, out.getvalue(), keys=[key]) as reader:
                        next(reader)
                        found.append(reader.read())
            except Exception as e:
                failed.append(e)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((failed, len(found)), ([], 8))

    def test_threads_of_the_library_write_in_order(self):
        with mohur.Context(jobs=3) as ctx:
            key, out = self.key(), io.BytesIO()
            content = os.urandom(1 << 20) * 5
            with mohur.ArchiveWriter.unsigned(
                    ctx, out, recipients=[key]) as writer:
                writer.add("a", content)
            with mohur.ArchiveReader.unsigned(
                    ctx, out.getvalue(), keys=[key]) as reader:
                next(reader)
                self.assertEqual(reader.read(), content)

    def test_a_child_refuses_what_its_parent_made(self):
        source = mohur.Source.memory(self.ctx, b"x")
        read, write = os.pipe()
        with warnings.catch_warnings():
            # Of threads that are there; none is of this context.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            said = b"nothing"
            try:
                try:
                    mohur.build_info(self.ctx)
                except mohur.UsageError as e:
                    said = str(e).encode()
                source.close()
                self.ctx.close()
                with mohur.Context() as ctx:
                    mohur.Key.private(ctx, pem("p256.pem"),
                                      purpose=mohur.Purpose.SEAL).close()
                    said += b", and makes its own"
            finally:
                os.write(write, said)
                os._exit(0)
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            said = pipe.read().decode()
        os.waitpid(child, 0)
        self.assertIn("before the process forked", said)
        self.assertTrue(said.endswith("and makes its own"))
        self.assertEqual(len(source), 1)


class Build(Case):
    def test_it_says_what_it_is(self):
        self.assertEqual(mohur.abi(), lib.MOHUR_ABI)
        self.assertEqual(mohur.build_info(self.ctx)["library"],
                         mohur.version())
        self.assertTrue(os.path.exists(mohur.library_path()))
        self.assertIsInstance(self.ctx.memory_level, mohur.MemoryLevel)

    def test_algorithms_have_names(self):
        self.assertEqual(mohur.alg_name(mohur.Alg.ECDSA_P256), "ECDSA-P256")
        self.assertEqual(mohur.alg_from_name("ecdsa-p256"),
                         mohur.Alg.ECDSA_P256)
        self.assertEqual(mohur.alg_from_name("rot13"), mohur.Alg.NONE)

    def test_only_passed_is_true(self):
        self.assertEqual([bool(v) for v in mohur.Verdict],
                         [v.name == "PASSED" for v in mohur.Verdict])


if __name__ == "__main__":
    unittest.main()
