/* SPDX-License-Identifier: Apache-2.0 */
enum cli_exit {
    CLI_DONE     = 0,
    CLI_FAILED   = 1,
    CLI_IO       = 5,
    CLI_INTERNAL = 70
};
