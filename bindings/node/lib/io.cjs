/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* Where bytes come from and where they go. */
const fs = require('node:fs');
const { native, ask, bytes } = require('./native.cjs');
const { FUNCTIONS: F, STRUCTS } = require('./layout.cjs');
const callbacks = require('./callbacks.cjs');
const { Ahead, Behind } = require('./flow.cjs');
const { now, of, plain } = require('./call.cjs');
const { Handle } = require('./handle.cjs');
const { classes, enumOf, func, number } = require('./struct.cjs');

const UNKNOWN = 0xFFFFFFFFFFFFFFFFn;
const INT_MAX = 0x7FFFFFFF;

function pathOf(path) {
  return path instanceof URL ? require('node:url').fileURLToPath(path) : path;
}

/* A handle that a function of the library makes, with its out argument last. */
function make(context, Type, f, arguments_) {
  return now(of(context), (c) => {
    const out = c.alloc(8);
    c.now(f, c.ctx, ...arguments_(c), out);
    return new Type(of(context), c.owned(out));
  });
}

/* One that asks JavaScript: kinds of callbacks by the members they go to. */
function speaking(context, Type, f, struct, kinds, len, target) {
  const { size, at: places } = STRUCTS[struct];
  try {
    const made = make(context, Type, f, (c) => {
      const at = c.alloc(size);
      c.putU64(at, size);
      c.putU64(at + places.user, target.user);
      for (const [member, kind] of Object.entries(kinds)) {
        c.putU64(at + places[member], native.trampoline(kind));
      }
      if (len !== undefined) {
        c.putI64(at + places.len, BigInt.asIntN(64, len));
      }
      return [at];
    });
    made.state.held.push(target);
    return made;
  } catch (e) {
    target.release();
    throw e;
  }
}

/* ---- sources ---- */

function chunkOf(value) {
  if (typeof value === 'string') {
    throw new TypeError('a stream of bytes is needed, not one of text');
  }
  return plain(value, 'a piece of a stream');
}

/* Pieces of a stream as the library asks for them; 0 is the end. */
class Pieces {
  constructor(iterator) {
    this.iterator = iterator;
    this.rest = new Uint8Array(0);
    this.over = false;
  }

  take(cap) {
    const piece = this.rest.subarray(0, cap);
    this.rest = this.rest.subarray(piece.length);
    return piece;
  }

  async next(cap) {
    while (this.rest.length === 0) {
      const { done, value } = await this.iterator.next();
      if (done) {
        this.over = true;
        return 0;
      }
      this.rest = chunkOf(value);
    }
    return this.take(cap);
  }

  read(cap) {
    if (this.over) {
      return 0;
    }
    return this.rest.length > 0 ? this.take(cap) : this.next(cap);
  }

  /* A stream that was not read to its end is told so. */
  stop() {
    if (!this.over && this.iterator.return !== undefined) {
      this.over = true;
      Promise.resolve(this.iterator.return()).catch(() => {});
    }
  }
}

function memory(context, data) {
  const copy = new Uint8Array(new ArrayBuffer(data.length + 1));
  copy.set(data);
  const made = make(context, Source, F.mohur_source_new_memory,
    () => [native.address(copy), data.length]);
  made.state.onFree.push(() => copy.fill(0));
  return made;
}

class Source extends Handle {
  constructor(context, address) {
    super('source', context, address, F.mohur_source_free);
  }

  /* Reads a file or a pipe. */
  static file(context, path) {
    return make(context, Source, F.mohur_source_new_file,
      (c) => [c.cstring(pathOf(path), 'a path')]);
  }

  /* Reads a file descriptor of the process, which stays open. */
  static descriptor(context, fd) {
    return make(context, Source, F.mohur_source_new_fd, () => [number(fd, INT_MAX, 'fd')]);
  }

  /* Reads bytes, of which it makes a copy, or a stream, from where it stands. */
  static of(context, data) {
    if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) {
      return memory(context, plain(data, 'data'));
    }
    const begin = data?.[Symbol.asyncIterator] ?? data?.[Symbol.iterator];
    if (typeof begin !== 'function' || typeof data === 'string') {
      throw new TypeError('a Uint8Array or a stream of them is needed');
    }
    const pieces = new Pieces(begin.call(data));
    const target = new callbacks.Target(of(context), (kind, cap) => pieces.read(cap));
    const made = speaking(context, Source, F.mohur_source_new_callback, 'source_callbacks',
      { read: callbacks.READ }, UNKNOWN, target);
    made.state.onFree.push(() => pieces.stop());
    return made;
  }

  /* Reads wherever it is asked for: read(offset, length) gives bytes. */
  static seekable(context, { length, read }) {
    func(read, 'read');
    const len = BigInt(number(length, Number.MAX_SAFE_INTEGER, 'length'));
    const ahead = new Ahead((offset, cap) =>
      callbacks.then(read(offset, cap), callbacks.given('what is read', cap)), length);
    const target = new callbacks.Target(of(context), (kind, cap, offset) =>
      ahead.answer(cap, offset));
    const made = speaking(context, Source, F.mohur_source_new_callback, 'source_callbacks',
      { read_at: callbacks.READ_AT }, len, target);
    made.state.onFree.push(() => ahead.drop());
    return made;
  }

  /* Bytes; undefined of a stream, which does not know. */
  get length() {
    return now(this.state.context, (c) => {
      const len = ask(F.mohur_source_len, c.use(this));
      return len > Number.MAX_SAFE_INTEGER ? undefined : len;
    });
  }
}

/* ---- sinks ---- */

/* Each piece waits until the stream has taken it. */
function writableOf(stream) {
  return {
    write: (piece) => new Promise((resolve, reject) => {
      stream.write(piece, (e) => (e ? reject(e) : resolve()));
    }),
    begin: (quiet) => stream.on('error', quiet),
    end: (quiet) => setImmediate(() => stream.off('error', quiet)),
  };
}

function webStreamOf(stream) {
  const writer = stream.getWriter();
  return {
    write: (piece) => writer.write(piece),
    begin: () => writer.closed.catch(() => {}),
    end: () => writer.releaseLock(),
  };
}

/* Whether a stream forgets a piece once it says that it has taken it: one of
 * fs itself, which nobody has put something between. */
function forgets(stream) {
  if (Object.getPrototypeOf(stream) !== fs.WriteStream.prototype) {
    return false;
  }
  const own = Object.getOwnPropertySymbols(stream).find((s) => s.description === 'kFs');
  return own !== undefined && stream[own] === fs && !Object.hasOwn(stream, 'write')
    && !Object.hasOwn(stream, '_write') && !Object.hasOwn(stream, '_writev');
}

function takerOf(target) {
  if (typeof target === 'function') {
    return { write: target, begin: () => {}, end: () => {} };
  }
  if (typeof target?.getWriter === 'function') {
    return webStreamOf(target);
  }
  if (typeof target?.write === 'function' && typeof target.on === 'function') {
    return writableOf(target);
  }
  throw new TypeError('a Writable, a WritableStream or a function is needed');
}

class Sink extends Handle {
  constructor(context, address) {
    super('sink', context, address, F.mohur_sink_free);
  }

  /* Writes a file, whole or not at all: it takes its name at the end. */
  static file(context, path, overwrite = 'never') {
    return make(context, Sink, F.mohur_sink_new_file,
      (c) => [c.cstring(pathOf(path), 'a path'), enumOf('overwrite', overwrite)]);
  }

  /* Writes to a file descriptor of the process, which stays open. */
  static descriptor(context, fd) {
    return make(context, Sink, F.mohur_sink_new_fd, () => [number(fd, INT_MAX, 'fd')]);
  }

  /* Collects in memory, so many bytes at most. */
  static memory(context, max = 2 ** 31) {
    return make(context, Sink, F.mohur_sink_new_memory,
      () => [number(max, Number.MAX_SAFE_INTEGER, 'max')]);
  }

  /* Writes to a stream, which stays open, or hands each piece to a function,
   * while sealing goes on.  A piece that is lent is used again when the stream
   * or the promise says that it was taken. */
  static to(context, stream, { lend } = {}) {
    const taker = takerOf(stream);
    const quiet = () => {};
    const behind = new Behind((piece) => taker.write(piece), lend ?? forgets(stream));
    const target = new callbacks.Target(of(context), (kind, at, len) =>
      (kind === callbacks.FINISH ? behind.finish() : behind.take(at, len)));
    const made = speaking(context, Sink, F.mohur_sink_new_callback, 'sink_callbacks',
      { write: callbacks.WRITE, finish: callbacks.FINISH }, undefined, target);
    taker.begin(quiet);
    made.state.onFree.push(() => {
      behind.drop();
      taker.end(quiet);
    });
    return made;
  }

  /* How many bytes a finished sink in memory has; 0 of any other. */
  get length() {
    return this.bytes().length;
  }

  /* A copy of what a finished sink in memory has; nothing of any other. */
  bytes() {
    return now(this.state.context, (c) => {
      const len = c.alloc(8);
      const at = ask(F.mohur_sink_memory, c.use(this), len);
      return at === 0 ? Buffer.alloc(0) : bytes(at, c.getU64(len));
    });
  }
}

Object.assign(classes, { Source, Sink });
module.exports = { Source, Sink };
