/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Make a keystore with two keys, seal a text, open it again.  Give a folder
 * to work in: node seal_open.mjs FOLDER.  The first failure ends the program
 * with the library's own words.
 */
import path from 'node:path';
import process from 'node:process';

import {
  ArchiveReader, ArchiveWriter, Context, Keystore, MohurError, Sink, Source,
} from 'mohur';

async function seal(context, file, agency, me, text) {
  const sink = Sink.file(context, file);
  const writer = await ArchiveWriter.create(context,
    { recipients: [agency], signers: [me] }, sink);
  try {
    await writer.entry('report.txt');
    await writer.write(Buffer.from(text));
    await writer.finish();
  } finally {
    writer.close();
    sink.close();
  }
}

/* The reader has verified whatever it returns. */
async function openAndPrint(context, file, agency, sender) {
  const source = Source.file(context, file);
  const reader = await ArchiveReader.open(context,
    { keys: [agency], senders: [sender] }, source);
  try {
    for await (const entry of reader) {
      console.log(`${entry.name}: ${await reader.readAll()}`);
    }
  } finally {
    reader.close();
    source.close();
  }
}

async function main(folder) {
  const file = path.join(folder, 'report.mohur');
  const context = new Context();
  const store = await Keystore.create(context, {
    path: path.join(folder, 'keys'),
    passphrase: Buffer.from("an example's passphrase"),
  });
  const me = await store.newKey({ name: 'me', purpose: 'sign' });
  const agency = await store.newKey({ name: 'agency', purpose: 'seal' });
  try {
    await seal(context, file, agency, me, 'the bridge is open');
    await openAndPrint(context, file, agency, me);
  } finally {
    [me, agency, store, context].forEach((one) => one.close());
  }
}

if (process.argv.length !== 3) {
  console.error('usage: node seal_open.mjs FOLDER');
  process.exit(2);
}
try {
  await main(process.argv[2]);
} catch (e) {
  if (!(e instanceof MohurError)) {
    throw e;
  }
  console.error(`${e.code}: ${e.message}; ${e.hint}`);
  process.exitCode = 1;
}
