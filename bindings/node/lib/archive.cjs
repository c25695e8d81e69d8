/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* Archives: written, read, and changed. */
const fs = require('node:fs/promises');
const path = require('node:path');
const { native, ask } = require('./native.cjs');
const { FUNCTIONS: F } = require('./layout.cjs');
const { during, now, of, plain } = require('./call.cjs');
const { misuse } = require('./errors.cjs');
const { Handle } = require('./handle.cjs');
const { Source } = require('./io.cjs');
const { readable, writable } = require('./stream.cjs');
const { blank, handle, marshal, number, read } = require('./struct.cjs');

const PIECE = 1 << 20;
const FIRST = 1 << 13;

/* Room through which bytes go, in memory that nobody else has; wiped. */
class Transfer {
  constructor() {
    this.room = new Uint8Array(0);
    this.at = 0;
  }

  /* The address of room for so many bytes. */
  reserve(len) {
    if (this.room.length < len) {
      this.wipe();
      this.room = new Uint8Array(new ArrayBuffer(Math.max(len, FIRST)));
      this.at = native.address(this.room);
    }
    return this.at;
  }

  fill(data) {
    const at = this.reserve(data.length);
    this.room.set(data);
    return at;
  }

  wipe() {
    this.room.fill(0);
  }
}

/* Room of a handle, which is wiped when that is released. */
function transferOf(owner) {
  const transfer = new Transfer();
  owner.state.onFree.push(() => transfer.wipe());
  Object.defineProperty(owner, 'transfer', { value: transfer, enumerable: false });
}

/* ---- writing ---- */

class ArchiveWriter extends Handle {
  #streaming = false;

  constructor(context, address, sink) {
    super('archive writer', context, address, F.mohur_archive_writer_free);
    transferOf(this);
    this.holds(sink);
  }

  static async make(f, context, options, sink) {
    return during(of(context), async (c) => {
      const at = marshal(c, 'archive_options', options);
      const out = c.alloc(8);
      await c.run(f, c.ctx, at, handle(c, sink, 'Sink', 'sink'), out);
      return new ArchiveWriter(c.context, c.owned(out), sink);
    });
  }

  /* Begins one that is signed. */
  static async create(context, options, sink) {
    return ArchiveWriter.make(F.mohur_archive_writer_new, context, options, sink);
  }

  /* Begins one that nobody signs; it opens with openUnsigned alone. */
  static async createUnsigned(context, options, sink) {
    return ArchiveWriter.make(F.mohur_archive_writer_new_unsigned, context, options, sink);
  }

  /* Begins an entry: its name, or all that there is to say. */
  async entry(entry) {
    this.checkStream();
    const about = typeof entry === 'string' ? { name: entry } : entry;
    return during(this.state.context, (c) => c.run(F.mohur_archive_writer_entry, c.use(this),
      marshal(c, 'archive_entry', about, 'entry')));
  }

  /* Writes to the entry that was begun. */
  async write(data) {
    this.checkStream();
    const all = plain(data, 'data');
    const len = all.length;
    return during(this.state.context, async (c) => {
      const writer = c.use(this);
      for (let done = 0; done < len; done += PIECE) {
        if (all.length !== len) {
          throw new TypeError('the data was moved away while it was being written');
        }
        const piece = all.subarray(done, done + PIECE);
        await c.run(F.mohur_archive_writer_update, writer, this.transfer.fill(piece),
          piece.length);
      }
    });
  }

  checkStream() {
    if (this.#streaming) {
      throw misuse('the stream of the entry has not ended');
    }
  }

  update(at, len) {
    return during(this.state.context, (c) =>
      c.run(F.mohur_archive_writer_update, c.use(this), at, len));
  }

  /* Writes all that a source has. */
  async writeFrom(source) {
    this.checkStream();
    return during(this.state.context, (c) => c.run(F.mohur_archive_writer_update_from,
      c.use(this), handle(c, source, 'Source', 'source')));
  }

  /* The entry that was begun as a Writable; ending it ends nothing else.  The
   * writer waits for that end: what was not handed on yet would be lost. */
  stream() {
    this.checkStream();
    this.#streaming = true;
    return writable((room, len) => this.update(native.address(room), len),
      (chunk) => plain(chunk, 'data'), () => { this.#streaming = false; });
  }

  /* Adds what is in a folder, by names in it. */
  async addTree(context, folder) {
    const names = [];
    const walk = async (within) => {
      for (const found of await fs.readdir(path.join(folder, within), { withFileTypes: true })) {
        const name = path.posix.join(within, found.name);
        if (!found.isDirectory() && !found.isFile()) {
          throw new Error(`${path.join(folder, name)}: neither a file nor a folder`);
        }
        names.push(name);
        if (found.isDirectory()) {
          await walk(name);
        }
      }
    };
    await walk('');
    names.sort();
    for (const name of names) {
      await this.addFile(context, path.join(folder, name), name);
    }
  }

  async addFile(context, file, name) {
    const about = await fs.lstat(file);
    await this.entry({
      name,
      kind: about.isDirectory() ? 'folder' : 'file',
      executable: about.isFile() && (about.mode & 0o100) !== 0,
      mtime: new Date(Math.floor(about.mtimeMs / 1000) * 1000),
    });
    if (about.isFile()) {
      const source = Source.file(context, file);
      try {
        await this.writeFrom(source);
      } finally {
        source.close();
      }
    }
  }

  /* Completes the archive; without it there is none. */
  async finish() {
    this.checkStream();
    return during(this.state.context, (c) =>
      c.run(F.mohur_archive_writer_finish, c.use(this)));
  }
}

/* ---- reading ---- */

class ArchiveReader extends Handle {
  constructor(context, address, source, header) {
    super('archive reader', context, address, F.mohur_archive_reader_free);
    transferOf(this);
    this.holds(source);
    this.holds(header);
  }

  static async make(f, context, options, source, more = () => []) {
    return during(of(context), async (c) => {
      const at = marshal(c, 'archive_open_options', options);
      const from = handle(c, source, 'Source', 'source');
      const given = more(c);
      const out = c.alloc(8);
      await c.run(f, c.ctx, at, from, ...given, out);
      return new ArchiveReader(c.context, c.owned(out), source, options?.header);
    });
  }

  /* Opens one that somebody signed whom options.senders name. */
  static async open(context, options, source) {
    return ArchiveReader.make(F.mohur_archive_reader_open, context, options, source);
  }

  static async openUnsigned(context, options, source) {
    return ArchiveReader.make(F.mohur_archive_reader_open_unsigned, context, options, source);
  }

  /* Extracts from a stream: the folder is there when all was verified. */
  static async extractStream(context, options, source, extract) {
    return ArchiveReader.make(F.mohur_archive_extract_stream, context, options, source,
      (c) => [marshal(c, 'archive_extract_options', extract, 'extract')]);
  }

  static async extractStreamUnsigned(context, options, source, extract) {
    return ArchiveReader.make(F.mohur_archive_extract_stream_unsigned, context, options, source,
      (c) => [marshal(c, 'archive_extract_options', extract, 'extract')]);
  }

  /* Hands out one file before its archive is verified to the end. */
  static async emitProvisional(context, options, source, what, sink) {
    return ArchiveReader.make(F.mohur_archive_emit_provisional, context, options, source,
      (c) => [marshal(c, 'archive_provisional_options', what, 'what'),
        handle(c, sink, 'Sink', 'sink')]);
  }

  static async emitProvisionalUnsigned(context, options, source, what, sink) {
    return ArchiveReader.make(F.mohur_archive_emit_provisional_unsigned, context, options,
      source, (c) => [marshal(c, 'archive_provisional_options', what, 'what'),
        handle(c, sink, 'Sink', 'sink')]);
  }

  /* Who signed it, for whom, and what it is. */
  get result() {
    return now(this.state.context, (c) =>
      read('archive_result', ask(F.mohur_archive_reader_result, c.use(this))));
  }

  /* The next entry, or null. */
  async next() {
    return during(this.state.context, async (c) => {
      const out = c.alloc(8);
      return c.more(await c.status(F.mohur_archive_reader_next, c.use(this), out))
        ? read('archive_entry', c.getU64(out)) : null;
    });
  }

  async* [Symbol.asyncIterator]() {
    for (let entry = await this.next(); entry !== null; entry = await this.next()) {
      yield entry;
    }
  }

  /* Goes to an entry, and a byte of it; null if there is none of the name. */
  async seek(name, offset = 0) {
    return during(this.state.context, async (c) => {
      const out = c.alloc(8);
      return c.more(await c.status(F.mohur_archive_reader_seek, c.use(this), ...c.text(name),
        number(offset, Number.MAX_SAFE_INTEGER, 'offset'), out))
        ? read('archive_entry', c.getU64(out)) : null;
    });
  }

  /* Up to so many bytes of the entry, verified; null at its end. */
  async read(max = PIECE) {
    number(max, 2 ** 31, 'max', 1);
    return during(this.state.context, async (c) => {
      const room = Buffer.allocUnsafeSlow(max);
      const out = c.alloc(8);
      if (!c.more(await c.status(F.mohur_archive_reader_read, c.use(this),
        native.address(room), max, out))) {
        return null;
      }
      const len = c.getU64(out);
      return len < max / 2 ? Buffer.from(room.subarray(0, len)) : room.subarray(0, len);
    });
  }

  /* Reads into memory of the caller's: how many bytes, or null at the end. */
  async readInto(out) {
    if (!(out instanceof Uint8Array) || !(out.buffer instanceof ArrayBuffer)) {
      throw new TypeError('out is a Uint8Array that no other thread shares');
    }
    const max = Math.min(number(out.length, Number.MAX_SAFE_INTEGER, 'its length', 1), PIECE);
    return during(this.state.context, async (c) => {
      const room = this.transfer.reserve(max);
      const got = c.alloc(8);
      if (!c.more(await c.status(F.mohur_archive_reader_read, c.use(this), room, max, got))) {
        return null;
      }
      native.copyOut(out, 0, c.getU64(got), room);
      return c.getU64(got);
    });
  }

  async readAll() {
    const all = [];
    for await (const piece of this.pieces()) {
      all.push(piece);
    }
    return Buffer.concat(all);
  }

  async* pieces() {
    for (let piece = await this.read(); piece !== null; piece = await this.read()) {
      yield piece;
    }
  }

  /* The entry as a Readable. */
  stream() {
    return readable((max) => this.read(max));
  }

  /* Writes the entry to a sink. */
  async emit(sink) {
    return during(this.state.context, (c) => c.run(F.mohur_archive_reader_emit, c.use(this),
      handle(c, sink, 'Sink', 'sink')));
  }

  /* Writes entries into a folder, which is there whole or not at all. */
  async extract(options) {
    return during(this.state.context, (c) => c.run(F.mohur_archive_reader_extract,
      c.use(this), marshal(c, 'archive_extract_options', options)));
  }

  /* Seals it again for others; admin, or null, signs for the header. */
  async reseal(options, admin, sink) {
    return during(this.state.context, (c) => c.run(F.mohur_archive_reseal, c.use(this),
      marshal(c, 'archive_options', options),
      admin === null ? 0 : handle(c, admin, 'Key', 'admin'), handle(c, sink, 'Sink', 'sink')));
  }
}

/* ---- without opening, or all at once ---- */

async function inspectArchive(context, source) {
  return during(of(context), async (c) => {
    const out = blank(c, 'archive_info');
    await c.run(F.mohur_archive_inspect, c.ctx, handle(c, source, 'Source', 'source'), out);
    return read('archive_info', out);
  });
}

/* Fails if a name cannot be that of an entry. */
async function checkName(context, name) {
  return during(of(context), (c) =>
    c.run(F.mohur_archive_name_check, c.ctx, ...c.text(name)));
}

async function checkLink(context, name, link) {
  return during(of(context), (c) =>
    c.run(F.mohur_archive_link_check, c.ctx, ...c.text(name), ...c.text(link, 'a link')));
}

/* The slot that a key opens; -1 if there is none. */
async function findRecipient(context, source, key) {
  return during(of(context), async (c) => {
    const out = c.alloc(8);
    return c.more(await c.status(F.mohur_archive_recipients_find, c.ctx,
      handle(c, source, 'Source', 'source'), handle(c, key, 'Key', 'key'), out))
      ? c.getU32(out) : -1;
  });
}

async function changeRecipients(context, options, file) {
  return during(of(context), (c) => c.run(F.mohur_archive_recipients_change, c.ctx,
    marshal(c, 'archive_change_options', options), c.cstring(file, 'a path')));
}

async function exportHeader(context, source, sink) {
  return during(of(context), (c) => c.run(F.mohur_archive_header_export, c.ctx,
    handle(c, source, 'Source', 'source'), handle(c, sink, 'Sink', 'sink')));
}

/* Extracts what is left of a damaged archive. */
async function salvage(context, options, source, extract) {
  return during(of(context), async (c) => {
    const out = blank(c, 'archive_salvaged');
    await c.run(F.mohur_archive_salvage, c.ctx, marshal(c, 'archive_open_options', options),
      handle(c, source, 'Source', 'source'),
      marshal(c, 'archive_extract_options', extract, 'extract'), out);
    return read('archive_salvaged', out);
  });
}

module.exports = {
  ArchiveWriter, ArchiveReader, inspectArchive, checkName, checkLink, findRecipient,
  changeRecipients, exportHeader, salvage,
};
