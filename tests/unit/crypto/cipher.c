/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/cipher.h"

#include "crypto/backends.h"
#include "material.h"

/* SP 800-38A F.2.5, and the block of padding that follows it. */
static const char KEY[] =
    "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";
static const char IV[] = "000102030405060708090a0b0c0d0e0f";
static const char PLAIN[] =
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
static const char SEALED[] =
    "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
    "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b";

static void
gives_the_bytes_of_sp_800_38a(void **state)
{
    struct fixture *t                = *state;
    const struct mohur__cbc_ops *ops = NULL;
    uint8_t out[80]                  = {0};
    uint8_t back[80]                 = {0};
    size_t len                       = 0;

    for (size_t i = 0; (ops = mohur__backends_cbc_at(i)) != NULL; i++) {
        CHECK_OK(ops->encrypt(hex(t, KEY), hex(t, IV), hex(t, PLAIN),
                              MOHUR__SPAN(out)));
        CHECK_BYTES(hex(t, SEALED), room(out, 64));
        CHECK_OK(ops->decrypt(hex(t, KEY), hex(t, IV), MOHUR__BYTES(out),
                              MOHUR__SPAN(back), &len));
        CHECK_BYTES(hex(t, PLAIN), room(back, len));
    }
}

static void
agrees_between_backends_at_every_length(void **state)
{
    struct fixture *t                = *state;
    const struct mohur__cbc_ops *ops = NULL;
    const uint8_t *plain             = made_up(t, 1, 100);
    uint8_t want[112]                = {0};
    uint8_t back[112]                = {0};
    size_t len                       = 0;

    for (size_t n = 0; n <= 100; n++) {
        size_t whole = n + 16 - n % 16;

        CHECK_OK(mohur__cbc_encrypt(t->ctx, hex(t, KEY), hex(t, IV),
                                    first(plain, n), room(want, whole)));
        for (size_t i = 0; (ops = mohur__backends_cbc_at(i)) != NULL; i++) {
            uint8_t out[112] = {0};

            CHECK_OK(ops->encrypt(hex(t, KEY), hex(t, IV), first(plain, n),
                                  room(out, whole)));
            CHECK_BYTES(room(want, whole), room(out, whole));
            CHECK_OK(ops->decrypt(hex(t, KEY), hex(t, IV), first(out, whole),
                                  room(back, whole), &len));
            CHECK_BYTES(first(plain, n), room(back, len));
        }
    }
}

/* A block that decrypts to each last byte: 1 to 16 can be padding. */
static void
refuses_wrong_padding(void **state)
{
    struct fixture *t                = *state;
    const struct mohur__cbc_ops *ops = NULL;

    for (size_t i = 0; (ops = mohur__backends_cbc_at(i)) != NULL; i++) {
        for (int last = 0; last < 256; last++) {
            uint8_t plain[16]  = {0};
            uint8_t sealed[32] = {0};
            uint8_t out[32]    = {0};
            size_t len         = 0;
            bool right         = last == 1;

            plain[14] = 0x77;
            plain[15] = (uint8_t)last;
            CHECK_OK(ops->encrypt(hex(t, KEY), hex(t, IV), MOHUR__BYTES(plain),
                                  MOHUR__SPAN(sealed)));
            CHECK_STATUS(right ? MOHUR_OK : MOHUR_E_AUTH,
                         ops->decrypt(hex(t, KEY), hex(t, IV),
                                      first(sealed, 16), room(out, 16), &len));
            CHECK_NUMBER(right ? 15 : 0, len);
        }
    }
}

static mohur_status
decrypt(struct fixture *t, size_t key, size_t iv, size_t sealed, size_t out)
{
    static const uint8_t ZEROS[64] = {0};
    static uint8_t back[64];
    size_t len      = 99;
    mohur_status st = MOHUR_OK;

    mohur__error_clear(t->ctx);
    memset(back, 0xEE, sizeof back);
    st = mohur__cbc_decrypt(t->ctx, first(ZEROS, key), first(ZEROS, iv),
                            first(ZEROS, sealed), room(back, out), &len);
    CHECK_NUMBER(0, len);
    return st;
}

static void
refuses_lengths_that_do_not_fit(void **state)
{
    struct fixture *t              = *state;
    static const uint8_t ZEROS[64] = {0};
    uint8_t out[64]                = {0};

    CHECK_STATUS(MOHUR_E_ARGUMENT, decrypt(t, 31, 16, 16, 16));
    CHECK_STATUS(MOHUR_E_ARGUMENT, decrypt(t, 32, 15, 16, 16));
    CHECK_STATUS(MOHUR_E_ARGUMENT, decrypt(t, 32, 16, 32, 31));
    CHECK_STATUS(MOHUR_E_AUTH, decrypt(t, 32, 16, 0, 16));
    CHECK_STATUS(MOHUR_E_AUTH, decrypt(t, 32, 16, 17, 17));
    CHECK_STATUS(MOHUR_E_AUTH, decrypt(t, 32, 16, 16, 16));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__cbc_encrypt(t->ctx, first(ZEROS, 32), first(ZEROS, 16),
                                    first(ZEROS, 16), room(out, 16)));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__cbc_encrypt(t->ctx, first(ZEROS, 16), first(ZEROS, 16),
                                    first(ZEROS, 16), room(out, 32)));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_bytes_of_sp_800_38a),
        CASE(agrees_between_backends_at_every_length),
        CASE(refuses_wrong_padding),
        CASE(refuses_lengths_that_do_not_fit),
    };
    return cmocka_run_group_tests_name("AES-256-CBC", cases, NULL, NULL);
}
