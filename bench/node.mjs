/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Node.js binding beside C: an entry streamed, and the smallest call.
 *
 *   node bench/node.mjs BUILD_DIR [MIB [RUNS]]
 *
 * C (bench/stream.c) and Node.js take turns; both seal pieces of 1 MiB into a
 * file and read it back.  C does so through callbacks; Node.js once through
 * descriptors, once through callbacks in JavaScript, once through callbacks
 * that pieces are lent to, a call for each piece, and once through streams,
 * the entry's and the file's.  Files lie in memory where
 * that is possible.  Figures are medians of the clock on the wall, since the
 * work is done beside JavaScript; the goal is a figure of 0.8 of that of C or
 * more.  The last column is the same of the processor time of all threads,
 * which a busy machine says less about.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const [build, mib = 1024, runs = 5] = process.argv.slice(2)
  .map((word, i) => (i === 0 ? path.resolve(word) : Number(word)));
const require = createRequire(import.meta.url);
const mohur = require(path.join(build, 'node/package'));

const KEY = fileURLToPath(new URL('../tests/data/pem/p256.pem', import.meta.url));
const PIECE = 1 << 20;
const CALLS = 1_000_000;
const GOAL = 0.8;

const context = new mohur.Context();
const key = await mohur.Key.private(context, 'seal', fs.readFileSync(KEY));
const piece = Buffer.alloc(PIECE);

function* pieces() {
  for (let i = 0; i < mib; i++) {
    yield piece;
  }
}

/* How bytes get to the file and back, and what has to be closed then. */
const WAYS = {
  descriptor: {
    sink: (fd) => [mohur.Sink.descriptor(context, fd)],
    source: (fd) => [mohur.Source.descriptor(context, fd)],
  },
  callback: {
    sink: (fd) => [mohur.Sink.to(context, (bytes) => { fs.writeSync(fd, bytes); })],
    source: (fd) => {
      const room = Buffer.alloc(4 * PIECE);
      return [mohur.Source.seekable(context, {
        length: fs.fstatSync(fd).size,
        read: (offset, len) => room.subarray(0,
          fs.readSync(fd, room, 0, Math.min(len, room.length), offset)),
      })];
    },
  },
  stream: {
    sink: (fd) => [mohur.Sink.to(context,
      fs.createWriteStream(null, { fd, autoClose: false }))],
    source: (fd) => [mohur.Source.descriptor(context, fd)],
    write: (writer) => pipeline(Readable.from(pieces(), { objectMode: false }), writer.stream()),
    read: async (reader) => {
      let total = 0;
      for await (const bytes of reader.stream()) {
        total += bytes.length;
      }
      return total;
    },
  },
};

WAYS.lent = {
  ...WAYS.callback,
  sink: (fd) => [mohur.Sink.to(context, (bytes) => { fs.writeSync(fd, bytes); },
    { lend: true })],
};

async function readAll(reader) {
  const room = Buffer.alloc(PIECE);
  let total = 0;
  for (let len = 0; len !== null; len = await reader.readInto(room)) {
    total += len;
  }
  return total;
}

async function writeAll(writer) {
  for (const bytes of pieces()) {
    await writer.write(bytes);
  }
}

/* Seconds that have passed since, and those of all processors. */
function clock() {
  const start = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return [(performance.now() - start) / 1000, (user + system) / 1e6];
  };
}

async function seal(way, file) {
  const passed = clock();
  const fd = fs.openSync(file, 'w', 0o600);
  const [sink] = way.sink(fd);
  const writer = await mohur.ArchiveWriter.createUnsigned(context, { recipients: [key] }, sink);
  await writer.entry('a');
  await (way.write ?? writeAll)(writer);
  await writer.finish();
  writer.close();
  sink.close();
  fs.closeSync(fd);
  return passed();
}

async function openAgain(way, file) {
  const passed = clock();
  const fd = fs.openSync(file);
  const [source] = way.source(fd);
  const reader = await mohur.ArchiveReader.openUnsigned(context, { keys: [key] }, source);
  await reader.next();
  const total = await (way.read ?? readAll)(reader);
  reader.close();
  source.close();
  fs.closeSync(fd);
  if (total !== mib * PIECE) {
    throw new Error(`read ${total} bytes`);
  }
  return passed();
}

function smallCall() {
  const start = performance.now();
  let sum = 0;
  for (let i = 0; i < CALLS; i++) {
    sum += key.version;
  }
  return (performance.now() - start) * 1e6 / (CALLS + 0 * sum);
}

/* The smallest promise: a call that has next to nothing to do. */
async function smallPromise() {
  const n = CALLS / 50;
  const start = performance.now();
  for (let i = 0; i < n; i++) {
    await mohur.checkName(context, 'a');
  }
  return (performance.now() - start) * 1e6 / n;
}

function inC(file) {
  return JSON.parse(execFileSync(path.join(build, 'bench/bench_stream'), [KEY, file, `${mib}`]));
}

const median = (all) => all.sort((a, b) => a - b)[all.length >> 1];

const place = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
const folder = fs.mkdtempSync(path.join(place, 'mohur-bench-'));
const rows = [];
try {
  const file = path.join(folder, 'a');
  for (let i = 0; i < runs; i++) {
    const row = { C: inC(file) };
    for (const [title, way] of Object.entries(WAYS)) {
      const [sealed, sealedCpu] = await seal(way, file);
      const [opened, openedCpu] = await openAgain(way, file);
      row[title] = { seal: sealed, open: opened, seal_cpu: sealedCpu, open_cpu: openedCpu };
    }
    rows.push(row);
  }
} finally {
  fs.rmSync(folder, { recursive: true });
}

console.log(`machine: ${os.cpus().length} processors, load `
  + os.loadavg().map((l) => l.toFixed(2)).join(' '));
for (const what of ['seal', 'open']) {
  const c = median(rows.map((row) => row.C[what]));
  for (const title of Object.keys(WAYS)) {
    const node = median(rows.map((row) => row[title][what]));
    const part = c / node;
    const cpu = median(rows.map((row) => row.C[`${what}_cpu`]))
      / median(rows.map((row) => row[title][`${what}_cpu`]));
    console.log(`${what.padEnd(5)} C ${(mib / c).toFixed(0).padStart(6)} MiB/s  Node `
      + `${title.padEnd(10)} ${(mib / node).toFixed(0).padStart(6)} MiB/s  ${part.toFixed(2)}`
      + `  of the processor ${cpu.toFixed(2)}`
      + (part < GOAL ? `  below the goal ${GOAL}` : ''));
  }
}
smallCall();
console.log(`smallest call  C ${(median(rows.map((r) => r.C.call)) * 1e9).toFixed(1)} ns  `
  + `Node ${smallCall().toFixed(0)} ns; smallest promise ${(await smallPromise()).toFixed(0)} ns`);
key.close();
context.close();
