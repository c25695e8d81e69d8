/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_CLI_H
#define MOHUR_SRC_CLI_CLI_H

#include <mohur/mohur.h>

#include <jansson.h>

/*
 * The command: what was asked, and what every verb needs to answer.  A verb
 * is a function that returns an exit code; it reports before it returns.
 */
enum cli_exit {
    CLI_DONE          = 0,
    CLI_FAILED        = 1,
    CLI_USAGE         = 2,
    CLI_NO_KEY        = 3,
    CLI_MALFORMED     = 4,
    CLI_IO            = 5,
    CLI_REFUSED       = 6,
    CLI_PASSPHRASE    = 7,
    CLI_INDETERMINATE = 8,
    CLI_INTERNAL      = 70,
    CLI_INTERRUPTED   = 130
};

enum {
    CLI_LIST_MAX       = 256,
    CLI_PASSPHRASE_MAX = 1024
};

/* What an option that may be repeated was given.  Borrowed from argv. */
struct cli_list {
    const char *at[CLI_LIST_MAX];
    size_t len;
};

/* The words that are no options.  Borrowed from argv. */
struct cli_words {
    const char *const *at;
    size_t len;
};

/* A secret that was typed or read, with room for a newline and a zero behind
 * it; wiped when the command ends. */
struct cli_passphrase {
    char text[CLI_PASSPHRASE_MAX + 2];
    size_t len;
};

/* Where a passphrase comes from: a descriptor, a file, or the terminal. */
struct cli_passphrase_source {
    int fd; /* -1: none */
    const char *file;
};

struct cli {
    const struct cli_verb *verb;
    mohur_ctx *ctx;

    bool help;
    bool json;
    bool quiet;
    bool force;
    bool verbose;
    const char *store;
    const char *output;
    uint32_t jobs;

    struct cli_passphrase_source pass;     /* of the keystore */
    struct cli_passphrase_source new_pass; /* of an archive or a key file */
    bool passphrase;                       /* seal, open: with one */
    bool with_passphrase;                  /* recipient: open with one */
    uint32_t argon2_mib;
    uint32_t argon2_passes;

    struct cli_list recipients;
    struct cli_list signers; /* -s */
    struct cli_list from;
    const char *profile;       /* of a new keystore: a file */
    struct cli_list authority; /* verifier keys of a profile */
    bool step_back;            /* to an older profile */
    bool names;                /* of keys, in a bill of materials */
    bool is_unsigned;
    bool allow_forwarded;
    bool allow_mixed_pq;
    bool editable;
    bool compress;
    bool anonymous;
    bool addressees_only;
    bool passphrase_and_key;
    mohur_header_policy header_policy;
    struct cli_list admins;
    uint32_t threshold; /* 0: one of the senders, all of an authority */
    bool links;         /* seal them; make them */
    const char *header; /* to open an archive with; NULL: its own */
    const char *export_header;
    bool skip_unsupported;
    bool sync;
    bool provisional;
    bool salvage;
    uint64_t max_size;
    uint64_t pad_bucket;
    mohur_alg aead;
    mohur_archive_pad pad;

    const char *purpose;
    const char *alg;
    uint32_t level;
    bool exportable;
    bool export_private;
    bool jwk;
    bool certificates;
    const char *wrap_with; /* the name of a wrapping key */
    int64_t activate;
    uint32_t days;
    uint32_t process_days;
    uint64_t max_uses; /* 0: no limit */
    uint32_t rotate_days;
    uint32_t activate_delay; /* seconds */
    bool stale;
    const char *erase;
    const char *caps;
    int64_t until;
    const char *request;
    struct cli_list approvals;
    const char *act_as;
    const char *anchor;
    uint32_t key_version;
    const char *owner;
    const char *comment;

    const char *label;
    bool recovery;
    bool all; /* the slot's factors, not one of them */
    uint8_t share_threshold;
    uint8_t share_count; /* 0: none */

    struct cli_list share_files; /* to unlock with */
    bool with_shares;
    const char *key_file;
    const char *with_token; /* a URI */
    const char *live;       /* backup restore: the store that is there still */
    bool merge;             /* backup restore: into the store that is there */
    bool dry_run;

    const char *sign_key; /* -k */
    struct cli_list certs;
    const char *sign_format;         /* NULL: by the name of the output */
    const char *add;                 /* a container that gets a signature */
    const char *counter;             /* a file whose signatures get one */
    const char *state_key;           /* the name of a wrapping key */
    const char *prepare;             /* where the state goes */
    const char *finish;              /* where it is */
    const char *signature;           /* what came back */
    const char *registration_number; /* --attr: what is said of a document */
    const char *voen;
    const char *commitment;
    bool attached;
    const char *trust;
    const char *content;
    int64_t at;
    bool no_revocation;
    mohur_document_level document_level;
    const char *tsa;
    bool offline;
    bool online;
    bool fetch_issuers;
    const char *evidence; /* a folder with revocation data */
    const char *report;   /* where the page goes */
    const char *expect;   /* who must have signed */
    const char *subject;

    const char *token;                /* --hsm */
    struct cli_passphrase_source pin; /* of a token */
    struct cli *self; /* not const: to note what follows where cli is const */
    bool settling;    /* what a crash left in tokens is being settled */
    int told;         /* exit code of a failure that was told already */

    struct cli_words args; /* what is left */
};

struct cli_verb {
    const char *name;
    const char *sub;        /* second word, or NULL */
    const char *usage;      /* after the verb */
    const char *summary;    /* one line */
    const char *examples;   /* lines */
    const uint8_t *options; /* of enum cli_option, OPT_COUNT at the end */
    size_t args_min;
    size_t args_max;
    int (*run)(struct cli *cli);
};

/* The table of verbs, in the order in which help shows them. */
extern const struct cli_verb cli_verbs[];
extern const size_t cli_verbs_len;

/* The verbs. */
int
cli_init(struct cli *cli);
int
cli_key_create(struct cli *cli);
int
cli_key_list(struct cli *cli);
int
cli_key_show(struct cli *cli);
int
cli_key_export(struct cli *cli);
int
cli_key_import(struct cli *cli);
int
cli_key_rotate(struct cli *cli);
int
cli_key_move(struct cli *cli);
int
cli_key_destroy(struct cli *cli);
int
cli_key_hold(struct cli *cli);
int
cli_role_add(struct cli *cli);
int
cli_role_remove(struct cli *cli);
int
cli_role_begin(struct cli *cli);
int
cli_role_list(struct cli *cli);
int
cli_approve(struct cli *cli);
int
cli_anchor_create(struct cli *cli);
int
cli_anchor_accept(struct cli *cli);
int
cli_seal(struct cli *cli);
int
cli_open(struct cli *cli);
int
cli_list(struct cli *cli);
int
cli_recipient_add(struct cli *cli);
int
cli_recipient_remove(struct cli *cli);
int
cli_recipient_list(struct cli *cli);
int
cli_slot_add(struct cli *cli);
int
cli_slot_list(struct cli *cli);
int
cli_slot_remove(struct cli *cli);
int
cli_slot_revoke(struct cli *cli);
int
cli_slot_renew(struct cli *cli);
int
cli_reseal(struct cli *cli);
int
cli_backup_create(struct cli *cli);
int
cli_backup_restore(struct cli *cli);
int
cli_share_split(struct cli *cli);
int
cli_share_combine(struct cli *cli);
int
cli_key_csr(struct cli *cli);
int
cli_key_certify(struct cli *cli);
int
cli_sign(struct cli *cli);
int
cli_extend(struct cli *cli);
int
cli_verify(struct cli *cli);
int
cli_inspect(struct cli *cli);
int
cli_profile_show(struct cli *cli);
int
cli_profile_check(struct cli *cli);
int
cli_profile_accept(struct cli *cli);
int
cli_profile_impact(struct cli *cli);
int
cli_cbom(struct cli *cli);
int
cli_doctor(struct cli *cli);
int
cli_selftest(struct cli *cli);
int
cli_version(struct cli *cli);

#endif
