# SPDX-License-Identifier: Apache-2.0
#
# Finds the libraries that möhür stands on.  The build uses this file, and it
# is installed beside mohurConfig.cmake, because most of these libraries ship
# neither CMake files nor, on Debian 12, a .pc file.
#
# Each dependency becomes an imported target mohur::dep_<name>.

include_guard(GLOBAL)

# mohur_find_dependency(<name> <header> <library>): sets mohur_<name>_FOUND.
function(mohur_find_dependency name header library)
    find_path(MOHUR_${name}_INCLUDE_DIR ${header} PATH_SUFFIXES postgresql)
    find_library(MOHUR_${name}_LIBRARY NAMES ${library})
    mark_as_advanced(MOHUR_${name}_INCLUDE_DIR MOHUR_${name}_LIBRARY)
    if(NOT MOHUR_${name}_INCLUDE_DIR OR NOT MOHUR_${name}_LIBRARY)
        set(mohur_${name}_FOUND FALSE PARENT_SCOPE)
        return()
    endif()
    set(mohur_${name}_FOUND TRUE PARENT_SCOPE)
    if(NOT TARGET mohur::dep_${name})
        add_library(mohur::dep_${name} UNKNOWN IMPORTED GLOBAL)
        set_target_properties(mohur::dep_${name} PROPERTIES
            IMPORTED_LOCATION "${MOHUR_${name}_LIBRARY}"
            INTERFACE_INCLUDE_DIRECTORIES "${MOHUR_${name}_INCLUDE_DIR}")
    endif()
endfunction()

# Reads `#define <macro> "<version>"` from a header; empty when not there.
function(mohur_header_version out header macro)
    set(found "")
    if(EXISTS "${header}")
        file(STRINGS "${header}" line REGEX "#define[ \t]+${macro}[ \t]+\"")
        string(REGEX MATCH "\"([0-9.]+)" _ "${line}")
        set(found "${CMAKE_MATCH_1}")
    endif()
    set(${out} "${found}" PARENT_SCOPE)
endfunction()

# Looks for every dependency; what is required is the caller's decision.
macro(mohur_find_dependencies)
    set(THREADS_PREFER_PTHREAD_FLAG ON)
    find_package(Threads QUIET)
    find_package(SQLite3 3.40 QUIET)
    find_package(OpenSSL 3.0 QUIET COMPONENTS Crypto)
    mohur_find_dependency(sodium sodium.h sodium)
    mohur_find_dependency(mbedcrypto psa/crypto.h mbedcrypto)
    mohur_find_dependency(ipsecmb intel-ipsec-mb.h IPSec_MB)
    mohur_find_dependency(jansson jansson.h jansson)
    mohur_find_dependency(zstd zstd.h zstd)
    mohur_find_dependency(pq libpq-fe.h pq)
    mohur_find_dependency(zlib zlib.h z)
    mohur_find_dependency(expat expat.h expat)
    if(mohur_ipsecmb_FOUND)
        mohur_header_version(mohur_ipsecmb_VERSION
            "${MOHUR_ipsecmb_INCLUDE_DIR}/intel-ipsec-mb.h" IMB_VERSION_STR)
        if(mohur_ipsecmb_VERSION VERSION_LESS 1.3)
            set(mohur_ipsecmb_FOUND FALSE)
        endif()
    endif()
endmacro()
