/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_type.h"

#include "base/guard.h"
#include "base/text.h"
#include "profile/decide.h"

static const char ASIC_E[] = "application/vnd.etsi.asic-e+zip";
static const char ASIC_S[] = "application/vnd.etsi.asic-s+zip";

enum {
    TYPE_LEN    = sizeof ASIC_E - 1,
    COMMENT_LEN = sizeof "mimetype=" - 1
};

mohur__bytes
mohur__asic_mimetype(mohur_container_format format)
{
    return mohur__bytes_of(format == MOHUR_CONTAINER_ASIC_S ? ASIC_S : ASIC_E,
                           TYPE_LEN);
}

static mohur_container_format
format_of(mohur__bytes type)
{
    if (mohur__bytes_equal(type, MOHUR__TEXT(ASIC_E))) {
        return MOHUR_CONTAINER_ASIC_E;
    }
    return mohur__bytes_equal(type, MOHUR__TEXT(ASIC_S))
               ? MOHUR_CONTAINER_ASIC_S
               : MOHUR_CONTAINER_NONE;
}

/* What mimetype says; NONE if that is no type of ours. */
static mohur_status
read_type(struct mohur__asic *asic,
          const struct mohur__zip_entry *e,
          mohur_container_format *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__buf type = {0};

    *out = MOHUR_CONTAINER_NONE;
    if (e->len != TYPE_LEN) {
        return MOHUR_OK;
    }
    TRY(mohur__zip_load(&asic->zip, e, TYPE_LEN, &type));
    *out = format_of(mohur__buf_view(&type));

out:
    mohur__buf_wipe(&type);
    return st;
}

/* What is wrong with where the type is said; NULL if nothing is. */
static const char *
place_fault(const struct mohur__asic *asic, const struct mohur__zip_entry *e)
{
    if (e == NULL || e != &asic->zip.entries[0]) {
        return "the container does not begin with its mimetype";
    }
    return e->deflated || !e->is_bare
               ? "the mimetype of the container is packed, or not at its place"
               : NULL;
}

/* What is wrong with what is said, wherever it is. */
static const char *
said_fault(const struct mohur__asic *asic,
           const struct mohur__zip_entry *e,
           mohur_container_format said)
{
    mohur__bytes comment = asic->zip.comment;

    if (e != NULL && said == MOHUR_CONTAINER_NONE) {
        return "the mimetype of the container is none of ASiC";
    }
    if (e != NULL && said != asic->format) {
        return "the mimetype of the container contradicts what is in it";
    }
    if (comment.len > 0 &&
        format_of(mohur__bytes_sub(comment, COMMENT_LEN, comment.len)) !=
            asic->format) {
        return "the comment behind the container contradicts its mimetype";
    }
    return NULL;
}

/* Programs that pack again put the type anywhere: a profile may allow that. */
static void
judge_type(struct mohur__asic *asic,
           const struct mohur__zip_entry *e,
           mohur_container_format said)
{
    const char *place = place_fault(asic, e);

    if (mohur__profile_loose_mimetype(asic->zip.ctx)) {
        asic->warning = place;
        place         = NULL;
    }
    asic->fault = place != NULL ? place : said_fault(asic, e, said);
}

mohur_status
mohur__asic_check_type(struct mohur__asic *asic)
{
    mohur_status st = MOHUR_OK;
    const struct mohur__zip_entry *e =
        mohur__zip_find(&asic->zip, MOHUR__TEXT(MOHUR__ASIC_TYPE_NAME));
    mohur_container_format said = MOHUR_CONTAINER_NONE;

    if (e != NULL) {
        TRY(read_type(asic, e, &said));
    }
    asic->format = mohur__asic_count(asic, MOHUR__ASIC_MANIFEST) > 0
                       ? MOHUR_CONTAINER_ASIC_E
                       : MOHUR_CONTAINER_ASIC_S;
    judge_type(asic, e, said);
    if (asic->fault == NULL && asic->format == MOHUR_CONTAINER_ASIC_S &&
        (mohur__asic_count(asic, MOHUR__ASIC_DATA) != 1 ||
         mohur__asic_count(asic, MOHUR__ASIC_SIGNATURE) != 1)) {
        asic->fault = "an ASiC-S has one document and one signature file";
    }
    if (asic->fault == NULL &&
        mohur__asic_count(asic, MOHUR__ASIC_UNKNOWN) > 0) {
        asic->fault = "META-INF has a member that nobody signed";
    }

out:
    return st;
}
