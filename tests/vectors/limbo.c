/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/revocation.h"

#include "check.h"
#include "source.h"
#include "vectors.h"

#include "asn1/pem.h"
#include "base/time.h"
#include <stdlib.h>

/*
 * x509-limbo: chains for TLS, of which we look at the path and at revocation;
 * names of servers and purposes of keys do not apply to signed documents.  The
 * file lies at limbo/limbo.json in the folder of the vectors, as limbo's own
 * tool writes it; tests/interop/limbo.txt explains every difference by the
 * name of its case, and no case that agrees.
 */
enum {
    POOL_MAX = 64,
    ROOM     = 64 * 1024
};

struct run {
    struct fixture *t;
    struct view rules;
    size_t agreed;
    size_t left_out;
    size_t explained;
    size_t wrong;
};

/* Is there a line of limbo.txt for the case? */
static bool
is_explained(const struct run *r, const char *id)
{
    const char *text = (const char *)r->rules.data;
    size_t len       = strlen(id);
    size_t at        = 0;

    while (at < r->rules.len) {
        size_t end = at;

        while (end < r->rules.len && text[end] != '\n') {
            end++;
        }
        if (end - at > len && text[at + len] == ' ' &&
            strncmp(id, text + at, len) == 0) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

static mohur__bytes
der_of(struct fixture *t, const json_t *pem)
{
    uint8_t *room               = fixture_bytes(t, 0, ROOM);
    enum mohur__pem_label label = MOHUR__PEM_NONE;
    mohur__bytes out            = MOHUR__NOTHING;

    mohur__error_clear(t->ctx);
    if (mohur__pem_parse(t->ctx, mohur__bytes_text(json_string_value(pem)),
                         mohur__span_of(room, ROOM), &label,
                         &out) != MOHUR_OK) {
        return MOHUR__NOTHING;
    }
    return out;
}

static int64_t
time_of(const json_t *test)
{
    const char *text =
        json_string_value(json_object_get(test, "validation_time"));
    char utc[21] = "";
    int64_t at   = FIXTURE_NOW;

    if (text != NULL && strlen(text) >= 19) {
        snprintf(utc, sizeof utc, "%.19sZ", text);
        CHECK(mohur__time_parse(mohur__bytes_text(utc), &at));
    }
    return at;
}

static mohur_trust *
trust_of(struct fixture *t, const json_t *test)
{
    const json_t *certs = json_object_get(test, "trusted_certs");
    mohur_trust *trust  = NULL;
    size_t i            = 0;
    json_t *pem         = NULL;

    CHECK_OK(mohur_trust_new(t->ctx, &trust));
    json_array_foreach(certs, i, pem)
    {
        mohur__bytes der = der_of(t, pem);

        if (mohur_trust_add(t->ctx, trust, MOHUR_TRUST_SIGN, der.data,
                            der.len) != MOHUR_OK) {
            mohur__error_clear(t->ctx);
        }
    }
    return trust;
}

static size_t
pool_of(struct fixture *t,
        const json_t *test,
        struct mohur__cert pool[POOL_MAX])
{
    const json_t *certs = json_object_get(test, "untrusted_intermediates");
    size_t len          = 0;
    size_t i            = 0;
    json_t *pem         = NULL;

    json_array_foreach(certs, i, pem)
    {
        if (len < POOL_MAX && mohur__cert_parse(der_of(t, pem), &pool[len])) {
            len++;
        }
    }
    return len;
}

static bool
not_revoked(struct fixture *t,
            const json_t *test,
            const struct mohur__path_request *asked,
            const struct mohur__path *path)
{
    const json_t *crls                = json_object_get(test, "crls");
    struct mohur__evidence_list lists = {0};
    struct mohur__revocation found;
    const struct mohur__revocation_request question = {.path = path,
                                                       .pool = asked->pool,
                                                       .pool_len =
                                                           asked->pool_len,
                                                       .trust    = asked->trust,
                                                       .role     = asked->role,
                                                       .at       = asked->at,
                                                       .proven   = true,
                                                       .evidence = &lists};
    size_t i                                        = 0;
    json_t *pem                                     = NULL;

    json_array_foreach(crls, i, pem)
    {
        CHECK_OK(mohur__evidence_add_view(t->ctx, &lists, MOHUR__EVIDENCE_CRL,
                                          MOHUR__EVIDENCE_GIVEN,
                                          der_of(t, pem)));
    }
    CHECK_OK(mohur__revocation_check(t->ctx, &question, &found));
    mohur__evidence_free(&lists);
    return found.why == MOHUR_WHY_NONE;
}

static bool
passes(struct fixture *t, const json_t *test)
{
    struct mohur__cert pool[POOL_MAX];
    struct mohur__path path          = {.why = MOHUR_WHY_NO_CHAIN};
    struct mohur__path_request asked = {
        .pool = pool, .role = MOHUR_TRUST_SIGN, .any_purpose = true};
    struct mohur__cert cert;
    mohur_trust *trust = trust_of(t, test);
    bool good          = mohur__cert_parse(
        der_of(t, json_object_get(test, "peer_certificate")), &cert);

    asked.pool_len = pool_of(t, test, pool);
    asked.at       = time_of(test);
    asked.trust    = trust;
    asked.signer   = &cert;
    mohur__error_clear(t->ctx);
    if (good) {
        CHECK_OK(mohur__path_find(t->ctx, &asked, &path));
        good = path.why == MOHUR_WHY_NONE;
    }
    if (good && json_array_size(json_object_get(test, "crls")) > 0) {
        good = not_revoked(t, test, &asked, &path);
    }
    mohur_trust_free(trust);
    return good;
}

static void
try_case(struct run *r, const json_t *test)
{
    const char *id = json_string_value(json_object_get(test, "id"));
    const char *result =
        json_string_value(json_object_get(test, "expected_result"));
    bool agrees = false;

    if (strncmp(id, "bettertls::", 11) == 0) { /* names of servers */
        r->left_out++;
        return;
    }
    agrees = passes(r->t, test) == (strcmp(result, "SUCCESS") == 0);
    if (agrees != is_explained(r, id)) {
        r->agreed += agrees;
        r->explained += !agrees;
    } else {
        printf("WRONG %s: %s %s\n", id, agrees ? "no longer" : "wants", result);
        r->wrong++;
    }
}

static void
agrees_with_limbo_or_says_why_not(void **state)
{
    struct fixture *t = *state;
    struct run r      = {.t = t};
    char path[1024]   = "";
    FILE *there       = NULL;
    json_t *root      = NULL;
    json_t *test      = NULL;
    size_t i          = 0;

    snprintf(path, sizeof path, "%s/limbo/limbo.json",
             vectors_folder() == NULL ? "" : vectors_folder());
    there = fopen(path, "rb");
    if (there == NULL) {
        printf("SKIP limbo: there is no limbo/limbo.json in MOHUR_VECTORS\n");
        skip();
    }
    fclose(there);
    r.rules = source_file(t, "tests/interop/limbo.txt");
    root    = vectors_load("limbo/limbo.json");
    CHECK(root != NULL);
    json_array_foreach(json_object_get(root, "testcases"), i, test)
    {
        try_case(&r, test);
    }
    json_decref(root);
    printf("limbo: %zu agreed, %zu differ as explained, %zu wrong, %zu left "
           "out\n",
           r.agreed, r.explained, r.wrong, r.left_out);
    CHECK_NUMBER(0, r.wrong);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(agrees_with_limbo_or_says_why_not),
    };
    return cmocka_run_group_tests_name("limbo", cases, NULL, NULL);
}
