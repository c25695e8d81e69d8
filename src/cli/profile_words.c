/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_words.h"

#include "format.h"
#include "report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What a profile says, for programs and for people. */
enum {
    TEXT_MAX    = 1024 * 1024,
    DAY_SECONDS = 86400,
    HASH_LEN    = 32
};

int
cli_profile_json(const struct cli *cli,
                 const mohur_profile *profile,
                 json_t **out)
{
    mohur_sink *sink    = NULL;
    const uint8_t *text = NULL;
    size_t len          = 0;
    mohur_status st     = mohur_sink_new_memory(cli->ctx, TEXT_MAX, &sink);

    *out = NULL;
    if (st == MOHUR_OK) {
        st   = mohur_profile_write(cli->ctx, profile, sink);
        text = mohur_sink_memory(sink, &len);
    }
    if (st == MOHUR_OK) {
        *out = cli_json_new("mohur-profile-show");
        json_object_set_new(
            *out, "profile",
            cli_must(json_loadb((const char *)text, len, 0, NULL)));
        cli_json_hex(*out, "hash", mohur_profile_hash(profile), HASH_LEN);
    }
    mohur_sink_free(sink);
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

/* ---- for people ---- */

static const char *
text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text != NULL ? text : "";
}

/* Texts of a profile have no control characters, but may turn direction. */
static void
print_clean(const char *text)
{
    char *clean = cli_clean(text);

    fputs(clean, stdout);
    free(clean);
}

static void
print_words(const json_t *list, const char *before)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        printf("%s", i == 0 ? before : ", ");
        print_clean(json_string_value(json_array_get(list, i)));
    }
}

/* Days from today to a date YYYY-MM-DD; its last second counts. */
static long
days_left(const char *date)
{
    struct tm tm = {0};
    time_t end;

    tm.tm_isdst = 0;
    if (strptime(date, "%Y-%m-%d", &tm) == NULL) {
        return 0;
    }
    end = timegm(&tm) + DAY_SECONDS - 1;
    return (long)((end - time(NULL)) / DAY_SECONDS);
}

static void
print_date(const json_t *object, const char *name, bool counted)
{
    const char *date = text_of(object, name);

    if (date[0] == '\0') {
        return;
    }
    printf(" %s %s", name, date);
    if (counted) {
        long days = days_left(date);

        if (days < 0) {
            printf(" (ended)");
        } else {
            printf(" (%ld days left)", days);
        }
    }
}

static void
print_side(const json_t *rule, const char *name)
{
    const json_t *side  = json_object_get(rule, name);
    const json_t *level = json_object_get(side, "max_level");

    printf("      %-8s %s", name, text_of(side, "status"));
    print_date(side, "from", false);
    print_date(side, "until", true);
    print_date(side, "poe_before", false);
    if (level != NULL) {
        printf(", to level %" JSON_INTEGER_FORMAT, json_integer_value(level));
    }
    printf("\n");
}

static void
print_rule(size_t i, const json_t *rule)
{
    const json_t *param = json_object_get(rule, "param");
    const json_t *min   = json_object_get(param, "min_bits");
    const json_t *max   = json_object_get(param, "max_bits");

    printf("  %3zu ", i);
    print_clean(text_of(rule, "alg"));
    if (min != NULL) {
        printf(", from %" JSON_INTEGER_FORMAT " bits", json_integer_value(min));
    }
    if (max != NULL) {
        printf(", to %" JSON_INTEGER_FORMAT " bits", json_integer_value(max));
    }
    print_words(json_object_get(param, "hash"), ", with ");
    print_words(json_object_get(rule, "purpose"), ", for ");
    if (text_of(rule, "source")[0] != '\0') {
        printf(" [");
        print_clean(text_of(rule, "source"));
        printf("]");
    }
    printf("\n");
    print_side(rule, "protect");
    print_side(rule, "process");
}

/* What a level wants, on one line: the members as they are written. */
static void
print_level_policy(const json_t *entry)
{
    char *line = cli_must(json_dumps(entry, JSON_COMPACT | JSON_SORT_KEYS));

    printf("  from level %" JSON_INTEGER_FORMAT " %s\n",
           json_integer_value(json_object_get(entry, "n")), line);
    free(line);
}

static void
print_head(const json_t *body, const char *hash)
{
    print_clean(text_of(body, "id"));
    printf(" version %" JSON_INTEGER_FORMAT "\n",
           json_integer_value(json_object_get(body, "version")));
    printf("hash       %s\n", hash);
    if (json_object_get(body, "effective") != NULL) {
        printf("effective  %s, issued %s\n", text_of(body, "effective"),
               text_of(body, "issued"));
        printf("expires    %s (%ld days left), then %s\n",
               text_of(body, "expires"), days_left(text_of(body, "expires")),
               text_of(body, "on_expiry"));
    } else {
        printf("authority  nobody: a reference made by this project, which no "
               "authority has issued or approved\n");
    }
}

void
cli_profile_print(const json_t *json)
{
    const json_t *body   = json_object_get(json, "profile");
    const json_t *levels = json_object_get(body, "levels");
    const json_t *policy = json_object_get(body, "level_policy");
    const json_t *rules  = json_object_get(body, "rules");

    print_head(body, text_of(json, "hash"));
    printf("levels\n");
    for (size_t i = 0; i < json_array_size(levels); i++) {
        printf("  %zu ", i);
        print_clean(text_of(json_array_get(levels, i), "name"));
        printf("\n");
    }
    for (size_t i = 0; i < json_array_size(policy); i++) {
        print_level_policy(json_array_get(policy, i));
    }
    printf("rules, of which the first that matches decides\n");
    for (size_t i = 0; i < json_array_size(rules); i++) {
        print_rule(i, json_array_get(rules, i));
    }
}

/* ---- findings ---- */

const char *
cli_change_name(mohur_profile_change change)
{
    switch (change) {
    case MOHUR_PROFILE_REFUSED:
        return "refused";
    case MOHUR_PROFILE_SAME:
        return "same";
    case MOHUR_PROFILE_UPDATE:
        return "update";
    case MOHUR_PROFILE_RECOVERY:
        return "recovery";
    case MOHUR_PROFILE_NAMED:
        return "named";
    case MOHUR_PROFILE_STEP_BACK:
        return "step-back";
    case MOHUR_PROFILE_CONFLICT:
        return "conflict";
    }
    return "?";
}

struct count {
    const char *name;
    uint32_t have;
    uint32_t needed;
};

enum {
    COUNTS = 4
};

static void
counts_of(const mohur_profile_findings *f, struct count out[COUNTS])
{
    out[0] = (struct count){"own", f->own_signed, f->own_needed};
    out[1] = (struct count){"present", f->present_signed, f->present_needed};
    out[2] = (struct count){"recovery", f->recovery_signed, f->recovery_needed};
    out[3] = (struct count){"named", f->named_signed, f->named_needed};
}

json_t *
cli_findings_json(const mohur_profile_findings *found)
{
    struct count counts[COUNTS];
    json_t *out = json_object();

    counts_of(found, counts);
    for (size_t i = 0; i < COUNTS; i++) {
        if (counts[i].needed > 0) {
            json_object_set_new(out, counts[i].name,
                                json_pack("{s:I,s:I}", "signed",
                                          (json_int_t)counts[i].have, "needed",
                                          (json_int_t)counts[i].needed));
        }
    }
    return out;
}

void
cli_findings_print(const mohur_profile_findings *found)
{
    static const char *const words[COUNTS] = {
        "its own authority", "the present authority",
        "the present recovery keys", "the named authority"};
    struct count counts[COUNTS];

    counts_of(found, counts);
    for (size_t i = 0; i < COUNTS; i++) {
        if (counts[i].needed > 0) {
            printf("%" PRIu32 " of %s signed, %" PRIu32 " needed\n",
                   counts[i].have, words[i], counts[i].needed);
        }
    }
}
