/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/document.h>

#include "check.h"
#include "keystore/key.h"
#include "measured.h"
#include "pki.h"
#include "scene.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A document of any size is signed and verified, beside its signature and
 * inside of it, in 8 MiB of memory: so much is resident beyond what the process
 * has, and so much has no file behind it in all.  Shared libraries are neither:
 * their pages belong to whoever maps them too.  Where MOHUR_PEAK_KIB is set,
 * all that is resident is no more than that.  The document is a function that
 * gives zeros, and the signed message with the document inside is kept as its
 * two ends, with zeros in between: so no disk is needed.  It has 32 MiB; 2 GiB
 * with MOHUR_FULL; 20 GiB with MOHUR_HUGE as well.
 */
enum {
    GROWTH_MAX_KIB = 8 * 1024,
    OWN_MAX_KIB    = 8 * 1024,
    LOOK_MIB       = 8, /* how often to look at it */
    QUICK_MIB      = 32,
    FULL_MIB       = 2 * 1024,
    HUGE_MIB       = 20 * 1024,
    HEAD_CAP       = 4096,
    TAIL_CAP       = 8192
};

/* A message: zeros, but for its ends. */
struct message {
    uint64_t len;
    uint8_t head[HEAD_CAP];
    uint8_t tail[TAIL_CAP]; /* the last bytes, up to len */
};

struct desk {
    struct fixture *t;
    struct pki_key pair;
    mohur__bytes cert;
    mohur_key *key;
    mohur_trust *trust;
    uint64_t len;    /* of the document */
    uint64_t looked; /* at which piece of it memory was looked at last */
    long own_kib;    /* the most memory without a file, while it was read */
    struct message message;
};

static uint64_t
document_len(void)
{
    const char *huge = getenv("MOHUR_HUGE");
    uint64_t mib     = QUICK_MIB;

    if (scene_is_full() && MEMORY_IS_MEASURED) {
        mib = huge != NULL && huge[0] == '1' ? HUGE_MIB : FULL_MIB;
    }
    return mib << 20;
}

/* ---- memory ---- */

/* A line of what the system says of this process, in KiB; 0 if not said. */
static long
kib_of(const char *what)
{
    FILE *f  = fopen("/proc/self/status", "r");
    long kib = 0;
    char line[256];

    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        if (strncmp(line, what, strlen(what)) == 0) {
            kib = strtol(line + strlen(what), NULL, 10);
        }
    }
    if (f != NULL) {
        fclose(f);
    }
    return kib;
}

/* Look at the memory without a file now and then, as the document passes. */
static void
look(struct desk *d, uint64_t offset)
{
    uint64_t piece = offset / (LOOK_MIB << 20) + 1;

    if (piece != d->looked) {
        long now = kib_of("RssAnon:");

        d->looked  = piece;
        d->own_kib = now > d->own_kib ? now : d->own_kib;
    }
}

/* Begin anew with the high-water mark, where that is allowed. */
static long
mark(struct desk *d)
{
    FILE *f = fopen("/proc/self/clear_refs", "w");

    if (f != NULL) {
        fputs("5", f);
        fclose(f);
    }
    d->looked  = 0;
    d->own_kib = 0;
    return kib_of("VmRSS:");
}

static void
check_memory(const char *what, const struct desk *d, long before)
{
    const char *max = getenv("MOHUR_PEAK_KIB");
    long peak       = kib_of("VmHWM:");

    printf("%s: %ld KiB more than before; %ld KiB without a file, and the most "
           "that was resident is %ld KiB%s\n",
           what, peak - before, d->own_kib, peak,
           MEMORY_IS_MEASURED ? "" : " (sanitized: not compared)");
    if (MEMORY_IS_MEASURED) {
        CHECK(d->own_kib > 0);
        CHECK(peak - before <= GROWTH_MAX_KIB);
        CHECK(d->own_kib <= OWN_MAX_KIB);
        CHECK(max == NULL || peak <= strtol(max, NULL, 10));
    }
}

/* ---- sources and sinks ---- */

static int32_t
give_zeros(
    void *user, uint64_t offset, uint8_t *out, size_t out_cap, size_t *out_len)
{
    struct desk *d = user;
    uint64_t left  = d->len - offset;

    look(d, offset);
    *out_len = left < out_cap ? (size_t)left : out_cap;
    memset(out, 0, *out_len);
    return 0;
}

static mohur_source *
document(struct desk *d)
{
    struct fixture *t                = d->t;
    mohur_source_callbacks callbacks = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_source *source             = NULL;

    callbacks.user    = d;
    callbacks.read_at = give_zeros;
    callbacks.len     = d->len;
    CHECK_OK(mohur_source_new_callback(t->ctx, &callbacks, &source));
    return source;
}

/* Keep the ends.  What is between them is not looked at here: verifying hashes
 * zeros in its place. */
static int32_t
take_ends(void *user, const uint8_t *data, size_t data_len)
{
    struct message *m = user;
    size_t keep       = data_len < TAIL_CAP ? data_len : TAIL_CAP;

    for (size_t i = 0; i < data_len && m->len + i < HEAD_CAP; i++) {
        m->head[m->len + i] = data[i];
    }
    memmove(m->tail, m->tail + keep, TAIL_CAP - keep);
    memcpy(m->tail + TAIL_CAP - keep, data + data_len - keep, keep);
    m->len += data_len;
    return 0;
}

static int32_t
give_message(
    void *user, uint64_t offset, uint8_t *out, size_t out_cap, size_t *out_len)
{
    struct desk *d          = user;
    const struct message *m = &d->message;
    uint64_t left           = m->len - offset;
    uint64_t tail_at        = m->len - TAIL_CAP;

    look(d, offset);
    *out_len = left < out_cap ? (size_t)left : out_cap;
    memset(out, 0, *out_len);
    for (size_t i = 0; i < *out_len && offset + i < HEAD_CAP; i++) {
        out[i] = m->head[offset + i];
    }
    for (size_t i = *out_len; i > 0 && offset + i - 1 >= tail_at; i--) {
        out[i - 1] = m->tail[offset + i - 1 - tail_at];
    }
    return 0;
}

/* ---- the work ---- */

static void
desk_init(struct desk *d, struct fixture *t)
{
    struct pki_plan plan = PKI_PLAN_SIGNER;

    d->t         = t;
    d->pair      = pki_key(t, MOHUR_ALG_ECDSA_P256, 5);
    plan.subject = plan.issuer = "Aysel";
    plan.key = plan.signer       = &d->pair;
    d->cert                      = pki_cert(t, &plan);
    struct mohur__key_parts mine = {.purpose    = MOHUR_PURPOSE_SIGN,
                                    .alg        = MOHUR_ALG_ECDSA_P256,
                                    .state      = MOHUR_KEY_ACTIVE,
                                    .public_key = pki_public(&d->pair),
                                    .secret     = pki_secret(&d->pair)};

    CHECK_OK(mohur__key_new(t->ctx, &mine, &d->key));
    CHECK_OK(mohur_trust_new(t->ctx, &d->trust));
    CHECK_OK(mohur_trust_add(t->ctx, d->trust, MOHUR_TRUST_SIGN, d->cert.data,
                             d->cert.len));
}

static void
desk_free(struct desk *d)
{
    mohur_trust_free(d->trust);
    mohur_key_free(d->key);
}

static void
sign(struct desk *d, bool attached)
{
    struct fixture *t              = d->t;
    mohur_sign_options options     = MOHUR_SIGN_OPTIONS_INIT;
    mohur_sink_callbacks callbacks = MOHUR_SINK_CALLBACKS_INIT;
    mohur_sink *sink               = NULL;

    memset(&d->message, 0, sizeof d->message);
    callbacks.user  = &d->message;
    callbacks.write = take_ends;
    CHECK_OK(mohur_sink_new_callback(t->ctx, &callbacks, &sink));
    options.content  = document(d);
    options.cert     = d->cert.data;
    options.cert_len = d->cert.len;
    options.attached = attached;
    CHECK_OK(mohur_document_sign(t->ctx, d->key, &options, sink));
    mohur_source_free(options.content);
    mohur_sink_free(sink);
}

static void
verify(struct desk *d, bool attached)
{
    struct fixture *t                = d->t;
    mohur_verify_options options     = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_source_callbacks callbacks = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_report *report             = NULL;
    size_t skip                      = TAIL_CAP - (size_t)d->message.len;

    callbacks.user    = d;
    callbacks.read_at = give_message;
    callbacks.len     = d->message.len;
    if (attached) {
        CHECK_OK(mohur_source_new_callback(t->ctx, &callbacks, &options.file));
    } else {
        CHECK(d->message.len <= TAIL_CAP);
        options.file = fixture_source(
            t, (struct view){d->message.tail + skip, TAIL_CAP - skip});
        options.content = document(d);
    }
    options.trust = d->trust;
    CHECK_OK(mohur_document_verify(t->ctx, &options, &report));
    CHECK(mohur_report_is_accepted(report));
    CHECK_NUMBER(attached, mohur_report_attached(report));
    mohur_report_free(report);
    mohur_source_free(options.file);
    mohur_source_free(options.content);
}

static void
check_small(struct fixture *t, bool attached)
{
    static struct desk d;
    long before = 0;

    memset(&d, 0, sizeof d);
    desk_init(&d, t);
    d.len = 1 << 20; /* so that all that is needed once is there */
    sign(&d, attached);
    verify(&d, attached);
    d.len  = document_len();
    before = mark(&d);
    sign(&d, attached);
    check_memory("signing", &d, before);
    before = mark(&d);
    verify(&d, attached);
    check_memory("verifying", &d, before);
    desk_free(&d);
}

static void
stays_small_beside_its_signature(void **state)
{
    check_small(*state, false);
}

static void
stays_small_inside_of_its_signature(void **state)
{
    check_small(*state, true);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(stays_small_beside_its_signature),
        CASE(stays_small_inside_of_its_signature),
    };
    return cmocka_run_group_tests_name("the memory that a large document needs",
                                       cases, NULL, NULL);
}
