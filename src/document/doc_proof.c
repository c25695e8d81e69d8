/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_proof.h"

#include "base/guard.h"

bool
mohur__proofs_is_in(mohur__bytes whole, mohur__bytes part)
{
    return part.data >= whole.data && part.len <= whole.len &&
           part.data + part.len <= whole.data + whole.len;
}

/* Of two proofs the earlier one counts; 0 is none. */
static void
mark(int64_t *proven, int64_t time)
{
    if (time != 0 && (*proven == 0 || time < *proven)) {
        *proven = time;
    }
}

/* ---- what there is in a message ---- */

/* The element that has these certificates or lists; nothing: it is not of the
 * message. */
static mohur__bytes
element_of(const mohur__bytes *elements, size_t len, mohur__bytes view)
{
    for (size_t i = 0; view.len > 0 && i < len; i++) {
        if (mohur__proofs_is_in(elements[i], view)) {
            return elements[i];
        }
    }
    return MOHUR__NOTHING;
}

static mohur__bytes
cert_at(const struct mohur__court *court, size_t i)
{
    return element_of(court->data->certs, court->data->certs_len,
                      court->certs[i].der);
}

static mohur__bytes
info_at(const struct mohur__court *court, size_t i)
{
    return element_of(court->data->infos, court->data->infos_len,
                      court->evidence->at[i].view);
}

void
mohur__proofs_begin(const struct mohur__court *court)
{
    for (size_t i = 0; i < court->certs_len; i++) {
        court->certs[i].proven = cert_at(court, i).len > 0 ? court->sealed : 0;
    }
    for (size_t i = 0; i < court->evidence->len; i++) {
        court->evidence->at[i].proven =
            info_at(court, i).len > 0 ? court->sealed : 0;
    }
}

/* ---- what an archive time stamp lists ---- */

static mohur_status
note_listed(const struct mohur__court *court,
            const struct mohur__archive *archive,
            enum mohur__hash_list list,
            mohur__bytes element,
            int64_t *proven)
{
    mohur_status st             = MOHUR_OK;
    const mohur__bytes parts[2] = {element, MOHUR__NOTHING};
    bool listed                 = false;

    if (element.len > 0) {
        TRY(mohur__hash_index_lists(court->ctx, &archive->index, list, parts,
                                    &listed));
    }
    mark(proven, listed ? archive->moment.time : 0);

out:
    return st;
}

mohur_status
mohur__proofs_add(const struct mohur__court *court,
                  const struct mohur__archive *archive)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < court->certs_len; i++) {
        TRY(note_listed(court, archive, MOHUR__HASH_CERTS, cert_at(court, i),
                        &court->certs[i].proven));
    }
    for (size_t i = 0; i < court->evidence->len; i++) {
        TRY(note_listed(court, archive, MOHUR__HASH_INFOS, info_at(court, i),
                        &court->evidence->at[i].proven));
    }

out:
    return st;
}

mohur_status
mohur__proofs_note(const struct mohur__court *court,
                   const struct mohur__archives *archives)
{
    mohur_status st = MOHUR_OK;

    mohur__proofs_begin(court);
    for (size_t i = 0; i < archives->len; i++) {
        TRY(mohur__proofs_add(court, &archives->at[i]));
    }

out:
    return st;
}

/* ---- what comes with a time stamp ---- */

void
mohur__proofs_note_token(const struct mohur__court *court,
                         int64_t proven,
                         struct mohur__token *token)
{
    const struct mohur__signed_data *d = &token->data;
    int64_t own                        = proven < court->at ? proven : 0;

    for (size_t i = 0; i < token->certs_len; i++) {
        struct mohur__cert *cert = &token->certs[i];

        cert->proven =
            mohur__bytes_among(d->certs, d->certs_len, cert->der) ? own : 0;
        for (size_t k = 0; k < court->certs_len; k++) {
            if (mohur__bytes_equal(court->certs[k].der, cert->der)) {
                mark(&cert->proven, court->certs[k].proven);
            }
        }
    }
}
