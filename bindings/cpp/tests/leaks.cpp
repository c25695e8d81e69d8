/* SPDX-License-Identifier: Apache-2.0 */
#include "facts.hpp"

#include <malloc.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

/* What is left behind: nothing.  Rounds of ten operations, four of which are
 * refused; 100,000 operations with MOHUR_FULL in the environment. */

namespace
{

/* What looks for leaks by itself keeps what was freed. */
#if defined(__SANITIZE_ADDRESS__)
const bool counted = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
const bool counted = false;
#else
const bool counted = true;
#endif
#else
const bool counted = true;
#endif

const long most = 1024; /* KiB that may be in use more than before */

struct desk {
    mohur::context ctx;
    mohur::key me;
    mohur::key agency;
    std::string root;
    std::string cert;
};

std::string
file(const std::string &path)
{
    std::ifstream in(path, std::ios_base::binary);

    return {std::istreambuf_iterator<char>(in), {}};
}

/* KiB that are allocated; what the process has of the system goes up and down
 * by huge pages. */
long
in_use()
{
    const struct mallinfo2 now = mallinfo2();

    return static_cast<long>((now.uordblks + now.hblkhd) / 1024);
}

desk
make_desk(const std::string &data)
{
    const std::string key = file(data + "/me.key");
    desk d;

    d.ctx    = MUST(mohur::context::create());
    d.me     = MUST(mohur::key::from_private(d.ctx, MOHUR_PURPOSE_SIGN, key));
    d.agency = MUST(mohur::key::from_private(d.ctx, MOHUR_PURPOSE_SEAL, key));
    d.root   = file(data + "/root.crt");
    d.cert   = file(data + "/me.crt");
    return d;
}

std::string
sealed(desk &d)
{
    mohur::archive_options options;
    auto to = MUST(mohur::sink::memory(d.ctx, 1 << 20));

    options.recipients = {d.agency};
    options.signers    = {d.me};
    auto writer = MUST(mohur::archive_writer::create(d.ctx, options, to));
    FACT(writer.add("a", std::string(1000, 'x')));
    FACT(writer.finish());
    return std::string(to.contents().text());
}

/* Whether it opens and has its entry. */
bool
opens(desk &d, const std::string &archive)
{
    mohur::archive_open_options options;
    auto from = MUST(mohur::source::memory(d.ctx, archive));

    options.open_with = {d.agency};
    options.senders   = {d.me};
    auto reader       = mohur::archive_reader::open(d.ctx, options, from);
    return reader && reader->next() && reader->text();
}

std::string
signature(desk &d)
{
    mohur::sign_options options;
    auto document = MUST(mohur::source::memory(d.ctx, "the bridge is open"));
    auto to       = MUST(mohur::sink::memory(d.ctx, 1 << 16));

    options.content  = &document;
    options.cert     = d.cert;
    options.attached = true;
    FACT(mohur::sign(d.ctx, d.me, options, to));
    return std::string(to.contents().text());
}

/* Whether it passes, if revocation is to be known or not. */
bool
passes(desk &d, const std::string &signed_file, mohur_revocation revocation)
{
    mohur::verify_options asked;
    auto file  = MUST(mohur::source::memory(d.ctx, signed_file));
    auto trust = MUST(mohur::trust::create(d.ctx));

    asked.file       = &file;
    asked.revocation = revocation;
    FACT(trust.add(MOHUR_TRUST_SIGN, d.root));
    return static_cast<bool>(mohur::verify_or_fail(d.ctx, trust, asked));
}

/* Ten operations, and now and then one of what takes longer. */
void
round(desk &d, const std::string &archive, const std::string &spoilt, int i)
{
    auto from  = MUST(mohur::source::memory(d.ctx, archive));
    auto text  = MUST(mohur::sink::memory(d.ctx, 1 << 16));
    auto trust = MUST(mohur::trust::create(d.ctx));

    FACT(opens(d, archive));
    FACT(!opens(d, spoilt));
    FACT(trust.add(MOHUR_TRUST_SIGN, d.root));
    FACT(d.agency.export_public(d.ctx, text));
    FACT(!mohur::key::from_public(d.ctx, MOHUR_PURPOSE_SEAL, d.cert));
    FACT(!mohur::check_name(d.ctx, "../x"));
    FACT(!mohur::stamp::read(d.ctx, "no time stamp"));
    if (i % 20 == 0) {
        const std::string signed_file = signature(d);
        FACT(opens(d, sealed(d)) && mohur::context::create());
        FACT(passes(d, signed_file, MOHUR_REVOCATION_NONE));
        FACT(!passes(d, signed_file, MOHUR_REVOCATION_REQUIRE));
    }
}

/* KiB that rounds leave behind, after some that are not counted. */
long
grown(desk &d, int rounds)
{
    const std::string archive = sealed(d);
    std::string spoilt        = archive;

    spoilt[spoilt.size() - 5] ^= 1;
    for (int i = 0; i < rounds / 10; i++) {
        round(d, archive, spoilt, i);
    }
    const long before = in_use();
    for (int i = 0; i < rounds; i++) {
        round(d, archive, spoilt, i);
    }
    return in_use() - before;
}

}

int
main(int, char **argv)
{
    const int rounds = std::getenv("MOHUR_FULL") != nullptr ? 10000 : 20;
    desk d           = make_desk(argv[2]);
    const long kib   = grown(d, rounds);

    std::printf("%d operations, %ld KiB more in use than before\n", rounds * 10,
                kib);
    FACT(!counted || kib < most);
    return facts::end("leaks");
}
