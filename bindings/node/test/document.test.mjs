/* SPDX-License-Identifier: Apache-2.0 */
/* Documents, with an authority that OpenSSL plays. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  X509Certificate, createHash, generateKeyPairSync, sign as signWith,
} from 'node:crypto';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';

import * as mohur from 'mohur';
import { FULL, desk, folder, lasting, place, refused } from './support.mjs';

const { ANY_SIGNER, Sink, Source, Stamp, Trust } = mohur;
const DECREE = Buffer.from('a decree\r\nof two lines\n');
const APPROVAL = '1.2.840.113549.1.9.16.6.5';
let at;
let key;
let cert;
let trust;

const CONFIG = `[req]
distinguished_name = dn
prompt = no
[dn]
CN = Root
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = t
[t]
serial = serial
default_policy = 1.2.3.4
digests = sha256
signer_digest = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[stamps]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
`;

const openssl = (words) => execFileSync('openssl', words.split(' '),
  { cwd: folder, stdio: 'pipe' });

before(async () => {
  at = await desk();
  key = await lasting(at.context, at.store, 'signer', 'sign', 'ecdsa-p256');
  fs.writeFileSync(place('ca.cnf'), CONFIG);
  fs.writeFileSync(place('me.csr'),
    await mohur.certificateRequest(at.context, key, 'C=AZ, CN=Aysel Əliyeva'));
  openssl('req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key'
    + ' -config ca.cnf -extensions root -days 400 -out root.crt');
  openssl('x509 -req -in me.csr -CA root.crt -CAkey root.key -CAcreateserial -days 365'
    + ' -sha256 -extfile ca.cnf -extensions signer -out me.crt');
  cert = fs.readFileSync(place('me.crt'));
  trust = await new Trust(at.context).add(fs.readFileSync(place('root.crt')));
});
after(() => at.context.close());

/* What a function writes to a sink, with sources of bytes that are closed. */
async function made(contents, body) {
  const sources = contents.map((data) => Source.of(at.context, data));
  const sink = Sink.memory(at.context);
  try {
    await body(sink, ...sources);
    return sink.bytes();
  } finally {
    [...sources, sink].forEach((one) => one.close());
  }
}

const sign = (attached) => made([DECREE], (sink, content) =>
  mohur.sign(at.context, key, { content, cert, attached }, sink));

/* Verifies bytes; the report is closed when the body is done. */
async function verified(file, document, options, body, how = mohur.verify) {
  const signature = Source.of(at.context, file);
  const content = document === null ? null : Source.of(at.context, document);
  try {
    const report = await how(at.context, {
      file: signature, content, trust, revocation: 'none', signers: ANY_SIGNER, ...options,
    });
    await body(report);
    report.close();
  } finally {
    signature.close();
    content?.close();
  }
}

/* A list of root.crt, signed by one new key, and that key as text. */
function anchors() {
  const der = new X509Certificate(fs.readFileSync(place('root.crt'))).raw;
  const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
  const text = `${JSON.stringify({
    anchors: [{ file: 'root.crt', from: '2020-01-01', roles: ['sign'],
      sha256: sha256(der).toString('hex'), to: '2099-12-31' }],
    expires: '2099-12-31', issued: new Date().toISOString().slice(0, 10),
    type: 'mohur-anchors/1', version: 7,
  })}\n`;
  const pair = generateKeyPairSync('ed25519');
  const tagged = Buffer.concat([Buffer.of(1),
    pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)]);
  const known = sha256(Buffer.from('list.example\n'), tagged).subarray(0, 4);
  const blob = Buffer.concat([known, signWith(null, Buffer.from(text), pair.privateKey)]);
  return {
    note: Buffer.from(`${text}\n\u2014 list.example ${blob.toString('base64')}\n`),
    keys: [`list.example+${known.toString('hex')}+${tagged.toString('base64')}`],
    files: [{ name: 'root.crt', data: fs.readFileSync(place('root.crt')) }],
  };
}

describe('a certificate that is kept', () => {
  it('with a key is given out until it is taken away', async () => {
    await refused('MOHUR_E_NO_KEY', at.store.certificates('signer'));
    await at.store.certify('signer', 0, cert);
    assert.equal(await at.store.certificates('signer', 1), `${cert}`);
    await at.store.certify('signer', 1, null);
    await refused('MOHUR_E_NO_KEY', at.store.certificates('signer', 1));
  });

  it('is that of the key', () => refused('MOHUR_E_ARGUMENT',
    at.store.certify('signer', 0, fs.readFileSync(place('root.crt')))));
});

describe('what is prepared', () => {
  it('is signed elsewhere, and finished with its document alone', async () => {
    openssl('req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /C=AZ/CN=Phone'
      + ' -keyout phone.key -config ca.cnf -out phone.csr');
    openssl('x509 -req -in phone.csr -CA root.crt -CAkey root.key -CAcreateserial -days 9'
      + ' -sha256 -extfile ca.cnf -extensions signer -out phone.crt');
    const states = await at.store.newKey({ name: 'states', purpose: 'wrap' });
    const content = Source.of(at.context, DECREE);
    const ready = await mohur.prepare(at.context, states,
      { content, cert: fs.readFileSync(place('phone.crt')), lifetime: 60 });
    content.close();
    assert.deepEqual(await mohur.openPrepared(at.context, states, ready.state), ready);
    assert.deepEqual(ready.hash, createHash('sha256').update(ready.dtbs).digest());
    assert.deepEqual([ready.alg, ready.id.length], ['ecdsa-p256', 16]);
    assert.ok(ready.expires > new Date());
    const signature = signWith('sha256', ready.dtbs, fs.readFileSync(place('phone.key')));
    const finished = (document) => made([document], (sink, source) => mohur.finish(at.context,
      states, { state: ready.state, signature, content: source }, sink));
    await verified(await finished(DECREE), DECREE, {}, (report) => {
      assert.equal(report.passed, true);
      assert.equal(report.signatures[0].name, 'Phone');
    });
    await refused('MOHUR_E_AUTH', finished(Buffer.from('another decree')));
    await refused('MOHUR_E_FORMAT',
      mohur.openPrepared(at.context, states, Buffer.from('a state')));
    states.close();
  });
});

describe('a list of anchors', () => {
  it('is believed for its authority, once', async () => {
    const list = anchors();
    const store = new Trust(at.context);
    assert.equal(store.version, 0);
    await refused('MOHUR_E_ROLLBACK', store.addList({ ...list, minVersion: 8 }));
    assert.equal((await store.addList({ ...list, minVersion: 7 })).length, 1);
    assert.equal(store.version, 7);
    await refused('MOHUR_E_STATE', store.addList(list));
    store.close();
    const other = new Trust(at.context);
    const note = Buffer.from(`${list.note}`.replace('"version":7', '"version":8'));
    await refused('MOHUR_E_AUTH', other.addList({ ...list, note }));
    assert.equal(other.length, 0);
    other.close();
  });
});

describe('a signature', () => {
  it('can be signed itself', async () => {
    const file = await sign(true);
    const twice = await made([file], (sink, source) =>
      mohur.countersign(at.context, key, { file: source, cert }, sink));
    await verified(twice, null, {}, (report) => {
      assert.equal(report.passed, true);
      assert.deepEqual(report.counters(0).map((info) => info.verdict), ['passed']);
      assert.deepEqual(report.counters(1), []);
    });
    await refused('MOHUR_E_ARGUMENT', made([file], (sink, source) =>
      mohur.countersign(at.context, key, { file: source }, sink)));
  });

  it('passes, and says whose it is', async () => verified(await sign(false), DECREE, {},
    async (report) => {
      assert.equal(report.passed, true);
      assert.equal(report.verdict, 'passed');
      assert.equal(report.why, 'none');
      assert.equal(report.length, 1);
      const [info] = report.signatures;
      assert.equal(info.name, 'Aysel Əliyeva');
      assert.equal(info.alg, 'ecdsa-p256');
      assert.equal(info.checks.length, 7);
      assert.ok(info.claimed instanceof Date && info.bestTime === null);
      assert.equal(report.attached, false);
      assert.deepEqual(report.stamps(0), []);
      assert.deepEqual(report.evidence(0), []);
      assert.equal(report.revocation(0).standing, 'not-asked');
      assert.notEqual(mohur.standingName('not-asked'), '');
      assert.equal(report.path(0), '');
      assert.equal(JSON.parse(await report.json()).verdict, 'PASSED');
      assert.ok((await report.page({ name: 'a<b' })).includes('a&lt;b'));
      assert.equal(report.validation.revocation, 'none');
      assert.equal(report.certificates(0).length, 2);
      assert.equal(trust.length, 1);
    }));

  it('says of its document what is expected', async () => {
    const said = { registrationNumber: '7/2026', commitment: APPROVAL };
    const saying = (voen) => made([DECREE], (sink, content) =>
      mohur.sign(at.context, key, { content, cert, attached: true, voen, ...said }, sink));
    const file = await saying('1234567890');
    for (const voen of ['1234567890', '9999999999']) {
      const expect = Buffer.from(JSON.stringify({
        type: 'mohur-expect/1',
        attributes: {
          registration_number: said.registrationNumber, voen, commitment: said.commitment,
        },
      }));
      await verified(file, null, { expect },
        (report) => assert.equal(report.passed, voen === '1234567890'));
    }
    await refused('MOHUR_E_ARGUMENT', saying('12'));
  });

  it('on another document fails, and verifyOrFail throws', async () => {
    const file = await sign(false);
    const other = Buffer.from('a decree\r\nof three lines\n');
    await verified(file, other, {}, (report) => {
      assert.equal(report.passed, false);
      assert.equal(report.verdict, 'failed');
      assert.equal(report.why, 'hash-failure');
      assert.equal(mohur.whyVerdict(report.why), 'failed');
    });
    await assert.rejects(verified(file, other, {}, () => {}, mohur.verifyOrFail), (e) => {
      assert.ok(e instanceof mohur.NotAcceptedError);
      assert.equal(e.message, 'the verdict is FAILED: HASH_FAILURE');
      assert.equal(e.code, 'MOHUR_E_UNTRUSTED');
      assert.equal(e.report.verdict, 'failed');
      e.report.close();
      return true;
    });
    await verified(file, DECREE, {}, (report) => assert.equal(report.passed, true),
      mohur.verifyOrFail);
  });

  it('of somebody else is no yes, however good it is', async () => {
    const file = await sign(true);
    const you = { person: '5AB1234' };
    let info;
    await verified(file, null, { signers: [you] }, (report) => {
      assert.equal(report.verdict, 'passed');
      assert.equal(report.passed, false);
      assert.deepEqual(report.missing, [you]);
      [info] = report.signatures;
    });
    const me = { subject: info.subject, certId: info.certId };
    await verified(file, null, { signers: [me] },
      (report) => assert.equal(report.passed, true));
    await assert.rejects(verified(file, null, { signers: [me, you] }, () => {},
      mohur.verifyOrFail), (e) => {
      assert.match(e.message, /did not sign: 5AB1234/);
      e.report.close();
      return true;
    });
  });

  it('is not verified without saying whom to believe and who signed', async () => {
    const file = await sign(true);
    const without = (options) =>
      assert.rejects(verified(file, null, options, () => {}), TypeError);
    await without({ trust: undefined });
    await without({ trust: {} });
    await without({ signers: undefined });
    await without({ signers: [] });
    await without({ signers: [{}] });
    await without({ signers: [{ person: '' }] });
    await without({ signers: [{ fin: '5AB1234' }] });
  });

  it('without evidence of revocation is no yes', async () => verified(await sign(true), null,
    { revocation: 'require' }, (report) => {
      assert.equal(report.passed, false);
      assert.equal(report.verdict, 'indeterminate');
      assert.equal(report.attached, true);
    }));

  it('gives the document that is inside, after a yes', async () => {
    const file = await sign(true);
    await verified(file, null, {}, async (report) => {
      assert.deepEqual(await made([file], (sink, source) =>
        mohur.content(at.context, report, source, sink)), DECREE);
    });
    await verified(file, null, { revocation: 'require' }, (report) =>
      refused('MOHUR_E_AUTH', made([file], (sink, source) =>
        mohur.content(at.context, report, source, sink))));
  });

  it('never passes with a bit flipped', async () => {
    const file = await sign(true);
    for (let i = 0; i < file.length; i += FULL ? 1 : 41) {
      const spoilt = Buffer.from(file);
      spoilt[i] ^= 1;
      await verified(spoilt, null, {}, (report) => assert.equal(report.passed, false))
        .catch((e) => assert.ok(e instanceof mohur.MohurError, e));
    }
  });

  it('is extended by whom the fetcher asks, and what it throws comes out', async () => {
    const file = await sign(true);
    const down = new Error('the authority is down');
    const asked = [];
    const extended = (evidence) => made([file], (sink, source) => mohur.extend(at.context,
      { file: source, tsa: 'http://tsa.example/', evidence }, sink));
    await assert.rejects(extended(async (request) => {
      asked.push(request);
      throw down;
    }), (e) => e === down);
    assert.equal(asked[0].kind, 'time-stamp');
    assert.equal(asked[0].url, 'http://tsa.example/');
    assert.ok(asked[0].body.length > 0);
    await assert.rejects(extended(() => Buffer.from('no answer')), mohur.MohurError);
    await assert.rejects(extended(() => null), mohur.MohurError);
    await assert.rejects(extended(() => 'text'), TypeError);
    await assert.rejects(extended((request) => Buffer.alloc(request.max + 1)), RangeError);
  });
});

describe('a container', () => {
  it('passes with both its signatures, and one that is cut does not', async () => {
    const first = await made([DECREE, DECREE], (sink, one, two) =>
      mohur.signContainer(at.context, key, { cert }, {
        items: [{ name: 'decree.txt', content: one, mime: 'text/plain' },
          { name: 'map.txt', content: two }],
      }, sink));
    const both = await made([first], (sink, base) =>
      mohur.signContainer(at.context, key, { cert }, { base }, sink));
    await verified(both, null, {}, async (report) => {
      assert.equal(report.passed, true);
      assert.equal(report.length, 2);
      assert.equal(report.format, 'asic-e');
      assert.equal(report.objects.length, 2);
      assert.ok(report.objects[1].covered && report.coversAll);
      assert.equal(report.containerDetail, '');
      assert.ok(report.path(0).startsWith('META-INF/'));
      const file = Source.of(at.context, both);
      assert.equal(await mohur.detect(at.context, file), 'asic-e');
      await mohur.extract(at.context, report, file, { path: place('documents') });
      file.close();
    });
    assert.deepEqual(fs.readFileSync(place('documents/map.txt')), DECREE);
    await assert.rejects(verified(both.subarray(0, both.length - 10), null, {}, () => {}),
      mohur.MohurError);
  });
});

describe('a time stamp', () => {
  it('that is none is refused', () =>
    refused('MOHUR_E_FORMAT', Stamp.read(at.context, Buffer.from('not a stamp'))));

  it("of OpenSSL's says its time and its digest", async () => {
    fs.writeFileSync(place('serial'), '01\n');
    fs.writeFileSync(place('decree'), DECREE);
    openssl('req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tsa.key'
      + ' -config ca.cnf -out tsa.csr');
    openssl('x509 -req -in tsa.csr -CA root.crt -CAkey root.key -CAcreateserial -days 9'
      + ' -extfile ca.cnf -extensions stamps -out tsa.crt');
    openssl('ts -query -data decree -sha256 -cert -out query');
    openssl('ts -reply -config ca.cnf -queryfile query -signer tsa.crt -inkey tsa.key'
      + ' -out reply');
    const stamp = await Stamp.read(at.context, fs.readFileSync(place('reply')));
    assert.equal(stamp.about.verdict, 'indeterminate');
    assert.ok(stamp.about.time instanceof Date);
    assert.deepEqual(stamp.imprint, createHash('sha256').update(DECREE).digest());
    stamp.close();
  });
});

describe('a name', () => {
  it('is had for every number, and no number for another', () => {
    assert.equal(mohur.algName('ecdsa-p256'), 'ECDSA-P256');
    assert.equal(mohur.algFromName('ecdsa-P256'), 'ecdsa-p256');
    assert.equal(mohur.algFromName('rot13'), 'none');
    assert.equal(mohur.verdictName('passed'), 'PASSED');
    assert.equal(mohur.whyName('revoked'), 'REVOKED');
    assert.notEqual(mohur.revocationReasonName(1), '');
    assert.throws(() => mohur.algName('rot13'), TypeError);
    assert.throws(() => mohur.verdictName('toString'), TypeError);
  });
});
