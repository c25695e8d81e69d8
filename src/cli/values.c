/* SPDX-License-Identifier: Apache-2.0 */
#include "attributes.h"
#include "options.h"
#include "stamping.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* The values of options: read, checked, put in their place. */

/* Decimal digits only, within bounds. */
static bool
read_number(const char *text, uint64_t min, uint64_t max, uint64_t *out)
{
    uint64_t number = 0;
    const char *p   = text;

    for (; *p >= '0' && *p <= '9'; p++) {
        uint64_t digit = (uint64_t)(*p - '0');

        if (number > (UINT64_MAX - digit) / 10) {
            return false;
        }
        number = 10 * number + digit;
    }
    *out = number;
    return p != text && *p == '\0' && number >= min && number <= max;
}

/* A size in bytes, or with K, M, G or T behind it. */
static bool
read_size(const char *text, uint64_t *out)
{
    static const char units[] = "KMGT";
    char digits[24];
    size_t len       = strlen(text);
    unsigned shift   = 0;
    const char *unit = len > 1 ? strchr(units, text[len - 1]) : NULL;

    if (unit != NULL) {
        shift = 10 * (unsigned)(unit - units + 1);
        len--;
    }
    if (len >= sizeof digits) {
        return false;
    }
    memcpy(digits, text, len);
    digits[len] = '\0';
    if (!read_number(digits, 1, UINT64_MAX >> shift, out)) {
        return false;
    }
    *out <<= shift;
    return true;
}

/* A date, 2027-01-31, or a time, 2027-01-31T08:00:00Z; in UTC. */
static bool
read_date(const char *text, int64_t *out)
{
    struct tm parts = {0};
    struct tm back;
    const char *end = strptime(text, "%Y-%m-%d", &parts);
    time_t t;

    if (end != NULL && *end == 'T') {
        end = strptime(end, "T%H:%M:%SZ", &parts);
    }
    if (end == NULL || *end != '\0') {
        return false;
    }
    back = parts;
    t    = timegm(&parts);
    *out = (int64_t)t;
    return t > 0 && parts.tm_mday == back.tm_mday;
}

static bool
list_add(struct cli_list *list, const char *word)
{
    if (list->len == CLI_LIST_MAX) {
        return false;
    }
    list->at[list->len++] = word;
    return true;
}

static bool
set_u32(const char *text, uint64_t min, uint64_t max, uint32_t *out)
{
    uint64_t n = 0;
    bool ok    = read_number(text, min, max, &n);

    *out = (uint32_t)n;
    return ok;
}

/* "3/5": three of five. */
static bool
set_shares(struct cli *cli, const char *text)
{
    const char *slash  = strchr(text, '/');
    char first[4]      = {0};
    uint32_t threshold = 0;
    uint32_t count     = 0;

    if (slash == NULL || (size_t)(slash - text) >= sizeof first) {
        return false;
    }
    memcpy(first, text, (size_t)(slash - text));
    if (!set_u32(first, 2, 16, &threshold) ||
        !set_u32(slash + 1, threshold, 16, &count)) {
        return false;
    }
    cli->share_threshold = (uint8_t)threshold;
    cli->share_count     = (uint8_t)count;
    return true;
}

static bool
set_fd(const char *text, int *out)
{
    uint32_t n = 0;
    bool ok    = set_u32(text, 0, 1023, &n);

    *out = (int)n;
    return ok;
}

static bool
set_cipher(struct cli *cli, const char *text)
{
    cli->aead = mohur_alg_from_name(text);
    return cli->aead == MOHUR_ALG_AES_256_GCM ||
           cli->aead == MOHUR_ALG_CHACHA20_POLY1305;
}

static bool
set_pad(struct cli *cli, const char *text)
{
    static const char *const names[] = {"padme", "none", "power"};

    for (int i = 0; i < 3; i++) {
        if (strcmp(text, names[i]) == 0) {
            cli->pad = (mohur_archive_pad)i;
            return true;
        }
    }
    cli->pad = MOHUR_ARCHIVE_PAD_BUCKET;
    return read_size(text, &cli->pad_bucket) && cli->pad_bucket > 0 &&
           cli->pad_bucket <= UINT64_C(1) << 40;
}

static bool
set_header_policy(struct cli *cli, const char *text)
{
    static const char *const names[] = {"anyone", "admins", "frozen"};

    for (int i = 0; i < 3; i++) {
        if (strcmp(text, names[i]) == 0) {
            cli->header_policy = (mohur_header_policy)i;
            return true;
        }
    }
    return false;
}

/* Of a document: how much proof goes with it; else of a key. */
static bool
set_level(struct cli *cli, const char *text)
{
    if (!cli_verb_takes(cli->verb, OPT_TSA)) {
        return set_u32(text, 0, 3, &cli->level);
    }
    for (int i = 0; i <= MOHUR_DOCUMENT_LTA; i++) {
        const char *name = cli_level_name((mohur_document_level)i);

        if (strcmp(text, name + 2) == 0) { /* without "B-" */
            cli->document_level = (mohur_document_level)i;
            return true;
        }
    }
    return false;
}

bool
cli_set_flag(struct cli *cli, int option)
{
    bool *flag = option == OPT_HELP                 ? &cli->help
                 : option == OPT_JSON               ? &cli->json
                 : option == OPT_QUIET              ? &cli->quiet
                 : option == OPT_VERBOSE            ? &cli->verbose
                 : option == OPT_FORCE              ? &cli->force
                 : option == OPT_PASSPHRASE         ? &cli->passphrase
                 : option == OPT_UNSIGNED           ? &cli->is_unsigned
                 : option == OPT_FORWARDED          ? &cli->allow_forwarded
                 : option == OPT_STEP_BACK          ? &cli->step_back
                 : option == OPT_NAMES              ? &cli->names
                 : option == OPT_MIXED_PQ           ? &cli->allow_mixed_pq
                 : option == OPT_SKIP               ? &cli->skip_unsupported
                 : option == OPT_SYNC               ? &cli->sync
                 : option == OPT_EXPORTABLE         ? &cli->exportable
                 : option == OPT_STALE              ? &cli->stale
                 : option == OPT_PRIVATE            ? &cli->export_private
                 : option == OPT_JWK                ? &cli->jwk
                 : option == OPT_CERTIFICATES       ? &cli->certificates
                 : option == OPT_WITH_PASSPHRASE    ? &cli->with_passphrase
                 : option == OPT_EDITABLE           ? &cli->editable
                 : option == OPT_ANONYMOUS          ? &cli->anonymous
                 : option == OPT_ADDRESSEES_ONLY    ? &cli->addressees_only
                 : option == OPT_PASSPHRASE_AND_KEY ? &cli->passphrase_and_key
                 : option == OPT_COMPRESS           ? &cli->compress
                 : option == OPT_LINKS              ? &cli->links
                 : option == OPT_RECOVERY           ? &cli->recovery
                 : option == OPT_ATTACHED           ? &cli->attached
                 : option == OPT_NO_REVOCATION      ? &cli->no_revocation
                 : option == OPT_OFFLINE            ? &cli->offline
                 : option == OPT_ONLINE             ? &cli->online
                 : option == OPT_FETCH_ISSUERS      ? &cli->fetch_issuers
                 : option == OPT_PROVISIONAL        ? &cli->provisional
                 : option == OPT_SALVAGE            ? &cli->salvage
                 : option == OPT_WITH_SHARES        ? &cli->with_shares
                 : option == OPT_ALL                ? &cli->all
                 : option == OPT_MERGE              ? &cli->merge
                 : option == OPT_DRY_RUN            ? &cli->dry_run
                                                    : NULL;

    if (flag != NULL) {
        *flag = true;
    }
    return flag != NULL;
}

/* Those of slots, shares and unlocking. */
static bool
set_unlocking(struct cli *cli, int option, const char *value)
{
    switch (option) {
    case OPT_SHARES:
        return set_shares(cli, value);
    case OPT_SHARE_FILE:
        return list_add(&cli->share_files, value);
    case OPT_LIVE:
        cli->live = value;
        return value[0] != '\0';
    case OPT_KEY_FILE:
        cli->key_file = value;
        return value[0] != '\0';
    case OPT_LABEL:
        cli->label = value;
        return true;
    default:
        return false;
    }
}

/* Those of seal, open and what else is about archives. */
static bool
set_archive_value(struct cli *cli, int option, const char *value)
{
    switch (option) {
    case OPT_SIGNER:
        return list_add(&cli->signers, value);
    case OPT_FROM:
        return list_add(&cli->from, value);
    case OPT_MAX_SIZE:
        return read_size(value, &cli->max_size);
    case OPT_CIPHER:
        return set_cipher(cli, value);
    case OPT_PAD:
        return set_pad(cli, value);
    case OPT_HEADER_POLICY:
        return set_header_policy(cli, value);
    case OPT_HEADER:
        cli->header = value;
        return value[0] != '\0';
    case OPT_EXPORT_HEADER:
        cli->export_header = value;
        return value[0] != '\0';
    case OPT_ADMIN:
        return list_add(&cli->admins, value);
    case OPT_AUTHORITY:
        return list_add(&cli->authority, value);
    case OPT_THRESHOLD:
        return set_u32(value, 1, 16, &cli->threshold);
    default:
        return set_unlocking(cli, option, value);
    }
}

/* Of the life of keys, and who may change it. */
static bool
set_life_value(struct cli *cli, int option, const char *value)
{
    switch (option) {
    case OPT_PROCESS_DAYS:
        return set_u32(value, 1, 36500, &cli->process_days);
    case OPT_ROTATE_DAYS:
        return set_u32(value, 1, 36500, &cli->rotate_days);
    case OPT_ACTIVATE_DELAY:
        return set_u32(value, 1, 365 * 24 * 3600, &cli->activate_delay);
    case OPT_WRAP_WITH:
        cli->wrap_with = value;
        return true;
    case OPT_MAX_USES:
        return read_number(value, 1, (UINT64_C(1) << 53) - 1, &cli->max_uses);
    case OPT_ERASE:
        cli->erase = value;
        return true;
    case OPT_CAPS:
        cli->caps = value;
        return true;
    case OPT_UNTIL:
        return read_date(value, &cli->until);
    case OPT_REQUEST:
        cli->request = value;
        return value[0] != '\0';
    case OPT_APPROVE:
        return list_add(&cli->approvals, value);
    case OPT_ANCHOR:
        cli->anchor = value;
        return value[0] != '\0';
    case OPT_PROFILE:
        cli->profile = value;
        return value[0] != '\0';
    case OPT_AS:
        cli->act_as = value;
        return true;
    default:
        return false;
    }
}

/* Those of signed documents. */
static bool
set_document_value(struct cli *cli, int option, const char *value)
{
    switch (option) {
    case OPT_SIGN_KEY:
        cli->sign_key = value;
        return value[0] != '\0';
    case OPT_CERT:
        return list_add(&cli->certs, value);
    case OPT_SIGN_FORMAT:
        cli->sign_format = value;
        return strcmp(value, "cades") == 0 || strcmp(value, "asic-e") == 0 ||
               strcmp(value, "asic-s") == 0;
    case OPT_ADD:
        cli->add = value;
        return value[0] != '\0';
    case OPT_COUNTER:
        cli->counter = value;
        return value[0] != '\0';
    case OPT_STATE_KEY:
        cli->state_key = value;
        return value[0] != '\0';
    case OPT_PREPARE:
        cli->prepare = value;
        return value[0] != '\0';
    case OPT_FINISH:
        cli->finish = value;
        return value[0] != '\0';
    case OPT_SIGNATURE:
        cli->signature = value;
        return value[0] != '\0';
    case OPT_ATTR:
        return cli_attributes_set(cli, value);
    case OPT_TRUST:
        cli->trust = value;
        return value[0] != '\0';
    case OPT_EVIDENCE:
        cli->evidence = value;
        return value[0] != '\0';
    case OPT_EXPECT:
        cli->expect = value;
        return value[0] != '\0';
    case OPT_REPORT:
        cli->report = value;
        return value[0] != '\0';
    case OPT_CONTENT:
        cli->content = value;
        return value[0] != '\0';
    case OPT_AT:
        return read_date(value, &cli->at);
    case OPT_TSA:
        cli->tsa = value;
        return value[0] != '\0';
    case OPT_SUBJECT:
        cli->subject = value;
        return value[0] != '\0';
    default:
        return false;
    }
}

bool
cli_set_value(struct cli *cli, int option, const char *value)
{
    switch (option) {
    case OPT_STORE:
        cli->store = value;
        return value[0] != '\0';
    case OPT_PASS_FD:
        return set_fd(value, &cli->pass.fd);
    case OPT_PASS_FILE:
        cli->pass.file = value;
        return true;
    case OPT_OUTPUT:
        cli->output = value;
        return value[0] != '\0';
    case OPT_JOBS:
        return set_u32(value, 1, 64, &cli->jobs);
    case OPT_RECIPIENT:
        return list_add(&cli->recipients, value);
    case OPT_HSM:
        cli->token = value;
        return value[0] != '\0';
    case OPT_WITH_TOKEN:
        cli->with_token = value;
        return value[0] != '\0';
    case OPT_PIN_FD:
        return set_fd(value, &cli->pin.fd);
    case OPT_PIN_FILE:
        cli->pin.file = value;
        return true;
    case OPT_NEW_PASS_FD:
        return set_fd(value, &cli->new_pass.fd);
    case OPT_NEW_PASS_FILE:
        cli->new_pass.file = value;
        return true;
    case OPT_ARGON2_MIB:
        return set_u32(value, 8, 1024, &cli->argon2_mib);
    case OPT_ARGON2_PASSES:
        return set_u32(value, 1, 16, &cli->argon2_passes);
    case OPT_FOR:
        cli->purpose = value;
        return true;
    case OPT_ALG:
        cli->alg = value;
        return true;
    case OPT_LEVEL:
        return set_level(cli, value);
    case OPT_ACTIVATE:
        return read_date(value, &cli->activate);
    case OPT_DAYS:
        return set_u32(value, 1, 36500, &cli->days);
    case OPT_VERSION:
        return set_u32(value, 1, UINT32_MAX, &cli->key_version);
    case OPT_OWNER:
        cli->owner = value;
        return true;
    case OPT_COMMENT:
        cli->comment = value;
        return true;
    default:
        return set_archive_value(cli, option, value) ||
               set_life_value(cli, option, value) ||
               set_document_value(cli, option, value);
    }
}
