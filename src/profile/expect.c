/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/expect.h"

#include "asn1/oid_text.h"
#include "base/guard.h"
#include "profile/object.h"

#include <string.h>

static const char TYPE[] = "mohur-expect/1";

enum {
    HEX_LEN  = 64, /* of SHA-256 */
    FIN_LEN  = 7,
    VOEN_LEN = 10
};

static const char *const TRAIT_NAMES[MOHUR__TRAITS] = {
    [MOHUR__TRAIT_CERTIFICATE]   = "certificate",
    [MOHUR__TRAIT_KEY]           = "key",
    [MOHUR__TRAIT_FIN]           = "fin",
    [MOHUR__TRAIT_SERIAL_NUMBER] = "serial_number",
    [MOHUR__TRAIT_ISSUER]        = "issuer",
    [MOHUR__TRAIT_POLICY]        = "policy",
    [MOHUR__TRAIT_CLASS]         = "class",
};

static const char *const CLAIM_NAMES[MOHUR__CLAIMS] = {
    [MOHUR__CLAIM_REGISTRATION] = "registration_number",
    [MOHUR__CLAIM_VOEN]         = "voen",
    [MOHUR__CLAIM_COMMITMENT]   = "commitment",
};

const char *
mohur__trait_name(enum mohur__trait trait)
{
    return TRAIT_NAMES[trait];
}

const char *
mohur__claim_name(enum mohur__claim claim)
{
    return CLAIM_NAMES[claim];
}

/* ---- one signer ---- */

static bool
is_hex(const char *text)
{
    return strlen(text) == HEX_LEN &&
           strspn(text, "0123456789abcdef") == HEX_LEN;
}

bool
mohur__fin_valid(mohur__bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];

        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))) {
            return false;
        }
    }
    return text.len == FIN_LEN;
}

static bool
is_class(const char *text)
{
    return strcmp(text, "none") == 0 || strcmp(text, "strengthened") == 0 ||
           strcmp(text, "perfect") == 0;
}

bool
mohur__voen_valid(mohur__bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
    }
    return text.len == VOEN_LEN;
}

/* What is wrong with an object identifier; NULL if nothing is. */
static const char *
fault_of_oid(const char *text)
{
    uint8_t room[MOHUR__OID_BYTES_MAX] = {0};

    return mohur__oid_read_text(text, MOHUR__SPAN(room)) > 0
               ? NULL
               : "is not an object identifier, as 1.2.3";
}

/* What is wrong with the value of a trait; NULL if nothing is. */
static const char *
fault_of(enum mohur__trait trait, const char *text)
{
    switch (trait) {
    case MOHUR__TRAIT_CERTIFICATE:
    case MOHUR__TRAIT_KEY:
        return is_hex(text) ? NULL : "is not 64 hex digits in lower case";
    case MOHUR__TRAIT_FIN:
        return mohur__fin_valid(mohur__bytes_text(text))
                   ? NULL
                   : "is not 7 of 0-9 and A-Z";
    case MOHUR__TRAIT_POLICY:
        return fault_of_oid(text);
    case MOHUR__TRAIT_CLASS:
        return is_class(text) ? NULL : "is not none, strengthened or perfect";
    case MOHUR__TRAIT_SERIAL_NUMBER:
    case MOHUR__TRAIT_ISSUER:
    case MOHUR__TRAITS:
    default:
        break;
    }
    return text[0] != '\0' ? NULL : "is empty";
}

static mohur_status
read_signer(const struct mohur__object *outer,
            size_t i,
            struct mohur__expected_signer *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__object o = {0};
    size_t named           = 0;

    TRY(mohur__object_list_enter(outer, "signers", i, &o));
    TRY(mohur__object_members(
        &o, "certificate? key? fin? serial_number? issuer? policy? class?"));
    for (int k = 0; k < MOHUR__TRAITS; k++) {
        enum mohur__trait trait = (enum mohur__trait)k;
        const char *fault       = NULL;

        TRY(mohur__object_text(&o, TRAIT_NAMES[k], MOHUR__EXPECT_TEXT_MAX,
                               &out->wants[k]));
        if (out->wants[k] != NULL) {
            fault = fault_of(trait, out->wants[k]);
            named++;
        }
        if (fault != NULL) {
            REFUSE(&o, TRAIT_NAMES[k], fault);
        }
    }
    if (named == 0) {
        REFUSE(&o, "", "expects nothing of a signer");
    }

out:
    return st;
}

static mohur_status
read_signers(const struct mohur__object *o, struct mohur__expect *out)
{
    mohur_status st = MOHUR_OK;
    uint64_t quorum = 0;

    TRY(mohur__object_list(o, "signers", MOHUR__EXPECT_SIGNERS_MAX,
                           &out->signers_len));
    for (size_t i = 0; i < out->signers_len; i++) {
        TRY(read_signer(o, i, &out->signers[i]));
    }
    if (json_object_get(o->json, "signers") != NULL && out->signers_len == 0) {
        REFUSE(o, "signers", "names nobody");
    }
    quorum = out->signers_len;
    TRY(mohur__object_number(o, "quorum", 1, out->signers_len, &quorum));
    out->quorum = (size_t)quorum;

out:
    return st;
}

/* ---- what a signature says ---- */

static const char *
fault_of_claim(enum mohur__claim claim, const char *text)
{
    switch (claim) {
    case MOHUR__CLAIM_VOEN:
        return mohur__voen_valid(mohur__bytes_text(text)) ? NULL
                                                          : "is not 10 digits";
    case MOHUR__CLAIM_COMMITMENT:
        return fault_of_oid(text);
    case MOHUR__CLAIM_REGISTRATION:
    case MOHUR__CLAIMS:
    default:
        break;
    }
    return text[0] != '\0' ? NULL : "is empty";
}

static mohur_status
read_claims(const struct mohur__object *outer, struct mohur__expect *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__object o = {0};

    TRY(mohur__object_enter(outer, "attributes", &o));
    if (o.json == NULL) {
        return MOHUR_OK;
    }
    TRY(mohur__object_members(&o, "registration_number? voen? commitment?"));
    if (json_object_size(o.json) == 0) {
        REFUSE(&o, "", "expects nothing of a signature");
    }
    for (int k = 0; k < MOHUR__CLAIMS; k++) {
        const char *fault = NULL;

        TRY(mohur__object_text(&o, CLAIM_NAMES[k], MOHUR__EXPECT_TEXT_MAX,
                               &out->claims[k]));
        if (out->claims[k] != NULL) {
            fault = fault_of_claim((enum mohur__claim)k, out->claims[k]);
        }
        if (fault != NULL) {
            REFUSE(&o, CLAIM_NAMES[k], fault);
        }
    }

out:
    return st;
}

/* ---- all of it ---- */

static mohur_status
read_rest(const struct mohur__object *o, struct mohur__expect *out)
{
    static const char *const formats[] = {"any", "CAdES", "ASiC-S", "ASiC-E",
                                          NULL};
    static const char *const levels[]  = {"B", "T", "LT", "LTA", NULL};
    mohur_status st                    = MOHUR_OK;

    TRY(mohur__object_word(o, "format", formats, &out->format));
    TRY(mohur__object_word(o, "min_level", levels, &out->level));
    TRY(mohur__object_first_second(o, "not_before", &out->not_before));
    TRY(mohur__object_last_second(o, "not_after", &out->not_after));
    if (out->not_after != 0 && out->not_after < out->not_before) {
        REFUSE(o, "not_after", "is before not_before");
    }

out:
    return st;
}

static mohur_status
read_all(const struct mohur__object *o, struct mohur__expect *out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__object_type(o, "the expectations are", TYPE));
    TRY(mohur__object_members(o, "type signers? quorum? min_level? not_before? "
                                 "not_after? format? attributes?"));
    if (json_object_size(o->json) == 1) {
        REFUSE(o, "", "expects nothing");
    }
    TRY(read_signers(o, out));
    TRY(read_rest(o, out));
    TRY(read_claims(o, out));

out:
    return st;
}

mohur_status
mohur__expect_parse(mohur_ctx *ctx,
                    mohur__bytes text,
                    struct mohur__expect *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__object o = {.of = "expectations"};

    *out = (struct mohur__expect){.json = NULL};
    REQUIRE(ctx, text.len <= MOHUR__EXPECT_MAX, MOHUR_E_LIMIT,
            "expectations have at most %d bytes", MOHUR__EXPECT_MAX);
    TRY(mohur__json_parse_free(ctx, "the expectations are", text, &out->json));
    TRY(mohur__object_open(ctx, out->json, "", &o));
    TRY(read_all(&o, out));

out:
    if (st != MOHUR_OK) {
        mohur__expect_wipe(out);
    }
    return st;
}

void
mohur__expect_wipe(struct mohur__expect *expect)
{
    json_decref(expect->json);
    *expect = (struct mohur__expect){.json = NULL};
}
