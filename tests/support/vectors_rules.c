/* SPDX-License-Identifier: Apache-2.0 */
#include "vectors_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROWS_MAX = 100,
    LINE_CAP = 400
};

/* Cases of a file that are refused here. */
struct rule_refuse {
    char file[RULE_WORD];
    char condition[RULE_WORD];
    char reason[RULE_TEXT];
    size_t cases;
    size_t taken;
};

static struct {
    bool loaded;
    struct rule_run run[ROWS_MAX];
    size_t run_len;
    struct rule_skip skip[ROWS_MAX];
    size_t skip_len;
    struct rule_refuse refuse[ROWS_MAX];
    size_t refuse_len;
} rules;

/* run PROGRAM FILE CASES | skip FILE REASON | refuse FILE CONDITION CASES REASON */
static bool
read_line(const char *line)
{
    struct rule_run *run       = &rules.run[rules.run_len];
    struct rule_skip *skip     = &rules.skip[rules.skip_len];
    struct rule_refuse *refuse = &rules.refuse[rules.refuse_len];

    if (line[0] == '#' || line[0] == '\n') {
        return true;
    }
    if (sscanf(line, "run %63s %63s %zu", run->program, run->file,
               &run->cases) == 3) {
        rules.run_len++;
    } else if (sscanf(line, "skip %63s %159[^\n]", skip->file, skip->reason) ==
               2) {
        rules.skip_len++;
    } else if (sscanf(line, "refuse %63s %63s %zu %159[^\n]", refuse->file,
                      refuse->condition, &refuse->cases, refuse->reason) == 4) {
        rules.refuse_len++;
    } else {
        return false;
    }
    return rules.run_len < ROWS_MAX && rules.skip_len < ROWS_MAX &&
           rules.refuse_len < ROWS_MAX;
}

bool
rules_load(void)
{
    const char *source  = getenv("MOHUR_SOURCE_DIR");
    char path[1024]     = "";
    char line[LINE_CAP] = "";
    FILE *f             = NULL;

    if (rules.loaded) {
        return true;
    }
    snprintf(path, sizeof path, "%s/tests/vectors/wycheproof.rules",
             source == NULL ? "." : source);
    f            = fopen(path, "r");
    rules.loaded = f != NULL;
    while (rules.loaded && fgets(line, sizeof line, f) != NULL) {
        rules.loaded = read_line(line);
    }
    if (f != NULL) {
        fclose(f);
    }
    if (!rules.loaded) {
        printf("FAIL %s: %s\n", path, f == NULL ? "cannot be read" : line);
    }
    return rules.loaded;
}

const struct rule_run *
rules_run_at(const char *program, size_t i)
{
    for (size_t k = 0; k < rules.run_len; k++) {
        if (strcmp(rules.run[k].program, program) == 0 && i-- == 0) {
            return &rules.run[k];
        }
    }
    return NULL;
}

const struct rule_run *
rules_run_of(const char *file)
{
    for (size_t k = 0; k < rules.run_len; k++) {
        if (strcmp(rules.run[k].file, file) == 0) {
            return &rules.run[k];
        }
    }
    return NULL;
}

const struct rule_skip *
rules_skip_of(const char *file)
{
    for (size_t k = 0; k < rules.skip_len; k++) {
        if (strcmp(rules.skip[k].file, file) == 0) {
            return &rules.skip[k];
        }
    }
    return NULL;
}

static bool
has_flag(const json_t *test, const char *flag)
{
    const json_t *flags = json_object_get(test, "flags");
    size_t i            = 0;
    json_t *one         = NULL;

    json_array_foreach(flags, i, one)
    {
        if (strcmp(json_string_value(one), flag) == 0) {
            return true;
        }
    }
    return false;
}

/* Is the salt of RSASSA-PSS as long as the hash?  "SHA-256" and 32. */
static bool
salt_fits(const json_t *group)
{
    const char *sha = json_string_value(json_object_get(group, "sha"));
    long long salt  = json_integer_value(json_object_get(group, "sLen"));

    return sha != NULL && strlen(sha) == 7 &&
           8 * salt == strtoll(sha + 4, NULL, 10);
}

/*
 * flag=NAME; MEMBER!=NUMBER of the group or else of the test; sha=NAME or
 * salt, a wrong one, of the group.
 */
static bool
holds(const char *condition, const json_t *group, const json_t *test)
{
    char name[RULE_WORD] = "";
    long long number     = 0;
    const json_t *value  = NULL;

    if (strncmp(condition, "flag=", 5) == 0) {
        return has_flag(test, condition + 5);
    }
    if (strncmp(condition, "sha=", 4) == 0) {
        const char *sha = json_string_value(json_object_get(group, "sha"));

        return sha != NULL && strcmp(sha, condition + 4) == 0;
    }
    if (strcmp(condition, "salt") == 0) {
        return !salt_fits(group);
    }
    if (sscanf(condition, "%63[a-zA-Z]!=%lld", name, &number) != 2) {
        abort();
    }
    value = json_object_get(group, name);
    if (value == NULL) {
        value = json_object_get(test, name);
    }
    return !json_is_integer(value) || json_integer_value(value) != number;
}

bool
rules_say_refused(const char *file, const json_t *group, const json_t *test)
{
    for (size_t i = 0; i < rules.refuse_len; i++) {
        struct rule_refuse *r = &rules.refuse[i];

        if (strcmp(r->file, file) == 0 && holds(r->condition, group, test)) {
            r->taken++;
            return true;
        }
    }
    return false;
}

bool
rules_counted(const char *file, bool ran)
{
    bool as_said = true;

    for (size_t i = 0; i < rules.refuse_len; i++) {
        struct rule_refuse *r = &rules.refuse[i];

        if (strcmp(r->file, file) != 0) {
            continue;
        }
        if (ran) {
            printf("    refused: %zu cases, %s: %s\n", r->taken, r->condition,
                   r->reason);
        }
        if (ran && r->taken != r->cases) {
            printf("FAIL %s: the rule says %zu cases\n", file, r->cases);
            as_said = false;
        }
        r->taken = 0;
    }
    return as_said;
}
