/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/key_cert.h>

#include "asn1/pem.h"
#include "base/guard.h"
#include "base/io.h"
#include "keystore/key_certs.h"
#include "x509/certs.h"

/*
 * Certificates that a keystore keeps: read here, where they are understood;
 * kept there, where they are bytes.
 */
_Static_assert((int)MOHUR_KEY_CERTS_MAX == (int)MOHUR__KEY_CERTS_MAX,
               "as many as are kept");

enum {
    PEM_MAX = MOHUR_KEY_CERTS_MAX * MOHUR__PEM_CAP(MOHUR__CERT_MAX)
};

size_t
mohur_key_certs_max(void)
{
    return MOHUR_KEY_CERTS_MAX;
}

static mohur_status
views_of(mohur_ctx *ctx,
         const struct mohur__certs *certs,
         struct mohur__key_certs *out)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, certs->len <= MOHUR__KEY_CERTS_MAX, MOHUR_E_LIMIT,
            "a key has %d certificates with it at most", MOHUR__KEY_CERTS_MAX);
    for (size_t i = 0; i < certs->len; i++) {
        out->der[i] = certs->at[i].der;
    }
    out->len  = certs->len;
    out->spki = certs->len > 0 ? certs->at[0].spki : MOHUR__NOTHING;

out:
    return st;
}

mohur_status
mohur_keystore_certify(mohur_keystore *ks,
                       const char *name,
                       size_t name_len,
                       uint32_t version,
                       const uint8_t *certs,
                       size_t certs_len)
{
    mohur_status st               = MOHUR_OK;
    mohur__bytes view             = MOHUR__NOTHING;
    mohur__bytes file             = mohur__bytes_of(certs, certs_len);
    struct mohur__certs read      = {NULL, 0};
    struct mohur__key_certs views = {.len = 0};

    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, certs != NULL || certs_len == 0, MOHUR_E_ARGUMENT,
            "the certificates are NULL");
    TRY(mohur__ring_name(ks->ctx, name, name_len, &view));
    if (file.len > 0) {
        TRY(mohur__certs_add(ks->ctx, &read, file));
    }
    TRY(views_of(ks->ctx, &read, &views));
    TRY(mohur__key_certs_set(ks, view, version, &views));

out:
    mohur__certs_free(&read);
    return st;
}

mohur_status
mohur_keystore_certificates(mohur_keystore *ks,
                            const char *name,
                            size_t name_len,
                            uint32_t version,
                            mohur_sink *sink)
{
    mohur_status st       = MOHUR_OK;
    mohur__bytes view     = MOHUR__NOTHING;
    struct mohur__buf pem = {0};

    TRY(mohur__store_enter_unlocked(ks));
    mohur__buf_init(&pem, ks->ctx, PEM_MAX);
    TRY(mohur__sink_check(ks->ctx, sink));
    TRY(mohur__ring_name(ks->ctx, name, name_len, &view));
    TRY(mohur__key_certs_emit(ks, view, version, &pem));
    TRY(mohur__sink_write(sink, mohur__buf_view(&pem)));
    TRY(mohur__sink_finish(sink));

out:
    mohur__buf_wipe(&pem);
    return st;
}
