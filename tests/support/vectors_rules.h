/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_VECTORS_RULES_H
#define MOHUR_TESTS_VECTORS_RULES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * tests/vectors/wycheproof.rules, found through MOHUR_SOURCE_DIR; its head
 * says what a line means.
 */
enum {
    RULE_WORD = 64,
    RULE_TEXT = 160
};

/* A file that a program runs, and how many cases it has. */
struct rule_run {
    char program[RULE_WORD];
    char file[RULE_WORD];
    size_t cases;
};

/* A file that nobody runs, and why. */
struct rule_skip {
    char file[RULE_WORD];
    char reason[RULE_TEXT];
};

/* Read it, once.  False, with a message, if it cannot be used. */
bool
rules_load(void);

/* The i-th file of a program; NULL after the last. */
const struct rule_run *
rules_run_at(const char *program, size_t i);

/* The row of a file among those that are run, or skipped; NULL if none. */
const struct rule_run *
rules_run_of(const char *file);
const struct rule_skip *
rules_skip_of(const char *file);

/* Is it refused here whatever the file says?  Counts the case on its row. */
bool
rules_say_refused(const char *file, const json_t *group, const json_t *test);

/*
 * Print how many cases each row of the file took, and start counting anew.
 * False if a row took another number than it says (unless it did not run).
 */
bool
rules_counted(const char *file, bool ran);

#endif
