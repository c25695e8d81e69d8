/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/ocsp.h"

#include "fuzz.h"

/*
 * OCSP responses from anywhere, asked about one certificate.  What is read is
 * a view of the input.
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

static bool
is_inside(mohur__bytes part, mohur__bytes all)
{
    return part.len == 0 || (part.data >= all.data &&
                             part.data + part.len <= all.data + all.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx                  = fuzz_ctx();
    mohur__bytes der                = mohur__bytes_of(data, size);
    const struct mohur__cert cert   = {.serial = MOHUR__BYTES(SERIAL),
                                       .issuer = MOHUR__BYTES(ISSUER)};
    const struct mohur__cert issuer = {
        .subject = MOHUR__BYTES(ISSUER),
        .key     = {.alg = MOHUR_ALG_ECDSA_P256, .point = MOHUR__BYTES(POINT)}};
    const struct mohur__cert *delegate = NULL;
    struct mohur__cert room;
    struct mohur__ocsp ocsp;

    fuzz_require(mohur__ocsp_read(ctx, der, &cert, &issuer, MOHUR__NOTHING,
                                  &ocsp) == MOHUR_OK);
    if (ocsp.fault != NULL) {
        return 0;
    }
    fuzz_require(ocsp.tbs.len > 0 && is_inside(ocsp.tbs, der));
    fuzz_require(is_inside(ocsp.signature, der));
    fuzz_require(is_inside(ocsp.responder, der));
    if (mohur__ocsp_verify(ctx, &ocsp, &issuer, &room, &delegate) == MOHUR_OK &&
        delegate != NULL) {
        fuzz_require((delegate->eku & MOHUR__EKU_OCSP) != 0);
        fuzz_require(is_inside(delegate->der, der));
    }
    return 0;
}
