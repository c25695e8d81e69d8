/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/attrs.h"

#include "check.h"
#include "cms/signer_emit.h"
#include "crypto/hash.h"
#include "pki.h"

/*
 * Attributes as we write them, against the known answer of the format:
 * content "abc", 2026-01-01, the certificate's hash 32 bytes 11, issuer CN
 * "mohur test", serial number 1, P-256 with SHA-256.
 */
static struct mohur__attrs_parts
known_parts(struct fixture *t)
{
    struct mohur__cms_algs algs;
    uint8_t *cert    = fixture_bytes(t, 0, 32);
    uint8_t *content = fixture_bytes(t, 0, 32);

    CHECK(mohur__cms_algs_for(MOHUR_ALG_ECDSA_P256, &algs));
    mohur__fill(mohur__span_of(cert, 32), 0x11);
    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256, MOHUR__TEXT("abc"),
                         mohur__span_of(content, 32)));
    return (struct mohur__attrs_parts){.hash = MOHUR_ALG_SHA_256,
                                       .content_digest =
                                           mohur__bytes_of(content, 32),
                                       .time        = FIXTURE_NOW,
                                       .cert_digest = mohur__bytes_of(cert, 32),
                                       .issuer      = pki_name(t, "mohur test"),
                                       .serial      = MOHUR__TEXT("\x01"),
                                       .digest_alg  = algs.digest_alg,
                                       .signature_alg = algs.signature_alg};
}

static mohur__bytes
known(struct fixture *t)
{
    struct mohur__attrs_parts parts = known_parts(t);
    uint8_t *room                   = fixture_bytes(t, 0, 1024);
    mohur__bytes out                = MOHUR__NOTHING;

    CHECK_OK(
        mohur__attrs_emit(t->ctx, &parts, mohur__span_of(room, 1024), &out));
    return out;
}

static void
are_the_known_answer(void **state)
{
    struct fixture *t  = *state;
    mohur__bytes set   = known(t);
    uint8_t digest[32] = {0};

    CHECK_NUMBER(239, set.len);
    CHECK_BYTES(fixture_hex(t, "3181ec301806092a86"),
                mohur__bytes_sub(set, 0, 9));
    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256, set, MOHUR__SPAN(digest)));
    CHECK_BYTES(fixture_hex(t,
                            "ddc08fd920e3e72364fe1408f583a6bec7767e847f91cb5e"
                            "f731992f76cadfdc"),
                MOHUR__BYTES(digest));
}

/* As it stands in a SignerInfo. */
static mohur__bytes
tagged(struct fixture *t, mohur__bytes set)
{
    uint8_t *copy = fixture_bytes(t, 0, set.len);

    mohur__copy(mohur__span_of(copy, set.len), set);
    copy[0] = MOHUR__DER_CONTEXT_0;
    return mohur__bytes_of(copy, set.len);
}

static void
are_read_as_they_were_written(void **state)
{
    struct fixture *t               = *state;
    struct mohur__attrs_parts parts = known_parts(t);
    struct mohur__attrs attrs;

    CHECK(mohur__attrs_parse(tagged(t, known(t)), &attrs));
    CHECK(attrs.content_type == MOHUR__OID_DATA && attrs.has_time &&
          attrs.has_cert && attrs.has_protection && !attrs.has_policy &&
          !attrs.has_old_cert);
    CHECK_BYTES(parts.content_digest, attrs.message_digest);
    CHECK_NUMBER(FIXTURE_NOW, attrs.time);
    CHECK_NUMBER(MOHUR_ALG_SHA_256, attrs.cert_hash);
    CHECK_BYTES(parts.cert_digest, attrs.cert_digest);
    CHECK_BYTES(parts.issuer, attrs.cert_issuer);
    CHECK_BYTES(parts.serial, attrs.cert_serial);
    CHECK_NUMBER(MOHUR_ALG_SHA_256, attrs.protected_hash);
}

static void
fail_at_every_truncation(void **state)
{
    struct fixture *t = *state;
    mohur__bytes all  = tagged(t, known(t));
    struct mohur__attrs attrs;

    for (size_t len = 0; len < all.len; len++) {
        uint8_t *cut = fixture_bytes(t, 0, len);
        mohur__copy(mohur__span_of(cut, len), all);
        CHECK(!mohur__attrs_parse(mohur__bytes_of(cut, len), &attrs));
    }
}

static void
are_some(void **state)
{
    struct mohur__attrs attrs;

    (void)state;
    CHECK(!mohur__attrs_parse(mohur__bytes_of("\xA0\x00", 2), &attrs));
}

static void
need_their_room(void **state)
{
    struct fixture *t               = *state;
    struct mohur__attrs_parts parts = known_parts(t);
    uint8_t room[238]               = {0};
    mohur__bytes out                = MOHUR__NOTHING;

    CHECK_STATUS(MOHUR_E_LIMIT,
                 mohur__attrs_emit(t->ctx, &parts, MOHUR__SPAN(room), &out));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_the_known_answer),     CASE(are_read_as_they_were_written),
        CASE(fail_at_every_truncation), CASE(are_some),
        CASE(need_their_room),
    };
    return cmocka_run_group_tests_name("signed attributes", cases, NULL, NULL);
}
