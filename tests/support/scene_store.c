/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "keystore/store.h"
#include "scene.h"

static const uint8_t root_key[MOHUR__ROOT_KEY_LEN] =
    "thirty-two bytes of a root key!";

mohur_status
scene_store_new(mohur_ctx *ctx, const char *path, mohur_keystore **out)
{
    struct mohur__store_seed seed = {0};

    mohur__error_clear(ctx);
    seed.passphrase = mohur__bytes_text(SCENE_PASSPHRASE);
    seed.cost.m_kib = MOHUR__PWHASH_MIN_M_KIB;
    seed.cost.t     = 1;
    seed.root_key   = MOHUR__BYTES(root_key);
    return mohur__store_create(ctx, path, &seed, out);
}

mohur_status
scene_store_open(mohur_ctx *ctx, const char *path, mohur_keystore **out)
{
    mohur_status st    = MOHUR_OK;
    mohur_keystore *ks = NULL;

    *out = NULL;
    mohur__error_clear(ctx);
    TRY(mohur__store_open(ctx, path, &ks));
    TRY(mohur__store_unlock(ks, MOHUR__BYTES(root_key), MOHUR__NOTHING));
    *out = ks;
    ks   = NULL;

out:
    mohur__store_close(ks);
    return st;
}

mohur_status
scene_store_key(mohur_keystore *ks, const char *name, mohur_alg alg)
{
    mohur_key_options options = MOHUR_KEY_OPTIONS_INIT;
    mohur_key *key            = NULL;
    mohur_status st           = MOHUR_OK;

    options.name       = name;
    options.name_len   = strlen(name);
    options.alg        = alg;
    options.exportable = alg != MOHUR_ALG_AES_256_WRAP;
    options.purpose    = alg == MOHUR_ALG_ED25519        ? MOHUR_PURPOSE_SIGN
                         : alg == MOHUR_ALG_AES_256_WRAP ? MOHUR_PURPOSE_WRAP
                                                         : MOHUR_PURPOSE_SEAL;
    st                 = mohur_keystore_key_new(ks, &options, &key);
    mohur_key_free(key);
    return st;
}
