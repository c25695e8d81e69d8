/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/revocation.h"

#include "check.h"
#include "source.h"

#include <dirent.h>
#include <stdlib.h>

/*
 * NIST PKITS: a path for every signer of the suite, through its authorities,
 * to its anchor, and what its lists say of it.  MOHUR_PKITS names the folder
 * with certs/ and crls/.  What
 * the suite says of a signer is in the name of its file; where it depends on
 * wishes about policies, or on revocation, pkits.txt says so.
 */
enum {
    POOL_MAX = 512
};

struct suite {
    struct fixture *t;
    const char *folder;
    mohur_trust *trust;
    struct mohur__cert pool[POOL_MAX];
    size_t pool_len;
    struct mohur__evidence_list lists;
    struct view rules; /* of pkits.txt */
    size_t agreed;
    size_t left_out;
    size_t wrong;
};

static struct view
read_cert(struct suite *s, const char *name)
{
    char path[512];

    snprintf(path, sizeof path, "%s/certs/%s", s->folder, name);
    return fixture_read_file(s->t, path);
}

static bool
ends_with(const char *name, const char *end)
{
    size_t len = strlen(name);

    return len > strlen(end) && strcmp(name + len - strlen(end), end) == 0;
}

static bool
is_signer(const char *name)
{
    return ends_with(name, "EE.crt");
}

/* Every authority: those that the suite calls so, and are read by us. */
static void
add_authority(struct suite *s, const char *name)
{
    struct view der = read_cert(s, name);

    CHECK(s->pool_len < POOL_MAX);
    if (mohur__cert_parse(mohur__bytes_of(der.data, der.len),
                          &s->pool[s->pool_len])) {
        s->pool_len++;
    } else {
        printf("not read: %s\n", name);
    }
}

static void
add_list(struct suite *s, const char *name)
{
    struct fixture *t = s->t;
    char path[512];
    struct view der;

    snprintf(path, sizeof path, "%s/crls/%s", s->folder, name);
    der = fixture_read_file(t, path);
    CHECK_OK(mohur__evidence_add_view(t->ctx, &s->lists, MOHUR__EVIDENCE_CRL,
                                      MOHUR__EVIDENCE_GIVEN,
                                      mohur__bytes_of(der.data, der.len)));
}

/* The rest of the line of the rules that begins with the name; "" if none. */
static const char *
rule_of(struct suite *s, const char *name, char out[160])
{
    const char *text = (const char *)s->rules.data;
    size_t stem      = strlen(name) - strlen("EE.crt");
    size_t at        = 0;

    out[0] = '\0';
    while (at < s->rules.len) {
        size_t end = at;

        while (end < s->rules.len && text[end] != '\n') {
            end++;
        }
        if (end - at > stem && text[at + stem] == ' ' &&
            strncmp(text + at, name, stem) == 0) {
            snprintf(out, 160, "%.*s", (int)(end - at - stem - 1),
                     text + at + stem + 1);
            return out;
        }
        at = end + 1;
    }
    return out;
}

static mohur_why
find(struct suite *s, const struct mohur__cert *signer)
{
    struct fixture *t       = s->t;
    struct mohur__path path = {.why = MOHUR_WHY_NONE};
    struct mohur__revocation found;
    const struct mohur__path_request asked          = {.signer   = signer,
                                                       .pool     = s->pool,
                                                       .pool_len = s->pool_len,
                                                       .trust    = s->trust,
                                                       .role     = MOHUR_TRUST_SIGN,
                                                       .at       = FIXTURE_NOW};
    const struct mohur__revocation_request question = {.path     = &path,
                                                       .pool     = s->pool,
                                                       .pool_len = s->pool_len,
                                                       .trust    = s->trust,
                                                       .role = MOHUR_TRUST_SIGN,
                                                       .at   = FIXTURE_NOW,
                                                       .proven   = true,
                                                       .evidence = &s->lists};

    CHECK_OK(mohur__path_find(t->ctx, &asked, &path));
    if (path.why != MOHUR_WHY_NONE) {
        return path.why;
    }
    CHECK_OK(mohur__revocation_check(t->ctx, &question, &found));
    return found.why;
}

static void
try_signer(struct suite *s, const char *name)
{
    char room[160];
    const char *rule = rule_of(s, name, room);
    struct view der  = read_cert(s, name);
    bool valid =
        strncmp(name, "Valid", 5) == 0 || strncmp(rule, "valid", 5) == 0;
    bool open  = strncmp(rule, "open", 4) == 0;
    bool known = valid || strncmp(name, "Invalid", 7) == 0 ||
                 strncmp(rule, "invalid", 7) == 0;
    mohur_why why = MOHUR_WHY_FORMAT_FAILURE;
    struct mohur__cert cert;

    if (strncmp(rule, "skip", 4) == 0 || !known) {
        s->left_out++;
        if (!known && rule[0] == '\0') {
            printf("NO RULE: %s\n", name);
            s->wrong++;
        }
        return;
    }
    if (strncmp(rule, "invalid", 7) == 0) {
        valid = false;
    }
    if (mohur__cert_parse(mohur__bytes_of(der.data, der.len), &cert)) {
        why = find(s, &cert);
    }
    if (open ? why == MOHUR_WHY_TRY_LATER : (why == MOHUR_WHY_NONE) == valid) {
        s->agreed++;
    } else {
        printf("WRONG: %s: %s\n", name,
               why == MOHUR_WHY_NONE ? "passed" : mohur_why_name(why));
        s->wrong++;
    }
}

static void
each_list(struct suite *s)
{
    char path[512];
    DIR *d;
    struct dirent *one = NULL;

    snprintf(path, sizeof path, "%s/crls", s->folder);
    d = opendir(path);
    CHECK(d != NULL);
    while ((one = readdir(d)) != NULL) {
        if (ends_with(one->d_name, ".crl")) {
            add_list(s, one->d_name);
        }
    }
    closedir(d);
}

static void
each(struct suite *s,
     void (*fn)(struct suite *s, const char *name),
     bool signer)
{
    char path[512];
    DIR *d;
    struct dirent *one = NULL;

    snprintf(path, sizeof path, "%s/certs", s->folder);
    d = opendir(path);
    CHECK(d != NULL);
    while ((one = readdir(d)) != NULL) {
        if (ends_with(one->d_name, ".crt") &&
            is_signer(one->d_name) == signer) {
            fn(s, one->d_name);
        }
    }
    closedir(d);
}

static void
agrees_with_the_suite(void **state)
{
    struct fixture *t = *state;
    struct suite *s   = NULL;
    struct view root;

    if (getenv("MOHUR_PKITS") == NULL) {
        printf("SKIP: MOHUR_PKITS does not name the certificates\n");
        skip();
    }
    s = t->extra = calloc(1, sizeof *s);
    CHECK(s != NULL);
    s->t      = t;
    s->folder = getenv("MOHUR_PKITS");
    s->rules  = source_file(t, "tests/interop/pkits.txt");
    root      = read_cert(s, "TrustAnchorRootCertificate.crt");
    CHECK_OK(mohur_trust_new(t->ctx, &s->trust));
    CHECK_OK(mohur_trust_add(t->ctx, s->trust, MOHUR_TRUST_SIGN, root.data,
                             root.len));
    each(s, add_authority, false);
    each_list(s);
    each(s, try_signer, true);
    mohur_trust_free(s->trust);
    printf("PKITS: %zu agreed, %zu left out, %zu wrong, %zu authorities\n",
           s->agreed, s->left_out, s->wrong, s->pool_len);
    CHECK_NUMBER(0, s->wrong);
    CHECK(s->agreed > 100);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(agrees_with_the_suite),
    };
    return cmocka_run_group_tests_name("PKITS", cases, NULL, NULL);
}
