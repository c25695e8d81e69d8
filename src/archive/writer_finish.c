/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/directory.h"
#include "archive/manifest.h"
#include "archive/pad.h"
#include "archive/record.h"
#include "archive/signature.h"
#include "archive/tlv.h"
#include "archive/trailer.h"
#include "archive/writer.h"
#include "base/guard.h"
#include "base/mem.h"
#include "crypto/hash.h"
#include "crypto/labels.h"
#include "crypto/tree.h"
#include "keystore/key.h"

/* What follows the last entry: directory, manifest, signatures, padding. */

static mohur_status
put_head(mohur_archive_writer *w, enum mohur__record_type type, uint64_t len)
{
    uint8_t head[MOHUR__RECORD_HEAD_LEN];

    mohur__record_emit(type, len, MOHUR__SPAN(head));
    return mohur__sealer_put(&w->sealer, MOHUR__BYTES(head));
}

/* A record into DIRECTORY and into its tree. */
struct directory {
    mohur_archive_writer *w;
    struct mohur__tree *tree;
};

static mohur_status
put_record(void *user, mohur__bytes record)
{
    struct directory *d = user;
    mohur_status st     = MOHUR_OK;

    TRY(mohur__tree_add(d->tree, &record, 1));
    TRY(mohur__sealer_put(&d->w->sealer, record));

out:
    return st;
}

/* Write DIRECTORY and compute dir_root. */
static mohur_status
put_directory(mohur_archive_writer *w, mohur__span out_root)
{
    struct directory d = {.w = w};
    mohur_status st    = MOHUR_OK;

    TRY(mohur__sealer_settle(&w->sealer));
    TRY(mohur__tree_new(w->ctx, &d.tree));
    TRY(put_head(w, MOHUR__RECORD_DIRECTORY, w->directory.len));
    TRY(mohur__dir_store_each(&w->directory, put_record, &d));
    TRY(mohur__dir_root(w->ctx, w->directory.n, d.tree, out_root));

out:
    mohur__tree_free(d.tree);
    return st;
}

/* One value, if there is one, at the start of out; what is left of that. */
static mohur__span
put_meta(mohur__span out, enum mohur__meta_tag tag, mohur__bytes value)
{
    if (value.len == 0) {
        return out;
    }
    mohur__store16(out.data, (uint16_t)tag);
    mohur__store16(mohur__span_sub(out, 2, 2).data, (uint16_t)value.len);
    out = mohur__span_sub(out, MOHUR__TLV_HEAD_LEN, out.len);
    return mohur__span_sub(out, mohur__copy(out, value), out.len);
}

/* The label, and who may change the header; returns its length. */
static size_t
list_meta(const mohur_archive_writer *w, mohur__span out)
{
    mohur__span left = put_meta(out, MOHUR__META_LABEL,
                                mohur__bytes_of(w->label, w->label_len));

    left = put_meta(left, MOHUR__META_ADMINS,
                    mohur__bytes_of(w->admins, w->admins_len));
    return out.len - left.len;
}

static void
emit_manifest(const mohur_archive_writer *w,
              mohur__bytes dir_root,
              struct mohur__buf *out)
{
    uint8_t signers[MOHUR__SIGNERS_MAX * MOHUR__SIGNER_LEN];
    uint8_t meta[2 * MOHUR__TLV_HEAD_LEN + sizeof w->label + sizeof w->admins];
    struct mohur__manifest m = {
        .header_policy = (uint8_t)w->header_policy,
        .forward_policy =
            w->addressees_only ? MOHUR__FORWARD_NEVER : MOHUR__FORWARD_CONSENT,
        .n_signers     = (uint32_t)w->signers_len,
        .n_intended    = w->intended_len,
        .archive_id    = MOHUR__BYTES(w->archive_id),
        .created       = w->created,
        .n_entries     = w->directory.n,
        .total_content = w->total_content,
        .total_stored  = w->total_stored,
        .dir_root      = dir_root,
        .header_digest = MOHUR__BYTES(w->header_digest)};

    m.signers = mohur__bytes_of(
        signers, mohur__signers_list((const mohur_key *const *)w->signers,
                                     w->signers_len, MOHUR__SPAN(signers)));
    m.meta     = mohur__bytes_of(meta, list_meta(w, MOHUR__SPAN(meta)));
    m.intended = mohur__bytes_sub(MOHUR__BYTES(w->intended), 0,
                                  w->intended_len * MOHUR__INTENDED_ID_LEN);
    mohur__manifest_emit(&m, out);
}

static mohur_status
emit_signatures(const mohur_archive_writer *w,
                mohur__bytes manifest,
                struct mohur__buf *out)
{
    uint8_t digest[MOHUR__DIGEST_LEN] = {0};
    mohur_status st                   = MOHUR_OK;

    TRY(mohur__hash(w->ctx, MOHUR_ALG_SHA_256, manifest, MOHUR__SPAN(digest)));
    for (size_t i = 0; i < w->signers_len; i++) {
        /* It may have been suspended, or expired, while we sealed. */
        TRY(mohur__key_require_protect_still(w->ctx, w->signers[i]));
        TRY(mohur__signature_emit(w->ctx, w->signers[i], MOHUR__LABEL_SIG,
                                  MOHUR__BYTES(digest), out));
    }

out:
    return st;
}

/* By the lengths of what stands before them. */
mohur_status
mohur__writer_end(mohur_archive_writer *w, struct mohur__trailer trailer)
{
    uint8_t bytes[MOHUR__TRAILER_RECORD_LEN];
    uint64_t len = mohur__sealer_offset(&w->sealer) + MOHUR__RECORD_HEAD_LEN +
                   MOHUR__TRAILER_RECORD_LEN;
    mohur_status st = MOHUR_OK;

    trailer.stream_len = mohur__pad_stream_len(w->pad, w->pad_bucket, len);
    trailer.pad_len    = trailer.stream_len - len;
    REQUIRE(w->ctx, trailer.stream_len <= MOHUR__STREAM_LEN_MAX, MOHUR_E_LIMIT,
            "padded, the archive would be longer than any may be");
    TRY(put_head(w, MOHUR__RECORD_PAD, trailer.pad_len));
    TRY(mohur__sealer_zeros(&w->sealer, trailer.pad_len));
    mohur__trailer_emit(&trailer, MOHUR__SPAN(bytes));
    TRY(mohur__sealer_put(&w->sealer, MOHUR__BYTES(bytes)));
    TRY(mohur__sealer_finish(&w->sealer));
    TRY(mohur__sink_finish(w->sink));

out:
    return st;
}

mohur_status
mohur__writer_finish(mohur_archive_writer *w)
{
    uint8_t dir_root[MOHUR__DIGEST_LEN] = {0};
    struct mohur__buf manifest          = {.ctx = NULL};
    struct mohur__buf signatures        = {.ctx = NULL};
    struct mohur__trailer trailer       = {.dir_len = w->directory.len};
    mohur_status st                     = MOHUR_OK;

    mohur__buf_init(&manifest, w->ctx, MOHUR__MANIFEST_MAX);
    mohur__buf_init(&signatures, w->ctx, MOHUR__SIGNATURES_MAX);
    trailer.dir_off = mohur__sealer_offset(&w->sealer);
    TRY(put_directory(w, MOHUR__SPAN(dir_root)));
    emit_manifest(w, MOHUR__BYTES(dir_root), &manifest);
    TRY(mohur__buf_status(&manifest));
    TRY(emit_signatures(w, mohur__buf_view(&manifest), &signatures));
    trailer.man_len = manifest.len;
    trailer.sig_len = signatures.len;
    TRY(put_head(w, MOHUR__RECORD_MANIFEST, manifest.len));
    TRY(mohur__sealer_put(&w->sealer, mohur__buf_view(&manifest)));
    TRY(put_head(w, MOHUR__RECORD_SIGNATURES, signatures.len));
    TRY(mohur__sealer_put(&w->sealer, mohur__buf_view(&signatures)));
    TRY(mohur__writer_end(w, trailer));

out:
    mohur__buf_wipe(&manifest);
    mohur__buf_wipe(&signatures);
    return st;
}
