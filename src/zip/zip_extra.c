/* SPDX-License-Identifier: Apache-2.0 */
#include "zip/zip_extra.h"

#include "zip/zip_inflate.h"

/* Fields are a number, a length and as many bytes (APPNOTE 4.5.1). */
enum {
    PATH_VERSION = 1
};

static const char *
take(struct mohur__zip_extra *x, uint16_t id, mohur__bytes value)
{
    if (id == MOHUR__ZIP_EXTRA_ZIP64) {
        if (x->has_zip64) {
            return "has its ZIP64 lengths twice";
        }
        x->has_zip64 = true;
        x->zip64     = value;
    }
    if (id == MOHUR__ZIP_EXTRA_PATH) {
        if (x->has_path) {
            return "has another name twice";
        }
        x->has_path = true;
        x->path     = value;
    }
    return NULL;
}

const char *
mohur__zip_extra_parse(mohur__bytes fields, struct mohur__zip_extra *out)
{
    struct mohur__cursor c = mohur__cursor_of(fields);

    *out = (struct mohur__zip_extra){.has_zip64 = false};
    while (c.left.len > 0) {
        uint16_t id        = mohur__zip_read16(&c);
        uint16_t len       = mohur__zip_read16(&c);
        mohur__bytes value = mohur__read_bytes(&c, len);
        const char *fault  = NULL;

        if (!mohur__cursor_ok(&c)) {
            return "has extra fields that do not fill their place";
        }
        fault = take(out, id, value);
        if (fault != NULL) {
            return fault;
        }
    }
    return NULL;
}

bool
mohur__zip_extra_agrees(const struct mohur__zip_extra *x, mohur__bytes name)
{
    struct mohur__cursor c = mohur__cursor_of(x->path);
    bool same              = true;

    if (!x->has_path) {
        return true;
    }
    same = mohur__read_u8(&c) == PATH_VERSION;
    same = mohur__zip_read32(&c) == mohur__crc32(0, name) && same;
    return mohur__cursor_ok(&c) && same && mohur__bytes_equal(c.left, name);
}
