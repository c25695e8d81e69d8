/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_report.h"

#include "base/guard.h"
#include "base/mem.h"
#include "document/doc_report.h"

/* The container's part of a report, and the questions about it. */

mohur_status
mohur__contained_new(mohur_ctx *ctx,
                     size_t objects,
                     struct mohur__contained **out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__contained *c = NULL;
    void *memory               = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &c));
    TRY(mohur__alloc_array(ctx, objects, sizeof *c->objects, &memory));
    c->objects = memory;
    TRY(mohur__alloc_array(ctx, objects, sizeof *c->names, &memory));
    c->names       = memory;
    c->objects_len = objects;
    for (size_t i = 0; i < objects; i++) {
        c->objects[i].size    = sizeof c->objects[i];
        c->objects[i].name    = "";
        c->objects[i].covered = true;
    }
    *out = c;
    c    = NULL; /* the caller's now */

out:
    mohur__contained_free(c);
    return st;
}

mohur_status
mohur__contained_path(mohur_ctx *ctx,
                      struct mohur__contained *c,
                      mohur__bytes name,
                      size_t n)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;
    char **paths    = NULL;

    TRY(mohur__alloc_array(ctx, c->paths_len + n, sizeof *paths, &memory));
    paths = memory;
    for (size_t i = 0; i < c->paths_len; i++) {
        paths[i] = c->paths[i];
    }
    mohur__free(c->paths);
    c->paths = paths;
    for (size_t i = 0; i < n; i++) {
        TRY(mohur__strdup(ctx, name, &paths[c->paths_len]));
        c->paths_len++;
    }

out:
    return st;
}

void
mohur__contained_free(struct mohur__contained *c)
{
    if (c == NULL) {
        return;
    }
    for (size_t i = 0; i < c->objects_len; i++) {
        mohur__free(c->names[i]);
    }
    for (size_t i = 0; i < c->paths_len; i++) {
        mohur__free(c->paths[i]);
    }
    mohur__free(c->objects);
    mohur__free(c->names);
    mohur__free(c->paths);
    mohur__free(c);
}

/* ---- questions ---- */

static const struct mohur__contained *
contained_of(const mohur_report *report)
{
    return report != NULL && report->magic == MOHUR__MAGIC_REPORT
               ? report->container
               : NULL;
}

mohur_container_format
mohur_report_format(const mohur_report *report)
{
    const struct mohur__contained *c = contained_of(report);

    return c == NULL ? MOHUR_CONTAINER_NONE : c->format;
}

size_t
mohur_report_objects(const mohur_report *report)
{
    const struct mohur__contained *c = contained_of(report);

    return c == NULL ? 0 : c->objects_len;
}

const mohur_object_info *
mohur_report_object(const mohur_report *report, size_t i)
{
    return i < mohur_report_objects(report) ? &report->container->objects[i]
                                            : NULL;
}

bool
mohur_report_covers_all(const mohur_report *report)
{
    const struct mohur__contained *c = contained_of(report);
    bool all = report != NULL && (c == NULL || c->fault == NULL);

    for (size_t i = 0; c != NULL && i < c->objects_len; i++) {
        all = all && c->objects[i].covered;
    }
    return all;
}

const char *
mohur_report_container_detail(const mohur_report *report)
{
    const struct mohur__contained *c = contained_of(report);

    if (c != NULL && c->fault != NULL) {
        return c->fault;
    }
    return c != NULL && c->warning != NULL ? c->warning : "";
}

const char *
mohur_report_path(const mohur_report *report, size_t i)
{
    const struct mohur__contained *c = contained_of(report);

    return c != NULL && i < c->paths_len ? c->paths[i] : "";
}
