/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_SNAPSHOT_KIT_H
#define MOHUR_TESTS_SNAPSHOT_KIT_H

#include "check.h"
#include "source.h"

#include <stdlib.h>

/*
 * Decisions as text, held against a file of tests/golden/profile.  To make the
 * files anew, name that folder in MOHUR_SNAPSHOT and read the difference
 * before it is kept.
 */
enum {
    SNAPSHOT_CAP = 1 << 18
};

struct snapshot {
    char *data;
    size_t len;
};

static inline void
snapshot_put(struct snapshot *text, const char *part)
{
    size_t len = strlen(part);

    CHECK(text->len + len < SNAPSHOT_CAP);
    for (size_t i = 0; i <= len; i++) {
        text->data[text->len + i] = part[i];
    }
    text->len += len;
}

static inline void
snapshot_check(struct fixture *t, const struct snapshot *text, const char *name)
{
    struct view got    = {(const uint8_t *)text->data, text->len};
    const char *folder = getenv("MOHUR_SNAPSHOT");
    char path[512]     = {0};

    if (folder != NULL) {
        snprintf(path, sizeof path, "%s/%s.txt", folder, name);
        fixture_write_file(path, got);
    }
    snprintf(path, sizeof path, "tests/golden/profile/%s.txt", name);
    CHECK_BYTES(source_file(t, path), got);
}

#endif
