/* SPDX-License-Identifier: Apache-2.0 */
/* What calls.c does, through the binding; its threads count too. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';

const [folder, pem] = process.argv.slice(2);
const mohur = createRequire(import.meta.url)(folder);
const GETS = 1_000_000;
const SEALS = 1000;
const DATA = new Uint8Array(100);

const context = new mohur.Context();
const key = await mohur.Key.private(context, 'seal', fs.readFileSync(pem));

function now() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

async function seal() {
  const sink = mohur.Sink.memory(context, 1 << 20);
  const writer = await mohur.ArchiveWriter.createUnsigned(context, { recipients: [key] }, sink);
  await writer.entry('a');
  await writer.write(DATA);
  await writer.finish();
  writer.close();
  sink.close();
}

let sum = 0;
let start = 0;
for (let i = 0; i < 2 * GETS; i++) {
  start = i === GETS ? now() : start;
  sum += key.version;
}
console.log(`Node get ${((now() - start) / (GETS + 0 * sum)).toFixed(1)}`);
for (let i = 0; i < 2 * SEALS; i++) {
  start = i === SEALS ? now() : start;
  await seal();
}
console.log(`Node seal ${((now() - start) / SEALS).toFixed(0)}`);
