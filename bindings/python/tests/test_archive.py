# SPDX-License-Identifier: Apache-2.0
"""Archives: sealed and opened through paths, memory and file objects."""

import io
import mmap
import os
import unittest
from datetime import datetime, timezone

import mohur
from mohur import ArchiveReader, ArchiveWriter, Status

from support import Case

TIME = datetime(2026, 2, 3, 4, 5, 6, tzinfo=timezone.utc)


class Archive(Case):
    def setUp(self):
        super().setUp()
        self.box = self.key("p256.pem", mohur.Purpose.SEAL)
        self.me = self.key("ed25519.pem", mohur.Purpose.SIGN)

    def writer(self, to, **more):
        return ArchiveWriter(self.ctx, to, recipients=[self.box],
                             signers=[self.me], **more)

    def reader(self, source, **more):
        return ArchiveReader(self.ctx, source, keys=[self.box],
                             senders=[self.me], **more)

    def sealed(self, **entries):
        out = io.BytesIO()
        with self.writer(out) as writer:
            for name, content in entries.items():
                writer.add(name, content)
        return out.getvalue()


class Sealed(Archive):
    def test_a_file_comes_back_through_paths(self):
        path = self.folder / "x.mohur"
        with self.writer(path) as writer:
            writer.add("a", b"one", mtime=TIME, executable=True)
            writer.add("b", b"")
        with self.reader(path) as reader:
            a, b = list(reader)
        self.assertEqual((a.name, a.mtime, a.executable, a.content_len),
                         ("a", TIME, True, 3))
        self.assertEqual((b.name, b.mtime, b.executable), ("b", None, False))

    def test_a_folder_comes_back(self):
        tree = self.folder / "tree"
        (tree / "sub" / "deep").mkdir(parents=True)
        (tree / "sub" / "ədliyyə.txt").write_bytes(b"x" * 100000)
        (tree / "run").write_bytes(b"#!/bin/sh\n")
        (tree / "run").chmod(0o700)
        with self.writer(self.folder / "x.mohur") as writer:
            writer.add_tree(tree, compress=True)
        with self.reader(self.folder / "x.mohur") as reader:
            names = [entry.name for entry in reader]
            reader.extract(self.folder / "out")
        self.assertEqual(
            names, ["run", "sub", "sub/deep", "sub/ədliyyə.txt"])
        for path in ("sub/ədliyyə.txt", "run"):
            self.assertEqual((self.folder / "out" / path).read_bytes(),
                             (tree / path).read_bytes())
        self.assertTrue(os.access(self.folder / "out" / "run", os.X_OK))

    def test_a_link_in_a_folder_is_refused_unless_agreed_to(self):
        (self.folder / "tree").mkdir()
        (self.folder / "tree" / "link").symlink_to("target")
        with self.raises(mohur.UsageError, Status.E_STATE):
            with self.writer(self.folder / "x") as writer:
                writer.add_tree(self.folder / "tree")
        self.assertFalse((self.folder / "x").exists())
        with self.writer(self.folder / "x", allow_links=True) as writer:
            writer.add_tree(self.folder / "tree", links=True)
        with self.reader(self.folder / "x", allow_links=True) as reader:
            self.assertEqual(next(reader).link, "target")

    def test_every_bytes_like_object_is_content(self):
        kinds = [b"abc", bytearray(b"abc"), memoryview(b"-abc-")[1:4],
                 io.BytesIO(b"abc")]
        out = io.BytesIO()
        with self.writer(out) as writer:
            for number, content in enumerate(kinds):
                writer.add(str(number), content)
        with self.reader(bytearray(out.getvalue())) as reader:
            self.assertEqual([reader.read() for _ in reader], [b"abc"] * 4)

    def test_a_mapped_file_is_a_source_and_a_sink(self):
        sealed = self.sealed(a=b"abc" * 1000)
        with mmap.mmap(-1, len(sealed)) as memory:
            memory.write(sealed)
            with self.reader(memory) as reader:
                next(reader)
                out = bytearray(3000)
                with mohur.Sink.buffer(self.ctx, out) as sink:
                    reader.emit(sink)
                self.assertEqual(bytes(out), b"abc" * 1000)

    def test_a_source_of_its_own_outlives_its_close(self):
        source = mohur.Source.memory(self.ctx, self.sealed(a=b"x"))
        reader = self.reader(source)
        source.close()
        self.assertEqual(next(reader).name, "a")
        reader.close()

    def test_an_entry_is_a_file_that_seeks(self):
        content = bytes(range(256)) * 1024
        with self.reader(self.sealed(a=content, b=b"other")) as reader:
            with reader.open("a") as a:
                a.seek(1000)
                self.assertEqual(a.read(10), content[1000:1010])
                self.assertEqual(reader.seek("b").name, "b")
                self.assertEqual(reader.read(), b"other")
                a.seek(-5, os.SEEK_END)
                self.assertEqual(a.read(), content[-5:])
                a.seek(0)
                self.assertEqual(a.read(), content)
            with self.assertRaises(KeyError):
                reader.open("c")

    def test_what_is_written_in_pieces_is_one_entry(self):
        out = io.BytesIO()
        with self.writer(out) as writer:
            writer.entry("a")
            self.assertEqual(writer.write(b"on"), 2)
            writer.write_from(io.BytesIO(b"e"))
        with self.reader(out.getvalue()) as reader:
            next(reader)
            self.assertEqual(reader.read(2) + reader.read(9), b"one")
            self.assertEqual(reader.read(9), b"")

    def test_the_result_tells_who_signed(self):
        out = io.BytesIO()
        with self.writer(out, label="Məxfi", addressees_only=True) as writer:
            writer.add("a", b"x")
        with self.reader(out.getvalue()) as reader:
            result = reader.result
        self.assertTrue(result)
        self.assertEqual(result.trust, mohur.ArchiveTrust.SIGNED)
        self.assertEqual((result.label, result.entries), ("Məxfi", 1))
        self.assertEqual(
            result.signers,
            (mohur.Signer(self.me.id, 1, mohur.SignatureState.GOOD),))

    def test_nobody_signs_an_unsigned_one(self):
        out = io.BytesIO()
        with ArchiveWriter.unsigned(
                self.ctx, out, recipients=[self.box]) as writer:
            writer.add("a", b"x")
        with self.raises(mohur.AuthenticationError, Status.E_UNTRUSTED):
            self.reader(out.getvalue())
        with ArchiveReader.unsigned(
                self.ctx, out.getvalue(), keys=[self.box]) as reader:
            self.assertFalse(reader.result)

    def test_a_passphrase_opens(self):
        out = io.BytesIO()
        with ArchiveWriter(self.ctx, out, passphrase="open sesame",
                           passphrase_m_kib=65536, passphrase_t=3,
                           signers=[self.me]) as writer:
            writer.add("a", b"x")
        with ArchiveReader(self.ctx, out.getvalue(), senders=[self.me],
                           passphrase=bytearray(b"open sesame")) as reader:
            self.assertEqual(next(reader).name, "a")


class Refused(Archive):
    def test_an_exception_leaves_no_file(self):
        with self.assertRaises(ZeroDivisionError):
            with self.writer(self.folder / "x") as writer:
                writer.add("a", b"x")
                raise ZeroDivisionError
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_file_is_replaced_when_asked_for_only(self):
        (self.folder / "x").write_bytes(b"mine")
        with self.raises(mohur.InputOutputError, Status.E_EXISTS):
            self.writer(self.folder / "x")
        with self.writer(self.folder / "x", overwrite=True) as writer:
            writer.add("a", b"x")
        self.assertNotEqual((self.folder / "x").read_bytes(), b"mine")

    def test_every_damaged_byte_is_noticed(self):
        sealed = bytearray(self.sealed(a=b"some content"))
        for place in range(0, len(sealed), 7):
            sealed[place] ^= 1
            with self.assertRaises(mohur.Error) as caught:
                with self.reader(bytes(sealed)) as reader:
                    next(reader)
                    reader.read()
            self.assertNotIsInstance(caught.exception, mohur.InternalError)
            sealed[place] ^= 1

    def test_every_cut_is_noticed(self):
        sealed = self.sealed(a=b"some content")
        for size in range(0, len(sealed), 13):
            with self.assertRaises(mohur.Error):
                self.reader(io.BytesIO(sealed[:size]))

    def test_another_key_does_not_open(self):
        with self.raises(mohur.UnlockError, Status.E_NO_KEY):
            ArchiveReader(
                self.ctx, self.sealed(a=b""), senders=[self.me],
                keys=[self.key("p384.pem")])

    def test_another_sender_is_not_trusted(self):
        other = self.key("p384.pem", mohur.Purpose.SIGN)
        with self.raises(mohur.AuthenticationError, Status.E_UNTRUSTED):
            ArchiveReader(self.ctx, self.sealed(a=b""), senders=[other],
                          keys=[self.box])

    def test_an_unknown_option_is_a_type_error(self):
        with self.assertRaisesRegex(TypeError, "recipient'"):
            ArchiveWriter(self.ctx, io.BytesIO(), recipient=[self.box])
        with self.assertRaisesRegex(TypeError, "size"):
            self.reader(b"", size=3)


class Files(Archive):
    def test_anybody_sees_the_header(self):
        info = mohur.archive_inspect(self.ctx, self.sealed(a=b""))
        self.assertEqual((info.version, info.aead),
                         (1, mohur.Alg.AES_256_GCM))
        self.assertGreater(info.slots_len, 0)
        self.assertEqual(len(info.slot_types), info.slots_len)

    def test_names_and_links_are_checked(self):
        mohur.archive_name_check(self.ctx, "a/b")
        mohur.archive_link_check(self.ctx, "a/b", "../c")
        for bad in ("", "../a", "/a", "a\0b"):
            with self.raises(mohur.FormatError, Status.E_FORMAT):
                mohur.archive_name_check(self.ctx, bad)
        with self.raises(mohur.FormatError, Status.E_FORMAT):
            mohur.archive_link_check(self.ctx, "a", "../c")

    def test_recipients_change_in_place(self):
        other = self.key("p384.pem")
        path = self.folder / "x"
        with self.writer(path, header_areas=2, allow_mixed_pq=True) as writer:
            writer.add("a", b"x")
        header = mohur.archive_header_export(self.ctx, path)
        mohur.archive_recipients_change(
            self.ctx, path, keys=[self.box], add=[other], remove=[self.box])
        find = mohur.archive_recipients_find
        self.assertIsNone(find(self.ctx, path, self.box))
        self.assertIsNotNone(find(self.ctx, path, other))
        with self.raises(mohur.UnlockError, Status.E_NO_KEY):
            self.reader(path)
        with self.reader(path, header=header) as reader:
            self.assertEqual(next(reader).name, "a")

    def test_it_is_sealed_again(self):
        other = self.key("p384.pem")
        out = io.BytesIO()
        with self.reader(self.sealed(a=b"x")) as reader:
            reader.reseal(out, recipients=[other])
        with ArchiveReader(self.ctx, out.getvalue(), keys=[other],
                           senders=[self.me], allow_forwarded=True) as reader:
            self.assertFalse(reader.result)
            self.assertEqual(next(reader).name, "a")

    def test_a_stream_is_extracted_and_emitted(self):
        class Pipe(io.BytesIO):
            def seekable(self):
                return False

        sealed = self.sealed(a=b"x" * 5000)
        with mohur.archive_extract_stream(
                self.ctx, Pipe(sealed), self.folder / "out",
                keys=[self.box], senders=[self.me]) as reader:
            self.assertTrue(reader.result)
        self.assertEqual((self.folder / "out" / "a").stat().st_size, 5000)
        out = io.BytesIO()
        with mohur.archive_emit_provisional(
                self.ctx, Pipe(sealed), out, scratch=self.folder, name="a",
                keys=[self.box], senders=[self.me]) as reader:
            self.assertTrue(reader.result.provisional)
        self.assertEqual(out.getvalue(), b"x" * 5000)

    def test_a_damaged_one_is_salvaged(self):
        sealed = self.sealed(a=b"x" * 100000, b=b"y" * 3000000)
        found = mohur.archive_salvage(
            self.ctx, sealed[: len(sealed) // 2], self.folder / "out",
            keys=[self.box])
        self.assertEqual(found.entries, 1)
        self.assertNotEqual(found.end, Status.OK)


if __name__ == "__main__":
    unittest.main()
