/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_TSP_H
#define MOHUR_SRC_CMS_TSP_H

#include "asn1/der_read.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * What is said between a client and a time-stamp authority (RFC 3161): the
 * request, the response, and the statement that is signed, TSTInfo.  Whether
 * it is to be believed is the business of cms/token.h.
 */
enum {
    MOHUR__TSP_MAX         = 64 * 1024, /* bytes of a response or a token */
    MOHUR__TSP_NONCE_LEN   = 8,
    MOHUR__TSP_REQUEST_MAX = 192
};

struct mohur__tsp_request {
    mohur_alg hash;      /* SHA-256, -384 or -512 */
    mohur__bytes digest; /* of what is to be stamped */
    uint8_t nonce[MOHUR__TSP_NONCE_LEN];
};

/* The identifier of a hash that time stamps are made over; NONE for others. */
enum mohur__oid
mohur__tsp_hash_oid(mohur_alg hash);

/* A nonce whose INTEGER always has eight octets. */
mohur_status
mohur__tsp_nonce(mohur_ctx *ctx, uint8_t out[MOHUR__TSP_NONCE_LEN]);

/*
 * Write a request, which asks for the authority's certificate; 69 bytes with
 * SHA-256.  *out is the part of room in use.
 */
mohur_status
mohur__tsp_request_emit(mohur_ctx *ctx,
                        const struct mohur__tsp_request *request,
                        mohur__span room,
                        mohur__bytes *out);

/*
 * The token of a response.
 *
 * MOHUR_E_FORMAT: it is not exactly a response, or one without a token where
 * there must be one.  MOHUR_E_LIMIT: it is too long.  MOHUR_E_IO: the
 * authority refused; the message says what it said.
 */
mohur_status
mohur__tsp_response_parse(mohur_ctx *ctx,
                          mohur__bytes response,
                          mohur__bytes *out_token);

/* TSTInfo, as views. */
struct mohur__tst_info {
    mohur__bytes policy;   /* contents of the OID */
    mohur_alg hash;        /* of the imprint; NONE if unknown */
    mohur__bytes imprint;  /* digest of what was stamped */
    mohur__bytes serial;   /* contents of the INTEGER */
    int64_t time;          /* genTime; seconds since 1970 UTC */
    mohur__bytes fraction; /* digits behind the point of genTime, or nothing */
    bool has_nonce;
    mohur__bytes nonce;    /* contents of the INTEGER */
    bool unknown_critical; /* an extension that must be understood is not */
};

/* False: it is not exactly a TSTInfo of version 1 in DER. */
bool
mohur__tst_info_parse(mohur__bytes der, struct mohur__tst_info *out);

#endif
