/* SPDX-License-Identifier: Apache-2.0 */
#include "inflate.h"

/* RFC 1951, bit by bit: codes are canonical, so counts of lengths suffice. */
enum {
    CODE_BITS_MAX = 15,
    LITERALS_MAX  = 288,
    DISTANCES_MAX = 32,
    LENGTHS_MAX   = LITERALS_MAX + DISTANCES_MAX,
    END_OF_BLOCK  = 256,
    ZLIB_HEAD_LEN = 2
};

struct state {
    const uint8_t *in;
    size_t in_len;
    size_t bit; /* the next one */
    uint8_t *out;
    size_t out_cap;
    size_t len;
    bool failed;
};

/* How many codes of each length, and their symbols in order. */
struct code {
    uint16_t count[CODE_BITS_MAX + 1];
    uint16_t symbol[LITERALS_MAX];
};

static unsigned
take(struct state *s, unsigned n)
{
    unsigned value = 0;

    for (unsigned i = 0; i < n; i++, s->bit++) {
        if (s->bit / 8 >= s->in_len) {
            s->failed = true;
            return 0;
        }
        value |= (unsigned)(s->in[s->bit / 8] >> s->bit % 8 & 1) << i;
    }
    return value;
}

static void
put(struct state *s, uint8_t byte)
{
    if (s->len >= s->out_cap) {
        s->failed = true;
    } else {
        s->out[s->len++] = byte;
    }
}

static void
code_make(struct code *c, const uint8_t *lengths, size_t n)
{
    uint16_t at[CODE_BITS_MAX + 2] = {0};

    *c = (struct code){.count = {0}};
    for (size_t i = 0; i < n; i++) {
        c->count[lengths[i]]++;
    }
    c->count[0] = 0;
    for (size_t l = 1; l <= CODE_BITS_MAX; l++) {
        at[l + 1] = (uint16_t)(at[l] + c->count[l]);
    }
    for (size_t i = 0; i < n; i++) {
        if (lengths[i] != 0) {
            c->symbol[at[lengths[i]]++] = (uint16_t)i;
        }
    }
}

static unsigned
symbol_take(struct state *s, const struct code *c)
{
    unsigned code  = 0;
    unsigned first = 0;
    unsigned index = 0;

    for (size_t l = 1; l <= CODE_BITS_MAX && !s->failed; l++) {
        code |= take(s, 1);
        if (code - first < c->count[l]) {
            return c->symbol[index + code - first];
        }
        index += c->count[l];
        first = (first + c->count[l]) << 1;
        code <<= 1;
    }
    s->failed = true;
    return 0;
}

/* The first of the values that a symbol stands for, and its extra bits. */
struct range {
    uint16_t base;
    uint8_t extra;
};

static const struct range lengths_of[] = {
    {3, 0},   {4, 0},   {5, 0},   {6, 0},   {7, 0},   {8, 0},
    {9, 0},   {10, 0},  {11, 1},  {13, 1},  {15, 1},  {17, 1},
    {19, 2},  {23, 2},  {27, 2},  {31, 2},  {35, 3},  {43, 3},
    {51, 3},  {59, 3},  {67, 4},  {83, 4},  {99, 4},  {115, 4},
    {131, 5}, {163, 5}, {195, 5}, {227, 5}, {258, 0},
};

static const struct range distances_of[] = {
    {1, 0},     {2, 0},     {3, 0},     {4, 0},      {5, 1},      {7, 1},
    {9, 2},     {13, 2},    {17, 3},    {25, 3},     {33, 4},     {49, 4},
    {65, 5},    {97, 5},    {129, 6},   {193, 6},    {257, 7},    {385, 7},
    {513, 8},   {769, 8},   {1025, 9},  {1537, 9},   {2049, 10},  {3073, 10},
    {4097, 11}, {6145, 11}, {8193, 12}, {12289, 12}, {16385, 13}, {24577, 13},
};

static size_t
range_take(struct state *s, const struct range *ranges, size_t n, size_t i)
{
    if (i >= n) {
        s->failed = true;
        return 0;
    }
    return ranges[i].base + take(s, ranges[i].extra);
}

static void
copy_back(struct state *s, size_t length, size_t distance)
{
    if (distance == 0 || distance > s->len) {
        s->failed = true;
    }
    for (size_t i = 0; i < length && !s->failed; i++) {
        put(s, s->out[s->len - distance]);
    }
}

static void
block_coded(struct state *s,
            const struct code *literals,
            const struct code *distances)
{
    while (!s->failed) {
        size_t symbol = symbol_take(s, literals);
        if (symbol < END_OF_BLOCK) {
            put(s, (uint8_t)symbol);
        } else if (symbol == END_OF_BLOCK) {
            return;
        } else {
            size_t length = range_take(s, lengths_of,
                                       sizeof lengths_of / sizeof lengths_of[0],
                                       symbol - END_OF_BLOCK - 1);
            copy_back(s, length,
                      range_take(s, distances_of,
                                 sizeof distances_of / sizeof distances_of[0],
                                 symbol_take(s, distances)));
        }
    }
}

static void
block_stored(struct state *s)
{
    size_t length = 0;

    s->bit = (s->bit + 7) / 8 * 8;
    length = take(s, 16);
    if ((length ^ take(s, 16)) != 0xFFFF) {
        s->failed = true;
    }
    for (size_t i = 0; i < length && !s->failed; i++) {
        put(s, (uint8_t)take(s, 8));
    }
}

static void
block_fixed(struct state *s)
{
    uint8_t lengths[LITERALS_MAX];
    struct code literals;
    struct code distances;

    for (size_t i = 0; i < LITERALS_MAX; i++) {
        lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    }
    code_make(&literals, lengths, LITERALS_MAX);
    for (size_t i = 0; i < DISTANCES_MAX; i++) {
        lengths[i] = 5;
    }
    code_make(&distances, lengths, DISTANCES_MAX);
    block_coded(s, &literals, &distances);
}

/* Read n code lengths, which are coded themselves. */
static void
lengths_take(struct state *s, const struct code *c, uint8_t *lengths, size_t n)
{
    for (size_t i = 0; i < n && !s->failed;) {
        unsigned symbol = symbol_take(s, c);
        uint8_t value   = 0;
        size_t repeat   = 1;
        if (symbol < 16) {
            value = (uint8_t)symbol;
        } else if (symbol == 16) {
            value  = i > 0 ? lengths[i - 1] : 0;
            repeat = 3 + take(s, 2);
        } else {
            repeat = symbol == 17 ? 3 + take(s, 3) : 11 + take(s, 7);
        }
        for (; repeat > 0 && i < n; repeat--) {
            lengths[i++] = value;
        }
    }
}

static void
block_dynamic(struct state *s)
{
    static const uint8_t order[] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                    11, 4,  12, 3, 13, 2, 14, 1, 15};
    uint8_t lengths[LENGTHS_MAX] = {0};
    size_t literals_len          = 257 + take(s, 5);
    size_t distances_len         = 1 + take(s, 5);
    size_t codes                 = 4 + take(s, 4);
    struct code literals;
    struct code distances;

    for (size_t i = 0; i < codes; i++) {
        lengths[order[i]] = (uint8_t)take(s, 3);
    }
    code_make(&literals, lengths, sizeof order);
    if (literals_len > LITERALS_MAX) {
        s->failed = true;
        return;
    }
    lengths_take(s, &literals, lengths, literals_len + distances_len);
    code_make(&literals, lengths, literals_len);
    code_make(&distances, lengths + literals_len, distances_len);
    block_coded(s, &literals, &distances);
}

bool
inflate_zlib(const uint8_t *in,
             size_t in_len,
             uint8_t *out,
             size_t out_cap,
             size_t *out_len)
{
    struct state s = {in, in_len, 8 * ZLIB_HEAD_LEN, out, out_cap, 0, false};
    bool is_last   = false;

    while (!is_last && !s.failed) {
        is_last       = take(&s, 1) == 1;
        unsigned type = take(&s, 2);
        if (type == 0) {
            block_stored(&s);
        } else if (type == 1) {
            block_fixed(&s);
        } else if (type == 2) {
            block_dynamic(&s);
        } else {
            s.failed = true;
        }
    }
    *out_len = s.failed ? 0 : s.len;
    return !s.failed;
}
