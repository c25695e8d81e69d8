/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/pages/pages.h"

#include <string.h>

/* Completion for zsh: a case for each verb, which hands its options to
 * _arguments. */

/* Text within '...[text]...': what would end either is escaped. */
static void
put_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            fputs("'\\''", out);
        } else if (strchr("[]:\\", *text) != NULL) {
            fprintf(out, "\\%c", *text);
        } else {
            fputc(*text, out);
        }
    }
}

static void
put_action(FILE *out,
           const struct cli_verb *v,
           enum cli_option option,
           const struct cli_option_text *text)
{
    const char *words = "";

    switch (pages_value(v, option, &words)) {
    case VALUE_NONE:
        return;
    case VALUE_WORDS:
        fprintf(out, ":%s:(%s)", text->value, words);
        return;
    case VALUE_FILES:
        fprintf(out, ":%s:_files", text->value);
        return;
    case VALUE_FOLDERS:
        fprintf(out, ":%s:_files -/", text->value);
        return;
    case VALUE_FREE:
        fprintf(out, ":%s: ", text->value);
        return;
    }
}

/* "-o" and "--output" shut each other out, unless both may be repeated. */
static void
put_option(FILE *out, const struct cli_verb *v, enum cli_option option)
{
    struct cli_option_text text;
    const char *before = "";

    (void)cli_option_read(option, &text);
    before = pages_is_repeated(&text) ? "*" : "";
    fprintf(out, " \\\n            '%s--%s%s[", before, text.name,
            text.value[0] != '\0' ? "=" : "");
    put_text(out, text.text);
    fputc(']', out);
    put_action(out, v, option, &text);
    fputc('\'', out);
    if (text.letter != '\0') {
        fprintf(out, " \\\n            '%s-%c%s[", before, text.letter,
                text.value[0] != '\0' ? "+" : "");
        put_text(out, text.text);
        fputc(']', out);
        put_action(out, v, option, &text);
        fputc('\'', out);
    }
}

static void
put_verb(FILE *out, const struct cli_verb *v)
{
    fprintf(out, "    ('%s%s%s')\n        _arguments -s", v->name,
            v->sub ? " " : "", v->sub ? v->sub : "");
    for (int o = 0; o < OPT_COUNT; o++) {
        if (cli_verb_takes(v, (enum cli_option)o)) {
            put_option(out, v, (enum cli_option)o);
        }
    }
    if (pages_takes_files(v)) {
        fputs(" \\\n            '*:file:_files'", out);
    } else if (v->args_max > 0) {
        fputs(" \\\n            '*:word:()'", out);
    }
    fputs("\n        ;;\n", out);
}

static void
put_described(FILE *out, const char *name, const char *summary)
{
    fprintf(out, " \\\n            '%s:", name);
    put_text(out, summary);
    fputc('\'', out);
}

static void
put_first_words(FILE *out)
{
    char summary[200];

    fputs("    if ((CURRENT == 2)); then\n        verbs=(", out);
    for (size_t i = 0; i < cli_verbs_len; i++) {
        const struct cli_verb *v = &cli_verbs[i];

        if (!pages_is_first(v)) {
            continue;
        }
        if (pages_is_group(v)) {
            pages_group_summary(v, summary, sizeof summary);
        }
        put_described(out, v->name, pages_is_group(v) ? summary : v->summary);
    }
    put_described(out, "help", "say more of a verb");
    fputs(")\n        _describe verb verbs\n        return\n    fi\n", out);
}

static void
put_group(FILE *out, const struct cli_verb *group)
{
    fprintf(out, "    (%s)\n        verbs=(", group->name);
    for (size_t i = 0; i < cli_verbs_len; i++) {
        if (strcmp(cli_verbs[i].name, group->name) == 0) {
            put_described(out, cli_verbs[i].sub, cli_verbs[i].summary);
        }
    }
    fputs(")\n        ;;\n", out);
}

void
pages_write_zsh(FILE *out)
{
    fputs("#compdef mohur\n"
          "# Completion for zsh, made from the command's own tables.\n\n"
          "_mohur()\n{\n"
          "    local curcontext=$curcontext verb\n"
          "    local -a verbs\n\n"
          "    [[ $words[2] == help ]] && shift words && ((CURRENT--))\n",
          out);
    put_first_words(out);
    fputs("    verb=$words[2]\n    verbs=()\n    case $verb in\n", out);
    for (size_t i = 0; i < cli_verbs_len; i++) {
        if (pages_is_group(&cli_verbs[i]) && pages_is_first(&cli_verbs[i])) {
            put_group(out, &cli_verbs[i]);
        }
    }
    fputs("    esac\n"
          "    if (($#verbs)); then\n"
          "        if ((CURRENT == 3)); then\n"
          "            _describe verb verbs\n"
          "            return\n"
          "        fi\n"
          "        verb=\"$verb $words[3]\"\n"
          "        shift words\n"
          "        ((CURRENT--))\n"
          "    fi\n"
          "    shift words\n"
          "    ((CURRENT--))\n"
          "    case $verb in\n",
          out);
    for (size_t i = 0; i < cli_verbs_len; i++) {
        put_verb(out, &cli_verbs[i]);
    }
    fputs("    esac\n}\n\n_mohur \"$@\"\n", out);
}
