/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/crl.h"

#include "asn1/der_time.h"
#include "base/guard.h"
#include "base/mem.h"
#include "x509/extension.h"
#include "x509/name.h"
#include "x509/points.h"
#include "x509/window.h"

/*
 * The list passes by element by element.  What makes it useless for the
 * certificate ends the reading: first of all another issuer.
 */
enum {
    ENUMERATED    = 0x0A,
    REASON_LAST   = 10,
    REASON_UNUSED = 7,
    ALGORITHM_MAX = 128,
    VERSION_2     = 1
};

static const char MALFORMED[] = "a revocation list is malformed";

struct reading {
    struct mohur__window w;
    const struct mohur__cert *cert;
    struct mohur__crl *out;
    bool is_v2;
    bool is_delta;
    bool has_removed;                 /* an entry says removeFromCRL */
    uint8_t algorithm[ALGORITHM_MAX]; /* AlgorithmIdentifier, whole */
    size_t algorithm_len;
};

/* Say why it is of no use.  Unwinds as if it were malformed. */
static mohur_status
useless(struct reading *r, const char *fault)
{
    r->out->fault = fault;
    return MOHUR_E_FORMAT;
}

/* ---- an entry ---- */

static bool
take_entry_extension(const struct mohur__extension *e, void *user)
{
    struct reading *r      = user;
    struct mohur__crl *out = r->out;
    mohur__bytes value     = MOHUR__NOTHING;
    struct mohur__der_reader d;

    mohur__der_open(&d, e->value);
    switch ((uint32_t)e->oid) {
    case MOHUR__OID_CRL_REASON:
        value       = mohur__der_read_exactly(&d, ENUMERATED, 1);
        out->reason = value.len == 1 ? value.data[0] : 0;
        return mohur__der_close(&d) && out->reason <= REASON_LAST &&
               out->reason != REASON_UNUSED;
    case MOHUR__OID_INVALIDITY_DATE:
        out->invalid = mohur__der_read_time(&d);
        return mohur__der_close(&d);
    case MOHUR__OID_ENTRY_ISSUER:
        out->fault = "a revocation list is indirect";
        return false;
    default:
        if (e->critical) {
            out->fault = "a revocation list has a critical extension of an "
                         "entry that is unknown";
        }
        return !e->critical;
    }
}

/*
 * RevokedCertificate.  Every entry is read whole, since one that cannot be
 * understood spoils the list for all certificates (5.3).
 */
static mohur_status
read_entry(struct reading *r, mohur__bytes element)
{
    struct mohur__crl *out = r->out;
    struct mohur__crl kept = {
        .reason = out->reason, .invalid = out->invalid, .date = out->date};
    mohur__bytes serial = MOHUR__NOTHING;
    bool good           = true;
    struct mohur__der_reader d;
    struct mohur__der_reader same;

    out->reason  = MOHUR__REASON_UNSPECIFIED;
    out->invalid = INT64_MAX;
    mohur__der_open(&d, element);
    mohur__der_enter(&d, MOHUR__DER_SEQUENCE);
    same = d;
    (void)mohur__der_read_integer(&same);
    serial    = mohur__der_read(&d, MOHUR__DER_INTEGER);
    out->date = mohur__der_read_time(&d);
    if (!d.failed && d.left.len > 0) {
        good = r->is_v2 && mohur__extensions_read(&d, take_entry_extension, r);
    }
    mohur__der_leave(&d);
    if (!good || same.failed || !mohur__der_close(&d)) {
        return MOHUR_E_FORMAT;
    }
    r->has_removed = r->has_removed || out->reason == MOHUR__REASON_REMOVED;
    if (!mohur__bytes_equal(serial, r->cert->serial)) {
        out->reason  = kept.reason;
        out->invalid = kept.invalid;
        out->date    = kept.date;
        return MOHUR_OK;
    }
    if (out->revoked) {
        return useless(r, "a revocation list has a certificate twice");
    }
    out->revoked = true;
    return MOHUR_OK;
}

static mohur_status
read_entries(struct reading *r, uint64_t end)
{
    mohur_status st      = MOHUR_OK;
    uint64_t entries_end = 0;
    mohur__bytes element = MOHUR__NOTHING;

    TRY(mohur__window_enter(&r->w, MOHUR__DER_SEQUENCE, end, &entries_end));
    while (r->w.at < entries_end) {
        REQUIRE(r->w.ctx, r->out->entries < MOHUR__CRL_ENTRIES_MAX,
                MOHUR_E_LIMIT, "a revocation list has more than 2^22 entries");
        TRY(mohur__window_take(&r->w, entries_end, &element));
        TRY(read_entry(r, element));
        r->out->entries++;
    }

out:
    return st;
}

/* ---- the list ---- */

static bool
take_extension(const struct mohur__extension *e, void *user)
{
    struct reading *r      = user;
    struct mohur__crl *out = r->out;
    struct mohur__der_reader d;

    switch ((uint32_t)e->oid) {
    case MOHUR__OID_CRL_SCOPE:
        out->fault = mohur__scope_fault(e->value, r->cert);
        return out->fault == NULL;
    case MOHUR__OID_DELTA_CRL:
        r->is_delta = true;
        return mohur__extension_is_element(e->value);
    case MOHUR__OID_EXPIRED_CERTS:
        mohur__der_open(&d, e->value);
        out->reaches = mohur__der_read_time(&d);
        return mohur__der_close(&d);
    case MOHUR__OID_CRL_NUMBER:
    case MOHUR__OID_AUTHORITY_KEY_ID:
    case MOHUR__OID_ISSUER_ALT_NAME:
    case MOHUR__OID_FRESHEST_CRL:
    case MOHUR__OID_AUTHORITY_INFO:
        return mohur__extension_is_element(e->value);
    default:
        if (e->critical) {
            out->fault = "a revocation list has a critical extension that is "
                         "unknown";
        }
        return !e->critical;
    }
}

static mohur_status
read_extensions(struct reading *r, uint64_t end)
{
    mohur_status st      = MOHUR_OK;
    mohur__bytes element = MOHUR__NOTHING;
    bool good            = false;
    struct mohur__der_reader d;

    TRY(mohur__window_take(&r->w, end, &element));
    mohur__der_open(&d, element);
    mohur__der_enter(&d, MOHUR__DER_CONTEXT_0);
    good = mohur__extensions_read(&d, take_extension, r);
    mohur__der_leave(&d);
    st = good && r->is_v2 && mohur__der_close(&d) ? MOHUR_OK : MOHUR_E_FORMAT;

out:
    return st;
}

/* Version 2 says so, version 1 says nothing. */
static mohur_status
read_version(struct reading *r, uint64_t end)
{
    mohur_status st      = MOHUR_OK;
    mohur__bytes element = MOHUR__NOTHING;
    uint64_t version     = 0;
    uint8_t tag          = 0;
    struct mohur__der_reader d;

    TRY(mohur__window_tag(&r->w, end, &tag));
    r->is_v2 = tag == MOHUR__DER_INTEGER;
    if (r->is_v2) {
        TRY(mohur__window_take(&r->w, end, &element));
        mohur__der_open(&d, element);
        version = mohur__der_read_uint(&d);
        st      = mohur__der_close(&d) && version == VERSION_2 ? MOHUR_OK
                                                               : MOHUR_E_FORMAT;
    }

out:
    return st;
}

/* Where the signature has no hash of its own, what was read is still noted. */
static mohur_alg
hash_of(const struct mohur__crl *crl)
{
    return crl->alg.hash == MOHUR_ALG_NONE ? MOHUR_ALG_SHA_256 : crl->alg.hash;
}

static mohur_status
read_algorithm(struct reading *r, uint64_t end)
{
    mohur_status st      = MOHUR_OK;
    mohur__bytes element = MOHUR__NOTHING;
    struct mohur__der_reader d;

    TRY(mohur__window_take(&r->w, end, &element));
    if (element.len > ALGORITHM_MAX) {
        return MOHUR_E_FORMAT;
    }
    r->algorithm_len = mohur__copy(MOHUR__SPAN(r->algorithm), element);
    mohur__der_open(&d, element);
    r->out->alg = mohur__signature_alg_read(&d);
    if (!mohur__der_close(&d)) {
        return MOHUR_E_FORMAT;
    }
    if (r->out->alg.alg == MOHUR_ALG_NONE) {
        return useless(r, "a revocation list was signed with an algorithm "
                          "that is not accepted");
    }
    TRY(mohur__window_hash_with(&r->w, hash_of(r->out)));

out:
    return st;
}

static mohur_status
read_issuer(struct reading *r, uint64_t end)
{
    mohur_status st      = MOHUR_OK;
    mohur__bytes element = MOHUR__NOTHING;

    TRY(mohur__window_take(&r->w, end, &element));
    if (!mohur__name_valid(element)) {
        return MOHUR_E_FORMAT;
    }
    if (!mohur__name_equal(element, r->cert->issuer)) {
        st = useless(r, "a revocation list is of another issuer");
    }

out:
    return st;
}

static mohur_status
read_time(struct reading *r, uint64_t end, int64_t *out)
{
    mohur_status st      = MOHUR_OK;
    mohur__bytes element = MOHUR__NOTHING;
    struct mohur__der_reader d;

    TRY(mohur__window_take(&r->w, end, &element));
    mohur__der_open(&d, element);
    *out = mohur__der_read_time(&d);
    st   = mohur__der_close(&d) ? MOHUR_OK : MOHUR_E_FORMAT;

out:
    return st;
}

/*
 * Changes to another list are no answer alone, unless the certificate is among
 * them; a complete list has nothing that was removed from it.
 */
static mohur_status
check_delta(struct reading *r)
{
    const struct mohur__crl *out = r->out;

    if (!r->is_delta && r->has_removed) {
        return useless(r, "a complete revocation list says that a certificate "
                          "was removed from it");
    }
    if (r->is_delta &&
        (!out->revoked || out->reason == MOHUR__REASON_REMOVED)) {
        return useless(r, "a revocation list has only the changes to another");
    }
    return MOHUR_OK;
}

/* TBSCertList, from its first octet on. */
static mohur_status
read_tbs(struct reading *r, uint64_t outer_end)
{
    mohur_status st = MOHUR_OK;
    uint64_t end    = 0;
    uint8_t tag     = 0;

    r->out->tbs_at = r->w.at;
    mohur__window_hash_from(&r->w, r->w.at);
    TRY(mohur__window_enter(&r->w, MOHUR__DER_SEQUENCE, outer_end, &end));
    r->out->tbs_len = end - r->out->tbs_at;
    TRY(read_version(r, end));
    TRY(read_algorithm(r, end));
    TRY(read_issuer(r, end));
    TRY(read_time(r, end, &r->out->this_update));
    TRY(mohur__window_tag(&r->w, end, &tag));
    if (tag == MOHUR__DER_UTC_TIME || tag == MOHUR__DER_TIME) {
        TRY(read_time(r, end, &r->out->next_update));
        TRY(mohur__window_tag(&r->w, end, &tag));
    }
    if (tag == MOHUR__DER_SEQUENCE) {
        TRY(read_entries(r, end));
        TRY(mohur__window_tag(&r->w, end, &tag));
    }
    if (tag == MOHUR__DER_CONTEXT_0) {
        TRY(read_extensions(r, end));
    }
    st = r->w.at == end ? check_delta(r) : MOHUR_E_FORMAT;

out:
    return st;
}

/* The same algorithm again, and the signature. */
static mohur_status
read_signature(struct reading *r, uint64_t end)
{
    mohur_status st      = MOHUR_OK;
    mohur__bytes element = MOHUR__NOTHING;
    mohur__bytes bits    = MOHUR__NOTHING;
    struct mohur__der_reader d;

    TRY(mohur__window_take(&r->w, end, &element));
    if (!mohur__bytes_equal(element,
                            mohur__bytes_of(r->algorithm, r->algorithm_len))) {
        return MOHUR_E_FORMAT;
    }
    TRY(mohur__window_take(&r->w, end, &element));
    mohur__der_open(&d, element);
    bits = mohur__der_read_bits(&d);
    if (!mohur__der_close(&d) || bits.len > MOHUR__CRL_SIGNATURE_MAX) {
        return MOHUR_E_FORMAT;
    }
    r->out->signature_len = mohur__copy(MOHUR__SPAN(r->out->signature), bits);
    st                    = r->w.at == end ? MOHUR_OK : MOHUR_E_FORMAT;

out:
    return st;
}

static mohur_status
read_list(struct reading *r)
{
    mohur_status st = MOHUR_OK;
    uint64_t end    = 0;

    TRY(mohur__window_enter(&r->w, MOHUR__DER_SEQUENCE, r->w.len, &end));
    if (end != r->w.len) {
        return MOHUR_E_FORMAT;
    }
    TRY(read_tbs(r, end));
    TRY(mohur__window_hash_finish(
        &r->w, mohur__span_sub(MOHUR__SPAN(r->out->digest), 0,
                               mohur__hash_len(hash_of(r->out)))));
    TRY(read_signature(r, end));

out:
    return st;
}

mohur_status
mohur__crl_read(mohur_ctx *ctx,
                const struct mohur__evidence *evidence,
                const struct mohur__cert *cert,
                struct mohur__crl *out)
{
    mohur_status st  = MOHUR_OK;
    struct reading r = {.cert = cert, .out = out};

    *out = (struct mohur__crl){
        .next_update = INT64_MAX, .reaches = INT64_MAX, .invalid = INT64_MAX};
    TRY(mohur__window_init(&r.w, ctx, evidence));
    st = read_list(&r);
    if (st == MOHUR_E_FORMAT) {
        out->fault = out->fault != NULL ? out->fault : MALFORMED;
        st         = MOHUR_OK;
    }

out:
    mohur__window_wipe(&r.w);
    return st;
}

/*
 * Ed25519 hashes the message twice, and the second time needs all of it: as
 * it was when the entries were read.
 */
static mohur_status
verify_whole(mohur_ctx *ctx,
             const struct mohur__evidence *evidence,
             const struct mohur__crl *crl,
             const struct mohur__public_key *key)
{
    mohur_status st                   = MOHUR_OK;
    void *memory                      = NULL;
    mohur__span room                  = {NULL, 0};
    uint8_t digest[MOHUR__SHA256_LEN] = {0};

    REQUIRE(ctx, crl->tbs_len <= MOHUR__CRL_ED25519_MAX, MOHUR_E_UNSUPPORTED,
            "a revocation list signed with Ed25519 has at most 4 MiB");
    TRY(mohur__alloc(ctx, (size_t)crl->tbs_len, &memory));
    room = mohur__span_of(memory, (size_t)crl->tbs_len);
    TRY(mohur__evidence_read(evidence, crl->tbs_at, room));
    TRY(mohur__hash(ctx, MOHUR_ALG_SHA_256, mohur__span_bytes(room),
                    MOHUR__SPAN(digest)));
    TRY(mohur__auth_require(
        ctx, mohur__bytes_equal(MOHUR__BYTES(digest),
                                mohur__bytes_of(crl->digest, sizeof digest))));
    TRY(mohur__public_key_verify(
        ctx, key, &crl->alg, mohur__span_bytes(room),
        mohur__bytes_of(crl->signature, crl->signature_len)));

out:
    mohur__free(memory);
    return st;
}

mohur_status
mohur__crl_verify(mohur_ctx *ctx,
                  const struct mohur__evidence *evidence,
                  const struct mohur__crl *crl,
                  const struct mohur__public_key *key)
{
    mohur__bytes digest =
        mohur__bytes_of(crl->digest, mohur__hash_len(crl->alg.hash));

    if (crl->alg.hash == MOHUR_ALG_NONE) {
        return verify_whole(ctx, evidence, crl, key);
    }
    return mohur__public_key_verify_digest(
        ctx, key, &crl->alg, digest,
        mohur__bytes_of(crl->signature, crl->signature_len));
}
