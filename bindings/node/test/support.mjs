/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests share. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import * as mohur from 'mohur';

export const FULL = Boolean(process.env.MOHUR_FULL);
export const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mohur-node-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

export const place = (name) => path.join(folder, name);
export const PASS = Buffer.from("a test's passphrase");

/* Bytes that look like noise and are the same each time. */
export function noise(len) {
  const made = Buffer.alloc(len);
  let block = createHash('sha256').update(String(len)).digest();
  for (let at = 0; at < len; at += 32) {
    block.copy(made, at);
    block = at % 4096 === 0 ? createHash('sha256').update(block).digest() : block;
  }
  return made;
}

export const storeOptions = (name) =>
  ({ path: place(name), passphrase: PASS, mKib: 64 * 1024, t: 3 });

/* A key that is in no store, so that it does not get stale meanwhile. */
export async function lasting(context, store, name, purpose, alg) {
  const key = await store.newKey({ name, purpose, exportable: true, ...(alg ? { alg } : {}) });
  const pem = await key.exportPrivate(context, PASS);
  key.close();
  return mohur.Key.private(context, purpose, pem, PASS);
}

/* A context, a keystore and three keys. */
export async function desk() {
  const context = new mohur.Context();
  const store = await mohur.Keystore.create(context, storeOptions('desk'));
  const me = await lasting(context, store, 'me', 'sign');
  const agency = await lasting(context, store, 'agency', 'seal');
  const other = await lasting(context, store, 'other', 'seal');
  const sealing = { recipients: [agency], signers: [me] };
  const opening = { keys: [agency], senders: [me] };
  return { context, store, me, agency, other, sealing, opening };
}

/* Seals one entry into memory. */
export async function seal(context, options, name, data) {
  const sink = mohur.Sink.memory(context);
  const writer = await mohur.ArchiveWriter.create(context, options, sink);
  try {
    await writer.entry(name);
    await writer.write(data);
    await writer.finish();
    return sink.bytes();
  } finally {
    writer.close();
    sink.close();
  }
}

/* Opens from memory and gives the first entry. */
export async function open(context, options, archive) {
  const source = mohur.Source.of(context, archive);
  try {
    const reader = await mohur.ArchiveReader.open(context, options, source);
    try {
      await reader.next();
      return await reader.readAll();
    } finally {
      reader.close();
    }
  } finally {
    source.close();
  }
}

/* That a promise is refused with a status by its name. */
export async function refused(code, promise) {
  await assert.rejects(promise, (e) => {
    assert.ok(e instanceof mohur.MohurError, `${e}`);
    assert.equal(e.code, code);
    assert.notEqual(e.message, '');
    return true;
  });
}
