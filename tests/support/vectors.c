/* SPDX-License-Identifier: Apache-2.0 */
#include "vectors.h"

#include "check.h"
#include "vectors_rules.h"
#include <mohur/sys/backend.h>

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PATH_CAP  = 1024,
    FILES_MAX = 40,
    SHOWN_MAX = 20 /* failures of a file that are printed */
};

struct block {
    struct block *next;
    uint8_t bytes[];
};

const char *
vectors_folder(void)
{
    const char *folder = getenv("MOHUR_VECTORS");

    return folder != NULL && folder[0] != '\0' ? folder : NULL;
}

json_t *
vectors_load(const char *path)
{
    char whole[PATH_CAP] = "";
    json_error_t error   = {0};
    json_t *root         = NULL;

    snprintf(whole, sizeof whole, "%s/%s", vectors_folder(), path);
    root = json_load_file(whole, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        printf("FAIL %s: line %d: %s\n", whole, error.line, error.text);
    }
    return root;
}

mohur_ctx *
vectors_ctx(int backend)
{
    static mohur_ctx *made[5];
    mohur_sys sys               = MOHUR_SYS_INIT;
    mohur_ctx_options options   = MOHUR_CTX_OPTIONS_INIT;
    mohur_backend_choice choice = {0, (mohur_backend)backend};

    sys.choices     = &choice;
    sys.choices_len = 1;
    options.sys     = &sys;
    if (made[backend] == NULL &&
        mohur_ctx_new(&options, &made[backend]) != MOHUR_OK) {
        abort();
    }
    return made[backend];
}

/* ------------------------------------------------------------ one case */

mohur__span
vector_room(struct vector *v, size_t len)
{
    struct block *b = calloc(1, sizeof *b + len);

    if (b == NULL) {
        abort();
    }
    b->next  = v->bytes;
    v->bytes = b;
    return mohur__span_of(len == 0 ? NULL : b->bytes, len);
}

mohur__bytes
vector_hex(struct vector *v, const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    size_t digits    = text == NULL ? 0 : strlen(text);
    mohur__span room = vector_room(v, digits / 2);

    if (digits > 0 && sodium_hex2bin(room.data, room.len, text, digits, NULL,
                                     NULL, NULL) != 0) {
        abort();
    }
    return mohur__span_bytes(room);
}

static const json_t *
member(const struct vector *v, const char *name)
{
    const json_t *found = json_object_get(v->test, name);

    return found != NULL ? found : json_object_get(v->group, name);
}

long long
vector_number(const struct vector *v, const char *name)
{
    return json_integer_value(member(v, name));
}

const char *
vector_text(const struct vector *v, const char *name)
{
    const char *text = json_string_value(member(v, name));

    return text == NULL ? "" : text;
}

static void
forget_bytes(struct vector *v)
{
    while (v->bytes != NULL) {
        struct block *b = v->bytes;

        v->bytes = b->next;
        free(b);
    }
}

/* -------------------------------------------------------- whole files */

struct run {
    const struct vector_program *program;
    const char *file;
    const struct vector_kind *kind;
    struct vector_backend backends[VECTOR_BACKENDS_MAX];
    size_t backends_len;
    bool quiet;
    struct vector_counts counts;
};

static void
complain(struct run *r, const struct vector *v, const char *what)
{
    r->counts.failed++;
    if (!r->quiet && r->counts.failed <= SHOWN_MAX) {
        printf("FAIL %s case %lld on %s: must %s (%s)\n", v->file,
               json_integer_value(json_object_get(v->test, "tcId")), what,
               v->must_pass ? "pass" : "be refused", vector_text(v, "comment"));
    }
}

static void
run_case(struct run *r, struct vector *v)
{
    for (size_t i = 0; i < r->backends_len; i++) {
        bool passed = r->kind->run(v, r->backends[i].data);

        forget_bytes(v);
        if (passed != v->must_pass) {
            complain(r, v, r->backends[i].name);
            return;
        }
    }
    r->counts.passed++;
}

/* Every member of the object is one of these words. */
static bool
members_known(const json_t *object, const char *words)
{
    const char *name = NULL;
    json_t *value    = NULL;

    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        const char *found = strstr(words, name);
        size_t len        = strlen(name);

        while (found != NULL && ((found != words && found[-1] != ' ') ||
                                 (found[len] != ' ' && found[len] != '\0'))) {
            found = strstr(found + 1, name);
        }
        if (found == NULL) {
            printf("FAIL unknown member \"%s\"\n", name);
            return false;
        }
    }
    return true;
}

/* "valid" and "acceptable" give the bytes, unless a rule says otherwise. */
static bool
run_one(struct run *r, const json_t *group, const json_t *test)
{
    struct vector v    = {r->file, group, test, false, NULL};
    const char *result = vector_text(&v, "result");

    if (!members_known(test, r->kind->test_members)) {
        return false;
    }
    v.must_pass =
        strcmp(result, "valid") == 0 || strcmp(result, "acceptable") == 0;
    if (!v.must_pass && strcmp(result, "invalid") != 0) {
        printf("FAIL unknown result \"%s\"\n", result);
        return false;
    }
    if (rules_say_refused(r->file, group, test)) {
        v.must_pass = false;
    }
    run_case(r, &v);
    return true;
}

static bool
run_groups(struct run *r, const json_t *root)
{
    const json_t *groups = json_object_get(root, "testGroups");
    long long want = json_integer_value(json_object_get(root, "numberOfTests"));
    size_t g       = 0;
    size_t i       = 0;
    size_t ran     = 0;
    json_t *group  = NULL;
    json_t *test   = NULL;

    json_array_foreach(groups, g, group)
    {
        if (!members_known(group, r->kind->group_members)) {
            return false;
        }
        json_array_foreach(json_object_get(group, "tests"), i, test)
        {
            if (!run_one(r, group, test)) {
                return false;
            }
            ran++;
        }
    }
    if (want != (long long)ran) {
        printf("FAIL %s declares %lld cases and has %zu\n", r->file, want, ran);
    }
    return want == (long long)ran && ran > 0;
}

static bool
run_root(struct run *r, const json_t *root)
{
    const char *schema = json_string_value(json_object_get(root, "schema"));

    r->kind = NULL;
    for (size_t i = 0; schema != NULL && i < r->program->kinds_len; i++) {
        if (strcmp(schema, r->program->kinds[i].schema) == 0) {
            r->kind = &r->program->kinds[i];
        }
    }
    if (r->kind == NULL) {
        printf("FAIL %s: unknown schema\n", r->file);
        return false;
    }
    return run_groups(r, root);
}

static json_t *
load_file(const char *file)
{
    char path[PATH_CAP] = "";

    snprintf(path, sizeof path, "wycheproof/%s_test.json", file);
    return vectors_load(path);
}

/* One line a file: how many cases, on which backends. */
static void
report(const struct run *r, size_t cases)
{
    if (r->backends_len == 0) {
        printf("SKIP %s: no backend of this machine has it (%zu cases)\n",
               r->file, cases);
        return;
    }
    printf("%s: %zu passed, %zu failed, on", r->file, r->counts.passed,
           r->counts.failed);
    for (size_t i = 0; i < r->backends_len; i++) {
        printf("%s %s", i == 0 ? "" : ",", r->backends[i].name);
    }
    printf("\n");
}

static bool
run_file(const struct vector_program *program,
         const struct rule_run *row,
         struct vector_counts *total)
{
    struct run r = {.program = program, .file = row->file};
    json_t *root = load_file(row->file);
    bool ok      = root != NULL;

    r.backends_len = program->backends(row->file, r.backends);
    if (ok && r.backends_len == 0) {
        r.counts.skipped = row->cases;
    } else if (ok) {
        ok = run_root(&r, root);
    }
    json_decref(root);
    report(&r, row->cases);
    if (r.counts.passed + r.counts.failed + r.counts.skipped != row->cases) {
        printf("FAIL %s: the rules say %zu cases\n", row->file, row->cases);
        ok = false;
    }
    ok = rules_counted(row->file, r.backends_len > 0) && ok;
    total->passed += r.counts.passed;
    total->failed += r.counts.failed + (ok ? 0 : 1);
    total->skipped += r.counts.skipped;
    return ok && r.counts.failed == 0;
}

/* ------------------------------------------------------ whole programs */

/* What the cases of cmocka share: it hands each one only its row. */
static struct {
    const struct vector_program *program;
    struct vector_counts total;
} running;

static void
file_is_as_the_rules_say(void **state)
{
    const struct rule_run *row = *state;
    size_t skipped             = running.total.skipped;

    if (vectors_folder() == NULL) {
        printf("SKIP %s: MOHUR_VECTORS is not set (%zu cases not run)\n",
               row->file, row->cases);
        running.total.skipped += row->cases;
        skip();
    }
    if (!run_file(running.program, row, &running.total)) {
        fail_msg("%s", row->file);
    }
    if (running.total.skipped != skipped) {
        skip();
    }
}

int
vectors_main(const struct vector_program *program)
{
    struct CMUnitTest cases[FILES_MAX];
    size_t n   = 0;
    int failed = 0;

    memset(cases, 0, sizeof cases);
    running.program = program;
    if (sodium_init() < 0 || !rules_load()) {
        return 1;
    }
    while (n < FILES_MAX && rules_run_at(program->name, n) != NULL) {
        const struct rule_run *row = rules_run_at(program->name, n);

        cases[n].name          = row->file;
        cases[n].test_func     = file_is_as_the_rules_say;
        cases[n].initial_state = (void *)(uintptr_t)row;
        n++;
    }
    failed = _cmocka_run_group_tests(program->name, cases, n, NULL, NULL);
    printf("%s: %zu passed, %zu failed, %zu skipped\n", program->name,
           running.total.passed, running.total.failed, running.total.skipped);
    return failed == 0 && n > 0 ? 0 : 1;
}

bool
vectors_control(const struct vector_program *program,
                const char *file,
                const struct vector_backend *backends,
                size_t backends_len,
                void (*change)(json_t *root),
                struct vector_counts *out)
{
    struct run r = {.program = program, .file = file, .quiet = true};
    json_t *root = NULL;

    if (vectors_folder() == NULL || !rules_load()) {
        return false;
    }
    root = load_file(file);
    if (root == NULL) {
        return false;
    }
    if (change != NULL) {
        change(root);
    }
    memcpy(r.backends, backends, backends_len * sizeof *backends);
    r.backends_len = backends_len;
    if (!run_root(&r, root)) {
        r.counts.failed = SIZE_MAX;
    }
    json_decref(root);
    (void)rules_counted(file, false);
    *out = r.counts;
    return true;
}
