#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Completion: the shells offer every verb, every option and the values of
# options, and no word that the command does not take.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"
pages=$(dirname "$MOHUR")/pages
terminal="python3 -B $helpers/_terminal.py"

"$MOHUR" --help | sed -n 's/^  \([a-z]*\( [a-z]*\)\{0,1\}\)  .*/\1/p' |
    sed 's/ *$//' >verbs

# ---- bash ----

# A line is what was typed, the last word being completed; the answer is one
# line: the words that are offered, and "files" if files are too.
cat >ask.bash <<'BASH'
source "$1"
compopt() { [[ "$*" != *'+o default'* ]] || files=; }
while IFS= read -r line; do
    IFS=' ' read -r -a COMP_WORDS <<<"$line"
    [[ $line != *' ' ]] || COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    files=files
    _mohur
    printf '%s\n' "$(printf '%s\n' "${COMPREPLY[@]}" $files | sort | xargs)"
done
BASH

# asked LINE WORDS: typing the line offers these, in the order of sort.
asked() {
    printf '%s\n' "$1" | bash ask.bash "$pages/mohur.bash" >offered
    echo "$2" | diff - offered
}

firsts=$({ cut -d ' ' -f 1 verbs; echo help; } | sort -u | xargs)
fact "bash offers the first words" asked "mohur " "$firsts"
fact "bash offers them after help" asked "mohur help " "$firsts"
fact "bash goes on with a word" asked "mohur ins" inspect
fact "bash goes on with a second word" asked "mohur key crea" create
fact "bash offers words for a value" asked "mohur key create x --for " \
    "seal sign wrap"
fact "bash goes on behind =" asked "mohur key create x --for = se" seal
fact "bash knows options of one letter" asked "mohur seal -o " files
fact "bash offers files where they are taken" asked "mohur list " files
fact "bash offers nothing for a number" asked "mohur seal -j " ""
fact "bash offers nothing for a name" asked "mohur key show " ""
fact "a document has other levels than a key" \
    asked "mohur sign --level " "B LT LTA T"

sed 's/^/mohur /; s/$/ --/' verbs | bash ask.bash "$pages/mohur.bash" >offered
while read -r verb; do
    "$MOHUR" $verb --help | sed -n '/^usage: /,$p' |
        sed -n 's/^  \(-., \)\{0,1\}\(--[a-z0-9-]*\) .*/\2/p' | sort | xargs
done <verbs >wanted
fact "bash offers every option of every verb" diff wanted offered

cut -d ' ' -f 1 verbs | sort | uniq -d >groups
while read -r group; do
    seconds=$(sed -n "s/^$group //p" verbs | sort | xargs)
    fact "bash offers what follows $group" asked "mohur $group " "$seconds"
done <groups

# What the parser refuses, or the verb as soon as it reads it, is exit 2; a
# keystore that is not there comes later.
takes() {
    _code=0
    "$MOHUR" "$@" --store absent --quiet >/dev/null 2>&1 || _code=$?
    [ "$_code" != 2 ]
}

# refuses_level WORD: as a word; what the level needs comes later.
refuses_level() {
    "$MOHUR" sign -k x --cert x -o x x --level "$1" 2>&1 | grep -q "cannot be"
}

# is_taken OPTION WORD: by some verb that has the option.
is_taken() {
    case $1 in
    --for) takes key create x --for "$2" ;;
    --alg) takes key create x --for sign --alg "$2" ||
        takes key create x --for seal --alg "$2" ;;
    --erase) takes key destroy x --version 1 --erase "$2" ;;
    --caps) takes role add x y.pem --caps "$2" ;;
    --header-policy) takes seal -r x -s x "$1" "$2" -o x x ||
        takes seal -r x -s x --admin x "$1" "$2" -o x x ;;
    --format) takes sign -k x --cert x --format "$2" -o x x ;;
    *) takes seal -r x -s x "$1" "$2" -o x x ;;
    esac
}

sed -n "s/^    '[a-z ]* \(--[a-z0-9-]*\)'.* echo 'words \(.*\)' ;;/\1 \2/p" \
    "$pages/mohur.bash" | sort -u | grep -v '^--level' >values
fact "options have values to offer" [ "$(wc -l <values)" -ge 8 ]
while read -r option words; do
    for word in $words; do
        fact "$option $word is taken" is_taken "$option" "$word"
    done
    never "$option nonsense is not" is_taken "$option" nonsense
done <values

for level in B T LT LTA; do
    never "--level $level is a word of sign" refuses_level "$level"
done
fact "--level C is not" refuses_level C

# ---- at the keyboard ----

tab=$(printf '\t')

# types SHELL...: words, an option and a value are completed, then carried out.
types() {
    $terminal "wait:ready>" \
        "type:mohur key crea${tab}x --exp$tab--for se$tab" \
        "wait:<key create x --exportable --for seal" "type:exit" -- "$@"
}

if has_terminal; then
    cat >rc <<RC
. "$pages/mohur.bash"
mohur() { echo "<\$@"; }
PS1='ready>'
RC
    fact "bash completes what is typed" types bash --noprofile --rcfile rc -i
else
    echo "SKIP no terminal can be had here: nothing is typed"
fi

# ---- zsh and fish ----

if command -v zsh >/dev/null; then
    fact "zsh reads its file" zsh -n "$pages/_mohur"
    mkdir zsh
    cat >zsh/.zshrc <<RC
fpath=("$pages" \$fpath)
autoload -Uz compinit && compinit -u -d zsh/dump
mohur() { echo "<\$@"; }
PS1='ready>'
RC
    ! has_terminal || fact "zsh completes what is typed" \
        types env ZDOTDIR="$PWD/zsh" zsh -d -i
else
    echo "SKIP zsh is missing"
fi
if command -v fish >/dev/null; then
    fact "fish reads its file" fish -n "$pages/mohur.fish"
    offers() {
        fish --no-config -c 'source $argv[1]; complete -C $argv[2]' \
            "$pages/mohur.fish" "$1" | cut -f 1 | sort | xargs >offered
        echo "$2" | diff - offered
    }
    fact "fish offers the first words" offers "mohur " "$firsts"
    fact "fish goes on with a word" offers "mohur ke" key
    fact "fish goes on with a second word" offers "mohur key crea" create
    fact "fish offers words for a value" offers \
        "mohur key create x --for " "seal sign wrap"
    fact "fish offers options" offers "mohur init --argon" \
        "--argon2-mib --argon2-passes"
else
    echo "SKIP fish is missing"
fi
finish
