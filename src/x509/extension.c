/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/extension.h"

/* One SEQUENCE after the other; the types seen so far are kept. */

bool
mohur__extension_is_element(mohur__bytes value)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, value);
    (void)mohur__der_read_element(&r);
    return mohur__der_close(&r);
}

static struct mohur__extension
read_extension(struct mohur__der_reader *r)
{
    struct mohur__extension e = {.oid = MOHUR__OID_NONE};

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    e.type = mohur__der_read_oid(r);
    e.oid  = mohur__oid_find(e.type);
    if (mohur__der_next_is(r, MOHUR__DER_BOOLEAN)) {
        e.critical = mohur__der_read_boolean(r);
        r->failed  = r->failed || !e.critical; /* FALSE is left out in DER */
    }
    e.value = mohur__der_read_octets(r);
    mohur__der_leave(r);
    return e;
}

bool
mohur__extensions_read(struct mohur__der_reader *r,
                       bool (*take)(const struct mohur__extension *e,
                                    void *user),
                       void *user)
{
    mohur__bytes types[MOHUR__EXTENSIONS_MAX];
    size_t len = 0;

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    do {
        struct mohur__extension e = read_extension(r);

        if (r->failed || len == MOHUR__EXTENSIONS_MAX ||
            mohur__bytes_among(types, len, e.type) || !take(&e, user)) {
            return false;
        }
        types[len++] = e.type;
    } while (r->left.len > 0);
    mohur__der_leave(r);
    return !r->failed;
}
