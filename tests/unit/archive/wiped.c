/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/schedule.h"
#include "archive/slot.h"
#include "archive/slot_secret.h"
#include "base/ct.h"
#include "base/secret.h"
#include "check.h"
#include "keystore/key.h"
#include "seal_kit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Attack 70: when an archive was sealed and opened again and all was released,
 * no key of it is anywhere in the memory of the process, stacks and freed
 * blocks included.  What to look for comes from a child that does the same,
 * and is kept masked here, or it would be found where it is kept.
 */
enum {
    MASK      = 0xA5,
    KEY_LEN   = 32,
    DRAWS     = 1024,
    BLOCK_LEN = 1 << 16,
    /* Larger mappings are a sanitizer's. */
    MAPPING_MAX = 1 << 27
};

enum key {
    FILE_KEY,
    EXTRACTED,
    PAYLOAD_KEY,
    MAC_KEY,
    SLOT_KEY,
    KEK,
    KEYS
};

static const char *const names[KEYS] = {"FK",   "PRK", "Kpay",
                                        "Khdr", "wk",  "KEK"};

/* Every draw, masked, and how many bytes were drawn. */
static uint8_t draws[DRAWS];
static size_t drawn;

static int32_t
draw(void *user, uint8_t *out, size_t len)
{
    (void)user;
    for (size_t i = 0; i < len; i++) {
        out[i] = draws[drawn++ % DRAWS] ^ MASK;
    }
    return 0;
}

static void
fill_draws(void)
{
    uint32_t x = 12345;

    for (size_t i = 0; i < DRAWS; i++) {
        x        = x * 1664525U + 1013904223U;
        draws[i] = (uint8_t)(x >> 24);
    }
}

/* A wrapping key of drawn bytes: the last ones of all. */
static mohur_key *
make_kek(mohur_ctx *ctx)
{
    uint8_t bytes[KEY_LEN];
    mohur_key *key                = NULL;
    struct mohur__key_parts parts = {
        .purpose = MOHUR_PURPOSE_WRAP,
        .alg     = MOHUR_ALG_AES_256_WRAP,
        .state   = MOHUR_KEY_ACTIVE,
        .version = 1,
    };

    for (size_t i = 0; i < KEY_LEN; i++) {
        bytes[i] = draws[DRAWS - KEY_LEN + i] ^ MASK;
    }
    memset(parts.ring_id, 7, sizeof parts.ring_id);
    parts.secret = MOHUR__BYTES(bytes);
    assert_int_equal(MOHUR_OK, mohur__key_new(ctx, &parts, &key));
    mohur__wipe(bytes, sizeof bytes);
    return key;
}

static mohur_ctx *
make_ctx(struct fixture *t)
{
    mohur_sys sys             = fixture_sys(t);
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx            = NULL;

    sys.random  = draw;
    options.sys = &sys;
    drawn       = 0;
    CHECK_OK(mohur_ctx_new(&options, &ctx));
    return ctx;
}

/* ---- what is looked for ---- */

/* Where the one slot ends that is sealed here: its keys come from what stands
 * before the last 80 bytes. */
enum {
    SLOT_OFF = MOHUR__HEADER_FIXED_LEN,
    SLOT_LEN = 8 + MOHUR__HINT_LEN + 116,
    CONTEXT  = SLOT_LEN - MOHUR__SLOT_CHECK_LEN - MOHUR__SLOT_WRAP_LEN
};

static mohur_sink *
seal(mohur_ctx *ctx, mohur_key *kek)
{
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    const struct kit_entry entry  = {"large", (1 << 20) + 777, 0};
    mohur_sink *sink              = NULL;

    options.recipients     = (const mohur_key *const *)&kek;
    options.recipients_len = 1;
    assert_int_equal(MOHUR_OK, mohur_sink_new_memory(ctx, 1 << 22, &sink));
    assert_int_equal(
        MOHUR_OK,
        kit_seal(ctx, &(struct kit_archive){&options, &entry, 1, 0}, sink));
    return sink;
}

static void
put_masked(int to, mohur__bytes key)
{
    uint8_t masked[KEY_LEN];

    for (size_t i = 0; i < KEY_LEN; i++) {
        masked[i] = key.data[i] ^ MASK;
    }
    if (write(to, masked, KEY_LEN) != KEY_LEN) {
        _exit(1);
    }
}

/* The child: the same archive, and all keys of it. */
static void
tell_keys(struct fixture *t, int to)
{
    mohur_ctx *ctx           = make_ctx(t);
    mohur_key *kek           = make_kek(ctx);
    mohur_sink *sink         = seal(ctx, kek);
    struct mohur__schedule s = {.n0 = {0}};
    struct mohur__slot_keys slot;
    uint8_t file_key[KEY_LEN];
    size_t len         = 0;
    const uint8_t *all = mohur_sink_memory(sink, &len);
    mohur__bytes imm   = mohur__bytes_of(all, MOHUR__IMM_LEN);

    drawn = 0;
    draw(NULL, file_key, KEY_LEN);
    if (mohur__schedule_init(ctx, imm, MOHUR__BYTES(file_key), &s) !=
            MOHUR_OK ||
        memcmp(s.commitment, all + MOHUR__IMM_LEN, sizeof s.commitment) != 0 ||
        mohur__slot_keys_derive(ctx, imm, mohur__key_secret(kek),
                                mohur__bytes_of(all + SLOT_OFF, CONTEXT),
                                &slot) != MOHUR_OK ||
        memcmp(mohur__slot_wc(&slot).data, all + SLOT_OFF + CONTEXT,
               MOHUR__SLOT_CHECK_LEN) != 0) {
        _exit(1);
    }
    put_masked(to, MOHUR__BYTES(file_key));
    put_masked(to, mohur__secret_bytes(s.prk));
    put_masked(to, mohur__secret_bytes(s.payload_key));
    put_masked(to, mohur__secret_bytes(s.header_key));
    put_masked(to, MOHUR__BYTES(slot.both));
    put_masked(to, mohur__key_secret(kek));
    _exit(0);
}

static void
ask_keys(struct fixture *t, uint8_t masked[KEYS][KEY_LEN])
{
    int ends[2] = {-1, -1};
    int status  = 0;
    pid_t child = 0;

    CHECK(pipe(ends) == 0);
    fflush(NULL);
    child = fork();
    if (child == 0) {
        tell_keys(t, ends[1]);
    }
    close(ends[1]);
    for (size_t i = 0; i < KEYS; i++) {
        CHECK_NUMBER(KEY_LEN, read(ends[0], masked[i], KEY_LEN));
    }
    close(ends[0]);
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* ---- looking ---- */

static bool
is_at(const uint8_t *at, const uint8_t *masked)
{
    for (size_t i = 0; i < KEY_LEN; i++) {
        if ((at[i] ^ MASK) != masked[i]) {
            return false;
        }
    }
    return true;
}

/* Complain of each key that begins here. */
static size_t
look_at(const uint8_t *at, unsigned long address, uint8_t masked[KEYS][KEY_LEN])
{
    size_t found = 0;

    for (size_t k = 0; k < KEYS; k++) {
        if (is_at(at, masked[k])) {
            printf("%s is at %#lx\n", names[k], address);
            found++;
        }
    }
    return found;
}

/* How many bytes of this memory could be read. */
static size_t
scan(int memory,
     unsigned long from,
     unsigned long to,
     uint8_t masked[KEYS][KEY_LEN],
     size_t *found)
{
    static uint8_t block[BLOCK_LEN];
    bool may_begin[256] = {false};
    size_t seen         = 0;

    for (size_t k = 0; k < KEYS; k++) {
        may_begin[masked[k][0] ^ MASK] = true;
    }
    for (unsigned long at = from; at < to; at += BLOCK_LEN - KEY_LEN) {
        ssize_t n = pread(memory, block, BLOCK_LEN, (off_t)at);

        for (ssize_t i = 0; i + KEY_LEN <= n; i++) {
            if (may_begin[block[i]]) {
                *found += look_at(block + i, at + (size_t)i, masked);
            }
        }
        seen += n > 0 ? (size_t)n : 0;
    }
    memset(block, 0, sizeof block);
    return seen;
}

/* Everything that this process can write to. */
static size_t
scan_all(uint8_t masked[KEYS][KEY_LEN], size_t *found)
{
    FILE *maps  = fopen("/proc/self/maps", "r");
    int memory  = open("/proc/self/mem", O_RDONLY);
    size_t seen = 0;
    char line[512];

    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        unsigned long from = 0;
        unsigned long to   = 0;
        char rights[5]     = "";

        if (sscanf(line, "%lx-%lx %4s", &from, &to, rights) == 3 &&
            rights[0] == 'r' && rights[1] == 'w' && to - from <= MAPPING_MAX) {
            seen += scan(memory, from, to, masked, found);
        }
    }
    if (maps != NULL) {
        fclose(maps);
    }
    close(memory);
    return seen;
}

/* The second half of the work: open it again, and read everything. */
static void
open_again(struct fixture *t, mohur_ctx *ctx, mohur_key *kek, mohur_sink *sink)
{
    mohur_archive_open_options options = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    const mohur_archive_entry *entry   = NULL;
    mohur_archive_reader *r            = NULL;
    mohur_source *source               = NULL;
    size_t len                         = 0;
    const uint8_t *all                 = mohur_sink_memory(sink, &len);
    static uint8_t room[1 << 16];
    mohur_status st;

    options.keys     = (const mohur_key *const *)&kek;
    options.keys_len = 1;
    CHECK_OK(mohur_source_new_memory(ctx, all, len, &source));
    CHECK_OK(mohur_archive_reader_open_unsigned(ctx, &options, source, &r));
    CHECK_OK(mohur_archive_reader_next(r, &entry));
    do {
        st = mohur_archive_reader_read(r, room, sizeof room, &len);
    } while (st == MOHUR_OK);
    assert_int_equal(MOHUR_END, st);
    mohur_archive_reader_free(r);
    mohur_source_free(source);
}

static void
no_key_is_left_in_memory_when_all_is_released(void **state)
{
    struct fixture *t = *state;
    uint8_t masked[KEYS][KEY_LEN];
    size_t found     = 0;
    mohur_ctx *ctx   = NULL;
    mohur_key *kek   = NULL;
    mohur_sink *sink = NULL;

    fill_draws();
    ask_keys(t, masked);
    ctx  = make_ctx(t);
    kek  = make_kek(ctx);
    sink = seal(ctx, kek);
    open_again(t, ctx, kek, sink);
    mohur_sink_free(sink);
    /* The key is still there, or looking would prove nothing. */
    CHECK(scan_all(masked, &found) > 1 << 16);
    CHECK(found > 0);
    found = 0;
    mohur_key_free(kek);
    mohur_ctx_free(ctx);
    (void)scan_all(masked, &found);
    CHECK_NUMBER(0, found);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(no_key_is_left_in_memory_when_all_is_released),
    };

    return cmocka_run_group_tests_name("keys of an archive", cases, NULL, NULL);
}
