/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"
#include "check.h"
#include "measured.h"
#include "shelf.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Attack 68: an archive, genuine in all its lengths, that claims a directory
 * of up to 1 GiB for a million entries, is refused within little memory,
 * which the system enforces.  The archive is a function: what is between its
 * first chunk and its last one is zeros.
 */
enum {
    MIB        = 1 << 20,
    ROOM       = 64 * MIB, /* beside what the process has */
    ENTRIES    = 1000000,
    COUNT_OFF  = 48, /* in a manifest */
    TAIL_CAP   = 2048,
    SEALED_LEN = MOHUR__CHUNK_SEALED_LEN
};

struct claim {
    const struct shelf *s;
    uint64_t payload_off;
    uint64_t chunks; /* before the last one */
    uint8_t first[SEALED_LEN];
    uint8_t last[TAIL_CAP];
    size_t last_len;
};

/* The bytes of one part that lie in [offset, offset + len). */
static void
give_part(uint64_t begin,
          const uint8_t *part,
          size_t part_len,
          uint64_t offset,
          uint8_t *out,
          size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (offset + i >= begin && offset + i - begin < part_len) {
            out[i] = part[offset + i - begin];
        }
    }
}

static int32_t
give(void *user, uint64_t offset, uint8_t *out, size_t out_cap, size_t *out_len)
{
    const struct claim *c = user;
    uint64_t payload      = c->payload_off;

    memset(out, 0, out_cap);
    give_part(0, c->s->data, (size_t)payload, offset, out, out_cap);
    give_part(payload, c->first, sizeof c->first, offset, out, out_cap);
    give_part(payload + c->chunks * SEALED_LEN, c->last, c->last_len, offset,
              out, out_cap);
    *out_len = out_cap;
    return 0;
}

static void
seal_chunk(const struct shelf *s,
           uint64_t index,
           struct view plain,
           uint8_t *to)
{
    const struct mohur__stream *stream = &s->reader->stream;

    if (mohur__chunk_seal(
            stream->aead, stream->schedule->n0, index,
            mohur__bytes_of(plain.data, plain.len),
            mohur__span_of(to, plain.len + MOHUR__CHUNK_TAG_LEN)) != MOHUR_OK) {
        fail_msg("a chunk does not close");
    }
}

static uint8_t *
put_head(uint8_t *at, enum mohur__record_type type, uint64_t len)
{
    mohur__record_emit(type, len, mohur__span_of(at, MOHUR__RECORD_HEAD_LEN));
    return at + MOHUR__RECORD_HEAD_LEN;
}

/* Everything behind the directory, in the last chunk. */
static void
make_tail(struct claim *c, uint64_t dir_len)
{
    const mohur_archive_reader *r = c->s->reader;
    size_t man_len                = (size_t)r->trailer.man_len;
    uint8_t plain[TAIL_CAP];
    uint8_t *at             = put_head(plain, MOHUR__RECORD_MANIFEST, man_len);
    struct mohur__trailer t = {.dir_len = dir_len, .man_len = man_len};

    memcpy(at, r->manifest_body, man_len);
    mohur__store64(at + COUNT_OFF, ENTRIES);
    at           = put_head(at + man_len, MOHUR__RECORD_SIGNATURES, 0);
    at           = put_head(at, MOHUR__RECORD_PAD, 0);
    t.stream_len = c->chunks * MOHUR__CHUNK_LEN + (size_t)(at - plain) +
                   MOHUR__TRAILER_RECORD_LEN;
    mohur__trailer_emit(&t, mohur__span_of(at, MOHUR__TRAILER_RECORD_LEN));
    at += MOHUR__TRAILER_RECORD_LEN;
    seal_chunk(c->s, c->chunks, (struct view){plain, (size_t)(at - plain)},
               c->last);
    c->last_len = (size_t)(at - plain) + MOHUR__CHUNK_TAG_LEN;
}

/* A directory that fills so many chunks. */
static void
claim_make(const struct shelf *s, uint64_t chunks, struct claim *out)
{
    uint8_t plain[MOHUR__CHUNK_LEN] = {0};
    uint64_t dir_len = chunks * MOHUR__CHUNK_LEN - MOHUR__RECORD_HEAD_LEN;

    *out = (struct claim){
        .s = s, .payload_off = s->reader->stream.payload_off, .chunks = chunks};
    put_head(plain, MOHUR__RECORD_DIRECTORY, dir_len);
    seal_chunk(s, 0, VIEW(plain), out->first);
    make_tail(out, dir_len);
}

/* ---- within the limit, in a child ---- */

static mohur_status
open_claim(const struct shelf *s, struct claim *c, uint64_t max_directory)
{
    mohur_source_callbacks calls       = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_archive_open_options options = s->options;
    mohur_archive_reader *r            = NULL;
    mohur_source *source               = NULL;
    mohur_status st                    = MOHUR_OK;

    calls.user    = c;
    calls.read_at = give;
    calls.len     = c->payload_off + c->chunks * SEALED_LEN + c->last_len;
    options.max_directory = max_directory;
    st = mohur_source_new_callback(s->t->ctx, &calls, &source);
    if (st == MOHUR_OK) {
        st =
            mohur_archive_reader_open_unsigned(s->t->ctx, &options, source, &r);
    }
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    return st;
}

/* What the process has mapped now. */
static size_t
mapped(void)
{
    FILE *f                  = fopen("/proc/self/statm", "r");
    unsigned long long pages = 0;

    if (f == NULL || fscanf(f, "%llu", &pages) != 1) {
        _exit(98);
    }
    fclose(f);
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* In the child, whose keys are not its parent's: 0 if it is as it should. */
static int
try_claim(struct fixture *t,
          uint64_t chunks,
          uint64_t max_directory,
          mohur_status want)
{
    static struct claim c;
    struct shelf s;
    mohur_status st = MOHUR_OK;

    t->ctx = fixture_ctx(t, 1);
    shelf_fill_unsigned(t, NULL, 0, &s);
    if (shelf_open(&s) != MOHUR_OK) {
        return 96;
    }
    claim_make(&s, chunks, &c);
    if (MEMORY_IS_MEASURED) {
        struct rlimit limit = {mapped() + ROOM, mapped() + ROOM};
        if (setrlimit(RLIMIT_AS, &limit) != 0) {
            return 97;
        }
    }
    st = open_claim(&s, &c, max_directory);
    if (st != want) {
        fprintf(stderr, "%s: %s\n", mohur_status_name(st),
                mohur_ctx_message(t->ctx));
    }
    return st == want ? 0 : 1;
}

static void
check_claim(struct fixture *t,
            uint64_t chunks,
            uint64_t max_directory,
            mohur_status want)
{
    int status  = 0;
    pid_t child = 0;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        _exit(try_claim(t, chunks, max_directory, want));
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK_NUMBER(0, WEXITSTATUS(status));
}

static void
of_1_gib_is_beyond_the_limit(void **state)
{
    check_claim(*state, 16384, 0, MOHUR_E_LIMIT);
}

static void
of_256_mib_is_refused_where_it_is_not_genuine(void **state)
{
    check_claim(*state, 4096, 0, MOHUR_E_AUTH);
}

static void
of_1_gib_that_a_caller_allows_is_too(void **state)
{
    check_claim(*state, 16384, UINT64_C(1) << 30, MOHUR_E_AUTH);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(of_1_gib_is_beyond_the_limit),
        CASE(of_256_mib_is_refused_where_it_is_not_genuine),
        CASE(of_1_gib_that_a_caller_allows_is_too),
    };

    return cmocka_run_group_tests_name("a claim", cases, NULL, NULL);
}
