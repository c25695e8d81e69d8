# SPDX-License-Identifier: Apache-2.0
#
# The Node.js binding: one npm package with the native part of this machine
# inside, which is linked with the static library.  `mohur_node` builds it;
# with the tests of a release it is built always.

find_package(Python3 QUIET COMPONENTS Interpreter)
find_program(MOHUR_NODE NAMES node nodejs)
find_path(MOHUR_NODE_INCLUDE node_api.h PATH_SUFFIXES node nodejs/src)
mark_as_advanced(MOHUR_NODE MOHUR_NODE_INCLUDE)
set(MOHUR_NODE_DIR "${PROJECT_SOURCE_DIR}/bindings/node")

# What is missing for the package, "" if nothing is.
set(MOHUR_NODE_MISSING "")
if(NOT MOHUR_NODE OR NOT MOHUR_NODE_INCLUDE)
    set(MOHUR_NODE_MISSING "Node.js with its headers (nodejs, libnode-dev)")
elseif(NOT Python3_Interpreter_FOUND)
    set(MOHUR_NODE_MISSING "python3")
elseif(MOHUR_SANITIZE OR MOHUR_COVERAGE OR MOHUR_FUZZ)
    set(MOHUR_NODE_MISSING "a build without instruments")
endif()

function(mohur_node)
    set(out "${PROJECT_BINARY_DIR}/node")
    mohur_glob(headers include/mohur/*.h include/mohur/*/*.h)
    mohur_glob(sources bindings/node/lib/*.*js bindings/node/lib/*.*ts)
    mohur_glob(parts bindings/node/src/*.c)
    set(manifest "${PROJECT_SOURCE_DIR}/docs/api/manifest.json")
    add_custom_command(OUTPUT "${out}/made/natives.c"
        COMMAND Python3::Interpreter -B "${MOHUR_NODE_DIR}/generate.py"
            "${PROJECT_SOURCE_DIR}" "${out}/made"
        DEPENDS "${MOHUR_NODE_DIR}/generate.py" "${manifest}" ${headers}
            "${PROJECT_SOURCE_DIR}/bindings/api.py"
        VERBATIM)
    add_library(mohurnode MODULE EXCLUDE_FROM_ALL
        ${parts} "${out}/made/natives.c")
    mohur_flags(mohurnode)
    # Node finds these by their names; nobody declares them.
    target_compile_options(mohurnode PRIVATE -Wno-missing-prototypes)
    target_include_directories(mohurnode PRIVATE "${MOHUR_NODE_DIR}/src")
    target_include_directories(mohurnode SYSTEM PRIVATE
        "${MOHUR_NODE_INCLUDE}")
    target_link_libraries(mohurnode PRIVATE mohur_static)
    # Node itself has what is left undefined: the functions of N-API.
    target_link_options(mohurnode PRIVATE
        -Wl,--exclude-libs,ALL -Wl,-s -Wl,-z,undefs)
    set_target_properties(mohurnode PROPERTIES
        PREFIX "" OUTPUT_NAME mohur SUFFIX .node
        LIBRARY_OUTPUT_DIRECTORY "${out}")
    add_custom_command(OUTPUT "${out}/mohur.tgz"
        COMMAND sh "${MOHUR_NODE_DIR}/package.sh" "${out}"
            "$<TARGET_FILE:mohurnode>" "${PROJECT_VERSION}"
        DEPENDS mohurnode "${out}/made/natives.c" ${sources}
            "${MOHUR_NODE_DIR}/package.sh" "${MOHUR_NODE_DIR}/package.json"
            "${MOHUR_NODE_DIR}/README.md"
        VERBATIM)
    set(all "")
    if(MOHUR_TESTS AND CMAKE_BUILD_TYPE STREQUAL "Release")
        set(all ALL)
    endif()
    add_custom_target(mohur_node ${all} DEPENDS "${out}/mohur.tgz")
endfunction()

if(MOHUR_NODE_MISSING STREQUAL "")
    mohur_node()
endif()
