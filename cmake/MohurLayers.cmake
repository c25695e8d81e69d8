# SPDX-License-Identifier: Apache-2.0
#
# One object library per layer.  A layer sees the headers of all of src/;
# tests/lint/layers.txt says which of them it may include.

mohur_find_dependencies()
foreach(need IN ITEMS sodium mbedcrypto jansson zlib expat)
    if(NOT mohur_${need}_FOUND)
        message(FATAL_ERROR "möhür needs ${need}; './dev deps' installs it")
    endif()
endforeach()
if(NOT Threads_FOUND OR NOT SQLite3_FOUND)
    message(FATAL_ERROR
        "möhür needs threads and SQLite 3.40; './dev deps' installs them")
endif()

# mohur_optional(<out> <option> <found>): 1 or 0 by AUTO, ON or OFF.
function(mohur_optional out option found)
    set(${out} 0 PARENT_SCOPE)
    if(${option} STREQUAL "AUTO" OR ${option})
        if(${found})
            set(${out} 1 PARENT_SCOPE)
        elseif(NOT ${option} STREQUAL "AUTO")
            message(FATAL_ERROR "${option} is ON, but it was not found")
        endif()
    endif()
endfunction()

mohur_optional(MOHUR_HAVE_OPENSSL MOHUR_OPENSSL OPENSSL_FOUND)
mohur_optional(MOHUR_HAVE_IPSECMB MOHUR_IPSECMB mohur_ipsecmb_FOUND)
mohur_optional(MOHUR_HAVE_ZSTD MOHUR_ZSTD mohur_zstd_FOUND)
mohur_optional(MOHUR_HAVE_POSTGRES MOHUR_POSTGRES mohur_pq_FOUND)
message(STATUS
    "möhür: OpenSSL ${MOHUR_HAVE_OPENSSL}, ipsec-mb ${MOHUR_HAVE_IPSECMB}, "
    "zstd ${MOHUR_HAVE_ZSTD}, PostgreSQL ${MOHUR_HAVE_POSTGRES}")

# What an empty layer is made of until its first file comes.
set(MOHUR_EMPTY_SOURCE "${PROJECT_BINARY_DIR}/empty.c")
file(CONFIGURE OUTPUT "${MOHUR_EMPTY_SOURCE}"
    CONTENT "extern int mohur__layer_is_empty;\n")

# mohur_glob(<out> <pattern>...): sources, looked for again at each build.
function(mohur_glob out)
    list(TRANSFORM ARGN PREPEND "${PROJECT_SOURCE_DIR}/")
    file(GLOB found CONFIGURE_DEPENDS ${ARGN})
    set(${out} "${found}" PARENT_SCOPE)
endfunction()

# mohur_layer(<name> FOLDERS <folder>... USES <target>...)
function(mohur_layer name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FOLDERS;USES")
    list(TRANSFORM arg_FOLDERS REPLACE "(.+)" "src/\\1/*.c"
        OUTPUT_VARIABLE patterns)
    mohur_glob(sources ${patterns})
    if(NOT sources)
        set(sources "${MOHUR_EMPTY_SOURCE}")
    endif()
    add_library(mohur_${name} OBJECT ${sources})
    mohur_flags(mohur_${name})
    target_include_directories(mohur_${name} PUBLIC
        "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src")
    target_compile_definitions(mohur_${name} PRIVATE
        MOHUR_HAVE_OPENSSL=${MOHUR_HAVE_OPENSSL}
        MOHUR_HAVE_IPSECMB=${MOHUR_HAVE_IPSECMB})
    target_link_libraries(mohur_${name} PUBLIC ${arg_USES})
endfunction()

set(crypto_folders crypto crypto/construct crypto/sodium crypto/mbedtls)
set(crypto_uses mohur::dep_sodium mohur::dep_mbedcrypto)
if(MOHUR_HAVE_OPENSSL)
    list(APPEND crypto_folders crypto/openssl)
    list(APPEND crypto_uses OpenSSL::Crypto)
endif()
if(MOHUR_HAVE_IPSECMB)
    list(APPEND crypto_folders crypto/ipsecmb)
    list(APPEND crypto_uses mohur::dep_ipsecmb)
endif()

set(archive_folders archive archive/nozstd)
set(archive_uses "")
if(MOHUR_HAVE_ZSTD)
    set(archive_folders archive archive/zstd)
    set(archive_uses mohur::dep_zstd)
endif()

set(keystore_folders
    keystore keystore/sqlite keystore/pkcs11 keystore/nopostgres)
set(keystore_uses SQLite::SQLite3)
if(MOHUR_HAVE_POSTGRES)
    set(keystore_folders
        keystore keystore/sqlite keystore/pkcs11 keystore/postgres)
    list(APPEND keystore_uses mohur::dep_pq)
endif()

mohur_layer(base FOLDERS base
    USES mohur::dep_sodium Threads::Threads ${CMAKE_DL_LIBS})
mohur_layer(crypto FOLDERS ${crypto_folders} USES ${crypto_uses})
mohur_layer(asn1 FOLDERS asn1)
mohur_layer(zip FOLDERS zip USES mohur::dep_zlib)
mohur_layer(profile FOLDERS profile USES mohur::dep_jansson)
mohur_layer(x509 FOLDERS x509)
mohur_layer(cms FOLDERS cms)
mohur_layer(keystore FOLDERS ${keystore_folders} USES ${keystore_uses})
mohur_layer(archive FOLDERS ${archive_folders} USES ${archive_uses})
mohur_layer(document FOLDERS document USES mohur::dep_expat)

# Every layer from the lowest to the highest, and, for each of them, the
# layers that its tests are linked with: itself and those below.
set(MOHUR_LAYERS
    base crypto asn1 zip profile x509 cms keystore archive document)
set(MOHUR_STACK_base base)
set(MOHUR_STACK_crypto base crypto)
set(MOHUR_STACK_asn1 base asn1)
set(MOHUR_STACK_zip base zip)
set(MOHUR_STACK_profile base crypto asn1 profile)
set(MOHUR_STACK_x509 base crypto asn1 profile x509)
set(MOHUR_STACK_cms base crypto asn1 profile x509 cms)
set(MOHUR_STACK_keystore base crypto asn1 profile keystore)
set(MOHUR_STACK_archive base crypto asn1 profile keystore archive)
set(MOHUR_STACK_document
    base crypto asn1 zip profile x509 cms keystore document)
set(MOHUR_LIBRARIES
    ${crypto_uses} ${archive_uses} ${keystore_uses} Threads::Threads
    mohur::dep_jansson ${CMAKE_DL_LIBS}
    mohur::dep_zlib mohur::dep_expat)
