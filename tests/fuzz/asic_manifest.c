/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_manifest.h"

#include "fuzz.h"

/*
 * Manifests from anywhere: what is read names a signature and documents, each
 * with a digest as long as its algorithm's.
 */
static void
check(const struct mohur__asic_manifest *m)
{
    fuzz_require(m->refs_len > 0 &&
                 m->refs_len <= MOHUR__ASIC_MANIFEST_REFS_MAX);
    fuzz_require(mohur__asic_manifest_signature(m).len > 0);
    for (size_t i = 0; i < m->refs_len; i++) {
        const struct mohur__asic_manifest_ref *ref = &m->refs[i];

        fuzz_require(ref->name_len > 0 && ref->digest_len > 0);
        fuzz_require(ref->hash == MOHUR_ALG_NONE ||
                     ref->digest_len == mohur__hash_len(ref->hash));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mohur__asic_manifest m;
    const char *fault = NULL;

    if (mohur__asic_manifest_parse(fuzz_ctx(), mohur__bytes_of(data, size), &m,
                                   &fault) == MOHUR_OK) {
        if (fault == NULL) {
            check(&m);
        }
        mohur__asic_manifest_wipe(&m);
    }
    return 0;
}
