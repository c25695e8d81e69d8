/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/mohur.h>

#include <stdio.h>
#include <string.h>

/*
 * Five custodians get a share each of what opens a keystore; three of them
 * open it when its passphrase is lost, give it a new one, and rotate a key.
 * Two of them do not.  Give a folder to work in: custodians FOLDER.
 */

enum {
    NEEDED   = 3,
    COUNT    = 5,
    WORDS    = 512,
    COST_KIB = 64 * 1024 /* an example's: the default is four times that */
};

static mohur_ctx *ctx;
static char path[512];
static char letters[COUNT][WORDS]; /* what is printed for each custodian */

static bool
failed(const char *what, mohur_status st)
{
    if (st != MOHUR_OK) {
        fprintf(stderr, "%s: %s: %s\n", what, mohur_status_name(st),
                mohur_ctx_message(ctx));
    }
    return st != MOHUR_OK;
}

/* The shares exist in this list alone, until each is given to its owner. */
static mohur_status
share_out(mohur_keystore *store)
{
    mohur_slot_options slot    = MOHUR_SLOT_OPTIONS_INIT;
    mohur_share_options shares = MOHUR_SHARE_OPTIONS_INIT;
    mohur_share_group people   = {NEEDED, COUNT};
    mohur_share_list *list     = NULL;
    uint8_t id[MOHUR_SLOT_ID_LEN];
    mohur_status st;

    shares.groups   = &people;
    slot.type       = MOHUR_SLOT_SHARES;
    slot.label      = "custodians";
    slot.recovery   = true;
    slot.shares     = &shares;
    slot.out_shares = &list;
    st              = mohur_keystore_slot_add(store, &slot, id);
    for (size_t i = 0; i < mohur_share_list_len(list); i++) {
        snprintf(letters[i], WORDS, "%s", mohur_share_list_at(list, i));
    }
    mohur_share_list_free(list);
    return st;
}

static mohur_status
make_store(void)
{
    mohur_keystore_options options = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_key_options key          = MOHUR_KEY_OPTIONS_INIT;
    mohur_keystore *store          = NULL;
    mohur_key *made                = NULL;
    mohur_status st;

    options.path           = path;
    options.passphrase     = "will be lost";
    options.passphrase_len = strlen(options.passphrase);
    options.m_kib          = COST_KIB;
    key.name               = "archive";
    key.name_len           = strlen(key.name);
    key.purpose            = MOHUR_PURPOSE_SEAL;

    st = mohur_keystore_create(ctx, &options, &store);
    if (st == MOHUR_OK) {
        st = mohur_keystore_key_new(store, &key, &made);
    }
    if (st == MOHUR_OK) {
        st = share_out(store);
    }
    mohur_key_free(made);
    mohur_keystore_free(store);
    return st;
}

/* Open the store with the letters of the first custodians, and of the last. */
static mohur_status
gather(mohur_keystore *store, size_t count)
{
    mohur_unlock how           = MOHUR_UNLOCK_INIT;
    const char *shares[NEEDED] = {letters[4], letters[0], letters[2]};

    how.type       = MOHUR_SLOT_SHARES;
    how.shares     = shares;
    how.shares_len = count;
    return mohur_keystore_unlock_with(store, &how);
}

static mohur_status
new_passphrase(mohur_keystore *store)
{
    mohur_slot_options slot = MOHUR_SLOT_OPTIONS_INIT;
    uint8_t id[MOHUR_SLOT_ID_LEN];

    slot.label          = "after recovery";
    slot.passphrase     = "and found again";
    slot.passphrase_len = strlen(slot.passphrase);
    slot.m_kib          = COST_KIB;
    return mohur_keystore_slot_add(store, &slot, id);
}

static bool
recover(void)
{
    mohur_keystore_options options = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_keystore *store          = NULL;
    uint32_t version               = 0;
    bool ok;

    options.path = path;
    ok           = !failed("open", mohur_keystore_open(ctx, &options, &store));
    if (ok && gather(store, NEEDED - 1) != MOHUR_E_PASSPHRASE) {
        fprintf(stderr, "two of five should not open it\n");
        ok = false;
    }
    ok = ok && !failed("shares", gather(store, NEEDED)) &&
         !failed("passphrase", new_passphrase(store)) &&
         !failed("rotate",
                 mohur_keystore_rotate(store, "archive", 7, 0, &version));
    if (ok) {
        printf("3 of 5 opened it; the key archive has version %u\n",
               (unsigned)version);
    }
    mohur_keystore_free(store);
    return ok;
}

int
main(int argc, char **argv)
{
    bool ok;

    if (argc != 2 || mohur_ctx_new(NULL, &ctx) != MOHUR_OK) {
        fprintf(stderr, "usage: custodians FOLDER\n");
        return 2;
    }
    snprintf(path, sizeof path, "%s/keys", argv[1]);
    ok = !failed("make", make_store()) && recover();
    memset(letters, 0, sizeof letters);
    mohur_ctx_free(ctx);
    return ok ? 0 : 1;
}
