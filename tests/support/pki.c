/* SPDX-License-Identifier: Apache-2.0 */
#include "pki.h"

#include "asn1/der_time.h"
#include "check.h"
#include "crypto/sign.h"

/* ---- keys ---- */

mohur__bytes
pki_secret(const struct pki_key *key)
{
    return mohur__bytes_of(key->secret, mohur__sign_private_len(key->alg));
}

mohur__bytes
pki_public(const struct pki_key *key)
{
    return mohur__bytes_of(key->public_key, mohur__sign_public_len(key->alg));
}

struct pki_key
pki_key(struct fixture *t, mohur_alg alg, uint8_t seed)
{
    struct pki_key key = {.alg = alg};

    mohur__error_clear(t->ctx); /* of a call that was to be refused */
    mohur__fill(MOHUR__SPAN(key.secret), seed);
    CHECK_OK(mohur__sign_public_of(
        t->ctx, alg, pki_secret(&key),
        mohur__span_of(key.public_key, mohur__sign_public_len(alg))));
    return key;
}

/* ---- elements ---- */

void
pki_der(struct fixture *t, struct mohur__der *d)
{
    mohur__der_init(d, mohur__span_of(fixture_bytes(t, 0, PKI_ROOM), PKI_ROOM));
}

mohur__bytes
pki_done(const struct mohur__der *d)
{
    mohur__bytes out = MOHUR__NOTHING;

    CHECK(mohur__der_done(d, &out));
    return out;
}

mohur__bytes
pki_name(struct fixture *t, const char *cn)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    if (cn[0] != '\0') {
        mohur__der_begin(&d, MOHUR__DER_SET);
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_oid(&d, MOHUR__OID_COMMON_NAME);
        mohur__der_element(&d, MOHUR__DER_UTF8, mohur__bytes_text(cn));
        mohur__der_end(&d);
        mohur__der_end(&d);
    }
    mohur__der_end(&d);
    return pki_done(&d);
}

mohur__bytes
pki_extension(struct fixture *t,
              enum mohur__oid oid,
              bool critical,
              mohur__bytes value)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(&d, oid);
    if (critical) {
        mohur__der_element(&d, MOHUR__DER_BOOLEAN, MOHUR__TEXT("\xFF"));
    }
    mohur__der_octets(&d, value);
    mohur__der_end(&d);
    return pki_done(&d);
}

mohur__bytes
pki_signature_alg(const struct pki_key *key)
{
    static const uint8_t ed25519[] = {0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70};
    static const uint8_t p256[]    = {0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86,
                                      0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02};
    static const uint8_t p384[]    = {0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86,
                                      0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03};

    return key->alg == MOHUR_ALG_ED25519      ? MOHUR__BYTES(ed25519)
           : key->alg == MOHUR_ALG_ECDSA_P256 ? MOHUR__BYTES(p256)
                                              : MOHUR__BYTES(p384);
}

mohur__bytes
pki_sign(struct fixture *t, const struct pki_key *key, mohur__bytes message)
{
    size_t len   = mohur__sign_signature_len(key->alg);
    uint8_t *raw = fixture_bytes(t, 0, len);
    struct mohur__der d;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__sign(t->ctx, key->alg, MOHUR_ALG_NONE, pki_secret(key),
                         message, mohur__span_of(raw, len)));
    if (key->alg == MOHUR_ALG_ED25519) {
        return mohur__bytes_of(raw, len);
    }
    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_integer(&d, mohur__bytes_of(raw, len / 2));
    mohur__der_integer(&d, mohur__bytes_of(raw + len / 2, len / 2));
    mohur__der_end(&d);
    return pki_done(&d);
}

/* ---- certificates ---- */

static void
put_spki(struct mohur__der *d, const struct pki_key *key)
{
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    if (key->alg == MOHUR_ALG_ED25519) {
        mohur__der_oid(d, MOHUR__OID_ED25519);
    } else {
        mohur__der_oid(d, MOHUR__OID_EC_PUBLIC_KEY);
        mohur__der_oid(d, key->alg == MOHUR_ALG_ECDSA_P256 ? MOHUR__OID_P256
                                                           : MOHUR__OID_P384);
    }
    mohur__der_end(d);
    mohur__der_bits(d, pki_public(key));
    mohur__der_end(d);
}

static mohur__bytes
basic_constraints(struct fixture *t, const struct pki_plan *plan)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    if (plan->is_ca) {
        mohur__der_element(&d, MOHUR__DER_BOOLEAN, MOHUR__TEXT("\xFF"));
    }
    if (plan->path_len >= 0) {
        mohur__der_uint(&d, (uint64_t)plan->path_len);
    }
    mohur__der_end(&d);
    return pki_extension(t, MOHUR__OID_BASIC_CONSTRAINTS, true, pki_done(&d));
}

/* One octet of named bits; which of them are unused is the last one's place. */
static mohur__bytes
key_usage(struct fixture *t, uint32_t usage)
{
    uint8_t octets[2] = {7, 0};
    struct mohur__der d;

    for (uint8_t i = 0; i < 8; i++) {
        if ((usage >> i & 1) != 0) {
            octets[1] |= (uint8_t)(0x80 >> i);
            octets[0] = (uint8_t)(7 - i);
        }
    }
    pki_der(t, &d);
    mohur__der_element(&d, MOHUR__DER_BITS, MOHUR__BYTES(octets));
    return pki_extension(t, MOHUR__OID_KEY_USAGE, true, pki_done(&d));
}

static void
put_extensions(struct fixture *t,
               struct mohur__der *d,
               const struct pki_plan *plan)
{
    mohur__der_begin(d, MOHUR__DER_CONTEXT_3);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(d, basic_constraints(t, plan));
    if (plan->usage != 0) {
        mohur__der_raw(d, key_usage(t, plan->usage));
    }
    mohur__der_raw(d, plan->extra);
    mohur__der_end(d);
    mohur__der_end(d);
}

static mohur__bytes
tbs(struct fixture *t, const struct pki_plan *plan)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    if (!plan->no_extensions) {
        mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
        mohur__der_uint(&d, 2);
        mohur__der_end(&d);
    }
    mohur__der_uint(&d, plan->serial == 0 ? 1 : plan->serial);
    mohur__der_raw(&d, pki_signature_alg(plan->signer));
    mohur__der_raw(&d, pki_name(t, plan->issuer));
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_time(&d, plan->from == 0 ? FIXTURE_NOW - PKI_YEAR : plan->from);
    mohur__der_time(&d, plan->to == 0 ? FIXTURE_NOW + PKI_YEAR : plan->to);
    mohur__der_end(&d);
    mohur__der_raw(&d, plan->named.len > 0 ? plan->named
                                           : pki_name(t, plan->subject));
    put_spki(&d, plan->key);
    if (!plan->no_extensions) {
        put_extensions(t, &d, plan);
    }
    mohur__der_end(&d);
    return pki_done(&d);
}

mohur__bytes
pki_cert(struct fixture *t, const struct pki_plan *plan)
{
    mohur__bytes body = tbs(t, plan);
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(&d, body);
    mohur__der_raw(&d, pki_signature_alg(plan->signer));
    mohur__der_bits(&d, pki_sign(t, plan->signer, body));
    mohur__der_end(&d);
    return pki_done(&d);
}

/* ---- certificates in an envelope ---- */

mohur__bytes
pki_envelope(struct fixture *t, const struct pki_envelope *plan)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(&d, MOHUR__OID_SIGNED_DATA);
    mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_uint(&d, plan->version == 0 ? 1 : plan->version);
    mohur__der_element(&d, MOHUR__DER_SET, plan->digests);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(&d, plan->type == MOHUR__OID_NONE ? MOHUR__OID_DATA
                                                     : plan->type);
    mohur__der_raw(&d, plan->content);
    mohur__der_end(&d);
    mohur__der_element(&d, MOHUR__DER_CONTEXT_0, plan->certs);
    mohur__der_raw(&d, plan->crls);
    mohur__der_element(&d, MOHUR__DER_SET, plan->signers);
    mohur__der_end(&d);
    mohur__der_end(&d);
    mohur__der_end(&d);
    return pki_done(&d);
}
