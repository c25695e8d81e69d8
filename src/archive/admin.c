/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/admin.h"

#include "archive/ext.h"
#include "archive/signature.h"
#include "archive/tlv.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "crypto/labels.h"
#include "keystore/key.h"

/* Who may change a header is said in the manifest, which is signed; that
 * they did is said in the header itself. */

static bool
is_named(const struct mohur__manifest *m, uint16_t alg, mohur__bytes key_id)
{
    mohur__bytes admins    = MOHUR__NOTHING;
    struct mohur__cursor c = mohur__cursor_of(MOHUR__NOTHING);

    if (!mohur__tlv_find(m->meta, MOHUR__META_ADMINS, &admins)) {
        return false;
    }
    c = mohur__cursor_of(admins);
    while (!mohur__cursor_end(&c) && mohur__cursor_ok(&c)) {
        bool same = mohur__read_u16(&c) == alg;
        if (mohur__bytes_equal(mohur__read_bytes(&c, MOHUR_KEY_ID_LEN),
                               key_id) &&
            same) {
            return true;
        }
    }
    return false;
}

bool
mohur__admin_named(const struct mohur__manifest *m, const mohur_key *key)
{
    return is_named(m, mohur__signature_alg_of(key),
                    mohur__bytes_of(mohur_key_id(key), MOHUR_KEY_ID_LEN));
}

/* Verify one against the key of its id, if that is at hand. */
static mohur_status
judge(mohur_ctx *ctx,
      const struct mohur__admin_case *c,
      const struct mohur__signature *s,
      const mohur_key *key,
      const mohur_key **out)
{
    mohur_status st = MOHUR_OK;

    if (!mohur__bytes_equal(
            mohur__bytes_of(mohur_key_id(key), MOHUR_KEY_ID_LEN), s->key_id)) {
        return MOHUR_OK;
    }
    st = mohur__signature_verify(ctx, s, key, MOHUR__LABEL_HEADER_SIG,
                                 c->digest);
    if (st == MOHUR_OK) {
        st = c->still ? mohur__key_require_process_still(ctx, key)
                      : mohur__key_require_process(ctx, key);
    }
    if (st == MOHUR_OK) {
        *out = key;
    }
    if (st == MOHUR_E_AUTH ||
        mohur_status_class(st) == mohur_status_class(MOHUR_E_POLICY)) {
        mohur__error_clear(ctx);
        st = MOHUR_OK;
    }
    return st;
}

/* The EXT records of a header, opened one after the other. */
struct walk {
    mohur_ctx *ctx;
    const struct mohur__header *header;
    const struct mohur__schedule *schedule;
    struct mohur__cursor left;
    struct mohur__ext ext; /* the record at hand */
    uint16_t type;
    struct mohur__buf body;
};

static struct walk
walk_start(mohur_ctx *ctx,
           const struct mohur__header *h,
           const struct mohur__schedule *s)
{
    struct walk w = {.ctx      = ctx,
                     .header   = h,
                     .schedule = s,
                     .left     = mohur__cursor_of(h->ext)};

    mohur__buf_init(&w.body, ctx, MOHUR__EXT_TOTAL_MAX);
    return w;
}

static mohur_status
walk_next(struct walk *w)
{
    mohur_status st = MOHUR_OK;

    mohur__buf_clear(&w->body);
    TRY(mohur__ext_parse(w->ctx, &w->left, &w->ext));
    TRY(mohur__ext_open(w->ctx, w->schedule, w->header->aead, &w->ext, &w->type,
                        &w->body));

out:
    return st;
}

mohur_status
mohur__admin_find(mohur_ctx *ctx,
                  const struct mohur__admin_case *c,
                  const mohur_key *const *keys,
                  size_t n,
                  const mohur_key **out)
{
    struct walk w                     = walk_start(ctx, c->header, c->schedule);
    struct mohur__signature signature = {.alg = 0};
    mohur_status st                   = MOHUR_OK;

    for (uint32_t i = 0; i < c->header->n_ext && *out == NULL; i++) {
        struct mohur__cursor in = mohur__cursor_of(MOHUR__NOTHING);
        TRY(walk_next(&w));
        if (w.type != MOHUR__EXT_ADMIN_SIGNATURE) {
            continue;
        }
        in = mohur__cursor_of(mohur__buf_view(&w.body));
        TRY(mohur__signature_parse(ctx, &in, &signature));
        REQUIRE(ctx, mohur__cursor_end(&in), MOHUR_E_FORMAT,
                "bytes stand after a signature in the header");
        if (!is_named(c->manifest, signature.alg, signature.key_id)) {
            continue;
        }
        for (size_t k = 0; k < n && *out == NULL; k++) {
            TRY(judge(ctx, c, &signature, keys[k], out));
        }
    }

out:
    mohur__buf_wipe(&w.body);
    return st;
}

/* CT: leaks the algorithm. */
mohur_status
mohur__admin_sign(mohur_ctx *ctx,
                  const struct mohur__schedule *s,
                  mohur_alg aead,
                  const mohur_key *key,
                  mohur__bytes digest,
                  struct mohur__buf *out)
{
    struct mohur__buf body = {.ctx = NULL};
    mohur_status st        = MOHUR_OK;

    mohur__buf_init(&body, ctx, MOHUR__EXT_TOTAL_MAX);
    TRY(mohur__key_require_protect(ctx, key));
    TRY(mohur__signature_emit(ctx, key, MOHUR__LABEL_HEADER_SIG, digest,
                              &body));
    TRY(mohur__ext_seal(ctx, s, aead, MOHUR__EXT_ADMIN_SIGNATURE,
                        mohur__buf_view(&body), out));

out:
    mohur__buf_wipe(&body);
    return st;
}

mohur_status
mohur__admin_others(mohur_ctx *ctx,
                    const struct mohur__header *h,
                    const struct mohur__schedule *s,
                    const struct mohur__admin_to *to,
                    struct mohur__buf *out,
                    uint32_t *out_n)
{
    struct walk w   = walk_start(ctx, h, s);
    mohur_status st = MOHUR_OK;

    *out_n = 0;
    for (uint32_t i = 0; i < h->n_ext; i++) {
        TRY(walk_next(&w));
        if (w.type == MOHUR__EXT_ADMIN_SIGNATURE) {
            continue;
        }
        if (to == NULL) {
            mohur__buf_bytes(out, w.ext.raw);
        } else {
            TRY(mohur__ext_seal(ctx, to->schedule, to->aead, w.type,
                                mohur__buf_view(&w.body), out));
        }
        ++*out_n;
    }
    TRY(mohur__buf_status(out));

out:
    mohur__buf_wipe(&w.body);
    return st;
}
