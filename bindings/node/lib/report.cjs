/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* What verification came to.  An object is always true in JavaScript, so
 * nothing but `passed` is a yes. */
const { ask, text } = require('./native.cjs');
const { FUNCTIONS: F } = require('./layout.cjs');
const { during, now } = require('./call.cjs');
const { Handle } = require('./handle.cjs');
const { list, marshal, number, read, wordOf } = require('./struct.cjs');

/* Anybody whom the trust store's anchors vouch for. */
const ANY_SIGNER = Symbol('any signer');
const MEMBERS = ['person', 'subject', 'certId'];

/* Who must have signed: ANY_SIGNER, or a list of { person, subject, certId }. */
function expectedOf(signers) {
  if (signers === ANY_SIGNER) {
    return [];
  }
  const all = list(signers, 'signers (or ANY_SIGNER)');
  if (all.length === 0) {
    throw new TypeError('signers names nobody; ANY_SIGNER stands for anybody');
  }
  for (const who of all) {
    const names = Object.keys(who ?? {});
    if (names.length === 0 || names.some((n) => !MEMBERS.includes(n) || !who[n])) {
      throw new TypeError('a signer has a person, a subject or a certId');
    }
  }
  return all.map((who) => Object.freeze({ ...who }));
}

function signed(who, found) {
  return found.verdict === 'passed' && found.hasCert
    && (who.person === undefined || who.person === found.person)
    && (who.subject === undefined || who.subject === found.subject)
    && (who.certId === undefined || Buffer.compare(who.certId, found.certId) === 0);
}

class Report extends Handle {
  constructor(context, address, expected) {
    super('report', context, address, F.mohur_report_free);
    Object.defineProperty(this, 'expected', { value: expected, enumerable: false });
  }

  /* A function of the report, on this thread. */
  ask(f, ...a) {
    return now(this.state.context, (c) => ask(f, c.use(this), ...a));
  }

  infos(f, title, ...first) {
    return now(this.state.context, (c) => {
      const report = c.use(this);
      const found = [];
      for (let i = 0; ; i++) {
        const info = read(title, ask(f, report, ...first, i));
        if (info === null) {
          return found;
        }
        found.push(info);
      }
    });
  }

  /* Whether every signature passed and everybody signed who must have. */
  get passed() {
    return this.ask(F.mohur_report_is_accepted) !== 0 && this.missing.length === 0;
  }

  /* Those who must have signed, and did not. */
  get missing() {
    const found = this.signatures;
    return this.expected.filter((who) => !found.some((info) => signed(who, info)));
  }

  get verdict() {
    return wordOf('verdict', this.ask(F.mohur_report_verdict));
  }

  get why() {
    return wordOf('why', this.ask(F.mohur_report_why));
  }

  /* Whether the document is inside of the signature. */
  get attached() {
    return this.ask(F.mohur_report_attached) !== 0;
  }

  get length() {
    return this.ask(F.mohur_report_signatures);
  }

  get signatures() {
    return this.infos(F.mohur_report_signature, 'signature_info');
  }

  stamps(signature) {
    return this.infos(F.mohur_report_stamp, 'stamp_info', index(signature));
  }

  /* Of a signature; none changes any verdict but its own. */
  counters(signature) {
    return this.infos(F.mohur_report_counter, 'signature_info', index(signature));
  }

  certificates(signature) {
    return this.infos(F.mohur_report_certificate, 'certificate_info', index(signature));
  }

  evidence(signature) {
    return this.infos(F.mohur_report_evidence, 'revocation_evidence', index(signature));
  }

  revocation(signature) {
    return now(this.state.context, (c) => read('revocation_info',
      ask(F.mohur_report_revocation, c.use(this), index(signature))));
  }

  get validation() {
    return now(this.state.context, (c) => read('validation_info',
      ask(F.mohur_report_validation, c.use(this))));
  }

  /* ---- of a container ---- */

  get format() {
    return wordOf('container_format', this.ask(F.mohur_report_format));
  }

  get objects() {
    return now(this.state.context, (c) => {
      const report = c.use(this);
      return Array.from({ length: ask(F.mohur_report_objects, report) },
        (_, i) => read('object_info', ask(F.mohur_report_object, report, i)));
    });
  }

  get coversAll() {
    return this.ask(F.mohur_report_covers_all) !== 0;
  }

  get containerDetail() {
    return now(this.state.context, (c) =>
      text(ask(F.mohur_report_container_detail, c.use(this))));
  }

  path(signature) {
    return now(this.state.context, (c) =>
      text(ask(F.mohur_report_path, c.use(this), index(signature))));
  }

  /* ---- to keep ---- */

  async json() {
    return during(this.state.context, async (c) =>
      `${await c.collect(F.mohur_report_emit_json, c.ctx, c.use(this))}`);
  }

  /* A page in HTML. */
  async page(options) {
    return during(this.state.context, async (c) => `${await c.collect(F.mohur_report_emit_page,
      c.ctx, c.use(this), marshal(c, 'page_options', options))}`);
  }
}

function index(i) {
  return number(i, Number.MAX_SAFE_INTEGER, 'the number of a signature');
}

module.exports = { ANY_SIGNER, Report, expectedOf };
