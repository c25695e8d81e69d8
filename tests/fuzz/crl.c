/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/crl.h"

#include "fuzz.h"

/*
 * Revocation lists from anywhere, asked about one certificate, from memory and
 * through the window: what both read is the same.
 */
/* Of the certificate that the corpus is about, which "Root" issued. */
static const uint8_t SERIAL[] = {0x10, 0x01};
static const uint8_t ISSUER[] = {0x30, 0x0F, 0x31, 0x0D, 0x30, 0x0B,
                                 0x06, 0x03, 0x55, 0x04, 0x03, 0x0C,
                                 0x04, 'R',  'o',  'o',  't'};
static const uint8_t POINT[]  = {
    0x04, 0xB8, 0x3B, 0xCA, 0x20, 0x84, 0x57, 0x98, 0x41, 0x80, 0x15,
    0x50, 0x84, 0x20, 0x63, 0xC6, 0x0B, 0x32, 0x9F, 0x9C, 0x38, 0xFB,
    0xAE, 0x81, 0xF1, 0xEB, 0x21, 0x57, 0x7C, 0x00, 0x26, 0x2A, 0x76,
    0x1C, 0xF7, 0x59, 0xAA, 0xB4, 0x35, 0x5B, 0xA0, 0x55, 0xD7, 0xAC,
    0x8F, 0x16, 0xC7, 0xEC, 0xC3, 0x60, 0x9A, 0x20, 0x47, 0x03, 0xDB,
    0x7D, 0x34, 0xFC, 0x0C, 0x06, 0x4A, 0x58, 0xB4, 0x6B, 0xE4};

static mohur_status
read_list(mohur_ctx *ctx,
          const struct mohur__evidence *e,
          struct mohur__crl *out)
{
    const struct mohur__cert cert      = {.serial = MOHUR__BYTES(SERIAL),
                                          .issuer = MOHUR__BYTES(ISSUER)};
    const struct mohur__public_key key = {.alg   = MOHUR_ALG_ECDSA_P256,
                                          .point = MOHUR__BYTES(POINT)};

    fuzz_require(mohur__crl_read(ctx, e, &cert, out) == MOHUR_OK);
    if (out->fault != NULL) {
        return MOHUR_E_FORMAT;
    }
    fuzz_require(out->tbs_len < mohur__evidence_len(e));
    fuzz_require(out->reason != MOHUR__REASON_REMOVED);
    return mohur__crl_verify(ctx, e, out, &key);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx            = fuzz_ctx();
    struct mohur__evidence in = {.kind = MOHUR__EVIDENCE_CRL,
                                 .view = mohur__bytes_of(data, size)};
    struct mohur__crl a;
    struct mohur__crl b;
    mohur_status st = read_list(ctx, &in, &a);

    in.view = MOHUR__NOTHING;
    fuzz_require(mohur_source_new_memory(ctx, data, size, &in.source) ==
                 MOHUR_OK);
    fuzz_require(read_list(ctx, &in, &b) == st);
    fuzz_require(a.revoked == b.revoked && a.entries == b.entries &&
                 a.date == b.date && a.next_update == b.next_update);
    mohur_source_free(in.source);
    return 0;
}
