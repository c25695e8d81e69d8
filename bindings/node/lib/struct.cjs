/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* Options and infos: objects of JavaScript to structs of C and back, by the
 * tables that generate.py made. */
const { native, ask, text, bytes, exact } = require('./native.cjs');
const { ENUMS, FUNCTIONS: F, STRUCTS } = require('./layout.cjs');
const callbacks = require('./callbacks.cjs');

const VALUES = new Map(Object.entries(ENUMS).map(([title, values]) =>
  [title, new Map(Object.entries(values).map(([word, value]) => [value, word]))]));
/* Classes by name, each put in by its file. */
const classes = {};

const LIMITS = { u8: 0xFF, u32: 0xFFFFFFFF, u64: Number.MAX_SAFE_INTEGER };
/* What Date can say, in seconds. */
const LAST = 8640000000000n;

/* ---- values ---- */

function number(value, max, what, min = 0) {
  if (typeof value !== 'number') {
    throw new TypeError(`${what} is a number`);
  }
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw new RangeError(`${what} is a whole number from ${min} to ${max}, not ${value}`);
  }
  return value;
}

function enumOf(title, word, what = title) {
  const found = Object.hasOwn(ENUMS[title], word) ? ENUMS[title][word] : undefined;
  if (found === undefined) {
    throw new TypeError(`${what} is one of ${Object.keys(ENUMS[title]).join(', ')}`);
  }
  return found;
}

function wordOf(title, value) {
  return VALUES.get(title).get(value) ?? null;
}

function bitsOf(title, words, what) {
  return list(words, what).reduce((bits, word) => bits | enumOf(title, word, what), 0);
}

function seconds(date, what) {
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) {
    throw new TypeError(`${what} is a Date`);
  }
  return BigInt(Math.floor(date.getTime() / 1000));
}

function dateOf(big, none) {
  if (big === none) {
    return null;
  }
  const near = big > LAST ? LAST : big < -LAST ? -LAST : big;
  return new Date(Number(near) * 1000);
}

function list(value, what) {
  if (!Array.isArray(value)) {
    throw new TypeError(`${what} is an array`);
  }
  return value;
}

function handle(c, value, title, what) {
  if (!(value instanceof classes[title])) {
    throw new TypeError(`${what} is a ${title}`);
  }
  return c.use(value);
}

/* The list is copied out and freed: its members are the caller's to wipe. */
function takeShares(taker) {
  return (at) => {
    const found = [];
    for (let i = 0; i < ask(F.mohur_share_list_len, at); i++) {
      const share = ask(F.mohur_share_list_at, at, i);
      found.push(bytes(share, native.length(share)));
    }
    ask(F.mohur_share_list_free, at);
    taker(found);
  };
}

function func(value, what) {
  if (typeof value !== 'function') {
    throw new TypeError(`${what} is a function`);
  }
  return value;
}

/* ---- to C ---- */

function pair(c, at, lenAt, [address, len]) {
  c.putU64(at, address);
  c.putU64(lenAt, len);
}

function array(c, m, at, value, what, each) {
  const all = list(value, what).map((one, i) => each(one, `${what}[${i}]`));
  pair(c, at + m.at, at + m.len, [all.length === 0 ? 0 : c.addresses(all), all.length]);
}

function inPlace(c, m, at, value, what) {
  const { size } = STRUCTS[m.of];
  const all = list(value, what);
  const place = c.alloc(size * all.length);
  all.forEach((one, i) => write(c, m.of, one, place + size * i, `${what}[${i}]`));
  pair(c, at + m.at, at + m.len, [all.length === 0 ? 0 : place, all.length]);
}

function fetcher(c, fetch) {
  const { size, at: places } = STRUCTS.evidence;
  const at = c.alloc(size);
  const target = new callbacks.Target(c.context, (kind, request) => {
    const asked = read('evidence_request', request);
    return callbacks.then(fetch(asked), callbacks.given('an answer', asked.max));
  });
  c.putU64(at, size);
  c.putU64(at + places.get, native.trampoline(callbacks.FETCH));
  c.putU64(at + places.user, c.lend(target));
  return at;
}

function unlocker(c, at, source) {
  const target = new callbacks.Target(c.context, (kind, cap, name, len) =>
    callbacks.then(source(text(name, len)), callbacks.given('a secret', cap)));
  c.putU64(at, native.trampoline(callbacks.UNLOCK));
  c.putU64(at + 8, c.lend(target));
}

const WRITERS = {
  u8: (c, m, at, v, what) => c.putU8(at + m.at, number(v, LIMITS.u8, what)),
  u32: (c, m, at, v, what) => c.putU32(at + m.at, number(v, LIMITS.u32, what)),
  u64: (c, m, at, v, what) => c.putU64(at + m.at, number(v, LIMITS.u64, what)),
  bool: (c, m, at, v, what) => {
    if (typeof v !== 'boolean') {
      throw new TypeError(`${what} is true or false`);
    }
    c.putU8(at + m.at, v ? 1 : 0);
  },
  enum: (c, m, at, v, what) => c.putU32(at + m.at, enumOf(m.of, v, what)),
  bits: (c, m, at, v, what) => c.putU32(at + m.at, bitsOf(m.of, v, what)),
  time: (c, m, at, v, what) => c.putI64(at + m.at, seconds(v, what)),
  cstring: (c, m, at, v, what) => c.putU64(at + m.at, c.cstring(v, what)),
  text: (c, m, at, v, what) => pair(c, at + m.at, at + m.len, c.text(v, what)),
  secret: (c, m, at, v, what) => pair(c, at + m.at, at + m.len, c.bytes(v, what)),
  bytes: (c, m, at, v, what) => pair(c, at + m.at, at + m.len, c.bytes(v, what)),
  texts: (c, m, at, v, what) => array(c, m, at, v, what, (one, name) => c.cstring(one, name)),
  secrets: (c, m, at, v, what) => array(c, m, at, v, what, (one, name) => c.bytes(one, name)[0]),
  handle: (c, m, at, v, what) => c.putU64(at + m.at, handle(c, v, m.of, what)),
  handles: (c, m, at, v, what) =>
    array(c, m, at, v, what, (one, name) => handle(c, one, m.of, name)),
  struct: (c, m, at, v, what) => c.putU64(at + m.at, marshal(c, m.of, v, what)),
  pointers: (c, m, at, v, what) =>
    array(c, m, at, v, what, (one, name) => marshal(c, m.of, one, name)),
  structs: inPlace,
  fetch: (c, m, at, v, what) => c.putU64(at + m.at, fetcher(c, func(v, what))),
  unlock: (c, m, at, v, what) => unlocker(c, at + m.at, func(v, what)),
  shares: (c, m, at, v, what) => c.putU64(at + m.at, c.receive(takeShares(func(v, what)))),
};

/* What a member is if nothing is said, where that is not zero. */
function putDefault(c, m, at) {
  if (m.none !== undefined) {
    c.putI64(at + m.at, BigInt(m.none));
  } else if (m.start !== undefined && m.kind === 'bool') {
    c.putU8(at + m.at, m.start);
  } else if (m.start !== undefined) {
    c.putU32(at + m.at, m.start);
  }
}

function write(c, title, options, at, what) {
  const { size, sized, members } = STRUCTS[title];
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${what} is an object`);
  }
  for (const name of Object.keys(options)) {
    if (!members.some((m) => m.name === name)) {
      throw new TypeError(`${what} has no member ${name}; `
        + `there are ${members.map((m) => m.name).join(', ')}`);
    }
  }
  if (sized) {
    c.putU64(at, size);
  }
  for (const m of members) {
    const value = options[m.name];
    if (value === undefined || value === null) {
      putDefault(c, m, at);
    } else {
      WRITERS[m.kind](c, m, at, value, `${what}.${m.name}`);
    }
  }
}

/* Options of C, in memory of the call. */
function marshal(c, title, options, what = 'options') {
  const at = c.alloc(STRUCTS[title].size);
  write(c, title, options ?? {}, at, what);
  return at;
}

/* Room for an info that the library fills in. */
function blank(c, title) {
  const { size, sized } = STRUCTS[title];
  const at = c.alloc(size);
  if (sized) {
    c.putU64(at, size);
  }
  return at;
}

/* ---- from C ---- */

const READERS = {
  u8: (v, m) => v.getUint8(m.at),
  u32: (v, m) => v.getUint32(m.at, true),
  i32: (v, m) => v.getInt32(m.at, true),
  u64: (v, m) => exact(v.getBigUint64(m.at, true)),
  bool: (v, m) => v.getUint8(m.at) !== 0,
  enum: (v, m) => wordOf(m.of, v.getUint32(m.at, true)),
  bits: (v, m) => {
    const bits = v.getUint32(m.at, true);
    return Object.keys(ENUMS[m.of]).filter((word) => (bits & ENUMS[m.of][word]) !== 0);
  },
  time: (v, m) => dateOf(v.getBigInt64(m.at, true), BigInt(m.none ?? 0)),
  cstring: (v, m) => text(pointer(v, m.at)),
  text: (v, m) => text(pointer(v, m.at), pointer(v, m.len)),
  bytes: (v, m) => bytes(pointer(v, m.at), pointer(v, m.len)),
  raw: (v, m) => Buffer.from(v.buffer.slice(m.at, m.at + m.count)),
  chars: (v, m) => {
    const all = Buffer.from(v.buffer, m.at, m.count);
    return all.toString('utf8', 0, all.indexOf(0));
  },
  u32s: (v, m) => Array.from({ length: m.count }, (_, i) => v.getUint32(m.at + 4 * i, true)),
  structs: (v, m) => readAll(m.of, pointer(v, m.at), pointer(v, m.len)),
  list: (v, m, base) => readAll(m.of, base + m.at, m.count),
};

function pointer(view, at) {
  return Number(view.getBigUint64(at, true));
}

function readAll(title, at, count) {
  const { size } = STRUCTS[title];
  return Object.freeze(Array.from({ length: at === 0 ? 0 : count },
    (_, i) => read(title, at + i * size)));
}

/* A struct of C as an object that does not change; null for NULL. */
function read(title, at) {
  if (at === 0) {
    return null;
  }
  const { size, members } = STRUCTS[title];
  const room = new Uint8Array(new ArrayBuffer(size));
  native.copyOut(room, 0, size, at);
  const view = new DataView(room.buffer);
  const found = {};
  for (const m of members) {
    const reader = READERS[m.kind];
    if (reader !== undefined) {
      found[m.name] = reader(view, m, at);
    }
  }
  return Object.freeze(found);
}

module.exports = {
  classes, number, enumOf, wordOf, bitsOf, seconds, dateOf, list, handle, takeShares, func,
  marshal, blank, read, readAll,
};
