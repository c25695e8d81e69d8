/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* An error for each class of status; `code` is the status by its name. */
const { ENUMS } = require('./layout.cjs');

const NAMES = new Map(Object.entries(ENUMS.status).map(([k, v]) => [v, k]));

const HINTS = {
  MOHUR_E_ARGUMENT: 'the program that calls has to be changed',
  MOHUR_E_STATE: 'the program that calls has to be changed',
  MOHUR_E_BUFFER_TOO_SMALL: 'the program that calls has to be changed',
  MOHUR_E_NO_MEMORY: 'free some memory, or lower the limits',
  MOHUR_E_IO: 'look at the path, the rights and the room on the disk',
  MOHUR_E_EXISTS: 'choose another name, or say that it may be replaced',
  MOHUR_E_BUSY: 'somebody else is using it; try again',
  MOHUR_E_FORMAT: 'it is damaged, or not such a file',
  MOHUR_E_UNSUPPORTED: 'another build or a later version may be able to',
  MOHUR_E_LIMIT: 'raise the limit in the options if you trust the sender',
  MOHUR_E_AUTH: 'it was altered or is damaged; get it again',
  MOHUR_E_UNTRUSTED: 'name the signer among those whom you accept, if you do',
  MOHUR_E_ROLLBACK: 'an older state came back: find out who restored it',
  MOHUR_E_NO_KEY: 'use a key that it was made for',
  MOHUR_E_PASSPHRASE: 'enter the passphrase again',
  MOHUR_E_POLICY: 'the profile or the owner does not allow it',
  MOHUR_E_KEY_STATE: 'rotate or activate the key',
  MOHUR_E_DATE: 'look at the dates, and at the clock of this machine',
  MOHUR_E_STALE: 'get the key from the keystore again',
  MOHUR_E_BACKEND: 'run selftest() and report what it says',
  MOHUR_E_INTERNAL: 'run selftest() and report what it says',
};

class MohurError extends Error {
  constructor(status, message, options) {
    const code = NAMES.get(status) ?? 'MOHUR_E_INTERNAL';
    super(message || code, options);
    this.name = new.target.name;
    this.status = status;
    this.code = code;
    this.hint = HINTS[code] ?? '';
  }
}

class ContractError extends MohurError {}
class ResourceError extends MohurError {}
class IoError extends MohurError {}
class RefusedError extends MohurError {}
class AuthenticationError extends MohurError {}
class UnlockError extends MohurError {}
class PolicyError extends MohurError {}

class CancelledError extends MohurError {
  constructor(status, message, options) {
    super(status, message, options);
    this.name = 'AbortError';
  }
}

/* Thrown by verifyOrFail, with the report, which is to be closed. */
class NotAcceptedError extends AuthenticationError {
  constructor(report, message) {
    super(ENUMS.status.MOHUR_E_UNTRUSTED, message);
    this.report = report;
  }
}

const CLASSES = {
  1: ContractError, 2: ResourceError, 3: IoError, 4: RefusedError,
  5: AuthenticationError, 6: UnlockError, 7: PolicyError, 8: CancelledError,
};

function errorOf(status, message, cause) {
  const Type = CLASSES[status >> 8] ?? MohurError;
  return new Type(status, message, cause === undefined ? undefined : { cause });
}

/* Something was used in a way that it cannot be. */
function misuse(message) {
  return new ContractError(ENUMS.status.MOHUR_E_STATE, message);
}

module.exports = {
  MohurError, ContractError, ResourceError, IoError, RefusedError, AuthenticationError,
  UnlockError, PolicyError, CancelledError, NotAcceptedError, errorOf, misuse,
};
