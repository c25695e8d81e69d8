/* SPDX-License-Identifier: Apache-2.0 */
#include "base/names.h"
#include "base/text.h"
#include "fuzz.h"

#include <mohur/archive.h>

/*
 * Names of entries, two on either side of a line end.  What is accepted can
 * do no harm where it is made; the order is an order.
 */
static bool
has_byte(mohur__bytes b, uint8_t byte)
{
    return memchr(b.data, byte, b.len) != NULL;
}

static void
check_part(mohur__bytes part)
{
    uint8_t last = part.len > 0 ? part.data[part.len - 1] : 0;

    fuzz_require(part.len >= 1 && part.len <= 255);
    fuzz_require(last != '.' && last != ' ');
}

static void
check_accepted(mohur__bytes name)
{
    size_t start = 0;
    size_t parts = 1;

    fuzz_require(name.len >= 1 && name.len <= 1024);
    fuzz_require(mohur__utf8_valid(name));
    fuzz_require(!has_byte(name, 0) && !has_byte(name, '\\') &&
                 !has_byte(name, ':') && !has_byte(name, 0x7F) &&
                 !has_byte(name, '\n') && !has_byte(name, 0x1B));
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] == '/') {
            check_part(mohur__bytes_sub(name, start, i - start));
            start = i + 1;
            parts++;
        }
    }
    check_part(mohur__bytes_sub(name, start, name.len - start));
    fuzz_require(parts <= 64);
}

static int
sign(int n)
{
    return (n > 0) - (n < 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx    = fuzz_ctx();
    const uint8_t *at = size > 0 ? memchr(data, '\n', size) : NULL;
    size_t first      = at != NULL ? (size_t)(at - data) : size;
    mohur__bytes a    = mohur__bytes_of(data, first);
    mohur__bytes b =
        mohur__bytes_sub(mohur__bytes_of(data, size), first + 1, size);
    bool a_good = mohur__name_fault(a) == NULL;
    bool b_good = mohur__name_fault(b) == NULL;

    fuzz_require((mohur__name_check(ctx, a) == MOHUR_OK) == a_good);
    if (a_good) {
        check_accepted(a);
        fuzz_require(mohur__name_compare(a, a) == 0);
    }
    if (a_good && b_good) {
        int order = mohur__name_compare(a, b);
        check_accepted(b);
        fuzz_require(sign(order) == -sign(mohur__name_compare(b, a)));
        if (mohur__name_check_next(ctx, a, false, b) == MOHUR_OK) {
            fuzz_require(order < 0 && !mohur__name_is_within(b, a));
        }
    }
    return 0;
}
