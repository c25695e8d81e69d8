/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_OPTIONS_H
#define MOHUR_SRC_CLI_OPTIONS_H

#include "cli.h"

/* Every option of every verb; a verb lists those it takes. */
enum cli_option {
    OPT_JSON,
    OPT_QUIET,
    OPT_VERBOSE,
    OPT_STORE,
    OPT_PASS_FD,
    OPT_PASS_FILE,
    OPT_HELP,
    OPT_FORCE,
    OPT_OUTPUT,
    OPT_JOBS,
    OPT_RECIPIENT,
    OPT_PASSPHRASE,
    OPT_NEW_PASS_FD,
    OPT_NEW_PASS_FILE,
    OPT_ARGON2_MIB,
    OPT_ARGON2_PASSES,
    OPT_SIGNER,
    OPT_FROM,
    OPT_AUTHORITY,
    OPT_STEP_BACK,
    OPT_NAMES,
    OPT_UNSIGNED,
    OPT_FORWARDED,
    OPT_MIXED_PQ,
    OPT_SKIP,
    OPT_SYNC,
    OPT_MAX_SIZE,
    OPT_CIPHER,
    OPT_PAD,
    OPT_FOR,
    OPT_ALG,
    OPT_LEVEL,
    OPT_EXPORTABLE,
    OPT_PRIVATE,
    OPT_JWK,
    OPT_CERTIFICATES,
    OPT_ACTIVATE,
    OPT_DAYS,
    OPT_VERSION,
    OPT_OWNER,
    OPT_COMMENT,
    OPT_WITH_PASSPHRASE,
    OPT_EDITABLE,
    OPT_PROCESS_DAYS,
    OPT_MAX_USES,
    OPT_ROTATE_DAYS,
    OPT_ACTIVATE_DELAY,
    OPT_WRAP_WITH,
    OPT_STALE,
    OPT_LABEL,
    OPT_RECOVERY,
    OPT_COMPRESS,
    OPT_ANONYMOUS,
    OPT_ADDRESSEES_ONLY,
    OPT_PASSPHRASE_AND_KEY,
    OPT_HEADER_POLICY,
    OPT_ADMIN,
    OPT_THRESHOLD,
    OPT_LINKS,
    OPT_HEADER,
    OPT_EXPORT_HEADER,
    OPT_PROVISIONAL,
    OPT_SALVAGE,
    OPT_ERASE,
    OPT_CAPS,
    OPT_UNTIL,
    OPT_REQUEST,
    OPT_APPROVE,
    OPT_AS,
    OPT_SHARES,
    OPT_SHARE_FILE,
    OPT_WITH_SHARES,
    OPT_KEY_FILE,
    OPT_ALL,
    OPT_SIGN_KEY,
    OPT_CERT,
    OPT_SIGN_FORMAT,
    OPT_ADD,
    OPT_COUNTER,
    OPT_STATE_KEY,
    OPT_PREPARE,
    OPT_FINISH,
    OPT_SIGNATURE,
    OPT_ATTR,
    OPT_ATTACHED,
    OPT_TSA,
    OPT_OFFLINE,
    OPT_ONLINE,
    OPT_FETCH_ISSUERS,
    OPT_TRUST,
    OPT_CONTENT,
    OPT_AT,
    OPT_NO_REVOCATION,
    OPT_EVIDENCE,
    OPT_REPORT,
    OPT_EXPECT,
    OPT_SUBJECT,
    OPT_LIVE,
    OPT_MERGE,
    OPT_DRY_RUN,
    OPT_ANCHOR,
    OPT_HSM,
    OPT_WITH_TOKEN,
    OPT_PIN_FD,
    OPT_PIN_FILE,
    OPT_PROFILE,
    OPT_COUNT
};

/* What every verb takes. */
#define OPT_COMMON                                                             \
    OPT_JSON, OPT_QUIET, OPT_VERBOSE, OPT_STORE, OPT_PASS_FD, OPT_PASS_FILE,   \
        OPT_SHARE_FILE, OPT_WITH_SHARES, OPT_KEY_FILE, OPT_WITH_TOKEN,         \
        OPT_ANCHOR, OPT_PIN_FD, OPT_PIN_FILE, OPT_HELP

/* Is the option one of the verb's? */
bool
cli_verb_takes(const struct cli_verb *verb, enum cli_option option);

/* Its long name, its letter (0: none), and whether a value follows. */
const char *
cli_option_name(int option);
char
cli_option_letter(int option);
bool
cli_option_has_value(int option);

/* Set an option without a value; false if this one has a value. */
bool
cli_set_flag(struct cli *cli, int option);

/* Set an option with a value; false if the value is not one. */
bool
cli_set_value(struct cli *cli, int option, const char *value);

/*
 * Read the command line into cli.  Returns CLI_DONE to go on, or the exit
 * code of what it already answered (help, a wrong word); *run says which.
 */
int
cli_parse(struct cli *cli, int argc, char **argv, bool *run);

#endif
