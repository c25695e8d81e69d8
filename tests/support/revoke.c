/* SPDX-License-Identifier: Apache-2.0 */
#include "revoke.h"

#include "asn1/der_time.h"
#include "check.h"
#include "crypto/hash.h"
#include "crypto/sha1.h"

enum {
    ENUMERATED = 0x0A,
    NO_REASON  = 255
};

/* ---- lists ---- */

static int64_t
from_of(int64_t from)
{
    return from == 0 ? FIXTURE_NOW - PKI_DAY : from;
}

static int64_t
to_of(int64_t to)
{
    return to == 0 ? FIXTURE_NOW + PKI_DAY : to;
}

mohur__bytes
revoke_reason(struct fixture *t, uint8_t reason)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_element(&d, ENUMERATED, mohur__bytes_of(&reason, 1));
    return pki_extension(t, MOHUR__OID_CRL_REASON, false, pki_done(&d));
}

/* GeneralizedTime, whatever the year. */
static mohur__bytes
generalized(struct fixture *t, int64_t when)
{
    struct mohur__der d;
    mohur__bytes utc;
    char text[16];

    pki_der(t, &d);
    mohur__der_time(&d, when);
    utc = pki_done(&d);
    if (utc.data[0] == MOHUR__DER_TIME) {
        return utc;
    }
    snprintf(text, sizeof text, "20%.13s", (const char *)utc.data + 2);
    pki_der(t, &d);
    mohur__der_element(&d, MOHUR__DER_TIME, mohur__bytes_text(text));
    return pki_done(&d);
}

mohur__bytes
revoke_invalid(struct fixture *t, int64_t since)
{
    return pki_extension(t, MOHUR__OID_INVALIDITY_DATE, false,
                         generalized(t, since));
}

mohur__bytes
revoke_entry(struct fixture *t,
             mohur__bytes serial,
             int64_t date,
             mohur__bytes extensions)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_element(&d, MOHUR__DER_INTEGER, serial);
    mohur__der_time(&d, date);
    if (extensions.len > 0) {
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_raw(&d, extensions);
        mohur__der_end(&d);
    }
    mohur__der_end(&d);
    return pki_done(&d);
}

mohur__bytes
revoke_one(struct fixture *t, uint8_t serial, int64_t date, uint8_t reason)
{
    return revoke_entry(t, mohur__bytes_of(&serial, 1), date,
                        reason == NO_REASON ? MOHUR__NOTHING
                                            : revoke_reason(t, reason));
}

static mohur__bytes
list_body(struct fixture *t, const struct list_plan *plan)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    if (plan->version.len > 0) {
        mohur__der_raw(&d, plan->version);
    } else if (!plan->is_v1) {
        mohur__der_uint(&d, 1);
    }
    mohur__der_raw(&d, plan->inner_alg.len > 0
                           ? plan->inner_alg
                           : pki_signature_alg(plan->signer));
    mohur__der_raw(&d, pki_name(t, plan->issuer));
    mohur__der_time(&d, from_of(plan->from));
    if (plan->to != REVOKE_NEVER) {
        mohur__der_time(&d, to_of(plan->to));
    }
    if (plan->entries.len > 0) {
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_raw(&d, plan->entries);
        mohur__der_end(&d);
    }
    if (plan->extensions.len > 0) {
        mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_raw(&d, plan->extensions);
        mohur__der_end(&d);
        mohur__der_end(&d);
    }
    mohur__der_end(&d);
    return pki_done(&d);
}

/* { what is signed, algorithm, signature, more } */
static mohur__bytes
signed_by(struct fixture *t,
          mohur__bytes body,
          const struct pki_key *key,
          mohur__bytes more)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(&d, body);
    mohur__der_raw(&d, pki_signature_alg(key));
    mohur__der_bits(&d, pki_sign(t, key, body));
    mohur__der_raw(&d, more);
    mohur__der_end(&d);
    return pki_done(&d);
}

mohur__bytes
revoke_list(struct fixture *t, const struct list_plan *plan)
{
    return signed_by(t, list_body(t, plan), plan->signer, plan->after);
}

/* ---- answers ---- */

mohur__bytes
revoke_nonce(struct fixture *t, mohur__bytes nonce)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_octets(&d, nonce);
    return pki_extension(t, MOHUR__OID_OCSP_NONCE, false, pki_done(&d));
}

mohur__bytes
revoke_status(struct fixture *t, int64_t date, uint8_t reason)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_CONTEXT_1);
    mohur__der_raw(&d, generalized(t, date));
    if (reason != NO_REASON) {
        mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
        mohur__der_element(&d, ENUMERATED, mohur__bytes_of(&reason, 1));
        mohur__der_end(&d);
    }
    mohur__der_end(&d);
    return pki_done(&d);
}

static void
put_hash(struct fixture *t,
         struct mohur__der *d,
         bool sha_1,
         mohur__bytes message)
{
    uint8_t digest[MOHUR__SHA256_LEN];
    size_t len      = sha_1 ? (size_t)MOHUR__SHA1_LEN : sizeof digest;
    mohur__span out = mohur__span_of(digest, len);

    mohur__error_clear(t->ctx);
    CHECK_OK(sha_1 ? mohur__insecure_sha_1(t->ctx, message, out)
                   : mohur__hash(t->ctx, MOHUR_ALG_SHA_256, message, out));
    mohur__der_octets(d, mohur__span_bytes(out));
}

static void
put_cert_id(struct fixture *t,
            struct mohur__der *d,
            const struct answer_plan *plan)
{
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    if (plan->hash_alg.len > 0) {
        mohur__der_raw(d, plan->hash_alg);
    } else {
        mohur__der_begin(d, MOHUR__DER_SEQUENCE);
        mohur__der_oid(d, plan->sha_1 ? MOHUR__OID_SHA_1 : MOHUR__OID_SHA_256);
        mohur__der_end(d);
    }
    put_hash(t, d, plan->sha_1, pki_name(t, plan->issuer));
    put_hash(t, d, plan->sha_1, pki_public(plan->issuer_key));
    mohur__der_element(d, MOHUR__DER_INTEGER,
                       mohur__bytes_of(&plan->serial, 1));
    mohur__der_end(d);
}

mohur__bytes
revoke_single(struct fixture *t, const struct answer_plan *plan)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    put_cert_id(t, &d, plan);
    if (plan->status.len > 0) {
        mohur__der_raw(&d, plan->status);
    } else {
        mohur__der_element(&d, MOHUR__DER_CONTEXT_0P, MOHUR__NOTHING);
    }
    mohur__der_raw(&d, generalized(t, from_of(plan->from)));
    if (plan->to != REVOKE_NEVER) {
        mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
        mohur__der_raw(&d, generalized(t, to_of(plan->to)));
        mohur__der_end(&d);
    }
    if (plan->extensions.len > 0) {
        mohur__der_begin(&d, MOHUR__DER_CONTEXT_1);
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_raw(&d, plan->extensions);
        mohur__der_end(&d);
        mohur__der_end(&d);
    }
    mohur__der_end(&d);
    return pki_done(&d);
}

static mohur__bytes
answer_body(struct fixture *t, const struct answer_plan *plan)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(&d, MOHUR__DER_CONTEXT_1);
    mohur__der_raw(&d, pki_name(t, plan->responder == NULL ? plan->issuer
                                                           : plan->responder));
    mohur__der_end(&d);
    mohur__der_raw(&d, generalized(t, plan->produced == 0 ? from_of(plan->from)
                                                          : plan->produced));
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(&d, plan->more);
    mohur__der_raw(&d, revoke_single(t, plan));
    mohur__der_end(&d);
    if (plan->nonce.len > 0) {
        mohur__der_begin(&d, MOHUR__DER_CONTEXT_1);
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_raw(&d, plan->nonce);
        mohur__der_end(&d);
        mohur__der_end(&d);
    }
    mohur__der_end(&d);
    return pki_done(&d);
}

static mohur__bytes
basic(struct fixture *t, const struct answer_plan *plan)
{
    struct mohur__der d;

    pki_der(t, &d);
    if (plan->certs.len > 0) {
        mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_raw(&d, plan->certs);
        mohur__der_end(&d);
        mohur__der_end(&d);
    }
    return signed_by(t, answer_body(t, plan),
                     plan->signer == NULL ? plan->issuer_key : plan->signer,
                     pki_done(&d));
}

mohur__bytes
revoke_answer(struct fixture *t, const struct answer_plan *plan)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_element(&d, ENUMERATED, mohur__bytes_of(&plan->failure, 1));
    if (plan->failure == 0) {
        mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_element(&d, MOHUR__DER_OID,
                           plan->response_type.len > 0
                               ? plan->response_type
                               : mohur__oid_bytes(MOHUR__OID_OCSP_BASIC));
        mohur__der_octets(&d, basic(t, plan));
        mohur__der_end(&d);
        mohur__der_end(&d);
    }
    mohur__der_end(&d);
    return pki_done(&d);
}
