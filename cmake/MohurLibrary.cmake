# SPDX-License-Identifier: Apache-2.0
#
# What is shipped: the shared and the static library, and the command.

list(TRANSFORM MOHUR_LAYERS REPLACE "(.+)" "$<TARGET_OBJECTS:mohur_\\1>"
    OUTPUT_VARIABLE MOHUR_OBJECTS)
set(MOHUR_SONAME ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})

add_library(mohur SHARED ${MOHUR_OBJECTS})
add_library(mohur_static STATIC ${MOHUR_OBJECTS})
# Ninja takes the bare name for the file of the command, which is called so.
add_custom_target(mohur_library DEPENDS mohur mohur_static)
add_library(mohur::mohur ALIAS mohur)
add_library(mohur::static ALIAS mohur_static)
foreach(target IN ITEMS mohur mohur_static)
    mohur_flags(${target})
    target_include_directories(${target} INTERFACE
        "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
        "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
    target_link_libraries(${target} PRIVATE ${MOHUR_LIBRARIES})
    set_target_properties(${target} PROPERTIES
        LINKER_LANGUAGE C
        OUTPUT_NAME mohur
        ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}"
        LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
endforeach()
set_target_properties(mohur PROPERTIES
    VERSION ${PROJECT_VERSION} SOVERSION ${MOHUR_SONAME})
set_target_properties(mohur_static PROPERTIES EXPORT_NAME static)

# The C++ binding is headers alone.
add_library(mohur_cpp INTERFACE)
add_library(mohur::cpp ALIAS mohur_cpp)
target_include_directories(mohur_cpp INTERFACE
    "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/bindings/cpp/include>"
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
target_link_libraries(mohur_cpp INTERFACE mohur)
target_compile_features(mohur_cpp INTERFACE cxx_std_17)
set_target_properties(mohur_cpp PROPERTIES EXPORT_NAME cpp)

# The list of exported names becomes the linker's version script.
set(MOHUR_SYMBOLS "${PROJECT_SOURCE_DIR}/src/mohur.symbols")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
    "${MOHUR_SYMBOLS}")
if(EXISTS "${MOHUR_SYMBOLS}")
    file(STRINGS "${MOHUR_SYMBOLS}" names REGEX "^[a-z]")
    list(JOIN names ";\n        " names)
    set(script "    local:\n        *;\n};\n")
    if(NOT names STREQUAL "")
        string(PREPEND script "    global:\n        ${names};\n")
    endif()
    file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/mohur.map"
        CONTENT "MOHUR_${MOHUR_SONAME} {\n${script}")
    target_link_options(mohur PRIVATE
        "-Wl,--version-script=${PROJECT_BINARY_DIR}/mohur.map")
    set_target_properties(mohur PROPERTIES
        LINK_DEPENDS "${PROJECT_BINARY_DIR}/mohur.map")
endif()

# The command stands on the public headers alone.  It fetches with libcurl,
# which is loaded when it is needed, so that only its header must be there.
find_path(MOHUR_curl_INCLUDE_DIR curl/curl.h)
mark_as_advanced(MOHUR_curl_INCLUDE_DIR)
mohur_optional(MOHUR_HAVE_CURL MOHUR_CURL MOHUR_curl_INCLUDE_DIR)
mohur_glob(cli_sources src/cli/*.c)
set(cli_left_out "/fetch\\.c$")
if(MOHUR_HAVE_CURL)
    set(cli_left_out "/fetch_none\\.c$")
endif()
list(FILTER cli_sources EXCLUDE REGEX "${cli_left_out}")
list(FILTER cli_sources EXCLUDE REGEX "/cli/main\\.c$")
if(MOHUR_CLI AND cli_sources)
    add_library(mohur_verbs OBJECT ${cli_sources})
    mohur_flags(mohur_verbs)
    target_link_libraries(mohur_verbs PUBLIC
        mohur_static mohur::dep_jansson ${CMAKE_DL_LIBS})
    if(MOHUR_HAVE_CURL)
        target_include_directories(mohur_verbs PRIVATE
            "${MOHUR_curl_INCLUDE_DIR}")
    endif()
    add_executable(mohur_cli "${PROJECT_SOURCE_DIR}/src/cli/main.c")
    mohur_flags(mohur_cli)
    target_link_libraries(mohur_cli PRIVATE mohur_verbs)
    set_target_properties(mohur_cli PROPERTIES
        OUTPUT_NAME mohur
        RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")

    # Manual pages and completions, written from the same tables by a program
    # that is made of the same objects and is not installed.
    set(MOHUR_PAGES "${PROJECT_BINARY_DIR}/pages")
    mohur_glob(pages_sources src/cli/pages/*.c)
    add_executable(mohur_pages ${pages_sources})
    mohur_flags(mohur_pages)
    target_include_directories(mohur_pages PRIVATE "${PROJECT_SOURCE_DIR}/src")
    target_link_libraries(mohur_pages PRIVATE mohur_verbs)
    add_custom_command(OUTPUT "${MOHUR_PAGES}/made"
        COMMAND "${CMAKE_COMMAND}" -E rm -rf "${MOHUR_PAGES}"
        COMMAND "${CMAKE_COMMAND}" -E make_directory "${MOHUR_PAGES}/man1"
        COMMAND mohur_pages
            "${MOHUR_PAGES}" ${PROJECT_VERSION} ${MOHUR_DATE}
        COMMAND "${CMAKE_COMMAND}" -E touch "${MOHUR_PAGES}/made"
        DEPENDS mohur_pages
        COMMENT "Writing manual pages and completions" VERBATIM)
    add_custom_target(mohur_manual DEPENDS "${MOHUR_PAGES}/made")
    # ThreadSanitizer's programs may not start outside of a test's wrapper.
    if(NOT MOHUR_SANITIZE MATCHES "thread")
        add_dependencies(mohur_cli mohur_manual)
    endif()
endif()
