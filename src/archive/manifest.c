/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/manifest.h"

#include "archive/tlv.h"
#include "base/guard.h"
#include "crypto/hash.h"
#include "crypto/labels.h"

/* A fixed part of 136 bytes, the signers, the intended, the meta list. */
enum {
    TREE_SHA_256  = 1,
    PROFILE_FIXED = 2 + 8 + 32 /* meta 2 without its id */
};

static bool
is_multiple(size_t len, size_t unit)
{
    return len > 0 && len % unit == 0;
}

/* Has a value of the meta list the size that its tag asks for? */
static bool
meta_fits(struct mohur__tlv item)
{
    struct mohur__cursor c = mohur__cursor_of(item.value);

    switch (item.tag) {
    case MOHUR__META_PROFILE:
        return item.value.len == (size_t)mohur__read_u16(&c) + PROFILE_FIXED;
    case MOHUR__META_RECIPIENTS:
        return is_multiple(item.value.len, MOHUR__RECIPIENT_ID_LEN);
    case MOHUR__META_ADMINS:
        return is_multiple(item.value.len, MOHUR__SIGNER_LEN);
    case MOHUR__META_KEEP_UNTIL:
        return item.value.len == sizeof(int64_t);
    case MOHUR__META_REPLACES:
        return item.value.len == MOHUR__ARCHIVE_ID_LEN;
    default:
        return true;
    }
}

static mohur_status
check_meta(mohur_ctx *ctx, mohur__bytes meta)
{
    struct mohur__cursor c = mohur__cursor_of(meta);
    struct mohur__tlv item = {0, MOHUR__NOTHING};
    mohur_status st        = MOHUR_OK;

    TRY(mohur__tlv_check(ctx, meta, "meta"));
    while (mohur__tlv_next(ctx, &c, &item) == MOHUR_OK) {
        REQUIRE(ctx, meta_fits(item), MOHUR_E_FORMAT,
                "meta %d of the manifest has a size that it cannot have",
                item.tag);
    }

out:
    return st;
}

/* No key signs twice: at most 16, so every pair is compared. */
static mohur_status
check_signers(mohur_ctx *ctx, const struct mohur__manifest *m)
{
    mohur_status st = MOHUR_OK;

    for (uint32_t i = 1; i < m->n_signers; i++) {
        for (uint32_t k = 0; k < i; k++) {
            REQUIRE(ctx,
                    !mohur__bytes_equal(mohur__manifest_signer(m, i).key_id,
                                        mohur__manifest_signer(m, k).key_id),
                    MOHUR_E_FORMAT, "the manifest lists a signer twice");
        }
    }

out:
    return st;
}

static mohur__bytes
intended_at(const struct mohur__manifest *m, uint32_t i)
{
    return mohur__bytes_sub(m->intended, i * MOHUR__INTENDED_ID_LEN,
                            MOHUR__INTENDED_ID_LEN);
}

static mohur_status
check_intended(mohur_ctx *ctx, const struct mohur__manifest *m)
{
    mohur_status st = MOHUR_OK;

    for (uint32_t i = 1; i < m->n_intended; i++) {
        REQUIRE(ctx,
                mohur__bytes_compare(intended_at(m, i - 1), intended_at(m, i)) <
                    0,
                MOHUR_E_FORMAT, "the intended recipients do not ascend");
    }

out:
    return st;
}

/* The lists behind the fixed part, and nothing behind them. */
static void
read_lists(struct mohur__cursor *c, struct mohur__manifest *out)
{
    out->signers =
        mohur__read_bytes(c, (size_t)out->n_signers * MOHUR__SIGNER_LEN);
    out->intended =
        mohur__read_bytes(c, (size_t)out->n_intended * MOHUR__INTENDED_ID_LEN);
    out->meta = mohur__read_bytes(c, mohur__read_u32(c));
}

static mohur_status
read_policies(mohur_ctx *ctx,
              struct mohur__cursor *c,
              struct mohur__manifest *out)
{
    mohur__bytes label = mohur__read_bytes(c, MOHUR__LABEL_MANIFEST.len);
    uint8_t tree       = mohur__read_u8(c);
    mohur_status st    = MOHUR_OK;

    out->header_policy  = mohur__read_u8(c);
    out->forward_policy = mohur__read_u8(c);
    out->n_signers      = mohur__read_u16(c);
    out->n_intended     = mohur__read_u16(c);
    REQUIRE(ctx, mohur__bytes_equal(label, MOHUR__LABEL_MANIFEST),
            MOHUR_E_FORMAT, "the manifest does not begin with its label");
    REQUIRE(ctx, tree == TREE_SHA_256, MOHUR_E_FORMAT,
            "the manifest names tree %d, which is not the suite's", tree);
    REQUIRE(ctx,
            out->header_policy <= MOHUR__HEADER_FROZEN &&
                out->forward_policy <= MOHUR__FORWARD_NEVER,
            MOHUR_E_FORMAT, "the manifest has an unknown policy");
    REQUIRE(ctx,
            out->n_signers <= MOHUR__SIGNERS_MAX && out->n_intended >= 1 &&
                out->n_intended <= MOHUR__INTENDED_MAX,
            MOHUR_E_FORMAT,
            "the manifest has an impossible number of signers or recipients");

out:
    return st;
}

mohur_status
mohur__manifest_parse(mohur_ctx *ctx,
                      mohur__bytes body,
                      struct mohur__manifest *out)
{
    struct mohur__cursor c = mohur__cursor_of(body);
    mohur_status st        = MOHUR_OK;

    TRY(read_policies(ctx, &c, out));
    out->archive_id    = mohur__read_bytes(&c, MOHUR__ARCHIVE_ID_LEN);
    out->created       = (int64_t)mohur__read_u64(&c);
    out->n_entries     = mohur__read_u64(&c);
    out->total_content = mohur__read_u64(&c);
    out->total_stored  = mohur__read_u64(&c);
    out->dir_root      = mohur__read_bytes(&c, MOHUR__DIGEST_LEN);
    out->header_digest = mohur__read_bytes(&c, MOHUR__DIGEST_LEN);
    read_lists(&c, out);
    REQUIRE(ctx, mohur__cursor_end(&c), MOHUR_E_FORMAT,
            "the manifest is shorter or longer than its lists");
    TRY(check_signers(ctx, out));
    TRY(check_intended(ctx, out));
    TRY(check_meta(ctx, out->meta));

out:
    return st;
}

struct mohur__signer
mohur__manifest_signer(const struct mohur__manifest *m, uint32_t i)
{
    struct mohur__cursor c = mohur__cursor_of(
        mohur__bytes_sub(m->signers, i * MOHUR__SIGNER_LEN, MOHUR__SIGNER_LEN));
    struct mohur__signer signer = {0, MOHUR__NOTHING};

    signer.alg    = mohur__read_u16(&c);
    signer.key_id = mohur__read_bytes(&c, MOHUR_KEY_ID_LEN);
    return signer;
}

bool
mohur__manifest_intends(const struct mohur__manifest *m, mohur__bytes id)
{
    for (uint32_t i = 0; i < m->n_intended; i++) {
        if (mohur__bytes_equal(intended_at(m, i), id)) {
            return true;
        }
    }
    return false;
}

void
mohur__manifest_emit(const struct mohur__manifest *m, struct mohur__buf *out)
{
    mohur__buf_bytes(out, MOHUR__LABEL_MANIFEST);
    mohur__buf_u8(out, TREE_SHA_256);
    mohur__buf_u8(out, m->header_policy);
    mohur__buf_u8(out, m->forward_policy);
    mohur__buf_u16(out, (uint16_t)m->n_signers);
    mohur__buf_u16(out, (uint16_t)m->n_intended);
    mohur__buf_bytes(out, m->archive_id);
    mohur__buf_u64(out, (uint64_t)m->created);
    mohur__buf_u64(out, m->n_entries);
    mohur__buf_u64(out, m->total_content);
    mohur__buf_u64(out, m->total_stored);
    mohur__buf_bytes(out, m->dir_root);
    mohur__buf_bytes(out, m->header_digest);
    mohur__buf_bytes(out, m->signers);
    mohur__buf_bytes(out, m->intended);
    mohur__buf_u32(out, (uint32_t)m->meta.len);
    mohur__buf_bytes(out, m->meta);
}

mohur_status
mohur__intended_id(mohur_ctx *ctx,
                   mohur__bytes archive_id,
                   mohur__bytes recipient_id,
                   mohur__span out)
{
    const mohur__bytes parts[] = {MOHUR__LABEL_INTENDED, archive_id,
                                  recipient_id};
    uint8_t digest[MOHUR__DIGEST_LEN];
    mohur_status st = MOHUR_OK;

    TRY(mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, parts, 3,
                          MOHUR__SPAN(digest)));
    mohur__copy(mohur__span_sub(out, 0, MOHUR__INTENDED_ID_LEN),
                MOHUR__BYTES(digest));

out:
    return st;
}
