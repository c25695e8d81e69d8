/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_TESTS_FACTS_HPP
#define MOHUR_CPP_TESTS_FACTS_HPP

/* Facts that are counted: the program fails if one does not hold. */

#include <mohur/mohur.hpp>

#include <cstdio>
#include <string>

struct facts {
    static int &
    held()
    {
        static int count = 0;
        return count;
    }

    static int &
    failed()
    {
        static int count = 0;
        return count;
    }

    static void
    check(bool holds, const char *what, int line, const std::string &why = "")
    {
        ++(holds ? held() : failed());
        if (!holds) {
            std::fprintf(stderr, "not ok - line %d: %s %s\n", line, what,
                         why.c_str());
        }
    }

    static int
    end(const char *what)
    {
        std::printf("%s: %d facts hold, %d do not\n", what, held(), failed());
        return failed() == 0 && held() > 0 ? 0 : 1;
    }
};

#define FACT(holds) facts::check(static_cast<bool>(holds), #holds, __LINE__)

/* A result that must be a success, and its value. */
#define MUST(call) must((call), #call, __LINE__)

template <typename T>
T
must(mohur::result<T> done, const char *what, int line)
{
    facts::check(static_cast<bool>(done), what, line, done.message());
    return std::move(*done);
}

/* A call that must come to a status. */
#define COMES_TO(status, call)                                                 \
    do {                                                                       \
        auto done_ = (call);                                                   \
        facts::check(done_.code() == (status), #call " comes to " #status,     \
                     __LINE__,                                                 \
                     std::string(done_.why().name()) + " " + done_.message()); \
    } while (0)

#endif
