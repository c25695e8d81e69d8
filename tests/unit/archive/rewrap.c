/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/rewrap.h"

#include "change_kit.h"
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PAGE        = MOHUR__PAGE_LEN,
    UNKNOWN_LEN = 8 + 5
};

/* A slot of a type that is reserved, one that means nothing. */
static const uint8_t unknown_slot[UNKNOWN_LEN] = {0, 33,  0,   0,   0,   0,  0,
                                                  5, 'h', 'e', 'l', 'l', 'o'};

static bool
contains(struct view where, const uint8_t *what, size_t len)
{
    return memmem(where.data, where.len, what, len) != NULL;
}

/* Nothing at all was changed. */
static void
check_same(const struct change *c, struct view want)
{
    struct view now = change_bytes(c);

    CHECK_BYTES(want, now);
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(c->t)));
}

/* ---- adding and removing ---- */

static void
d40_who_is_added_opens_what_was_forwarded(void **state)
{
    struct fixture *t           = *state;
    mohur_archive_result result = {0};
    struct change c;

    change_new(t, 2, &c);
    CHECK_STATUS(MOHUR_E_NO_KEY, change_open(&c, c.stranger, NULL));
    CHECK_OK(change_do(&c, c.stranger, NULL));
    CHECK_OK(change_open(&c, c.stranger, &result));
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_FORWARDED, result.trust);
    CHECK(!result.intended);
    CHECK_NUMBER(MOHUR_HEADER_CHANGED, result.header);
    CHECK_NUMBER(1, result.generation);
    CHECK_OK(change_open(&c, c.us, &result));
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_SIGNED, result.trust);
    change_free(&c);
}

static void
who_is_removed_has_no_key(void **state)
{
    struct fixture *t = *state;
    struct change c;

    change_new(t, 2, &c);
    CHECK_OK(change_do(&c, NULL, c.friend));
    CHECK_STATUS(MOHUR_E_NO_KEY, change_open(&c, c.friend, NULL));
    CHECK_OK(change_open(&c, c.us, NULL));
    change_free(&c);
}

static void
one_takes_the_place_of_the_other_by_the_public_part(void **state)
{
    struct fixture *t = *state;
    mohur_key *public = NULL;
    struct change c;

    change_new(t, 2, &c);
    public = kit_public(t->ctx, c.friend);
    CHECK_OK(change_do(&c, c.stranger, public));
    CHECK_STATUS(MOHUR_E_NO_KEY, change_open(&c, c.friend, NULL));
    CHECK_OK(change_open(&c, c.stranger, NULL));
    mohur_key_free(public);
    change_free(&c);
}

static void
who_is_removed_and_added_gets_a_new_slot(void **state)
{
    struct fixture *t = *state;
    struct change c;

    change_new(t, 2, &c);
    CHECK_OK(change_do(&c, c.friend, c.friend));
    CHECK_OK(change_open(&c, c.friend, NULL));
    change_free(&c);
}

static void
a_removed_slot_is_nowhere_in_the_file(void **state)
{
    struct fixture *t      = *state;
    struct mohur__slot s   = {.type = 0};
    struct mohur__cursor k = mohur__cursor_of(MOHUR__NOTHING);
    struct change c;

    change_new(t, 2, &c);
    k = mohur__cursor_of(mohur__bytes_of(c.sealed.data + 112, 4000));
    CHECK_OK(mohur__slot_parse(t->ctx, &k, &s));
    CHECK_OK(mohur__slot_parse(t->ctx, &k, &s));
    CHECK_NUMBER(MOHUR__SLOT_X25519, s.type);
    CHECK(contains(change_bytes(&c), s.wrap.data, s.wrap.len));
    CHECK_OK(change_do(&c, NULL, c.friend));
    CHECK(!contains(change_bytes(&c), s.wrap.data, s.wrap.len));
    CHECK(!contains(change_bytes(&c), s.hint.data, s.hint.len));
    change_free(&c);
}

static void
the_payload_stays_where_it_is(void **state)
{
    struct fixture *t  = *state;
    struct stat before = {0};
    struct stat after  = {0};
    struct view now    = {NULL, 0};
    struct change c;

    change_new(t, 2, &c);
    CHECK(stat(c.path, &before) == 0);
    CHECK_OK(change_do(&c, c.stranger, c.friend));
    CHECK(stat(c.path, &after) == 0);
    CHECK_NUMBER(before.st_ino, after.st_ino);
    now = change_bytes(&c);
    CHECK_NUMBER(c.sealed.len, now.len);
    CHECK(memcmp(c.sealed.data + 2 * PAGE, now.data + 2 * PAGE,
                 now.len - 2 * PAGE) == 0);
    CHECK(memcmp(now.data, now.data + PAGE, PAGE) == 0);
    change_free(&c);
}

static void
generations_are_counted(void **state)
{
    struct fixture *t = *state;
    struct change c;

    change_new(t, 2, &c);
    for (uint32_t i = 1; i <= 6; i++) {
        CHECK_OK(i % 2 == 1 ? change_do(&c, c.stranger, NULL)
                            : change_do(&c, NULL, c.stranger));
        CHECK_NUMBER(i, change_info(&c).generation);
    }
    CHECK_OK(change_open(&c, c.friend, NULL));
    change_free(&c);
}

static void
unknown_slots_and_ext_records_are_kept(void **state)
{
    struct fixture *t = *state;
    uint8_t ext[100];
    struct change_more more = {
        .slots = VIEW(unknown_slot), .n_slots = 1, .n_ext = 1};
    struct change c;

    change_new(t, 2, &c);
    more.ext = (struct view){ext, change_ext(&c, 7, ext)};
    change_forge_header(&c, &more);
    CHECK_OK(change_open(&c, c.us, NULL));
    CHECK_OK(change_do(&c, c.stranger, c.friend));
    CHECK(contains(change_bytes(&c), unknown_slot, UNKNOWN_LEN));
    CHECK(contains(change_bytes(&c), ext, more.ext.len));
    CHECK_NUMBER(1, change_info(&c).ext_len);
    CHECK_OK(change_open(&c, c.stranger, NULL));
    change_free(&c);
}

/* ---- one area, or a full one: a copy ---- */

static void
one_area_becomes_two_in_a_copy(void **state)
{
    struct fixture *t = *state;
    struct stat about = {0};
    struct view now   = {NULL, 0};
    struct change c;

    change_new(t, 1, &c);
    CHECK(chmod(c.path, 0640) == 0);
    CHECK_OK(change_do(&c, c.stranger, NULL));
    now = change_bytes(&c);
    CHECK_NUMBER(c.sealed.len + PAGE, now.len);
    CHECK(memcmp(c.sealed.data + PAGE, now.data + 2 * PAGE,
                 now.len - 2 * PAGE) == 0);
    CHECK_NUMBER(2, now.data[110]);
    CHECK(memcmp(now.data, now.data + PAGE, PAGE) == 0);
    CHECK(stat(c.path, &about) == 0);
    CHECK_NUMBER(0640, about.st_mode & 07777);
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
    CHECK_OK(change_open(&c, c.stranger, NULL));
    change_free(&c);
}

static void
b79_a_full_header_moves_to_a_larger_area(void **state)
{
    struct fixture *t = *state;
    mohur_key *many[40];
    mohur_archive_change_options o = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;
    uint64_t header                = 0;
    struct view now                = {NULL, 0};
    struct change c;

    change_new(t, 2, &c);
    for (size_t i = 0; i < 40; i++) {
        many[i] = kit_pair(t->ctx, MOHUR_ALG_X25519);
    }
    o.keys     = (const mohur_key *const *)&c.us;
    o.keys_len = 1;
    o.add      = (const mohur_key *const *)many;
    o.add_len  = 40;
    CHECK_OK(mohur_archive_recipients_change(t->ctx, &o, c.path));
    header = change_info(&c).header_len;
    CHECK(header > 2 * PAGE);
    now = change_bytes(&c);
    CHECK_NUMBER(c.sealed.len - 2 * PAGE, now.len - header);
    CHECK(memcmp(c.sealed.data + 2 * PAGE, now.data + header,
                 c.sealed.len - 2 * PAGE) == 0);
    CHECK_OK(change_open(&c, many[0], NULL));
    CHECK_OK(change_open(&c, many[39], NULL));
    CHECK_OK(change_open(&c, c.friend, NULL));
    for (size_t i = 0; i < 40; i++) {
        mohur_key_free(many[i]);
    }
    change_free(&c);
}

/* ---- what is refused, and changes nothing ---- */

static void
nobody_is_added_twice(void **state)
{
    struct fixture *t              = *state;
    mohur_archive_change_options o = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;
    const mohur_key *twice[2]      = {NULL, NULL};
    struct change c;

    change_new(t, 2, &c);
    CHECK_STATUS(MOHUR_E_ARGUMENT, change_do(&c, c.friend, NULL));
    CHECK_MESSAGE("can open it already");
    CHECK_STATUS(MOHUR_E_ARGUMENT, change_do(&c, c.us, c.friend));
    twice[0]   = c.stranger;
    twice[1]   = c.stranger;
    o.keys     = (const mohur_key *const *)&c.us;
    o.keys_len = 1;
    o.add      = twice;
    o.add_len  = 2;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_recipients_change(t->ctx, &o, c.path));
    check_same(&c, c.sealed);
    change_free(&c);
}

static void
the_last_one_cannot_be_removed(void **state)
{
    struct fixture *t = *state;
    struct view now   = {NULL, 0};
    struct change c;

    change_new(t, 2, &c);
    CHECK_OK(change_do(&c, NULL, c.friend));
    now = change_bytes(&c);
    CHECK_STATUS(MOHUR_E_ARGUMENT, change_do(&c, NULL, c.us));
    CHECK_MESSAGE("nobody could open it");
    check_same(&c, now);
    CHECK_OK(change_do(&c, c.stranger, c.us));
    CHECK_OK(change_open(&c, c.stranger, NULL));
    change_free(&c);
}

static void
who_is_not_there_cannot_be_removed(void **state)
{
    struct fixture *t = *state;
    mohur_key *newer  = NULL;
    struct change c;

    change_new(t, 2, &c);
    newer = kit_kek(t->ctx, 0x70, 2, 0x90);
    CHECK_STATUS(MOHUR_E_NO_KEY, change_do(&c, NULL, c.stranger));
    CHECK_STATUS(MOHUR_E_NO_KEY, change_do(&c, NULL, newer));
    CHECK_STATUS(MOHUR_E_NO_KEY, change_do(&c, c.another, c.stranger));
    check_same(&c, c.sealed);
    mohur_key_free(newer);
    change_free(&c);
}

static void
only_who_can_open_it_can_change_it(void **state)
{
    struct fixture *t              = *state;
    mohur_archive_change_options o = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;
    struct change c;

    change_new(t, 2, &c);
    o.add     = (const mohur_key *const *)&c.stranger;
    o.add_len = 1;
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 mohur_archive_recipients_change(t->ctx, &o, c.path));
    o.keys     = (const mohur_key *const *)&c.stranger;
    o.keys_len = 1;
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 mohur_archive_recipients_change(t->ctx, &o, c.path));
    check_same(&c, c.sealed);
    change_free(&c);
}

static void
what_was_asked_must_make_sense(void **state)
{
    struct fixture *t                 = *state;
    mohur_archive_change_options good = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;
    mohur_archive_change_options o    = good;
    struct change c;

    change_new(t, 2, &c);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_recipients_change(NULL, &o, c.path));
    CHECK_STATUS(MOHUR_E_ARGUMENT, change_do(&c, NULL, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, change_do(&c, c.signer, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, change_do(&c, NULL, c.signer));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_recipients_change(t->ctx, NULL, c.path));
    o.remove_passphrase = true;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_recipients_change(t->ctx, &o, NULL));
    o.remove_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_recipients_change(t->ctx, &o, c.path));
    o         = good;
    o.add_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_recipients_change(t->ctx, &o, c.path));
    check_same(&c, c.sealed);
    change_free(&c);
}

static void
d81_the_policy_of_the_sender_is_obeyed(void **state)
{
    static const struct {
        size_t offset; /* in the manifest */
        uint8_t bits;
    } policies[]      = {{18, 1}, {18, 2}, {19, 1}};
    struct fixture *t = *state;
    struct view now   = {NULL, 0};
    struct change c;

    change_new(t, 2, &c);
    for (size_t i = 0; i < 3; i++) {
        change_forge_manifest(&c, policies[i].offset, policies[i].bits);
        now = change_bytes(&c);
        CHECK_STATUS(MOHUR_E_POLICY, change_do(&c, c.stranger, NULL));
        check_same(&c, now);
        mohur_status removed = change_do(&c, NULL, c.friend);
        if (policies[i].offset == 18) {
            CHECK_NUMBER(MOHUR_E_POLICY, removed);
            check_same(&c, now);
        } else {
            CHECK_NUMBER(MOHUR_OK, removed);
        }
        fixture_write_file(c.path, c.sealed);
    }
    change_free(&c);
}

static void
who_else_holds_the_file_is_waited_for(void **state)
{
    struct fixture *t  = *state;
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd             = -1;
    struct change c;

    change_new(t, 2, &c);
    fd = open(c.path, O_RDWR | O_CLOEXEC);
    CHECK(fcntl(fd, F_OFD_SETLK, &whole) == 0);
    CHECK_STATUS(MOHUR_E_BUSY, change_do(&c, c.stranger, NULL));
    check_same(&c, c.sealed);
    close(fd);
    CHECK_OK(change_do(&c, c.stranger, NULL));
    change_free(&c);
}

static void
only_a_plain_file_is_changed(void **state)
{
    struct fixture *t = *state;
    struct change c;
    struct change link;

    change_new(t, 2, &c);
    link      = c;
    link.path = fixture_path(t, "link");
    CHECK(symlink(c.path, link.path) == 0);
    CHECK_STATUS(MOHUR_E_IO, change_do(&link, c.stranger, NULL));
    CHECK(unlink(link.path) == 0);
    CHECK(mkfifo(link.path, 0600) == 0);
    CHECK_STATUS(MOHUR_E_IO, change_do(&link, c.stranger, NULL));
    CHECK(unlink(link.path) == 0);
    CHECK_STATUS(MOHUR_E_IO, change_do(&link, c.stranger, NULL));
    check_same(&c, c.sealed);
    change_free(&c);
}

/* ---- passphrases ---- */

static void
a_passphrase_comes_and_goes(void **state)
{
    struct fixture *t              = *state;
    mohur_archive_change_options o = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;
    mohur_archive_change_options p = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;
    struct change c;

    change_new(t, 2, &c);
    o.keys               = (const mohur_key *const *)&c.us;
    o.keys_len           = 1;
    o.add_passphrase     = "open sesame";
    o.add_passphrase_len = 11;
    o.passphrase_m_kib   = 65536;
    CHECK_OK(mohur_archive_recipients_change(t->ctx, &o, c.path));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_recipients_change(t->ctx, &o, c.path));
    p.passphrase        = "open barley!";
    p.passphrase_len    = 12;
    p.remove_passphrase = true;
    CHECK_STATUS(MOHUR_E_PASSPHRASE,
                 mohur_archive_recipients_change(t->ctx, &p, c.path));
    p.passphrase     = "open sesame";
    p.passphrase_len = 11;
    CHECK_OK(mohur_archive_recipients_change(t->ctx, &p, c.path));
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 mohur_archive_recipients_change(t->ctx, &p, c.path));
    CHECK_NUMBER(2, change_info(&c).generation);
    change_free(&c);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(d40_who_is_added_opens_what_was_forwarded),
        CASE(who_is_removed_has_no_key),
        CASE(one_takes_the_place_of_the_other_by_the_public_part),
        CASE(who_is_removed_and_added_gets_a_new_slot),
        CASE(a_removed_slot_is_nowhere_in_the_file),
        CASE(the_payload_stays_where_it_is),
        CASE(generations_are_counted),
        CASE(unknown_slots_and_ext_records_are_kept),
        CASE(one_area_becomes_two_in_a_copy),
        CASE(b79_a_full_header_moves_to_a_larger_area),
        CASE(nobody_is_added_twice),
        CASE(the_last_one_cannot_be_removed),
        CASE(who_is_not_there_cannot_be_removed),
        CASE(only_who_can_open_it_can_change_it),
        CASE(what_was_asked_must_make_sense),
        CASE(d81_the_policy_of_the_sender_is_obeyed),
        CASE(who_else_holds_the_file_is_waited_for),
        CASE(only_a_plain_file_is_changed),
        CASE(a_passphrase_comes_and_goes),
    };
    return cmocka_run_group_tests_name("recipients after sealing", cases, NULL,
                                       NULL);
}
