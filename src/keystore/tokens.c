/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/tokens.h"

#include "base/guard.h"
#include "base/mem.h"
#include "keystore/birth.h"

enum {
    TOKENS_MAX = 32
};

struct mohur__tokens {
    struct mohur__hsm_pin pin;
    size_t len;
    struct mohur__hsm *at[TOKENS_MAX];
};

static mohur_status
tokens_need(struct mohur_keystore *ks)
{
    return ks->tokens != NULL ? MOHUR_OK : MOHUR__NEW(ks->ctx, &ks->tokens);
}

static void
forget(struct mohur__tokens *all)
{
    while (all->len > 0) {
        all->len--;
        mohur__hsm_free(all->at[all->len]);
    }
}

void
mohur__tokens_free(struct mohur_keystore *ks)
{
    if (ks->tokens != NULL) {
        forget(ks->tokens);
    }
    mohur__free(ks->tokens);
    ks->tokens = NULL;
}

bool
mohur__tokens_have_pin(const struct mohur_keystore *ks)
{
    return ks->tokens != NULL && ks->tokens->pin.fn != NULL;
}

mohur_status
mohur__tokens_get(struct mohur_keystore *ks,
                  mohur__bytes uri,
                  struct mohur__hsm **out)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__token_uri want = {.token = ""};
    struct mohur__tokens *all    = NULL;

    TRY(mohur__token_uri_parse(ks->ctx, uri, &want));
    TRY(tokens_need(ks));
    all = ks->tokens;
    for (size_t i = 0; i < all->len; i++) {
        if (mohur__token_uri_same(&want, mohur__hsm_uri_of(all->at[i]))) {
            *out = all->at[i];
            goto out;
        }
    }
    REQUIRE(ks->ctx, all->len < TOKENS_MAX, MOHUR_E_LIMIT,
            "keys of a keystore live in %d tokens at most", TOKENS_MAX);
    TRY(mohur__hsm_new(ks->ctx, &want, all->pin, &all->at[all->len]));
    *out = all->at[all->len];
    all->len++;

out:
    return st;
}

mohur_status
mohur_keystore_set_pin(mohur_keystore *ks, mohur_pin_fn *fn, void *user)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_enter(ks));
    TRY(tokens_need(ks));
    forget(ks->tokens);
    ks->tokens->pin = (struct mohur__hsm_pin){fn, user};
    TRY(mohur__birth_reconcile(ks));

out:
    return st;
}
