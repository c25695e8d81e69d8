/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_ARCHIVE_OPTIONS_HPP
#define MOHUR_CPP_ARCHIVE_OPTIONS_HPP

/** @file
 * What archives are sealed and opened with.  See mohur/archive.h,
 * archive_entry.h and archive_reader.h. */

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

/** An entry as the C interface takes it; refers to its texts. */
inline mohur_archive_entry
raw(const archive_entry &from)
{
    mohur_archive_entry c = MOHUR_ARCHIVE_ENTRY_INIT;

    c.name        = from.name.data();
    c.name_len    = from.name.size();
    c.kind        = from.kind;
    c.executable  = from.executable;
    c.mtime       = from.mtime;
    c.content_len = from.content_len;
    c.compress    = from.compress;
    c.stored_len  = from.stored_len;
    c.link        = or_null(from.link);
    c.link_len    = from.link.size();
    return c;
}

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

}

#endif
