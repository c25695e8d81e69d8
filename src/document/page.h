/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_PAGE_H
#define MOHUR_SRC_DOCUMENT_PAGE_H

#include "base/buf.h"
#include "base/bytes.h"

/*
 * Writing a page: HTML 5 in the form of XML.  Markup is ours and constant;
 * whatever else is written goes through mohur__page_text.
 */

/* Markup as it is: a literal of ours. */
void
mohur__page_markup(struct mohur__buf *b, const char *markup);

/*
 * Text of anybody's, which cannot end an element or an attribute, nor hide or
 * turn what stands beside it.
 */
void
mohur__page_text(struct mohur__buf *b, const char *text);

/* A time as people read it, in UTC; "not said" for 0. */
void
mohur__page_time(struct mohur__buf *b, int64_t t);

/* Octets in hex, so that a line can end in them. */
void
mohur__page_hex(struct mohur__buf *b, mohur__bytes octets);

/* A whole element around text: <name class="kind">text</name>; kind may be
 * NULL.  name and kind are ours. */
void
mohur__page_element(struct mohur__buf *b,
                    const char *name,
                    const char *kind,
                    const char *text);

/* A line of a list of facts; nothing where the text is "". */
void
mohur__page_fact(struct mohur__buf *b, const char *what, const char *text);

/* Begin and end a line whose value is written in between. */
void
mohur__page_fact_begin(struct mohur__buf *b, const char *what);
void
mohur__page_fact_end(struct mohur__buf *b);

/* The style sheet, for the head. */
extern const char mohur__page_style[];

#endif
