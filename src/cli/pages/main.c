/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/pages/pages.h"

#include <string.h>

/* mohur_pages FOLDER VERSION DATE: writes all pages and completions there. */

FILE *
pages_file(const struct pages *pages, const char *name)
{
    char path[1024];
    int n = snprintf(path, sizeof path, "%s/%s", pages->folder, name);
    FILE *out;

    if (n < 0 || (size_t)n >= sizeof path) {
        return NULL;
    }
    out = fopen(path, "w");
    if (out == NULL) {
        perror(path);
    }
    return out;
}

bool
pages_file_end(FILE *out)
{
    bool good = ferror(out) == 0;

    return fclose(out) == 0 && good;
}

/* Tables that contradict each other are not built. */
static bool
tables_agree(void)
{
    struct cli_option_text text;
    bool agree = true;

    for (int i = 0; i < OPT_COUNT; i++) {
        if (!cli_option_read((enum cli_option)i, &text)) {
            fprintf(stderr, "help and parser disagree about --%s\n",
                    cli_option_name(i));
            agree = false;
        }
    }
    return agree;
}

static bool
write_shell(const struct pages *pages,
            const char *name,
            void (*write)(FILE *out))
{
    FILE *out = pages_file(pages, name);

    if (out == NULL) {
        return false;
    }
    write(out);
    return pages_file_end(out);
}

int
main(int argc, char **argv)
{
    struct pages pages;

    if (argc != 4) {
        fputs("usage: mohur_pages FOLDER VERSION DATE\n", stderr);
        return CLI_USAGE;
    }
    pages.folder  = argv[1];
    pages.version = argv[2];
    pages.date    = argv[3];
    if (!tables_agree() || !pages_write_man(&pages) ||
        !write_shell(&pages, "mohur.bash", pages_write_bash) ||
        !write_shell(&pages, "_mohur", pages_write_zsh) ||
        !write_shell(&pages, "mohur.fish", pages_write_fish)) {
        return CLI_FAILED;
    }
    return CLI_DONE;
}
