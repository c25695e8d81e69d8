/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/pages/pages.h"

#include <string.h>

/* Completion for bash: a list for each verb, one for the values of each
 * option, and a fixed part that chooses between them. */

static void
put_groups(FILE *out)
{
    const char *between = "";

    for (size_t i = 0; i < cli_verbs_len; i++) {
        if (pages_is_group(&cli_verbs[i]) && pages_is_first(&cli_verbs[i])) {
            fprintf(out, "%s%s", between, cli_verbs[i].name);
            between = " | ";
        }
    }
}

/* The first words of all verbs, or the second ones of a group. */
static void
put_words(FILE *out, const struct cli_verb *group)
{
    const char *between = "";

    for (size_t i = 0; i < cli_verbs_len; i++) {
        const struct cli_verb *v = &cli_verbs[i];

        if (group == NULL ? pages_is_first(v)
                          : strcmp(v->name, group->name) == 0) {
            fprintf(out, "%s%s", between, group == NULL ? v->name : v->sub);
            between = " ";
        }
    }
}

static void
put_verb_words(FILE *out)
{
    fputs("_mohur_words()\n{\n    case $1 in\n    '') echo '", out);
    put_words(out, NULL);
    fputs(" help' ;;\n", out);
    for (size_t i = 0; i < cli_verbs_len; i++) {
        if (pages_is_group(&cli_verbs[i]) && pages_is_first(&cli_verbs[i])) {
            fprintf(out, "    %s) echo '", cli_verbs[i].name);
            put_words(out, &cli_verbs[i]);
            fputs("' ;;\n", out);
        }
    }
    fputs("    esac\n}\n\n", out);
}

static void
put_verb_options(FILE *out)
{
    fputs("_mohur_options()\n{\n    case $1 in\n", out);
    for (size_t i = 0; i < cli_verbs_len; i++) {
        const struct cli_verb *v = &cli_verbs[i];
        const char *between      = "";

        fprintf(out, "    '%s%s%s') echo '", v->name, v->sub ? " " : "",
                v->sub ? v->sub : "");
        for (int o = 0; o < OPT_COUNT; o++) {
            if (cli_verb_takes(v, (enum cli_option)o)) {
                fprintf(out, "%s--%s", between, cli_option_name(o));
                between = " ";
            }
        }
        fputs("' ;;\n", out);
    }
    fputs("    esac\n}\n\n", out);
}

/* "verb --option) echo kind and words", where it is no file's name. */
static void
put_value(FILE *out, const struct cli_verb *v, enum cli_option option)
{
    static const char *const kinds[] = {"", "words", "files", "folders",
                                        "free"};
    const char *words                = "";
    enum value_kind kind             = pages_value(v, option, &words);
    char letter                      = cli_option_letter((int)option);

    if (kind == VALUE_NONE) {
        return;
    }
    fprintf(out, "    '%s%s%s --%s'", v->name, v->sub ? " " : "",
            v->sub ? v->sub : "", cli_option_name((int)option));
    if (letter != '\0') {
        fprintf(out, " | '%s%s%s -%c'", v->name, v->sub ? " " : "",
                v->sub ? v->sub : "", letter);
    }
    fprintf(out, ") echo '%s%s%s' ;;\n", kinds[kind],
            kind == VALUE_WORDS ? " " : "", kind == VALUE_WORDS ? words : "");
}

static void
put_values(FILE *out)
{
    fputs("_mohur_value()\n{\n    case $1 in\n", out);
    for (size_t i = 0; i < cli_verbs_len; i++) {
        for (int o = 0; o < OPT_COUNT; o++) {
            if (cli_verb_takes(&cli_verbs[i], (enum cli_option)o)) {
                put_value(out, &cli_verbs[i], (enum cli_option)o);
            }
        }
    }
    fputs("    esac\n}\n\n", out);
}

static void
put_files(FILE *out)
{
    fputs("_mohur_takes_files()\n{\n    case $1 in\n", out);
    for (size_t i = 0; i < cli_verbs_len; i++) {
        const struct cli_verb *v = &cli_verbs[i];

        if (pages_takes_files(v)) {
            fprintf(out, "    '%s%s%s') return 0 ;;\n", v->name,
                    v->sub ? " " : "", v->sub ? v->sub : "");
        }
    }
    fputs("    esac\n    return 1\n}\n\n", out);
}

/* What readline does by itself, "default", is to offer files. */
static const char last_part[] =
    "_mohur_nothing()\n"
    "{\n"
    "    compopt +o default +o bashdefault 2>/dev/null\n"
    "}\n"
    "\n"
    "_mohur()\n"
    "{\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - "
    "1]}\n"
    "    local at=1 verb kind\n"
    "    COMPREPLY=()\n"
    "    [[ ${COMP_WORDS[1]} == help && $COMP_CWORD -gt 1 ]] && at=2\n"
    "    if ((COMP_CWORD == at)); then\n"
    "        COMPREPLY=($(compgen -W \"$(_mohur_words '')\" -- \"$cur\"))\n"
    "        _mohur_nothing\n"
    "        return\n"
    "    fi\n"
    "    verb=${COMP_WORDS[at]}\n"
    "    case $verb in\n"
    "    @GROUPS@)\n"
    "        if ((COMP_CWORD == at + 1)); then\n"
    "            COMPREPLY=($(compgen -W \"$(_mohur_words \"$verb\")\" -- "
    "\"$cur\"))\n"
    "            _mohur_nothing\n"
    "            return\n"
    "        fi\n"
    "        verb=\"$verb ${COMP_WORDS[at + 1]}\"\n"
    "        ;;\n"
    "    esac\n"
    "    # \"--option=value\" is three words to bash.\n"
    "    if [[ $cur == '=' ]]; then\n"
    "        cur=\n"
    "    elif [[ $prev == '=' ]]; then\n"
    "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    kind=$(_mohur_value \"$verb $prev\")\n"
    "    case $kind in\n"
    "    words*) COMPREPLY=($(compgen -W \"${kind#words }\" -- \"$cur\")) ;;\n"
    "    files) return ;;\n"
    "    folders)\n"
    "        compopt -o dirnames 2>/dev/null\n"
    "        ;;\n"
    "    free) ;;\n"
    "    *)\n"
    "        if [[ $cur == -* ]]; then\n"
    "            COMPREPLY=($(compgen -W \"$(_mohur_options \"$verb\")\" -- "
    "\"$cur\"))\n"
    "        elif _mohur_takes_files \"$verb\"; then\n"
    "            return\n"
    "        fi\n"
    "        ;;\n"
    "    esac\n"
    "    _mohur_nothing\n"
    "}\n"
    "\n"
    "complete -o bashdefault -o default -F _mohur mohur\n";

void
pages_write_bash(FILE *out)
{
    const char *groups = strstr(last_part, "@GROUPS@");

    fputs("# Completion for bash, made from the command's own tables.\n\n",
          out);
    put_verb_words(out);
    put_verb_options(out);
    put_values(out);
    put_files(out);
    fprintf(out, "%.*s", (int)(groups - last_part), last_part);
    put_groups(out);
    fputs(groups + strlen("@GROUPS@"), out);
}
