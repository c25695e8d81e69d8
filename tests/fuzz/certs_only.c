/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/certs_only.h"

#include "fuzz.h"
#include "x509/certs.h"

/*
 * Certificates in an envelope from anywhere: what is read is views of it, and
 * is added whole or not at all.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx            = fuzz_ctx();
    mohur__bytes der          = mohur__bytes_of(data, size);
    struct mohur__certs certs = {NULL, 0};
    struct mohur__certs_only found;

    if (!mohur__certs_only_is(der)) {
        return 0;
    }
    if (mohur__certs_only_parse(ctx, der, &found) == MOHUR_OK) {
        fuzz_require(found.len > 0 && found.len <= MOHUR__CERTS_ONLY_MAX);
        for (size_t i = 0; i < found.len; i++) {
            fuzz_require(found.at[i].data > data &&
                         found.at[i].data + found.at[i].len < data + size);
        }
    } else {
        found.len = 0;
    }
    if (mohur__certs_add_bundle(ctx, &certs, der) != MOHUR_OK) {
        found.len = 0;
    }
    fuzz_require(certs.len == found.len);
    mohur__certs_free(&certs);
    return 0;
}
