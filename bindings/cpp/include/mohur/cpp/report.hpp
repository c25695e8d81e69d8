/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_REPORT_HPP
#define MOHUR_CPP_REPORT_HPP

/** @file
 * Validating documents, and what it came to.  See mohur/document.h,
 * container.h, page.h and revocation.h. */

#include <mohur/cpp/document.hpp>

namespace mohur
{

/** What is verified, besides whom to believe. */
struct verify_options {
    const source *file    = nullptr; /**< The signature, or a container. */
    const source *content = nullptr; /**< The document, if not inside. */
    std::int64_t at       = 0;       /**< Seconds since 1970; 0: now. */
    mohur_revocation revocation = MOHUR_REVOCATION_REQUIRE;
    std::vector<std::reference_wrapper<const source>> evidence;
    bool digest = false;     /**< Say SHA-256 of the whole file. */
    evidence_function fetch; /**< Who fetches what is missing; none: nobody. */
    std::string expect;      /**< Who must have signed, JSON; "": any. */
};

/** What the page says that the report does not know. */
struct page_options {
    std::string name;         /**< Of the file; "": none. */
    std::string content_name; /**< Of the document beside it. */
};

/** Where the documents of a container go. */
struct container_extract_options {
    std::string path; /**< The folder to make. */
    mohur_overwrite overwrite = MOHUR_OVERWRITE_NEVER;
    bool sync                 = false; /**< Sync every file. */
};

/** "unknown", "good", "revoked", ... */
inline const char *
name_of(mohur_standing standing) noexcept
{
    return mohur_standing_name(standing);
}

/** The name of a CRLReason; "" for none. */
inline const char *
revocation_reason_name(std::uint32_t reason) noexcept
{
    return mohur_revocation_reason_name(reason);
}

/** What validation came to.  True only if every signature passed.  What its
 *  calls return lives as long as the report; NULL beyond the last. */
class report
{
  public:
    report() = default;

    explicit
    operator bool() const noexcept
    {
        return mohur_report_is_accepted(get());
    }

    /** The verdict on the file: that of its worst signature. */
    mohur::verdict
    verdict() const
    {
        return mohur_report_verdict(get());
    }

    /** Why it is not PASSED. */
    mohur_why
    why() const
    {
        return mohur_report_why(get());
    }

    /** Was the document inside of the file? */
    bool
    attached() const
    {
        return mohur_report_attached(get());
    }

    /** How many signatures there are. */
    std::size_t
    signatures() const
    {
        return mohur_report_signatures(get());
    }

    const mohur_signature_info *
    signature(std::size_t i) const
    {
        return mohur_report_signature(get(), i);
    }

    /** The verdict on the i-th one alone; INDETERMINATE beyond. */
    mohur::verdict
    verdict_on(std::size_t i) const
    {
        const mohur_signature_info *found = signature(i);

        return found == nullptr ? MOHUR_INDETERMINATE : found->verdict;
    }

    /** The k-th time stamp of the i-th signature. */
    const mohur_stamp_info *
    stamp(std::size_t i, std::size_t k) const
    {
        return mohur_report_stamp(get(), i, k);
    }

    /** The k-th counter-signature on the i-th signature; none changes any
     *  verdict but its own. */
    const mohur_signature_info *
    counter(std::size_t i, std::size_t k) const
    {
        return mohur_report_counter(get(), i, k);
    }

    /** What is known of revocation, for the i-th signature. */
    const mohur_revocation_info *
    revocation(std::size_t i) const
    {
        return mohur_report_revocation(get(), i);
    }

    /** The k-th piece of evidence for the i-th signature. */
    const mohur_revocation_evidence *
    evidence(std::size_t i, std::size_t k) const
    {
        return mohur_report_evidence(get(), i, k);
    }

    /** How and over what it was validated. */
    const mohur_validation_info *
    validation() const
    {
        return mohur_report_validation(get());
    }

    /** The k-th certificate of the i-th signature: 0 the signer's. */
    const mohur_certificate_info *
    certificate(std::size_t i, std::size_t k) const
    {
        return mohur_report_certificate(get(), i, k);
    }

    /* ---- containers ---- */

    mohur_container_format
    format() const
    {
        return mohur_report_format(get());
    }

    /** How many documents are in it. */
    std::size_t
    objects() const
    {
        return mohur_report_objects(get());
    }

    const mohur_object_info *
    object(std::size_t i) const
    {
        return mohur_report_object(get(), i);
    }

    /** Is every document in it covered, and nothing else there? */
    bool
    covers_all() const
    {
        return mohur_report_covers_all(get());
    }

    /** What is wrong with the container itself; "" if nothing is. */
    std::string_view
    container_detail() const
    {
        return detail::view(mohur_report_container_detail(get()));
    }

    /** The member that holds the i-th signature. */
    std::string_view
    path(std::size_t i) const
    {
        return detail::view(mohur_report_path(get(), i));
    }

    /** Write it as JSON and finish the sink. */
    result<void>
    emit_json(const context &ctx, sink &to) const
    {
        return detail::done(ctx.state(),
                            mohur_report_emit_json(ctx.get(), get(), to.get()));
    }

    /** Write it as a page of HTML and finish the sink. */
    result<void>
    emit_page(const context &ctx, const page_options &options, sink &to) const
    {
        mohur_page_options c = MOHUR_PAGE_OPTIONS_INIT;

        c.name         = detail::or_null(options.name);
        c.content_name = detail::or_null(options.content_name);
        return detail::done(ctx.state(), mohur_report_emit_page(
                                             ctx.get(), get(), &c, to.get()));
    }

    /** Hand out the document inside of the file that this report accepts, and
     *  finish the sink. */
    result<void>
    content(const context &ctx, const source &file, sink &to) const
    {
        return detail::done(
            ctx.state(),
            mohur_document_content(ctx.get(), get(), file.get(), to.get()));
    }

    /** Hand out the documents of the container that this report accepts. */
    result<void>
    extract(const context &ctx,
            const source &file,
            const container_extract_options &options) const
    {
        mohur_container_extract_options c =
            MOHUR_CONTAINER_EXTRACT_OPTIONS_INIT;

        c.path      = detail::or_null(options.path);
        c.overwrite = options.overwrite;
        c.sync      = options.sync;
        return detail::done(ctx.state(), mohur_container_extract(
                                             ctx.get(), get(), file.get(), &c));
    }

    const mohur_report *
    get() const noexcept
    {
        return handle_.get();
    }

    /** Take a C handle. */
    explicit report(mohur_report *handle) : handle_(handle)
    {
    }

  private:
    detail::owner<mohur_report, mohur_report_free> handle_;
};

/** Validate every signature of a file.  Success means that there is a report,
 *  not that it is a yes: ask the report.  The sources are read from where
 *  they stand to their end, so a second call needs new ones. */
inline result<report>
verify(const context &ctx, const trust &whom, const verify_options &options)
{
    const detail::raw_evidence fetch(ctx.state(), options.fetch);
    std::vector<mohur_source *> evidence;
    mohur_verify_options c = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_report *out      = nullptr;

    for (const source &one : options.evidence) {
        evidence.push_back(one.get());
    }
    c.file         = detail::raw(options.file);
    c.content      = detail::raw(options.content);
    c.trust        = whom.get();
    c.at           = options.at;
    c.revocation   = options.revocation;
    c.evidence     = evidence.empty() ? nullptr : evidence.data();
    c.evidence_len = evidence.size();
    c.digest       = options.digest;
    c.fetch        = fetch.get();
    if (!options.expect.empty()) {
        c.expect =
            reinterpret_cast<const std::uint8_t *>(options.expect.data());
        c.expect_len = options.expect.size();
    }
    mohur_status st = mohur_document_verify(ctx.get(), &c, &out);
    return detail::done(ctx.state(), st, report(out));
}

/** The kind of container that a file is; nothing of it is verified. */
inline result<mohur_container_format>
detect_container(const context &ctx, const source &file)
{
    mohur_container_format found = MOHUR_CONTAINER_NONE;
    mohur_status st = mohur_container_detect(ctx.get(), file.get(), &found);

    return detail::done(ctx.state(), st, found);
}

/** Validate, and fail unless the report is PASSED: MOHUR_E_AUTH for
 *  FAILED, MOHUR_E_UNTRUSTED for INDETERMINATE, with the reason as text. */
inline result<report>
verify_or_fail(const context &ctx,
               const trust &whom,
               const verify_options &options)
{
    result<report> got = verify(ctx, whom, options);

    if (!got || *got) {
        return got;
    }
    const verdict was = got->verdict();
    return failure{was == MOHUR_FAILED ? MOHUR_E_AUTH : MOHUR_E_UNTRUSTED,
                   std::string(was.name()) + ": " + name_of(got->why()),
                   nullptr};
}

}

#endif
