/* SPDX-License-Identifier: Apache-2.0 */
int
cli_exit_of(mohur_status status)
{
    switch (mohur_status_class(status)) {
    case 0x00:
        return CLI_DONE;
    case 0x03:
        return CLI_IO;
    case 0x05:
        return CLI_FAILED;
    default:
        return CLI_INTERNAL;
    }
}
