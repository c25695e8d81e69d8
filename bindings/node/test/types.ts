/* SPDX-License-Identifier: Apache-2.0 */
/* What TypeScript takes, and what it must not. */
import { Readable, Writable } from 'node:stream';

import {
  ANY_SIGNER, ArchiveReader, ArchiveWriter, Context, Key, Keystore, MohurError,
  NotAcceptedError, Purpose, Sink, Source, Trust, finish, prepare, verify, verifyOrFail,
} from 'mohur';
import type { ArchiveEntry, KeyInfo, MergeFate, Prepared, Report, Verdict } from 'mohur';

export async function right(signal: AbortSignal): Promise<Verdict> {
  const context = new Context({ jobs: 2, signal, onProgress: (done, total) => done !== total });
  const store: Keystore = await Keystore.create(context,
    { path: 'keys', passphrase: new Uint8Array(8), mKib: 65536 });
  const me: Key = await store.newKey({ name: 'me', purpose: Purpose.SIGN });
  const box: Key = await store.newKey({ name: 'box', purpose: 'seal', activateAt: new Date() });
  const all: KeyInfo[] = await store.list();
  const created: Date | null | undefined = all[0]?.created;
  await store.addSlot({
    type: 'shares', shares: { groups: [{ threshold: 2, count: 3 }] },
    outShares: (shares: Buffer[]) => shares.forEach((share) => share.fill(0)),
  });
  const [item] = await store.merge(store, { names: ['me'], look: true });
  const fate: MergeFate | undefined = item?.fate;
  await store.certify('me', 0, fate === 'added' ? new Uint8Array(3) : null);
  const sink = Sink.to(context, new Writable());
  const writer = await ArchiveWriter.create(context, { recipients: [box], signers: [me] }, sink);
  await writer.entry({ name: 'a', mtime: created ?? null, kind: 'file' });
  await writer.finish();
  const source = Source.of(context, Readable.from([new Uint8Array(3)]));
  const ready: Prepared = await prepare(context, box, { content: source, lifetime: 60 });
  await finish(context, box, { state: ready.state, signature: ready.dtbs }, sink);
  const reader = await ArchiveReader.open(context, { keys: [box], senders: [me] }, source);
  for await (const entry of reader) {
    const found: ArchiveEntry = entry;
    const len: number = found.contentLen;
    reader.stream().pipe(new Writable({ highWaterMark: len }));
  }
  const trust = await new Trust(context).add(new Uint8Array(3), ['sign', 'tsa']);
  const report: Report = await verify(context,
    { file: source, trust, signers: [{ person: '5AB1234' }], revocation: 'none' });
  try {
    await verifyOrFail(context, { file: source, trust, signers: ANY_SIGNER });
  } catch (e) {
    if (e instanceof NotAcceptedError) {
      return e.report.verdict;
    }
    if (e instanceof MohurError) {
      const said: [string, number, string] = [e.code, e.status, e.hint];
      console.error(said);
    }
  }
  const yes: boolean = report.passed;
  return yes ? 'passed' : report.verdict;
}

export async function wrong(context: Context, source: Source, trust: Trust, box: Key) {
  /* @ts-expect-error: whom to believe is not said */
  await verify(context, { file: source, signers: ANY_SIGNER });
  /* @ts-expect-error: who must have signed is not said */
  await verify(context, { file: source, trust });
  /* @ts-expect-error: a purpose that there is not */
  await Key.public(context, 'eat', '');
  /* @ts-expect-error: a secret as a string */
  await Keystore.create(context, { path: 'keys', passphrase: 'words' });
  /* @ts-expect-error: one key instead of a list */
  await ArchiveReader.open(context, { keys: box }, source);
  /* @ts-expect-error: an option that there is not */
  await ArchiveReader.open(context, { key: [box] }, source);
  /* @ts-expect-error: a context where a source belongs */
  await ArchiveReader.open(context, {}, context);
  /* @ts-expect-error: handles are made by the library */
  const made = new Source();
  return made;
}
