/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/mohur.h>

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * A service of an agency, with its keystore in PostgreSQL and the key "decrees"
 * in an HSM, which unlocks the keystore too: no passphrase is on this machine.
 * Each file in FOLDER/inbox is signed as a decree and sealed to who asked, into
 * FOLDER/outbox/NAME.mohur; what cannot be answered gets NAME.refused with the
 * reason.  A server or a token that goes away is waited for.  SIGTERM ends it
 * after the requests at work.
 *
 * agency_service STORE TOKEN FOLDER: the URI of the database, that of the token
 * with `pin-source`, and a folder with agency.crt, the certificate of the key,
 * and asker.pem, the public key to seal to.  How one is set up with the command
 * is in tests/example/agency_service.sh.
 */

enum {
    WORKERS    = 2,
    PATH_LEN   = 1024,
    FILE_MAX   = 1 << 16,
    DECREE_MAX = 1 << 26,
    IDLE_US    = 100 * 1000,
    RETRY_US   = 1000 * 1000
};

static const char *folder;
static char cert[FILE_MAX];
static size_t cert_len;
static mohur_key *asker; /* a key may be used by several threads at once */
static atomic_bool stopping;

/* A context, and a keystore made with it, are for one thread at a time. */
struct worker {
    pthread_t thread;
    mohur_ctx *ctx;
    mohur_keystore *store;
};

static bool
failed(const struct worker *w, const char *what, mohur_status st)
{
    if (st != MOHUR_OK) {
        fprintf(stderr, "%s: %s: %s\n", what, mohur_status_name(st),
                mohur_ctx_message(w->ctx));
    }
    return st != MOHUR_OK;
}

static const char *
place(char out[PATH_LEN], const char *in, const char *name, const char *end)
{
    snprintf(out, PATH_LEN, "%s/%s/%s%s", folder, in, name, end);
    return out;
}

static size_t
read_file(const char *path, void *out, size_t out_cap)
{
    int fd    = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, out, out_cap);

    if (fd >= 0) {
        close(fd);
    }
    return n < 0 ? 0 : (size_t)n;
}

/* The URI of the token says which file has the PIN. */
static int32_t
read_pin(void *user,
         const char *token,
         const char *source,
         uint8_t *out,
         size_t out_cap,
         size_t *out_len)
{
    (void)user;
    (void)token;
    *out_len = read_file(source, out, out_cap);
    while (*out_len > 0 && out[*out_len - 1] == '\n') {
        --*out_len;
    }
    return *out_len == 0;
}

/* Connect to the server, and unlock with the token. */
static bool
open_store(struct worker *w, const char *store, const char *token)
{
    mohur_keystore_options options = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_unlock how               = MOHUR_UNLOCK_INIT;

    options.path = store;
    how.type     = MOHUR_SLOT_TOKEN;
    how.token    = token;
    return !failed(w, "server",
                   mohur_keystore_open(w->ctx, &options, &w->store)) &&
           !failed(w, "PIN",
                   mohur_keystore_set_pin(w->store, read_pin, NULL)) &&
           !failed(w, "token", mohur_keystore_unlock_with(w->store, &how));
}

/* Sign the request into a container that other software verifies. */
static mohur_status
sign(const struct worker *w,
     const mohur_key *key,
     const char *name,
     mohur_source *request,
     mohur_sink *decree)
{
    mohur_sign_options options        = MOHUR_SIGN_OPTIONS_INIT;
    mohur_container_options container = MOHUR_CONTAINER_OPTIONS_INIT;
    mohur_container_item item         = {name, request, "text/plain"};

    options.cert        = (const uint8_t *)cert;
    options.cert_len    = cert_len;
    container.items     = &item;
    container.items_len = 1;
    return mohur_container_sign(w->ctx, key, &options, &container, decree);
}

/* Seal it to who asked, into a file that is whole or not there. */
static mohur_status
seal(const struct worker *w,
     const mohur_key *key,
     const char *name,
     const mohur_sink *decree)
{
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_entry entry     = MOHUR_ARCHIVE_ENTRY_INIT;
    const mohur_key *recipient    = asker;
    mohur_archive_writer *writer  = NULL;
    mohur_sink *sink              = NULL;
    size_t len                    = 0;
    const uint8_t *data           = mohur_sink_memory(decree, &len);
    char path[PATH_LEN];
    mohur_status st;

    options.recipients     = &recipient;
    options.recipients_len = 1;
    options.signers        = &key;
    options.signers_len    = 1;
    entry.name             = "decree.asice";
    entry.name_len         = strlen(entry.name);

    st = mohur_sink_new_file(w->ctx, place(path, "outbox", name, ".mohur"),
                             MOHUR_OVERWRITE_REPLACE, &sink);
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_new(w->ctx, &options, sink, &writer);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_entry(writer, &entry);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_update(writer, data, len);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_finish(writer);
    }
    mohur_archive_writer_free(writer);
    mohur_sink_free(sink);
    return st;
}

/* The key is fetched for each request, so one that was suspended signs no more.
 * A lost connection is made again. */
static mohur_status
answer(const struct worker *w, const char *name, mohur_source *request)
{
    mohur_key *key     = NULL;
    mohur_sink *decree = NULL;
    mohur_status st    = mohur_keystore_key(w->store, "decrees", 7, 0, &key);

    if (st == MOHUR_OK) {
        st = mohur_sink_new_memory(w->ctx, DECREE_MAX, &decree);
    }
    if (st == MOHUR_OK) {
        st = sign(w, key, name, request, decree);
    }
    if (st == MOHUR_OK) {
        st = seal(w, key, name, decree);
    }
    mohur_sink_free(decree);
    mohur_key_free(key);
    return st;
}

/* Server, disk, token or the key in it may be back in a moment.  A wrong PIN is
 * not tried again: a token allows few tries. */
static bool
may_pass(mohur_status st)
{
    return mohur_status_class(st) == 0x03 || st == MOHUR_E_NO_KEY;
}

/* Answer a request; or say why not; or have it wait. */
static void
serve(const struct worker *w, const char *name)
{
    mohur_source *request = NULL;
    FILE *refusal         = NULL;
    char taken[PATH_LEN];
    char other[PATH_LEN];
    mohur_status st =
        mohur_source_new_file(w->ctx, place(taken, "work", name, ""), &request);
    bool there = st == MOHUR_OK;

    st = there ? answer(w, name, request) : st;
    if (failed(w, name, st) && there && may_pass(st)) {
        rename(taken, place(other, "inbox", name, ""));
        usleep(RETRY_US);
    } else if (st != MOHUR_OK) {
        refusal = fopen(place(other, "outbox", name, ".refused"), "w");
    }
    if (refusal != NULL) {
        fprintf(refusal, "%s\n", mohur_ctx_message(w->ctx));
        fclose(refusal);
    }
    remove(taken); /* if it did not go back */
    mohur_source_free(request);
}

/* Move a file into another folder: it belongs to the worker that did it. */
static bool
take(const char *from, const char *to, char name[NAME_MAX + 1])
{
    char path[PATH_LEN];
    char target[PATH_LEN];
    const struct dirent *entry;
    bool taken = false;
    DIR *dir   = opendir(place(path, from, "", ""));

    while (dir != NULL && !taken && (entry = readdir(dir)) != NULL) {
        snprintf(name, NAME_MAX + 1, "%s", entry->d_name);
        taken = name[0] != '.' && rename(place(path, from, name, ""),
                                         place(target, to, name, "")) == 0;
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return taken;
}

static void *
work(void *user)
{
    const struct worker *w = user;
    char name[NAME_MAX + 1];

    while (!atomic_load(&stopping)) {
        if (take("inbox", "work", name)) {
            serve(w, name);
        } else {
            usleep(IDLE_US);
        }
    }
    return NULL;
}

/* Whatever will be needed is tried before the first request is taken. */
static bool
prepare(struct worker *workers, const char *store, const char *token)
{
    static char pem[FILE_MAX];
    char path[PATH_LEN];
    size_t pem_len;

    for (size_t i = 0; i < WORKERS; i++) {
        if (mohur_ctx_new(NULL, &workers[i].ctx) != MOHUR_OK ||
            !open_store(&workers[i], store, token)) {
            return false;
        }
    }
    cert_len = read_file(place(path, ".", "agency.crt", ""), cert, FILE_MAX);
    pem_len  = read_file(place(path, ".", "asker.pem", ""), pem, FILE_MAX);
    return !failed(workers, "asker.pem",
                   mohur_key_new_public(workers[0].ctx, MOHUR_PURPOSE_SEAL, pem,
                                        pem_len, &asker));
}

/* Serve until SIGTERM, which is blocked in all threads but asked for here. */
static void
run(struct worker *workers, const sigset_t *ends)
{
    char name[NAME_MAX + 1];
    size_t running = 0;
    int which;

    while (take("work", "inbox", name)) {
        fprintf(stderr, "%s: was at work when the service ended\n", name);
    }
    while (running < WORKERS && pthread_create(&workers[running].thread, NULL,
                                               work, &workers[running]) == 0) {
        running++;
    }
    fprintf(stderr, "ready: %zu workers\n", running);
    sigwait(ends, &which);
    atomic_store(&stopping, true);
    while (running > 0) {
        pthread_join(workers[--running].thread, NULL);
    }
}

int
main(int argc, char **argv)
{
    struct worker workers[WORKERS] = {0};
    sigset_t ends;
    bool ok;

    if (argc != 4) {
        fprintf(stderr, "usage: agency_service STORE TOKEN FOLDER\n");
        return 2;
    }
    folder = argv[3];
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    ok = prepare(workers, argv[1], argv[2]);
    if (ok) {
        run(workers, &ends);
    }
    mohur_key_free(asker);
    for (size_t i = 0; i < WORKERS; i++) {
        mohur_keystore_free(workers[i].store);
        mohur_ctx_free(workers[i].ctx);
    }
    return ok ? 0 : 1;
}
