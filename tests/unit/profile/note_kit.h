/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_NOTE_KIT_H
#define MOHUR_TESTS_NOTE_KIT_H

#include "base/text.h"
#include "check.h"
#include "crypto/sign.h"
#include "profile/body.h"
#include "profile/handle.h"
#include "source.h"

/*
 * Profiles for tests: the sample with places changed, signed by whom a test
 * likes.  A signer is a letter: a, b, c the authority, r, s its recovery keys,
 * x, y somebody else.
 */
#define KIT_KEY_A                                                              \
    "authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/"          \
    "N0iAG0D29c"
#define KIT_KEY_B                                                              \
    "authority.example/"                                                       \
    "b+0e4b3d87+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"
#define KIT_KEY_C                                                              \
    "authority.example/"                                                       \
    "c+359fdb76+Ae1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR"

/* 2026-11-01T00:00:00Z, when the sample takes effect. */
#define KIT_EFFECTIVE INT64_C(1793491200)

static const struct {
    char letter;
    const char *name;
} kit_signers[] = {
    {'a', "authority.example/a"},
    {'b', "authority.example/b"},
    {'c', "authority.example/c"},
    {'r', "authority.example/recovery-a"},
    {'s', "authority.example/recovery-b"},
    {'x', "other.example/x"},
    {'y', "other.example/y"},
};

/* A letter's key; seeds are 01, 02, ... 32 times. */
static inline void
kit_key(struct fixture *t,
        char letter,
        uint8_t seed[32],
        struct mohur__vkey *out)
{
    uint8_t public[32] = {0};

    mohur__error_clear(t->ctx);
    for (size_t i = 0; i < sizeof kit_signers / sizeof kit_signers[0]; i++) {
        if (kit_signers[i].letter == letter) {
            mohur__fill(mohur__span_of(seed, 32), (uint8_t)(i + 1));
            CHECK_OK(mohur__sign_public_of(t->ctx, MOHUR_ALG_ED25519,
                                           mohur__bytes_of(seed, 32),
                                           MOHUR__SPAN(public)));
            CHECK_OK(
                mohur__vkey_of(t->ctx, mohur__bytes_text(kit_signers[i].name),
                               MOHUR_ALG_ED25519, MOHUR__BYTES(public), out));
            return;
        }
    }
    fail_msg("nobody is called %c", letter);
}

/* Append text with the first `from` replaced. */
static inline void
kit_replace(struct mohur__buf *b,
            mohur__bytes text,
            const char *from,
            const char *to)
{
    size_t len = strlen(from);
    size_t at  = 0;

    while (at < text.len && !mohur__bytes_equal(mohur__bytes_sub(text, at, len),
                                                mohur__bytes_text(from))) {
        at++;
    }
    if (at == text.len) {
        fail_msg("the sample has no %s", from);
    }
    mohur__buf_bytes(b, mohur__bytes_sub(text, 0, at));
    mohur__buf_bytes(b, mohur__bytes_text(to));
    mohur__buf_bytes(b, mohur__bytes_sub(text, at + len, text.len));
}

/* The sample's line with pairs (from, to) replaced; the last is NULL. */
static inline void
kit_text(struct fixture *t, struct mohur__buf *out, const char *const *changes)
{
    struct view file = source_file(t, "tests/data/profile/sample.json-note");
    struct mohur__buf in = {0};

    mohur__buf_init(out, t->ctx, MOHUR__NOTE_MAX);
    mohur__buf_init(&in, t->ctx, MOHUR__NOTE_MAX);
    kit_replace(out, mohur__bytes_of(file.data, 2823),
                "\"min_library\":\"1.0.0\"", "\"min_library\":\"0.1.0\"");
    for (; changes != NULL && changes[0] != NULL; changes += 2) {
        mohur__buf_clear(&in);
        mohur__buf_bytes(&in, mohur__buf_view(out));
        mohur__buf_clear(out);
        kit_replace(out, mohur__buf_view(&in), changes[0], changes[1]);
    }
    mohur__buf_wipe(&in);
}

/* What comes of reading it as the body of a profile. */
static inline mohur_status
kit_parse_body(struct fixture *t, const char *const *changes)
{
    struct mohur__buf text  = {0};
    struct mohur__body body = {0};
    mohur_status st         = MOHUR_OK;

    kit_text(t, &text, changes);
    mohur__error_clear(t->ctx);
    st = mohur__body_parse(t->ctx, mohur__buf_view(&text), "1.0.0", &body);
    mohur__body_wipe(&body);
    mohur__buf_wipe(&text);
    return st;
}

/* Sign what is in out, and add the lines. */
static inline void
kit_sign(struct fixture *t, struct mohur__buf *out, const char *signers)
{
    size_t len = mohur__buf_view(out).len;

    mohur__buf_u8(out, '\n');
    for (; *signers != '\0'; signers++) {
        struct mohur__vkey key = {0};
        uint8_t seed[32]       = {0};
        uint8_t signature[64]  = {0};

        kit_key(t, *signers, seed, &key);
        CHECK_OK(mohur__sign(t->ctx, MOHUR_ALG_ED25519, MOHUR_ALG_NONE,
                             MOHUR__BYTES(seed),
                             mohur__bytes_sub(mohur__buf_view(out), 0, len),
                             MOHUR__SPAN(signature)));
        mohur__note_emit_line(out, &key, MOHUR__BYTES(signature));
    }
    CHECK_OK(mohur__buf_status(out));
}

/* A profile that was read from all that. */
static inline mohur_profile *
kit_profile(struct fixture *t, const char *const *changes, const char *signers)
{
    struct mohur__buf file = {0};
    mohur_profile *p       = NULL;

    kit_text(t, &file, changes);
    kit_sign(t, &file, signers);
    CHECK_OK(mohur_profile_parse(t->ctx, mohur__buf_view(&file).data,
                                 mohur__buf_view(&file).len, &p));
    mohur__buf_wipe(&file);
    return p;
}

/* The hash of a profile as the change that the next one needs. */
struct kit_next {
    char supersedes[80];
    char version[32];
    const char *changes[12];
};

static inline struct kit_next *
kit_next(struct fixture *t, const mohur_profile *before, uint64_t version)
{
    static const char old_hash[] =
        "\"supersedes\":"
        "\"b0204e2fa7ae500fd104592d593e33af3b1a15b8c8d72fe6d66f89585defd1b4\"";
    struct kit_next *n =
        (struct kit_next *)(void *)fixture_bytes(t, 0, sizeof *n);
    char hex[65] = {0};

    mohur__fill(mohur__span_of((uint8_t *)n, sizeof *n), 0);
    mohur__hex(mohur__bytes_of(mohur_profile_hash(before), 32), hex);
    snprintf(n->supersedes, sizeof n->supersedes, "\"supersedes\":\"%s\"", hex);
    snprintf(n->version, sizeof n->version, "\"version\":%llu",
             (unsigned long long)version);
    n->changes[0] = old_hash;
    n->changes[1] = n->supersedes;
    n->changes[2] = "\"version\":12";
    n->changes[3] = n->version;
    return n;
}

#endif
