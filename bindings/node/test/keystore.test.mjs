/* SPDX-License-Identifier: Apache-2.0 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import * as mohur from 'mohur';
import { PASS, lasting, place, refused, storeOptions } from './support.mjs';

const { Context, Key, Keystore, Profile } = mohur;
const AUTHORITY = [
  'authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c',
  'authority.example/b+0e4b3d87+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU',
];
let context;
let store;

before(async () => {
  context = new Context();
  store = await Keystore.create(context, storeOptions('store'));
});
after(() => {
  store.close();
  context.close();
});

const make = (name, purpose, where = store) =>
  where.newKey({ name, purpose, exportable: true });

describe('a keystore', () => {
  it('makes keys that say what they are', async () => {
    const key = await make('imza', 'sign');
    assert.equal(key.name, 'imza');
    assert.equal(key.version, 1);
    assert.equal(key.purpose, mohur.Purpose.SIGN);
    assert.equal(key.id.length, 32);
    assert.equal(key.hasPrivate, true);
    assert.equal(mohur.algFromName(mohur.algName(key.alg)), key.alg);
    key.close();
  });

  it('keeps names with ı and İ', async () => {
    (await make('açar ıİ', 'seal')).close();
    const key = await store.key('açar ıİ');
    assert.equal(key.name, 'açar ıİ');
    key.close();
  });

  it('refuses a name that is taken', () => refused('MOHUR_E_EXISTS', make('imza', 'sign')));

  it('rotates, and gives both versions', async () => {
    assert.equal(await store.rotate('imza'), 2);
    const first = await store.key('imza', 1);
    const now = await store.key('imza');
    assert.deepEqual([first.version, now.version], [1, 2]);
    first.close();
    now.close();
  });

  it('lists every version, and moves one to another state', async () => {
    const all = await store.list();
    assert.equal(all.length, 3);
    assert.equal(all[2].state, 'active');
    assert.ok(all[2].created instanceof Date && all[2].destroyAfter === null);
    assert.equal(Object.isFrozen(all[2]), true);
    await store.move('imza', 2, 'suspended');
    assert.equal((await store.list())[2].state, 'suspended');
    await store.move('imza', 2, 'active');
  });

  it('says that there is no key of a name, and what to do', () =>
    assert.rejects(store.key('nobody'), (e) => {
      assert.ok(e instanceof mohur.UnlockError);
      assert.equal(e.code, 'MOHUR_E_NO_KEY');
      assert.equal(e.status, 0x0601);
      assert.equal(e.hint, 'use a key that it was made for');
      return true;
    }));

  it('tells of itself, and checks itself', async () => {
    const info = await store.info();
    assert.equal(info.rings, 2);
    assert.equal(info.unlocked, true);
    await store.check();
  });

  it('holds and destroys as its rules say', async () => {
    await store.hold('imza', true);
    assert.equal((await store.list())[1].legalHold, true);
    await store.hold('imza', false);
    await refused('MOHUR_E_KEY_STATE', store.destroy({ name: 'imza', version: 1 }));
  });

  it('refuses another passphrase, and takes the right one', async () => {
    const again = await Keystore.open(context, place('store'));
    await refused('MOHUR_E_STATE', again.list());
    await refused('MOHUR_E_PASSPHRASE', again.unlock(Buffer.from('no')));
    await assert.rejects(again.unlock('a string'), TypeError);
    await again.unlock(PASS);
    assert.equal((await again.list()).length > 0, true);
    again.close();
  });

  it('takes another context in without its passphrase', async () => {
    const other = new Context();
    const first = await Keystore.open(context, place('store'));
    const beside = await Keystore.open(context, place('store'));
    const again = await Keystore.open(other, place('store'));
    await refused('MOHUR_E_STATE', again.unlockLike(first));
    await assert.rejects(again.unlockLike(PASS), TypeError);
    await first.unlock(PASS);
    const busy = first.check();
    await refused('MOHUR_E_STATE', again.unlockLike(first));
    await busy;
    await again.unlockLike(first);
    await beside.unlockLike(again);
    (await again.key('imza')).close();
    assert.equal((await beside.info()).unlocked, true);
    [first, beside, again, other].forEach((one) => one.close());
  });

  it('that is none is refused', async () => {
    await refused('MOHUR_E_IO', Keystore.open(context, place('nothing')));
    await assert.rejects(Keystore.open(context, 'a\0b'), TypeError);
  });
});

describe('a key', () => {
  it('leaves and comes back as PEM', async () => {
    const other = Buffer.from('other');
    const key = await store.key('imza');
    const pem = await key.exportPrivate(context, other);
    const as = { name: 'imported', purpose: 'sign' };
    await refused('MOHUR_E_PASSPHRASE', store.importKey(as, pem, Buffer.from('wrong')));
    const back = await store.importKey(as, pem, other);
    const alone = await Key.private(context, 'sign', pem, other);
    const now = await store.key('imza');
    const shown = await Key.public(context, 'sign', await now.exportPublic(context));
    for (const same of [back, alone, shown]) {
      assert.deepEqual(same.id, key.id);
    }
    assert.equal(shown.hasPrivate, false);
    assert.equal(typeof (await now.exportJwk(context)).kty, 'string');
    [key, back, alone, now, shown].forEach((one) => one.close());
  });

  it('leaves and comes back wrapped', async () => {
    const kek = await make('kek', 'wrap');
    const key = await store.key('imza');
    const wrapped = await key.exportWrapped(context, kek);
    const as = { name: 'unwrapped', purpose: 'sign' };
    const spoilt = Buffer.from(wrapped);
    spoilt[9] ^= 1;
    await refused('MOHUR_E_AUTH', store.importWrapped(as, kek, spoilt));
    const back = await store.importWrapped(as, kek, wrapped);
    assert.deepEqual(back.id, key.id);
    [kek, key, back].forEach((one) => one.close());
  });

  it('is fetched to be recovered only where that is due', async () => {
    await refused('MOHUR_E_KEY_STATE', store.keyFor('açar ıİ', 1, 'recover'));
    await store.move('açar ıİ', 1, 'suspended');
    (await store.keyFor('açar ıİ', 1, 'recover')).close();
    await store.move('açar ıİ', 1, 'active');
  });

  it('that is closed is refused, wherever it is used', async () => {
    const key = await store.key('imza');
    key.close();
    key.close();
    assert.throws(() => key.name, { message: 'the key is closed' });
    await assert.rejects(key.exportPublic(context), { code: 'MOHUR_E_STATE' });
  });

  it('is disposed of where the language can', { skip: Symbol.dispose === undefined },
    async () => {
      const key = await store.key('imza');
      key[Symbol.dispose]();
      assert.throws(() => key.name, { message: 'the key is closed' });
    });
});

describe('a slot', () => {
  it("of a host's secret opens the store, and one that throws does not", async () => {
    const secret = Buffer.alloc(32, 7);
    const id = await store.addSlot({
      type: 'callback', label: 'kms', callbackName: 'agency', callback: () => secret,
    });
    assert.equal(id.length, 16);
    const again = await Keystore.open(context, place('store'));
    const lost = new Error('no connection');
    await assert.rejects(again.unlockWith({
      type: 'callback', callback: async () => { throw lost; },
    }), (e) => e === lost);
    const asked = [];
    await again.unlockWith({
      type: 'callback',
      callback: async (name) => {
        asked.push(name);
        return secret;
      },
    });
    assert.deepEqual(asked, ['agency']);
    again.close();
    assert.equal((await store.slots()).length, 2);
    await store.removeSlot(id);
    assert.equal((await store.slots()).length, 1);
    await assert.rejects(store.removeSlot(Buffer.alloc(5)), RangeError);
  });

  it('of shares opens the store with enough of them', async () => {
    let shares;
    const id = await store.addSlot({
      type: 'shares', label: 'three', outShares: (all) => { shares = all; },
      shares: { groups: [{ threshold: 2, count: 3 }] },
    });
    assert.equal(shares.length, 3);
    const again = await Keystore.open(context, place('store'));
    await refused('MOHUR_E_PASSPHRASE',
      again.unlockWith({ type: 'shares', shares: [shares[0]] }));
    await again.unlockWith({ type: 'shares', shares: [shares[2], shares[0]] });
    assert.equal((await again.info()).unlocked, true);
    again.close();
    assert.equal(await store.revokeSlot(id, [{ passphrase: PASS }]), 0);
  });
});

describe('an anchor', () => {
  it('in JavaScript moves on with every change', async () => {
    let kept = null;
    await store.addAnchor({
      read: async () => kept,
      write: async (record) => { kept = record; },
    }, true);
    const before_ = kept;
    assert.equal(before_.length, 160);
    await store.rotate('imza');
    assert.notDeepEqual(kept, before_);
  });

  it('in a file is noticed when it is not there', () =>
    refused('MOHUR_E_IO', store.addAnchor(place('no-anchor'))));

  it('is not accepted where nothing was set back', () =>
    refused('MOHUR_E_STATE', store.accept()));
});

const MODULE = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/softhsm/libsofthsm2.so']
  .find((file) => fs.existsSync(file));

describe('a token', () => {
  const PIN = Buffer.from('1234');
  const uri = `pkcs11:token=agency?module-path=${MODULE}`;

  it('that is not there is refused', async () => {
    await assert.rejects(store.checkToken('nobody'), mohur.MohurError);
  });

  it('asks for its PIN, and what that throws comes out', { skip: MODULE === undefined },
    async () => {
      fs.mkdirSync(place('tokens'));
      fs.writeFileSync(place('softhsm2.conf'), `directories.tokendir = ${place('tokens')}\n`
        + 'objectstore.backend = file\nlog.level = ERROR\n');
      process.env.SOFTHSM2_CONF = place('softhsm2.conf');
      execFileSync('softhsm2-util', ['--init-token', '--free', '--label', 'agency',
        '--pin', '1234', '--so-pin', '12345678'], { stdio: 'pipe' });
      const branch = await Keystore.create(context, storeOptions('branch'));
      const lost = new Error('the card was taken out');
      branch.setPins(async () => { throw lost; });
      await assert.rejects(branch.newKey({ name: 'one', purpose: 'sign', token: uri }),
        (e) => e === lost);
      const asked = [];
      branch.setPins(async (token) => {
        asked.push(token);
        return Uint8Array.from(PIN);
      });
      const key = await branch.newKey({ name: 'two', purpose: 'sign', token: uri });
      assert.deepEqual([...new Set(asked)], ['agency']);
      const found = await branch.checkToken(uri);
      assert.deepEqual([found.keys, found.missing], [1, 0]);
      assert.equal((await branch.list())[0].custody, 'hsm');
      branch.close();
      assert.ok((await mohur.certificateRequest(context, key, 'CN=Aysel'))
        .startsWith('-----BEGIN'));
      key.close();
    });
});

describe('a profile', () => {
  it('answers, with its reason', async () => {
    const profile = await Profile.builtin(context);
    const decision = await profile.decide(context,
      { operation: 'sign', alg: 'rsassa-pkcs1', bits: 1024, now: new Date() });
    assert.equal(decision.allowed, false);
    assert.notEqual(mohur.reasonName(decision.reason), '');
    assert.equal(profile.id, 'az-reference-1');
    assert.equal(profile.version, 1);
    assert.equal(profile.hash.length, 32);
    assert.ok((await profile.text(context)).startsWith('{'));
    profile.close();
  });

  it('of the store says what will change', async () => {
    const profile = await store.profile();
    assert.equal(typeof await store.impact(null), 'object');
    assert.equal(typeof await store.impact(profile), 'object');
    assert.ok((await store.cbom(true)).includes('imza'));
    assert.ok(!(await store.cbom(false)).includes('imza'));
    profile.close();
  });

  it('in a file is read, and one that was altered is not accepted', async () => {
    const sample = fs.readFileSync(path.join(process.env.MOHUR_SOURCE_DIR,
      'tests/data/profile/sample.json-note'), 'utf8');
    await refused('MOHUR_E_UNSUPPORTED', Profile.parse(context, Buffer.from(sample)));
    const profile = await Profile.parse(context,
      Buffer.from(sample.replace('"1.0.0"', `"${mohur.version}"`)));
    const present = await Profile.builtin(context);
    assert.equal((await profile.check(context, { present })).change, 'refused');
    await refused('MOHUR_E_AUTH', store.acceptProfile(profile, {}));
    profile.close();
    present.close();
  });

  it('is what a new store follows from its first change on', async () => {
    const profile = await Profile.parse(context, fs.readFileSync(path.join(
      process.env.MOHUR_SOURCE_DIR, 'docs/profiles/cnsa-2.0.json-note')));
    await refused('MOHUR_E_UNTRUSTED',
      Keystore.createUnder(context, storeOptions('ruled'), profile, {}));
    const ruled = await Keystore.createUnder(context, storeOptions('ruled'), profile,
      { keys: AUTHORITY });
    const { profile: id, seq } = await ruled.info();
    assert.deepEqual([id, seq], ['example/cnsa-2.0', 1]);
    ruled.close();
    profile.close();
  });

  it('that is none is not signed', async () => {
    const key = await store.key('imza');
    assert.ok((await Profile.verifierKey(context, key, 'me')).startsWith('me'));
    await refused('MOHUR_E_FORMAT', Profile.sign(context, Buffer.from('{}'), key, 'me'));
    await refused('MOHUR_E_FORMAT', Profile.parse(context, Buffer.from('{}')));
    key.close();
  });
});

describe('roles', () => {
  it('are listed, and a request is approved by their keys', async () => {
    const agency = await Keystore.create(context, storeOptions('agency'));
    const keys = [];
    for (const [label, cap] of [['a', 'officer'], ['b', 'officer'], ['m', 'key-manager']]) {
      keys.push(await lasting(context, store, `role ${label}`, 'sign'));
      await agency.addRole({ label, key: keys[keys.length - 1], caps: [cap] });
    }
    assert.deepEqual((await agency.roles()).map((r) => r.label).sort(), ['a', 'b', 'm']);
    assert.ok((await agency.roles()).some((r) => r.caps.includes('key-manager')));
    await agency.beginRoles();
    await refused('MOHUR_E_POLICY', make('sealed', 'seal', agency));
    const request = await agency.request(1, () => make('sealed', 'seal', agency));
    const about = await Keystore.readRequest(context, request);
    assert.deepEqual([about.act, about.name], ['key-create', 'sealed']);
    await agency.approve(await Keystore.signRequest(context, request, keys[2]));
    (await make('sealed', 'seal', agency)).close();
    await agency.actAs(keys[2]);
    (await make('more', 'seal', agency)).close();
    await agency.actAs(null);
    await assert.rejects(agency.removeRole((await agency.roles())[0].id), mohur.MohurError);
    keys.forEach((key) => key.close());
    agency.close();
  });
});

describe('a backup', () => {
  it('is restored with the keys in it', async () => {
    const live = await Keystore.open(context, place('store'));
    const word = Buffer.from('backup');
    await live.unlock(PASS);
    await live.backup({ slots: [{ passphrase: word, mKib: 65536 }] }, place('backup'));
    live.close();
    const backup = await Keystore.open(context, place('backup'));
    await backup.unlock(word);
    const again = await backup.restore(
      { path: place('restored'), passphrase: PASS, mKib: 65536 });
    assert.ok((await again.list()).some((k) => k.name === 'imza'));
    again.close();
    backup.close();
  });

  it('gives a keystore the keys that it does not have', async () => {
    const backup = await Keystore.open(context, place('backup'));
    const live = await Keystore.create(context, storeOptions('merged'));
    const names = ['imza'];
    await backup.unlock(Buffer.from('backup'));
    const would = await live.merge(backup, { names, look: true });
    assert.equal(would[0].fate, 'added');
    assert.deepEqual(await live.list(), []);
    assert.deepEqual(await live.merge(backup, { names }), would);
    assert.equal((await live.list()).length, would.length);
    const [there] = await live.merge(backup, { names });
    assert.deepEqual([there.name, there.version, there.fate], ['imza', 1, 'there']);
    await refused('MOHUR_E_NO_KEY', live.merge(backup, { names: ['nobody'] }));
    live.close();
    backup.close();
  });
});

describe('a clock', () => {
  it('of JavaScript says when things were made', async () => {
    const then = new Date('2031-02-03T04:05:06Z');
    const later = new Context({ clock: () => then });
    const young = await Keystore.create(later, storeOptions('young'));
    (await make('imza', 'sign', young)).close();
    assert.deepEqual((await young.list())[0].created, then);
    assert.ok(['none', 'partial', 'locked'].includes(later.memoryLevel));
    young.close();
    later.close();
  });

  it('that throws fails the call, with what it threw', async () => {
    const own = new Error('no time');
    const later = new Context({ clock: () => { throw own; } });
    await assert.rejects(Keystore.create(later, storeOptions('timeless')), (e) => e === own);
    later.close();
  });
});

describe('shares', () => {
  it('give the secret again, and too few do not', async () => {
    const secret = Buffer.from('0123456789abcdef');
    const shares = await mohur.splitSecret(context,
      { groups: [{ threshold: 2, count: 2 }] }, secret);
    assert.deepEqual(await mohur.combineShares(context, shares), secret);
    await refused('MOHUR_E_PASSPHRASE', mohur.combineShares(context, shares.slice(1)));
    assert.equal(shares.length, 2);
  });
});
