/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_PROFILE_EXPECT_H
#define MOHUR_SRC_PROFILE_EXPECT_H

#include "profile/json.h"

/*
 * What the one who verifies a document expects of it, docs/formats/document.md:
 * JSON in any order.  What is unknown is refused, so that no expectation is
 * passed over.
 */
enum {
    MOHUR__EXPECT_MAX         = 64 * 1024, /* bytes */
    MOHUR__EXPECT_SIGNERS_MAX = 32,
    MOHUR__EXPECT_TEXT_MAX    = 4096
};

/* What may be expected of a signer.  The order is that in which it is told
 * what did not hold. */
enum mohur__trait {
    MOHUR__TRAIT_CERTIFICATE,
    MOHUR__TRAIT_KEY,
    MOHUR__TRAIT_FIN,
    MOHUR__TRAIT_SERIAL_NUMBER,
    MOHUR__TRAIT_ISSUER,
    MOHUR__TRAIT_POLICY,
    MOHUR__TRAIT_CLASS,
    MOHUR__TRAITS
};

/* What a signature may be expected to say of the document ("attributes"). */
enum mohur__claim {
    MOHUR__CLAIM_REGISTRATION, /* content-identifier */
    MOHUR__CLAIM_VOEN,         /* signer-attributes-v2 */
    MOHUR__CLAIM_COMMITMENT,   /* commitment-type-indication */
    MOHUR__CLAIMS
};

struct mohur__expected_signer {
    const char *wants[MOHUR__TRAITS]; /* NULL: it does not matter */
};

/* Kinds of file, as "format" names them. */
enum mohur__expected_format {
    MOHUR__EXPECT_ANY_FORMAT,
    MOHUR__EXPECT_CADES,
    MOHUR__EXPECT_ASIC_S,
    MOHUR__EXPECT_ASIC_E
};

struct mohur__expect {
    json_t *json; /* holds every text */
    struct mohur__expected_signer signers[MOHUR__EXPECT_SIGNERS_MAX];
    size_t signers_len;                /* 0: any */
    size_t quorum;                     /* how many of them; 1 to signers_len */
    uint8_t format;                    /* enum mohur__expected_format */
    uint8_t level;                     /* at least: a mohur_document_level */
    int64_t not_before;                /* seconds since 1970 UTC; 0: any */
    int64_t not_after;                 /* its last second; 0: any */
    const char *claims[MOHUR__CLAIMS]; /* NULL: it does not matter */
};

/* Read text.  MOHUR_E_FORMAT, with the place; MOHUR_E_UNSUPPORTED for a later
 * format; MOHUR_E_LIMIT. */
mohur_status
mohur__expect_parse(mohur_ctx *ctx,
                    mohur__bytes text,
                    struct mohur__expect *out);

/* The name of a trait, as it stands in the text.  Static. */
const char *
mohur__trait_name(enum mohur__trait trait);

/* The same of a claim. */
const char *
mohur__claim_name(enum mohur__claim claim);

/* A FIN: 7 of 0-9 and A-Z. */
bool
mohur__fin_valid(mohur__bytes text);

/* A VOEN, the number of a taxpayer: 10 digits. */
bool
mohur__voen_valid(mohur__bytes text);

/* Release what it holds.  A zeroed struct is allowed. */
void
mohur__expect_wipe(struct mohur__expect *expect);

#endif
