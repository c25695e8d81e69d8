/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/anonymous.h"
#include "archive/signature.h"
#include "archive/slot.h"
#include "archive/writer.h"
#include "base/guard.h"
#include "base/options.h"
#include "base/text.h"
#include "crypto/kem.h"
#include "keystore/key.h"
#include "profile/decide.h"

/* What the caller asks for, checked before anything is drawn or written. */

#define PAD_BUCKET_MAX (UINT64_C(1) << 40)

static mohur__bytes
recipient_at(const struct mohur__writer_plan *plan, size_t i)
{
    return mohur__bytes_sub(MOHUR__BYTES(plan->recipients),
                            i * MOHUR__RECIPIENT_ID_LEN,
                            MOHUR__RECIPIENT_ID_LEN);
}

/* Take the id that was just written in the last place; it must be new. */
static mohur_status
add_recipient(mohur_ctx *ctx, struct mohur__writer_plan *plan)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < plan->slots; i++) {
        REQUIRE(ctx,
                !mohur__bytes_equal(recipient_at(plan, i),
                                    recipient_at(plan, plan->slots)),
                MOHUR_E_ARGUMENT, "recipient %u is named twice",
                (unsigned)i + 1);
    }
    plan->slots++;

out:
    return st;
}

static mohur__span
next_recipient(struct mohur__writer_plan *plan)
{
    return mohur__span_sub(MOHUR__SPAN(plan->recipients),
                           plan->slots * MOHUR__RECIPIENT_ID_LEN,
                           MOHUR__RECIPIENT_ID_LEN);
}

static mohur_status
check_recipient(mohur_ctx *ctx,
                const mohur_key *key,
                struct mohur__writer_plan *plan)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__key_check(ctx, key));
    REQUIRE(ctx, mohur__slot_type_of(key) != 0, MOHUR_E_ARGUMENT,
            "recipient %u is a key to sign with, not to seal to",
            plan->slots + 1);
    REQUIRE(ctx,
            mohur_key_purpose(key) != MOHUR_PURPOSE_WRAP ||
                mohur_key_has_private(key),
            MOHUR_E_KEY_STATE, "wrapping key %u has no key bytes",
            plan->slots + 1);
    TRY(mohur__key_require_protect(ctx, key));
    TRY(mohur__recipient_id_key(ctx, key, next_recipient(plan)));
    TRY(add_recipient(ctx, plan));

out:
    return st;
}

/* A hybrid beside a classical recipient protects no better than the latter. */
static mohur_status
check_mixing(mohur_ctx *ctx, const mohur_archive_options *o)
{
    bool hybrid     = false;
    bool classical  = false;
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < o->recipients_len && !o->passphrase_and_key; i++) {
        uint16_t type = mohur__slot_type_of(o->recipients[i]);
        hybrid        = hybrid || type == MOHUR__SLOT_X_WING;
        classical =
            classical || (type != MOHUR__SLOT_X_WING &&
                          type != MOHUR__SLOT_KEK && type != MOHUR__SLOT_HSM);
    }
    REQUIRE(ctx, o->allow_mixed_pq || !hybrid || !classical, MOHUR_E_POLICY,
            "some recipients are post-quantum and some are not; that has to "
            "be allowed");

out:
    return st;
}

static mohur_status
check_recipients(mohur_ctx *ctx, struct mohur__writer_plan *plan)
{
    const mohur_archive_options *o = &plan->options;
    mohur_status st                = MOHUR_OK;

    REQUIRE(ctx, o->recipients != NULL || o->recipients_len == 0,
            MOHUR_E_ARGUMENT, "recipients is NULL");
    REQUIRE(ctx, o->recipients_len + (o->passphrase != NULL) >= 1,
            MOHUR_E_ARGUMENT, "nobody could open it: there is no recipient");
    REQUIRE(ctx,
            o->recipients_len <=
                (size_t)MOHUR__SLOTS_MAX - (o->passphrase != NULL),
            MOHUR_E_ARGUMENT, "%zu recipients are more than %d",
            o->recipients_len, MOHUR__SLOTS_MAX);
    for (size_t i = 0; i < o->recipients_len; i++) {
        TRY(check_recipient(ctx, o->recipients[i], plan));
    }
    TRY(check_mixing(ctx, o));

out:
    return st;
}

static mohur_status
check_passphrase(mohur_ctx *ctx, struct mohur__writer_plan *plan)
{
    mohur_archive_options *o = &plan->options;
    mohur_request request    = MOHUR_REQUEST_INIT;
    mohur_status st          = MOHUR_OK;

    REQUIRE(ctx, o->passphrase != NULL || o->passphrase_len == 0,
            MOHUR_E_ARGUMENT, "the passphrase is NULL but has a length");
    if (o->passphrase == NULL) {
        return MOHUR_OK;
    }
    REQUIRE(ctx,
            o->passphrase_len >= 1 &&
                o->passphrase_len <= MOHUR__ARCHIVE_PASSPHRASE_MAX,
            MOHUR_E_ARGUMENT, "the passphrase has %zu bytes, not 1 to %d",
            o->passphrase_len, MOHUR__ARCHIVE_PASSPHRASE_MAX);
    if (o->passphrase_m_kib == 0) {
        o->passphrase_m_kib = MOHUR__PWHASH_DEFAULT_M_KIB;
    }
    if (o->passphrase_t == 0) {
        o->passphrase_t = MOHUR__PWHASH_DEFAULT_T;
    }
    TRY(mohur__pwhash_check(ctx, (struct mohur__pwhash_cost){
                                     o->passphrase_m_kib, o->passphrase_t}));
    request.operation = MOHUR_OP_PASSPHRASE;
    request.alg       = MOHUR_ALG_ARGON2ID;
    request.m_kib     = o->passphrase_m_kib;
    request.t         = o->passphrase_t;
    TRY(mohur__profile_require(ctx, &request));
    plan->passphrase = mohur__bytes_of(o->passphrase, o->passphrase_len);
    if (!o->passphrase_and_key) {
        TRY(mohur__recipient_id_passphrase(ctx, next_recipient(plan)));
        TRY(add_recipient(ctx, plan));
    }

out:
    return st;
}

/* Each slot takes the passphrase too, and Argon2id costs. */
static mohur_status
check_both(mohur_ctx *ctx, const mohur_archive_options *o)
{
    mohur_status st = MOHUR_OK;

    if (!o->passphrase_and_key) {
        return MOHUR_OK;
    }
    REQUIRE(ctx, o->passphrase != NULL, MOHUR_E_ARGUMENT,
            "there is no passphrase to ask for beside the key");
    REQUIRE(ctx,
            o->recipients_len >= 1 &&
                o->recipients_len <= MOHUR__ARGON2_SLOTS_MAX,
            MOHUR_E_ARGUMENT,
            "with a passphrase and a key %zu recipients open it, not 1 to %d",
            o->recipients_len, MOHUR__ARGON2_SLOTS_MAX);
    for (size_t i = 0; i < o->recipients_len; i++) {
        REQUIRE(ctx, mohur_key_purpose(o->recipients[i]) == MOHUR_PURPOSE_SEAL,
                MOHUR_E_ARGUMENT,
                "recipient %zu is a wrapping key: those go "
                "without a passphrase",
                i + 1);
    }

out:
    return st;
}

/* Decoys take slots as well. */
static mohur_status
check_decoys(mohur_ctx *ctx, struct mohur__writer_plan *plan)
{
    mohur_status st = MOHUR_OK;

    plan->decoys =
        plan->options.anonymous ? mohur__anonymous_decoys(&plan->options) : 0;
    REQUIRE(ctx, plan->slots + plan->decoys <= MOHUR__SLOTS_MAX,
            MOHUR_E_ARGUMENT, "with decoys, %u slots would be more than %d",
            plan->slots + plan->decoys, MOHUR__SLOTS_MAX);

out:
    return st;
}

static bool
is_before(const mohur_key *const *keys, size_t i)
{
    mohur__bytes id = mohur__bytes_of(mohur_key_id(keys[i]), MOHUR_KEY_ID_LEN);

    for (size_t k = 0; k < i; k++) {
        if (mohur__bytes_equal(
                id, mohur__bytes_of(mohur_key_id(keys[k]), MOHUR_KEY_ID_LEN))) {
            return true;
        }
    }
    return false;
}

static mohur_status
check_signers(mohur_ctx *ctx, const mohur_archive_options *o, bool is_signed)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, o->signers != NULL || o->signers_len == 0, MOHUR_E_ARGUMENT,
            "signers is NULL");
    REQUIRE(ctx, is_signed || o->signers_len == 0, MOHUR_E_ARGUMENT,
            "an unsigned archive has no signers");
    REQUIRE(ctx,
            !is_signed ||
                (o->signers_len >= 1 && o->signers_len <= MOHUR__SIGNERS_MAX),
            MOHUR_E_ARGUMENT, "there are %zu signers, not 1 to %d",
            o->signers_len, MOHUR__SIGNERS_MAX);
    for (size_t i = 0; i < o->signers_len; i++) {
        TRY(mohur__key_check(ctx, o->signers[i]));
        REQUIRE(ctx,
                mohur_key_purpose(o->signers[i]) == MOHUR_PURPOSE_SIGN &&
                    mohur__signature_alg_of(o->signers[i]) != 0,
                MOHUR_E_ARGUMENT, "signer %zu is not a key to sign with",
                i + 1);
        REQUIRE(ctx, mohur_key_has_private(o->signers[i]), MOHUR_E_ARGUMENT,
                "signer %zu is a public key: it can only verify", i + 1);
        REQUIRE(ctx, !is_before(o->signers, i), MOHUR_E_ARGUMENT,
                "signer %zu is named twice", i + 1);
        TRY(mohur__key_require_protect(ctx, o->signers[i]));
    }

out:
    return st;
}

/* Only with administrators is there somebody to name. */
static mohur_status
check_admins(mohur_ctx *ctx, const mohur_archive_options *o)
{
    bool named      = o->header_policy == MOHUR_HEADER_ADMINS;
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx,
            named || o->header_policy == MOHUR_HEADER_ANYONE ||
                o->header_policy == MOHUR_HEADER_FROZEN,
            MOHUR_E_ARGUMENT, "there is no header policy number %d",
            (int)o->header_policy);
    REQUIRE(ctx, o->admins != NULL || o->admins_len == 0, MOHUR_E_ARGUMENT,
            "admins is NULL");
    REQUIRE(ctx,
            named ? o->admins_len >= 1 && o->admins_len <= MOHUR__ADMINS_MAX
                  : o->admins_len == 0,
            MOHUR_E_ARGUMENT, "%zu administrators are named, not %s",
            o->admins_len,
            named ? "1 to 16" : "none: the policy asks for none");
    for (size_t i = 0; i < o->admins_len; i++) {
        TRY(mohur__key_check(ctx, o->admins[i]));
        REQUIRE(ctx,
                mohur_key_purpose(o->admins[i]) == MOHUR_PURPOSE_SIGN &&
                    mohur__signature_alg_of(o->admins[i]) != 0,
                MOHUR_E_ARGUMENT, "administrator %zu is not a key to sign with",
                i + 1);
        REQUIRE(ctx, !is_before(o->admins, i), MOHUR_E_ARGUMENT,
                "administrator %zu is named twice", i + 1);
    }

out:
    return st;
}

/* The strictest level among the keys rules for the whole archive. */
static uint8_t
level_of(const mohur_archive_options *o)
{
    uint8_t level = 0;

    for (size_t i = 0; i < o->recipients_len; i++) {
        uint8_t l = mohur__key_level(o->recipients[i]);
        level     = l > level ? l : level;
    }
    for (size_t i = 0; i < o->signers_len; i++) {
        uint8_t l = mohur__key_level(o->signers[i]);
        level     = l > level ? l : level;
    }
    return level;
}

static mohur_status
check_padding(mohur_ctx *ctx, const mohur_archive_options *o)
{
    bool bucket     = o->pad == MOHUR_ARCHIVE_PAD_BUCKET;
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx,
            bucket || o->pad == MOHUR_ARCHIVE_PAD_PADME ||
                o->pad == MOHUR_ARCHIVE_PAD_NONE ||
                o->pad == MOHUR_ARCHIVE_PAD_POWER,
            MOHUR_E_ARGUMENT, "there is no padding number %d", (int)o->pad);
    REQUIRE(ctx,
            bucket ? o->pad_bucket >= 1 && o->pad_bucket <= PAD_BUCKET_MAX
                   : o->pad_bucket == 0,
            MOHUR_E_ARGUMENT, "pad_bucket is %llu, not %s",
            (unsigned long long)o->pad_bucket, bucket ? "1 to 2^40" : "0");

out:
    return st;
}

static mohur_status
check_label(mohur_ctx *ctx, const mohur_archive_options *o)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx,
            o->label == NULL
                ? o->label_len == 0
                : o->label_len >= 1 && o->label_len <= MOHUR__LABEL_MAX,
            MOHUR_E_ARGUMENT, "a label has 1 to %d bytes", MOHUR__LABEL_MAX);
    REQUIRE(ctx, mohur__utf8_valid(mohur__bytes_of(o->label, o->label_len)),
            MOHUR_E_ARGUMENT, "the label is not UTF-8");

out:
    return st;
}

static mohur_status
check_content(mohur_ctx *ctx, mohur_archive_options *o)
{
    uint8_t level   = level_of(o);
    mohur_status st = MOHUR_OK;

    if (o->aead == MOHUR_ALG_NONE) {
        o->aead = MOHUR_ALG_AES_256_GCM;
    }
    if (o->header_areas == 0) {
        o->header_areas = 1;
    }
    REQUIRE(ctx, o->header_areas <= 2, MOHUR_E_ARGUMENT,
            "a header has 1 or 2 areas, not %u", o->header_areas);
    REQUIRE(ctx, mohur__suite_of(o->aead) != 0, MOHUR_E_ARGUMENT,
            "archives are not sealed with %s", mohur_alg_name(o->aead));
    TRY(mohur__profile_allow(ctx, MOHUR_OP_ENCRYPT, o->aead, MOHUR_ALG_NONE,
                             level));
    TRY(mohur__profile_allow(ctx, MOHUR_OP_HASH, MOHUR_ALG_SHA_256,
                             MOHUR_ALG_NONE, level));

out:
    return st;
}

mohur_status
mohur__writer_plan(mohur_ctx *ctx,
                   const mohur_archive_options *options,
                   bool is_signed,
                   struct mohur__writer_plan *out)
{
    mohur_status st = MOHUR_OK;

    *out = (struct mohur__writer_plan){.slots = 0};
    TRY(mohur__options_check(ctx, options, sizeof out->options, &out->options));
    TRY(check_recipients(ctx, out));
    TRY(check_signers(ctx, &out->options, is_signed));
    TRY(check_admins(ctx, &out->options));
    TRY(check_passphrase(ctx, out));
    TRY(check_both(ctx, &out->options));
    TRY(check_decoys(ctx, out));
    TRY(check_padding(ctx, &out->options));
    TRY(check_label(ctx, &out->options));
    TRY(check_content(ctx, &out->options));

out:
    return st;
}
