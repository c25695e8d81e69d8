/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/tsp.h"

#include "asn1/der_time.h"
#include "asn1/der_write.h"
#include "base/guard.h"
#include "base/text.h"
#include "x509/public_key.h"

enum {
    VERSION           = 1,
    GRANTED_WITH_MODS = 1, /* the last status with a token */
    STATUS_LAST       = 5,
    TEXT_SHOWN        = 80 /* bytes of what a refusal says */
};

/* ---- the request ---- */

mohur_status
mohur__tsp_nonce(mohur_ctx *ctx, uint8_t out[MOHUR__TSP_NONCE_LEN])
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__random(ctx, mohur__span_of(out, MOHUR__TSP_NONCE_LEN)));
    out[0] = (uint8_t)((out[0] & 0x3F) | 0x40);

out:
    return st;
}

enum mohur__oid
mohur__tsp_hash_oid(mohur_alg hash)
{
    return hash == MOHUR_ALG_SHA_256   ? MOHUR__OID_SHA_256
           : hash == MOHUR_ALG_SHA_384 ? MOHUR__OID_SHA_384
           : hash == MOHUR_ALG_SHA_512 ? MOHUR__OID_SHA_512
                                       : MOHUR__OID_NONE;
}

/* With NULL as parameters of the hash: authorities expect it. */
static void
put_imprint(struct mohur__der *d, const struct mohur__tsp_request *request)
{
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(d, mohur__tsp_hash_oid(request->hash));
    mohur__der_null(d);
    mohur__der_end(d);
    mohur__der_octets(d, request->digest);
    mohur__der_end(d);
}

mohur_status
mohur__tsp_request_emit(mohur_ctx *ctx,
                        const struct mohur__tsp_request *request,
                        mohur__span room,
                        mohur__bytes *out)
{
    mohur_status st = MOHUR_OK;
    struct mohur__der d;

    REQUIRE(ctx, mohur__tsp_hash_oid(request->hash) != MOHUR__OID_NONE,
            MOHUR_E_UNSUPPORTED,
            "time stamps are made over SHA-256, SHA-384 or SHA-512");
    mohur__der_init(&d, room);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_uint(&d, VERSION);
    put_imprint(&d, request);
    mohur__der_integer(&d, MOHUR__BYTES(request->nonce));
    mohur__der_element(&d, MOHUR__DER_BOOLEAN, MOHUR__TEXT("\xFF"));
    mohur__der_end(&d);
    REQUIRE(ctx, mohur__der_done(&d, out), MOHUR_E_INTERNAL,
            "a time-stamp request has no room");

out:
    return st;
}

/* ---- the response ---- */

struct status_info {
    uint64_t status;
    mohur__bytes text; /* the first of its lines, or nothing */
};

/* PKIFreeText: lines, at least one. */
static void
read_text(struct mohur__der_reader *r, struct status_info *out)
{
    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    out->text = mohur__der_read(r, MOHUR__DER_UTF8);
    while (!r->failed && r->left.len > 0) {
        (void)mohur__der_read(r, MOHUR__DER_UTF8);
    }
    mohur__der_leave(r);
}

static void
read_status(struct mohur__der_reader *r, struct status_info *out)
{
    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    out->status = mohur__der_read_uint(r);
    if (mohur__der_next_is(r, MOHUR__DER_SEQUENCE)) {
        read_text(r, out);
    }
    if (mohur__der_next_is(r, MOHUR__DER_BITS)) { /* failInfo */
        (void)mohur__der_read(r, MOHUR__DER_BITS);
    }
    mohur__der_leave(r);
}

static mohur_status
refused(mohur_ctx *ctx, const struct status_info *info)
{
    static const char *const names[] = {"",        "",         "rejection",
                                        "waiting", "revoking", "revoked"};
    char said[MOHUR__ESCAPED_CAP(TEXT_SHOWN)] = {0};

    mohur__text_escape(mohur__bytes_sub(info->text, 0, TEXT_SHOWN), said,
                       sizeof said);
    return mohur__error(ctx, MOHUR_E_IO,
                        "the time-stamp authority gave no time stamp: %s%s%s",
                        names[info->status], said[0] != '\0' ? ": " : "", said);
}

mohur_status
mohur__tsp_response_parse(mohur_ctx *ctx,
                          mohur__bytes response,
                          mohur__bytes *out_token)
{
    mohur_status st         = MOHUR_OK;
    struct status_info info = {.status = 0};
    struct mohur__der_reader r;

    *out_token = MOHUR__NOTHING;
    REQUIRE(ctx, response.len <= MOHUR__TSP_MAX, MOHUR_E_LIMIT,
            "a time-stamp response has at most %d bytes", MOHUR__TSP_MAX);
    mohur__der_open(&r, response);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    read_status(&r, &info);
    if (mohur__der_next_is(&r, MOHUR__DER_SEQUENCE)) {
        *out_token = mohur__der_read_element(&r);
    }
    mohur__der_leave(&r);
    REQUIRE(ctx, mohur__der_close(&r) && info.status <= STATUS_LAST,
            MOHUR_E_FORMAT, "this is not exactly a time-stamp response");
    REQUIRE(ctx, (out_token->len > 0) == (info.status <= GRANTED_WITH_MODS),
            MOHUR_E_FORMAT,
            "the response has a time stamp and a refusal, or neither");
    if (info.status > GRANTED_WITH_MODS) {
        st = refused(ctx, &info);
    }

out:
    return st;
}

/* ---- the statement ---- */

/* The contents of an INTEGER of any sign, in as few octets as possible. */
static mohur__bytes
read_number(struct mohur__der_reader *r)
{
    mohur__bytes n = mohur__der_read(r, MOHUR__DER_INTEGER);
    bool padded    = n.len > 1 && ((n.data[0] == 0x00 && n.data[1] < 0x80) ||
                                (n.data[0] == 0xFF && n.data[1] >= 0x80));

    r->failed = r->failed || n.len == 0 || padded;
    return n;
}

static void
read_imprint(struct mohur__der_reader *r, struct mohur__tst_info *out)
{
    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    out->hash    = mohur__digest_alg_read(r);
    out->imprint = mohur__der_read_octets(r);
    mohur__der_leave(r);
}

/* Seconds, thousandths and millionths, each of which may be missing. */
static void
read_accuracy(struct mohur__der_reader *r)
{
    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    if (mohur__der_next_is(r, MOHUR__DER_INTEGER)) {
        (void)mohur__der_read_uint(r);
    }
    if (mohur__der_next_is(r, MOHUR__DER_CONTEXT_0P)) {
        (void)mohur__der_read(r, MOHUR__DER_CONTEXT_0P);
    }
    if (mohur__der_next_is(r, MOHUR__DER_CONTEXT_1P)) {
        (void)mohur__der_read(r, MOHUR__DER_CONTEXT_1P);
    }
    mohur__der_leave(r);
}

/* A false that is written is not DER: it is the default. */
static void
read_true(struct mohur__der_reader *r)
{
    if (!mohur__der_read_boolean(r)) {
        r->failed = true;
    }
}

/* No extension is known, so a critical one is one too many. */
static void
read_extensions(struct mohur__der_reader *r, struct mohur__tst_info *out)
{
    mohur__der_enter(r, MOHUR__DER_CONTEXT_1);
    do {
        mohur__der_enter(r, MOHUR__DER_SEQUENCE);
        (void)mohur__der_read_oid(r);
        if (mohur__der_next_is(r, MOHUR__DER_BOOLEAN)) {
            read_true(r);
            out->unknown_critical = true;
        }
        (void)mohur__der_read_octets(r);
        mohur__der_leave(r);
    } while (!r->failed && r->left.len > 0);
    mohur__der_leave(r);
}

/* What may follow genTime. */
static void
read_options(struct mohur__der_reader *r, struct mohur__tst_info *out)
{
    if (mohur__der_next_is(r, MOHUR__DER_SEQUENCE)) {
        read_accuracy(r);
    }
    if (mohur__der_next_is(r, MOHUR__DER_BOOLEAN)) { /* ordering */
        read_true(r);
    }
    out->has_nonce = mohur__der_next_is(r, MOHUR__DER_INTEGER);
    if (out->has_nonce) {
        out->nonce = read_number(r);
    }
    if (mohur__der_next_is(r, MOHUR__DER_CONTEXT_0)) { /* tsa, a hint */
        mohur__der_enter(r, MOHUR__DER_CONTEXT_0);
        (void)mohur__der_read_element(r);
        mohur__der_leave(r);
    }
    if (mohur__der_next_is(r, MOHUR__DER_CONTEXT_1)) {
        read_extensions(r, out);
    }
}

bool
mohur__tst_info_parse(mohur__bytes der, struct mohur__tst_info *out)
{
    struct mohur__der_reader r;
    uint64_t version = 0;

    *out = (struct mohur__tst_info){.time = 0};
    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    version     = mohur__der_read_uint(&r);
    out->policy = mohur__der_read_oid(&r);
    read_imprint(&r, out);
    out->serial = read_number(&r);
    out->time   = mohur__der_read_exact_time(&r, &out->fraction);
    read_options(&r, out);
    mohur__der_leave(&r);
    return mohur__der_close(&r) && version == VERSION && out->imprint.len > 0;
}
