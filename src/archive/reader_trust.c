/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/admin.h"
#include "archive/reader.h"
#include "archive/signature.h"
#include "archive/tlv.h"
#include "base/guard.h"
#include "base/mem.h"
#include "crypto/labels.h"
#include "keystore/key.h"
#include "profile/decide.h"

/*
 * From an opened header to a verdict: who signed, whether we take their
 * word, whether the archive was meant for us.  Until this is done nothing of
 * the archive was released.
 */

/* One sender of several may be unusable; the last one's reason is told. */
struct verdict {
    uint32_t good;
    const mohur_key *unusable;
};

static mohur_status
load_body(mohur_archive_reader *r,
          uint64_t offset,
          enum mohur__record_type type,
          uint64_t len,
          uint8_t **out)
{
    mohur_status st = MOHUR_OK;
    void *body      = NULL;

    TRY(mohur__alloc(r->ctx, (size_t)len, &body));
    *out = body;
    TRY(mohur__stream_body(&r->stream, offset, type,
                           mohur__span_of(*out, (size_t)len)));

out:
    return st;
}

static mohur_status
load_trailer(mohur_archive_reader *r)
{
    mohur_status st                           = MOHUR_OK;
    uint8_t record[MOHUR__TRAILER_RECORD_LEN] = {0};
    uint64_t stream_len                       = r->stream.geometry.stream_len;

    TRY(mohur__stream_check_last(&r->stream));
    REQUIRE(r->ctx, stream_len >= MOHUR__STREAM_LEN_MIN, MOHUR_E_FORMAT,
            "the archive is too short to have a trailer");
    TRY(mohur__stream_read(&r->stream, stream_len - sizeof record,
                           MOHUR__SPAN(record)));
    TRY(mohur__trailer_parse(r->ctx, MOHUR__BYTES(record), stream_len,
                             r->wish.options.max_directory, &r->trailer));

out:
    return st;
}

static mohur_status
load_manifest(mohur_archive_reader *r)
{
    mohur_status st = MOHUR_OK;
    uint64_t len    = r->trailer.man_len;

    TRY(load_body(r, mohur__trailer_manifest_off(&r->trailer),
                  MOHUR__RECORD_MANIFEST, len, &r->manifest_body));
    TRY(mohur__manifest_parse(
        r->ctx, mohur__bytes_of(r->manifest_body, (size_t)len), &r->manifest));

out:
    return st;
}

static const mohur_key *
sender_of(const mohur_archive_reader *r, mohur__bytes key_id)
{
    for (size_t i = 0; i < r->wish.options.senders_len; i++) {
        const mohur_key *key = r->wish.options.senders[i];
        if (mohur__bytes_equal(
                mohur__bytes_of(mohur_key_id(key), MOHUR_KEY_ID_LEN), key_id)) {
            return key;
        }
    }
    return NULL;
}

/* May the key be used, now, or when the stream began whose end this is? */
static mohur_status
require_usable(const mohur_archive_reader *r, const mohur_key *key)
{
    return r->stage != NULL ? mohur__key_require_process_still(r->ctx, key)
                            : mohur__key_require_process(r->ctx, key);
}

/* Check one signature; a wrong one is the end, whatever the others say. */
static mohur_status
judge(mohur_archive_reader *r,
      const struct mohur__signature *signature,
      mohur__bytes digest,
      struct verdict *verdict,
      mohur_archive_signer *out)
{
    mohur_status st      = MOHUR_OK;
    const mohur_key *key = sender_of(r, signature->key_id);

    out->alg   = signature->alg;
    out->state = MOHUR_SIGNATURE_UNKNOWN;
    mohur__copy(MOHUR__SPAN(out->key_id), signature->key_id);
    if (mohur__signature_alg(signature->alg) == MOHUR_ALG_NONE) {
        out->state = MOHUR_SIGNATURE_UNCHECKED;
        return MOHUR_OK;
    }
    if (key == NULL) {
        return MOHUR_OK;
    }
    TRY(mohur__signature_verify(r->ctx, signature, key, MOHUR__LABEL_SIG,
                                digest));
    if (require_usable(r, key) != MOHUR_OK) {
        mohur__error_clear(r->ctx);
        verdict->unusable = key;
        return MOHUR_OK;
    }
    out->state = MOHUR_SIGNATURE_GOOD;
    verdict->good++;

out:
    return st;
}

static mohur_status
judge_all(mohur_archive_reader *r,
          mohur__bytes signatures,
          struct verdict *verdict)
{
    mohur_status st                   = MOHUR_OK;
    struct mohur__cursor c            = mohur__cursor_of(signatures);
    struct mohur__signature signature = {.alg = 0};
    uint8_t digest[MOHUR__DIGEST_LEN] = {0};
    mohur__bytes body =
        mohur__bytes_of(r->manifest_body, (size_t)r->trailer.man_len);

    TRY(mohur__hash(r->ctx, MOHUR_ALG_SHA_256, body, MOHUR__SPAN(digest)));
    for (uint32_t i = 0; i < r->manifest.n_signers; i++) {
        TRY(mohur__signature_parse(r->ctx, &c, &signature));
        TRY(judge(r, &signature, MOHUR__BYTES(digest), verdict,
                  &r->signers[i]));
    }

out:
    return st;
}

/* Is there an accepted signer, or none at all where none is to be? */
static mohur_status
accept_signers(mohur_archive_reader *r, const struct verdict *verdict)
{
    mohur_status st = MOHUR_OK;

    if (r->wish.is_unsigned) {
        REQUIRE(r->ctx, r->manifest.n_signers == 0, MOHUR_E_UNTRUSTED,
                "the archive is signed; open it as a signed one");
        return MOHUR_OK;
    }
    REQUIRE(r->ctx, r->manifest.n_signers > 0, MOHUR_E_UNTRUSTED,
            "nobody signed this archive");
    if (verdict->good == 0 && verdict->unusable != NULL) {
        TRY(require_usable(r, verdict->unusable));
    }
    REQUIRE(r->ctx, verdict->good > 0, MOHUR_E_UNTRUSTED,
            "the archive is signed, but by none of the accepted senders");
    REQUIRE(r->ctx, verdict->good >= r->wish.options.senders_threshold,
            MOHUR_E_UNTRUSTED,
            "%u of the accepted senders signed the archive, not %zu",
            verdict->good, r->wish.options.senders_threshold);

out:
    return st;
}

static mohur_status
check_signatures(mohur_archive_reader *r)
{
    mohur_status st        = MOHUR_OK;
    uint8_t *body          = NULL;
    uint64_t len           = r->trailer.sig_len;
    mohur__bytes view      = MOHUR__NOTHING;
    struct verdict verdict = {0, NULL};

    TRY(mohur__profile_allow(r->ctx, MOHUR_OP_REHASH, MOHUR_ALG_SHA_256,
                             MOHUR_ALG_NONE, 0));
    TRY(load_body(r, mohur__trailer_signatures_off(&r->trailer),
                  MOHUR__RECORD_SIGNATURES, len, &body));
    view = mohur__bytes_of(body, (size_t)len);
    TRY(mohur__signatures_check(r->ctx, view, &r->manifest));
    TRY(judge_all(r, view, &verdict));
    TRY(accept_signers(r, &verdict));
    r->result.signers     = r->signers;
    r->result.signers_len = r->manifest.n_signers;

out:
    mohur__free(body);
    return st;
}

/* Is it an administrator who changed it?  Senders may be that too. */
static mohur_status
find_admin(mohur_archive_reader *r,
           const struct mohur__header *h,
           mohur__bytes digest)
{
    const mohur_archive_open_options *o = &r->wish.options;
    const struct mohur__admin_case c = {h, &r->schedule, &r->manifest, digest,
                                        r->stage != NULL};
    const mohur_key *admin           = NULL;
    mohur_status st                  = MOHUR_OK;

    TRY(mohur__admin_find(r->ctx, &c, o->admins, o->admins_len, &admin));
    if (admin == NULL) {
        TRY(mohur__admin_find(r->ctx, &c, o->senders, o->senders_len, &admin));
    }
    if (admin != NULL) {
        r->result.header = MOHUR_HEADER_BY_ADMIN;
        mohur__copy(MOHUR__SPAN(r->result.header_admin),
                    mohur__bytes_of(mohur_key_id(admin), MOHUR_KEY_ID_LEN));
    }

out:
    return st;
}

/* Nobody but the signer changed the header, or the signer lets them. */
static mohur_status
check_header(mohur_archive_reader *r, const struct mohur__header *h)
{
    mohur_status st                   = MOHUR_OK;
    uint8_t digest[MOHUR__DIGEST_LEN] = {0};

    TRY(mohur__header_digest(r->ctx, h, MOHUR__SPAN(digest)));
    r->result.header =
        mohur__bytes_equal(MOHUR__BYTES(digest), r->manifest.header_digest)
            ? MOHUR_HEADER_ORIGINAL
            : MOHUR_HEADER_CHANGED;
    if (r->result.header == MOHUR_HEADER_ORIGINAL) {
        return MOHUR_OK;
    }
    REQUIRE(r->ctx, r->manifest.header_policy != MOHUR__HEADER_FROZEN,
            MOHUR_E_POLICY,
            "the header was changed, which the sender does not allow");
    TRY(find_admin(r, h, MOHUR__BYTES(digest)));
    REQUIRE(r->ctx,
            r->manifest.header_policy != MOHUR__HEADER_ADMINS ||
                r->result.header == MOHUR_HEADER_BY_ADMIN,
            MOHUR_E_POLICY,
            "the header was changed by nobody known to be its administrator");

out:
    return st;
}

static mohur_status
check_intended(mohur_archive_reader *r, mohur__bytes recipient_id)
{
    mohur_status st                    = MOHUR_OK;
    uint8_t id[MOHUR__INTENDED_ID_LEN] = {0};

    TRY(mohur__intended_id(r->ctx, r->manifest.archive_id, recipient_id,
                           MOHUR__SPAN(id)));
    r->result.intended =
        mohur__manifest_intends(&r->manifest, MOHUR__BYTES(id));
    if (r->result.intended) {
        return MOHUR_OK;
    }
    REQUIRE(r->ctx, r->manifest.forward_policy != MOHUR__FORWARD_NEVER,
            MOHUR_E_POLICY,
            "the sender allows nobody but the addressees to open this");
    REQUIRE(r->ctx, r->wish.options.allow_forwarded, MOHUR_E_UNTRUSTED,
            "the archive was forwarded: its sender addressed somebody else");

out:
    return st;
}

static mohur_status
check_totals(mohur_archive_reader *r)
{
    mohur_status st                         = MOHUR_OK;
    const mohur_archive_open_options *limit = &r->wish.options;

    REQUIRE(r->ctx, r->manifest.n_entries <= limit->max_entries, MOHUR_E_LIMIT,
            "%llu entries are more than the limit of %llu",
            (unsigned long long)r->manifest.n_entries,
            (unsigned long long)limit->max_entries);
    REQUIRE(r->ctx, r->manifest.total_content <= limit->max_content,
            MOHUR_E_LIMIT, "%llu bytes are more than the limit of %llu",
            (unsigned long long)r->manifest.total_content,
            (unsigned long long)limit->max_content);
    REQUIRE(r->ctx,
            mohur__content_ratio_fits(r->manifest.total_content,
                                      r->manifest.total_stored,
                                      limit->max_ratio),
            MOHUR_E_LIMIT, "the content is more than %u times what is stored",
            (unsigned)limit->max_ratio);

out:
    return st;
}

static void
fill_result(mohur_archive_reader *r, const struct mohur__header *h)
{
    mohur_archive_result *out = &r->result;
    mohur__bytes label        = MOHUR__NOTHING;

    out->size            = sizeof *out;
    out->generation      = h->generation;
    out->aead            = h->aead;
    out->created         = r->manifest.created;
    out->entries         = r->manifest.n_entries;
    out->content_len     = r->manifest.total_content;
    out->addressees_only = r->manifest.forward_policy == MOHUR__FORWARD_NEVER;
    mohur__copy(MOHUR__SPAN(out->archive_id), r->manifest.archive_id);
    if (mohur__tlv_find(r->manifest.meta, MOHUR__META_LABEL, &label)) {
        out->label     = (const char *)label.data;
        out->label_len = label.len;
    }
    if (r->wish.is_unsigned) {
        out->trust = MOHUR_ARCHIVE_TRUST_NONE;
    } else {
        out->trust = out->intended ? MOHUR_ARCHIVE_TRUST_SIGNED
                                   : MOHUR_ARCHIVE_TRUST_FORWARDED;
    }
}

/* Does no slot stand on a classical key agreement alone? */
static mohur_status
judge_slots(mohur_archive_reader *r, const struct mohur__header *h)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__cursor c  = mohur__cursor_of(h->slots);
    struct mohur__slot slot = {.type = 0};

    r->result.pq_confidential = true;
    for (uint32_t i = 0; i < h->n_slots; i++) {
        TRY(mohur__slot_parse(r->ctx, &c, &slot));
        switch (slot.type) {
        case MOHUR__SLOT_X_WING:
        case MOHUR__SLOT_PASSPHRASE:
        case MOHUR__SLOT_KEK:
        case MOHUR__SLOT_HSM:
        case MOHUR__SLOT_BOTH: /* the passphrase is a secret too */
            break;
        default: /* GREASE is for nobody, and of others we know nothing */
            r->result.pq_confidential &=
                (slot.type & 0xFFF0) == MOHUR__SLOT_GREASE;
        }
    }

out:
    return st;
}

mohur_status
mohur__reader_load_tail(mohur_archive_reader *r)
{
    mohur_status st = MOHUR_OK;

    TRY(load_trailer(r));
    TRY(load_manifest(r));

out:
    return st;
}

mohur_status
mohur__reader_trust(mohur_archive_reader *r,
                    const struct mohur__header *h,
                    mohur__bytes recipient_id)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__reader_load_tail(r));
    TRY(check_signatures(r));
    TRY(check_header(r, h));
    TRY(check_intended(r, recipient_id));
    TRY(check_totals(r));
    TRY(judge_slots(r, h));
    fill_result(r, h);

out:
    return st;
}
