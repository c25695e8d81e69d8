/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/*
 * An entry as a stream, either way.  To pass something between threads costs
 * as much for a byte as for a mebibyte, so much goes at once; and what is
 * written is gathered in one room while the library works on another.
 */
const { Readable, Writable } = require('node:stream');

const ROOM = 1 << 21;
/* What is read lies in new memory each time, which the system has ready
 * sooner where it is large; the first pieces are small, since entries may be. */
const READ_FIRST = 1 << 16;
const READ_MOST = 1 << 23;

/* Pieces on their way to work(room, length), which runs beside JavaScript. */
class Gathered {
  constructor(work) {
    this.work = work;
    this.rooms = [];
    this.used = 0;
    this.most = 0;
    this.running = Promise.resolve();
  }

  /* Memory that nobody else has; pages of it that are not used cost nothing. */
  get room() {
    this.rooms[0] ??= new Uint8Array(new ArrayBuffer(ROOM));
    return this.rooms[0];
  }

  async add(data) {
    const len = data.length;
    for (let done = 0; done < len;) {
      if (data.length !== len) {
        throw new TypeError('the data was moved away while it was being written');
      }
      const some = data.subarray(done, done + ROOM - this.used);
      this.room.set(some, this.used);
      this.used += some.length;
      done += some.length;
      if (this.used === ROOM) {
        await this.turn();
      }
    }
  }

  /* Hands the room on, once the library is done with the other. */
  async turn() {
    await this.running;
    this.running = this.run(this.room, this.used);
    this.running.catch(() => {}); /* whoever waits for it next hears of it */
    this.rooms = [this.rooms[1], this.rooms[0]];
    this.used = 0;
  }

  /* The rooms last as long as this waits. */
  async run(room, len) {
    try {
      await this.work(room, len);
    } finally {
      this.most = Math.max(this.most, len);
    }
  }

  async end() {
    if (this.used > 0) {
      await this.turn();
    }
    await this.running;
  }

/* Once nothing runs any more. */
  async wipe() {
    await this.running.catch(() => {});
    const most = Math.max(this.most, this.used);
    this.rooms.forEach((room) => room?.fill(0, 0, most));
  }
}

/* A Writable whose pieces go to work; ended() when that has done them all. */
function writable(work, bytesOf, ended) {
  const gathered = new Gathered(work);
  return new Writable({
    highWaterMark: ROOM,
    write: (chunk, encoding, done) => {
      gathered.add(bytesOf(chunk)).then(() => done(), done);
    },
    final: (done) => {
      gathered.end().then(ended).then(() => done(), done);
    },
    destroy: (failure, done) => {
      gathered.wipe().then(() => done(failure), done);
    },
  });
}

/* A Readable of what read(length) gives until that is null. */
function readable(read) {
  async function* pieces() {
    let len = READ_FIRST;
    for (let piece = await read(len); piece !== null; piece = await read(len)) {
      yield piece;
      len = Math.min(2 * len, READ_MOST);
    }
  }
  return Readable.from(pieces(), { objectMode: false, highWaterMark: READ_MOST });
}

module.exports = { readable, writable };
