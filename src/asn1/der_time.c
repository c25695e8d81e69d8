/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/der_time.h"

#include "base/time.h"

/*
 * "261121204700Z" and "20261121204700Z" by way of "2026-11-21T20:47:00Z",
 * which base/time.c reads and writes.
 */
enum {
    UTC_LEN    = 13,
    TIME_LEN   = 15,
    PARTS      = 7,
    FIRST_UTC  = 50, /* 50 to 99 are of the 20th century */
    TEXT_LEN   = MOHUR__TIME_CAP - 1,
    YEAR_PLACE = 2
};

/* Where the digits of a GeneralizedTime stand in the other form. */
static const size_t PLACES[PARTS] = {0, 2, 5, 8, 11, 14, 17};

static const char PATTERN[] = "0000-00-00T00:00:00Z";

static bool
to_text(mohur__bytes time, char text[MOHUR__TIME_CAP])
{
    mohur__span out = mohur__span_of((uint8_t *)text, TEXT_LEN);

    if (time.len != TIME_LEN || time.data[TIME_LEN - 1] != 'Z') {
        return false;
    }
    mohur__copy(out, MOHUR__TEXT(PATTERN));
    for (size_t i = 0; i < PARTS; i++) {
        mohur__copy(mohur__span_sub(out, PLACES[i], 2),
                    mohur__bytes_sub(time, 2 * i, 2));
    }
    return true;
}

/* "50..." as "1950..."; nothing if it is no UTCTime. */
static mohur__bytes
with_century(mohur__bytes utc, uint8_t room[TIME_LEN])
{
    bool old = utc.len == UTC_LEN && utc.data[0] >= '0' + FIRST_UTC / 10;

    if (utc.len != UTC_LEN) {
        return MOHUR__NOTHING;
    }
    mohur__copy(mohur__span_of(room, YEAR_PLACE),
                old ? MOHUR__TEXT("19") : MOHUR__TEXT("20"));
    mohur__copy(mohur__span_of(room + YEAR_PLACE, UTC_LEN), utc);
    return mohur__bytes_of(room, TIME_LEN);
}

int64_t
mohur__der_read_time(struct mohur__der_reader *r)
{
    bool utc                   = mohur__der_next_is(r, MOHUR__DER_UTC_TIME);
    uint8_t tag                = utc ? MOHUR__DER_UTC_TIME : MOHUR__DER_TIME;
    mohur__bytes time          = mohur__der_read(r, tag);
    uint8_t room[TIME_LEN]     = {0};
    char text[MOHUR__TIME_CAP] = {0};
    int64_t t                  = 0;

    if (utc) {
        time = with_century(time, room);
    }
    if (r->failed || !to_text(time, text) ||
        !mohur__time_parse(mohur__bytes_of(text, TEXT_LEN), &t)) {
        r->failed = true;
        r->left   = MOHUR__NOTHING;
        return 0;
    }
    return t;
}

/* The digits between the point and the Z; false if they are none. */
static bool
take_fraction(mohur__bytes time, mohur__bytes *out)
{
    *out = mohur__bytes_sub(time, TIME_LEN, time.len - TIME_LEN - 1);
    for (size_t i = 0; i < out->len; i++) {
        if (out->data[i] < '0' || out->data[i] > '9') {
            return false;
        }
    }
    return out->len > 0 && time.data[TIME_LEN - 1] == '.' &&
           time.data[time.len - 1] == 'Z' && out->data[out->len - 1] != '0';
}

int64_t
mohur__der_read_exact_time(struct mohur__der_reader *r,
                           mohur__bytes *out_fraction)
{
    mohur__bytes time          = mohur__der_read(r, MOHUR__DER_TIME);
    uint8_t room[TIME_LEN]     = {0};
    char text[MOHUR__TIME_CAP] = {0};
    int64_t t                  = 0;
    bool good                  = true;

    *out_fraction = MOHUR__NOTHING;
    if (time.len > TIME_LEN) {
        good = take_fraction(time, out_fraction);
        mohur__copy(MOHUR__SPAN(room), time);
        room[TIME_LEN - 1] = 'Z';
        time               = MOHUR__BYTES(room);
    }
    if (r->failed || !good || !to_text(time, text) ||
        !mohur__time_parse(mohur__bytes_of(text, TEXT_LEN), &t)) {
        r->failed = true;
        r->left   = MOHUR__NOTHING;
        return 0;
    }
    return t;
}

/* Is the year one of 1950 to 2049?  text has its four digits first. */
static bool
is_utc_year(const char *text)
{
    bool late  = text[0] == '2' && text[1] == '0' && text[2] < '5';
    bool early = text[0] == '1' && text[1] == '9' && text[2] >= '5';

    return late || early;
}

void
mohur__der_time(struct mohur__der *d, int64_t t)
{
    char text[MOHUR__TIME_CAP] = {0};
    uint8_t digits[TIME_LEN]   = {0};
    mohur__span out            = MOHUR__SPAN(digits);

    mohur__time_format(t, text);
    if (text[0] == '?') {
        d->failed = true;
        return;
    }
    for (size_t i = 0; i < PARTS; i++) {
        mohur__copy(mohur__span_sub(out, 2 * i, 2),
                    mohur__bytes_of(text + PLACES[i], 2));
    }
    digits[TIME_LEN - 1] = 'Z';
    if (is_utc_year(text)) {
        mohur__der_element(
            d, MOHUR__DER_UTC_TIME,
            mohur__bytes_sub(MOHUR__BYTES(digits), YEAR_PLACE, UTC_LEN));
    } else {
        mohur__der_element(d, MOHUR__DER_TIME, MOHUR__BYTES(digits));
    }
}
