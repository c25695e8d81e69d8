/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* The driver of the matrix in JavaScript; see driver.c.  Archives are written
 * to a stream and read from one place after the other of a file.
 *
 * usage: driver.cjs PACKAGE FOLDER */
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const mohur = require(process.argv[2]);

const { ArchiveReader, ArchiveWriter, Context, Key, Sink, Source, Trust } = mohur;
const EXITS = { 3: 5, 4: 4, 5: 1, 6: 3, 7: 6 };
const at = {};

async function setUp(folder) {
  const read = (name) => fs.readFileSync(path.join(folder, name));
  at.context = new Context();
  at.me = await Key.private(at.context, 'sign', read('me.key'));
  at.agency = await Key.private(at.context, 'seal', read('agency.key'));
  at.sender = await Key.public(at.context, 'sign', `${read('me.pub')}`);
  at.cert = read('me.crt');
  at.trust = await new Trust(at.context).add(read('roots/root.crt'));
}

/* Closes what was made in a body, the last one first. */
async function closing(body) {
  const made = [];
  try {
    return await body((one) => {
      made.unshift(one);
      return one;
    });
  } finally {
    made.forEach((one) => one.close());
  }
}

const seal = (content, archive) => closing(async (keep) => {
  const out = fs.createWriteStream(archive);
  const sink = keep(Sink.to(at.context, out));
  const writer = keep(await ArchiveWriter.create(at.context,
    { recipients: [at.agency], signers: [at.me] }, sink));
  await writer.entry('content');
  await writer.writeFrom(keep(Source.of(at.context, fs.createReadStream(content))));
  await writer.finish();
  await new Promise((resolve) => { out.end(resolve); });
  return 0;
});

const open = (archive, folder) => closing(async (keep) => {
  const file = await fs.promises.open(archive);
  try {
    const { size } = await file.stat();
    const source = keep(Source.seekable(at.context, {
      length: size,
      read: async (offset, len) => {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(len), 0, len, offset);
        return buffer.subarray(0, bytesRead);
      },
    }));
    const reader = keep(await ArchiveReader.open(at.context,
      { keys: [at.agency], senders: [at.sender] }, source));
    await reader.extract({ path: folder });
    return 0;
  } finally {
    await file.close();
  }
});

const sign = (content, signature) => closing(async (keep) => {
  await mohur.sign(at.context, at.me,
    { content: keep(Source.file(at.context, content)), cert: at.cert },
    keep(Sink.file(at.context, signature)));
  return 0;
});

const verify = (content, signature) => closing(async (keep) => {
  const report = keep(await mohur.verify(at.context, {
    content: keep(Source.of(at.context, fs.readFileSync(content))),
    file: keep(Source.file(at.context, signature)),
    trust: at.trust, signers: mohur.ANY_SIGNER, revocation: 'none',
  }));
  if (report.passed) {
    return 0;
  }
  return report.verdict === 'failed' ? 1 : 8;
});

function codeOf(e) {
  if (!(e instanceof mohur.MohurError)) {
    throw e;
  }
  return e.code === 'MOHUR_E_PASSPHRASE' ? 7 : EXITS[e.status >> 8] ?? 70;
}

async function main() {
  const verbs = { seal, open, sign, verify };
  await setUp(process.argv[3]);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [verb, first, second] = line.split(' ');
    console.log(await verbs[verb](first, second).catch(codeOf));
  }
}

main();
