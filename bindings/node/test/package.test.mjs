/* SPDX-License-Identifier: Apache-2.0 */
/* What is loaded, and what is left behind. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';
import v8 from 'node:v8';
import vm from 'node:vm';
import { Worker } from 'node:worker_threads';

import * as mohur from 'mohur';
import { FULL, desk, noise, open, place, seal } from './support.mjs';

const require = createRequire(import.meta.url);
const home = path.dirname(path.dirname(mohur.loadedFrom));

/* A copy of the package whose native part was changed; what is said of it. */
function saidOf(change) {
  const copy = fs.mkdtempSync(place('package-'));
  fs.cpSync(home, copy, { recursive: true });
  const file = path.join(copy, 'native', path.basename(mohur.loadedFrom));
  change(file, fs.readFileSync(file));
  const done = spawnSync(process.execPath, ['-e',
    'try { require(process.argv[1]); } catch (e) { console.log(e.name, e.code, e.message); }',
    copy], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  fs.rmSync(copy, { recursive: true });
  assert.ok(done.stdout.startsWith(`LoadError MOHUR_LOAD ${file}: `), done.stdout);
  return done.stdout.slice(`LoadError MOHUR_LOAD ${file}: `.length).trim();
}

const bytes = (change) => saidOf((file, whole) => fs.writeFileSync(file, change(whole)));

function changed(at, value) {
  return (whole) => {
    whole[at] = value;
    return whole;
  };
}

describe('the loader', () => {
  it('refuses a library for another machine', () => {
    assert.match(bytes((whole) => changed(18, whole[18] === 62 ? 183 : 62)(whole)),
      /^it is for (x64|arm64), this is (x64|arm64)$/);
    assert.match(bytes(changed(4, 1)), /^it is for another machine/);
  });

  it('refuses a truncated library, at whatever length', () => {
    for (const len of [10, 63, 64, 1000, 100_000]) {
      assert.match(bytes((whole) => whole.subarray(0, len)), /^it is truncated: /);
    }
    assert.match(bytes((whole) => whole.subarray(0, whole.length - 1)), /^it is truncated: /);
  });

  it('refuses what is no library', () => {
    for (const text of ['hello', '', 'MZ  rest of it', '\xcf\xfa\xed\xfe']) {
      assert.match(bytes(() => Buffer.from(text, 'latin1')), /no ELF header/);
    }
    assert.match(bytes(changed(16, 2)), /not a shared library/);
  });

  it('refuses another library without running it', () => {
    assert.match(bytes((whole) => {
      const mark = whole.indexOf('mohur-node-interface:');
      whole[mark] = 0x4d;
      return whole;
    }), /^it is another library/);
  });

  it('refuses a library of another interface, with both numbers', () => {
    const said = bytes((whole) => {
      const mark = whole.indexOf('mohur-node-interface:') + 'mohur-node-interface:'.length;
      whole.write('0123456789abcdef', mark, 'latin1');
      return whole;
    });
    assert.match(said, /^its interface is 0123456789abcdef, that of this package [0-9a-f]{16} /);
  });

  it('refuses a library of another ABI, with both numbers', () => {
    const said = saidOf((file) => {
      const tables = path.join(path.dirname(file), '../lib/layout.cjs');
      fs.writeFileSync(tables, fs.readFileSync(tables, 'utf8')
        .replace('"ABI": 0,', '"ABI": 7,'));
    });
    assert.match(said, /^its ABI is 0, this package was made for 7; /);
  });

  it('says that there is none for this machine', () => {
    assert.match(saidOf((file) => fs.rmSync(file)), /^cannot be read \(ENOENT\)/);
  });

  it('says what the system says of it', () => {
    const said = bytes((whole) => {
      const name = whole.indexOf('libsodium.so');
      whole.write('libnothing', name, 'latin1');
      return whole;
    });
    assert.match(said, /^the system refuses it: .*cannot open shared object file/);
  });

  it('has the OpenSSL that the library was built with, and not that of Node', async () => {
    const context = new mohur.Context();
    const said = await context.buildInfo();
    const [, version] = execFileSync('openssl', ['version'], { encoding: 'utf8' }).split(' ');
    assert.equal(said.backends.OpenSSL, version);
    assert.ok((await context.selftest()).length > 0);
    context.close();
  });
});

describe('the package', () => {
  it('has the same for import and for require', () => {
    const names = Object.keys(mohur).filter((n) => n !== 'default' && n !== 'module.exports');
    assert.deepEqual(names.sort(), Object.keys(require('mohur')).sort());
    assert.equal(require('mohur').Context, mohur.Context);
    assert.equal(mohur.default.Context, mohur.Context);
  });

  it('says its version and its interface', () => {
    assert.equal(mohur.version, require('mohur/package.json').version);
    assert.equal(mohur.abi, 0);
    assert.equal(fs.existsSync(mohur.loadedFrom), true);
  });

  it('runs no script when it is installed', () => {
    assert.equal(require('mohur/package.json').scripts, undefined);
    assert.equal(require('mohur/package.json').dependencies, undefined);
  });
});

/* Runs a program of its own; it has to end, and well. */
function program(text) {
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', text],
    { encoding: 'utf8', cwd: import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname),
      timeout: 60_000 });
  assert.equal(done.signal, null, done.stderr);
  return done;
}

const STUCK = `
  import * as mohur from 'mohur';
  const context = new mohur.Context();
  const source = mohur.Source.of(context, {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
  });
  mohur.ArchiveReader.openUnsigned(context, {}, source).catch(() => {});
  mohur.ArchiveReader.extractStream(new mohur.Context(), {}, mohur.Source.of(
    new mohur.Context(), new Uint8Array(3)), { path: 'x' }).catch(() => {});
`;

describe('the end', () => {
  it('of a program does not wait for what is never answered', () => {
    const done = program(`${STUCK} setTimeout(() => process.exit(7), 100);`);
    assert.equal(done.status, 7, done.stderr);
  });

  it('of a program does not wait for a long call', () => {
    fs.writeFileSync(place('zeros'), '');
    fs.truncateSync(place('zeros'), 64 * 2 ** 30);
    const done = program(`import * as mohur from 'mohur';
      import fs from 'node:fs';
      const context = new mohur.Context();
      const sink = mohur.Sink.descriptor(context, fs.openSync('/dev/null', 'w'));
      const writer = await mohur.ArchiveWriter.createUnsigned(context,
        { passphrase: Buffer.from('words'), passphraseMKib: 65536, passphraseT: 3 }, sink);
      await writer.entry('a');
      writer.writeFrom(mohur.Source.file(context, ${JSON.stringify(place('zeros'))}))
        .catch(() => {});
      setTimeout(() => process.exit(7), 100);`);
    fs.rmSync(place('zeros'));
    assert.equal(done.status, 7, done.stderr);
  });

  it('of a program comes by itself when nothing runs', () => {
    const done = program(`import * as mohur from 'mohur';
      const context = new mohur.Context({ onProgress: () => {} });
      mohur.Source.of(context, new Uint8Array(3)); console.log(await context.selftest());`);
    assert.equal(done.status, 0, done.stderr);
  });

  it('of a worker does not wait for what is never answered', async () => {
    const worker = new Worker(`
      const mohur = require(${JSON.stringify(home)});
      const context = new mohur.Context();
      const source = mohur.Source.of(context, {
        [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
      });
      const { parentPort } = require('node:worker_threads');
      mohur.ArchiveReader.extractStream(context, {}, source, { path: '/nowhere/x' })
        .catch(() => {});
      setTimeout(() => parentPort.postMessage('asked'), 50);
    `, { eval: true });
    await new Promise((resolve) => { worker.once('message', resolve); });
    await worker.terminate();
  });

  it('of a worker leaves the others working', async () => {
    const said = await new Promise((resolve, reject) => {
      const worker = new Worker(`
        const mohur = require(${JSON.stringify(home)});
        const { parentPort } = require('node:worker_threads');
        const context = new mohur.Context();
        context.selftest().then((said) => parentPort.postMessage(said.length));
      `, { eval: true });
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    assert.equal(said > 0, true);
    const context = new mohur.Context();
    assert.equal((await context.selftest()).length > 0, true);
    context.close();
  });
});

describe('memory', () => {
  const rounds = FULL ? 10_000 : 50;
  v8.setFlagsFromString('--expose-gc');
  const gc = vm.runInNewContext('gc');

  /* Ten operations: some of them fail, one forgets to close. */
  async function round(at, archive, spoilt) {
    await open(at.context, at.opening, archive);
    await assert.rejects(open(at.context, at.opening, spoilt), mohur.MohurError);
    await seal(at.context, at.sealing, 'a', new Uint8Array(100));
    await assert.rejects(mohur.checkName(at.context, '../x'), mohur.MohurError);
    mohur.Source.of(at.context, archive);
    await at.me.exportPublic(at.context);
    mohur.algName(at.me.alg);
    const sink = mohur.Sink.to(at.context, async () => {});
    const writer = await mohur.ArchiveWriter.create(at.context, at.sealing, sink);
    await writer.finish();
    writer.close();
    sink.close();
    await assert.rejects(mohur.Stamp.read(at.context, new Uint8Array(1)), mohur.MohurError);
    assert.equal(at.agency.id.length, 32);
  }

  /* What was forgotten is found by the collector, and closed a turn later. */
  async function collect() {
    for (let i = 0; i < 10; i++) {
      gc();
      await new Promise(setImmediate);
    }
  }

  it(`does not grow over ${rounds * 10} operations`, { timeout: 900_000 }, async () => {
    const at = await desk();
    const archive = await seal(at.context, at.sealing, 'a', noise(1000));
    const spoilt = Buffer.from(archive);
    spoilt[spoilt.length - 5] ^= 1;
    const { count } = require(path.join(home, 'lib/callbacks.cjs'));
    const targets = count();
    for (let i = 0; i < rounds / 5; i++) {
      await round(at, archive, spoilt);
    }
    await collect();
    const before = process.memoryUsage.rss();
    for (let i = 0; i < rounds; i++) {
      await round(at, archive, spoilt);
      if (i % 1000 === 999) {
        await collect();
      }
    }
    await collect();
    const grown = (process.memoryUsage.rss() - before) / 1024;
    console.log(`node: ${rounds * 10} operations, ${grown} KiB more resident than before`);
    assert.equal(grown < 32 * 1024, true, `${grown} KiB`);
    assert.equal(at.context.context.handles, 1, 'the keystore alone is open');
    assert.equal(count(), targets);
    at.context.close();
  });

  it('of what was forgotten is given back', async () => {
    const context = new mohur.Context();
    (() => {
      for (let i = 0; i < 100; i++) {
        mohur.Source.of(context, new Uint8Array(10));
        mohur.Source.of(context, [new Uint8Array(10)]);
      }
    })();
    assert.equal(context.context.handles, 200);
    await collect();
    assert.equal(context.context.handles < 5, true, `${context.context.handles}`);
    context.close();
  });

  it('of a context that is forgotten lasts as long as what was made in it', async () => {
    const source = mohur.Source.of(new mohur.Context(), new Uint8Array(10));
    const { context } = source.state;
    await collect();
    assert.equal(source.length, 10);
    assert.equal(context.orphaned, true);
    assert.notEqual(context.address, 0);
    source.close();
    assert.equal(context.address, 0);
  });

  it('of a call is wiped when it is over', async () => {
    const { now } = require(path.join(home, 'lib/call.cjs'));
    const { bytes } = require(path.join(home, 'lib/native.cjs'));
    const secret = Buffer.from('a secret that nobody may find');
    const at = now(null, (c) => {
      const [address] = c.bytes(secret);
      assert.deepEqual(bytes(address, secret.length), secret);
      return address;
    });
    assert.deepEqual(bytes(at, secret.length), Buffer.alloc(secret.length));
  });
});
