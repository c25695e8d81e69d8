/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/slot.h"
#include "archive/slot_secret.h"
#include "base/ct.h"
#include "base/guard.h"
#include "keystore/key_act.h"

/* A slot, opened: check value first, then the AEAD. */

/* CT: leaks the length of the passphrase. */
static mohur_status
derive_passphrase(mohur_ctx *ctx,
                  mohur__bytes imm,
                  const struct mohur__slot *slot,
                  mohur__bytes passphrase,
                  struct mohur__slot_keys *out)
{
    uint8_t ikm[MOHUR__SLOT_WK_LEN] = {0};
    mohur_status st                 = MOHUR_OK;

    TRY(mohur__slot_stretch(ctx, slot, passphrase, MOHUR__SPAN(ikm)));
    TRY(mohur__slot_keys_derive(ctx, imm, MOHUR__BYTES(ikm), slot->context,
                                out));

out:
    mohur__wipe(ikm, sizeof ikm);
    return st;
}

/* CT: leaks whether enc was valid. */
static mohur_status
receive_export(mohur_ctx *ctx,
               mohur__bytes imm,
               const struct mohur__slot *slot,
               const mohur_key *key,
               mohur__span out)
{
    struct mohur__slot_hpke_info info = mohur__slot_hpke_info(imm);

    return mohur__key_receive_export(
        ctx, key, mohur__slot_hpke_suite(mohur_key_alg(key)), slot->enc,
        MOHUR__BYTES(info.bytes), slot->context, out);
}

/* CT: leaks whether enc was valid. */
static mohur_status
derive_both(mohur_ctx *ctx,
            mohur__bytes imm,
            const struct mohur__slot *slot,
            const struct mohur__slot_opener *opener,
            struct mohur__slot_keys *out)
{
    struct mohur__slot_ikm ikm = {{0}};
    mohur_status st            = MOHUR_OK;

    mohur__copy(mohur__slot_ikm_stretched(&ikm), opener->stretched);
    TRY(receive_export(ctx, imm, slot, opener->key,
                       mohur__slot_ikm_exported(&ikm)));
    TRY(mohur__slot_keys_derive(ctx, imm, MOHUR__BYTES(ikm.bytes),
                                slot->context, out));

out:
    mohur__wipe(&ikm, sizeof ikm);
    return st;
}

/* CT: leaks whether enc was valid. */
static mohur_status
derive_opener(mohur_ctx *ctx,
              mohur__bytes imm,
              const struct mohur__slot *slot,
              const struct mohur__slot_opener *opener,
              struct mohur__slot_keys *out)
{
    if (opener->key == NULL) {
        return derive_passphrase(ctx, imm, slot, opener->passphrase, out);
    }
    if (slot->type == MOHUR__SLOT_KEK) {
        return mohur__slot_keys_derive(ctx, imm, mohur__key_secret(opener->key),
                                       slot->context, out);
    }
    if (slot->type == MOHUR__SLOT_BOTH) {
        return derive_both(ctx, imm, slot, opener, out);
    }
    return receive_export(ctx, imm, slot, opener->key, MOHUR__SPAN(out->both));
}

/* CT: leaks whether it opened. */
static mohur_status
unwrap(mohur_ctx *ctx,
       mohur__bytes imm,
       const struct mohur__slot *slot,
       const struct mohur__slot_keys *keys,
       struct mohur__secret **out)
{
    struct mohur__aead *aead       = NULL;
    struct mohur__secret *file_key = NULL;
    mohur_status st                = MOHUR_OK;

    TRY(mohur__auth_require(
        ctx, mohur__ct_equal(mohur__slot_wc(keys), slot->check)));
    TRY(mohur__secret_new(ctx, MOHUR__FILE_KEY_LEN, &file_key));
    TRY(mohur__slot_aead_new(ctx, imm, keys, &aead));
    TRY(mohur__aead_open(aead, mohur__slot_nonce(), MOHUR__NOTHING, slot->wrap,
                         mohur__secret_span(file_key)));
    *out     = file_key;
    file_key = NULL; /* the caller's now */

out:
    mohur__aead_free(aead);
    mohur__secret_free(file_key);
    return st;
}

/* The token unwraps; nothing commits but what comes behind the slots.
 * CT: leaks whether it opened. */
static mohur_status
unwrap_hsm(mohur_ctx *ctx,
           const struct mohur__slot *slot,
           const struct mohur__slot_opener *opener,
           struct mohur__secret **out)
{
    struct mohur__secret *file_key = NULL;
    size_t len                     = 0;
    mohur_status st                = MOHUR_OK;

    TRY(mohur__secret_new(ctx, MOHUR__FILE_KEY_LEN, &file_key));
    TRY(mohur__key_unwrap(ctx, opener->key, slot->wrap,
                          mohur__secret_span(file_key), &len));
    TRY(mohur__auth_require(ctx, len == MOHUR__FILE_KEY_LEN));
    *out     = file_key;
    file_key = NULL; /* the caller's now */

out:
    mohur__secret_free(file_key);
    return st;
}

/* CT: leaks whether enc was valid, and whether it opened. */
static mohur_status
derive_and_unwrap(mohur_ctx *ctx,
                  mohur__bytes imm,
                  const struct mohur__slot *slot,
                  const struct mohur__slot_opener *opener,
                  struct mohur__secret **out)
{
    struct mohur__slot_keys keys = {{0}};
    mohur_status st              = MOHUR_OK;

    TRY(derive_opener(ctx, imm, slot, opener, &keys));
    TRY(unwrap(ctx, imm, slot, &keys, out));

out:
    mohur__wipe(&keys, sizeof keys);
    return st;
}

/* CT: leaks the slot's type and whether it opened, not which check failed. */
mohur_status
mohur__slot_open(mohur_ctx *ctx,
                 mohur__bytes imm,
                 const struct mohur__slot *slot,
                 const struct mohur__slot_opener *opener,
                 struct mohur__secret **out_file_key)
{
    mohur_status st = MOHUR_OK;

    *out_file_key = NULL;
    st            = slot->type == MOHUR__SLOT_HSM
                        ? unwrap_hsm(ctx, slot, opener, out_file_key)
                        : derive_and_unwrap(ctx, imm, slot, opener, out_file_key);
    /* Why it does not open is nobody's business. */
    if (st == MOHUR_E_AUTH || st == MOHUR_E_FORMAT) {
        mohur__error_clear(ctx);
        st = mohur__error(ctx, MOHUR_E_NO_KEY, "no slot opens with this key");
    }
    return st;
}
