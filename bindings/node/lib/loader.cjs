/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* Finds the native part, looks at it before it is loaded, since loading runs
 * code, and compares what it was made from with what this package was. */
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const layout = require('./layout.cjs');

const MACHINES = { 62: 'x64', 183: 'arm64' };
const MARK = 'mohur-node-interface:';

class LoadError extends Error {
  constructor(file, what, cause) {
    super(`${file}: ${what}`, cause === undefined ? {} : { cause });
    this.name = 'LoadError';
    this.code = 'MOHUR_LOAD';
    this.path = file;
  }
}

function libc() {
  return /\/ld-musl-/.test(fs.readFileSync('/proc/self/maps', 'latin1')) ? 'musl' : 'glibc';
}

/* What is wrong with the bytes of a file; '' if they look right. */
function trouble(bytes, arch) {
  if (bytes.length < 4 || bytes.toString('latin1', 1, 4) !== 'ELF') {
    return 'it is not a library for Linux (no ELF header)';
  }
  if (bytes.length < 64) {
    return `it is truncated: ${bytes.length} bytes are not even a header`;
  }
  const found = bytes[4] === 2 && bytes[5] === 1 ? MACHINES[bytes.readUInt16LE(18)] : undefined;
  if (found !== arch) {
    return `it is for ${found ?? 'another machine'}, this is ${arch}`;
  }
  if (bytes.readUInt16LE(16) !== 3) {
    return 'it is an ELF file, but not a shared library';
  }
  const end = Number(bytes.readBigUInt64LE(40)) + bytes.readUInt16LE(58) * bytes.readUInt16LE(60);
  if (end > bytes.length) {
    return `it is truncated: ${bytes.length} bytes of ${end}`;
  }
  return bytes.includes(MARK) ? '' : 'it is another library, not the native part of möhür';
}

function compare(file, native) {
  const abi = native.call(layout.FUNCTIONS.mohur_abi);
  if (abi !== layout.CONSTANTS.ABI) {
    throw new LoadError(file, `its ABI is ${abi}, this package was made for `
      + `${layout.CONSTANTS.ABI}; use a package and a native part of one version`);
  }
  const print = native.fingerprint();
  if (print !== layout.FINGERPRINT) {
    throw new LoadError(file, `its interface is ${print}, that of this package `
      + `${layout.FINGERPRINT} (both of ABI ${abi}); use a package and a native part of one `
      + 'version');
  }
}

function load() {
  const platform = `${process.platform}-${process.arch}`;
  const file = path.join(__dirname, '..', 'native',
    process.platform === 'linux' ? `${platform}-${libc()}.node` : `${platform}.node`);
  let wrong;
  try {
    wrong = trouble(fs.readFileSync(file), process.arch);
  } catch (e) {
    throw new LoadError(file, `cannot be read (${e.code}); this package was built for another `
      + 'kind of machine: build it on this one', e);
  }
  if (wrong) {
    throw new LoadError(file, wrong);
  }
  const found = { exports: {} };
  try {
    /* Node brings an OpenSSL of its own, whose names must not be taken for
     * those of the library that möhür was built with. */
    const { RTLD_NOW, RTLD_DEEPBIND = 0 } = os.constants.dlopen;
    process.dlopen(found, file, RTLD_NOW | RTLD_DEEPBIND);
  } catch (e) {
    throw new LoadError(file, `the system refuses it: ${e.message}; install what is missing`, e);
  }
  compare(file, found.exports);
  return { native: found.exports, path: file };
}

module.exports = { LoadError, load, trouble };
