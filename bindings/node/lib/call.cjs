/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/*
 * One call of the library: the context that it enters, the handles that it
 * uses, and the memory for what is given, which is wiped when it is over.
 * Memory of the caller's is never given to the library, because a program
 * can move it away during the call: what is given is copied.
 */
const { native, ask, start, text, bytes } = require('./native.cjs');
const { ENUMS, FUNCTIONS: F } = require('./layout.cjs');
const { errorOf, misuse } = require('./errors.cjs');
const { Handle, Owned } = require('./handle.cjs');

const SPARE = 8192;
const spares = [];
const encoder = new TextEncoder();
const LOW = 0x100000000;

class Chunk {
  constructor(len) {
    this.bytes = new Uint8Array(new ArrayBuffer(len));
    this.view = new DataView(this.bytes.buffer);
    this.at = native.address(this.bytes);
    this.used = 0;
  }

  has(at) {
    return at >= this.at && at < this.at + this.bytes.length;
  }

  wipe() {
    this.bytes.fill(0, 0, this.used);
    this.used = 0;
  }
}

/* Bytes as a Uint8Array in memory that no other thread changes. */
function plain(data, what) {
  if (data instanceof ArrayBuffer) {
    return new Uint8Array(data);
  }
  if (!ArrayBuffer.isView(data)) {
    throw new TypeError(`${what} is a Uint8Array`);
  }
  const view = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return data.buffer instanceof ArrayBuffer ? view : Uint8Array.from(view);
}

function utf8(string, what) {
  if (typeof string !== 'string') {
    throw new TypeError(`${what} is a string`);
  }
  if (/\p{Surrogate}/u.test(string)) {
    throw new TypeError(`${what} is no text: half of a character stands alone`);
  }
  return encoder.encode(string);
}

class Call {
  constructor(context) {
    this.context = context;
    this.ctx = context === null ? 0 : context.enter();
    this.asks = context !== null && context.speaks;
    this.chunks = [];
    this.handles = [];
    this.targets = [];
    this.receipts = [];
  }

  close() {
    for (const chunk of this.chunks) {
      chunk.wipe();
      if (chunk.bytes.length === SPARE && spares.length < 16) {
        spares.push(chunk);
      }
    }
    this.targets.forEach((target) => target.release());
    this.handles.forEach((state) => state.release());
    this.context?.leave();
  }

  /* ---- what came of it ---- */

  check(status) {
    if (status !== 0 || this.context?.untimely) {
      throw this.failure(status);
    }
  }

  /* Tells OK from END, and throws for all else. */
  more(status) {
    if (status === ENUMS.status.MOHUR_END) {
      return false;
    }
    this.check(status);
    return true;
  }

  failure(status) {
    if (this.context?.aborted) {
      return this.context.cancelled();
    }
    if (this.context?.failure !== undefined) {
      return this.context.failure.thrown;
    }
    return errorOf(status, this.ctx === 0 ? '' : text(ask(F.mohur_ctx_message, this.ctx)));
  }

  /* The status of a function that runs beside this thread. */
  status(f, ...a) {
    if (this.context?.aborted) {
      throw this.context.cancelled();
    }
    return start(f, this.asks, a);
  }

  async run(f, ...a) {
    this.check(await this.status(f, ...a));
  }

  /* On this thread: for what is quick. */
  now(f, ...a) {
    this.check(ask(f, ...a));
  }

  /* ---- handles and callbacks ---- */

  /* The address of a handle, which stays open until the call is over. */
  use(handle) {
    if (handle === null || handle === undefined) {
      return 0;
    }
    const { state } = handle;
    if (!(handle instanceof Handle)) {
      throw new TypeError('an object of this library is needed');
    }
    if (state.context !== null && this.context !== null && state.context !== this.context) {
      throw misuse(`the ${state.what} was made with another context`);
    }
    const found = state.acquire();
    this.handles.push(state);
    this.asks ||= state.speaks;
    return found;
  }

  /* A callback that lasts as long as the call. */
  lend(target) {
    this.targets.push(target);
    this.asks = true;
    return target.user;
  }

  /* Room for an address that the library fills in. */
  receive(taker) {
    const at = this.alloc(8);
    this.receipts.push({ at, taker });
    return at;
  }

  /* Hands on what the library filled in, whatever came of the call. */
  received() {
    for (const { at, taker } of this.receipts) {
      const found = this.getU64(at);
      if (found !== 0) {
        taker(found);
      }
    }
  }

  /* ---- memory of this call ---- */

  alloc(len) {
    const need = Math.ceil((len + 8) / 8) * 8;
    let last = this.chunks[this.chunks.length - 1];
    if (last === undefined || last.bytes.length - last.used < need) {
      last = need <= SPARE ? spares.pop() ?? new Chunk(SPARE) : new Chunk(need);
      this.chunks.push(last);
    }
    const at = last.at + last.used;
    last.used += need;
    return at;
  }

  chunkOf(at) {
    for (const chunk of this.chunks) {
      if (chunk.has(at)) {
        return chunk;
      }
    }
    throw new RangeError('not memory of this call');
  }

  putU8(at, value) {
    const chunk = this.chunkOf(at);
    chunk.view.setUint8(at - chunk.at, value);
  }

  putU32(at, value) {
    const chunk = this.chunkOf(at);
    chunk.view.setUint32(at - chunk.at, value, true);
  }

  putU64(at, value) {
    const chunk = this.chunkOf(at);
    chunk.view.setUint32(at - chunk.at, value % LOW, true);
    chunk.view.setUint32(at - chunk.at + 4, Math.floor(value / LOW), true);
  }

  putI64(at, big) {
    const chunk = this.chunkOf(at);
    chunk.view.setBigInt64(at - chunk.at, big, true);
  }

  getU32(at) {
    const chunk = this.chunkOf(at);
    return chunk.view.getUint32(at - chunk.at, true);
  }

  getU64(at) {
    const chunk = this.chunkOf(at);
    return Number(chunk.view.getBigUint64(at - chunk.at, true));
  }

  /* The address of what was made, for the handle of it. */
  owned(at) {
    return new Owned(this.getU64(at));
  }

  /* A copy with a zero after it. */
  copy(data) {
    const at = this.alloc(data.length + 1);
    const chunk = this.chunkOf(at);
    chunk.bytes.set(data, at - chunk.at);
    return at;
  }

  /* Address and length of bytes; of a secret too, which is never a string. */
  bytes(data, what = 'data') {
    if (data === null || data === undefined) {
      return [0, 0];
    }
    if (typeof data === 'string') {
      throw new TypeError(`${what} is a Uint8Array: a string cannot be wiped; `
        + 'Buffer.from(text) makes one');
    }
    const found = plain(data, what);
    return [this.copy(found), found.length];
  }

  text(string, what = 'a name') {
    const found = utf8(string, what);
    return [this.copy(found), found.length];
  }

  /* Text that ends with a zero, and so has none inside. */
  cstring(string, what = 'a text') {
    if (string === null || string === undefined) {
      return 0;
    }
    if (typeof string === 'string' && string.includes('\0')) {
      throw new TypeError(`${what} has a zero in it`);
    }
    return this.copy(utf8(string, what));
  }

  /* An array of addresses. */
  addresses(all) {
    const at = this.alloc(8 * all.length);
    all.forEach((one, i) => this.putU64(at + 8 * i, one));
    return at;
  }

  /* What a function writes to a sink, which is its last argument. */
  async collect(f, ...a) {
    const out = this.alloc(16);
    this.now(F.mohur_sink_new_memory, this.ctx, 2 ** 31, out);
    const sink = this.getU64(out);
    try {
      await this.run(f, ...a, sink);
      const at = ask(F.mohur_sink_memory, sink, out + 8);
      return at === 0 ? Buffer.alloc(0) : bytes(at, this.getU64(out + 8));
    } finally {
      ask(F.mohur_sink_free, sink);
    }
  }
}

/* A call beside this thread, in a context or, with null, in none. */
async function during(context, body) {
  const call = new Call(context);
  try {
    return await body(call);
  } finally {
    call.close();
  }
}

/* A call on this thread. */
function atOnce(context, body) {
  const call = new Call(context);
  try {
    return body(call);
  } finally {
    call.close();
  }
}

/* The state of a Context, which is what calls enter. */
function of(context) {
  const state = context?.context;
  if (state === undefined) {
    throw new TypeError('a Context is needed');
  }
  return state;
}

module.exports = { during, now: atOnce, of, plain, utf8 };
