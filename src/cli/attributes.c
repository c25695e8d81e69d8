/* SPDX-License-Identifier: Apache-2.0 */
#include "attributes.h"

#include <string.h>

/* Names are looked at here; whether a value is one, the library says. */

bool
cli_attributes_set(struct cli *cli, const char *text)
{
    const struct {
        const char *name;
        const char **value;
    } all[] = {{"registration_number=", &cli->registration_number},
               {"voen=", &cli->voen},
               {"commitment=", &cli->commitment}};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        size_t len = strlen(all[i].name);

        if (strncmp(text, all[i].name, len) == 0 && *all[i].value == NULL) {
            *all[i].value = text + len;
            return true;
        }
    }
    return false;
}

bool
cli_attributes_asked(const struct cli *cli)
{
    return cli->registration_number != NULL || cli->voen != NULL ||
           cli->commitment != NULL;
}

void
cli_attributes_say(const struct cli *cli, mohur_sign_options *options)
{
    options->registration_number = cli->registration_number;
    options->voen                = cli->voen;
    options->commitment          = cli->commitment;
}
