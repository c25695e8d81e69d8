/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/share.h"

#include "base/guard.h"
#include "base/mem.h"
#include "base/options.h"
#include "keystore/share_text.h"

/* Shares for callers: options read, sentences kept in locked memory. */

struct mohur_share_list {
    uint32_t magic;
    size_t len;
    struct mohur__secret *text[MOHUR__SHARES_MAX];
};

static bool
is_list(const mohur_share_list *list)
{
    return list != NULL && list->magic == MOHUR__MAGIC_SHARES;
}

size_t
mohur_share_list_len(const mohur_share_list *list)
{
    return is_list(list) ? list->len : 0;
}

const char *
mohur_share_list_at(const mohur_share_list *list, size_t i)
{
    return is_list(list) && i < list->len
               ? (const char *)mohur__secret_bytes(list->text[i]).data
               : NULL;
}

void
mohur_share_list_free(mohur_share_list *list)
{
    if (!is_list(list)) {
        return;
    }
    for (size_t i = 0; i < list->len; i++) {
        mohur__secret_free(list->text[i]);
    }
    mohur__free(list); /* which wipes the magic */
}

mohur_status
mohur__share_list_new(mohur_ctx *ctx,
                      const struct mohur__share *shares,
                      size_t n,
                      mohur_share_list **out)
{
    mohur_status st        = MOHUR_OK;
    mohur_share_list *list = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &list));
    list->magic = MOHUR__MAGIC_SHARES;
    for (size_t i = 0; i < n; i++) {
        TRY(mohur__share_emit(ctx, &shares[i], &list->text[i]));
        list->len++;
    }
    *out = list;
    list = NULL;

out:
    mohur_share_list_free(list);
    return st;
}

mohur_status
mohur__share_plan_read(mohur_ctx *ctx,
                       const mohur_share_options *given,
                       struct mohur__share_plan *out)
{
    mohur_status st       = MOHUR_OK;
    mohur_share_options o = MOHUR_SHARE_OPTIONS_INIT;
    uint8_t id[2]         = {0};

    *out = (struct mohur__share_plan){0};
    TRY(mohur__options_check(ctx, given, sizeof o, &o));
    REQUIRE(ctx,
            o.groups != NULL && o.groups_len > 0 &&
                o.groups_len <= MOHUR__SHARE_GROUPS_MAX,
            MOHUR_E_ARGUMENT, "shares are for 1 to %d groups",
            MOHUR__SHARE_GROUPS_MAX);
    REQUIRE(ctx, o.passphrase != NULL || o.passphrase_len == 0,
            MOHUR_E_ARGUMENT, "the passphrase of the shares is NULL");
    for (size_t i = 0; i < o.groups_len; i++) {
        out->group[i] = (struct mohur__share_group){o.groups[i].threshold,
                                                    o.groups[i].count};
    }
    out->passphrase          = mohur__bytes_of(o.passphrase, o.passphrase_len);
    out->set.extendable      = true;
    out->set.group_threshold = o.group_threshold;
    out->set.group_count     = (uint8_t)o.groups_len;
    TRY(mohur__share_plan_check(ctx, out));
    TRY(mohur__random(ctx, MOHUR__SPAN(id)));
    out->set.id = mohur__load16(id) & 0x7FFF;

out:
    return st;
}

void
mohur__shares_wipe(struct mohur__shares *shares)
{
    for (size_t i = 0; i < shares->len; i++) {
        mohur__share_wipe(&shares->at[i]);
    }
    mohur__free(shares->at);
    *shares = (struct mohur__shares){0};
}

mohur_status
mohur__shares_new(mohur_ctx *ctx, size_t n, struct mohur__shares *out)
{
    mohur_status st = MOHUR_OK;
    void *block     = NULL;

    *out = (struct mohur__shares){0};
    TRY(mohur__alloc_array(ctx, n, sizeof *out->at, &block));
    out->at  = block;
    out->len = n;

out:
    return st;
}

mohur_status
mohur__shares_read(mohur_ctx *ctx,
                   const char *const *texts,
                   size_t n,
                   struct mohur__shares *out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__shares_new(ctx, n, out));
    for (size_t i = 0; i < n; i++) {
        TRY(mohur__share_parse(ctx, i + 1, mohur__bytes_text(texts[i]),
                               &out->at[i]));
    }

out:
    return st;
}

mohur_status
mohur__shares_check(mohur_ctx *ctx, const char *const *texts, size_t n)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, texts != NULL && n > 0 && n <= MOHUR__SHARES_MAX,
            MOHUR_E_ARGUMENT, "shares are 1 to %d texts", MOHUR__SHARES_MAX);
    for (size_t i = 0; i < n; i++) {
        REQUIRE(ctx, texts[i] != NULL, MOHUR_E_ARGUMENT, "share %zu is NULL",
                i + 1);
    }

out:
    return st;
}

mohur_status
mohur_share_split(mohur_ctx *ctx,
                  const mohur_share_options *options,
                  const uint8_t *secret,
                  size_t secret_len,
                  mohur_share_list **out)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__share_plan plan = {0};
    struct mohur__shares shares   = {0};

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL && (secret != NULL || secret_len == 0),
            MOHUR_E_ARGUMENT, "out or the secret is NULL");
    TRY(mohur__share_plan_read(ctx, options, &plan));
    TRY(mohur__shares_new(ctx, mohur__share_plan_count(&plan), &shares));
    TRY(mohur__share_split(ctx, &plan, mohur__bytes_of(secret, secret_len),
                           shares.at));
    TRY(mohur__share_list_new(ctx, shares.at, shares.len, out));

out:
    mohur__shares_wipe(&shares);
    return st;
}

mohur_status
mohur_share_combine(mohur_ctx *ctx,
                    const char *const *shares,
                    size_t shares_len,
                    const char *passphrase,
                    size_t passphrase_len,
                    uint8_t *out,
                    size_t out_cap,
                    size_t *out_len)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__shares read    = {0};
    struct mohur__secret *secret = NULL;
    mohur__bytes found           = MOHUR__NOTHING;

    if (out_len != NULL) {
        *out_len = 0;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out_len != NULL && (out != NULL || out_cap == 0),
            MOHUR_E_ARGUMENT, "out or out_len is NULL");
    REQUIRE(ctx, passphrase != NULL || passphrase_len == 0, MOHUR_E_ARGUMENT,
            "the passphrase of the shares is NULL");
    REQUIRE(ctx, passphrase_len <= MOHUR__SHARE_PASS_MAX, MOHUR_E_ARGUMENT,
            "a passphrase of shares is up to %d bytes of printable ASCII",
            MOHUR__SHARE_PASS_MAX);
    TRY(mohur__shares_check(ctx, shares, shares_len));
    TRY(mohur__shares_read(ctx, shares, shares_len, &read));
    TRY(mohur__share_combine(ctx, read.at, read.len,
                             mohur__bytes_of(passphrase, passphrase_len),
                             &secret));
    found    = mohur__secret_bytes(secret);
    *out_len = found.len;
    REQUIRE(ctx, out_cap >= found.len, MOHUR_E_BUFFER_TOO_SMALL,
            "the secret has %zu bytes", found.len);
    mohur__copy(mohur__span_of(out, out_cap), found);

out:
    mohur__secret_free(secret);
    mohur__shares_wipe(&read);
    return st;
}
