/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/key_certs.h"

#include "asn1/pem.h"
#include "base/guard.h"
#include "keystore/life_rules.h"

enum cert_column {
    CERT_RING_ID,
    CERT_VER,
    CERT_N,
    CERT_DER
};

/* Read the n-th certificate of a version; n counts from 0 without gaps. */
static mohur_status
cert_get(struct mohur_keystore *ks,
         const struct mohur__row *r,
         uint64_t n,
         struct mohur__row *out,
         bool *found)
{
    mohur_status st = MOHUR_OK;

    mohur__row_wipe(out);
    mohur__row_init(out, ks->ctx, MOHUR__T_CERT);
    mohur__row_set_value(out, CERT_RING_ID, &r->col[MOHUR__KEY_RING_ID]);
    mohur__row_set_value(out, CERT_VER, &r->col[MOHUR__KEY_VER]);
    mohur__row_set_int(out, CERT_N, n);
    TRY(out->st);
    TRY(mohur__store_get(ks, out, found));

out:
    return st;
}

/* A version by the name of its key, in a state that has certificates. */
static mohur_status
version_find(struct mohur_keystore *ks,
             mohur__bytes name,
             uint32_t version,
             struct mohur__row *r)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__row ring  = {0};
    struct mohur__life life = {.state = MOHUR_KEY_PENDING};
    mohur_key_state state   = MOHUR_KEY_PENDING;

    mohur__row_init(&ring, ks->ctx, MOHUR__T_RING);
    TRY(mohur__ring_need(ks, name, &ring));
    TRY(mohur__ring_select(ks, &ring, version, r));
    life  = mohur__version_life(r);
    state = mohur__life_now(&life, mohur__store_time(ks));
    REQUIRE(
        ks->ctx,
        mohur__life_allows(MOHUR__USE_CERTIFY, state, life.compromised_at != 0),
        MOHUR_E_KEY_STATE,
        "version %u of the key is %s; it has no use for "
        "a certificate",
        (unsigned)mohur__row_int(r, MOHUR__KEY_VER), mohur__life_name(state));

out:
    mohur__row_wipe(&ring);
    return st;
}

/* ---- kept ---- */

static mohur_status
cert_put(struct mohur_keystore *ks,
         const struct mohur__row *r,
         const struct mohur__key_certs *certs,
         size_t n)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row cert = {0};
    bool found             = false;

    TRY(cert_get(ks, r, n, &cert, &found));
    if (n >= certs->len) {
        TRY(found ? mohur__store_remove(ks, &cert) : MOHUR_OK);
        goto out;
    }
    mohur__row_set_blob(&cert, CERT_DER, certs->der[n]);
    TRY(cert.st);
    TRY(found ? mohur__store_set(ks, &cert) : mohur__store_add(ks, &cert));

out:
    mohur__row_wipe(&cert);
    return st;
}

static mohur_status
certs_write(struct mohur_keystore *ks,
            const struct mohur__row *r,
            const struct mohur__key_certs *certs)
{
    mohur_status st           = MOHUR_OK;
    uint64_t n                = 0;
    struct mohur__event event = {
        .type    = MOHUR__EVENT_KEY_CERTIFY,
        .ring    = mohur__row_bytes(r, MOHUR__KEY_RING_ID),
        .version = (uint32_t)mohur__row_int(r, MOHUR__KEY_VER),
    };

    TRY(mohur__store_event(ks, &event, &n));
    for (size_t i = 0; i < MOHUR__KEY_CERTS_MAX; i++) {
        TRY(cert_put(ks, r, certs, i));
    }

out:
    return st;
}

mohur_status
mohur__key_certs_set(struct mohur_keystore *ks,
                     mohur__bytes name,
                     uint32_t version,
                     const struct mohur__key_certs *certs)
{
    mohur_status st     = MOHUR_OK;
    struct mohur__row r = {0};

    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    TRY(version_find(ks, name, version, &r));
    REQUIRE(ks->ctx,
            certs->len == 0 ||
                mohur__bytes_equal(mohur__row_bytes(&r, MOHUR__KEY_PUB),
                                   certs->spki),
            MOHUR_E_ARGUMENT, "the certificate is that of another key");
    TRY(certs_write(ks, &r, certs));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_end(ks);
    mohur__row_wipe(&r);
    return st;
}

/* ---- given out ---- */

mohur_status
mohur__key_certs_emit(struct mohur_keystore *ks,
                      mohur__bytes name,
                      uint32_t version,
                      struct mohur__buf *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row r    = {0};
    struct mohur__row cert = {0};
    bool found             = true;

    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(version_find(ks, name, version, &r));
    for (uint64_t n = 0; found && n < MOHUR__KEY_CERTS_MAX; n++) {
        TRY(cert_get(ks, &r, n, &cert, &found));
        if (found) {
            mohur__pem_emit(out, MOHUR__PEM_CERTIFICATE,
                            mohur__row_bytes(&cert, CERT_DER));
        }
    }
    TRY(mohur__buf_status(out));
    REQUIRE(ks->ctx, out->len > 0, MOHUR_E_NO_KEY,
            "version %u of the key has no certificate with it",
            (unsigned)mohur__row_int(&r, MOHUR__KEY_VER));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_end(ks);
    mohur__row_wipe(&r);
    mohur__row_wipe(&cert);
    return st;
}

mohur_status
mohur__key_certs_copy(struct mohur_keystore *from,
                      struct mohur_keystore *to,
                      const struct mohur__row *r)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row cert = {0};
    bool found             = true;

    for (uint64_t n = 0; found && n < MOHUR__KEY_CERTS_MAX; n++) {
        TRY(cert_get(from, r, n, &cert, &found));
        if (found) {
            TRY(mohur__store_add(to, &cert));
        }
    }

out:
    mohur__row_wipe(&cert);
    return st;
}
