/* SPDX-License-Identifier: Apache-2.0 */
#include "zip/zip_name.h"

#include "base/text.h"
#include "zip/zip_latin.h"

/* Names as their code points, taken apart where they are letters of Latin. */

/* Where a walk over a name stands. */
struct walk {
    mohur__bytes text;
    size_t pos;
    uint16_t more[MOHUR__LATIN_PARTS]; /* of the letter before; 0: no more */
    size_t at;
};

/* ---- one spelling ---- */

static mohur__bytes
without_slash(mohur__bytes name)
{
    bool folder = name.len > 0 && name.data[name.len - 1] == '/';

    return folder ? mohur__bytes_sub(name, 0, name.len - 1) : name;
}

static struct walk
walk_of(mohur__bytes name)
{
    return (struct walk){.text = without_slash(name), .at = MOHUR__LATIN_PARTS};
}

static uint32_t
fold(uint32_t c)
{
    return c < 0x80 ? mohur__ascii_fold((uint8_t)c) : c;
}

/* The next code point; UINT32_MAX at the end. */
static uint32_t
walk_next(struct walk *w)
{
    uint32_t c = 0;

    if (w->at < MOHUR__LATIN_PARTS && w->more[w->at] != 0) {
        return fold(w->more[w->at++]);
    }
    c = mohur__utf8_next(w->text, &w->pos);
    if (mohur__latin_parts(c, w->more)) {
        w->at = 1;
        return fold(w->more[0]);
    }
    return c == UINT32_MAX ? c : fold(c);
}

bool
mohur__zip_name_same(mohur__bytes a, mohur__bytes b)
{
    struct walk left  = walk_of(a);
    struct walk right = walk_of(b);
    uint32_t c        = 0;

    do {
        c = walk_next(&left);
        if (c != walk_next(&right)) {
            return false;
        }
    } while (c != UINT32_MAX);
    return true;
}

/* FNV-1a: who makes it collide only has the names compared one by one. */
uint64_t
mohur__zip_name_key(mohur__bytes name)
{
    struct walk w = walk_of(name);
    uint64_t key  = UINT64_C(0xCBF29CE484222325);

    for (uint32_t c = walk_next(&w); c != UINT32_MAX; c = walk_next(&w)) {
        key = (key ^ c) * UINT64_C(0x100000001B3);
    }
    return key;
}

/* ---- rules ---- */

static bool
is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

static bool
is_letter(uint8_t c)
{
    uint8_t low = mohur__ascii_fold(c);

    return low >= 'a' && low <= 'z';
}

/* The rule that one of the parts between '/' breaks. */
static const char *
part_fault(mohur__bytes part)
{
    uint8_t last = part.len == 0 ? 0 : part.data[part.len - 1];

    if (part.len == 0) {
        return "has an empty part";
    }
    if (mohur__bytes_equal(part, MOHUR__TEXT(".")) ||
        mohur__bytes_equal(part, MOHUR__TEXT(".."))) {
        return "leads elsewhere";
    }
    return last == '.' || last == ' ' ? "has a part that ends in a dot or blank"
                                      : NULL;
}

static const char *
parts_fault(mohur__bytes name)
{
    size_t from = 0;

    for (size_t i = 0; i <= name.len; i++) {
        if (i == name.len || name.data[i] == '/') {
            const char *fault =
                part_fault(mohur__bytes_sub(name, from, i - from));

            if (fault != NULL) {
                return fault;
            }
            from = i + 1;
        }
    }
    return NULL;
}

static const char *
characters_fault(mohur__bytes name)
{
    size_t pos = 0;

    while (pos < name.len) {
        uint32_t c = mohur__utf8_next(name, &pos);

        if (is_control(c)) {
            return "has a control character";
        }
        if (c == '\\') {
            return "has a backslash";
        }
    }
    return NULL;
}

const char *
mohur__zip_name_fault(mohur__bytes name)
{
    mohur__bytes plain = without_slash(name);
    const char *fault  = NULL;

    if (name.len > MOHUR__ZIP_NAME_MAX) {
        return "has more than 1,024 bytes";
    }
    if (!mohur__utf8_valid(name)) {
        return "is not UTF-8";
    }
    fault = characters_fault(plain);
    if (fault != NULL) {
        return fault;
    }
    if (plain.len >= 2 && is_letter(plain.data[0]) && plain.data[1] == ':') {
        return "begins with a drive letter";
    }
    return parts_fault(plain);
}
