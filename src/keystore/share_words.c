/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "base/guard.h"
#include "keystore/share.h"
#include "keystore/share_list.h"

/*
 * A share as a sentence: SLIP-39, "format of the share mnemonic".  40 bits of
 * what is public, the value with zeros before it, a checksum of three words.
 * The word list is read as a whole for each word, so that which word it was
 * does not show in what was touched.
 */
enum {
    WORD_BITS  = 10,
    HEAD_WORDS = 4,
    SUM_WORDS  = 3,
    LEAST      = HEAD_WORDS + SUM_WORDS + 13, /* 16 bytes */
    WORD_MAX   = MOHUR__SHARE_WORD_CAP - 1,
    NO_WORD    = 0xFFFF
};

/* The words as their numbers in the list. */
struct words {
    uint16_t at[MOHUR__SHARE_WORDS_MAX];
    size_t len;
};

void
mohur__share_wipe(struct mohur__share *share)
{
    mohur__secret_free(share->value);
    *share = (struct mohur__share){0};
}

/* ---- the checksum ---- */

/* CT: leaks nothing. */
static uint32_t
sum_step(uint32_t sum, uint32_t value)
{
    static const uint32_t generator[WORD_BITS] = {
        0x00E0E040, 0x01C1C080, 0x03838100, 0x07070200, 0x0E0E0009,
        0x1C0C2412, 0x38086C24, 0x3090FC48, 0x21B1F890, 0x03F3F120};
    uint32_t top = sum >> 20;

    sum = ((sum & 0xFFFFF) << WORD_BITS) ^ value;
    for (unsigned i = 0; i < WORD_BITS; i++) {
        sum ^= generator[i] & (0 - ((top >> i) & 1));
    }
    return sum;
}

/* RS1024 over the name of the use and so many words. */
static uint32_t
checksum(bool extendable, const struct words *w, size_t len)
{
    mohur__bytes use =
        extendable ? MOHUR__TEXT("shamir_extendable") : MOHUR__TEXT("shamir");
    uint32_t sum = 1;

    for (size_t i = 0; i < use.len; i++) {
        sum = sum_step(sum, use.data[i]);
    }
    for (size_t i = 0; i < len; i++) {
        sum = sum_step(sum, w->at[i]);
    }
    return sum;
}

static void
checksum_add(bool extendable, struct words *w)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < SUM_WORDS; i++) {
        w->at[w->len + i] = 0;
    }
    sum = checksum(extendable, w, w->len + SUM_WORDS) ^ 1;
    for (size_t i = 0; i < SUM_WORDS; i++) {
        w->at[w->len++] =
            (uint16_t)((sum >> (WORD_BITS * (SUM_WORDS - 1 - i))) & 0x3FF);
    }
}

/* ---- numbers ---- */

/* Id, flag, exponent; group and its counts; member and its threshold. */
static void
head_emit(const struct mohur__share *s, struct words *w)
{
    uint32_t first = (uint32_t)s->set.id << 5 |
                     (uint32_t)(s->set.extendable ? 1 : 0) << 4 |
                     s->set.exponent;
    uint32_t second = (uint32_t)s->group << 16 |
                      (uint32_t)(s->set.group_threshold - 1) << 12 |
                      (uint32_t)(s->set.group_count - 1) << 8 |
                      (uint32_t)s->member << 4 | (uint32_t)(s->threshold - 1);

    w->at[0] = (uint16_t)(first >> WORD_BITS);
    w->at[1] = (uint16_t)(first & 0x3FF);
    w->at[2] = (uint16_t)(second >> WORD_BITS);
    w->at[3] = (uint16_t)(second & 0x3FF);
    w->len   = HEAD_WORDS;
}

static void
head_parse(const struct words *w, struct mohur__share *s)
{
    uint32_t first  = (uint32_t)w->at[0] << WORD_BITS | w->at[1];
    uint32_t second = (uint32_t)w->at[2] << WORD_BITS | w->at[3];

    s->set.id              = (uint16_t)(first >> 5);
    s->set.extendable      = ((first >> 4) & 1) != 0;
    s->set.exponent        = (uint8_t)(first & 15);
    s->group               = (uint8_t)(second >> 16);
    s->set.group_threshold = (uint8_t)(((second >> 12) & 15) + 1);
    s->set.group_count     = (uint8_t)(((second >> 8) & 15) + 1);
    s->member              = (uint8_t)((second >> 4) & 15);
    s->threshold           = (uint8_t)((second & 15) + 1);
}

/* Bit i of value with pad zeros before it.  CT: leaks i and pad. */
static unsigned
bit_of(mohur__bytes value, size_t i, size_t pad)
{
    size_t at = i - pad;

    return i < pad ? 0 : ((unsigned)value.data[at / 8] >> (7 - at % 8)) & 1u;
}

static size_t
words_of(size_t value_len)
{
    return (8 * value_len + WORD_BITS - 1) / WORD_BITS;
}

/* CT: leaks the length. */
static void
numbers_emit(const struct mohur__share *s, struct words *w)
{
    mohur__bytes value = mohur__secret_bytes(s->value);
    size_t bits        = words_of(value.len) * WORD_BITS;
    size_t pad         = bits - 8 * value.len;

    head_emit(s, w);
    for (size_t i = 0; i < bits; i += WORD_BITS) {
        unsigned number = 0;
        for (size_t k = 0; k < WORD_BITS; k++) {
            number = number << 1 | bit_of(value, i + k, pad);
        }
        w->at[w->len++] = (uint16_t)number;
    }
    checksum_add(s->set.extendable, w);
}

/* Word bits from first on into bytes.  CT: leaks the length. */
static void
bits_join(const struct words *w, size_t first, size_t bits, mohur__span out)
{
    mohur__fill(out, 0);
    for (size_t i = 0; i < bits; i++) {
        size_t at      = first + i;
        unsigned shift = (unsigned)(WORD_BITS - 1 - at % WORD_BITS);
        unsigned bit   = ((unsigned)w->at[at / WORD_BITS] >> shift) & 1u;
        out.data[i / 8] |= (uint8_t)(bit << (7 - i % 8));
    }
}

/* ---- words ---- */

/* CT: leaks the length of the word, which the sentence shows. */
static void
word_emit(uint16_t number, struct mohur__secret *text, size_t *len)
{
    mohur__span room =
        mohur__span_sub(mohur__secret_span(text), *len, MOHUR__SHARE_TEXT_CAP);
    char word[MOHUR__SHARE_WORD_CAP] = {0};

    for (unsigned i = 0; i < MOHUR__SHARE_LIST_LEN; i++) {
        /* All ones where i is the number. */
        unsigned mask = 0 - (((i ^ number) - 1u) >> 31);
        for (size_t k = 0; k < sizeof word; k++) {
            word[k] = (char)((unsigned)word[k] |
                             ((unsigned)mohur__share_list[i][k] & mask));
        }
    }
    *len += mohur__copy(room, mohur__bytes_text(word));
    mohur__wipe(word, sizeof word);
}

/* CT: leaks the length of the word. */
static uint16_t
word_find(mohur__bytes word)
{
    uint8_t padded[MOHUR__SHARE_WORD_CAP] = {0};
    unsigned found                        = NO_WORD;

    if (word.len == 0 || word.len > WORD_MAX) {
        return NO_WORD;
    }
    mohur__copy(MOHUR__SPAN(padded), word);
    for (unsigned i = 0; i < MOHUR__SHARE_LIST_LEN; i++) {
        unsigned differ = 0;
        for (size_t k = 0; k < sizeof padded; k++) {
            differ |= (unsigned)(padded[k] ^ (uint8_t)mohur__share_list[i][k]);
        }
        /* All ones where it is the word. */
        unsigned mask = 0 - ((differ - 1u) >> 31);
        found         = (found & ~mask) | (i & mask);
    }
    mohur__wipe(padded, sizeof padded);
    return (uint16_t)found;
}

mohur_status
mohur__share_emit(mohur_ctx *ctx,
                  const struct mohur__share *share,
                  struct mohur__secret **text)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *made = NULL;
    struct words w             = {{0}, 0};
    size_t len                 = 0;

    *text = NULL;
    TRY(mohur__secret_new(ctx, MOHUR__SHARE_TEXT_CAP, &made));
    numbers_emit(share, &w);
    for (size_t i = 0; i < w.len; i++) {
        if (i > 0) {
            mohur__secret_span(made).data[len++] = ' ';
        }
        word_emit(w.at[i], made, &len);
    }
    *text = made;
    made  = NULL;

out:
    mohur__secret_free(made);
    mohur__wipe(&w, sizeof w);
    return st;
}

static mohur_status
words_parse(mohur_ctx *ctx, size_t number, mohur__bytes text, struct words *w)
{
    mohur_status st = MOHUR_OK;
    size_t start    = 0;

    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && text.data[i] != ' ') {
            continue;
        }
        REQUIRE(ctx, w->len < MOHUR__SHARE_WORDS_MAX, MOHUR_E_FORMAT,
                "share %zu has too many words", number);
        w->at[w->len] = word_find(mohur__bytes_sub(text, start, i - start));
        REQUIRE(ctx, w->at[w->len] != NO_WORD, MOHUR_E_FORMAT,
                "share %zu: word %zu is none of the list", number, w->len + 1);
        w->len++;
        start = i + 1;
    }
    REQUIRE(ctx, w->len >= LEAST, MOHUR_E_FORMAT,
            "share %zu has %zu words; the shortest has %d", number, w->len,
            LEAST);

out:
    return st;
}

/* The value, of which the bits before it must be zero. */
static mohur_status
value_parse(mohur_ctx *ctx,
            size_t number,
            const struct words *w,
            struct mohur__secret **out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *made = NULL;
    size_t bits                = (w->len - HEAD_WORDS - SUM_WORDS) * WORD_BITS;
    size_t len                 = bits / 16 * 2;
    size_t pad                 = bits - 8 * len;
    uint8_t before[2]          = {0};
    size_t first               = (size_t)HEAD_WORDS * WORD_BITS;

    REQUIRE(ctx, pad <= 8, MOHUR_E_FORMAT,
            "share %zu has a number of words that no share has", number);
    bits_join(w, first, pad, MOHUR__SPAN(before));
    REQUIRE(ctx, mohur__ct_zero(MOHUR__BYTES(before)), MOHUR_E_FORMAT,
            "share %zu is not well formed", number);
    TRY(mohur__secret_new(ctx, len, &made));
    bits_join(w, first + pad, 8 * len, mohur__secret_span(made));
    *out = made;
    made = NULL;

out:
    mohur__secret_free(made);
    return st;
}

mohur_status
mohur__share_parse(mohur_ctx *ctx,
                   size_t number,
                   mohur__bytes text,
                   struct mohur__share *out)
{
    mohur_status st = MOHUR_OK;
    struct words w  = {{0}, 0};

    *out = (struct mohur__share){0};
    TRY(words_parse(ctx, number, text, &w));
    head_parse(&w, out);
    REQUIRE(ctx, checksum(out->set.extendable, &w, w.len) == 1, MOHUR_E_FORMAT,
            "share %zu has a wrong word: its checksum does not fit", number);
    REQUIRE(ctx,
            out->set.group_threshold <= out->set.group_count &&
                out->group < out->set.group_count,
            MOHUR_E_FORMAT, "share %zu is not well formed", number);
    TRY(value_parse(ctx, number, &w, &out->value));

out:
    mohur__wipe(&w, sizeof w);
    return st;
}

mohur_status
mohur__share_pack(mohur_ctx *ctx,
                  const struct mohur__share *share,
                  struct mohur__secret **out)
{
    mohur_status st = MOHUR_OK;
    struct words w  = {{0}, 0};

    *out = NULL;
    numbers_emit(share, &w);
    TRY(mohur__secret_new(ctx, (w.len * WORD_BITS + 7) / 8, out));
    bits_join(&w, 0, w.len * WORD_BITS, mohur__secret_span(*out));

out:
    mohur__wipe(&w, sizeof w);
    return st;
}
