/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* The native part, once loaded, and the memory of the library as JavaScript
 * sees it.  Addresses are numbers; 0 is NULL. */
const { load } = require('./loader.cjs');

const { native, path } = load();
const { frame } = native;

function fill(a) {
  for (let i = 0; i < a.length; i++) {
    frame[i] = a[i];
  }
}

/* A function of the library, on this thread; what it returns. */
function ask(f, ...a) {
  fill(a);
  return native.call(f);
}

/* The same beside this thread.  `asks`: it may call back. */
function start(f, asks, a) {
  fill(a);
  return native.start(f, asks ? 1 : 0);
}

/* Text that ends with a zero, or has a length; null for NULL. */
function text(at, len = -1) {
  return at === 0 ? null : native.text(at, len);
}

/* A copy of bytes of the library's. */
function bytes(at, len) {
  if (at === 0) {
    return null;
  }
  const found = Buffer.allocUnsafeSlow(len);
  native.copyOut(found, 0, len, at);
  return found;
}

/* A whole number of 64 bits; one that JavaScript would round is refused. */
function exact(big) {
  if (big > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`${big} is above 2^53, where numbers are rounded`);
  }
  return Number(big);
}

module.exports = { native, path, ask, start, text, bytes, exact };
