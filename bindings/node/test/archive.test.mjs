/* SPDX-License-Identifier: Apache-2.0 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, before, describe, it } from 'node:test';

import * as mohur from 'mohur';
import { FULL, desk, noise, open, place, refused, seal } from './support.mjs';

const { ArchiveReader, ArchiveWriter, Context, Sink, Source } = mohur;
let at;
let sealed;

before(async () => {
  at = await desk();
  sealed = await seal(at.context, at.sealing, 'report.txt', noise(300_000));
});
after(() => at.context.close());

/* Opens the archive that the tests share, and closes it in the end. */
async function reading(archive, body, options = at.opening, context = at.context) {
  const source = Source.of(context, archive);
  const reader = await ArchiveReader.open(context, options, source);
  try {
    return await body(reader);
  } finally {
    reader.close();
    source.close();
  }
}

async function writing(sink, body, context = at.context) {
  const writer = await ArchiveWriter.create(context, at.sealing, sink);
  try {
    await body(writer);
    await writer.finish();
  } finally {
    writer.close();
    sink.close();
  }
}

describe('an archive', () => {
  it('in memory opens, and says who signed it', () => reading(sealed, async (reader) => {
    const entry = await reader.next();
    assert.equal(entry.name, 'report.txt');
    assert.equal(entry.contentLen, 300_000);
    assert.equal(entry.mtime, null);
    assert.deepEqual(await reader.readAll(), noise(300_000));
    assert.equal(await reader.next(), null);
    assert.equal(reader.result.trust, 'signed');
    assert.deepEqual(reader.result.signers[0].keyId, at.me.id);
    assert.equal(reader.result.signers[0].state, 'good');
  }));

  it('is read from a byte on, and one that has no such entry says so',
    () => reading(sealed, async (reader) => {
      assert.equal(await reader.seek('nothing'), null);
      await reader.seek('report.txt', 299_990);
      assert.deepEqual(await reader.readAll(), noise(300_000).subarray(299_990));
      await refused('MOHUR_E_ARGUMENT', reader.seek('report.txt', 300_001));
    }));

  it('is read into memory of the caller', () => reading(sealed, async (reader) => {
    const out = Buffer.alloc(300_001);
    await reader.next();
    let len = 0;
    for (let n = 0; n !== null; n = await reader.readInto(out.subarray(len, len + 70_000))) {
      len += n;
    }
    assert.deepEqual(out.subarray(0, len), noise(300_000));
    await assert.rejects(reader.readInto(new Uint8Array(0)), RangeError);
    await assert.rejects(reader.readInto(new Uint8Array(new SharedArrayBuffer(8))), TypeError);
    await reader.seek('report.txt');
    const gone = new Uint8Array(1000);
    const read = reader.readInto(gone);
    structuredClone(gone, { transfer: [gone.buffer] });
    await assert.rejects(read, RangeError);
  }));

  it('that nobody signed opens only as such', async () => {
    const sink = Sink.memory(at.context);
    const writer = await ArchiveWriter.createUnsigned(at.context,
      { recipients: [at.agency] }, sink);
    await writer.entry('a');
    await writer.finish();
    writer.close();
    const source = Source.of(at.context, sink.bytes());
    sink.close();
    await refused('MOHUR_E_UNTRUSTED', ArchiveReader.open(at.context, at.opening, source));
    const reader = await ArchiveReader.openUnsigned(at.context, { keys: [at.agency] }, source);
    assert.equal(reader.result.trust, 'none');
    reader.close();
    source.close();
  });

  it('does not open for somebody else', async () => {
    const source = Source.of(at.context, sealed);
    await refused('MOHUR_E_NO_KEY', ArchiveReader.open(at.context,
      { keys: [at.other], senders: [at.me] }, source));
    source.close();
  });

  it('opens with a passphrase', async () => {
    const passphrase = Buffer.from('words of six or more');
    const cost = { passphraseMKib: 64 * 1024, passphraseT: 3 };
    const archive = await seal(at.context, { passphrase, signers: [at.me], ...cost }, 'a',
      Buffer.from('x'));
    assert.deepEqual(await open(at.context, { passphrase, senders: [at.me] }, archive),
      Buffer.from('x'));
    await refused('MOHUR_E_PASSPHRASE', open(at.context,
      { passphrase: Buffer.from('no'), senders: [at.me] }, archive));
  });

  it('is refused with a bit flipped anywhere, and cut anywhere', async () => {
    const small = await seal(at.context, at.sealing, 'a', noise(100));
    for (let i = 0; i < small.length; i += FULL ? 1 : 211) {
      const spoilt = Buffer.from(small);
      spoilt[i] ^= 1;
      await assert.rejects(open(at.context, at.opening, spoilt), mohur.MohurError);
      await assert.rejects(open(at.context, at.opening, small.subarray(0, i)),
        mohur.MohurError);
    }
  });

  it('is inspected, and its recipients are changed', async () => {
    const file = place('change.mohur');
    fs.writeFileSync(file, sealed);
    await mohur.changeRecipients(at.context, { keys: [at.agency], add: [at.other] }, file);
    const source = Source.file(at.context, file);
    const info = await mohur.inspectArchive(at.context, source);
    assert.equal(info.headerLen + info.payloadLen, fs.statSync(file).size);
    assert.equal(info.slotTypes.length, 256);
    assert.notEqual(await mohur.findRecipient(at.context, source, at.other), -1);
    assert.equal(await mohur.findRecipient(at.context, source, at.agency) >= 0, true);
    const header = Sink.memory(at.context);
    await mohur.exportHeader(at.context, source, header);
    assert.equal(header.length > 0, true);
    header.close();
    source.close();
  });

  it('is sealed again for others', () => reading(sealed, async (reader) => {
    const sink = Sink.memory(at.context);
    await reader.reseal({ recipients: [at.other] }, null, sink);
    const again = sink.bytes();
    sink.close();
    await refused('MOHUR_E_NO_KEY', open(at.context, at.opening, again));
    assert.deepEqual(await open(at.context,
      { keys: [at.other], senders: [at.me], allowForwarded: true }, again), noise(300_000));
  }));

  it('that is cut gives what is left of it', async () => {
    const sink = Sink.memory(at.context);
    const writer = await ArchiveWriter.create(at.context, at.sealing, sink);
    for (const name of ['a', 'b']) {
      await writer.entry(name);
      await writer.write(noise(2_000_000));
    }
    await writer.finish();
    const source = Source.of(at.context, sink.bytes().subarray(0, 3_500_000));
    const left = await mohur.salvage(at.context, { keys: [at.agency] }, source,
      { path: place('left') });
    assert.equal(left.entries, 1);
    assert.notEqual(left.end, 'MOHUR_OK');
    [writer, sink, source].forEach((one) => one.close());
  });

  it('has no entry whose name leads out of a folder', async () => {
    await mohur.checkName(at.context, 'a/b');
    await refused('MOHUR_E_FORMAT', mohur.checkName(at.context, '../x'));
    await mohur.checkLink(at.context, 'a/b', 'c');
    await refused('MOHUR_E_FORMAT', mohur.checkLink(at.context, 'a', '../../x'));
  });
});

describe('a stream', () => {
  it('takes an archive, and gives it', async () => {
    const data = noise(500_000);
    const pieces = [];
    const out = new Writable({
      write(chunk, encoding, done) {
        pieces.push(chunk);
        setImmediate(done);
      },
    });
    await writing(Sink.to(at.context, out), async (writer) => {
      await writer.entry('a');
      await pipeline(Readable.from([data.subarray(0, 7), data.subarray(7)]), writer.stream());
      await writer.entry('b');
      const more = Source.of(at.context, Readable.from([data]));
      assert.equal(more.length, undefined);
      await writer.writeFrom(more);
      more.close();
    });
    const stream = Source.of(at.context, Readable.from(pieces));
    const reader = await ArchiveReader.extractStream(at.context, at.opening, stream,
      { path: place('from-stream') });
    assert.equal(reader.result.entries, 2);
    reader.close();
    stream.close();
    assert.deepEqual(fs.readFileSync(place('from-stream/a')), data);
    assert.deepEqual(fs.readFileSync(place('from-stream/b')), data);
    await reading(Buffer.concat(pieces), async (again) => {
      const back = [];
      const sink = Sink.to(at.context, (piece) => back.push(piece));
      await again.seek('b');
      await again.emit(sink);
      sink.close();
      assert.deepEqual(Buffer.concat(back), data);
      await again.seek('a');
      const read = [];
      for await (const piece of again.stream()) {
        read.push(piece);
      }
      assert.deepEqual(Buffer.concat(read), data);
    });
  });

  it('of pieces of any length is the entry, whole', async () => {
    const data = noise(9_000_001);
    const kept = [];
    const keep = Sink.to(at.context, (piece) => { kept.push(piece); });
    await writing(keep, async (writer) => {
      await writer.entry('a');
      await pipeline(Readable.from((function* pieces() {
        for (let at = 0, len = 1; at < data.length; at += len, len = (len * 7) % 300_007) {
          yield data.subarray(at, at + len);
        }
      })(), { objectMode: false }), writer.stream());
      await writer.entry('nothing');
      await pipeline(Readable.from([]), writer.stream());
    });
    await reading(Buffer.concat(kept), async (reader) => {
      await reader.next();
      const back = [];
      for await (const piece of reader.stream()) {
        back.push(piece);
      }
      assert.deepEqual(Buffer.concat(back), data);
      await reader.next();
      assert.equal((await reader.readAll()).length, 0);
    });
  });

  it('that has not ended is not left out of the archive', async () => {
    const sink = Sink.memory(at.context);
    const writer = await ArchiveWriter.create(at.context, at.sealing, sink);
    await writer.entry('a');
    const stream = writer.stream();
    await new Promise((done) => { stream.write('half of it', done); });
    for (const use of [() => writer.finish(), () => writer.entry('b'),
      () => writer.write(Buffer.from('c'))]) {
      await assert.rejects(use, { name: 'ContractError', message: /has not ended/ });
    }
    assert.throws(() => writer.stream(), { name: 'ContractError' });
    stream.destroy();
    await assert.rejects(() => writer.finish(), { name: 'ContractError' });
    writer.close();
    sink.close();
  });

  it('fails with what the sink failed with', async () => {
    let left = 5_000_000;
    const sink = Sink.to(at.context, (piece) => {
      left -= piece.length;
      if (left < 0) {
        throw new RangeError('full');
      }
    });
    const writer = await ArchiveWriter.create(at.context, at.sealing, sink);
    await writer.entry('a');
    await assert.rejects(() => pipeline(Readable.from([noise(9_000_000)]), writer.stream()),
      { name: 'RangeError', message: 'full' });
    writer.close();
    sink.close();
  });

  it('keeps its pieces, and one that is lent to has them for a while', async () => {
    const data = noise(6_000_000);
    const seen = async (taker, lend) => {
      const kept = [];
      const then = [];
      await writing(Sink.to(at.context, (piece) => {
        kept.push(piece);
        then.push(Buffer.from(piece));
        return taker();
      }, { lend }), async (writer) => {
        await writer.entry('a');
        await writer.write(data);
      });
      assert.ok(then.length > 5);
      assert.deepEqual(await open(at.context, at.opening, Buffer.concat(then)), data);
      return [kept, then];
    };
    const wait = async () => new Promise((done) => { setTimeout(done, 5); });
    for (const taker of [() => {}, wait]) {
      const [kept, then] = await seen(taker, false);
      assert.deepEqual(kept, then);
      assert.equal(new Set(kept.map((piece) => piece.buffer)).size, kept.length);
      const [lent] = await seen(taker, true);
      assert.ok(new Set(lent.map((piece) => piece.buffer)).size < lent.length);
    }
  });

  it('of a file is lent to, one with a stranger in it is not', async () => {
    const data = noise(6_000_000);
    const seal = async (stream) => writing(Sink.to(at.context, stream), async (writer) => {
      await writer.entry('a');
      await writer.write(data);
    });
    const own = fs.createWriteStream(place('own'));
    await seal(own);
    assert.deepEqual(await open(at.context, at.opening, fs.readFileSync(place('own'))), data);
    const kept = [];
    const strange = fs.createWriteStream(place('strange'), { fs: {
      ...fs,
      write: (fd, bytes, offset, len, position, done) => {
        kept.push(bytes.subarray(offset, offset + len));
        fs.write(fd, bytes, offset, len, position, done);
      },
      writev: undefined,
    } });
    await seal(strange);
    assert.deepEqual(Buffer.concat(kept), fs.readFileSync(place('strange')));
    assert.deepEqual(await open(at.context, at.opening, Buffer.concat(kept)), data);
  });

  it('that is slow gets its pieces in order, and an error of the last comes out', async () => {
    const data = noise(6_000_000);
    const late = new Error('late');
    const pieces = [];
    let busy = 0;
    const taker = async (piece) => {
      assert.equal(busy++, 0);
      await new Promise((done) => { setTimeout(done, Math.random() * 10); });
      pieces.push(piece);
      busy--;
    };
    await writing(Sink.to(at.context, taker), async (writer) => {
      await writer.entry('a');
      for (let i = 0; i < data.length; i += 500_000) {
        await writer.write(data.subarray(i, i + 500_000));
      }
    });
    assert.deepEqual(await open(at.context, at.opening, Buffer.concat(pieces)), data);
    let left = pieces.length;
    await assert.rejects(writing(Sink.to(at.context, async () => {
      await new Promise(setImmediate);
      if (--left === 0) {
        throw late;
      }
    }), async (writer) => {
      await writer.entry('a');
      await writer.write(data);
    }), (e) => e === late);
    assert.equal(left, 0);
  });

  it('of a function that reads is asked ahead, and may use its memory again', async () => {
    const data = noise(6_000_000);
    const archive = await seal(at.context, at.sealing, 'a', data);
    const room = Buffer.alloc(1 << 22);
    const offsets = [];
    const source = Source.seekable(at.context, {
      length: archive.length,
      read: (offset, len) => {
        offsets.push(offset);
        room.fill(0xAA);
        return room.subarray(0, archive.copy(room, 0, offset, offset + len));
      },
    });
    const reader = await ArchiveReader.open(at.context, at.opening, source);
    await reader.next();
    assert.deepEqual(await reader.readAll(), data);
    reader.close();
    source.close();
    const twice = offsets.length - new Set(offsets).size;
    assert.ok(twice <= 2, `${twice} of ${offsets.length} were asked for twice`);
  });

  it('of files goes through four at once, and does not starve the pool', async () => {
    fs.writeFileSync(place('in'), noise(1_500_000));
    await Promise.all(Array.from({ length: 6 }, async (_, i) => {
      const context = new Context();
      await writing(Sink.to(context, fs.createWriteStream(place(`many-${i}`))),
        async (writer) => {
          await writer.entry('a');
          const source = Source.of(context, fs.createReadStream(place('in')));
          await writer.writeFrom(source);
          source.close();
        }, context);
      assert.deepEqual(await open(context, at.opening, fs.readFileSync(place(`many-${i}`))),
        noise(1_500_000));
      context.close();
    }));
  });

  it('of the web takes an archive', async () => {
    const pieces = [];
    const out = new WritableStream({ write: (piece) => void pieces.push(piece) });
    await writing(Sink.to(at.context, out), async (writer) => {
      await writer.entry('a');
      const source = Source.of(at.context, new Blob([noise(70_000)]).stream());
      await writer.writeFrom(source);
      source.close();
    });
    assert.deepEqual(await open(at.context, at.opening, Buffer.concat(pieces)), noise(70_000));
  });

  it('gives one file before it is verified, if that is asked for', async () => {
    const pieces = [];
    const source = Source.of(at.context, [sealed]);
    const sink = Sink.to(at.context, (piece) => pieces.push(piece));
    const reader = await ArchiveReader.emitProvisional(at.context, at.opening, source,
      { scratch: place('.') }, sink);
    assert.equal(reader.result.provisional, true);
    assert.deepEqual(Buffer.concat(pieces), noise(300_000));
    reader.close();
    sink.close();
    source.close();
  });

  it('that throws has its error come out, the very same', async () => {
    const full = new Error('no room on the tape');
    for (const taker of [
      () => { throw full; },
      async () => { throw full; },
      new Writable({ write: (chunk, encoding, done) => done(full) }),
    ]) {
      await assert.rejects(writing(Sink.to(at.context, taker), async (writer) => {
        await writer.entry('a');
        await writer.write(noise(3_000_000));
      }), (e) => e === full);
    }
    async function* broken() {
      yield Buffer.from('some');
      throw full;
    }
    await assert.rejects(writing(Sink.memory(at.context), async (writer) => {
      await writer.entry('a');
      const source = Source.of(at.context, broken());
      await writer.writeFrom(source).finally(() => source.close());
    }), (e) => e === full);
    /* The context is as good as before. */
    assert.deepEqual(await open(at.context, at.opening, sealed), noise(300_000));
  });

  it('may fail at each of its callbacks, and does no harm', async () => {
    const own = new Error('own');
    const data = noise(2_500_000);
    /* Fails the nth time; says how often it was asked before all went well. */
    const each = async (attempt) => {
      for (let n = 1; ; n++) {
        let left = n;
        const fail = () => {
          if (--left === 0) {
            throw own;
          }
        };
        const e = await attempt(fail).then(() => undefined, (thrown) => thrown);
        if (e === undefined) {
          return n - 1;
        }
        assert.equal(e, own);
      }
    };
    let archive;
    assert.ok(await each(async (fail) => {
      const pieces = [];
      await writing(Sink.to(at.context, async (piece) => {
        fail();
        pieces.push(piece);
      }), async (writer) => {
        await writer.entry('a');
        await writer.write(data);
      });
      archive = Buffer.concat(pieces);
    }) >= 3);
    assert.ok(await each(async (fail) => {
      const source = Source.seekable(at.context, {
        length: archive.length,
        read: (offset, len) => {
          fail();
          return archive.subarray(offset, offset + len);
        },
      });
      try {
        const reader = await ArchiveReader.open(at.context, at.opening, source);
        await reader.next();
        await reader.readAll().finally(() => reader.close());
      } finally {
        source.close();
      }
    }) >= 3);
    assert.ok(await each(async (fail) => {
      const context = new Context({ onProgress: fail });
      await seal(context, at.sealing, 'a', data).finally(() => context.close());
    }) >= 2);
    assert.deepEqual(await open(at.context, at.opening, archive), data);
  });

  it('of text is refused', async () => {
    await assert.rejects(writing(Sink.memory(at.context), async (writer) => {
      await writer.entry('a');
      const source = Source.of(at.context, Readable.from(['text'], { encoding: 'utf8' }));
      await writer.writeFrom(source).finally(() => source.close());
    }), TypeError);
    assert.throws(() => Source.of(at.context, 'text'), TypeError);
  });

  it('that is not read to its end is told so', async () => {
    let ended = false;
    async function* endless() {
      try {
        for (;;) {
          yield noise(1000);
        }
      } finally {
        ended = true;
      }
    }
    const source = Source.of(at.context, endless());
    await assert.rejects(ArchiveReader.extractStream(at.context, at.opening, source,
      { path: place('endless') }), mohur.MohurError);
    source.close();
    await new Promise(setImmediate);
    assert.equal(ended, true);
  });
});

describe('a folder', () => {
  it('is sealed to a file and comes out as it was', async () => {
    fs.mkdirSync(place('from/inner/deeper'), { recursive: true });
    fs.writeFileSync(place('from/ə.txt'), 'text');
    fs.writeFileSync(place('from/inner/run'), noise(70_000), { mode: 0o755 });
    await writing(Sink.file(at.context, place('folder.mohur')),
      (writer) => writer.addTree(at.context, place('from')));
    const source = Source.file(at.context, place('folder.mohur'));
    const reader = await ArchiveReader.open(at.context, at.opening, source);
    const names = [];
    for await (const entry of reader) {
      names.push(entry.name);
    }
    assert.deepEqual(names, ['inner', 'inner/deeper', 'inner/run', 'ə.txt']);
    await reader.extract({ path: place('to') });
    reader.close();
    source.close();
    assert.deepEqual(fs.readFileSync(place('to/inner/run')), noise(70_000));
    assert.notEqual(fs.statSync(place('to/inner/run')).mode & 0o100, 0);
    assert.equal(fs.readFileSync(place('to/ə.txt'), 'utf8'), 'text');
  });

  it('is not put over what is there', () => {
    fs.writeFileSync(place('taken'), '');
    assert.throws(() => Sink.file(at.context, place('taken')),
      { code: 'MOHUR_E_EXISTS', name: 'IoError' });
    Sink.file(at.context, place('taken'), 'replace').close();
  });

  it('that is not finished leaves nothing behind', async () => {
    const sink = Sink.file(at.context, place('unfinished'));
    const writer = await ArchiveWriter.create(at.context, at.sealing, sink);
    await writer.entry('a');
    writer.close();
    sink.close();
    assert.equal(fs.existsSync(place('unfinished')), false);
  });

  it('is reached by a descriptor, which stays open', async () => {
    const fd = fs.openSync(place('fd'), 'w+');
    await writing(Sink.descriptor(at.context, fd), (writer) => writer.entry('a'));
    fs.closeSync(fd);
    const again = fs.openSync(place('fd'), 'r');
    const source = Source.descriptor(at.context, again);
    assert.equal(source.length, fs.fstatSync(again).size);
    source.close();
    fs.closeSync(again);
  });
});

describe('a long call', () => {
  it('tells how far it is, and is stopped by the listener', async () => {
    const told = [];
    const context = new Context({
      onProgress: (done, total) => {
        told.push([done, total]);
        return told.length < 3;
      },
    });
    await assert.rejects(writing(Sink.memory(context), async (writer) => {
      await writer.entry('a');
      await writer.write(noise(8_000_000));
    }, context), { code: 'MOHUR_E_CANCELLED', name: 'AbortError' });
    assert.equal(told.length, 3);
    assert.equal(told[1][0] > told[0][0], true);
    context.close();
  });

  it('is stopped by its signal, while it runs', async () => {
    const stop = new AbortController();
    const context = new Context({ signal: stop.signal });
    fs.writeFileSync(place('zeros'), '');
    fs.truncateSync(place('zeros'), 4 * 2 ** 30);
    const source = Source.file(context, place('zeros'));
    setTimeout(() => stop.abort(new Error('the user left')), 50);
    await assert.rejects(writing(Sink.to(context, () => {}), async (writer) => {
      await writer.entry('a');
      await writer.writeFrom(source);
    }, context), (e) => {
      assert.equal(e.name, 'AbortError');
      assert.equal(e.cause.message, 'the user left');
      return true;
    });
    fs.rmSync(place('zeros'));
    await assert.rejects(mohur.inspectArchive(context, source), { name: 'AbortError' });
    source.close();
    context.close();
  });

  it('is stopped by its signal while a stream keeps it waiting', async () => {
    const stop = new AbortController();
    const context = new Context({ signal: stop.signal });
    const source = Source.of(context, {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
    });
    setTimeout(() => stop.abort(), 20);
    await assert.rejects(ArchiveReader.extractStream(context, at.opening, source,
      { path: place('waiting') }), { name: 'AbortError' });
    source.close();
    context.close();
  });

  it('has what a listener throws come out', async () => {
    const own = new Error('own');
    const context = new Context({ onProgress: () => { throw own; } });
    await assert.rejects(seal(context, at.sealing, 'a', noise(3_000_000)), (e) => e === own);
    context.close();
  });
});

describe('misuse', () => {
  it('of a context by two calls at once is refused', async () => {
    const first = seal(at.context, at.sealing, 'a', noise(100));
    await assert.rejects(open(at.context, at.opening, sealed), {
      code: 'MOHUR_E_STATE', message: /make a context for each job/,
    }).catch(async (e) => { await first; throw e; });
    await first;
  });

  it('of a context by its own callback is refused, and does not hang', async () => {
    const context = new Context();
    await assert.rejects(writing(Sink.to(context, () => context.selftest()), (writer) =>
      writer.entry('a'), context), { code: 'MOHUR_E_STATE' });
    context.close();
  });

  it('of a closed handle is refused, of each kind', async () => {
    const source = Source.of(at.context, sealed);
    const sink = Sink.memory(at.context);
    const reader = await ArchiveReader.open(at.context, at.opening, source);
    for (const one of [reader, source, sink, sink]) {
      one.close();
    }
    await assert.rejects(reader.next(), { message: 'the archive reader is closed' });
    assert.throws(() => source.length, { message: 'the source is closed' });
    assert.throws(() => sink.bytes(), { message: 'the sink is closed' });
    assert.throws(() => sink.bytes(), { code: 'MOHUR_E_STATE', name: 'ContractError' });
  });

  it('of closing in the wrong order, or during a call, does no harm', async () => {
    const sink = Sink.memory(at.context);
    const writer = await ArchiveWriter.create(at.context, at.sealing, sink);
    sink.close();
    await writer.entry('a');
    const last = writer.finish();
    writer.close();
    await last;
    const brief = new Context();
    const source = Source.of(brief, sealed);
    const opening = ArchiveReader.open(brief, at.opening, source);
    source.close();
    brief.close();
    const reader = await opening;
    await assert.rejects(reader.next(), { message: 'the context is closed' });
    reader.close();
    assert.throws(() => brief.memoryLevel, { message: 'the context is closed' });
  });

  it('of a handle of another context is refused', async () => {
    const second = new Context();
    const source = Source.of(second, sealed);
    await assert.rejects(ArchiveReader.open(at.context, at.opening, source),
      { message: /made with another context/ });
    source.close();
    second.close();
  });

  it('of a class that the library alone makes is refused', () => {
    for (const Type of [mohur.Key, Source, Sink, ArchiveReader, mohur.Report]) {
      assert.throws(() => new Type(12345, 12345), { name: 'TypeError' });
    }
  });

  it('of options says which, and what there is', async () => {
    const sink = Sink.memory(at.context);
    const wrong = (options, message) => assert.rejects(
      ArchiveWriter.create(at.context, options, sink), { name: 'TypeError', message });
    await wrong({ recipient: [at.agency] }, /no member recipient; there are recipients,/);
    await wrong({ recipients: at.agency }, /options.recipients is an array/);
    await wrong({ recipients: [at.context] }, /options.recipients\[0\] is a Key/);
    await wrong({ aead: 'rot13' }, /options.aead is one of none, aes-256-gcm/);
    await wrong({ passphrase: 'a string' }, /a string cannot be wiped/);
    await wrong({ anonymous: 1 }, /options.anonymous is true or false/);
    await wrong({ label: 'half \ud800' }, /no text/);
    assert.throws(() => new Context({ job: 1 }), { message: /no option job; there are jobs,/ });
    assert.throws(() => Source.file(at.context, 'a\0b'), { message: /has a zero in it/ });
    sink.close();
  });

  it('of memory that moves away during a call is no danger', async () => {
    const data = new Uint8Array(5_000_000).fill(7);
    const sink = Sink.memory(at.context);
    const writer = await ArchiveWriter.create(at.context, at.sealing, sink);
    await writer.entry('a');
    const written = writer.write(data);
    structuredClone(data, { transfer: [data.buffer] });
    assert.equal(data.length, 0);
    await assert.rejects(written, { message: /moved away/ });
    writer.close();
    sink.close();
    const small = Uint8Array.from(sealed);
    const source = Source.of(at.context, small);
    const opening = ArchiveReader.open(at.context, at.opening, source);
    structuredClone(small, { transfer: [small.buffer] });
    const reader = await opening;
    await reader.next();
    assert.deepEqual(await reader.readAll(), noise(300_000));
    reader.close();
    source.close();
  });

  it('of memory that is shared is no danger', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(1000)).fill(7);
    const archive = await seal(at.context, at.sealing, 'a', shared);
    assert.deepEqual(await open(at.context, at.opening, archive), Buffer.alloc(1000, 7));
  });
});

describe('a size', () => {
  const len = 5 * 2 ** 30 + 3;

  it('above 2^31 of a source is whole', async () => {
    const source = Source.seekable(at.context, {
      length: len,
      read: (offset, n) => {
        const piece = Buffer.alloc(Math.min(n, len - offset));
        if (offset < sealed.length) {
          sealed.copy(piece, 0, offset);
        }
        return piece;
      },
    });
    assert.equal(source.length, len);
    const info = await mohur.inspectArchive(at.context, source);
    assert.equal(info.headerLen + info.payloadLen, len);
    source.close();
  });

  it('above 2^31 of progress and limits is whole', async () => {
    let total;
    const context = new Context({ onProgress: (done, all) => { total = all; } });
    const sink = Sink.memory(context);
    const writer = await ArchiveWriter.create(context,
      { ...at.sealing, contentTotal: 6 * 2 ** 30 }, sink);
    await writer.entry('a');
    await writer.write(noise(3_000_000));
    assert.equal(total, 6 * 2 ** 30);
    writer.close();
    sink.close();
    context.close();
  });

  it('above 2^53 is refused, not rounded', async () => {
    const read = () => Buffer.alloc(0);
    for (const length of [2 ** 53, 2 ** 64, 1.5, -1, NaN]) {
      assert.throws(() => Source.seekable(at.context, { length, read }), RangeError);
      assert.throws(() => Sink.memory(at.context, length), RangeError);
    }
    const sink = Sink.memory(at.context);
    await assert.rejects(ArchiveWriter.create(at.context,
      { ...at.sealing, contentTotal: 2 ** 53 }, sink), RangeError);
    await assert.rejects(ArchiveWriter.create(at.context,
      { ...at.sealing, headerAreas: 2 ** 32 }, sink), RangeError);
    sink.close();
    await reading(sealed, (reader) =>
      assert.rejects(reader.seek('report.txt', 2 ** 53), RangeError));
  });

  it('above 2^53 that the library tells is refused as well', () => {
    const { exact } = createRequire(import.meta.url)(
      path.join(path.dirname(mohur.loadedFrom), '../lib/native.cjs'));
    assert.equal(exact(2n ** 53n - 1n), 2 ** 53 - 1);
    assert.throws(() => exact(2n ** 53n), RangeError);
  });

  it('2^53 - 1 is taken', () => {
    const source = Source.seekable(at.context,
      { length: 2 ** 53 - 1, read: () => Buffer.alloc(0) });
    assert.equal(source.length, 2 ** 53 - 1);
    source.close();
  });
});

describe('threads', () => {
  it('of the library work beside JavaScript', async () => {
    const context = new Context({ jobs: 2 });
    const data = noise(3_000_000);
    assert.deepEqual(await open(context, at.opening,
      await seal(context, at.sealing, 'a', data)), data);
    context.close();
  });

  it('leave JavaScript running meanwhile', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await seal(at.context, at.sealing, 'a', noise(30_000_000));
    clearInterval(timer);
    assert.equal(ticks > 0, true);
  });
});
