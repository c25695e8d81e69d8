/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What pkijs thinks of a signature: ends well if it verifies and its chain
 * ends in the root.  node cms_pkijs.mjs PACKAGES ROOT SIGNATURE [CONTENT]
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [packages, root, file, content] = process.argv.slice(2);
const pkijs = createRequire(packages + "/")("pkijs");
const { webcrypto } = await import("node:crypto");
pkijs.setEngine("node", new pkijs.CryptoEngine({ crypto: webcrypto }));

/* A view of a shared buffer is no ArrayBuffer: copy it out. */
function bytes(path) {
    return new Uint8Array(readFileSync(path)).buffer;
}

const info = pkijs.ContentInfo.fromBER(bytes(file));
const data = new pkijs.SignedData({ schema: info.content });
const verdict = await data.verify({
    signer: 0,
    data: content ? bytes(content) : undefined,
    checkChain: true,
    trustedCerts: [pkijs.Certificate.fromBER(bytes(root))],
    extendedMode: true,
});
console.log(verdict.code, verdict.message);
process.exit(verdict.signatureVerified ? 0 : 1);
