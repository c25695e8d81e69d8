/* SPDX-License-Identifier: Apache-2.0 */
/* The least that a C++ program of somebody else does with the library. */
#include <mohur/mohur.hpp>

#include <iostream>

int
main()
{
    auto ctx = mohur::context::create();

    std::cout << "mohur " << mohur::version() << ", abi " << mohur::abi()
              << "\n";
    return ctx ? 0 : 1;
}
