/* SPDX-License-Identifier: Apache-2.0 */
const struct cli_verb cli_verbs[] = {
    {"key", "list", "", "list", "", OPTIONS(COMMON), 0, 0, cli_key_list},
    {"seal", NULL, "", "seal", "", OPTIONS(COMMON), 0, 0, cli_seal},
};
