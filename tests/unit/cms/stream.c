/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/stream.h"

#include "cms/pour.h"

#include "check.h"
#include "cms/signer_emit.h"

/*
 * Messages around content of every length at which a header changes.  The
 * tail is not looked at here.
 */
static const uint8_t TAIL[] = {0x31, 0x02, 0x05, 0x00};

static struct mohur__cms_parts
parts_for(struct fixture *t, struct mohur__digests *d, mohur__bytes content)
{
    struct mohur__cms_algs algs;

    CHECK(mohur__cms_algs_for(MOHUR_ALG_ECDSA_P256, &algs));
    CHECK_OK(mohur__digests_want(t->ctx, d, MOHUR_ALG_SHA_256));
    CHECK_OK(mohur__digests_update(d, content));
    CHECK_OK(mohur__digests_finish(d));
    return (struct mohur__cms_parts){
        .digest_alg = algs.digest_alg,
        .hash       = MOHUR_ALG_SHA_256,
        .digest     = mohur__digests_get(d, MOHUR_ALG_SHA_256),
        .tail       = MOHUR__BYTES(TAIL)};
}

static void
check_round_trip(struct fixture *t, mohur__bytes content, bool attached)
{
    struct view view              = {content.data, content.len};
    mohur_source *source          = fixture_source(t, view);
    mohur_sink *sink              = fixture_sink(t);
    struct mohur__digests digests = {.finished = false};
    struct mohur__cms_parts parts = parts_for(t, &digests, content);
    struct mohur__cms m;

    parts.content = attached ? source : NULL;
    CHECK_OK(mohur__cms_write(t->ctx, &parts, sink));
    mohur_source_free(source);
    source = fixture_source(t, fixture_output(t));
    CHECK_OK(mohur__cms_read(t->ctx, source, false, &m));
    CHECK_NUMBER(1, m.version);
    CHECK_NUMBER(1, m.hashes_len);
    CHECK_NUMBER(MOHUR_ALG_SHA_256, m.hashes[0]);
    CHECK(m.is_data);
    CHECK_NUMBER(attached, m.attached);
    CHECK_NUMBER(attached ? content.len : 0, m.content_len);
    CHECK_BYTES(MOHUR__BYTES(TAIL), mohur__buf_view(&m.tail));
    if (attached) {
        CHECK_BYTES(parts.digest,
                    mohur__digests_get(&m.digests, MOHUR_ALG_SHA_256));
    }
    mohur__cms_wipe(&m);
    mohur__digests_wipe(&digests);
    mohur_source_free(source);
    mohur_sink_free(sink);
}

static void
gives_back_content_of_every_length(void **state)
{
    static const size_t lens[] = {0,     1,      60,     90,     100,   127,
                                  128,   200,    255,    256,    300,   65535,
                                  65536, 262143, 262144, 262145, 300000};

    struct fixture *t = *state;
    uint8_t *content  = fixture_bytes(t, 3, 300000);
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        check_round_trip(t, mohur__bytes_of(content, lens[i]), true);
        check_round_trip(t, mohur__bytes_of(content, lens[i]), false);
    }
}

/* Between the two passes: what is written is what was hashed, or nothing. */
static void
refuses_content_that_changed(void **state)
{
    struct fixture *t             = *state;
    struct mohur__digests digests = {.finished = false};
    struct mohur__cms_parts parts =
        parts_for(t, &digests, MOHUR__TEXT("a decree"));
    mohur_sink *sink = fixture_sink(t);

    parts.content = fixture_source(t, VIEW_TEXT("a degree"));
    CHECK_STATUS(MOHUR_E_IO, mohur__cms_write(t->ctx, &parts, sink));
    CHECK_MESSAGE("changed");
    CHECK_NUMBER(0, t->sink.finishes);
    mohur_source_free(parts.content);
    mohur_sink_free(sink);
    mohur__digests_wipe(&digests);
}

static void
hashes_once_for_several_signers(void **state)
{
    struct fixture *t       = *state;
    struct mohur__digests d = {.finished = false};
    mohur_source *source    = fixture_source(t, VIEW_TEXT("abc"));
    uint64_t len            = 0;

    CHECK_OK(mohur__digests_want(t->ctx, &d, MOHUR_ALG_SHA_256));
    CHECK_OK(mohur__digests_want(t->ctx, &d, MOHUR_ALG_SHA_512));
    CHECK_OK(mohur__digests_want(t->ctx, &d, MOHUR_ALG_SHA_256));
    CHECK_NUMBER(0, mohur__digests_get(&d, MOHUR_ALG_SHA_256).len);
    CHECK_OK(mohur__pour(t->ctx, source, MOHUR_LEN_UNKNOWN, &d, &len));
    CHECK_NUMBER(3, len);
    CHECK_BYTES(fixture_hex(t,
                            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9c"
                            "b410ff61f20015ad"),
                mohur__digests_get(&d, MOHUR_ALG_SHA_256));
    CHECK_NUMBER(64, mohur__digests_get(&d, MOHUR_ALG_SHA_512).len);
    CHECK_NUMBER(0, mohur__digests_get(&d, MOHUR_ALG_SHA_384).len);
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__digests_want(t->ctx, &d, MOHUR_ALG_AES_256_GCM));
    mohur__digests_wipe(&d);
    mohur_source_free(source);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_back_content_of_every_length),
        CASE(refuses_content_that_changed),
        CASE(hashes_once_for_several_signers),
    };
    return cmocka_run_group_tests_name("a stream of CMS", cases, NULL, NULL);
}
