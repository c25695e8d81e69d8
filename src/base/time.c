/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"

#include <stdio.h>
#include <time.h>

/*
 * Dates by the proleptic Gregorian calendar, counted in eras of 400 years
 * that begin on 1 March, so that the leap day is the last of its year.
 * Seconds of leap are not counted, as in POSIX.
 */
enum {
    DAY_SECONDS  = 86400,
    ERA_DAYS     = 146097,
    EPOCH_DAYS   = 719468, /* from 0000-03-01 to 1970-01-01 */
    YEAR_FIRST   = 0,
    YEAR_LAST    = 9999,
    DATE_LEN     = 10,
    DATETIME_LEN = 20
};

struct date {
    int64_t year;
    int64_t month; /* 1 to 12 */
    int64_t day;   /* 1 to 31 */
};

int64_t
mohur__clock_system(void *user)
{
    struct timespec now = {0};

    (void)user;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec > 0 ? now.tv_sec : 0;
}

int64_t
mohur__clock_monotonic(void *user)
{
    struct timespec now = {0};

    (void)user;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* Round towards minus infinity, as dates before 1970 need. */
static int64_t
divide_down(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

/* Days since 1970-01-01. */
static int64_t
days_of(struct date d)
{
    int64_t year    = d.month <= 2 ? d.year - 1 : d.year;
    int64_t month   = d.month <= 2 ? d.month + 9 : d.month - 3; /* March: 0 */
    int64_t era     = divide_down(year, 400);
    int64_t of_era  = year - era * 400;
    int64_t of_year = (153 * month + 2) / 5 + d.day - 1;
    int64_t days    = of_era * 365 + of_era / 4 - of_era / 100 + of_year;

    return era * ERA_DAYS + days - EPOCH_DAYS;
}

static struct date
date_of(int64_t days)
{
    int64_t shifted = days + EPOCH_DAYS;
    int64_t era     = divide_down(shifted, ERA_DAYS);
    int64_t of_era  = shifted - era * ERA_DAYS;
    int64_t year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month   = (5 * of_year + 2) / 153; /* March: 0 */
    struct date d   = {0};

    d.day   = of_year - (153 * month + 2) / 5 + 1;
    d.month = month < 10 ? month + 3 : month - 9;
    d.year  = year + era * 400 + (d.month <= 2 ? 1 : 0);
    return d;
}

void
mohur__time_format(int64_t t, char out[MOHUR__TIME_CAP])
{
    int64_t first = days_of((struct date){YEAR_FIRST, 1, 1}) * DAY_SECONDS;
    int64_t end   = days_of((struct date){YEAR_LAST + 1, 1, 1}) * DAY_SECONDS;
    int64_t days  = divide_down(t, DAY_SECONDS);
    struct date d = {0};
    unsigned rest = 0;

    out[0] = '?';
    out[1] = '\0';
    if (t < first || t >= end) {
        return;
    }
    d    = date_of(days);
    rest = (unsigned)(t - days * DAY_SECONDS);
    snprintf(out, MOHUR__TIME_CAP, "%04u-%02u-%02uT%02u:%02u:%02uZ",
             (unsigned)d.year % 10000, (unsigned)d.month % 100,
             (unsigned)d.day % 100, rest / 3600 % 24, rest / 60 % 60,
             rest % 60);
}

/* A number of exactly len digits at offset; -1 if it is not one. */
static int64_t
number_at(mohur__bytes text, size_t offset, size_t len)
{
    int64_t value = 0;

    for (size_t i = offset; i < offset + len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return -1;
        }
        value = 10 * value + (text.data[i] - '0');
    }
    return value;
}

/* Read "2026-11-21"; it exists if it comes back from its day number. */
static bool
date_parse(mohur__bytes text, int64_t *out_days)
{
    struct date d    = {number_at(text, 0, 4), number_at(text, 5, 2),
                        number_at(text, 8, 2)};
    struct date same = {0};

    if (d.year < 0 || d.month < 1 || d.month > 12 || d.day < 1 ||
        text.data[4] != '-' || text.data[7] != '-') {
        return false;
    }
    *out_days = days_of(d);
    same      = date_of(*out_days);
    return same.month == d.month && same.day == d.day;
}

bool
mohur__time_parse(mohur__bytes text, int64_t *out)
{
    int64_t days   = 0;
    int64_t hour   = 0;
    int64_t minute = 0;
    int64_t second = 0;

    if ((text.len != DATE_LEN && text.len != DATETIME_LEN) ||
        !date_parse(text, &days)) {
        return false;
    }
    if (text.len == DATETIME_LEN) {
        hour   = number_at(text, 11, 2);
        minute = number_at(text, 14, 2);
        second = number_at(text, 17, 2);
        if (text.data[10] != 'T' || text.data[13] != ':' ||
            text.data[16] != ':' || text.data[19] != 'Z') {
            return false;
        }
    }
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
        second > 59) {
        return false;
    }
    *out = days * DAY_SECONDS + hour * 3600 + minute * 60 + second;
    return true;
}
