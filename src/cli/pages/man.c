/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/pages/pages.h"

#include <string.h>

/* Manual pages: one for the command, one for each verb, and one for each
 * first word that several verbs share. */

/* Exit codes, as main.c gives them. */
static const struct {
    enum cli_exit code;
    const char *meaning;
} exit_codes[] = {
    {CLI_DONE, "Done. Of a document: its signatures are to be believed."},
    {CLI_FAILED, "Not genuine, or by nobody who is trusted."},
    {CLI_USAGE, "The command line is wrong."},
    {CLI_NO_KEY, "No key at hand opens it."},
    {CLI_MALFORMED, "The input is malformed, or not supported."},
    {CLI_IO, "Reading or writing failed, or the target is there already."},
    {CLI_REFUSED, "Refused: the profile, a key's state or a date says no."},
    {CLI_PASSPHRASE, "The passphrase or the PIN is wrong."},
    {CLI_INDETERMINATE, "Evidence is missing; nobody can say yes or no."},
    {CLI_INTERNAL, "Memory ran out, or a fault of the program."},
    {CLI_INTERRUPTED, "Interrupted; nothing was left behind."},
};

static const struct {
    const char *name;
    const char *meaning;
} variables[] = {
    {"MOHUR_HOME", "The keystore, where --store does not name one."},
    {"MOHUR_ANCHOR",
     "The keystore's rollback anchor, where --anchor does not name one."},
    {"HOME", "Where the keystore is, if neither names one."},
    {"TMPDIR", "Where an archive that comes from a pipe is kept meanwhile."},
};

static const struct {
    const char *name;
    const char *meaning;
} known_files[] = {
    {"~/.local/share/mohur", "The keystore, where nothing else is said."},
    {"*.mohur", "A sealed archive."},
    {"*.mohurh", "The header of an archive, apart from it."},
    {"*.p7s, *.p7m", "A CAdES signature, beside its document or around it."},
    {"*.asice, *.asics", "A container of documents and their signatures."},
};

/* Text as roff reads it: no escape, no request, no hyphen for a minus. */
static void
put_text(FILE *out, const char *text)
{
    bool at_start = true;

    for (; *text != '\0'; text++) {
        if (at_start && (*text == '.' || *text == '\'')) {
            fputs("\\&", out);
        }
        if (*text == '\\') {
            fputs("\\e", out);
        } else if (*text == '-') {
            fputs("\\-", out);
        } else if (*text == '~') {
            fputs("\\(ti", out);
        } else if (*text == '^') {
            fputs("\\(ha", out);
        } else if (*text == '\'') {
            fputs("\\(aq", out);
        } else {
            fputc(*text, out);
        }
        at_start = *text == '\n';
    }
}

/* Words joined by what stands between them: "mohur-key-create". */
static void
put_name(FILE *out, const struct cli_verb *v, bool whole, const char *between)
{
    fprintf(out, "mohur%s%s", between, v->name);
    if (whole && v->sub != NULL) {
        fprintf(out, "%s%s", between, v->sub);
    }
}

static void
put_section(FILE *out, const char *title)
{
    fprintf(out, ".SH %s\n", title);
}

static void
put_paragraph(FILE *out, const char *text)
{
    put_text(out, text);
    fputc('\n', out);
}

/* A name in bold, and beside it what it means. */
static void
put_item(FILE *out, const char *name, const char *meaning)
{
    fputs(".TP\n\\fB", out);
    put_text(out, name);
    fputs("\\fR\n", out);
    put_paragraph(out, meaning);
}

static void
put_code(FILE *out, const char *lines)
{
    fputs(".nf\n", out);
    put_text(out, lines);
    fputs(".fi\n", out);
}

/* Titles are in capitals, whatever the locale. */
static void
put_title(FILE *out, const char *name)
{
    for (; *name != '\0'; name++) {
        fputc(*name >= 'a' && *name <= 'z' ? *name - 'a' + 'A' : *name, out);
    }
}

static FILE *
page_begin(const struct pages *pages,
           const struct cli_verb *v,
           bool whole,
           const char *summary)
{
    bool two = whole && v->sub != NULL;
    char name[60];
    char file[80];
    FILE *out;

    snprintf(name, sizeof name, "mohur%s%s%s%s", v != NULL ? "-" : "",
             v != NULL ? v->name : "", two ? "-" : "", two ? v->sub : "");
    snprintf(file, sizeof file, "man1/%s.1", name);
    out = pages_file(pages, file);
    if (out == NULL) {
        return NULL;
    }
    fputs(".\\\" Made from the command's own tables.\n.TH ", out);
    put_title(out, name);
    fprintf(out, " 1 %s \"mohur %s\" \"User Commands\"\n.nh\n.ad l\n",
            pages->date, pages->version);
    put_section(out, "NAME");
    put_text(out, name);
    fputs(" \\- ", out);
    put_paragraph(out, summary);
    return out;
}

static void
put_option(FILE *out, enum cli_option option)
{
    struct cli_option_text text;

    (void)cli_option_read(option, &text);
    fputs(".TP\n", out);
    if (text.letter != '\0') {
        fprintf(out, "\\fB\\-%c\\fR, ", text.letter);
    }
    fputs("\\fB\\-\\-", out);
    put_text(out, text.name);
    fputs("\\fR", out);
    if (text.value[0] != '\0') {
        fprintf(out, " \\fI%s\\fR", text.value);
    }
    fputc('\n', out);
    put_paragraph(out, text.text);
}

static void
put_exit_codes(FILE *out)
{
    char number[12];

    put_section(out, "EXIT STATUS");
    for (size_t i = 0; i < sizeof exit_codes / sizeof exit_codes[0]; i++) {
        snprintf(number, sizeof number, "%d", (int)exit_codes[i].code);
        put_item(out, number, exit_codes[i].meaning);
    }
}

static void
put_see_also(FILE *out, const struct cli_verb *v)
{
    put_section(out, "SEE ALSO");
    fputs(".BR mohur (1)", out);
    if (v != NULL && v->sub != NULL) {
        fputs(",\n.BR ", out);
        put_text(out, "mohur-");
        put_text(out, v->name);
        fputs(" (1)", out);
    }
    fputc('\n', out);
}

static bool
write_verb(const struct pages *pages, const struct cli_verb *v)
{
    FILE *out = page_begin(pages, v, true, v->summary);

    if (out == NULL) {
        return false;
    }
    put_section(out, "SYNOPSIS");
    fputs("\\fB", out);
    put_name(out, v, true, " ");
    fputs(v->usage[0] != '\0' ? "\\fR " : "\\fR", out);
    put_text(out, v->usage);
    fputs("\n.RI [ OPTION ]...\n", out);
    put_section(out, "EXAMPLES");
    put_code(out, v->examples);
    put_section(out, "OPTIONS");
    for (int i = 0; i < OPT_COUNT; i++) {
        if (cli_verb_takes(v, (enum cli_option)i)) {
            put_option(out, (enum cli_option)i);
        }
    }
    put_exit_codes(out);
    put_see_also(out, v);
    return pages_file_end(out);
}

/* The verbs of a first word, or of all first words: page and summary. */
static void
put_verbs(FILE *out, const char *name)
{
    put_section(out, "VERBS");
    for (size_t i = 0; i < cli_verbs_len; i++) {
        const struct cli_verb *v = &cli_verbs[i];

        if (name == NULL || strcmp(v->name, name) == 0) {
            fputs(".TP\n.BR ", out);
            put_text(out, "mohur-");
            put_text(out, v->name);
            put_text(out, v->sub != NULL ? "-" : "");
            put_text(out, v->sub != NULL ? v->sub : "");
            fputs(" (1)\n", out);
            put_paragraph(out, v->summary);
        }
    }
}

static bool
write_group(const struct pages *pages, const struct cli_verb *v)
{
    char summary[200];
    FILE *out;

    pages_group_summary(v, summary, sizeof summary);
    out = page_begin(pages, v, false, summary);
    if (out == NULL) {
        return false;
    }
    put_section(out, "SYNOPSIS");
    fputs("\\fB", out);
    put_name(out, v, false, " ");
    fputs("\\fR\n.I VERB\n.RI [ OPTION ]...\n.RI [ WORD ]...\n", out);
    put_verbs(out, v->name);
    put_see_also(out, NULL);
    return pages_file_end(out);
}

static bool
write_command(const struct pages *pages)
{
    FILE *out = page_begin(pages, NULL, false,
                           "keys, signed documents and sealed archives");

    if (out == NULL) {
        return false;
    }
    put_section(out, "SYNOPSIS");
    fputs(".B mohur\n.I VERB\n.RI [ OPTION ]...\n.RI [ WORD ]...\n", out);
    put_section(out, "EXAMPLES");
    put_code(out, cli_first_time);
    put_section(out, "DESCRIPTION");
    put_paragraph(
        out,
        "mohur manages keys, seals archives to those who may open them and "
        "signs documents, under a profile of what is allowed.\n"
        "Each verb has a page of its own, and \"mohur VERB --help\" says the "
        "same.\n"
        "What is data goes to the standard output, everything else to the "
        "standard error; --json makes it one object, failures too.\n"
        "An output is there whole or not at all.\n"
        "A secret is never a word of the command line: it comes from a "
        "terminal, a file or a descriptor.");
    put_verbs(out, NULL);
    put_exit_codes(out);
    put_section(out, "ENVIRONMENT");
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        put_item(out, variables[i].name, variables[i].meaning);
    }
    put_section(out, "FILES");
    for (size_t i = 0; i < sizeof known_files / sizeof known_files[0]; i++) {
        put_item(out, known_files[i].name, known_files[i].meaning);
    }
    return pages_file_end(out);
}

bool
pages_write_man(const struct pages *pages)
{
    bool good = write_command(pages);

    for (size_t i = 0; good && i < cli_verbs_len; i++) {
        const struct cli_verb *v = &cli_verbs[i];

        good = write_verb(pages, v);
        if (good && pages_is_group(v) && pages_is_first(v)) {
            good = write_group(pages, v);
        }
    }
    return good;
}
