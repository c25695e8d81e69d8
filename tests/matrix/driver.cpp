/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/mohur.hpp>

#include <fstream>
#include <iostream>
#include <iterator>

/* The driver of the matrix in C++; see driver.c.  Archives are read and
 * written through streams of C++. */

namespace
{

std::string
text(const std::string &path)
{
    std::ifstream in(path, std::ios_base::binary);

    return {std::istreambuf_iterator<char>(in), {}};
}

struct desk {
    mohur::context ctx;
    mohur::key me;
    mohur::key agency;
    mohur::key sender;
    mohur::trust trust;
    std::string cert;
};

desk
set_up(const std::string &folder)
{
    desk d;

    d.ctx = mohur::context::create().value();
    d.me  = mohur::key::from_private(d.ctx, MOHUR_PURPOSE_SIGN,
                                     text(folder + "/me.key"))
               .value();
    d.agency = mohur::key::from_private(d.ctx, MOHUR_PURPOSE_SEAL,
                                        text(folder + "/agency.key"))
                   .value();
    d.sender = mohur::key::from_public(d.ctx, MOHUR_PURPOSE_SIGN,
                                       text(folder + "/me.pub"))
                   .value();
    d.cert  = text(folder + "/me.crt");
    d.trust = mohur::trust::create(d.ctx).value();
    d.trust.add(MOHUR_TRUST_SIGN, text(folder + "/roots/root.crt")).value();
    return d;
}

void
seal(desk &d, const std::string &content, const std::string &archive)
{
    std::ifstream in(content, std::ios_base::binary);
    std::ofstream out(archive, std::ios_base::binary);
    mohur::archive_options options;
    mohur::archive_entry entry;

    options.recipients = {d.agency};
    options.signers    = {d.me};
    entry.name         = "content";
    auto from          = mohur::source::stream(d.ctx, in).value();
    auto to            = mohur::sink::stream(d.ctx, out).value();
    auto writer = mohur::archive_writer::create(d.ctx, options, to).value();
    writer.entry(entry).value();
    writer.update_from(from).value();
    writer.finish().value();
}

void
open(desk &d, const std::string &archive, const std::string &folder)
{
    std::ifstream in(archive, std::ios_base::binary);
    mohur::archive_open_options options;
    mohur::archive_extract_options extract;

    options.open_with = {d.agency};
    options.senders   = {d.sender};
    extract.path      = folder;
    auto from         = mohur::source::stream(d.ctx, in).value();
    auto reader = mohur::archive_reader::open(d.ctx, options, from).value();
    reader.extract(extract).value();
}

void
sign(desk &d, const std::string &content, const std::string &signature)
{
    mohur::sign_options options;
    auto from = mohur::source::file(d.ctx, content).value();
    auto to   = mohur::sink::file(d.ctx, signature).value();

    options.content = &from;
    options.cert    = d.cert;
    mohur::sign(d.ctx, d.me, options, to).value();
}

int
verify(desk &d, const std::string &content, const std::string &signature)
{
    mohur::verify_options options;
    auto document = mohur::source::file(d.ctx, content).value();
    auto file     = mohur::source::file(d.ctx, signature).value();

    options.content    = &document;
    options.file       = &file;
    options.revocation = MOHUR_REVOCATION_NONE;
    auto report        = mohur::verify(d.ctx, d.trust, options).value();
    if (report.verdict()) {
        return 0;
    }
    return report.verdict() == MOHUR_FAILED ? 1 : 8;
}

int
code_of(const mohur::failure &why)
{
    switch (why.kind()) {
    case 0x03:
        return 5;
    case 0x04:
        return 4;
    case 0x05:
        return 1;
    case 0x06:
        return why.code == MOHUR_E_PASSPHRASE ? 7 : 3;
    case 0x07:
        return 6;
    default:
        return 70;
    }
}

int
answer(desk &d,
       const std::string &verb,
       const std::string &a,
       const std::string &b)
{
    try {
        if (verb == "seal") {
            seal(d, a, b);
        } else if (verb == "open") {
            open(d, a, b);
        } else if (verb == "sign") {
            sign(d, a, b);
        } else {
            return verb == "verify" ? verify(d, a, b) : 2;
        }
        return 0;
    } catch (const mohur::error &e) {
        return code_of(e.why());
    }
}

}

int
main(int argc, char **argv)
{
    std::string verb;
    std::string a;
    std::string b;

    if (argc != 2) {
        std::cerr << "usage: driver FOLDER\n";
        return 2;
    }
    desk d = set_up(argv[1]);
    while (std::cin >> verb >> a >> b) {
        std::cout << answer(d, verb, a, b) << std::endl;
    }
    return 0;
}
