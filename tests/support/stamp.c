/* SPDX-License-Identifier: Apache-2.0 */
#include "stamp.h"

#include "base/time.h"
#include "check.h"
#include "crypto/hash.h"

/* ---- the authority ---- */

mohur__bytes
stamp_eku(struct fixture *t, bool critical, const char *purposes)
{
    struct view hex = fixture_hex(t, purposes);
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_element(&d, MOHUR__DER_SEQUENCE,
                       mohur__bytes_of(hex.data, hex.len));
    return pki_extension(t, MOHUR__OID_EXT_KEY_USAGE, critical, pki_done(&d));
}

mohur__bytes
stamp_cert(struct fixture *t,
           const struct stamp_tsa *tsa,
           const struct pki_plan *plan)
{
    struct pki_plan usual = {.path_len = -1, .usage = 1};

    if (plan == NULL) {
        usual.extra = stamp_eku(t, true, "06082b06010505070308");
        plan        = &usual;
    }
    struct pki_plan full = *plan;
    full.subject         = full.subject == NULL ? "TSA" : full.subject;
    full.issuer          = full.issuer == NULL ? "TSA root" : full.issuer;
    full.key             = &tsa->key;
    full.signer          = full.signer == NULL ? &tsa->root_key : full.signer;
    full.serial          = full.serial == 0 ? 9 : full.serial;
    return pki_cert(t, &full);
}

struct stamp_tsa
stamp_tsa_new(struct fixture *t)
{
    struct stamp_tsa tsa;
    struct pki_plan plan = PKI_PLAN_CA;

    tsa.root_key = pki_key(t, MOHUR_ALG_ECDSA_P256, 101);
    tsa.key      = pki_key(t, MOHUR_ALG_ECDSA_P256, 102);
    plan.subject = plan.issuer = "TSA root";
    plan.key = plan.signer = &tsa.root_key;
    plan.usage |= 1 << 6; /* cRLSign */
    tsa.root = pki_cert(t, &plan);
    tsa.cert = stamp_cert(t, &tsa, NULL);
    return tsa;
}

/* ---- what it states ---- */

static mohur__bytes
or_else(mohur__bytes part, mohur__bytes usual)
{
    return part.data != NULL ? part : usual;
}

static mohur__bytes
digest_of(struct fixture *t, mohur__bytes message)
{
    uint8_t *digest = fixture_bytes(t, 0, MOHUR__SHA256_LEN);

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256, message,
                         mohur__span_of(digest, MOHUR__SHA256_LEN)));
    return mohur__bytes_of(digest, MOHUR__SHA256_LEN);
}

/* GeneralizedTime by way of "2026-01-01T00:00:00Z". */
static void
put_time(struct mohur__der *d, int64_t time, const char *fraction)
{
    char text[MOHUR__TIME_CAP] = {0};
    char out[64]               = {0};

    mohur__time_format(time, text);
    snprintf(out, sizeof out, "%.4s%.2s%.2s%.2s%.2s%.2s%sZ", text, text + 5,
             text + 8, text + 11, text + 14, text + 17,
             fraction == NULL ? "" : fraction);
    mohur__der_element(d, MOHUR__DER_TIME, mohur__bytes_text(out));
}

mohur__bytes
stamp_info(struct fixture *t, const struct stamp_plan *plan)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_uint(&d, 1);
    mohur__der_element(&d, MOHUR__DER_OID, MOHUR__TEXT("\x2A\x03\x04"));
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(&d, or_else(plan->hash_alg, message_sha_256()));
    mohur__der_octets(&d, or_else(plan->imprint, digest_of(t, plan->over)));
    mohur__der_end(&d);
    mohur__der_uint(&d, 77);
    put_time(&d, plan->time == 0 ? FIXTURE_NOW : plan->time, plan->fraction);
    if (plan->nonce.len > 0) {
        mohur__der_element(&d, MOHUR__DER_INTEGER, plan->nonce);
    }
    mohur__der_raw(&d, plan->more);
    mohur__der_end(&d);
    return pki_done(&d);
}

/* ---- the token ---- */

static struct message_plan
message_of(struct fixture *t,
           const struct stamp_tsa *tsa,
           const struct stamp_plan *plan)
{
    return (struct message_plan){
        .key      = &tsa->key,
        .cert     = or_else(plan->cert, tsa->cert),
        .content  = or_else(plan->info, stamp_info(t, plan)),
        .attached = true,
        .version  = 3,
        .content_type =
            or_else(plan->content_type, mohur__oid_bytes(MOHUR__OID_TST_INFO)),
        .certs        = plan->certs,
        .signature    = plan->signature,
        .more_signers = plan->more_signers};
}

mohur__bytes
stamp_attrs(struct fixture *t,
            const struct stamp_tsa *tsa,
            const struct stamp_plan *plan)
{
    struct message_plan m = message_of(t, tsa, plan);
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_oid(&d, MOHUR__OID_TST_INFO);
    return message_replace(
        t, message_attrs(t, &m), MOHUR__OID_CONTENT_TYPE,
        message_attr(t, MOHUR__OID_CONTENT_TYPE, pki_done(&d)));
}

mohur__bytes
stamp_token(struct fixture *t,
            const struct stamp_tsa *tsa,
            const struct stamp_plan *plan)
{
    struct message_plan m = message_of(t, tsa, plan);

    m.attrs = or_else(plan->attrs, stamp_attrs(t, tsa, plan));
    return message_make(t, &m);
}

mohur__bytes
stamp_response(struct fixture *t, uint8_t status, mohur__bytes token)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_uint(&d, status);
    mohur__der_end(&d);
    mohur__der_raw(&d, token);
    mohur__der_end(&d);
    return pki_done(&d);
}
