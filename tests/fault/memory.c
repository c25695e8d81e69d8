/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "keystore/key.h"
#include "keystore/store.h"
#include "measured.h"
#include "scene.h"
#include <mohur/csr.h>

#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Secrets in memory, while keys are in use and after: nowhere in what a core
 * dump takes.  The mappings of this process are searched in place, and a core
 * is made where the system writes one as a file.
 *
 * What is searched for is kept inverted, so that the search does not find
 * itself.
 */
enum {
    PART        = 16, /* bytes of a secret that are not to be found */
    WANTED_MAX  = 64,
    KEYS        = 5,
    MAPPING_MAX = 1 << 28 /* larger ones are a sanitizer's */
};

/* Where a case puts what is to be found. */
static volatile uint8_t decoy[PART];

struct wanted {
    size_t len;
    uint8_t part[WANTED_MAX][PART];
};

static const struct {
    const char *name;
    mohur_purpose purpose;
    mohur_alg alg;
} made[KEYS] = {
    {"ed", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519},
    {"p256", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256},
    {"box", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519},
    {"p384", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P384},
    {"kek", MOHUR_PURPOSE_WRAP, MOHUR_ALG_AES_256_WRAP},
};

/* ---- what is searched for ---- */

/*
 * Both ways round: some libraries keep numbers with the low end first.  Read
 * byte by byte, so that no vector register keeps a part, which would be the
 * only one to be found.
 */
static void
want(struct wanted *w, mohur__bytes secret)
{
    const volatile uint8_t *bytes = secret.data;

    for (size_t at = 0; at + PART <= secret.len; at += PART) {
        for (size_t i = 0; i < PART; i++) {
            uint8_t inverted                  = (uint8_t)~bytes[at + i];
            w->part[w->len][i]                = inverted;
            w->part[w->len + 1][PART - 1 - i] = inverted;
        }
        w->len += 2;
    }
}

/* Sanitizers are not asked: what is looked at is not the program's. */
#define AS_IT_IS __attribute__((no_sanitize("address", "thread")))

AS_IT_IS static bool
is_part(const uint8_t *p, const uint8_t inverted[PART])
{
    size_t i = 0;

    while (i < PART && (p[i] ^ inverted[i]) == 0xFF) {
        i++;
    }
    return i == PART;
}

/* How many places in a piece of memory hold a part of anything wanted. */
AS_IT_IS static size_t
search(const struct wanted *w, const uint8_t *from, size_t len)
{
    uint64_t begin[256] = {0}; /* parts by their first byte, a bit for each */
    size_t found        = 0;

    for (size_t k = 0; k < w->len; k++) {
        begin[w->part[k][0] ^ 0xFF] |= UINT64_C(1) << k;
    }
    for (size_t at = 0; at + PART <= len; at++) {
        uint64_t left = begin[from[at]];
        for (size_t k = 0; left != 0; k++, left >>= 1) {
            found += (left & 1) != 0 && is_part(from + at, w->part[k]) ? 1 : 0;
        }
    }
    return found;
}

/* ---- this process ---- */

/* What of a line of smaps counts. */
struct mapping {
    unsigned long from;
    unsigned long to;
    bool writable;
};

static size_t
search_mapping(const struct wanted *w, const struct mapping *m)
{
    size_t len = m->to - m->from;

    return m->writable && len <= MAPPING_MAX
               ? search(w, (const uint8_t *)m->from, len)
               : 0;
}

/*
 * In each mapping that a core dump takes: "dd" among its flags keeps it out.
 * The stream is read into a buffer of ours, which is searched too.
 */
static size_t
search_process(const struct wanted *w, bool *flags_seen)
{
    FILE *smaps      = fopen("/proc/self/smaps", "re");
    struct mapping m = {0, 0, false};
    size_t found     = 0;
    char line[1024];

    *flags_seen = false;
    while (smaps != NULL && fgets(line, sizeof line, smaps) != NULL) {
        char rights[5]     = {0};
        unsigned long from = 0; /* other lines begin with a digit too: A */
        unsigned long to   = 0;
        if (sscanf(line, "%lx-%lx %4s", &from, &to, rights) == 3) {
            m.from     = from;
            m.to       = to;
            m.writable = rights[0] == 'r' && rights[1] == 'w';
        } else if (strncmp(line, "VmFlags:", 8) == 0) {
            *flags_seen = true;
            found += strstr(line, " dd") == NULL ? search_mapping(w, &m) : 0;
        }
    }
    if (smaps != NULL) {
        fclose(smaps);
    }
    return found;
}

/* ---- a store in use ---- */

struct use {
    mohur_keystore *ks;
    mohur_key *key[KEYS];
};

static mohur_status
use_key(mohur_ctx *ctx, const mohur_key *key)
{
    static const char subject[] = "C=AZ, O=Test";
    mohur_sink *sink            = NULL;
    mohur_status st             = MOHUR_OK;

    if (mohur_key_purpose(key) != MOHUR_PURPOSE_SIGN) {
        return MOHUR_OK;
    }
    st = mohur_sink_new_memory(ctx, 4096, &sink);
    if (st == MOHUR_OK) {
        st = mohur_csr_emit(ctx, key, subject, strlen(subject), sink);
    }
    mohur_sink_free(sink);
    return st;
}

/* An archive is sealed with some of them, and opened with each that opens. */
static mohur_status
use_archive(mohur_ctx *ctx, const struct use *u)
{
    const struct scene s = {u->key[0], u->key[2], u->key[4]};
    mohur_sink *sink     = NULL;
    mohur_source *source = NULL;
    const uint8_t *data  = NULL;
    size_t len           = 0;
    uint64_t read        = 0;
    mohur_status st      = mohur_sink_new_memory(ctx, 1 << 20, &sink);

    st = st == MOHUR_OK ? scene_seal(ctx, &s, MOHUR_ALG_NONE, 1000, sink) : st;
    for (size_t i = 0; st == MOHUR_OK && i < 2; i++) {
        data = mohur_sink_memory(sink, &len);
        st   = mohur_source_new_memory(ctx, data, len, &source);
        st   = st == MOHUR_OK
                   ? scene_read(ctx, &s, i == 0 ? s.seal : s.wrap, source, &read)
                   : st;
        mohur_source_free(source);
        source = NULL;
    }
    mohur_sink_free(sink);
    return st;
}

static mohur_status
make_key(mohur_keystore *ks, size_t i)
{
    mohur_key_options o = MOHUR_KEY_OPTIONS_INIT;
    mohur_key *key      = NULL;
    mohur_status st     = MOHUR_OK;

    o.name     = made[i].name;
    o.name_len = strlen(made[i].name);
    o.purpose  = made[i].purpose;
    o.alg      = made[i].alg;
    st         = mohur_keystore_key_new(ks, &o, &key);
    mohur_key_free(key);
    return st;
}

/* Made by one handle, opened by another, fetched and used.  What signs is used
 * last: archives would lay their own work over what it leaves on a stack. */
static mohur_status
use_begin(mohur_ctx *ctx, const char *path, struct use *u)
{
    mohur_keystore *maker = NULL;
    mohur_status st       = scene_store_new(ctx, path, &maker);

    for (size_t i = 0; st == MOHUR_OK && i < KEYS; i++) {
        st = make_key(maker, i);
    }
    mohur_keystore_free(maker);
    if (st == MOHUR_OK) {
        st = scene_store_open(ctx, path, &u->ks);
    }
    for (size_t i = 0; st == MOHUR_OK && i < KEYS; i++) {
        st = mohur_keystore_key(u->ks, made[i].name, strlen(made[i].name), 0,
                                &u->key[i]);
    }
    st = st == MOHUR_OK ? use_archive(ctx, u) : st;
    for (size_t i = 0; st == MOHUR_OK && i < KEYS; i++) {
        st = use_key(ctx, u->key[i]);
    }
    return st;
}

/* Any work of a program: a copy of a key is gone from the registers. */
static void
work(void)
{
    static uint8_t from[256];
    static uint8_t to[256];
    volatile size_t len = sizeof to;

    memcpy(to, from, len);
}

static void
use_want(const struct use *u, struct wanted *w)
{
    work();
    for (size_t i = 0; i < KEYS; i++) {
        want(w, mohur__key_secret(u->key[i]));
    }
    want(w, mohur__secret_bytes(u->ks->keys.root));
    want(w, mohur__secret_bytes(u->ks->keys.record));
    want(w, mohur__secret_bytes(u->ks->keys.sys));
}

static void
use_end(struct use *u)
{
    for (size_t i = 0; i < KEYS; i++) {
        mohur_key_free(u->key[i]);
    }
    mohur_keystore_free(u->ks);
}

static void
are_in_no_memory_that_is_dumped(void **state)
{
    static struct wanted w;
    struct fixture *t = *state;
    struct use u      = {0};
    bool flags        = false;

    CHECK_OK(use_begin(t->ctx, fixture_path(t, "store"), &u));
    use_want(&u, &w);
    CHECK(w.len > 2 * KEYS);
    if (search_process(&w, &flags) != 0) {
        fail_msg("a secret is in memory that a core dump takes");
    }
    if (!flags) {
        print_message("skipped: this system tells no flags of mappings\n");
        use_end(&u);
        skip();
    }
    /* The search does find one that lies about. */
    for (size_t i = 0; i < PART; i++) {
        decoy[i] = mohur__key_secret(u.key[0]).data[i];
    }
    CHECK_NUMBER(1, search_process(&w, &flags));
    for (size_t i = 0; i < PART; i++) {
        decoy[i] = 0;
    }

    use_end(&u);
    if (search_process(&w, &flags) != 0) {
        fail_msg("a secret is left in memory after all was closed");
    }
}

/* ---- a core ---- */

/* In a child: tell what is searched for, then die with a core. */
static void
die_in_use(const char *folder, int tell, bool closed)
{
    static struct wanted w;
    mohur_ctx *ctx            = NULL;
    struct use u              = {0};
    const struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

    if (chdir(folder) != 0 || mohur_ctx_new(NULL, &ctx) != MOHUR_OK ||
        use_begin(ctx, closed ? "closed" : "open", &u) != MOHUR_OK) {
        _exit(2);
    }
    use_want(&u, &w);
    for (size_t i = 0; i < PART; i++) {
        decoy[i]         = (uint8_t)(37 * i + 11);
        w.part[w.len][i] = (uint8_t)~decoy[i];
    }
    w.len++;
    if (closed) {
        use_end(&u);
    }
    if (write(tell, &w, sizeof w) != (ssize_t)sizeof w ||
        setrlimit(RLIMIT_CORE, &limit) != 0) {
        _exit(3);
    }
    prctl(PR_SET_DUMPABLE, 1);
    signal(SIGABRT, SIG_DFL);
    abort();
}

/* Cores are files beside the process that died. */
static bool
cores_are_files(void)
{
    char pattern[128] = {0};
    int fd            = open("/proc/sys/kernel/core_pattern", O_RDONLY);
    bool read_it      = fd >= 0 && read(fd, pattern, sizeof pattern - 1) > 0;

    if (fd >= 0) {
        close(fd);
    }
    return read_it && pattern[0] != '|' && pattern[0] != '/';
}

/* The core in a folder; false if there is none. */
static bool
core_of(struct fixture *t, const char *folder, struct view *out)
{
    glob_t found = {0};
    char pattern[512];
    bool any = false;

    snprintf(pattern, sizeof pattern, "%s/core*", folder);
    if (glob(pattern, 0, NULL, &found) == 0) {
        any  = true;
        *out = fixture_read_file(t, found.gl_pathv[0]);
    }
    globfree(&found);
    return any;
}

static void
check_core(struct fixture *t, bool closed)
{
    static struct wanted w;
    static struct wanted marked;
    const char *folder = fixture_path(t, closed ? "after" : "during");
    struct view core   = {NULL, 0};
    int ends[2];
    int status  = 0;
    pid_t child = -1;

    CHECK(mkdir(folder, 0700) == 0);
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    fflush(NULL);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        die_in_use(folder, ends[1], closed);
    }
    close(ends[1]);
    CHECK(read(ends[0], &w, sizeof w) == (ssize_t)sizeof w);
    close(ends[0]);
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    if (!core_of(t, folder, &core)) {
        print_message("skipped: no core was written\n");
        skip();
    }
    marked.len = 1;
    memcpy(marked.part[0], w.part[w.len - 1], PART);
    w.len--;
    CHECK(search(&marked, core.data, core.len) > 0);
    CHECK_NUMBER(0, search(&w, core.data, core.len));
}

static void
are_in_no_core(void **state)
{
    if (!MEMORY_IS_MEASURED || !cores_are_files()) {
        print_message("skipped: cores are no files here\n");
        skip();
    }
    check_core(*state, false);
    check_core(*state, true);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_in_no_memory_that_is_dumped),
        CASE(are_in_no_core),
    };
    return cmocka_run_group_tests_name("secrets of keys in use", cases, NULL,
                                       NULL);
}
