# SPDX-License-Identifier: Apache-2.0
#
# Warnings, hardening and instrumentation of every target that we build.

include_guard(GLOBAL)
include(CheckCCompilerFlag)
include(CheckPIESupported)

set(MOHUR_WARNINGS
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes
    -Wmissing-prototypes -Wswitch-enum -Wvla -Wundef -Wformat=2 -Wcast-align
    -Wcast-qual -Wwrite-strings -Wnull-dereference -Wimplicit-fallthrough
    -Werror=format-security -Werror=implicit -Werror=int-conversion
    -Werror=incompatible-pointer-types)

# Flags of shipped builds that not every compiler or machine takes.
set(MOHUR_PROBED_FLAGS
    -fstack-clash-protection -fcf-protection=full
    -mbranch-protection=standard -Wtrampolines -Wbidi-chars=any
    -ftrivial-auto-var-init=zero -fstrict-flex-arrays=3)

set(MOHUR_HARDENING
    -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong
    -fno-delete-null-pointer-checks -fno-strict-overflow
    -fno-strict-aliasing)
set(MOHUR_LINK_HARDENING
    -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed
    -Wl,--no-copy-dt-needed-entries)

check_pie_supported(LANGUAGES C)
foreach(flag IN LISTS MOHUR_PROBED_FLAGS)
    string(MAKE_C_IDENTIFIER "MOHUR_TAKES${flag}" taken)
    # A flag that only warns is not taken.
    set(CMAKE_REQUIRED_FLAGS -Werror)
    check_c_compiler_flag(${flag} ${taken})
    unset(CMAKE_REQUIRED_FLAGS)
    if(${taken})
        list(APPEND MOHUR_HARDENING ${flag})
    endif()
endforeach()

set(MOHUR_INSTRUMENT "")
if(MOHUR_SANITIZE)
    list(APPEND MOHUR_INSTRUMENT -fsanitize=${MOHUR_SANITIZE}
        -fno-omit-frame-pointer)
    if(MOHUR_SANITIZE MATCHES undefined)
        list(APPEND MOHUR_INSTRUMENT -fno-sanitize-recover=undefined)
    endif()
endif()
if(MOHUR_COVERAGE)
    list(APPEND MOHUR_INSTRUMENT --coverage)
endif()
if(MOHUR_FUZZ)
    list(APPEND MOHUR_INSTRUMENT -fsanitize=fuzzer-no-link)
endif()

# mohur_flags(<target>): the flags of the house, for the target alone.
function(mohur_flags target)
    set_target_properties(${target} PROPERTIES
        C_STANDARD 11
        C_STANDARD_REQUIRED ON
        C_EXTENSIONS OFF
        C_VISIBILITY_PRESET hidden
        POSITION_INDEPENDENT_CODE ON)
    target_compile_definitions(${target} PRIVATE _GNU_SOURCE)
    target_compile_options(${target} PRIVATE
        ${MOHUR_WARNINGS} ${MOHUR_INSTRUMENT}
        $<$<BOOL:${MOHUR_WERROR}>:-Werror>
        "$<$<CONFIG:Release>:${MOHUR_HARDENING}>")
    target_link_options(${target} PRIVATE ${MOHUR_INSTRUMENT}
        "$<$<CONFIG:Release>:${MOHUR_LINK_HARDENING}>")
endfunction()
