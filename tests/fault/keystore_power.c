/* SPDX-License-Identifier: Apache-2.0 */
#include "store_jobs.h"

#include <mohur/life.h>
#include <mohur/merge.h>
#include <mohur/role.h>
#include <mohur/slot.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * The power fails after each write, sync and change of the folder that a
 * change of a store makes.  What a sync has covered is on the disk; of the
 * rest nothing is, or all, or any of it, by sectors.  Whatever that leaves
 * opens, with the state from before the change or the one after it; and after
 * the change was reported as made, with that one.
 *
 * MOHUR_CRASHES says how many states are drawn for each moment, beside those
 * two; 1, or 5 in the full tier.
 */
enum {
    OPS_MAX   = 4096,
    FILES_MAX = 16,
    FDS_MAX   = 1024,
    NAME_CAP  = 32,
    SECTOR    = 512,
    DISK_MAX  = 1 << 20
};

enum kind {
    WRITES,
    TRUNCATES,
    SYNCS,
    CREATES,
    UNLINKS,
    RENAMES,
    SYNCS_FOLDER
};

struct op {
    enum kind kind;
    int file;            /* what it is about, by number */
    char name[NAME_CAP]; /* of what is created, unlinked, renamed */
    char to[NAME_CAP];
    size_t offset; /* or the new length */
    size_t len;
    uint8_t *data;
};

/* What is recorded, and where. */
static struct {
    bool on;
    struct op ops[OPS_MAX];
    size_t len;
    int file_of[FDS_MAX]; /* 0: none of ours; -1: the folder */
    int files;
    struct {
        char name[NAME_CAP];
        int file;
    } names[FILES_MAX]; /* as the process sees them */
} tape;

/* ---- recording ---- */

static const char *
base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static bool
is_ours(const char *path)
{
    return strncmp(base_name(path), "keystore.", 9) == 0 &&
           strcmp(base_name(path), "keystore.lock") != 0;
}

static size_t
name_find(const char *name)
{
    size_t i = 0;

    while (i < FILES_MAX && strcmp(tape.names[i].name, name) != 0) {
        i++;
    }
    return i;
}

static void
name_set(const char *name, int file)
{
    size_t i = name_find(name);

    i = i < FILES_MAX ? i : name_find("");
    if (i == FILES_MAX) {
        abort();
    }
    snprintf(tape.names[i].name, NAME_CAP, "%s", file != 0 ? name : "");
    tape.names[i].file = file;
}

static int
file_named(const char *name)
{
    size_t i = name_find(name);

    return i < FILES_MAX ? tape.names[i].file : 0;
}

static struct op *
op_new(enum kind kind, int file)
{
    struct op *op = &tape.ops[tape.len++];

    if (tape.len == OPS_MAX) {
        abort();
    }
    *op      = (struct op){.kind = kind};
    op->file = file;
    return op;
}

static void
opened(int fd, const char *path, int flags)
{
    struct stat st;

    if (!tape.on || fd < 0 || fd >= FDS_MAX) {
        return;
    }
    tape.file_of[fd] = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) ? -1 : 0;
    if (!is_ours(path)) {
        return;
    }
    if (file_named(base_name(path)) == 0 && (flags & O_CREAT) != 0) {
        struct op *op = op_new(CREATES, ++tape.files);

        snprintf(op->name, NAME_CAP, "%s", base_name(path));
        name_set(base_name(path), tape.files);
    }
    tape.file_of[fd] = file_named(base_name(path));
}

static int
file_at(int fd)
{
    return tape.on && fd >= 0 && fd < FDS_MAX ? tape.file_of[fd] : 0;
}

static void
written(int fd, const void *data, ssize_t len, off_t offset)
{
    if (file_at(fd) > 0 && len > 0) {
        struct op *op = op_new(WRITES, file_at(fd));

        op->offset = (size_t)offset;
        op->len    = (size_t)len;
        op->data   = malloc(op->len);
        if (op->data == NULL) {
            abort();
        }
        memcpy(op->data, data, op->len);
    }
}

static void
synced(int fd)
{
    if (file_at(fd) != 0) {
        op_new(file_at(fd) > 0 ? SYNCS : SYNCS_FOLDER, file_at(fd));
    }
}

static void
renamed(const char *from, const char *to)
{
    if (tape.on && is_ours(from)) {
        int file      = file_named(base_name(from));
        struct op *op = op_new(RENAMES, file);

        snprintf(op->name, NAME_CAP, "%s", base_name(from));
        snprintf(op->to, NAME_CAP, "%s", base_name(to));
        name_set(base_name(from), 0);
        name_set(base_name(to), file);
    }
}

static void
unlinked(const char *path)
{
    if (tape.on && is_ours(path) && file_named(base_name(path)) != 0) {
        struct op *op = op_new(UNLINKS, file_named(base_name(path)));

        snprintf(op->name, NAME_CAP, "%s", base_name(path));
        name_set(base_name(path), 0);
    }
}

/* Put the C library's own function into the pointer `real`. */
#define REAL(name)                                                             \
    do {                                                                       \
        void *found_ = dlsym(RTLD_NEXT, name);                                 \
        memcpy(&real, &found_, sizeof real);                                   \
    } while (0)

#pragma GCC visibility push(default)

#define OPEN(name)                                                             \
    int name(const char *path, int flags, ...)                                 \
    {                                                                          \
        int (*real)(const char *, int, ...) = NULL;                            \
        va_list args;                                                          \
        unsigned mode;                                                         \
        int fd;                                                                \
                                                                               \
        va_start(args, flags);                                                 \
        mode = (flags & O_CREAT) != 0 ? va_arg(args, unsigned) : 0;            \
        va_end(args);                                                          \
        REAL(#name);                                                           \
        fd = real(path, flags, mode);                                          \
        opened(fd, path, flags);                                               \
        return fd;                                                             \
    }

OPEN(open)
OPEN(open64)

int
openat(int folder, const char *path, int flags, ...)
{
    int (*real)(int, const char *, int, ...) = NULL;
    va_list args;
    unsigned mode;
    int fd;

    va_start(args, flags);
    mode = (flags & O_CREAT) != 0 ? va_arg(args, unsigned) : 0;
    va_end(args);
    REAL("openat");
    fd = real(folder, path, flags, mode);
    opened(fd, path, flags);
    return fd;
}

ssize_t
pwrite64(int fd, const void *data, size_t len, off64_t offset)
{
    ssize_t (*real)(int, const void *, size_t, off64_t) = NULL;
    ssize_t n;

    REAL("pwrite64");
    n = real(fd, data, len, offset);
    written(fd, data, n, offset);
    return n;
}

ssize_t
write(int fd, const void *data, size_t len)
{
    ssize_t (*real)(int, const void *, size_t) = NULL;
    off_t offset = file_at(fd) > 0 ? lseek(fd, 0, SEEK_CUR) : 0;
    ssize_t n;

    REAL("write");
    n = real(fd, data, len);
    written(fd, data, n, offset);
    return n;
}

int
ftruncate64(int fd, off64_t len)
{
    int (*real)(int, off64_t) = NULL;

    REAL("ftruncate64");
    if (file_at(fd) > 0) {
        op_new(TRUNCATES, file_at(fd))->offset = (size_t)len;
    }
    return real(fd, len);
}

int
fsync(int fd)
{
    int (*real)(int) = NULL;

    REAL("fsync");
    synced(fd);
    return real(fd);
}

int
fdatasync(int fd)
{
    int (*real)(int) = NULL;

    REAL("fdatasync");
    synced(fd);
    return real(fd);
}

int
unlink(const char *path)
{
    int (*real)(const char *) = NULL;

    REAL("unlink");
    unlinked(path);
    return real(path);
}

int
rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *) = NULL;

    REAL("rename");
    renamed(from, to);
    return real(from, to);
}

int
renameat2(
    int from_fd, const char *from, int to_fd, const char *to, unsigned flags)
{
    int (*real)(int, const char *, int, const char *, unsigned) = NULL;

    REAL("renameat2");
    renamed(from, to);
    return real(from_fd, from, to_fd, to, flags);
}

#pragma GCC visibility pop

/* ---- a disk ---- */

struct file {
    uint8_t *data;
    size_t len;
};

struct disk {
    struct file file[FILES_MAX];
    struct {
        char name[NAME_CAP];
        int file;
    } names[FILES_MAX];
};

static struct disk before; /* what was there when recording began */

static void
disk_wipe(struct disk *d)
{
    for (size_t i = 0; i < FILES_MAX; i++) {
        free(d->file[i].data);
    }
    memset(d, 0, sizeof *d);
}

static void
disk_room(struct file *f, size_t len)
{
    if (len > DISK_MAX) {
        abort();
    }
    if (f->data == NULL) {
        f->data = calloc(1, DISK_MAX);
    }
    if (f->data == NULL) {
        abort();
    }
    f->len = len;
}

static void
disk_name(struct disk *d, const char *name, int file)
{
    size_t free_at = FILES_MAX;

    for (size_t i = 0; i < FILES_MAX; i++) {
        if (strcmp(d->names[i].name, name) == 0) {
            d->names[i].name[0] = '\0';
        }
        if (d->names[i].name[0] == '\0' && free_at == FILES_MAX) {
            free_at = i;
        }
    }
    if (file != 0) {
        snprintf(d->names[free_at].name, NAME_CAP, "%s", name);
        d->names[free_at].file = file;
    }
}

static void
disk_copy(const struct disk *from, struct disk *to)
{
    memset(to, 0, sizeof *to);
    memcpy(to->names, from->names, sizeof to->names);
    for (size_t i = 0; i < FILES_MAX; i++) {
        if (from->file[i].data != NULL) {
            disk_room(&to->file[i], from->file[i].len);
            memcpy(to->file[i].data, from->file[i].data, from->file[i].len);
        }
    }
}

/* ---- what a failure of the power leaves ---- */

enum rest {
    NOTHING,
    EVERYTHING,
    ANYTHING
};

static uint64_t drawn = 1;

static bool
toss(void)
{
    drawn =
        drawn * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (drawn >> 40 & 1) != 0;
}

/* Is op i covered by a sync before the power fails? */
static bool
is_durable(size_t i, size_t end, bool syncs)
{
    const struct op *op = &tape.ops[i];
    bool of_folder =
        op->kind == CREATES || op->kind == UNLINKS || op->kind == RENAMES;
    bool found = false;

    for (size_t j = i + 1; syncs && j < end; j++) {
        found = found || (of_folder ? tape.ops[j].kind == SYNCS_FOLDER
                                    : tape.ops[j].kind == SYNCS &&
                                          tape.ops[j].file == op->file);
    }
    return found;
}

static void
write_apply(struct file *f, const struct op *op, bool whole)
{
    size_t old = f->len;
    size_t end = op->offset + op->len;

    disk_room(f, end > old ? end : old);
    if (end > old) {
        memset(f->data + old, 0, end - old);
    }
    for (size_t at = 0; at < op->len; at += SECTOR) {
        if (whole || toss()) {
            memcpy(f->data + op->offset + at, op->data + at,
                   op->len - at < SECTOR ? op->len - at : SECTOR);
        }
    }
}

static void
op_apply(struct disk *d, const struct op *op, bool whole)
{
    switch (op->kind) {
    case WRITES:
        write_apply(&d->file[op->file], op, whole);
        break;
    case TRUNCATES:
        disk_room(&d->file[op->file], op->offset);
        break;
    case CREATES:
        disk_room(&d->file[op->file], d->file[op->file].len);
        disk_name(d, op->name, op->file);
        break;
    case UNLINKS:
        disk_name(d, op->name, 0);
        break;
    case RENAMES:
        disk_name(d, op->name, 0);
        disk_name(d, op->to, op->file);
        break;
    case SYNCS:
    case SYNCS_FOLDER:
        break;
    }
}

static void
disk_after(size_t end, enum rest rest, bool syncs, struct disk *out)
{
    disk_copy(&before, out);
    for (size_t i = 0; i < end; i++) {
        bool durable = is_durable(i, end, syncs);

        if (durable || rest == EVERYTHING || (rest == ANYTHING && toss())) {
            op_apply(out, &tape.ops[i], durable || rest == EVERYTHING);
        }
    }
}

/* ---- what opens then ---- */

/* With whatever root key it has. */
static mohur_status
open_by_passphrase(mohur_ctx *ctx, const char *path, mohur_keystore **out)
{
    mohur_keystore_options o = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_status st          = MOHUR_OK;

    o.path = path;
    st     = mohur_keystore_open(ctx, &o, out);
    if (st == MOHUR_OK) {
        st = mohur_keystore_unlock(*out, SCENE_PASSPHRASE,
                                   strlen(SCENE_PASSPHRASE));
    }
    return st;
}

/* Every row is written anew. */
static mohur_status
run_epoch(mohur_ctx *ctx, const char *path)
{
    mohur_keystore *ks           = NULL;
    mohur_unlock how             = MOHUR_UNLOCK_INIT;
    const mohur_unlock *shown[1] = {&how};
    mohur_status st              = open_by_passphrase(ctx, path, &ks);

    how.passphrase     = SCENE_PASSPHRASE;
    how.passphrase_len = strlen(SCENE_PASSPHRASE);
    if (st == MOHUR_OK) {
        st = mohur_keystore_slot_revoke(ks, NULL, shown, 1, NULL);
    }
    mohur_keystore_free(ks);
    return st;
}

static const struct store_job epoch = {"a new root key", run_epoch, 0, true};

/* ---- changes that the full tier tries too ---- */

typedef mohur_status
change_fn(mohur_ctx *ctx, mohur_keystore *ks);

static change_fn *change_now;
static const char *backup_path;

static mohur_status
run_change(mohur_ctx *ctx, const char *path)
{
    mohur_keystore *ks = NULL;
    mohur_status st    = scene_store_open(ctx, path, &ks);

    st = st == MOHUR_OK ? change_now(ctx, ks) : st;
    mohur_keystore_free(ks);
    return st;
}

static mohur_status
change_hold(mohur_ctx *ctx, mohur_keystore *ks)
{
    (void)ctx;
    return mohur_keystore_hold(ks, "first", 5, true);
}

static mohur_status
change_role(mohur_ctx *ctx, mohur_keystore *ks)
{
    mohur_role_options o = MOHUR_ROLE_OPTIONS_INIT;
    mohur_key *key       = NULL;
    mohur_status st      = scene_key(ctx, MOHUR_ALG_ED25519, 3, &key);
    uint8_t id[MOHUR_ROLE_ID_LEN];

    o.label = "somebody";
    o.key   = key;
    o.caps  = MOHUR_CAP_OFFICER;
    st      = st == MOHUR_OK ? mohur_keystore_role_add(ks, &o, id) : st;
    mohur_key_free(key);
    return st;
}

static uint8_t slot_added[MOHUR_SLOT_ID_LEN];

static mohur_status
change_slot_add(mohur_ctx *ctx, mohur_keystore *ks)
{
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;
    mohur_key *key       = NULL;
    mohur_status st      = scene_key(ctx, MOHUR_ALG_X25519, 5, &key);

    o.type      = MOHUR_SLOT_RECIPIENT;
    o.recipient = key;
    st = st == MOHUR_OK ? mohur_keystore_slot_add(ks, &o, slot_added) : st;
    mohur_key_free(key);
    return st;
}

static mohur_status
change_slot_remove(mohur_ctx *ctx, mohur_keystore *ks)
{
    (void)ctx;
    return mohur_keystore_slot_remove(ks, slot_added);
}

/* One that never began needs not wait. */
static mohur_status
change_destroy(mohur_ctx *ctx, mohur_keystore *ks)
{
    (void)ctx;
    return mohur_keystore_move(ks, "gone", 4, 1, MOHUR_KEY_DESTROYED);
}

static mohur_status
change_merge(mohur_ctx *ctx, mohur_keystore *ks)
{
    mohur_merge_options o       = MOHUR_MERGE_OPTIONS_INIT;
    mohur_keystore_options from = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_unlock how            = MOHUR_UNLOCK_INIT;
    mohur_keystore *backup      = NULL;
    mohur_key *key              = NULL;
    mohur_status st             = scene_key(ctx, MOHUR_ALG_X25519, 5, &key);

    from.path = backup_path;
    how.type  = MOHUR_SLOT_RECIPIENT;
    how.key   = key;
    st        = st == MOHUR_OK ? mohur_keystore_open(ctx, &from, &backup) : st;
    st        = st == MOHUR_OK ? mohur_keystore_unlock_with(backup, &how) : st;
    st = st == MOHUR_OK ? mohur_keystore_merge(ks, backup, &o, NULL) : st;
    mohur_keystore_free(backup);
    mohur_key_free(key);
    return st;
}

static const struct {
    const char *name;
    change_fn *change;
} others[] = {
    {"a legal hold", change_hold},    {"a role", change_role},
    {"a new slot", change_slot_add},  {"a slot removed", change_slot_remove},
    {"a key erased", change_destroy}, {"a backup merged", change_merge},
};

/* A backup of another store, with two keys that may leave it. */
static void
backup_make(struct fixture *t)
{
    mohur_slot_options slot           = MOHUR_SLOT_OPTIONS_INIT;
    const mohur_slot_options *slots[] = {&slot};
    mohur_backup_options o            = MOHUR_BACKUP_OPTIONS_INIT;
    mohur_key_options free_one        = MOHUR_KEY_OPTIONS_INIT;
    mohur_keystore *other             = NULL;
    mohur_key *key                    = NULL;

    CHECK_OK(scene_store_new(t->ctx, fixture_path(t, "other"), &other));
    free_one.name       = "from another";
    free_one.name_len   = strlen(free_one.name);
    free_one.purpose    = MOHUR_PURPOSE_SIGN;
    free_one.exportable = true;
    CHECK_OK(mohur_keystore_key_new(other, &free_one, &key));
    mohur_key_free(key);
    CHECK_OK(scene_key(t->ctx, MOHUR_ALG_X25519, 5, &key));
    slot.type      = MOHUR_SLOT_RECIPIENT;
    slot.recipient = key;
    o.slots        = slots;
    o.slots_len    = 1;
    backup_path    = fixture_path(t, "backup");
    CHECK_OK(mohur_keystore_backup(other, &o, backup_path));
    mohur_key_free(key);
    mohur_keystore_free(other);
}

/* What is erased later: it never began. */
static void
doomed_make(struct fixture *t, const char *path)
{
    mohur_key_options o = MOHUR_KEY_OPTIONS_INIT;
    mohur_keystore *ks  = NULL;
    mohur_key *key      = NULL;

    CHECK_OK(scene_store_open(t->ctx, path, &ks));
    o.name        = "gone";
    o.name_len    = 4;
    o.purpose     = MOHUR_PURPOSE_SIGN;
    o.activate_at = INT64_C(1) << 40;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    mohur_key_free(key);
    CHECK_OK(mohur_keystore_move(ks, "gone", 4, 1, MOHUR_KEY_DESTROY_PENDING));
    mohur_keystore_free(ks);
}

typedef mohur_status
open_fn(mohur_ctx *ctx, const char *path, mohur_keystore **out);

/* seq of the store that such a disk has; 0: none; -1: it does not open. */
static int64_t
disk_judge(struct fixture *t,
           const struct disk *d,
           const char *folder,
           open_fn *open_store)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    mohur_keystore *ks       = NULL;
    mohur_status st          = MOHUR_OK;
    bool there               = false;
    char path[512];

    CHECK(mkdir(folder, 0700) == 0);
    for (size_t i = 0; i < FILES_MAX; i++) {
        const struct file *f = &d->file[d->names[i].file];

        if (d->names[i].name[0] != '\0') {
            snprintf(path, sizeof path, "%s/%s", folder, d->names[i].name);
            fixture_write_file(path, (struct view){f->data, f->len});
            CHECK(chmod(path, 0600) == 0);
            there = there || strcmp(d->names[i].name, "keystore.db") == 0;
        }
    }
    st = open_store(t->ctx, folder, &ks);
    st = st == MOHUR_OK ? mohur_keystore_check(ks) : st;
    st = st == MOHUR_OK ? mohur_keystore_get_info(ks, &info) : st;
    mohur_keystore_free(ks);
    store_jobs_remove(folder);
    return st == MOHUR_OK ? (int64_t)info.seq : there ? -1 : 0;
}

/* ---- runs ---- */

struct power {
    struct fixture *t;
    const char *folder; /* where states are tried */
    open_fn *open;
    size_t step; /* one in so many moments */
    int64_t old; /* seq, as disk_judge has it */
    int64_t new;
    bool syncs; /* they count */
    size_t states;
    size_t wrong;
    size_t olds; /* how often it was the one, and the other */
    size_t news;
};

static void
try_one(struct power *p, size_t end, enum rest rest)
{
    struct disk d;
    int64_t seq = 0;

    disk_after(end, rest, p->syncs, &d);
    seq = disk_judge(p->t, &d, p->folder, p->open);
    disk_wipe(&d);
    p->states++;
    p->olds += seq == p->old;
    p->news += seq == p->new;
    if (seq != p->new && (seq != p->old || end == tape.len)) {
        p->wrong++;
        if (p->syncs) {
            fail_msg("after %zu of %zu steps the store has seq %d, not %d or "
                     "%d: %s",
                     end, tape.len, (int)seq, (int)p->old, (int)p->new,
                     mohur_ctx_message(p->t->ctx));
        }
    }
}

static int
states_wanted(void)
{
    const char *text = getenv("MOHUR_CRASHES");

    return text != NULL ? atoi(text) : scene_is_full() ? 5 : 1;
}

static void
try_all(struct power *p)
{
    int draws = p->syncs ? states_wanted() : 1;

    for (size_t end = tape.len % p->step; end <= tape.len; end += p->step) {
        try_one(p, end, NOTHING);
        try_one(p, end, EVERYTHING);
        for (int i = 0; i < draws; i++) {
            try_one(p, end, ANYTHING);
        }
    }
}

static int64_t
seq_of(struct fixture *t, const char *path, open_fn *open_store)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    mohur_keystore *ks       = NULL;

    CHECK_OK(open_store(t->ctx, path, &ks));
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    mohur_keystore_free(ks);
    return (int64_t)info.seq;
}

static void
tape_begin(struct fixture *t, const char *path)
{
    char whole[512];

    memset(&tape, 0, sizeof tape);
    memset(&before, 0, sizeof before);
    snprintf(whole, sizeof whole, "%s/keystore.db", path);
    if (access(whole, F_OK) == 0) {
        struct view file = fixture_read_file(t, whole);

        name_set("keystore.db", ++tape.files);
        disk_name(&before, "keystore.db", tape.files);
        disk_room(&before.file[tape.files], file.len);
        memcpy(before.file[tape.files].data, file.data, file.len);
    }
    tape.on = true;
}

static void
tape_end(void)
{
    for (size_t i = 0; i < tape.len; i++) {
        free(tape.ops[i].data);
    }
    tape.len = 0;
    disk_wipe(&before);
}

/* Record a job, and let the power fail in it.  NULL: a store is made. */
static void
power_fails(struct power *p, const char *path, const struct store_job *job)
{
    struct fixture *t = p->t;
    mohur_status st   = MOHUR_OK;

    p->old = job != NULL ? seq_of(t, path, p->open) : 0;
    tape_begin(t, path);
    st = job != NULL ? job->run(t->ctx, path) : store_jobs_create(t->ctx, path);
    tape.on = false;
    CHECK_STATUS(MOHUR_OK, st);
    p->new = seq_of(t, path, p->open);
    CHECK(p->new > p->old &&tape.len > 0);
    try_all(p);
    tape_end();
}

static bool
changes(const struct store_job *job)
{
    return job->versions > 0 || strcmp(job->name, "another state") == 0;
}

static void
other_jobs(struct power *p, const char *path)
{
    const struct store_job job = {"a change", run_change, 0, false};

    backup_make(p->t);
    doomed_make(p->t, path);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        size_t before_it = p->states;

        change_now = others[i].change;
        power_fails(p, path, &job);
        printf("%s: %zu states\n", others[i].name, p->states - before_it);
    }
}

static void
all_jobs(struct power *p)
{
    struct fixture *t = p->t;
    const char *path  = store_jobs_start(t);

    p->folder = fixture_path(t, "after");
    p->open   = scene_store_open;
    p->step   = 1;
    for (size_t i = 0; i < store_jobs_len; i++) {
        if (changes(&store_jobs[i])) {
            power_fails(p, path, &store_jobs[i]);
        }
    }
    if (scene_is_full()) {
        other_jobs(p, path);
    }
    p->open = open_by_passphrase;
    p->step = scene_is_full() ? 1 : 2;
    power_fails(p, path, &epoch);
    p->open = scene_store_open;
    p->step = 1;
    store_jobs_remove(path);
    power_fails(p, path, NULL);
}

static void
has_the_old_state_or_the_new_one_when_the_power_fails(void **state)
{
    struct power p = {.t = *state, .syncs = true};

    all_jobs(&p);
    printf("%zu states, %zu of them old and %zu new\n", p.states, p.olds,
           p.news);
    assert_true(p.olds > 0 && p.news > 0);
}

/* So the states that are drawn are such as a missing sync would lead to. */
static void
is_lost_on_a_disk_that_syncs_nothing(void **state)
{
    struct power p = {.t = *state};

    all_jobs(&p);
    printf("%zu of %zu states are neither\n", p.wrong, p.states);
    assert_true(p.wrong > 0);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(has_the_old_state_or_the_new_one_when_the_power_fails),
        CASE(is_lost_on_a_disk_that_syncs_nothing),
    };
    return cmocka_run_group_tests_name("a keystore and the power", cases, NULL,
                                       NULL);
}
