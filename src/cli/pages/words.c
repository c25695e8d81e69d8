/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/pages/pages.h"

#include <string.h>

/* What a shell can offer: words of verbs, and values of options. */

/* Values that are one of a few words; tests/cli/completion.sh asks for each
 * whether the command takes it. */
static const struct {
    enum cli_option option;
    const char *words;
} value_words[] = {
    {OPT_FOR, "sign seal wrap"},
    {OPT_ALG, "ECDSA-P256 ECDSA-P384 Ed25519 RSASSA-PSS-3072 RSASSA-PSS-4096 "
              "RSASSA-PKCS1-v1_5-3072 RSASSA-PKCS1-v1_5-4096 "
              "ECDH-P256 ECDH-P384 X25519 X-Wing"},
    {OPT_CIPHER, "AES-256-GCM ChaCha20-Poly1305"},
    {OPT_PAD, "padme none power"},
    {OPT_HEADER_POLICY, "anyone admins frozen"},
    {OPT_ERASE, "E1 E2 E3"},
    {OPT_CAPS, "operator keymanager officer custodian auditor"},
    {OPT_SIGN_FORMAT, "cades asic-e asic-s"},
};

/* What help calls a value that is the name of a file, or of a folder. */
static const char *const file_words[] = {"PATH", "FILE", "STATE", "P",
                                         "F",    "R",    "DIR",   "SIGNER"};

static bool
is_one_of(const char *word, const char *const *words, size_t words_len)
{
    for (size_t i = 0; i < words_len; i++) {
        if (strcmp(word, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

enum value_kind
pages_value(const struct cli_verb *verb,
            enum cli_option option,
            const char **words)
{
    struct cli_option_text text;

    if (!cli_option_read(option, &text) || text.value[0] == '\0') {
        return VALUE_NONE;
    }
    if (option == OPT_LEVEL) {
        *words = cli_verb_takes(verb, OPT_TSA) ? "B T LT LTA" : "0 1 2 3";
        return VALUE_WORDS;
    }
    for (size_t i = 0; i < sizeof value_words / sizeof value_words[0]; i++) {
        if (value_words[i].option == option) {
            *words = value_words[i].words;
            return VALUE_WORDS;
        }
    }
    if (strcmp(text.value, "DIR") == 0) {
        return VALUE_FOLDERS;
    }
    return is_one_of(text.value, file_words,
                     sizeof file_words / sizeof file_words[0])
               ? VALUE_FILES
               : VALUE_FREE;
}

bool
pages_is_repeated(const struct cli_option_text *text)
{
    return strstr(text->text, "repeat it") != NULL;
}

bool
pages_takes_files(const struct cli_verb *verb)
{
    static const char *const names[] = {"FILE",    "PATH",   "BACKUP",
                                        "REQUEST", "SHARES", "KEY"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (verb->args_max > 0 && strstr(verb->usage, names[i]) != NULL) {
            return true;
        }
    }
    return false;
}

bool
pages_is_first(const struct cli_verb *verb)
{
    const struct cli_verb *v = cli_verbs;

    while (strcmp(v->name, verb->name) != 0) {
        v++;
    }
    return v == verb;
}

bool
pages_is_group(const struct cli_verb *verb)
{
    return verb->sub != NULL;
}

void
pages_group_summary(const struct cli_verb *verb, char *out, size_t out_cap)
{
    size_t len = 0;

    for (size_t i = 0; i < cli_verbs_len; i++) {
        const struct cli_verb *v = &cli_verbs[i];
        int n;

        if (strcmp(v->name, verb->name) != 0) {
            continue;
        }
        n = snprintf(out + len, out_cap - len, "%s%s", len > 0 ? ", " : "",
                     v->sub);
        len += n > 0 ? (size_t)n : 0;
        if (len >= out_cap) {
            return;
        }
    }
}
