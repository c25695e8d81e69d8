/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* Keys, and the shares of secrets. */
const { ask, text, bytes, exact } = require('./native.cjs');
const { CONSTANTS, FUNCTIONS: F } = require('./layout.cjs');
const { during, of } = require('./call.cjs');
const { Handle } = require('./handle.cjs');
const {
  blank, classes, enumOf, handle, list, marshal, read, takeShares, wordOf,
} = require('./struct.cjs');

class Key extends Handle {
  constructor(address, pins) {
    super('key', null, address, F.mohur_key_free);
    if (pins !== undefined) {
      this.state.held.push(pins.keep());
    }
  }

  /* A public key in PEM. */
  static async public(context, purpose, pem) {
    return during(of(context), async (c) => {
      const out = c.alloc(8);
      await c.run(F.mohur_key_new_public, c.ctx, enumOf('purpose', purpose),
        ...c.text(pem, 'pem'), out);
      return new Key(c.owned(out));
    });
  }

  /* A private key in PEM, which is a Uint8Array. */
  static async private(context, purpose, pem, passphrase) {
    return during(of(context), async (c) => {
      const out = c.alloc(8);
      await c.run(F.mohur_key_new_private, c.ctx, enumOf('purpose', purpose),
        ...c.bytes(pem, 'pem'), ...c.bytes(passphrase, 'a passphrase'), out);
      return new Key(c.owned(out));
    });
  }

  ask(f) {
    const at = this.state.acquire();
    const found = ask(f, at);
    this.state.release();
    return found;
  }

  get id() {
    return bytes(this.ask(F.mohur_key_id), CONSTANTS.KEY_ID_LEN);
  }

  get name() {
    return text(this.ask(F.mohur_key_name));
  }

  get version() {
    return this.ask(F.mohur_key_version);
  }

  get purpose() {
    return wordOf('purpose', this.ask(F.mohur_key_purpose));
  }

  get alg() {
    return wordOf('alg', this.ask(F.mohur_key_alg));
  }

  get hasPrivate() {
    return this.ask(F.mohur_key_has_private) !== 0;
  }

  async exportPublic(context) {
    return during(of(context), async (c) =>
      `${await c.collect(F.mohur_key_export_public, c.ctx, c.use(this))}`);
  }

  async exportJwk(context) {
    return during(of(context), async (c) =>
      JSON.parse(await c.collect(F.mohur_key_export_jwk, c.ctx, c.use(this))));
  }

  /* PEM under a passphrase, as bytes. */
  async exportPrivate(context, passphrase) {
    return during(of(context), (c) => c.collect(F.mohur_key_export_private, c.ctx,
      c.use(this), ...c.bytes(passphrase, 'a passphrase')));
  }

  async exportWrapped(context, kek) {
    return during(of(context), (c) => c.collect(F.mohur_key_export_wrapped, c.ctx,
      c.use(this), handle(c, kek, 'Key', 'kek')));
  }
}

/* ---- shares ---- */

async function splitSecret(context, options, secret) {
  return during(of(context), async (c) => {
    let found = [];
    const out = c.receive(takeShares((shares) => {
      found = shares;
    }));
    const status = await c.status(F.mohur_share_split, c.ctx,
      marshal(c, 'share_options', options), ...c.bytes(secret, 'a secret'), out);
    c.received();
    c.check(status);
    return found;
  });
}

async function combineShares(context, shares, passphrase) {
  return during(of(context), async (c) => {
    const all = list(shares, 'shares').map((one) => c.bytes(one, 'a share')[0]);
    const out = c.alloc(64);
    const len = c.alloc(8);
    await c.run(F.mohur_share_combine, c.ctx, c.addresses(all), all.length,
      ...c.bytes(passphrase, 'a passphrase'), out, 64, len);
    return bytes(out, c.getU64(len));
  });
}

/* ---- profiles ---- */

class Profile extends Handle {
  constructor(address) {
    super('profile', null, address, F.mohur_profile_free);
  }

  static async builtin(context) {
    return during(of(context), async (c) => {
      const out = c.alloc(8);
      await c.run(F.mohur_profile_builtin, c.ctx, out);
      return new Profile(c.owned(out));
    });
  }

  static async parse(context, note) {
    return during(of(context), async (c) => {
      const out = c.alloc(8);
      await c.run(F.mohur_profile_parse, c.ctx, ...c.bytes(note, 'a note'), out);
      return new Profile(c.owned(out));
    });
  }

  /* Signs the text of a profile; gives the note. */
  static async sign(context, profile, key, name) {
    return during(of(context), (c) => c.collect(F.mohur_profile_sign, c.ctx,
      ...c.bytes(profile, 'a text'), handle(c, key, 'Key', 'key'), c.cstring(name)));
  }

  /* The line by which a key of profiles is named. */
  static async verifierKey(context, key, name) {
    return during(of(context), async (c) => `${await c.collect(F.mohur_profile_vkey, c.ctx,
      handle(c, key, 'Key', 'key'), c.cstring(name))}`);
  }

  ask(f) {
    const at = this.state.acquire();
    const found = ask(f, at);
    this.state.release();
    return found;
  }

  get id() {
    return text(this.ask(F.mohur_profile_id));
  }

  get version() {
    return exact(BigInt(this.ask(F.mohur_profile_version)));
  }

  get hash() {
    return bytes(this.ask(F.mohur_profile_hash), 32);
  }

  async decide(context, request) {
    return during(of(context), async (c) => {
      const out = blank(c, 'decision');
      await c.run(F.mohur_profile_decide, c.ctx, c.use(this),
        marshal(c, 'request', request, 'request'), out);
      return read('decision', out);
    });
  }

  async text(context) {
    return during(of(context), async (c) =>
      `${await c.collect(F.mohur_profile_write, c.ctx, c.use(this))}`);
  }

  /* What it would be for who trusts so; `change` says whether it is refused. */
  async check(context, trust) {
    return during(of(context), async (c) => {
      const out = blank(c, 'profile_findings');
      const status = await c.status(F.mohur_profile_check, c.ctx, c.use(this),
        marshal(c, 'profile_trust', trust, 'trust'), out);
      if (ask(F.mohur_status_class, status) !== 0x05) {
        c.check(status);
      }
      return read('profile_findings', out);
    });
  }
}

Object.assign(classes, { Key, Profile });
module.exports = { Key, Profile, splitSecret, combineShares };
