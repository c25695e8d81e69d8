/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_ZIP_KIT_H
#define MOHUR_TESTS_ZIP_KIT_H

#include "base/bytes.h"
#include "fixture.h"

/*
 * ZIP files of any shape, good and bad.  A plan says what is in one; each
 * lie that it names takes the place of what belongs there.
 */
struct zip_lie {
    const char *name; /* NULL: no lie */
    uint16_t flags;   /* these are added, as numbers or as bits */
    uint16_t method;
    uint32_t crc;
    uint32_t packed_len;
    uint32_t len;
    mohur__bytes extra; /* extra fields */
};

enum zip_behind {
    ZIP_NO_DESCRIPTOR,
    ZIP_DESCRIPTOR,      /* and zeros in the local header */
    ZIP_DESCRIPTOR_BARE, /* without its signature */
    ZIP_DESCRIPTOR_LIES  /* another length */
};

struct zip_member {
    const char *name;
    size_t name_len;     /* 0: up to its zero */
    mohur__bytes data;   /* unpacked */
    bool deflated;       /* in blocks of RFC 1951 that store */
    mohur__bytes packed; /* instead: packed bytes */
    uint32_t len;        /* with packed: unpacked */
    bool is_utf_8;
    uint32_t attributes;
    enum zip_behind behind;
    size_t gap;    /* bytes in front of it that belong to nothing */
    bool again;    /* its header in the directory is that of the one
                              before it */
    size_t inside; /* with again: or so many bytes further on */
    struct zip_lie local;
    struct zip_lie central;
};

struct zip_plan {
    const struct zip_member *members;
    size_t len;
    const char *prefix; /* in front of all, and counted in the offsets or not */
    bool prefix_counts;
    const char *suffix; /* behind all */
    const char *comment;
    int entries; /* added to what the end record says */
    int directory_len;
    int offset;
    int disks;
    bool zip64;      /* records of ZIP64, and full numbers in the end record */
    bool zip64_only; /* the records, and no full number */
    int zip64_entries;
};

mohur__bytes
zip_make(struct fixture *t, const struct zip_plan *plan);

/* A member of text, constant. */
#define ZIP_TEXT(n, text)                                                      \
    {.name = (n),                                                              \
     .data = {.data = (const uint8_t *)(text), .len = sizeof(text) - 1}}

#endif
