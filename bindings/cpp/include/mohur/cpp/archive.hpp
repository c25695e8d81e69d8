/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_ARCHIVE_HPP
#define MOHUR_CPP_ARCHIVE_HPP

/** @file
 * Archives: sealed by a writer, opened by a reader.  See mohur/archive.h. */

#include <mohur/cpp/key.hpp>

namespace mohur
{

/** Who may open an archive and who signs it. */
struct archive_options {
    keys recipients;                    /**< Each one alone can open. */
    std::string_view passphrase;        /**< Opens too; "": none. */
    std::uint32_t passphrase_m_kib = 0; /**< Argon2id memory; 0: 256 MiB. */
    std::uint32_t passphrase_t     = 0; /**< Argon2id passes; 0: 3. */
    keys signers;                       /**< None for an unsigned one. */
    mohur_alg aead             = MOHUR_ALG_NONE; /**< NONE: AES-256-GCM. */
    mohur_archive_pad pad      = MOHUR_ARCHIVE_PAD_PADME;
    bool allow_mixed_pq        = false; /**< Hybrid beside classical. */
    std::uint32_t header_areas = 0;     /**< 2: recipients change in place. */
    bool anonymous             = false; /**< The header names nobody. */
    bool passphrase_and_key    = false; /**< It takes both. */
    mohur_header_policy header_policy = MOHUR_HEADER_ANYONE;
    keys admins;         /**< For MOHUR_HEADER_ADMINS. */
    std::string scratch; /**< A folder for what does not fit in memory. */
    std::uint64_t directory_memory = 0;
    bool allow_links               = false; /**< Symbolic links. */
    std::uint64_t content_total    = 0;     /**< For progress. */
    std::uint64_t pad_bucket       = 0; /**< For MOHUR_ARCHIVE_PAD_BUCKET. */
    bool addressees_only           = false; /**< Nobody else, ever. */
    std::string label;                      /**< A handling label. */
};

/** With what to open an archive, and whose word to take. */
struct archive_open_options {
    keys open_with;              /**< Seal and wrapping keys to try. */
    std::string_view passphrase; /**< "": none. */
    keys senders;                /**< Who may have signed; none for an
                                      unsigned one. */
    bool allow_forwarded          = false; /**< Also if not for us. */
    std::uint64_t max_entries     = 0;     /**< 0: 1,000,000. */
    std::uint64_t max_entry_len   = 0;     /**< 0: 2^44. */
    std::uint64_t max_content     = 0;     /**< 0: 2^48. */
    std::uint64_t max_directory   = 0;     /**< 0: 2^28. */
    std::uint32_t max_ratio       = 0;     /**< 0: 200. */
    std::size_t senders_threshold = 0;     /**< 0: one. */
    keys admins;                /**< Whom the sender may have named. */
    bool allow_links = false;   /**< Also with symbolic links. */
    source *header   = nullptr; /**< A header that is apart. */
};

/** An entry: to be written, or as the reader found it. */
struct archive_entry {
    std::string name;
    mohur_entry_kind kind     = MOHUR_ENTRY_FILE;
    bool executable           = false;
    std::int64_t mtime        = MOHUR_TIME_ABSENT; /**< Seconds since 1970. */
    std::uint64_t content_len = 0;                 /**< Ignored when writing. */
    bool compress             = false;
    std::uint64_t stored_len  = 0; /**< Ignored when writing. */
    std::string link;              /**< Where a link leads. */
};

/** What to extract, and where to. */
struct archive_extract_options {
    std::string path;               /**< The folder to make. */
    std::vector<std::string> names; /**< None: everything. */
    mohur_overwrite overwrite = MOHUR_OVERWRITE_NEVER;
    bool sync                 = false; /**< Sync every file. */
};

namespace detail
{

/** Options as the C interface takes them, for the time of a call. */
class raw_archive
{
  public:
    explicit raw_archive(const archive_options &from)
        : recipients_(raw(from.recipients)), signers_(raw(from.signers)),
          admins_(raw(from.admins))
    {
        c_.recipients         = recipients_.data();
        c_.recipients_len     = recipients_.size();
        c_.passphrase         = or_null(from.passphrase);
        c_.passphrase_len     = from.passphrase.size();
        c_.passphrase_m_kib   = from.passphrase_m_kib;
        c_.passphrase_t       = from.passphrase_t;
        c_.signers            = signers_.data();
        c_.signers_len        = signers_.size();
        c_.aead               = from.aead;
        c_.pad                = from.pad;
        c_.allow_mixed_pq     = from.allow_mixed_pq;
        c_.header_areas       = from.header_areas;
        c_.anonymous          = from.anonymous;
        c_.passphrase_and_key = from.passphrase_and_key;
        c_.header_policy      = from.header_policy;
        c_.admins             = admins_.data();
        c_.admins_len         = admins_.size();
        c_.scratch            = or_null(from.scratch);
        c_.directory_memory   = from.directory_memory;
        c_.allow_links        = from.allow_links;
        c_.content_total      = from.content_total;
        c_.pad_bucket         = from.pad_bucket;
        c_.addressees_only    = from.addressees_only;
        c_.label              = or_null(from.label);
        c_.label_len          = from.label.size();
    }

    raw_archive(const raw_archive &) = delete;
    raw_archive &
    operator=(const raw_archive &) = delete;

    const mohur_archive_options *
    get() const
    {
        return &c_;
    }

  private:
    std::vector<const mohur_key *> recipients_;
    std::vector<const mohur_key *> signers_;
    std::vector<const mohur_key *> admins_;
    mohur_archive_options c_ = MOHUR_ARCHIVE_OPTIONS_INIT;
};

class raw_archive_open
{
  public:
    explicit raw_archive_open(const archive_open_options &from)
        : keys_(raw(from.open_with)), senders_(raw(from.senders)),
          admins_(raw(from.admins))
    {
        c_.keys              = keys_.data();
        c_.keys_len          = keys_.size();
        c_.passphrase        = or_null(from.passphrase);
        c_.passphrase_len    = from.passphrase.size();
        c_.senders           = senders_.data();
        c_.senders_len       = senders_.size();
        c_.allow_forwarded   = from.allow_forwarded;
        c_.max_entries       = from.max_entries;
        c_.max_entry_len     = from.max_entry_len;
        c_.max_content       = from.max_content;
        c_.max_directory     = from.max_directory;
        c_.max_ratio         = from.max_ratio;
        c_.senders_threshold = from.senders_threshold;
        c_.admins            = admins_.data();
        c_.admins_len        = admins_.size();
        c_.allow_links       = from.allow_links;
        c_.header = from.header == nullptr ? nullptr : from.header->get();
    }

    raw_archive_open(const raw_archive_open &) = delete;
    raw_archive_open &
    operator=(const raw_archive_open &) = delete;

    const mohur_archive_open_options *
    get() const
    {
        return &c_;
    }

  private:
    std::vector<const mohur_key *> keys_;
    std::vector<const mohur_key *> senders_;
    std::vector<const mohur_key *> admins_;
    mohur_archive_open_options c_ = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
};

class raw_extract
{
  public:
    explicit raw_extract(const archive_extract_options &from)
        : names_(raw(from.names))
    {
        c_.path      = or_null(from.path);
        c_.names     = names_.data();
        c_.names_len = names_.size();
        c_.overwrite = from.overwrite;
        c_.sync      = from.sync;
    }

    raw_extract(const raw_extract &) = delete;
    raw_extract &
    operator=(const raw_extract &) = delete;

    const mohur_archive_extract_options *
    get() const
    {
        return &c_;
    }

  private:
    std::vector<const char *> names_;
    mohur_archive_extract_options c_ = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
};

inline archive_entry
entry_of(const mohur_archive_entry &c)
{
    archive_entry found;

    found.name        = std::string(c.name, c.name_len);
    found.kind        = c.kind;
    found.executable  = c.executable;
    found.mtime       = c.mtime;
    found.content_len = c.content_len;
    found.compress    = c.compress;
    found.stored_len  = c.stored_len;
    if (c.link != nullptr) {
        found.link = std::string(c.link, c.link_len);
    }
    return found;
}

}

/** Check a name against the rules of the format. */
inline result<void>
check_name(const context &ctx, std::string_view name)
{
    return detail::done(ctx.state(), mohur_archive_name_check(
                                         ctx.get(), name.data(), name.size()));
}

/** The same for the text of a link that would be called @p name. */
inline result<void>
check_link(const context &ctx, std::string_view name, std::string_view link)
{
    return detail::done(ctx.state(), mohur_archive_link_check(
                                         ctx.get(), name.data(), name.size(),
                                         link.data(), link.size()));
}

/** Seals entries to a sink, which must outlive it. */
class archive_writer
{
  public:
    archive_writer() = default;

    /** Start an archive, which is unsigned only if it has no signers and
     *  was asked for by make_unsigned. */
    static result<archive_writer>
    create(const context &ctx, const archive_options &options, sink &to)
    {
        return make(ctx, options, to, mohur_archive_writer_new);
    }

    /** The same for an archive that nobody signs. */
    static result<archive_writer>
    create_unsigned(const context &ctx,
                    const archive_options &options,
                    sink &to)
    {
        return make(ctx, options, to, mohur_archive_writer_new_unsigned);
    }

    /** Begin an entry.  Ends the one before it. */
    result<void>
    entry(const archive_entry &what)
    {
        mohur_archive_entry c = MOHUR_ARCHIVE_ENTRY_INIT;

        c.name       = what.name.data();
        c.name_len   = what.name.size();
        c.kind       = what.kind;
        c.executable = what.executable;
        c.mtime      = what.mtime;
        c.compress   = what.compress;
        c.link       = detail::or_null(what.link);
        c.link_len   = what.link.size();
        return done(mohur_archive_writer_entry(get(), &c));
    }

    /** Append to the entry. */
    result<void>
    update(bytes data)
    {
        return done(
            mohur_archive_writer_update(get(), data.data(), data.size()));
    }

    /** Append all that @p from has left. */
    result<void>
    update_from(source &from)
    {
        return done(mohur_archive_writer_update_from(get(), from.get()));
    }

    /** A file entry, whole. */
    result<void>
    add(std::string name, bytes content)
    {
        archive_entry what;

        what.name         = std::move(name);
        result<void> done = entry(what);
        return done ? update(content) : done;
    }

    /** Sign, close, and finish the sink. */
    result<void>
    finish()
    {
        return done(mohur_archive_writer_finish(get()));
    }

    mohur_archive_writer *
    get() const noexcept
    {
        return handle_.get();
    }

    archive_writer(archive_writer &&) = default;

    archive_writer &
    operator=(archive_writer &&other) noexcept
    {
        handle_ = std::move(other.handle_);
        ctx_    = std::move(other.ctx_);
        return *this;
    }

  private:
    template <typename New>
    static result<archive_writer>
    make(const context &ctx,
         const archive_options &options,
         sink &to,
         New *make_handle)
    {
        const detail::raw_archive c(options);
        mohur_archive_writer *out = nullptr;
        mohur_status st = make_handle(ctx.get(), c.get(), to.get(), &out);
        archive_writer w;

        w.ctx_ = ctx.state();
        w.handle_.reset(out);
        return detail::done(ctx.state(), st, std::move(w));
    }

    result<void>
    done(mohur_status st) const
    {
        return detail::done(ctx_, st);
    }

    detail::shared_context ctx_;
    detail::owner<mohur_archive_writer, mohur_archive_writer_free> handle_;
};

/** Opens an archive from a source, which must outlive it. */
class archive_reader
{
  public:
    archive_reader() = default;

    /** Open a signed archive: everything is verified before it returns. */
    static result<archive_reader>
    open(const context &ctx, const archive_open_options &options, source &from)
    {
        const detail::raw_archive_open c(options);
        mohur_archive_reader *out = nullptr;
        mohur_status st =
            mohur_archive_reader_open(ctx.get(), c.get(), from.get(), &out);

        return made(ctx, st, out);
    }

    /** Open one that nobody signed. */
    static result<archive_reader>
    open_unsigned(const context &ctx,
                  const archive_open_options &options,
                  source &from)
    {
        const detail::raw_archive_open c(options);
        mohur_archive_reader *out = nullptr;
        mohur_status st = mohur_archive_reader_open_unsigned(ctx.get(), c.get(),
                                                             from.get(), &out);

        return made(ctx, st, out);
    }

    /** The verdict; that of an empty reader trusts nobody.  What it points
     *  to lives as long as the reader. */
    mohur_archive_result
    verdict() const
    {
        const mohur_archive_result *found = mohur_archive_reader_result(get());

        return found == nullptr ? mohur_archive_result{} : *found;
    }

    /** Move to the next entry in order of name; nothing after the last. */
    result<std::optional<archive_entry>>
    next()
    {
        const mohur_archive_entry *out = nullptr;
        mohur_status st                = mohur_archive_reader_next(get(), &out);

        return found(st, out);
    }

    /** Move to a byte of an entry; nothing if no entry has this name. */
    result<std::optional<archive_entry>>
    seek(std::string_view name, std::uint64_t offset = 0)
    {
        const mohur_archive_entry *out = nullptr;
        mohur_status st = mohur_archive_reader_seek(get(), name.data(),
                                                    name.size(), offset, &out);

        return found(st, out);
    }

    /** Read on in the entry: how many bytes; 0 after its last. */
    result<std::size_t>
    read(buffer room)
    {
        std::size_t len = 0;
        mohur_status st =
            mohur_archive_reader_read(get(), room.data(), room.size(), &len);

        return detail::done(ctx_, st == MOHUR_END ? MOHUR_OK : st, len);
    }

    /** Write what is left of the entry to @p to, and finish that. */
    result<void>
    emit(sink &to)
    {
        return done(mohur_archive_reader_emit(get(), to.get()));
    }

    /** What is left of the entry, if it is at most @p max bytes. */
    result<std::string>
    text(std::size_t max = 1 << 20)
    {
        std::string room(max + 1, '\0');
        std::size_t at = 0;

        for (;;) {
            auto got = read(buffer(room.data() + at, room.size() - at));
            if (!got) {
                return got.why();
            }
            at += *got;
            if (*got == 0 || at > max) {
                break;
            }
        }
        if (at > max) {
            return failure{MOHUR_E_LIMIT, "the entry is larger", nullptr};
        }
        room.resize(at);
        return room;
    }

    /** Extract to a folder, whole or not at all. */
    result<void>
    extract(const archive_extract_options &options)
    {
        const detail::raw_extract c(options);

        return done(mohur_archive_reader_extract(get(), c.get()));
    }

    /** Seal it again: other recipients, the same signatures. */
    result<void>
    reseal(const archive_options &options, const key *admin, sink &to)
    {
        const detail::raw_archive c(options);

        return done(
            mohur_archive_reseal(get(), c.get(), detail::raw(admin), to.get()));
    }

    mohur_archive_reader *
    get() const noexcept
    {
        return handle_.get();
    }

    /** Take what a call made, or why it failed. */
    static result<archive_reader>
    made(const context &ctx, mohur_status st, mohur_archive_reader *out)
    {
        archive_reader r;

        r.ctx_ = ctx.state();
        r.handle_.reset(out);
        return detail::done(ctx.state(), st, std::move(r));
    }

    archive_reader(archive_reader &&) = default;

    archive_reader &
    operator=(archive_reader &&other) noexcept
    {
        handle_ = std::move(other.handle_);
        ctx_    = std::move(other.ctx_);
        return *this;
    }

  private:
    result<void>
    done(mohur_status st) const
    {
        return detail::done(ctx_, st);
    }

    result<std::optional<archive_entry>>
    found(mohur_status st, const mohur_archive_entry *c) const
    {
        std::optional<archive_entry> entry;

        if (st == MOHUR_OK) {
            entry = detail::entry_of(*c);
        }
        return detail::done(ctx_, st == MOHUR_END ? MOHUR_OK : st,
                            std::move(entry));
    }

    detail::shared_context ctx_;
    detail::owner<mohur_archive_reader, mohur_archive_reader_free> handle_;
};

}

#endif
