/* SPDX-License-Identifier: Apache-2.0 */
static const struct option long_options[] = {
    {"json", no_argument, NULL, OPT_JSON},
};
