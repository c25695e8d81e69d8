/* SPDX-License-Identifier: Apache-2.0 */
#include "help.h"

#include "report.h"

#include <string.h>

/* Help, made from the table of verbs. */

const char cli_first_time[] =
    "  mohur init\n"
    "  mohur key create me --for sign\n"
    "  mohur key create box --for seal\n"
    "  mohur seal -r box -s me -o papers.mohur papers\n"
    "  mohur open -o opened papers.mohur\n";

/* In the order of enum cli_option. */
static const char *const option_help[OPT_COUNT] = {
    [OPT_JSON]      = "--json             one JSON object on stdout",
    [OPT_QUIET]     = "-q, --quiet        no remarks and no progress",
    [OPT_VERBOSE]   = "-v, --verbose      say more",
    [OPT_STORE]     = "--store PATH       the keystore (default: $MOHUR_HOME, "
                      "else ~/.local/share/mohur)",
    [OPT_PASS_FD]   = "--pass-fd N        read the keystore's passphrase from "
                      "descriptor N",
    [OPT_PASS_FILE] = "--pass-file PATH   or from a file only you can read",
    [OPT_ANCHOR] =
        "--anchor PATH      the keystore's rollback anchor, a file or a "
        "postgresql: or pkcs11: URI (default: $MOHUR_ANCHOR)",
    [OPT_PIN_FD]    = "--pin-fd N         read the PIN of a token from "
                      "descriptor N",
    [OPT_PIN_FILE]  = "--pin-file PATH    or from a file only you can read",
    [OPT_HSM]       = "--hsm URI          make it in a PKCS#11 token: "
                      "pkcs11:token=LABEL?module-path=/...",
    [OPT_HELP]      = "-h, --help         this text",
    [OPT_FORCE]     = "-f, --force        replace what is there",
    [OPT_OUTPUT]    = "-o, --output PATH  where to write; - is stdout",
    [OPT_JOBS]      = "-j, --jobs N       threads, 1 to 64 (default: one for "
                      "each processor)",
    [OPT_RECIPIENT] = "-r, --recipient R  who may open: a public key file or a "
                      "key's name; repeat it",
    [OPT_PASSPHRASE]  = "--passphrase       with a passphrase of its own",
    [OPT_NEW_PASS_FD] = "--new-pass-fd N    that passphrase from descriptor N",
    [OPT_NEW_PASS_FILE] = "--new-pass-file P  or from a file only you can read",
    [OPT_ARGON2_MIB] = "--argon2-mib N     memory for a passphrase, 64 to 1024 "
                       "MiB (256)",
    [OPT_ARGON2_PASSES] = "--argon2-passes N  passes for a passphrase, 3 to 16 "
                          "(3)",
    [OPT_SIGNER] = "-s, --signer KEY   sign with this key of the keystore; "
                   "repeat it",
    [OPT_FROM] = "--from SIGNER      accept this sender: a public key file or "
                 "a key's name; repeat it",
    [OPT_UNSIGNED]  = "--unsigned         an archive that nobody signed",
    [OPT_FORWARDED] = "--allow-forwarded  also if it was addressed to somebody "
                      "else",
    [OPT_MIXED_PQ]  = "--allow-mixed-pq   hybrid beside classical recipients",
    [OPT_SKIP] =
        "--skip-unsupported leave out links, devices and names that an "
        "archive cannot hold",
    [OPT_SYNC] = "--sync             sync every file to the disk",
    [OPT_MAX_SIZE] =
        "--max-size N       refuse more content than N bytes (K, M,"
        " G, T)",
    [OPT_CIPHER]     = "--cipher NAME      AES-256-GCM (default) or "
                       "ChaCha20-Poly1305",
    [OPT_PAD]        = "--pad P            padme (default), none, power; or to "
                       "multiples of N bytes",
    [OPT_FOR]        = "--for PURPOSE      sign, seal or wrap",
    [OPT_ALG]        = "--alg NAME         e.g. ECDSA-P256, Ed25519, X25519, "
                       "RSASSA-PSS-3072",
    [OPT_LEVEL]      = "--level N          of a key: 0 open to 3 confidential; "
                       "of a document: B, T, LT, LTA",
    [OPT_EXPORTABLE] = "--exportable       the private part may be exported",
    [OPT_PRIVATE]    = "--private          the private key, encrypted",
    [OPT_JWK]        = "--jwk              the public key as a JSON Web Key",
    [OPT_CERTIFICATES] = "--certificates     those that are kept with the key",
    [OPT_ACTIVATE]     = "--activate DATE    from when it protects (UTC)",
    [OPT_DAYS] = "--days N           for how long it protects; of impact: how "
                 "far to look; of sign: how long a state is good (an hour)",
    [OPT_PROCESS_DAYS] =
        "--process-days N   for how long it opens and verifies",
    [OPT_WRAP_WITH] = "--wrap-with KEY    leave, or enter, under this wrapping "
                      "key (AES-KWP)",
    [OPT_MAX_USES]  = "--max-uses N       how often each version protects",
    [OPT_ROTATE_DAYS] =
        "--rotate-days N    after how long 'doctor' says that it is due",
    [OPT_ACTIVATE_DELAY] =
        "--activate-delay S seconds that a new version waits before its use",
    [OPT_STALE]   = "--stale            versions that no longer protect",
    [OPT_VERSION] = "--version V        this version of the key",
    [OPT_OWNER]   = "--owner TEXT       kept with the key",
    [OPT_COMMENT] = "--comment TEXT     kept with the key",
    [OPT_LABEL] =
        "--label TEXT       what the slot is called; of seal: how to handle it",
    [OPT_RECOVERY] = "--recovery         the last slot of these cannot go",
    [OPT_ERASE]    = "--erase LEVEL      E1, E2 or E3: see the guide",
    [OPT_CAPS] =
        "--caps LIST        operator, keymanager, officer, custodian, auditor",
    [OPT_UNTIL] = "--until DATE       the role's last day (UTC)",
    [OPT_REQUEST] =
        "--request FILE     write what is to be approved; change nothing",
    [OPT_APPROVE] = "--approve FILE     an approval of this change; repeat it",
    [OPT_AS] = "--as KEY           approve it with this key of the keystore",
    [OPT_LIVE] =
        "--live PATH        the keystore as it is, opened with the new "
        "passphrase: what it destroyed stays destroyed",
    [OPT_MERGE] =
        "--merge            bring the keys into the keystore that is there, "
        "opened with the new passphrase, and change none that it has",
    [OPT_DRY_RUN]    = "--dry-run          say what would be; change nothing",
    [OPT_SHARES]     = "--shares K/N       N shares, of which any K are enough",
    [OPT_SHARE_FILE] = "--share-file PATH  unlock with the shares in a file "
                       "only you can read; repeat it",
    [OPT_WITH_SHARES] = "--with-shares      unlock with shares, asked for on "
                        "the terminal",
    [OPT_WITH_TOKEN] = "--with-token URI   unlock with the secret of a slot in "
                       "this PKCS#11 token",
    [OPT_KEY_FILE]   = "--key-file PATH    unlock with this private key, whose "
                       "passphrase is then --pass-fd's or --pass-file's",
    [OPT_ALL] = "--all              one slot that needs all that is named",
    [OPT_EDITABLE] =
        "--editable         with a second header, so that recipients can be "
        "changed in place",
    [OPT_COMPRESS] =
        "--compress         with zstd what gets smaller; not for files that "
        "mix secrets with what others wrote",
    [OPT_LINKS] = "--links            symbolic links too, if they do not lead "
                  "out",
    [OPT_PROVISIONAL] =
        "--provisional      from a pipe to stdout before it is verified; void "
        "unless the exit code is 0",
    [OPT_SALVAGE] =
        "--salvage          save the complete files of a damaged archive, by "
        "number; nobody vouches for them",
    [OPT_SIGN_KEY]    = "-k, --key KEY      sign with this key of the keystore",
    [OPT_CERT]        = "--cert FILE        its certificate, then those of its "
                        "issuers; repeat it",
    [OPT_SIGN_FORMAT] = "--format F         cades, asic-e or asic-s; else by "
                        "the end of OUT",
    [OPT_ADD]         = "--add FILE         sign what is in this ASiC-E, and "
                        "keep its signatures",
    [OPT_COUNTER] = "--counter FILE     sign the signatures of this file, and "
                    "keep all of it",
    [OPT_STATE_KEY] = "--state-key KEY    the wrapping key that keeps a state "
                      "authentic",
    [OPT_PREPARE] =
        "--prepare STATE    write this state, and what somebody else "
        "is to sign",
    [OPT_FINISH]    = "--finish STATE     make the signed file of what was "
                      "prepared",
    [OPT_SIGNATURE] = "--signature FILE   with this signature",
    [OPT_ATTR]      = "--attr NAME=VALUE  say of the document its "
                      "registration_number, voen, or commitment",
    [OPT_ATTACHED]  = "--attached         with the document inside",
    [OPT_TRUST]     = "--trust DIR        the folder with the certificates "
                      "that are believed",
    [OPT_CONTENT]   = "--content FILE     the document, if it is not inside",
    [OPT_AT]        = "--at TIME          as of this time (UTC), not now",
    [OPT_TSA]       = "--tsa URL          the time-stamp authority to ask",
    [OPT_OFFLINE]   = "--offline          fetch nothing",
    [OPT_ONLINE] =
        "--online           fetch revocation data that is missing, from "
        "where certificates say",
    [OPT_FETCH_ISSUERS] = "--fetch-issuers    and issuers that are missing: "
                          "nobody vouches for those addresses",
    [OPT_EVIDENCE] = "--evidence DIR     the folder with CRLs (.crl) and OCSP "
                     "responses (.ocsp)",
    [OPT_REPORT]   = "--report FILE      write the report as a page (HTML)",
    [OPT_EXPECT]   = "--expect FILE      who must have signed, and how (JSON)",
    [OPT_NO_REVOCATION] = "--no-revocation    it need not be known whether a "
                          "certificate was revoked",
    [OPT_SUBJECT]       = "--subject NAME     e.g. \"C=AZ, O=Agency, CN=Name\"",
    [OPT_WITH_PASSPHRASE] =
        "--with-passphrase  open it with its passphrase, not with a key",
    [OPT_ADDRESSEES_ONLY] =
        "--addressees-only  nobody else may open it, and nobody be let in",
    [OPT_ANONYMOUS] =
        "--anonymous        name nobody in the header, and add decoys",
    [OPT_PASSPHRASE_AND_KEY] =
        "--passphrase-and-key a passphrase is needed as well as a key",
    [OPT_HEADER_POLICY] =
        "--header-policy P  who may change recipients: anyone (who can open "
        "it), admins, frozen",
    [OPT_ADMIN] =
        "--admin KEY        a key that may change recipients; repeat it",
    [OPT_HEADER] =
        "--header FILE      open it with a header that is apart (.mohurh)",
    [OPT_EXPORT_HEADER] =
        "--export-header F  write its header to a file of its own (.mohurh)",
    [OPT_THRESHOLD] =
        "--threshold K      so many must have signed: of the senders (1), of "
        "an authority (all)",
    [OPT_AUTHORITY] =
        "--authority VKEY   a key of an authority that you trust; repeat it",
    [OPT_PROFILE] =
        "--profile FILE     follow this signed profile from the beginning",
    [OPT_NAMES] = "--names            with the names of keys",
    [OPT_STEP_BACK] =
        "--step-back        take an older version, on your own word",
};

/* Step over the words if they are what comes next. */
static bool
take(const char **p, const char *words)
{
    size_t len = strlen(words);

    if (strncmp(*p, words, len) != 0) {
        return false;
    }
    *p += len;
    return true;
}

bool
cli_option_read(enum cli_option option, struct cli_option_text *out)
{
    const char *p = option_help[option];
    char letter[] = {'-', cli_option_letter((int)option), ',', ' ', '\0'};
    size_t value;

    memset(out, 0, sizeof *out);
    out->name   = cli_option_name((int)option);
    out->letter = letter[1];
    if (p == NULL || (letter[1] != '\0' && !take(&p, letter)) ||
        !take(&p, "--") || !take(&p, out->name) || !take(&p, " ")) {
        return false;
    }
    value = cli_option_has_value((int)option) ? strcspn(p, " ") : 0;
    if (value >= sizeof out->value) {
        return false;
    }
    memcpy(out->value, p, value);
    out->text = p + value + strspn(p + value, " ");
    return out->text[0] != '\0';
}

static void
print_name(FILE *out, const struct cli_verb *v)
{
    fprintf(out, "%s%s%s", v->name, v->sub != NULL ? " " : "",
            v->sub != NULL ? v->sub : "");
}

void
cli_help_all(FILE *out)
{
    fputs("usage: mohur VERB [OPTION]... [WORD]...\n\n", out);
    for (size_t i = 0; i < cli_verbs_len; i++) {
        const struct cli_verb *v = &cli_verbs[i];
        char name[32];

        snprintf(name, sizeof name, "%s%s%s", v->name, v->sub ? " " : "",
                 v->sub ? v->sub : "");
        fprintf(out, "  %-18s %s\n", name, v->summary);
    }
    fprintf(out, "\n'mohur VERB --help' says more. A first time:\n%s",
            cli_first_time);
}

void
cli_help_verb(FILE *out, const struct cli_verb *verb)
{
    fprintf(out, "%s\n\nexamples:\n%s\nusage: mohur ", verb->summary,
            verb->examples);
    print_name(out, verb);
    fprintf(out, " %s\n\n", verb->usage);
    for (int i = 0; i < OPT_COUNT; i++) {
        if (cli_verb_takes(verb, (enum cli_option)i)) {
            fprintf(out, "  %s\n", option_help[i]);
        }
    }
}

static size_t
min3(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;

    return m < c ? m : c;
}

/* How many letters to add, drop or change (Levenshtein); short words only. */
static size_t
distance(const char *a, const char *b)
{
    enum {
        CAP = 24
    };
    size_t row[CAP + 1];
    size_t a_len = strnlen(a, CAP);
    size_t b_len = strnlen(b, CAP);

    for (size_t j = 0; j <= b_len; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_len; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t above = row[j];

            row[j]   = min3(above + 1, row[j - 1] + 1,
                            diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
            diagonal = above;
        }
    }
    return row[b_len];
}

int
cli_help_unknown(const struct cli *cli, const char *word, const char *second)
{
    const struct cli_verb *nearest = &cli_verbs[0];
    size_t best                    = SIZE_MAX;
    char hint[80];

    for (size_t i = 0; i < cli_verbs_len; i++) {
        const struct cli_verb *v = &cli_verbs[i];
        size_t d                 = 2 * distance(word, v->name);

        if (v->sub != NULL) {
            d += second != NULL ? distance(second, v->sub) : 1;
        }
        if (d < best) {
            best    = d;
            nearest = v;
        }
    }
    snprintf(hint, sizeof hint, "did you mean 'mohur %s%s%s'?", nearest->name,
             nearest->sub ? " " : "", nearest->sub ? nearest->sub : "");
    if (second == NULL || !cli_help_is_first(word)) {
        return cli_fail_usage(cli, hint, "there is no verb '%s'", word);
    }
    return cli_fail_usage(cli, hint, "there is no verb '%s %s'", word, second);
}

bool
cli_help_is_first(const char *word)
{
    size_t i = 0;

    while (i < cli_verbs_len && strcmp(cli_verbs[i].name, word) != 0) {
        i++;
    }
    return i < cli_verbs_len;
}

int
cli_help_unknown_option(const struct cli *cli, const char *word)
{
    const struct cli_verb *verb = cli->verb;
    const char *nearest         = NULL;
    size_t best                 = 3; /* more letters than that is no slip */
    char name[32]               = {0};
    char hint[80];

    snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "="), word);
    for (const uint8_t *o = verb->options; *o != OPT_COUNT; o++) {
        const char *known = cli_option_name(*o);
        size_t d          = distance(name + strspn(name, "-"), known);

        if (d < best) {
            best    = d;
            nearest = known;
        }
    }
    if (nearest != NULL) {
        snprintf(hint, sizeof hint, "did you mean --%s?", nearest);
    } else {
        snprintf(hint, sizeof hint, "'mohur %s%s%s --help' lists its options",
                 verb->name, verb->sub != NULL ? " " : "",
                 verb->sub != NULL ? verb->sub : "");
    }
    return cli_fail_usage(cli, hint, "there is no option %s here", name);
}
