/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/keywrap.h"

#include "base/ct.h"
#include "base/guard.h"
#include "base/secret.h"
#include "crypto/cipher.h"
#include "crypto/front.h"

/*
 * RFC 5649 over single blocks of AES.  Backends give CBC, of which one block
 * is the cipher itself: with an initial vector of zeros, the first block of
 * the result is AES of the first block.  To go back, a second block is made
 * that decrypts to the padding which CBC is to find behind the first.
 */
enum {
    BLOCK   = 16,
    HALF    = 8,
    ROUNDS  = 6,
    PADDING = 0x10 /* in each byte of a whole block of it */
};

static const uint8_t ZEROS[BLOCK] = {0};
static const uint8_t MARK[]       = {0xA6, 0x59, 0x59, 0xA6};

/* ---- one block, by a key in memory ---- */

struct memory_key {
    mohur_ctx *ctx;
    mohur__bytes kek;
};

/* CT: leaks nothing. */
static mohur_status
block_encrypt(void *user, uint8_t block[BLOCK])
{
    mohur_status st             = MOHUR_OK;
    const struct memory_key *by = user;
    uint8_t both[2 * BLOCK]     = {0};

    TRY(mohur__cbc_encrypt(by->ctx, by->kek, MOHUR__BYTES(ZEROS),
                           mohur__bytes_of(block, BLOCK), MOHUR__SPAN(both)));
    mohur__copy(mohur__span_of(block, BLOCK), MOHUR__BYTES(both));

out:
    mohur__wipe(both, sizeof both);
    return st;
}

/* CT: leaks nothing: the padding is always right. */
static mohur_status
block_decrypt(void *user, uint8_t block[BLOCK])
{
    mohur_status st             = MOHUR_OK;
    const struct memory_key *by = user;
    uint8_t both[2 * BLOCK]     = {0};
    uint8_t back[2 * BLOCK]     = {0};
    size_t len                  = 0;

    mohur__copy(MOHUR__SPAN(both), mohur__bytes_of(block, BLOCK));
    for (size_t i = 0; i < BLOCK; i++) {
        both[BLOCK + i] = block[i] ^ PADDING;
    }
    TRY(block_encrypt(user, both + BLOCK));
    TRY(mohur__cbc_decrypt(by->ctx, by->kek, MOHUR__BYTES(ZEROS),
                           MOHUR__BYTES(both), MOHUR__SPAN(back), &len));
    mohur__copy(mohur__span_of(block, BLOCK), MOHUR__BYTES(back));

out:
    mohur__wipe(both, sizeof both);
    mohur__wipe(back, sizeof back);
    return st;
}

/* ---- all of them: SP 800-38F, W and its inverse ---- */

/* a ^= t, of 64 bits. */
static void
count_in(uint8_t a[HALF], uint64_t t)
{
    mohur__store64(a, mohur__load64(a) ^ t);
}

/* text = A, R[1], ..., R[n], in place.  CT: leaks the length. */
static mohur_status
wrap_rounds(const struct mohur__block_key *by, mohur__span text)
{
    mohur_status st      = MOHUR_OK;
    uint8_t block[BLOCK] = {0};
    size_t n             = text.len / HALF - 1;
    mohur__span a        = mohur__span_sub(text, 0, HALF);

    for (uint64_t t = 1; t <= ROUNDS * n; t++) {
        mohur__span r = mohur__span_sub(text, HALF * ((t - 1) % n + 1), HALF);

        mohur__copy(MOHUR__SPAN(block), mohur__span_bytes(a));
        mohur__copy(mohur__span_of(block + HALF, HALF), mohur__span_bytes(r));
        TRY(by->encrypt(by->user, block));
        count_in(block, t);
        mohur__copy(a, mohur__bytes_of(block, HALF));
        mohur__copy(r, mohur__bytes_of(block + HALF, HALF));
    }

out:
    mohur__wipe(block, sizeof block);
    return st;
}

/* The same backwards.  CT: leaks the length. */
static mohur_status
unwrap_rounds(const struct mohur__block_key *by, mohur__span text)
{
    mohur_status st      = MOHUR_OK;
    uint8_t block[BLOCK] = {0};
    size_t n             = text.len / HALF - 1;
    mohur__span a        = mohur__span_sub(text, 0, HALF);

    for (uint64_t t = ROUNDS * n; t > 0; t--) {
        mohur__span r = mohur__span_sub(text, HALF * ((t - 1) % n + 1), HALF);

        mohur__copy(MOHUR__SPAN(block), mohur__span_bytes(a));
        mohur__copy(mohur__span_of(block + HALF, HALF), mohur__span_bytes(r));
        count_in(block, t);
        TRY(by->decrypt(by->user, block));
        mohur__copy(a, mohur__bytes_of(block, HALF));
        mohur__copy(r, mohur__bytes_of(block + HALF, HALF));
    }

out:
    mohur__wipe(block, sizeof block);
    return st;
}

/* ---- with the length and padding of RFC 5649 ---- */

size_t
mohur__kwp_len(size_t plain_len)
{
    return plain_len == 0 || plain_len > MOHUR__KWP_PLAIN_MAX
               ? 0
               : (plain_len + HALF - 1) / HALF * HALF + HALF;
}

/* CT: leaks the length. */
mohur_status
mohur__kwp_wrap_by(mohur_ctx *ctx,
                   const struct mohur__block_key *by,
                   mohur__bytes plain,
                   mohur__span out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *work = NULL;
    mohur__span text           = {NULL, 0};

    if (out.len == 0 || out.len != mohur__kwp_len(plain.len)) {
        return mohur__crypto_bad_length(ctx, MOHUR_ALG_AES_256_KWP, "output");
    }
    TRY(mohur__secret_new(ctx, out.len, &work));
    text = mohur__secret_span(work);
    mohur__copy(text, MOHUR__BYTES(MARK));
    mohur__store32(text.data + sizeof MARK, (uint32_t)plain.len);
    mohur__copy(mohur__span_sub(text, HALF, plain.len), plain);
    TRY(text.len == BLOCK ? by->encrypt(by->user, text.data)
                          : wrap_rounds(by, text));
    mohur__copy(out, mohur__span_bytes(text));

out:
    mohur__secret_free(work);
    return st;
}

/*
 * Is it the mark, a length that fits, and zeros behind the text?  All of it is
 * looked at, whatever is wrong.
 * CT: leaks the length of the text and whether all is right.
 */
static bool
is_genuine(mohur__bytes text, size_t len)
{
    size_t padded = text.len - HALF;
    bool fits     = len <= padded && len > padded - HALF;
    size_t rest   = fits ? len : padded;
    bool marked   = mohur__ct_equal(mohur__bytes_sub(text, 0, sizeof MARK),
                                    MOHUR__BYTES(MARK));
    bool padding =
        mohur__ct_zero(mohur__bytes_sub(text, HALF + rest, padded - rest));

    return (fits & marked & padding) != 0;
}

/* CT: leaks the lengths and whether it was genuine. */
mohur_status
mohur__kwp_unwrap_by(mohur_ctx *ctx,
                     const struct mohur__block_key *by,
                     mohur__bytes sealed,
                     mohur__span out,
                     size_t *out_len)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *work = NULL;
    mohur__span text           = {NULL, 0};
    size_t len                 = 0;

    *out_len = 0;
    TRY(mohur__auth_require(ctx,
                            sealed.len >= BLOCK && sealed.len % HALF == 0 &&
                                sealed.len <= MOHUR__KWP_PLAIN_MAX + HALF));
    if (out.len < sealed.len - HALF) {
        return mohur__crypto_bad_length(ctx, MOHUR_ALG_AES_256_KWP, "output");
    }
    TRY(mohur__secret_copy(ctx, sealed, &work));
    text = mohur__secret_span(work);
    TRY(text.len == BLOCK ? by->decrypt(by->user, text.data)
                          : unwrap_rounds(by, text));
    len = mohur__load32(text.data + sizeof MARK);
    TRY(mohur__auth_require(ctx, is_genuine(mohur__span_bytes(text), len)));
    *out_len =
        mohur__copy(out, mohur__bytes_sub(mohur__span_bytes(text), HALF, len));

out:
    mohur__secret_free(work);
    return st;
}

/* ---- by a key in memory ---- */

static mohur_status
kek_check(mohur_ctx *ctx, mohur__bytes kek)
{
    return kek.len == MOHUR__KWP_KEY_LEN
               ? MOHUR_OK
               : mohur__crypto_bad_length(ctx, MOHUR_ALG_AES_256_KWP, "key");
}

/* CT: leaks the length. */
mohur_status
mohur__kwp_wrap(mohur_ctx *ctx,
                mohur__bytes kek,
                mohur__bytes plain,
                mohur__span out)
{
    mohur_status st                  = MOHUR_OK;
    struct memory_key key            = {ctx, kek};
    const struct mohur__block_key by = {block_encrypt, block_decrypt, &key};

    TRY(kek_check(ctx, kek));
    TRY(mohur__kwp_wrap_by(ctx, &by, plain, out));

out:
    return st;
}

/* CT: leaks the lengths and whether it was genuine. */
mohur_status
mohur__kwp_unwrap(mohur_ctx *ctx,
                  mohur__bytes kek,
                  mohur__bytes sealed,
                  mohur__span out,
                  size_t *out_len)
{
    mohur_status st                  = MOHUR_OK;
    struct memory_key key            = {ctx, kek};
    const struct mohur__block_key by = {block_encrypt, block_decrypt, &key};

    *out_len = 0;
    TRY(kek_check(ctx, kek));
    TRY(mohur__kwp_unwrap_by(ctx, &by, sealed, out, out_len));

out:
    return st;
}
