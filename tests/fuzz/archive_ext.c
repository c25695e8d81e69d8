/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/admin.h"
#include "archive/ext.h"
#include "archive/signature.h"
#include "crypto/aead.h"
#include "crypto/labels.h"
#include "fuzz.h"
#include "scene.h"

/*
 * EXT records below the AEAD.  The input is a run of u16 length and that much
 * plaintext; each is sealed here under a fixed key, so that a holder of the
 * key could have written it.  No input but the right signature makes an
 * administrator.
 */
static struct {
    mohur_key *key; /* of the only administrator */
    struct mohur__schedule schedule;
    struct mohur__buf right; /* the body that key signed */
    uint8_t meta[4 + MOHUR__SIGNER_LEN];
} fixed;

static const uint8_t digest[MOHUR__DIGEST_LEN] = {0x5A};

static void
start(mohur_ctx *ctx)
{
    static const uint8_t imm[MOHUR__IMM_LEN]     = {1};
    static const uint8_t fk[MOHUR__FILE_KEY_LEN] = {2};
    mohur__span signer = mohur__span_of(fixed.meta + 4, sizeof fixed.meta - 4);

    fuzz_require(scene_key(ctx, MOHUR_ALG_ED25519, 0x11, &fixed.key) ==
                 MOHUR_OK);
    fuzz_require(mohur__schedule_init(ctx, MOHUR__BYTES(imm), MOHUR__BYTES(fk),
                                      &fixed.schedule) == MOHUR_OK);
    mohur__buf_init(&fixed.right, ctx, 4096);
    fuzz_require(mohur__signature_emit(ctx, fixed.key, MOHUR__LABEL_HEADER_SIG,
                                       MOHUR__BYTES(digest),
                                       &fixed.right) == MOHUR_OK);
    fixed.meta[1] = MOHUR__META_ADMINS;
    fixed.meta[3] = MOHUR__SIGNER_LEN;
    mohur__signers_list((const mohur_key *const *)&fixed.key, 1, signer);
}

/* As a writer would, but for what is in it. */
static void
seal(mohur_ctx *ctx, uint32_t n, mohur__bytes plain, struct mohur__buf *out)
{
    uint8_t salt[32] = {(uint8_t)n};
    uint8_t key[32];
    uint8_t nonce[12];
    struct mohur__aead *aead = NULL;
    mohur__span room         = {NULL, 0};

    mohur__buf_u32(out, (uint32_t)(plain.len + MOHUR__AEAD_TAG_LEN));
    mohur__buf_bytes(out, MOHUR__BYTES(salt));
    room = mohur__buf_room(out, plain.len + MOHUR__AEAD_TAG_LEN);
    fuzz_require(mohur__buf_status(out) == MOHUR_OK);
    fuzz_require(mohur__schedule_ext(ctx, &fixed.schedule, MOHUR__BYTES(salt),
                                     MOHUR__SPAN(key),
                                     MOHUR__SPAN(nonce)) == MOHUR_OK);
    fuzz_require(mohur__aead_new(ctx, MOHUR_ALG_AES_256_GCM, MOHUR__BYTES(key),
                                 &aead) == MOHUR_OK);
    fuzz_require(mohur__aead_seal(aead, MOHUR__BYTES(nonce), MOHUR__NOTHING,
                                  plain, room) == MOHUR_OK);
    mohur__aead_free(aead);
}

/* All of them; was the right one among them? */
static bool
seal_all(mohur_ctx *ctx,
         mohur__bytes input,
         struct mohur__buf *out,
         uint32_t *out_n)
{
    struct mohur__cursor c = mohur__cursor_of(input);
    bool right             = false;

    *out_n = 0;
    while (!mohur__cursor_end(&c) && *out_n < MOHUR__EXT_MAX) {
        size_t len         = mohur__read_u16(&c);
        mohur__bytes plain = mohur__read_bytes(&c, len);
        mohur__bytes body  = mohur__bytes_sub(plain, 4, plain.len);

        if (plain.len < 4) {
            break;
        }
        seal(ctx, *out_n, plain, out);
        ++*out_n;
        right =
            right || (mohur__load32(plain.data) ==
                          (uint32_t)MOHUR__EXT_ADMIN_SIGNATURE << 16 &&
                      mohur__bytes_equal(body, mohur__buf_view(&fixed.right)));
    }
    return right;
}

static bool
finds(mohur_ctx *ctx,
      const struct mohur__header *h,
      const struct mohur__manifest *m,
      bool *out_well_formed)
{
    const struct mohur__admin_case question = {h, &fixed.schedule, m,
                                               MOHUR__BYTES(digest), false};
    const mohur_key *found                  = NULL;
    mohur_status st                         = mohur__admin_find(
        ctx, &question, (const mohur_key *const *)&fixed.key, 1, &found);

    fuzz_require(st == MOHUR_OK || st == MOHUR_E_FORMAT);
    *out_well_formed = st == MOHUR_OK;
    return found != NULL;
}

/* What stays when the header changes, sealed anew: no administrator in it. */
static void
others(mohur_ctx *ctx,
       const struct mohur__header *h,
       const struct mohur__manifest *m)
{
    const struct mohur__admin_to to = {&fixed.schedule, MOHUR_ALG_AES_256_GCM};
    struct mohur__header after      = *h;
    struct mohur__buf out           = {0};
    bool well_formed                = false;

    mohur__buf_init(&out, ctx, MOHUR__AREA_LEN_MAX);
    if (mohur__admin_others(ctx, h, &fixed.schedule, &to, &out, &after.n_ext) ==
        MOHUR_OK) {
        after.ext = mohur__buf_view(&out);
        fuzz_require(after.n_ext <= h->n_ext);
        fuzz_require(after.ext.len <= h->ext.len);
        fuzz_require(!finds(ctx, &after, m, &well_formed) && well_formed);
    }
    mohur__buf_wipe(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx           = fuzz_ctx();
    struct mohur__header h   = {.aead = MOHUR_ALG_AES_256_GCM};
    struct mohur__manifest m = {.meta = MOHUR__BYTES(fixed.meta)};
    struct mohur__buf ext    = {0};
    bool well_formed         = false;
    bool right               = false;

    if (size > MOHUR__EXT_TOTAL_MAX / 2) {
        return 0;
    }
    if (fixed.key == NULL) {
        start(ctx);
    }
    mohur__buf_init(&ext, ctx, MOHUR__AREA_LEN_MAX);
    right = seal_all(ctx, mohur__bytes_of(data, size), &ext, &h.n_ext);
    h.ext = mohur__buf_view(&ext);
    fuzz_require(mohur__ext_check(ctx, h.ext, h.n_ext) == MOHUR_OK);
    if (finds(ctx, &h, &m, &well_formed)) {
        fuzz_require(right);
    } else {
        fuzz_require(!right || !well_formed);
    }
    others(ctx, &h, &m);
    mohur__buf_wipe(&ext);
    return 0;
}
