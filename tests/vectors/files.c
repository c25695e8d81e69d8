/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "vectors.h"
#include "vectors_rules.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

/*
 * No file of vectors is forgotten: each is run by a program or skipped for a
 * reason that wycheproof.rules gives.
 */
static const char ENDING[] = "_test.json";

struct totals {
    size_t run;
    size_t skipped_cases;
    size_t unknown;
};

static size_t
count_cases(const char *file)
{
    char path[512] = "";
    json_t *root   = NULL;
    size_t cases   = 0;

    snprintf(path, sizeof path, "wycheproof/%s%s", file, ENDING);
    root  = vectors_load(path);
    cases = (size_t)json_integer_value(json_object_get(root, "numberOfTests"));
    json_decref(root);
    return cases;
}

static void
look_at(const char *file, struct totals *t)
{
    const struct rule_skip *skip = rules_skip_of(file);

    if (rules_run_of(file) != NULL) {
        t->run++;
    } else if (skip != NULL) {
        size_t cases = count_cases(file);

        printf("SKIP %s: %s (%zu cases)\n", file, skip->reason, cases);
        t->skipped_cases += cases;
    } else {
        printf("FAIL %s: wycheproof.rules does not mention it\n", file);
        t->unknown++;
    }
}

static void
are_run_or_skipped_for_a_reason(void **state)
{
    char folder[1024]  = "";
    struct totals t    = {0, 0, 0};
    DIR *d             = NULL;
    struct dirent *one = NULL;

    (void)state;
    if (vectors_folder() == NULL) {
        printf("SKIP wycheproof: MOHUR_VECTORS is not set\n");
        skip();
    }
    snprintf(folder, sizeof folder, "%s/wycheproof", vectors_folder());
    CHECK(rules_load());
    d = opendir(folder);
    CHECK(d != NULL);
    while ((one = readdir(d)) != NULL) {
        size_t len = strlen(one->d_name);
        size_t end = sizeof ENDING - 1;

        if (len > end && strcmp(one->d_name + len - end, ENDING) == 0) {
            one->d_name[len - end] = '\0';
            look_at(one->d_name, &t);
        }
    }
    closedir(d);
    printf("%zu files run, %zu cases skipped, %zu files unknown\n", t.run,
           t.skipped_cases, t.unknown);
    CHECK_NUMBER(0, t.unknown);
    CHECK(t.run > 0);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(are_run_or_skipped_for_a_reason),
    };
    return cmocka_run_group_tests_name("files of vectors", cases, NULL, NULL);
}
