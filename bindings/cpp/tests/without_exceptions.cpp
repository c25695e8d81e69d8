/* SPDX-License-Identifier: Apache-2.0 */
/* The binding in a program that is built with -fno-exceptions. */

#include <mohur/mohur.hpp>

#include "facts.hpp"

#if defined(__cpp_exceptions)
#error "this program is there to be built with -fno-exceptions"
#endif

namespace
{

const char passphrase[] = "a long enough passphrase";

mohur::result<std::string>
sealed(const mohur::context &ctx)
{
    mohur::archive_options options;
    auto to = mohur::sink::memory(ctx, 1 << 16);

    options.passphrase       = passphrase;
    options.passphrase_m_kib = 64 * 1024;
    if (!to) {
        return to.why();
    }
    auto w    = mohur::archive_writer::create_unsigned(ctx, options, *to);
    auto done = w->add("a", "the bridge is open");
    if (done) {
        done = w->finish();
    }
    if (!done) {
        return done.why();
    }
    return std::string(to->contents().text());
}

mohur::result<std::string>
opened(const mohur::context &ctx, const std::string &archive, const char *by)
{
    mohur::archive_open_options options;
    auto from = mohur::source::memory(ctx, archive);

    options.passphrase = by;
    auto r = mohur::archive_reader::open_unsigned(ctx, options, *from);
    if (!r) {
        return r.why();
    }
    auto entry = r->next();
    return entry ? r->text() : entry.why();
}

}

int
main()
{
    auto ctx     = MUST(mohur::context::create());
    auto archive = MUST(sealed(ctx));

    FACT(MUST(opened(ctx, archive, passphrase)) == "the bridge is open");
    COMES_TO(MOHUR_E_PASSPHRASE, opened(ctx, archive, "another"));
    COMES_TO(MOHUR_E_FORMAT, opened(ctx, "no archive", passphrase));
    auto nothing = opened(ctx, "no archive", passphrase);
    FACT(nothing->empty()); /* a failure has an empty value, safe to use */
    return facts::end("without exceptions");
}
