/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/certs.h"

#include "asn1/pem.h"
#include "base/guard.h"
#include "base/mem.h"
#include "x509/certs_only.h"

/*
 * Certificates that are kept: each has a copy of its DER of its own.
 */

/* Make room for one more, and put it there; takes memory. */
static mohur_status
append(mohur_ctx *ctx, struct mohur__certs *certs, const struct mohur__cert *c)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__cert *all = NULL;
    void *room              = NULL;

    REQUIRE(ctx, certs->len < MOHUR__CERTS_MAX, MOHUR_E_LIMIT,
            "there are more than %d certificates", MOHUR__CERTS_MAX);
    TRY(mohur__alloc_array(ctx, certs->len + 1, sizeof *all, &room));
    all = room;
    for (size_t i = 0; i < certs->len; i++) {
        all[i] = certs->at[i];
    }
    all[certs->len] = *c;
    mohur__free(certs->at);
    certs->at = all;
    certs->len++;

out:
    return st;
}

static mohur_status
add_der(mohur_ctx *ctx, struct mohur__certs *certs, mohur__bytes der)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;
    struct mohur__cert cert;

    REQUIRE(ctx, der.len <= MOHUR__CERT_MAX, MOHUR_E_LIMIT,
            "a certificate has at most %d bytes", MOHUR__CERT_MAX);
    TRY(mohur__alloc(ctx, der.len, &memory));
    mohur__copy(mohur__span_of(memory, der.len), der);
    REQUIRE(ctx, mohur__cert_parse(mohur__bytes_of(memory, der.len), &cert),
            MOHUR_E_FORMAT, "this is not exactly a certificate (RFC 5280)");
    TRY(append(ctx, certs, &cert));
    memory = NULL; /* the list's now */

out:
    mohur__free(memory);
    return st;
}

static mohur_status
add_pem(mohur_ctx *ctx, struct mohur__certs *certs, mohur__bytes pem)
{
    mohur_status st             = MOHUR_OK;
    enum mohur__pem_label label = MOHUR__PEM_NONE;
    mohur__bytes der            = MOHUR__NOTHING;
    void *room                  = NULL;

    TRY(mohur__alloc(ctx, MOHUR__CERT_MAX, &room));
    do {
        TRY(mohur__pem_take(ctx, &pem, mohur__span_of(room, MOHUR__CERT_MAX),
                            &label, &der));
        REQUIRE(ctx, label == MOHUR__PEM_CERTIFICATE, MOHUR_E_FORMAT,
                "a CERTIFICATE is wanted; this is a %s",
                mohur__pem_name(label));
        TRY(add_der(ctx, certs, der));
    } while (pem.len > 0);

out:
    mohur__free(room);
    return st;
}

static void
drop_from(struct mohur__certs *certs, size_t len)
{
    while (certs->len > len) {
        /* The DER was allocated here, and nobody else may write to it. */
        mohur__free((void *)(uintptr_t)certs->at[--certs->len].der.data);
    }
}

mohur_status
mohur__certs_add(mohur_ctx *ctx, struct mohur__certs *certs, mohur__bytes file)
{
    size_t before = certs->len;
    bool is_der   = file.len > 0 && file.data[0] == MOHUR__DER_SEQUENCE;
    mohur_status st =
        is_der ? add_der(ctx, certs, file) : add_pem(ctx, certs, file);

    if (st != MOHUR_OK) {
        drop_from(certs, before);
    }
    return st;
}

mohur_status
mohur__certs_add_bundle(mohur_ctx *ctx,
                        struct mohur__certs *certs,
                        mohur__bytes file)
{
    mohur_status st = MOHUR_OK;
    size_t before   = certs->len;
    struct mohur__certs_only found;

    if (!mohur__certs_only_is(file)) {
        return mohur__certs_add(ctx, certs, file);
    }
    TRY(mohur__certs_only_parse(ctx, file, &found));
    for (size_t i = 0; i < found.len; i++) {
        TRY(add_der(ctx, certs, found.at[i]));
    }

out:
    if (st != MOHUR_OK) {
        drop_from(certs, before);
    }
    return st;
}

void
mohur__certs_free(struct mohur__certs *certs)
{
    drop_from(certs, 0);
    mohur__free(certs->at);
    *certs = (struct mohur__certs){NULL, 0};
}
