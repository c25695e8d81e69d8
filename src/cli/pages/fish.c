/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/pages/pages.h"

#include <string.h>

/* Completion for fish: a line for each word and each option of a verb. */

static void
put_quoted(FILE *out, const char *text)
{
    fputc('\'', out);
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\') {
            fputc('\\', out);
        }
        fputc(*text, out);
    }
    fputc('\'', out);
}

/* After exactly these words the next one is offered. */
static void
put_word(FILE *out, const char *after, const char *word, const char *summary)
{
    fprintf(out, "complete -c mohur -n '__mohur_is %s' -a %s -d ", after, word);
    put_quoted(out, summary);
    fputc('\n', out);
}

static void
put_words(FILE *out)
{
    char summary[200];

    for (size_t i = 0; i < cli_verbs_len; i++) {
        const struct cli_verb *v = &cli_verbs[i];

        if (pages_is_first(v) && pages_is_group(v)) {
            pages_group_summary(v, summary, sizeof summary);
            put_word(out, "", v->name, summary);
        } else if (pages_is_first(v)) {
            put_word(out, "", v->name, v->summary);
        }
        if (v->sub != NULL) {
            put_word(out, v->name, v->sub, v->summary);
        }
    }
    put_word(out, "", "help", "say more of a verb");
}

static void
put_option(FILE *out, const struct cli_verb *v, enum cli_option option)
{
    struct cli_option_text text;
    const char *words = "";

    (void)cli_option_read(option, &text);
    fprintf(out, "complete -c mohur -n '__mohur_begins %s%s%s'", v->name,
            v->sub ? " " : "", v->sub ? v->sub : "");
    if (text.letter != '\0') {
        fprintf(out, " -s %c", text.letter);
    }
    fprintf(out, " -l %s", text.name);
    switch (pages_value(v, option, &words)) {
    case VALUE_NONE:
        break;
    case VALUE_WORDS:
        fprintf(out, " -x -a '%s'", words);
        break;
    case VALUE_FILES:
        fputs(" -r -F", out);
        break;
    case VALUE_FOLDERS:
        fputs(" -x -a '(__fish_complete_directories)'", out);
        break;
    case VALUE_FREE:
        fputs(" -x", out);
        break;
    }
    fputs(" -d ", out);
    put_quoted(out, text.text);
    fputc('\n', out);
}

static void
put_verb(FILE *out, const struct cli_verb *v)
{
    for (int o = 0; o < OPT_COUNT; o++) {
        if (cli_verb_takes(v, (enum cli_option)o)) {
            put_option(out, v, (enum cli_option)o);
        }
    }
    if (pages_takes_files(v)) {
        fprintf(out, "complete -c mohur -n '__mohur_begins %s%s%s' -F\n",
                v->name, v->sub ? " " : "", v->sub ? v->sub : "");
    }
}

void
pages_write_fish(FILE *out)
{
    fputs("# Completion for fish, made from the command's own tables.\n\n"
          "# The words before the cursor, without the command and \"help\".\n"
          "function __mohur_words\n"
          "    set -l words (commandline -opc)\n"
          "    set -e words[1]\n"
          "    if test \"$words[1]\" = help\n"
          "        set -e words[1]\n"
          "    end\n"
          "    string join \\n -- $words\n"
          "end\n\n"
          "# Are these all of them?\n"
          "function __mohur_is\n"
          "    set -l words (__mohur_words)\n"
          "    test \"$words\" = \"$argv\"\n"
          "end\n\n"
          "# Are these the first of them?\n"
          "function __mohur_begins\n"
          "    set -l words (__mohur_words)\n"
          "    set -l last (count $argv)\n"
          "    test (count $words) -ge $last\n"
          "    and test \"$words[1..$last]\" = \"$argv\"\n"
          "end\n\n"
          "complete -c mohur -f\n",
          out);
    put_words(out);
    for (size_t i = 0; i < cli_verbs_len; i++) {
        put_verb(out, &cli_verbs[i]);
    }
}
