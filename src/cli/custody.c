/* SPDX-License-Identifier: Apache-2.0 */
#include "custody.h"

#include "format.h"
#include "pin.h"
#include "report.h"

/* Where keys are, in words. */

const char *
cli_custody_name(mohur_custody custody)
{
    static const char *const names[] = {"?", "software", "hsm", "tpm"};

    return custody <= MOHUR_CUSTODY_TPM ? names[custody] : "?";
}

static void
count_one(json_t *object, const char *name)
{
    json_int_t n = json_integer_value(json_object_get(object, name));

    json_object_set_new(object, name, json_integer(n + 1));
}

/* What the token itself says, as far as it may be asked. */
static void
ask_token(const struct cli *cli,
          mohur_keystore *store,
          const char *uri,
          json_t *token)
{
    mohur_token_check found = MOHUR_TOKEN_CHECK_INIT;

    if (!cli_pin_named(cli)) {
        return;
    }
    if (mohur_keystore_token_check(store, uri, &found) != MOHUR_OK) {
        json_object_set_new(token, "unreachable",
                            cli_json_text(mohur_ctx_message(cli->ctx)));
        return;
    }
    json_object_set_new(token, "missing",
                        json_integer((json_int_t)found.missing));
    json_object_set_new(token, "pending",
                        json_integer((json_int_t)found.pending));
    json_object_set_new(token, "unknown",
                        json_integer((json_int_t)found.unknown));
}

static void
count_version(const struct cli *cli,
              mohur_keystore *store,
              const mohur_key_info *info,
              json_t *tokens)
{
    json_t *token = json_object_get(tokens, info->token);

    if (token == NULL) {
        token = json_object();
        json_object_set_new(tokens, info->token, token);
        ask_token(cli, store, info->token, token);
    }
    count_one(token, "versions");
}

json_t *
cli_custody_json(const struct cli *cli, mohur_keystore *store)
{
    mohur_key_list *list = NULL;
    json_t *answer       = cli_must(json_object());
    json_t *tokens       = cli_must(json_object());
    mohur_status st      = mohur_keystore_list(store, &list);

    json_object_set_new(answer, "software", json_integer(0));
    for (size_t i = 0; st == MOHUR_OK && i < mohur_key_list_len(list); i++) {
        const mohur_key_info *info = mohur_key_list_at(list, i);

        if (info->token[0] != '\0') {
            count_version(cli, store, info, tokens);
        } else {
            count_one(answer, "software");
        }
    }
    mohur_key_list_free(list);
    json_object_set_new(answer, "tokens", tokens);
    if (st != MOHUR_OK) {
        json_decref(answer);
        (void)cli_fail_status(cli, st);
        return NULL;
    }
    return answer;
}
