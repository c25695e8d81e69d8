/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/ocsp.h"

#include "asn1/der_time.h"
#include "base/guard.h"
#include "crypto/sha1.h"
#include "x509/crl.h"
#include "x509/extension.h"
#include "x509/name.h"

/*
 * A response is small and stands in memory whole.  It may answer about many
 * certificates; exactly one answer must be about ours.
 */
enum {
    ENUMERATED    = 0x0A,
    REASON_LAST   = 10,
    REASON_UNUSED = 7,
    GOOD          = 0x80, /* CertStatus, by its tag */
    REVOKED       = 0xA1,
    UNKNOWN       = 0x82
};

static const char MALFORMED[] = "an OCSP response is malformed";

struct reading {
    mohur_ctx *ctx;
    const struct mohur__cert *cert;
    const struct mohur__cert *issuer;
    mohur__bytes nonce;
    struct mohur__ocsp *out;
    size_t answers; /* about our certificate */
    mohur_status st;
};

/* Say why it is of no use.  Always false. */
static bool
useless(struct reading *r, const char *fault)
{
    if (r->out->fault == NULL) {
        r->out->fault = fault;
    }
    return false;
}

/* ---- CertID ---- */

/* The key as a BIT STRING has it, which is what CertID hashes. */
static mohur__bytes
key_bits(const struct mohur__cert *cert)
{
    return cert->key.alg == MOHUR_ALG_RSASSA_PKCS1 ? cert->key.rsa.der
                                                   : cert->key.point;
}

/* The digest of a name or of a key, in room. */
static mohur_status
digest_in(mohur_ctx *ctx,
          mohur_alg hash,
          mohur__bytes message,
          uint8_t room[MOHUR__HASH_MAX],
          mohur__bytes *out)
{
    bool sha_1 = hash == MOHUR_ALG_SHA_1;
    size_t len = sha_1 ? (size_t)MOHUR__SHA1_LEN : mohur__hash_len(hash);
    mohur__span digest = mohur__span_of(room, len);

    *out = mohur__span_bytes(digest);
    return sha_1 ? mohur__insecure_sha_1(ctx, message, digest)
                 : mohur__hash(ctx, hash, message, digest);
}

static bool
hashes_to(struct reading *r,
          mohur_alg hash,
          mohur__bytes message,
          mohur__bytes digest)
{
    uint8_t room[MOHUR__HASH_MAX] = {0};
    mohur__bytes own              = MOHUR__NOTHING;

    if (r->st == MOHUR_OK) {
        r->st = digest_in(r->ctx, hash, message, room, &own);
    }
    return r->st == MOHUR_OK && mohur__bytes_equal(own, digest);
}

/* Which hash a CertID is made with: here, and here alone, it may be SHA-1. */
static mohur_alg
read_hash(struct mohur__der_reader *d)
{
    struct mohur__der_reader same = *d;
    mohur_alg hash                = mohur__digest_alg_read(d);

    mohur__der_enter(&same, MOHUR__DER_SEQUENCE);
    if (mohur__der_read_known_oid(&same) != MOHUR__OID_SHA_1) {
        return hash;
    }
    if (mohur__der_next_is(&same, MOHUR__DER_NULL)) {
        mohur__der_read_null(&same);
    }
    mohur__der_leave(&same);
    return same.failed ? hash : MOHUR_ALG_SHA_1;
}

/* Read a CertID: is it that of our certificate? */
static bool
read_cert_id(struct reading *r, struct mohur__der_reader *d)
{
    mohur_alg hash      = MOHUR_ALG_NONE;
    mohur__bytes name   = MOHUR__NOTHING;
    mohur__bytes key    = MOHUR__NOTHING;
    mohur__bytes serial = MOHUR__NOTHING;

    mohur__der_enter(d, MOHUR__DER_SEQUENCE);
    hash   = read_hash(d);
    name   = mohur__der_read_octets(d);
    key    = mohur__der_read_octets(d);
    serial = mohur__der_read(d, MOHUR__DER_INTEGER);
    mohur__der_leave(d);
    if (d->failed || !mohur__bytes_equal(serial, r->cert->serial)) {
        return false;
    }
    if (hash == MOHUR_ALG_NONE) {
        return useless(r, "an OCSP response names its certificate with a hash "
                          "that is not accepted");
    }
    return hashes_to(r, hash, r->cert->issuer, name) &&
           hashes_to(r, hash, key_bits(r->issuer), key);
}

/* ---- one answer ---- */

static bool
take_answer_extension(const struct mohur__extension *e, void *user)
{
    struct reading *r = user;
    struct mohur__der_reader d;

    if (e->oid == MOHUR__OID_ARCHIVE_CUTOFF) {
        mohur__der_open(&d, e->value);
        r->out->reaches = mohur__der_read_time(&d);
        return mohur__der_close(&d);
    }
    return !e->critical ||
           useless(r, "an OCSP response has a critical extension that is "
                      "unknown");
}

/* RevokedInfo. */
static void
read_revoked(struct reading *r, struct mohur__der_reader *d)
{
    mohur__bytes reason = MOHUR__NOTHING;

    r->out->revoked = true;
    mohur__der_enter(d, REVOKED);
    r->out->date = mohur__der_read_time(d);
    if (mohur__der_next_is(d, MOHUR__DER_CONTEXT_0)) {
        mohur__der_enter(d, MOHUR__DER_CONTEXT_0);
        reason         = mohur__der_read_exactly(d, ENUMERATED, 1);
        r->out->reason = reason.len == 1 ? reason.data[0] : 0;
        d->failed      = d->failed || r->out->reason > REASON_LAST ||
                    r->out->reason == REASON_UNUSED ||
                    r->out->reason == MOHUR__REASON_REMOVED;
        mohur__der_leave(d);
    }
    mohur__der_leave(d);
}

static void
read_status(struct reading *r, struct mohur__der_reader *d)
{
    if (mohur__der_next_is(d, REVOKED)) {
        read_revoked(r, d);
    } else if (mohur__der_next_is(d, UNKNOWN)) {
        (void)mohur__der_read_exactly(d, UNKNOWN, 0);
        (void)useless(r, "the OCSP responder does not know the certificate");
    } else {
        (void)mohur__der_read_exactly(d, GOOD, 0);
    }
}

/* SingleResponse; ours is kept, others are read over. */
static bool
read_answer(struct reading *r, struct mohur__der_reader *d)
{
    mohur__der_enter(d, MOHUR__DER_SEQUENCE);
    if (!read_cert_id(r, d)) {
        while (!d->failed && d->left.len > 0) {
            (void)mohur__der_read_element(d);
        }
        mohur__der_leave(d);
        return !d->failed;
    }
    r->answers++;
    read_status(r, d);
    r->out->this_update = mohur__der_read_time(d);
    if (mohur__der_next_is(d, MOHUR__DER_CONTEXT_0)) {
        mohur__der_enter(d, MOHUR__DER_CONTEXT_0);
        r->out->next_update = mohur__der_read_time(d);
        mohur__der_leave(d);
    }
    if (mohur__der_next_is(d, MOHUR__DER_CONTEXT_1)) {
        mohur__der_enter(d, MOHUR__DER_CONTEXT_1);
        if (!mohur__extensions_read(d, take_answer_extension, r)) {
            return false;
        }
        mohur__der_leave(d);
    }
    mohur__der_leave(d);
    return !d->failed;
}

/* ---- the response ---- */

static bool
take_extension(const struct mohur__extension *e, void *user)
{
    struct reading *r = user;
    struct mohur__der_reader d;

    if (e->oid == MOHUR__OID_OCSP_NONCE) {
        r->out->has_nonce = true;
        mohur__der_open(&d, e->value);
        /* Some servers leave out the inner OCTET STRING; RFC 9654 has it. */
        return r->nonce.len == 0 ||
               mohur__bytes_equal(mohur__der_read_octets(&d), r->nonce) ||
               useless(r, "an OCSP response answers another request");
    }
    return !e->critical ||
           useless(r, "an OCSP response has a critical extension that is "
                      "unknown");
}

static void
read_responder(struct reading *r, struct mohur__der_reader *d)
{
    if (mohur__der_next_is(d, MOHUR__DER_CONTEXT_1)) {
        r->out->responder = mohur__der_read(d, MOHUR__DER_CONTEXT_1);
        d->failed         = d->failed || !mohur__name_valid(r->out->responder);
        return;
    }
    mohur__der_enter(d, MOHUR__DER_CONTEXT_2);
    (void)mohur__der_read_octets(d);
    mohur__der_leave(d);
}

/* ResponseData, of version 1, which is left out. */
static bool
read_data(struct reading *r)
{
    struct mohur__der_reader d;

    mohur__der_open(&d, r->out->tbs);
    mohur__der_enter(&d, MOHUR__DER_SEQUENCE);
    read_responder(r, &d);
    r->out->produced_at = mohur__der_read_time(&d);
    mohur__der_enter(&d, MOHUR__DER_SEQUENCE);
    while (!d.failed && d.left.len > 0) {
        if (!read_answer(r, &d)) {
            return false;
        }
    }
    mohur__der_leave(&d);
    if (mohur__der_next_is(&d, MOHUR__DER_CONTEXT_1)) {
        mohur__der_enter(&d, MOHUR__DER_CONTEXT_1);
        if (!mohur__extensions_read(&d, take_extension, r)) {
            return false;
        }
        mohur__der_leave(&d);
    }
    mohur__der_leave(&d);
    return mohur__der_close(&d);
}

static void
read_certs(struct mohur__ocsp *out, struct mohur__der_reader *d)
{
    mohur__der_enter(d, MOHUR__DER_CONTEXT_0);
    mohur__der_enter(d, MOHUR__DER_SEQUENCE);
    while (!d->failed && d->left.len > 0) {
        mohur__bytes cert = mohur__der_read_element(d);

        if (out->certs_len == MOHUR__OCSP_CERTS_MAX) {
            d->failed = true;
            return;
        }
        out->certs[out->certs_len++] = cert;
    }
    mohur__der_leave(d);
    mohur__der_leave(d);
}

/* BasicOCSPResponse. */
static bool
read_basic(struct reading *r, mohur__bytes der)
{
    struct mohur__ocsp *out = r->out;
    struct mohur__der_reader d;

    mohur__der_open(&d, der);
    mohur__der_enter(&d, MOHUR__DER_SEQUENCE);
    if (!mohur__der_next_is(&d, MOHUR__DER_SEQUENCE)) {
        return false;
    }
    out->tbs       = mohur__der_read_element(&d);
    out->alg       = mohur__signature_alg_read(&d);
    out->signature = mohur__der_read_bits(&d);
    if (mohur__der_next_is(&d, MOHUR__DER_CONTEXT_0)) {
        read_certs(out, &d);
    }
    mohur__der_leave(&d);
    return mohur__der_close(&d) && read_data(r);
}

/* OCSPResponse: success, and the one kind of answer that there is. */
static bool
read_response(struct reading *r, mohur__bytes der)
{
    mohur__bytes status = MOHUR__NOTHING;
    mohur__bytes basic  = MOHUR__NOTHING;
    enum mohur__oid oid = MOHUR__OID_NONE;
    struct mohur__der_reader d;

    mohur__der_open(&d, der);
    mohur__der_enter(&d, MOHUR__DER_SEQUENCE);
    status = mohur__der_read_exactly(&d, ENUMERATED, 1);
    if (status.len == 1 && status.data[0] != 0) {
        return useless(r, "the OCSP responder gave no answer");
    }
    mohur__der_enter(&d, MOHUR__DER_CONTEXT_0);
    mohur__der_enter(&d, MOHUR__DER_SEQUENCE);
    oid   = mohur__der_read_known_oid(&d);
    basic = mohur__der_read_octets(&d);
    mohur__der_leave(&d);
    mohur__der_leave(&d);
    mohur__der_leave(&d);
    return mohur__der_close(&d) && oid == MOHUR__OID_OCSP_BASIC &&
           read_basic(r, basic);
}

mohur_status
mohur__ocsp_read(mohur_ctx *ctx,
                 mohur__bytes der,
                 const struct mohur__cert *cert,
                 const struct mohur__cert *issuer,
                 mohur__bytes nonce,
                 struct mohur__ocsp *out)
{
    struct reading r = {
        .ctx = ctx, .cert = cert, .issuer = issuer, .nonce = nonce, .out = out};

    *out = (struct mohur__ocsp){.next_update = INT64_MAX, .reaches = INT64_MAX};
    if (!read_response(&r, der)) {
        (void)useless(&r, MALFORMED);
    } else if (r.answers != 1) {
        (void)useless(&r, r.answers == 0
                              ? "an OCSP response is about another certificate"
                              : "an OCSP response has two answers about a "
                                "certificate");
    }
    return r.st;
}

/* ---- who signed ---- */

/* Did the issuer make it a responder, in time? */
static bool
is_responder(const struct mohur__ocsp *ocsp,
             const struct mohur__cert *issuer,
             const struct mohur__cert *cert)
{
    return (cert->eku & MOHUR__EKU_OCSP) != 0 && !cert->unknown_critical &&
           mohur__name_equal(cert->issuer, issuer->subject) &&
           cert->not_before <= ocsp->produced_at &&
           ocsp->produced_at <= cert->not_after &&
           (ocsp->responder.len == 0 ||
            mohur__name_equal(ocsp->responder, cert->subject)) &&
           (!cert->has_usage || (cert->usage & MOHUR__USAGE_SIGNATURE) != 0);
}

static mohur_status
verify_with(mohur_ctx *ctx,
            const struct mohur__ocsp *ocsp,
            const struct mohur__public_key *key)
{
    mohur__error_clear(ctx);
    return mohur__public_key_verify(ctx, key, &ocsp->alg, ocsp->tbs,
                                    ocsp->signature);
}

static bool
is_refusal(mohur_status st)
{
    return st == MOHUR_E_AUTH || st == MOHUR_E_UNSUPPORTED;
}

mohur_status
mohur__ocsp_verify(mohur_ctx *ctx,
                   const struct mohur__ocsp *ocsp,
                   const struct mohur__cert *issuer,
                   struct mohur__cert *room,
                   const struct mohur__cert **out_delegate)
{
    mohur_status st = verify_with(ctx, ocsp, &issuer->key);

    *out_delegate = NULL;
    for (size_t i = 0; is_refusal(st) && i < ocsp->certs_len; i++) {
        if (!mohur__cert_parse(ocsp->certs[i], room) ||
            !is_responder(ocsp, issuer, room)) {
            continue;
        }
        mohur__error_clear(ctx);
        st = mohur__cert_verify(ctx, room, &issuer->key);
        if (st == MOHUR_OK) {
            st            = verify_with(ctx, ocsp, &room->key);
            *out_delegate = room;
        }
    }
    return st;
}

/* ---- asking ---- */

static mohur_status
put_hash(mohur_ctx *ctx,
         struct mohur__der *d,
         mohur_alg hash,
         mohur__bytes message)
{
    mohur_status st               = MOHUR_OK;
    uint8_t room[MOHUR__HASH_MAX] = {0};
    mohur__bytes digest           = MOHUR__NOTHING;

    TRY(digest_in(ctx, hash, message, room, &digest));
    mohur__der_octets(d, digest);

out:
    return st;
}

static mohur_status
put_cert_id(mohur_ctx *ctx,
            struct mohur__der *d,
            const struct mohur__ocsp_question *q)
{
    mohur_status st = MOHUR_OK;

    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    if (q->hash == MOHUR_ALG_SHA_1) {
        mohur__der_oid(d, MOHUR__OID_SHA_1);
        mohur__der_null(d); /* as they did when it was made */
    } else {
        mohur__der_oid(d, MOHUR__OID_SHA_256);
    }
    mohur__der_end(d);
    TRY(put_hash(ctx, d, q->hash, q->cert->issuer));
    TRY(put_hash(ctx, d, q->hash, key_bits(q->issuer)));
    mohur__der_element(d, MOHUR__DER_INTEGER, q->cert->serial);
    mohur__der_end(d);

out:
    return st;
}

/* requestExtensions: Nonce is an OCTET STRING within extnValue. */
static void
put_nonce(struct mohur__der *d, mohur__bytes nonce)
{
    mohur__der_begin(d, MOHUR__DER_CONTEXT_2);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(d, MOHUR__OID_OCSP_NONCE);
    mohur__der_begin(d, MOHUR__DER_OCTETS);
    mohur__der_octets(d, nonce);
    mohur__der_end(d);
    mohur__der_end(d);
    mohur__der_end(d);
    mohur__der_end(d);
}

mohur_status
mohur__ocsp_request(mohur_ctx *ctx,
                    const struct mohur__ocsp_question *question,
                    struct mohur__buf *out)
{
    mohur_status st                       = MOHUR_OK;
    uint8_t room[MOHUR__OCSP_REQUEST_MAX] = {0};
    mohur__bytes der                      = MOHUR__NOTHING;
    struct mohur__der d;

    mohur__der_init(&d, MOHUR__SPAN(room));
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    TRY(put_cert_id(ctx, &d, question));
    mohur__der_end(&d);
    mohur__der_end(&d);
    put_nonce(&d, question->nonce);
    mohur__der_end(&d);
    mohur__der_end(&d);
    REQUIRE(ctx, mohur__der_done(&d, &der), MOHUR_E_INTERNAL,
            "an OCSP request does not fit");
    mohur__buf_bytes(out, der);
    TRY(mohur__buf_status(out));

out:
    return st;
}
