/* SPDX-License-Identifier: Apache-2.0 */
#include "note_kit.h"

#include <stdlib.h>

/*
 * Each member of a profile, wherever it stands: of another kind, left out, and
 * beside one that nobody knows.  The profile is the sample with every member
 * that the format has.
 */
static const char *const full[] = {
    "\"document\":{\"cms\"",
    "\"document\":{\"asic\":{\"mimetype\":\"warn\"},\"cms\"",
    "\"ocsp_nonce\":\"if-present\"",
    "\"min_level\":\"LT\",\"ocsp_nonce\":\"if-present\",\"revocation_age\":7",
    "\"trust_list\":\"signed\"",
    "\"trust_list\":\"signed\",\"tsa_skew\":1",
    "\"min_bits\":3072",
    "\"max_bits\":4096,\"min_bits\":3072",
    "\"max_level\":3,\"status\":\"acceptable\",\"until\":\"2035-12-31\"",
    "\"from\":\"2026-01-01\",\"max_level\":3,\"status\":\"acceptable\","
    "\"until\":\"2035-12-31\"",
    NULL};

/* A test of the profile, which is in root, after one place was changed. */
struct probe {
    struct fixture *t;
    json_t *root;
    size_t tried;
    size_t refused;
};

static mohur_status
parse(struct probe *p)
{
    char *line          = json_dumps(p->root, JSON_COMPACT | JSON_SORT_KEYS);
    struct mohur__buf b = {0};
    struct mohur__body body = {0};
    mohur_status st         = MOHUR_OK;

    CHECK(line != NULL);
    mohur__buf_init(&b, p->t->ctx, MOHUR__NOTE_MAX);
    mohur__buf_bytes(&b, mohur__bytes_text(line));
    mohur__buf_u8(&b, '\n');
    free(line);
    mohur__error_clear(p->t->ctx);
    st = mohur__body_parse(p->t->ctx, mohur__buf_view(&b), "1.0.0", &body);
    mohur__body_wipe(&body);
    mohur__buf_wipe(&b);
    p->tried++;
    p->refused += st != MOHUR_OK;
    return st;
}

/* Put value, which is taken, where name or index says. */
static void
put(json_t *parent, const char *name, size_t index, json_t *value)
{
    CHECK((name != NULL ? json_object_set_new(parent, name, value)
                        : json_array_set_new(parent, index, value)) == 0);
}

/* One value: a number for a text, a list for an object, and so on. */
static void
of_another_kind(struct probe *p, json_t *parent, const char *name, size_t index)
{
    static const char *const kinds[] = {"{}",   "[]", "[{}]",
                                        "\"\"", "7",  "true"};
    json_t *was = json_incref(name != NULL ? json_object_get(parent, name)
                                           : json_array_get(parent, index));

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        json_t *other = json_loads(kinds[i], JSON_DECODE_ANY, NULL);
        bool same     = json_typeof(other) == json_typeof(was) ||
                    (json_is_boolean(other) && json_is_boolean(was));

        put(parent, name, index, other);
        if (!same && parse(p) != MOHUR_E_FORMAT) {
            fail_msg("%s in place of %s was not refused", kinds[i],
                     name != NULL ? name : "an item");
        }
    }
    put(parent, name, index, was);
}

typedef void (*visit)(struct probe *p,
                      json_t *parent,
                      const char *name,
                      size_t index);

/* Every value inside of this one; its names are read off a copy. */
static void
each(struct probe *p, json_t *json, visit f)
{
    json_t *names    = json_is_object(json) ? json_copy(json) : NULL;
    const char *name = NULL;
    json_t *value    = NULL;

    json_object_foreach(names, name, value)
    {
        each(p, value, f);
        f(p, json, name, 0);
    }
    json_decref(names);
    for (size_t i = 0; i < json_array_size(json); i++) {
        each(p, json_array_get(json, i), f);
        f(p, json, NULL, i);
    }
}

static void
without(struct probe *p, json_t *parent, const char *name, size_t index)
{
    (void)index;
    if (name != NULL) {
        json_t *was     = json_incref(json_object_get(parent, name));
        mohur_status st = MOHUR_OK;

        CHECK(json_object_del(parent, name) == 0);
        st = parse(p);
        CHECK(st == MOHUR_OK || st == MOHUR_E_FORMAT);
        put(parent, name, 0, was);
    }
}

static void
with_a_stranger(struct probe *p, json_t *parent, const char *name, size_t index)
{
    struct fixture *t = p->t;
    json_t *inside    = name != NULL ? json_object_get(parent, name)
                                     : json_array_get(parent, index);

    if (json_is_object(inside)) {
        put(inside, "stranger", 0, json_integer(1));
        CHECK_STATUS(MOHUR_E_FORMAT, parse(p));
        CHECK_MESSAGE("unknown");
        CHECK(json_object_del(inside, "stranger") == 0);
    }
}

static struct probe
probe_new(struct fixture *t)
{
    struct probe p         = {.t = t};
    struct mohur__buf text = {0};

    kit_text(t, &text, full);
    p.root = json_loadb((const char *)mohur__buf_view(&text).data,
                        mohur__buf_view(&text).len, 0, NULL);
    mohur__buf_wipe(&text);
    CHECK(p.root != NULL);
    CHECK_OK(parse(&p));
    return p;
}

/* What was put back is what was there. */
static void
probe_end(struct probe *p)
{
    struct fixture *t = p->t;

    CHECK_OK(parse(p));
    json_decref(p->root);
}

static void
are_of_one_kind(void **state)
{
    struct probe p = probe_new(*state);

    each(&p, p.root, of_another_kind);
    CHECK(p.refused > 800);
    probe_end(&p);
}

static void
are_there_or_may_be_absent(void **state)
{
    struct probe p = probe_new(*state);

    each(&p, p.root, without);
    CHECK(p.refused > 90 && p.tried > p.refused + 2);
    probe_end(&p);
}

static void
are_all_known(void **state)
{
    struct probe p = probe_new(*state);

    each(&p, p.root, with_a_stranger);
    CHECK(p.refused > 20);
    probe_end(&p);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_of_one_kind),
        CASE(are_there_or_may_be_absent),
        CASE(are_all_known),
    };
    return cmocka_run_group_tests_name("members of a profile", cases, NULL,
                                       NULL);
}
