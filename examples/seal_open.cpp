/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/mohur.hpp>

#include <iostream>

/*
 * Make a keystore with two keys, seal a text, open it again.  Give a folder
 * to work in: seal_open FOLDER.  The first failure throws, with the library's
 * own words; everything releases itself.
 */

static mohur::key
make_key(mohur::keystore &store, const char *name, mohur_purpose purpose)
{
    mohur::key_options options;

    options.name    = name;
    options.purpose = purpose;
    return store.make_key(options).value();
}

static void
seal(const mohur::context &ctx,
     const mohur::key &agency,
     const mohur::key &me,
     const std::string &path)
{
    mohur::archive_options options;
    options.recipients = {agency};
    options.signers    = {me};

    auto sink   = mohur::sink::file(ctx, path).value();
    auto writer = mohur::archive_writer::create(ctx, options, sink).value();
    writer.add("report.txt", "the bridge is open").value();
    writer.finish().value();
}

/* The reader has verified whatever it returns. */
static void
open_and_print(const mohur::context &ctx,
               const mohur::key &agency,
               const mohur::key &sender,
               const std::string &path)
{
    mohur::archive_open_options options;
    options.open_with = {agency};
    options.senders   = {sender};

    auto source = mohur::source::file(ctx, path).value();
    auto reader = mohur::archive_reader::open(ctx, options, source).value();
    while (auto entry = reader.next().value()) {
        std::cout << entry->name << ": " << reader.text().value() << "\n";
    }
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        std::cerr << "usage: seal_open FOLDER\n";
        return 2;
    }
    const std::string folder = argv[1];

    try {
        auto ctx = mohur::context::create().value();

        mohur::keystore_options options;
        options.path       = folder + "/keys";
        options.passphrase = "an example's passphrase";
        auto store         = mohur::keystore::create(ctx, options).value();

        auto me     = make_key(store, "me", MOHUR_PURPOSE_SIGN);
        auto agency = make_key(store, "agency", MOHUR_PURPOSE_SEAL);
        seal(ctx, agency, me, folder + "/report.mohur");
        open_and_print(ctx, agency, me, folder + "/report.mohur");
    } catch (const mohur::error &e) {
        std::cerr << e.what() << "\n";
        return 1;
    }
    return 0;
}
