/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* The whole binding; index.mjs has the same for `import`. */
const { LoadError } = require('./loader.cjs');
const { ask, path, text } = require('./native.cjs');
const { CONSTANTS, FUNCTIONS: F, SHOWN } = require('./layout.cjs');
const { errorOf, misuse, ...errors } = require('./errors.cjs');
const { Context } = require('./context.cjs');
const { Source, Sink } = require('./io.cjs');
const { Key, Profile, splitSecret, combineShares } = require('./key.cjs');
const { Keystore } = require('./keystore.cjs');
const archives = require('./archive.cjs');
const documents = require('./document.cjs');
const { ANY_SIGNER, Report } = require('./report.cjs');

const enums = Object.fromEntries(Object.entries(SHOWN).map(([title, words]) =>
  [title, Object.freeze(words)]));

module.exports = {
  ...enums, ...errors, LoadError,
  Context, Source, Sink, Key, Profile, Keystore, Report, ANY_SIGNER,
  splitSecret, combineShares, ...archives, ...documents,
  /* The version of the library, the number of its interface, its file. */
  version: text(ask(F.mohur_version)),
  abi: CONSTANTS.ABI,
  loadedFrom: path,
};
