/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_SIGN_HPP
#define MOHUR_CPP_SIGN_HPP

/** @file
 * Signing documents and signatures, and proof for signatures.  See
 * mohur/document.h, container.h, counter.h and extend.h. */

#include <mohur/cpp/document.hpp>

namespace mohur
{

/** What is signed, and how. */
struct sign_options {
    const source *content = nullptr;    /**< The document. */
    bytes cert;                         /**< Of the key, DER or PEM. */
    bytes chain;                        /**< Its issuers, PEM; or none. */
    bool attached              = false; /**< With the document inside. */
    mohur_document_level level = MOHUR_DOCUMENT_B;
    std::string tsa;                 /**< For level T: its address. */
    evidence_function evidence;      /**< For level T: who asks it. */
    const trust *anchors  = nullptr; /**< Where a time stamp must lead. */
    std::int64_t lifetime = 0;       /**< As in mohur_sign_options. */
    std::string registration_number; /**< Said of the document; "": not. */
    std::string voen;                /**< The same: 10 digits. */
    std::string commitment;          /**< The same: an object identifier. */
};

/** A document that goes into a container. */
struct container_item {
    std::string name;                /**< UTF-8, relative. */
    const source *content = nullptr; /**< One that can seek. */
    std::string mime;                /**< "": not said. */
};

/** What a container is made of. */
struct container_options {
    mohur_container_format format = MOHUR_CONTAINER_ASIC_E;
    std::vector<container_item> items; /**< The documents. */
    const source *base = nullptr;      /**< One that gets a signature more. */
};

/** What is counter-signed, and by whom. */
struct counter_options {
    const source *file = nullptr; /**< A signed file, one that seeks. */
    bytes cert;                   /**< Of the key, DER or PEM. */
    bytes chain;                  /**< Its issuers, PEM; or none. */
};

/** What is extended, and how. */
struct extend_options {
    const source *file         = nullptr; /**< A signed file, one that seeks. */
    mohur_document_level level = MOHUR_DOCUMENT_T;
    std::string tsa;            /**< Address of the authority; not for LT. */
    evidence_function evidence; /**< Who asks it; not for LT. */
    const trust *anchors  = nullptr; /**< Where a time stamp must lead; required
                                         for LT and LTA. */
    const source *content = nullptr; /**< For LTA: the document, if it is not
                                          inside. */
    std::vector<std::reference_wrapper<const source>>
        given;   /**< For LT and LTA: revocation data. */
    bytes certs; /**< For LT and LTA: certificates that are not inside. */
};

namespace detail
{

/** Options of signing as the C interface takes them. */
class raw_sign
{
  public:
    raw_sign(const shared_context &ctx, const sign_options &from)
        : evidence_(ctx, from.evidence)
    {
        c_.content   = raw(from.content);
        c_.cert      = or_null(from.cert);
        c_.cert_len  = from.cert.size();
        c_.chain     = or_null(from.chain);
        c_.chain_len = from.chain.size();
        c_.attached  = from.attached;
        c_.level     = from.level;
        c_.tsa       = or_null(from.tsa);
        c_.evidence  = evidence_.get();
        c_.trust     = raw(from.anchors);
        c_.lifetime  = from.lifetime;

        c_.registration_number = or_null(from.registration_number);
        c_.voen                = or_null(from.voen);
        c_.commitment          = or_null(from.commitment);
    }

    raw_sign(const raw_sign &) = delete;
    raw_sign &
    operator=(const raw_sign &) = delete;

    const mohur_sign_options *
    get() const
    {
        return &c_;
    }

  private:
    raw_evidence evidence_;
    mohur_sign_options c_ = MOHUR_SIGN_OPTIONS_INIT;
};

}

/** Sign a document and finish the sink. */
inline result<void>
sign(const context &ctx, const key &by, const sign_options &options, sink &to)
{
    const detail::raw_sign c(ctx.state(), options);

    return detail::done(ctx.state(), mohur_document_sign(ctx.get(), by.get(),
                                                         c.get(), to.get()));
}

/** Sign documents into a container, or add a signature to one. */
inline result<void>
sign_container(const context &ctx,
               const key &by,
               const sign_options &options,
               const container_options &container,
               sink &to)
{
    const detail::raw_sign sign(ctx.state(), options);
    mohur_container_options c = MOHUR_CONTAINER_OPTIONS_INIT;
    std::vector<mohur_container_item> items;

    for (const container_item &one : container.items) {
        items.push_back({detail::or_null(one.name), detail::raw(one.content),
                         detail::or_null(one.mime)});
    }
    c.format    = container.format;
    c.items     = items.empty() ? nullptr : items.data();
    c.items_len = items.size();
    c.base      = detail::raw(container.base);
    return detail::done(
        ctx.state(),
        mohur_container_sign(ctx.get(), by.get(), sign.get(), &c, to.get()));
}

/** Sign every signature of a file, as a notary does.  They are not judged:
 *  verify them first. */
inline result<void>
countersign(const context &ctx,
            const key &by,
            const counter_options &options,
            sink &to)
{
    mohur_counter_options c = MOHUR_COUNTER_OPTIONS_INIT;

    c.file      = detail::raw(options.file);
    c.cert      = detail::or_null(options.cert);
    c.cert_len  = options.cert.size();
    c.chain     = detail::or_null(options.chain);
    c.chain_len = options.chain.size();
    return detail::done(ctx.state(), mohur_document_countersign(
                                         ctx.get(), by.get(), &c, to.get()));
}

/** Write a signed file with what its level wants more, for every signature. */
inline result<void>
extend(const context &ctx, const extend_options &options, sink &to)
{
    const detail::raw_evidence evidence(ctx.state(), options.evidence);
    std::vector<mohur_source *> given;
    mohur_extend_options c = MOHUR_EXTEND_OPTIONS_INIT;

    for (const source &one : options.given) {
        given.push_back(one.get());
    }
    c.file      = detail::raw(options.file);
    c.level     = options.level;
    c.tsa       = detail::or_null(options.tsa);
    c.evidence  = evidence.get();
    c.trust     = detail::raw(options.anchors);
    c.content   = detail::raw(options.content);
    c.given     = given.empty() ? nullptr : given.data();
    c.given_len = given.size();
    c.certs     = detail::or_null(options.certs);
    c.certs_len = options.certs.size();
    return detail::done(ctx.state(),
                        mohur_document_extend(ctx.get(), &c, to.get()));
}

}

#endif
