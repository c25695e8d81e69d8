/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_DOCUMENT_HPP
#define MOHUR_CPP_DOCUMENT_HPP

/** @file
 * What signing and validating documents share: whom to believe, and what is
 * fetched.  See mohur/trust.h, evidence.h and stamp.h. */

#include <mohur/cpp/key.hpp>

#include <map>

namespace mohur
{

/** A list of anchors, and who must have signed it. */
struct trust_list {
    bytes note;                         /**< The list: a signed note. */
    std::vector<std::string> keys;      /**< The authority: verifier keys. */
    std::uint32_t threshold = 0;        /**< How many of them; 0: all. */
    std::map<std::string, bytes> files; /**< Certificates by their names. */
    std::uint64_t min_version = 0;      /**< An older one is refused. */
};

/** A trust store: whom to believe, and for what.  It begins empty. */
class trust
{
  public:
    trust() = default;

    static result<trust>
    create(const context &ctx)
    {
        mohur_trust *out = nullptr;
        mohur_status st  = mohur_trust_new(ctx.get(), &out);
        trust made;

        made.ctx_ = ctx.state();
        made.handle_.reset(out);
        return detail::done(ctx.state(), st, std::move(made));
    }

    /** Add the anchors of a file, for roles (bits of mohur_trust_role). */
    result<void>
    add(std::uint32_t roles, bytes certificates)
    {
        return detail::done(ctx_, mohur_trust_add(detail::raw(ctx_), get(),
                                                  roles, certificates.data(),
                                                  certificates.size()));
    }

    /** Fill an empty store with the anchors of a list, all or none. */
    result<void>
    add_list(const trust_list &list)
    {
        mohur_trust_list_options c = MOHUR_TRUST_LIST_OPTIONS_INIT;
        std::vector<const char *> texts;
        std::vector<mohur_trust_file> files;

        for (const std::string &key : list.keys) {
            texts.push_back(key.c_str());
        }
        for (const auto &file : list.files) {
            files.push_back(
                {file.first.c_str(), file.second.data(), file.second.size()});
        }
        c.note        = detail::or_null(list.note);
        c.note_len    = list.note.size();
        c.keys        = texts.data();
        c.keys_len    = texts.size();
        c.threshold   = list.threshold;
        c.files       = files.data();
        c.files_len   = files.size();
        c.min_version = list.min_version;
        return detail::done(ctx_,
                            mohur_trust_add_list(detail::raw(ctx_), get(), &c));
    }

    /** The version of the list that it was filled with; 0: it was not. */
    std::uint64_t
    version() const
    {
        return mohur_trust_version(get());
    }

    /** How many anchors it has. */
    std::size_t
    size() const
    {
        return mohur_trust_len(get());
    }

    mohur_trust *
    get() const noexcept
    {
        return handle_.get();
    }

  private:
    detail::shared_context ctx_;
    detail::owner<mohur_trust, mohur_trust_free> handle_;
};

/** Where an answer is collected, during a call of an evidence function. */
class answer
{
  public:
    explicit answer(mohur_answer *handle) : handle_(handle)
    {
    }

    /** Append; false if it is more than was asked for. */
    [[nodiscard]] bool
    add(bytes data)
    {
        return mohur_answer_add(handle_, data.data(), data.size()) == MOHUR_OK;
    }

  private:
    mohur_answer *handle_;
};

/** Fetch what is asked for; false: there is no answer. */
using evidence_function =
    std::function<bool(const mohur_evidence_request &, answer &)>;

namespace detail
{

struct evidence_state {
    shared_context ctx;
    const evidence_function *fn;
};

inline std::int32_t
on_evidence(void *user,
            const mohur_evidence_request *request,
            mohur_answer *handle)
{
    auto *state = static_cast<evidence_state *>(user);

    return guarded(state->ctx.get(), [&] {
        answer to(handle);
        return (*state->fn)(*request, to);
    });
}

/** An evidence function as the C interface takes it. */
class raw_evidence
{
  public:
    raw_evidence(const shared_context &ctx, const evidence_function &fn)
        : state_{ctx, &fn}
    {
        c_.get  = on_evidence;
        c_.user = &state_;
    }

    raw_evidence(const raw_evidence &) = delete;
    raw_evidence &
    operator=(const raw_evidence &) = delete;

    /** NULL if nobody fetches. */
    const mohur_evidence *
    get() const
    {
        return *state_.fn ? &c_ : nullptr;
    }

  private:
    evidence_state state_;
    mohur_evidence c_ = MOHUR_EVIDENCE_INIT;
};

inline const mohur_trust *
raw(const trust *of)
{
    return of == nullptr ? nullptr : of->get();
}

inline mohur_source *
raw(const source *from)
{
    return from == nullptr ? nullptr : from->get();
}

}

/** A time stamp in a file of its own, to be looked at. */
class stamp
{
  public:
    stamp() = default;

    /** Read a token, or the response of an authority with one in it. */
    static result<stamp>
    read(const context &ctx, bytes data)
    {
        mohur_stamp *out = nullptr;
        mohur_status st =
            mohur_stamp_read(ctx.get(), data.data(), data.size(), &out);
        stamp made;

        made.handle_.reset(out);
        return detail::done(ctx.state(), st, std::move(made));
    }

    /** What it says; nothing was checked.  Lives as long as the stamp; NULL
     *  of an empty one. */
    const mohur_stamp_info *
    about() const
    {
        return mohur_stamp_about(get());
    }

    /** The digest of what it is over. */
    bytes
    imprint() const
    {
        std::size_t len          = 0;
        const std::uint8_t *data = mohur_stamp_imprint(get(), &len);

        return {data, data == nullptr ? 0 : len};
    }

    const mohur_stamp *
    get() const noexcept
    {
        return handle_.get();
    }

  private:
    detail::owner<mohur_stamp, mohur_stamp_free> handle_;
};

}

#endif
