/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/expect.h"

#include "asn1/oid_text.h"
#include "fuzz.h"

/*
 * Expectations from anywhere.  What is accepted expects something that can be
 * held against a document: so many of that many signers, each by a trait.
 */
static void
check_signer(const struct mohur__expected_signer *s)
{
    uint8_t room[MOHUR__OID_BYTES_MAX] = {0};
    const char *policy                 = s->wants[MOHUR__TRAIT_POLICY];
    const char *fin                    = s->wants[MOHUR__TRAIT_FIN];
    size_t named                       = 0;

    for (size_t i = 0; i < MOHUR__TRAITS; i++) {
        named += s->wants[i] != NULL;
    }
    fuzz_require(named > 0);
    fuzz_require(fin == NULL || mohur__fin_valid(mohur__bytes_text(fin)));
    if (policy != NULL) {
        struct mohur__buf b = {0};
        size_t len          = mohur__oid_read_text(policy, MOHUR__SPAN(room));

        mohur__buf_init(&b, fuzz_ctx(), MOHUR__OID_TEXT_MAX);
        mohur__oid_put_text(&b, mohur__bytes_of(room, len));
        fuzz_require(
            mohur__bytes_equal(mohur__buf_view(&b), mohur__bytes_text(policy)));
        mohur__buf_wipe(&b);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx         = fuzz_ctx();
    struct mohur__expect e = {.json = NULL};

    if (mohur__expect_parse(ctx, mohur__bytes_of(data, size), &e) == MOHUR_OK) {
        fuzz_require(e.quorum <= e.signers_len &&
                     (e.quorum > 0) == (e.signers_len > 0));
        for (size_t i = 0; i < e.signers_len; i++) {
            check_signer(&e.signers[i]);
        }
        for (size_t i = 0; i < MOHUR__CLAIMS; i++) {
            fuzz_require(e.claims[i] == NULL || e.claims[i][0] != '\0');
        }
    }
    mohur__expect_wipe(&e);
    return 0;
}
