/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/mohur.hpp>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>

/* What calls.c does, through the binding. */

namespace
{

const int gets  = 2000000;
const int seals = 1000;

double
now()
{
    std::timespec t{};

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return double(t.tv_sec) * 1e9 + double(t.tv_nsec);
}

void
seal(const mohur::context &ctx, const mohur::key &key)
{
    mohur::archive_options options;
    auto sink = mohur::sink::memory(ctx, 1 << 20).value();

    options.recipients = {key};
    auto writer =
        mohur::archive_writer::create_unsigned(ctx, options, sink).value();
    writer.add("a", std::string(100, '\0')).value();
    writer.finish().value();
}

}

int
main(int, char **argv)
{
    std::ifstream in(argv[1], std::ios_base::binary);
    const std::string pem{std::istreambuf_iterator<char>(in), {}};
    auto ctx = mohur::context::create().value();
    auto key = mohur::key::from_private(ctx, MOHUR_PURPOSE_SEAL, pem).value();
    volatile std::uint32_t sum = 0;

    double start = now();
    for (int i = 0; i < gets; i++) {
        sum = sum + key.version();
    }
    std::printf("C++ get %.1f\n", (now() - start) / gets);
    seal(ctx, key);
    start = now();
    for (int i = 0; i < seals; i++) {
        seal(ctx, key);
    }
    std::printf("C++ seal %.0f\n", (now() - start) / seals);
}
