/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/mohur.h>

#include <stdio.h>
#include <string.h>

/*
 * Two officials sign a decree into one file, and somebody without a network
 * verifies it: against the root certificate that he believes and the list of
 * revoked certificates that he has.  Nothing is fetched.
 *
 * decree FOLDER DATA: a folder to work in, and one with the officials' keys
 * and certificates, the root certificate and its list (examples/decree.data).
 * Where it matters keys are in a keystore or an HSM; see seal_open.c.
 */

enum {
    FILE_MAX = 1 << 16
};

static mohur_ctx *ctx;
static const char *data;

/* A file of the folder with data, as text. */
struct text {
    char bytes[FILE_MAX];
    size_t len;
};

static bool
failed(const char *what, mohur_status st)
{
    if (st != MOHUR_OK) {
        fprintf(stderr, "%s: %s: %s\n", what, mohur_status_name(st),
                mohur_ctx_message(ctx));
    }
    return st != MOHUR_OK;
}

static bool
read_text(const char *name, struct text *out)
{
    char path[512];
    FILE *file = NULL;

    snprintf(path, sizeof path, "%s/%s", data, name);
    file     = fopen(path, "rb");
    out->len = file == NULL ? 0 : fread(out->bytes, 1, FILE_MAX, file);
    if (file != NULL) {
        fclose(file);
    }
    return out->len > 0;
}

/* One official signs: the decree itself, or what the other signed already. */
static mohur_status
sign(const struct text *key_pem,
     const struct text *cert,
     const mohur_container_options *container,
     const char *path)
{
    mohur_sign_options options = MOHUR_SIGN_OPTIONS_INIT;
    mohur_key *key             = NULL;
    mohur_sink *sink           = NULL;
    mohur_status st;

    options.cert     = (const uint8_t *)cert->bytes;
    options.cert_len = cert->len;
    st = mohur_key_new_private(ctx, MOHUR_PURPOSE_SIGN, key_pem->bytes,
                               key_pem->len, NULL, 0, &key);
    if (st == MOHUR_OK) {
        st = mohur_sink_new_file(ctx, path, MOHUR_OVERWRITE_NEVER, &sink);
    }
    if (st == MOHUR_OK) {
        st = mohur_container_sign(ctx, key, &options, container, sink);
    }
    mohur_sink_free(sink);
    mohur_key_free(key);
    return st;
}

static bool
sign_by(const char *who,
        const mohur_container_options *container,
        const char *path)
{
    static struct text key;
    static struct text cert;
    char name[64];
    bool there;

    snprintf(name, sizeof name, "%s.key", who);
    there = read_text(name, &key);
    snprintf(name, sizeof name, "%s.crt", who);
    there = there && read_text(name, &cert);
    return there && !failed(who, sign(&key, &cert, container, path));
}

/* The first signs the decree, the second adds a signature. */
static bool
sign_both(const char *first, const char *both)
{
    static const char decree[]        = "The bridge is open.\n";
    mohur_container_options container = MOHUR_CONTAINER_OPTIONS_INIT;
    mohur_container_options one_more  = MOHUR_CONTAINER_OPTIONS_INIT;
    mohur_container_item item         = {"decree.txt", NULL, "text/plain"};
    mohur_source *content             = NULL;
    bool ok;

    container.items     = &item;
    container.items_len = 1;
    ok = !failed("decree", mohur_source_new_memory(ctx, (const uint8_t *)decree,
                                                   strlen(decree), &content));
    item.content = content;
    ok           = ok && sign_by("minister", &container, first) &&
         !failed(first, mohur_source_new_file(ctx, first, &one_more.base)) &&
         sign_by("registrar", &one_more, both);
    mohur_source_free(one_more.base);
    mohur_source_free(content);
    return ok;
}

/* Whom to believe is said here, and nowhere else. */
static mohur_trust *
believe_root(void)
{
    static struct text root;
    mohur_trust *trust = NULL;

    if (!read_text("root.crt", &root) ||
        failed("trust", mohur_trust_new(ctx, &trust)) ||
        failed("root",
               mohur_trust_add(ctx, trust, MOHUR_TRUST_SIGN,
                               (const uint8_t *)root.bytes, root.len))) {
        mohur_trust_free(trust);
        return NULL;
    }
    return trust;
}

static void
tell(const mohur_report *report)
{
    for (size_t i = 0; i < mohur_report_signatures(report); i++) {
        const mohur_signature_info *s = mohur_report_signature(report, i);

        printf("%s: %s %s\n", s->name, mohur_verdict_name(s->verdict),
               mohur_why_name(s->why));
    }
    printf("the decree: %s\n",
           mohur_report_is_accepted(report) ? "accepted" : "not accepted");
}

/* Without the list of revoked certificates the answer is INDETERMINATE. */
static bool
verify(mohur_trust *trust, const char *path)
{
    static struct text crl;
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_report *report         = NULL;
    mohur_source *list           = NULL;
    bool ok                      = read_text("root.crl", &crl);

    ok =
        ok &&
        !failed("list", mohur_source_new_memory(ctx, (const uint8_t *)crl.bytes,
                                                crl.len, &list)) &&
        !failed(path, mohur_source_new_file(ctx, path, &options.file));
    options.trust        = trust;
    options.evidence     = &list;
    options.evidence_len = 1;
    ok = ok && !failed("verify", mohur_document_verify(ctx, &options, &report));
    if (ok) {
        tell(report);
    }
    ok = ok && mohur_report_is_accepted(report) &&
         mohur_report_signatures(report) == 2;
    mohur_report_free(report);
    mohur_source_free(options.file);
    mohur_source_free(list);
    return ok;
}

int
main(int argc, char **argv)
{
    mohur_trust *trust = NULL;
    char first[512];
    char both[512];
    bool ok;

    if (argc != 3 || mohur_ctx_new(NULL, &ctx) != MOHUR_OK) {
        fprintf(stderr, "usage: decree FOLDER DATA\n");
        return 2;
    }
    data = argv[2];
    snprintf(first, sizeof first, "%s/first.asice", argv[1]);
    snprintf(both, sizeof both, "%s/decree.asice", argv[1]);
    trust = believe_root();
    ok    = trust != NULL && sign_both(first, both) && verify(trust, both);
    mohur_trust_free(trust);
    mohur_ctx_free(ctx);
    return ok ? 0 : 1;
}
