/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/*
 * What keeps sealing and JavaScript busy at the same time.  A sink answers
 * as soon as it has a copy of a piece, and hands that on while the library
 * goes on; a source that is read in order has the next piece ready.
 */
const { native, bytes } = require('./native.cjs');
const { after } = require('./callbacks.cjs');

/* Pieces that wait behind the one that a taker is busy with. */
const WAITING = 2;
/* Smaller questions are of a header or of a tree, and no sign of a stream. */
const STREAM = 1 << 16;
const PAGE = 1 << 12;

/* Memory whose pages are there, so that who copies into it need not wait. */
function room(len) {
  const made = Buffer.allocUnsafeSlow(len);
  for (let i = 0; i < len; i += PAGE) {
    made[i] = 0;
  }
  return made;
}

/*
 * Pieces on their way to a taker, in order and one at a time.  Each is a
 * Buffer of its own, unless pieces are lent: then its memory is used again
 * when the taker is done with it.
 */
class Behind {
  constructor(write, lend) {
    this.write = write;
    this.lend = lend;
    this.busy = false;
    this.pieces = [];
    this.spares = [];
    this.failure = undefined;
    this.waiter = undefined;
  }

  copy(at, len) {
    const spare = this.spares.pop();
    if (spare === undefined || spare.length !== len) {
      return bytes(at, len);
    }
    native.copyOut(spare, 0, len, at);
    return spare;
  }

  /* The answer to a question with a piece. */
  take(at, len) {
    if (this.failure !== undefined) {
      throw this.failure.thrown;
    }
    const piece = this.copy(at, len);
    if (!this.busy) {
      return after(0, () => this.give(piece));
    }
    this.pieces.push(piece);
    return this.pieces.length < WAITING ? 0 : this.wait();
  }

  /* What a taker throws comes out of the call that is running. */
  give(piece) {
    try {
      const done = this.write(piece);
      if (typeof done?.then !== 'function') {
        this.taken(piece);
        return;
      }
      this.busy = true;
      done.then(() => this.next(piece), (thrown) => this.fail(thrown));
    } catch (thrown) {
      this.fail(thrown);
      throw thrown;
    }
  }

  taken(piece) {
    if (this.spares.length < WAITING) {
      this.spares.push(this.lend ? piece : room(piece.length));
    }
  }

  next(piece) {
    this.busy = false;
    this.taken(piece);
    const following = this.pieces.shift();
    if (following !== undefined) {
      try {
        this.give(following);
      } catch {
        return;
      }
    }
    if (!this.busy || this.waiter?.room) {
      this.waiter?.resolve(0);
      this.waiter = undefined;
    }
  }

  fail(thrown) {
    this.failure ??= { thrown };
    this.busy = false;
    this.drop();
    this.waiter?.reject(thrown);
    this.waiter = undefined;
  }

  /* Until there is room for a piece, or until all of them were taken. */
  wait(room = true) {
    return new Promise((resolve, reject) => {
      this.waiter = { resolve, reject, room };
    });
  }

  finish() {
    if (this.failure !== undefined) {
      throw this.failure.thrown;
    }
    return this.busy ? this.wait(false) : 0;
  }

  /* Nothing is handed on any more. */
  drop() {
    this.pieces = [];
    this.spares = [];
  }
}

/*
 * The next piece of what is read in order, when the function answers at
 * once.  It lies in memory of its own: the function may use its again.
 */
class Ahead {
  constructor(read, length) {
    this.read = read;
    this.length = length;
    this.room = undefined;
    this.at = -1;
    this.len = 0;
    this.end = -1;
    this.thrown = undefined;
  }

  answer(cap, offset) {
    const wanted = Math.min(cap, this.length - offset);
    const inOrder = offset === this.end && cap >= STREAM;
    this.end = -1;
    if (offset === this.at && this.thrown !== undefined) {
      this.at = -1;
      throw this.thrown.value;
    }
    if (offset === this.at && wanted === this.len) {
      return this.then(this.room.subarray(0, this.len), cap, offset, true);
    }
    return this.then(this.read(offset, cap), cap, offset, inOrder);
  }

  then(found, cap, offset, inOrder) {
    if (!(found instanceof Uint8Array) || found.length > cap) {
      return found;
    }
    this.end = offset + found.length;
    const wanted = Math.min(cap, this.length - this.end);
    return inOrder && wanted > 0 ? after(found, () => this.fetch(this.end, wanted)) : found;
  }

  /* What it throws comes out when that piece is asked for. */
  fetch(offset, len) {
    this.at = -1;
    this.thrown = undefined;
    let found;
    try {
      found = this.read(offset, len);
    } catch (value) {
      this.thrown = { value };
      this.at = offset;
    }
    if (typeof found?.then === 'function') {
      found.then(undefined, () => {});
    } else if (found instanceof Uint8Array && found.length === len) {
      if (this.room === undefined || this.room.length < len) {
        this.room = room(len);
      }
      this.room.set(found);
      this.at = offset;
      this.len = len;
    }
  }

  drop() {
    this.room?.fill(0);
    this.at = -1;
  }
}

module.exports = { Ahead, Behind };
