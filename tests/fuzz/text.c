/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "base/time.h"
#include "fuzz.h"

/*
 * Text, times and numbers from anywhere: well-formed UTF-8 has only code
 * points that there are, what is escaped can be shown, a time that is read
 * is written as it was.
 */
static void
check_points(mohur__bytes text)
{
    size_t pos     = 0;
    uint32_t point = 0;

    while ((point = mohur__utf8_next(text, &pos)) != UINT32_MAX) {
        fuzz_require(point <= 0x10FFFF);
        fuzz_require(point < 0xD800 || point > 0xDFFF);
        fuzz_require(pos <= text.len);
    }
    fuzz_require((pos == text.len) == mohur__utf8_valid(text));
}

static void
check_escaped(mohur__bytes text)
{
    static char out[MOHUR__ESCAPED_CAP(4096)];
    char little[16];

    if (text.len > 4096) {
        return;
    }
    mohur__text_escape(text, out, sizeof out);
    fuzz_require(mohur__utf8_valid(mohur__bytes_text(out)));
    for (const char *at = out; *at != '\0'; at++) {
        fuzz_require((unsigned char)*at >= ' ' && *at != 0x7F);
    }
    mohur__text_escape(text, little, sizeof little);
    fuzz_require(strlen(little) < sizeof little);
}

static void
check_time(mohur__bytes text)
{
    char again[MOHUR__TIME_CAP];
    int64_t t = 0;

    if (!mohur__time_parse(text, &t)) {
        return;
    }
    mohur__time_format(t, again);
    fuzz_require(text.len <= strlen(again));
    fuzz_require(text.len == 10 || text.len == strlen(again));
    fuzz_require(memcmp(text.data, again, text.len) == 0);
}

static void
check_number(mohur__bytes text)
{
    uint64_t n      = 0;
    char again[32]  = "";
    mohur__bytes at = text;

    if (!mohur__parse_u64(text, &n)) {
        return;
    }
    while (at.len > 1 && at.data[0] == '0') {
        at = mohur__bytes_sub(at, 1, at.len);
    }
    snprintf(again, sizeof again, "%llu", (unsigned long long)n);
    fuzz_require(mohur__bytes_equal(at, mohur__bytes_text(again)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur__bytes text = mohur__bytes_of(data, size);

    check_points(text);
    check_escaped(text);
    check_time(text);
    check_number(text);
    return 0;
}
