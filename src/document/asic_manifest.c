/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_manifest.h"

#include "base/base64.h"
#include "base/mem.h"
#include "base/text.h"
#include "document/asic_uri.h"

/* What a manifest is, and how ours is written.  Reading: asic_manifest_read.c. */

mohur__bytes
mohur__asic_manifest_name(const struct mohur__asic_manifest *m,
                          size_t at,
                          size_t len)
{
    return mohur__bytes_sub(mohur__buf_view(&m->names), at, len);
}

mohur__bytes
mohur__asic_manifest_signature(const struct mohur__asic_manifest *m)
{
    return mohur__asic_manifest_name(m, m->signature_at, m->signature_len);
}

void
mohur__asic_manifest_wipe(struct mohur__asic_manifest *m)
{
    mohur__buf_wipe(&m->names);
    mohur__free(m->refs);
    *m = (struct mohur__asic_manifest){.refs = NULL};
}

/* ---- writing ---- */

static bool
is_mime_char(uint8_t c)
{
    uint8_t low = mohur__ascii_fold(c);

    return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '+' || c == '-' || c == '_';
}

bool
mohur__asic_manifest_mime_valid(const char *mime)
{
    mohur__bytes text = mohur__bytes_text(mime);
    size_t slashes    = 0;

    for (size_t i = 0; i < text.len; i++) {
        slashes += text.data[i] == '/';
        if (text.data[i] != '/' && !is_mime_char(text.data[i])) {
            return false;
        }
    }
    return slashes == 1 && text.len >= 3 && text.len <= 127 &&
           text.data[0] != '/' && text.data[text.len - 1] != '/';
}

static void
put(struct mohur__buf *b, const char *text)
{
    mohur__buf_bytes(b, mohur__bytes_text(text));
}

static void
put_item(struct mohur__buf *b,
         mohur_alg hash,
         const struct mohur__asic_manifest_item *item)
{
    put(b, "<asic:DataObjectReference URI=\"");
    mohur__uri_emit(b, item->name);
    if (item->mime != NULL) {
        put(b, "\" MimeType=\"");
        put(b, item->mime);
    }
    put(b, item->is_root ? "\" Rootfile=\"true" : "");
    put(b, "\"><ds:DigestMethod Algorithm=\"");
    put(b, mohur__uri_of_hash(hash));
    put(b, "\"/><ds:DigestValue>");
    mohur__base64_emit(b, item->digest);
    put(b, "</ds:DigestValue></asic:DataObjectReference>\n");
}

void
mohur__asic_manifest_emit(struct mohur__buf *b,
                          const struct mohur__asic_manifest_parts *parts)
{
    put(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\""
           " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\n"
           "<asic:SigReference URI=\"");
    mohur__uri_emit(b, parts->signature);
    put(b, parts->is_archive
               ? "\" MimeType=\"application/vnd.etsi.timestamp-token\"/>\n"
               : "\" MimeType=\"application/pkcs7-signature\"/>\n");
    for (size_t i = 0; i < parts->items_len; i++) {
        put_item(b, parts->hash, &parts->items[i]);
    }
    put(b, "</asic:ASiCManifest>\n");
}
