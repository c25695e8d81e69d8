/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* Documents, containers and time stamps. */
const { ask, bytes, text } = require('./native.cjs');
const { CONSTANTS, FUNCTIONS: F } = require('./layout.cjs');
const { NotAcceptedError } = require('./errors.cjs');
const { during, now, of } = require('./call.cjs');
const { Handle } = require('./handle.cjs');
const { Report, expectedOf } = require('./report.cjs');
const {
  bitsOf, classes, dateOf, enumOf, handle, marshal, number, read, wordOf,
} = require('./struct.cjs');

class Trust extends Handle {
  /* An empty one; the system's own store is never read. */
  constructor(context) {
    const address = now(of(context), (c) => {
      const out = c.alloc(8);
      c.now(F.mohur_trust_new, c.ctx, out);
      return c.owned(out);
    });
    super('trust store', of(context), address, F.mohur_trust_free);
  }

  /* Adds anchors: one certificate in DER, or some in PEM. */
  async add(certificates, roles = ['sign']) {
    await during(this.state.context, (c) => c.run(F.mohur_trust_add, c.ctx, c.use(this),
      bitsOf('trust_role', roles, 'roles'), ...c.bytes(certificates, 'a certificate')));
    return this;
  }

  /* Fills an empty one with the anchors of a signed list, all or none. */
  async addList(list) {
    await during(this.state.context, (c) => c.run(F.mohur_trust_add_list, c.ctx, c.use(this),
      marshal(c, 'trust_list_options', list, 'list')));
    return this;
  }

  /* The version of the list that it was filled with; 0: with none. */
  get version() {
    return now(this.state.context, (c) =>
      number(ask(F.mohur_trust_version, c.use(this)), Number.MAX_SAFE_INTEGER, 'the version'));
  }

  get length() {
    return now(this.state.context, (c) => ask(F.mohur_trust_len, c.use(this)));
  }
}

class Stamp extends Handle {
  constructor(context, address) {
    super('time stamp', context, address, F.mohur_stamp_free);
  }

  static async read(context, data) {
    return during(of(context), async (c) => {
      const out = c.alloc(8);
      await c.run(F.mohur_stamp_read, c.ctx, ...c.bytes(data), out);
      return new Stamp(c.context, c.owned(out));
    });
  }

  get about() {
    return now(this.state.context, (c) =>
      read('stamp_info', ask(F.mohur_stamp_about, c.use(this))));
  }

  /* The digest that it stands for. */
  get imprint() {
    return now(this.state.context, (c) => {
      const len = c.alloc(8);
      const at = ask(F.mohur_stamp_imprint, c.use(this), len);
      return bytes(at, c.getU64(len));
    });
  }
}

async function sign(context, key, options, sink) {
  return during(of(context), (c) => c.run(F.mohur_document_sign, c.ctx,
    handle(c, key, 'Key', 'key'), marshal(c, 'sign_options', options),
    handle(c, sink, 'Sink', 'sink')));
}

/* What is to be signed by a key that is elsewhere: copied, nothing to close. */
async function prepared(context, f, arguments_) {
  return during(of(context), async (c) => {
    const given = arguments_(c);
    const out = c.alloc(16);
    await c.run(f, c.ctx, ...given, out);
    const at = c.getU64(out);
    const bytesOf = (getter) => {
      const found = ask(getter, at, out + 8);
      return bytes(found, c.getU64(out + 8));
    };
    try {
      return Object.freeze({
        dtbs: bytesOf(F.mohur_prepared_dtbs),
        hash: bytesOf(F.mohur_prepared_hash),
        alg: wordOf('alg', ask(F.mohur_prepared_alg, at)),
        state: bytesOf(F.mohur_prepared_state),
        id: bytes(ask(F.mohur_prepared_id, at), CONSTANTS.PREPARED_ID_LEN),
        expires: dateOf(BigInt(ask(F.mohur_prepared_expires, at)), 0n),
      });
    } finally {
      ask(F.mohur_prepared_free, at);
    }
  });
}

async function prepare(context, stateKey, options) {
  return prepared(context, F.mohur_document_prepare,
    (c) => [handle(c, stateKey, 'Key', 'stateKey'), marshal(c, 'sign_options', options)]);
}

/* Reads a state again, if it is genuine and still good. */
async function openPrepared(context, stateKey, state) {
  return prepared(context, F.mohur_prepared_open,
    (c) => [handle(c, stateKey, 'Key', 'stateKey'), ...c.bytes(state, 'a state')]);
}

/* Makes the signed file of what came back, if all of it belongs together. */
async function finish(context, stateKey, options, sink) {
  return during(of(context), (c) => c.run(F.mohur_document_finish, c.ctx,
    handle(c, stateKey, 'Key', 'stateKey'), marshal(c, 'finish_options', options),
    handle(c, sink, 'Sink', 'sink')));
}

async function signContainer(context, key, options, container, sink) {
  return during(of(context), (c) => c.run(F.mohur_container_sign, c.ctx,
    handle(c, key, 'Key', 'key'), marshal(c, 'sign_options', options),
    marshal(c, 'container_options', container, 'container'), handle(c, sink, 'Sink', 'sink')));
}

/* Signs every signature of a file, as a notary does; none is judged. */
async function countersign(context, key, options, sink) {
  return during(of(context), (c) => c.run(F.mohur_document_countersign, c.ctx,
    handle(c, key, 'Key', 'key'), marshal(c, 'counter_options', options),
    handle(c, sink, 'Sink', 'sink')));
}

/* Brings a signature or a container to a higher level. */
async function extend(context, options, sink) {
  return during(of(context), (c) => c.run(F.mohur_document_extend, c.ctx,
    marshal(c, 'extend_options', options), handle(c, sink, 'Sink', 'sink')));
}

/* A report, whatever it says; `passed` is the yes.  Whom to believe (trust)
 * and who must have signed (signers) have to be said. */
async function verify(context, options) {
  const { signers, ...rest } = options;
  if (rest.trust === undefined || rest.trust === null) {
    throw new TypeError('trust is needed: whom to believe');
  }
  const expected = expectedOf(signers);
  return during(of(context), async (c) => {
    const at = marshal(c, 'verify_options', rest);
    const out = c.alloc(8);
    await c.run(F.mohur_document_verify, c.ctx, at, out);
    return new Report(c.context, c.owned(out), expected);
  });
}

function reasonOf(report) {
  const why = whyName(report.why);
  if (report.verdict === 'passed') {
    const missing = report.missing.map((who) =>
      who.person ?? who.subject ?? who.certId.toString('hex'));
    return `, but these did not sign: ${missing.join('; ')}`;
  }
  return why === '' ? '' : `: ${why}`;
}

/* The report of a yes; anything else is thrown, with the report. */
async function verifyOrFail(context, options) {
  const report = await verify(context, options);
  if (report.passed) {
    return report;
  }
  throw new NotAcceptedError(report,
    `the verdict is ${text(ask(F.mohur_verdict_name, enumOf('verdict', report.verdict)))}`
    + reasonOf(report));
}

async function certificateRequest(context, key, subject) {
  return during(of(context), async (c) => `${await c.collect(F.mohur_csr_emit, c.ctx,
    handle(c, key, 'Key', 'key'), ...c.text(subject, 'subject'))}`);
}

/* What kind of container a file is. */
async function detect(context, file) {
  return during(of(context), async (c) => {
    const out = c.alloc(8);
    await c.run(F.mohur_container_detect, c.ctx, handle(c, file, 'Source', 'file'), out);
    return wordOf('container_format', c.getU32(out));
  });
}

/* The document inside of a signature that was accepted. */
async function content(context, report, file, sink) {
  return during(of(context), (c) => c.run(F.mohur_document_content, c.ctx, c.use(report),
    handle(c, file, 'Source', 'file'), handle(c, sink, 'Sink', 'sink')));
}

/* The documents of a container that was accepted. */
async function extract(context, report, file, options) {
  return during(of(context), (c) => c.run(F.mohur_container_extract, c.ctx, c.use(report),
    handle(c, file, 'Source', 'file'), marshal(c, 'container_extract_options', options)));
}

/* ---- names ---- */

function algName(alg) {
  return text(ask(F.mohur_alg_name, enumOf('alg', alg)));
}

/* An algorithm by its name, case aside; 'none' if there is no such one. */
function algFromName(name) {
  return now(null, (c) => wordOf('alg', ask(F.mohur_alg_from_name, c.cstring(name, 'a name'))));
}

function verdictName(verdict) {
  return text(ask(F.mohur_verdict_name, enumOf('verdict', verdict)));
}

function whyName(why) {
  return text(ask(F.mohur_why_name, enumOf('why', why)));
}

/* The verdict that a reason leads to. */
function whyVerdict(why) {
  return wordOf('verdict', ask(F.mohur_why_verdict, enumOf('why', why)));
}

function standingName(standing) {
  return text(ask(F.mohur_standing_name, enumOf('standing', standing)));
}

function reasonName(reason) {
  return text(ask(F.mohur_reason_name, enumOf('reason', reason)));
}

/* The name of a CRLReason. */
function revocationReasonName(reason) {
  return text(ask(F.mohur_revocation_reason_name, reason));
}

Object.assign(classes, { Trust });
module.exports = {
  Trust, Stamp, sign, prepare, openPrepared, finish, signContainer, countersign, extend, verify,
  verifyOrFail, certificateRequest, detect, content, extract, algName, algFromName, verdictName,
  whyName, whyVerdict, standingName, reasonName, revocationReasonName,
};
