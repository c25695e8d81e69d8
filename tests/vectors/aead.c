/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/aead.h"

#include "crypto/backends.h"
#include "vectors.h"

#include <stdio.h>
#include <string.h>

/*
 * The AEADs against Wycheproof, and two controls: a backend that takes any
 * tag, and a file with one digit changed, must both be noticed.
 */

/* Seal gives the bytes and open takes them back; or open refuses. */
static bool
run(struct vector *v, void *backend)
{
    const struct mohur__aead_ops *ops = backend;
    mohur_ctx *ctx                    = vectors_ctx(MOHUR_BACKEND_SODIUM);
    struct mohur__aead *a             = NULL;
    mohur__bytes nonce                = vector_hex(v, v->test, "iv");
    mohur__bytes aad                  = vector_hex(v, v->test, "aad");
    mohur__bytes plain                = vector_hex(v, v->test, "msg");
    mohur__bytes text                 = vector_hex(v, v->test, "ct");
    mohur__bytes tag                  = vector_hex(v, v->test, "tag");
    mohur__span want                  = vector_room(v, text.len + tag.len);
    mohur__span out                   = vector_room(v, plain.len + 16);
    bool good                         = false;

    mohur__copy(want, text);
    mohur__copy(mohur__span_sub(want, text.len, tag.len), tag);
    if (mohur__aead_new_on(ctx, ops, vector_hex(v, v->test, "key"), &a) ==
        MOHUR_OK) {
        mohur__span back = vector_room(v, text.len);

        good = mohur__aead_open(a, nonce, aad, mohur__span_bytes(want), back) ==
                   MOHUR_OK &&
               mohur__bytes_equal(mohur__span_bytes(back), plain);
        if (v->must_pass) {
            good = good &&
                   mohur__aead_seal(a, nonce, aad, plain, out) == MOHUR_OK &&
                   mohur__bytes_equal(mohur__span_bytes(out),
                                      mohur__span_bytes(want));
        }
    }
    mohur__aead_free(a);
    return good;
}

static mohur_alg
alg_of(const char *file)
{
    return strcmp(file, "aes_gcm") == 0 ? MOHUR_ALG_AES_256_GCM
           : strcmp(file, "chacha20_poly1305") == 0
               ? MOHUR_ALG_CHACHA20_POLY1305
               : MOHUR_ALG_XCHACHA20_POLY1305;
}

static size_t
backends(const char *file, struct vector_backend out[VECTOR_BACKENDS_MAX])
{
    const struct mohur__aead_ops *ops = NULL;
    size_t n                          = 0;

    for (size_t i = 0; (ops = mohur__backends_aead_at(i)) != NULL; i++) {
        if (ops->alg == alg_of(file) &&
            (ops->usable == NULL || ops->usable())) {
            out[n].name = mohur__backend_name(ops->backend);
            out[n].data = (void *)(uintptr_t)ops;
            n++;
        }
    }
    return n;
}

static const struct vector_kind KINDS[] = {
    {"aead_test_schema_v1.json", "ivSize keySize tagSize type source tests",
     "tcId comment flags key iv aad msg ct tag result", run},
};

static const struct vector_program PROGRAM = {"aead", KINDS, 1, backends};

/* --------------------------------------------------------- the controls */

static const struct mohur__aead_ops *real;

/* Tells no tag from another: opens by sealing again. */
static mohur_status
open_anything(void *state,
              mohur__bytes nonce,
              mohur__bytes aad,
              mohur__bytes sealed,
              mohur__span out)
{
    static uint8_t plain[4096];
    static uint8_t room[4096 + 16];
    size_t len = sealed.len - 16;

    /* Both ciphers are a stream: sealing the ciphertext gives the plain. */
    (void)real->seal(state, nonce, aad, mohur__bytes_sub(sealed, 0, len),
                     mohur__span_of(room, sealed.len));
    mohur__copy(mohur__span_of(plain, len), mohur__bytes_of(room, len));
    mohur__copy(out, mohur__bytes_of(plain, len));
    return MOHUR_OK;
}

static void
change_one_digit(json_t *root)
{
    json_t *group = json_array_get(json_object_get(root, "testGroups"), 0);
    json_t *test  = NULL;
    size_t i      = 0;

    json_array_foreach(json_object_get(group, "tests"), i, test)
    {
        const char *tag = json_string_value(json_object_get(test, "tag"));
        const char *is  = json_string_value(json_object_get(test, "result"));

        if (strcmp(is, "valid") == 0) {
            char other[64] = "";

            snprintf(other, sizeof other, "%s", tag);
            other[0] = other[0] == '0' ? '1' : '0';
            json_object_set_new(test, "tag", json_string(other));
            return;
        }
    }
}

static bool
control(const char *what, size_t want_at_least, const struct vector_counts *c)
{
    bool caught = c->failed >= want_at_least && c->failed != SIZE_MAX;

    printf("control: %s: %zu cases failed: %s\n", what, c->failed,
           caught ? "caught" : "FAIL, not caught");
    return caught;
}

static bool
controls(void)
{
    struct vector_backend b[VECTOR_BACKENDS_MAX] = {{NULL, NULL}};
    struct vector_counts c                       = {0, 0, 0};
    struct mohur__aead_ops blind;
    size_t n = backends("chacha20_poly1305", b);
    bool ok  = true;

    if (vectors_folder() == NULL) {
        return true;
    }
    if (!vectors_control(&PROGRAM, "chacha20_poly1305", b, n, change_one_digit,
                         &c)) {
        return false;
    }
    ok    = control("one digit of one tag changed", 1, &c) && c.failed == 1;
    real  = b[0].data;
    blind = *real;
    blind.open = open_anything;
    b[0].data  = &blind;
    return vectors_control(&PROGRAM, "chacha20_poly1305", b, 1, NULL, &c) &&
           control("a backend that takes any tag", 60, &c) && ok;
}

int
main(void)
{
    bool caught = controls();
    int failed  = vectors_main(&PROGRAM);

    return caught ? failed : 1;
}
