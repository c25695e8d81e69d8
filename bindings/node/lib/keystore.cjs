/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* Keystores. */
const { native, ask, bytes, text } = require('./native.cjs');
const { CONSTANTS, ENUMS, FUNCTIONS: F, STRUCTS } = require('./layout.cjs');
const { CancelledError, misuse } = require('./errors.cjs');
const callbacks = require('./callbacks.cjs');
const { during, now, of } = require('./call.cjs');
const { Handle } = require('./handle.cjs');
const { Key, Profile } = require('./key.cjs');
const { Sink } = require('./io.cjs');
const {
  blank, classes, enumOf, func, handle, list, marshal, number, read, readAll, seconds,
} = require('./struct.cjs');

function id16(c, id) {
  const [at, len] = c.bytes(id, 'an id');
  if (len !== CONSTANTS.SLOT_ID_LEN) {
    throw new RangeError(`an id has ${CONSTANTS.SLOT_ID_LEN} bytes`);
  }
  return at;
}

function versionOf(version) {
  return number(version, 0xFFFFFFFF, 'version');
}

async function made(context, f, options, more = () => []) {
  return during(context, async (c) => {
    const given = [marshal(c, 'keystore_options', options), ...more(c)];
    const out = c.alloc(8);
    await c.run(f, c.ctx, ...given, out);
    return new Keystore(context, c.owned(out));
  });
}

class Keystore extends Handle {
  constructor(context, address) {
    super('keystore', context, address, F.mohur_keystore_free);
    this.state.pins = undefined;
  }

  static async create(context, options) {
    return made(of(context), F.mohur_keystore_create, options);
  }

  /* One that follows a profile from its first change on. */
  static async createUnder(context, options, profile, trust) {
    return made(of(context), F.mohur_keystore_create_under, options,
      (c) => [handle(c, profile, 'Profile', 'profile'),
        marshal(c, 'profile_trust', trust, 'trust')]);
  }

  /* Opens it locked. */
  static async open(context, path) {
    return made(of(context), F.mohur_keystore_open, { path });
  }

  during(body) {
    return during(this.state.context, (c) => body(c, c.use(this)));
  }

  /* A key that a function of the keystore makes. */
  keyBy(f, arguments_) {
    return this.during(async (c, at) => {
      const given = arguments_(c);
      const out = c.alloc(8);
      await c.run(f, at, ...given, out);
      return new Key(c.owned(out), this.state.pins);
    });
  }

  /* An info that a function of the keystore fills in. */
  infoBy(f, title, arguments_ = () => []) {
    return this.during(async (c, at) => {
      const given = arguments_(c);
      const out = blank(c, title);
      await c.run(f, at, ...given, out);
      return read(title, out);
    });
  }

  /* The members of a list that a function of the keystore makes; length, at
   * and free are the functions of that list. */
  listBy(f, title, [length, member, free], arguments_ = () => []) {
    return this.during(async (c, at) => {
      const given = arguments_(c);
      const out = c.alloc(8);
      await c.run(f, at, ...given, out);
      const all = c.getU64(out);
      try {
        return Array.from({ length: ask(length, all) }, (_, i) => read(title, ask(member, all, i)));
      } finally {
        ask(free, all);
      }
    });
  }

  async unlock(passphrase) {
    return this.during((c, at) =>
      c.run(F.mohur_keystore_unlock, at, ...c.bytes(passphrase, 'a passphrase')));
  }

  async unlockWith(how) {
    return this.during((c, at) =>
      c.run(F.mohur_keystore_unlock_with, at, marshal(c, 'unlock', how, 'how')));
  }

  /* As another one of the same store is, which costs next to nothing; its
   * context is in a call meanwhile. */
  async unlockLike(like) {
    if (!(like instanceof Keystore)) {
      throw new TypeError('like is a Keystore');
    }
    const f = F.mohur_keystore_unlock_like;
    return this.during((c, at) => (like.state.context === c.context
      ? c.run(f, at, c.use(like)) : like.during((_, from) => c.run(f, at, from))));
  }

  async info() {
    return this.infoBy(F.mohur_keystore_get_info, 'keystore_info');
  }

  async check() {
    return this.during((c, at) => c.run(F.mohur_keystore_check, at));
  }

  /* ---- keys ---- */

  async newKey(options) {
    return this.keyBy(F.mohur_keystore_key_new, (c) => [marshal(c, 'key_options', options)]);
  }

  /* A key by its name: a version, or 0, the current one. */
  async key(name, version = 0) {
    return this.keyBy(F.mohur_keystore_key, (c) => [...c.text(name), versionOf(version)]);
  }

  async keyFor(name, version, use) {
    return this.keyBy(F.mohur_keystore_key_for,
      (c) => [...c.text(name), versionOf(version), enumOf('key_use', use)]);
  }

  /* The number of the new version. */
  async rotate(name, activateAt = null) {
    return this.during(async (c, at) => {
      const out = c.alloc(8);
      const when = activateAt === null ? 0 : Number(seconds(activateAt, 'activateAt'));
      await c.run(F.mohur_keystore_rotate, at, ...c.text(name), when, out);
      return c.getU32(out);
    });
  }

  async move(name, version, to) {
    return this.during((c, at) => c.run(F.mohur_keystore_move, at, ...c.text(name),
      versionOf(version), enumOf('key_state', to)));
  }

  async hold(name, on) {
    return this.during((c, at) =>
      c.run(F.mohur_keystore_hold, at, ...c.text(name), on === true ? 1 : 0));
  }

  async destroy(options) {
    return this.during((c, at) =>
      c.run(F.mohur_keystore_destroy, at, marshal(c, 'destroy_options', options)));
  }

  async importKey(options, pem, passphrase) {
    return this.keyBy(F.mohur_keystore_import, (c) => [marshal(c, 'key_options', options),
      ...c.bytes(pem, 'pem'), ...c.bytes(passphrase, 'a passphrase')]);
  }

  async importWrapped(options, kek, wrapped) {
    return this.keyBy(F.mohur_keystore_import_wrapped,
      (c) => [marshal(c, 'key_options', options), handle(c, kek, 'Key', 'kek'),
        ...c.bytes(wrapped, 'a wrapped key')]);
  }

  /* Keeps certificates with a version: DER, or some in PEM; null: none. */
  async certify(name, version, certificates) {
    return this.during((c, at) => c.run(F.mohur_keystore_certify, at, ...c.text(name),
      versionOf(version), ...c.bytes(certificates, 'a certificate')));
  }

  /* Those that are kept with a version, in PEM. */
  async certificates(name, version = 0) {
    return this.during(async (c, at) => `${await c.collect(F.mohur_keystore_certificates, at,
      ...c.text(name), versionOf(version))}`);
  }

  async list() {
    return this.listBy(F.mohur_keystore_list, 'key_info',
      [F.mohur_key_list_len, F.mohur_key_list_at, F.mohur_key_list_free]);
  }

  /* ---- slots ---- */

  /* The id of the new slot; shares go to the option outShares. */
  async addSlot(options) {
    return this.during(async (c, at) => {
      const id = c.alloc(CONSTANTS.SLOT_ID_LEN);
      const status = await c.status(F.mohur_keystore_slot_add, at,
        marshal(c, 'slot_options', options), id);
      c.received();
      c.check(status);
      return bytes(id, CONSTANTS.SLOT_ID_LEN);
    });
  }

  async removeSlot(id) {
    return this.during((c, at) => c.run(F.mohur_keystore_slot_remove, at, id16(c, id)));
  }

  /* How many slots are stale from now on.  Without an id, all are renewed. */
  async revokeSlot(id, present) {
    return this.during(async (c, at) => {
      const all = list(present, 'present').map((how, i) =>
        marshal(c, 'unlock', how, `present[${i}]`));
      const out = c.alloc(8);
      await c.run(F.mohur_keystore_slot_revoke, at, id === null ? 0 : id16(c, id),
        c.addresses(all), all.length, out);
      return c.getU32(out);
    });
  }

  async slots() {
    return this.listBy(F.mohur_keystore_slots, 'slot_info',
      [F.mohur_slot_list_len, F.mohur_slot_list_at, F.mohur_slot_list_free]);
  }

  async backup(options, path) {
    return this.during(async (c, at) => {
      const status = await c.status(F.mohur_keystore_backup, at,
        marshal(c, 'backup_options', options), c.cstring(path, 'a path'));
      c.received();
      c.check(status);
    });
  }

  async restore(options) {
    return this.during(async (c, at) => {
      const out = c.alloc(8);
      await c.run(F.mohur_keystore_restore, at, marshal(c, 'restore_options', options), out);
      return new Keystore(this.state.context, c.owned(out));
    });
  }

  /* Brings keys of an unlocked backup in, all or none; what became of each. */
  async merge(backup, options) {
    return this.listBy(F.mohur_keystore_merge, 'merge_item',
      [F.mohur_merge_list_len, F.mohur_merge_list_at, F.mohur_merge_list_free],
      (c) => [handle(c, backup, 'Keystore', 'backup'), marshal(c, 'merge_options', options)]);
  }

  /* ---- roles ---- */

  async addRole(options) {
    return this.during(async (c, at) => {
      const id = c.alloc(CONSTANTS.ROLE_ID_LEN);
      await c.run(F.mohur_keystore_role_add, at, marshal(c, 'role_options', options), id);
      return bytes(id, CONSTANTS.ROLE_ID_LEN);
    });
  }

  async removeRole(id) {
    return this.during((c, at) => c.run(F.mohur_keystore_role_remove, at, id16(c, id)));
  }

  async beginRoles() {
    return this.during((c, at) => c.run(F.mohur_keystore_role_begin, at));
  }

  async roles() {
    return this.during(async (c, at) => {
      const len = c.alloc(8);
      let status = await c.status(F.mohur_keystore_roles, at, 0, 0, len);
      const count = c.getU64(len);
      const room = c.alloc(count * STRUCTS.role_info.size);
      if (status === ENUMS.status.MOHUR_E_BUFFER_TOO_SMALL) {
        status = await c.status(F.mohur_keystore_roles, at, room, count, len);
      }
      c.check(status);
      return readAll('role_info', room, c.getU64(len));
    });
  }

  /* Null: as nobody. */
  async actAs(key) {
    return this.during((c, at) => c.run(F.mohur_keystore_act_as, at,
      key === null ? 0 : handle(c, key, 'Key', 'key')));
  }

  /* Has what a function does asked for instead of done; gives the request. */
  async request(days, change) {
    const sink = now(this.state.context, (c) => {
      const out = c.alloc(8);
      c.now(F.mohur_sink_new_memory, c.ctx, 1 << 20, out);
      return new Sink(this.state.context, c.owned(out));
    });
    try {
      await this.during((c, at) => c.run(F.mohur_keystore_request, at,
        number(days, 0xFFFFFFFF, 'days'), c.use(sink)));
      await change();
    } catch (e) {
      if (e instanceof CancelledError && !this.state.context.aborted) {
        return sink.bytes();
      }
      throw e;
    } finally {
      sink.close();
    }
    throw misuse('no change was asked for');
  }

  async approve(approval) {
    return this.during((c, at) =>
      c.run(F.mohur_keystore_approve, at, ...c.bytes(approval, 'an approval')));
  }

  static async readRequest(context, request) {
    return during(of(context), async (c) => {
      const out = blank(c, 'request_info');
      await c.run(F.mohur_approval_read, c.ctx, ...c.bytes(request, 'a request'), out);
      return read('request_info', out);
    });
  }

  static async signRequest(context, request, key) {
    return during(of(context), (c) => c.collect(F.mohur_approval_sign, c.ctx,
      ...c.bytes(request, 'a request'), handle(c, key, 'Key', 'key')));
  }

  /* ---- anchors, tokens, profiles ---- */

  /* Where: a path, or { read, write }, which keep the record for good. */
  async addAnchor(where, create = false) {
    const { size, at: places } = STRUCTS.anchor_options;
    return this.during(async (c, at) => {
      const options = c.alloc(size);
      c.putU64(options, size);
      c.putU8(options + places.create, create ? 1 : 0);
      if (typeof where === 'string') {
        c.putU64(options + places.path, c.cstring(where, 'a path'));
      } else {
        this.speakingAnchor(c, options, where);
      }
      await c.run(F.mohur_keystore_anchor_add, at, options);
    });
  }

  speakingAnchor(c, options, { read: reader, write: writer }) {
    const { at: places } = STRUCTS.anchor_options;
    func(reader, 'read');
    func(writer, 'write');
    const target = new callbacks.Target(this.state.context, (kind, at, len) =>
      (kind === callbacks.ANCHOR_WRITE
        ? callbacks.then(writer(bytes(at, len)), () => 0)
        : callbacks.then(reader(), (record) => (record === null ? 0
          : callbacks.given('a record', CONSTANTS.ANCHOR_LEN)(record)))));
    this.state.held.push(target);
    c.asks = true;
    c.putU64(options + places.read, native.trampoline(callbacks.ANCHOR_READ));
    c.putU64(options + places.write, native.trampoline(callbacks.ANCHOR_WRITE));
    c.putU64(options + places.user, target.user);
  }

  /* Takes the store as it is after MOHUR_E_ROLLBACK. */
  async accept() {
    return this.during((c, at) => c.run(F.mohur_keystore_accept, at));
  }

  /* Who is asked for the PIN of a token: (token, source) gives bytes.  Keys
   * that were fetched ask whoever was said last. */
  setPins(source) {
    this.state.askPin = func(source, 'source');
    if (this.state.pins !== undefined) {
      return;
    }
    const { state } = this;
    const target = new callbacks.Target(state.context, (kind, cap, token, place) =>
      callbacks.then(state.askPin(text(token), text(place)), callbacks.given('a PIN', cap)));
    state.held.push(target);
    state.pins = target;
    now(state.context, (c) => c.now(F.mohur_keystore_set_pin, c.use(this),
      native.trampoline(callbacks.PIN), target.user));
  }

  async checkToken(token) {
    return this.infoBy(F.mohur_keystore_token_check, 'token_check',
      (c) => [c.cstring(token, 'a token')]);
  }

  async profile() {
    return this.during(async (c, at) => {
      const out = c.alloc(8);
      await c.run(F.mohur_keystore_profile, at, out);
      return new Profile(c.owned(out));
    });
  }

  async acceptProfile(next, trust) {
    return this.infoBy(F.mohur_keystore_profile_accept, 'profile_findings',
      (c) => [handle(c, next, 'Profile', 'next'), marshal(c, 'profile_trust', trust, 'trust')]);
  }

  /* What a profile would change; null: the time alone. */
  async impact(next) {
    return this.during(async (c, at) => JSON.parse(await c.collect(F.mohur_keystore_impact, at,
      next === null ? 0 : handle(c, next, 'Profile', 'next'))));
  }

  /* CycloneDX in JSON: the same store at the same second, the same text. */
  async cbom(named) {
    return this.during(async (c, at) =>
      `${await c.collect(F.mohur_keystore_cbom, at, named === true ? 1 : 0)}`);
  }
}

Object.assign(classes, { Keystore });
module.exports = { Keystore };
