# SPDX-License-Identifier: Apache-2.0
#
# Every test is found by its place: a new file needs no line here.  The name
# of a test is <folder>/<file>, so `ctest -R archive/` runs one layer's.

find_package(Python3 QUIET COMPONENTS Interpreter)
mohur_find_dependency(cmocka cmocka.h cmocka)
set(MOHUR_TEST_DIR "${PROJECT_SOURCE_DIR}/tests")
set(MOHUR_TEST_SECONDS 300)
# Of tests with a long variant, which MOHUR_FULL=1 asks for.
set(MOHUR_LONG_TEST_SECONDS 900)

# Tests of the keystore that are run on a server too.
set(MOHUR_SERVER_TESTS
    anchor_server list names postgres postgres_commit role store store_anchor
    store_crowd store_keys store_move store_new store_tx)

# Tests of the keystore that are run with stores under suite 2 too.
set(MOHUR_SUITE_TESTS
    store store_backup store_erase store_keys store_merge store_new store_slot)

# Public vectors lie beside the checkout unless the environment names them.
set(MOHUR_TEST_ENVIRONMENT "")
cmake_path(SET vectors NORMALIZE "${PROJECT_SOURCE_DIR}/../shared/vectors")
if(NOT DEFINED ENV{MOHUR_VECTORS} AND EXISTS "${vectors}")
    set(MOHUR_TEST_ENVIRONMENT "MOHUR_VECTORS=${vectors}")
endif()

# mohur_register(<name> <label> <command>...): adds one ctest.
function(mohur_register name label)
    add_test(NAME ${name} COMMAND ${ARGN})
    set(seconds ${MOHUR_TEST_SECONDS})
    if(label MATCHES "^(fault|big|cli|bindings)")
        set(seconds ${MOHUR_LONG_TEST_SECONDS})
    endif()
    set_tests_properties(${name} PROPERTIES
        LABELS "${label}"
        TIMEOUT ${seconds}
        SKIP_RETURN_CODE 77
        ENVIRONMENT
            "MOHUR_SOURCE_DIR=${PROJECT_SOURCE_DIR};${MOHUR_TEST_ENVIRONMENT}")
endfunction()

# mohur_program(<target> <folder> <source> <layer>...): a program made of
# one file, the objects of the layers and the test support.
function(mohur_program target folder source)
    add_executable(${target} "${source}")
    mohur_flags(${target})
    set_target_properties(${target} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/${folder}")
    target_include_directories(${target} PRIVATE
        "${PROJECT_SOURCE_DIR}/include" "${MOHUR_TEST_DIR}/support")
    list(TRANSFORM ARGN PREPEND mohur_)
    if(ARGN)
        target_include_directories(${target} PRIVATE
            "${PROJECT_SOURCE_DIR}/src")
    else()
        set(ARGN mohur)
    endif()
    target_link_libraries(${target} PRIVATE
        mohur_test_support ${ARGN} mohur::dep_cmocka ${CMAKE_DL_LIBS})
endfunction()

# mohur_tests(<label> <folder> <name prefix> <layer>...): each file of
# tests/<folder> and its folders is one test, linked with the layers; with
# none of them it is linked with the shared library, as a user's program is.
function(mohur_tests label folder prefix)
    mohur_glob(sources tests/${folder}/*.c tests/${folder}/*/*.c)
    foreach(source IN LISTS sources)
        cmake_path(RELATIVE_PATH source
            BASE_DIRECTORY "${MOHUR_TEST_DIR}/${folder}" OUTPUT_VARIABLE name)
        string(REGEX REPLACE "\\.c$" "" name "${name}")
        string(REPLACE "/" "_" name "${name}")
        set(target test_${prefix}_${name})
        mohur_program(${target} tests "${source}" ${ARGN})
        mohur_register(${prefix}/${name} "${label};${prefix}" ${target})
    endforeach()
endfunction()

# mohur_server_tests(): the keystore's tests again, with their stores on a
# PostgreSQL server that is there for them alone.
function(mohur_server_tests)
    if(NOT MOHUR_HAVE_POSTGRES)
        return()
    endif()
    set(script sh "${MOHUR_TEST_DIR}/support/postgres.sh")
    set(place "${PROJECT_BINARY_DIR}/tests/postgres.place")
    mohur_register(keystore_pg/start "server" ${script} start "${place}")
    mohur_register(keystore_pg/stop "server" ${script} stop "${place}")
    set_tests_properties(keystore_pg/start PROPERTIES FIXTURES_SETUP postgres)
    set_tests_properties(keystore_pg/stop PROPERTIES FIXTURES_CLEANUP postgres)
    foreach(name IN ITEMS ${MOHUR_SERVER_TESTS})
        mohur_register(keystore_pg/${name} "server" ${script} run "${place}"
            $<TARGET_FILE:test_keystore_${name}>)
        set_tests_properties(keystore_pg/${name} PROPERTIES
            FIXTURES_REQUIRED postgres)
    endforeach()
endfunction()

# mohur_suite_tests(): the keystore's tests again, with their stores under the
# suite that is not the usual one.
function(mohur_suite_tests)
    foreach(name IN ITEMS ${MOHUR_SUITE_TESTS})
        mohur_register(keystore_2/${name} "suite" test_keystore_${name})
        set_property(TEST keystore_2/${name} APPEND PROPERTY
            ENVIRONMENT "MOHUR_TEST_SUITE=2")
    endforeach()
endfunction()

# mohur_small_tests(): big/document again as who is short of memory would link
# it, with archives: what it does not use is not there, and its peak is held to.
function(mohur_small_tests)
    if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
        return()
    endif()
    set(archives "")
    foreach(name IN ITEMS
            sodium mbedcrypto crypto z jansson sqlite3 zstd expat)
        find_library(MOHUR_${name}_ARCHIVE NAMES lib${name}.a)
        mark_as_advanced(MOHUR_${name}_ARCHIVE)
        if(NOT MOHUR_${name}_ARCHIVE)
            message(STATUS "lib${name}.a is missing: no small/document")
            return()
        endif()
        list(APPEND archives "${MOHUR_${name}_ARCHIVE}")
    endforeach()
    set(target test_small_document)
    mohur_program(${target} tests "${MOHUR_TEST_DIR}/big/document.c" static)
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src")
    target_link_libraries(${target} PRIVATE ${archives})
    mohur_register(small/document "big;small" ${target})
    set_property(TEST small/document APPEND PROPERTY
        ENVIRONMENT "MOHUR_PEAK_KIB=8192")
endfunction()

# mohur_ct_tests(): secrets as undefined memory, watched by valgrind, which
# has to be there, to find names, and to be without another watcher.
function(mohur_ct_tests)
    find_program(MOHUR_VALGRIND valgrind)
    find_path(MOHUR_VALGRIND_INCLUDE valgrind/memcheck.h)
    if(NOT MOHUR_VALGRIND OR NOT MOHUR_VALGRIND_INCLUDE OR MOHUR_SANITIZE
       OR MOHUR_COVERAGE OR NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
        return()
    endif()
    add_custom_target(ct_programs)
    mohur_glob(sources tests/ct/*.c)
    foreach(source IN LISTS sources)
        cmake_path(GET source STEM name)
        set(target ct_${name})
        mohur_program(${target} ct "${source}" ${MOHUR_LAYERS})
        add_dependencies(ct_programs ${target})
        mohur_register(ct/${name} "ct" ${MOHUR_VALGRIND} -q
            --suppressions=${MOHUR_TEST_DIR}/ct/exceptions.supp
            $<TARGET_FILE:${target}>)
    endforeach()
endfunction()

# mohur_scripts(<label> <pattern>): shell and Python tests.  Files whose name
# begins with "_" and lib.sh are read by the others.
function(mohur_scripts label)
    mohur_glob(scripts ${ARGN})
    list(FILTER scripts EXCLUDE REGEX "/(_[^/]*|lib\\.sh)$")
    foreach(script IN LISTS scripts)
        cmake_path(GET script STEM name)
        string(REGEX REPLACE "_test$" "" name "${name}")
        mohur_register(${label}/${name} "${label};script" env
            MOHUR=$<TARGET_FILE_DIR:mohur>/mohur
            MOHUR_LIBRARY=$<TARGET_FILE:mohur>
            sh "${PROJECT_SOURCE_DIR}/cmake/run-script.sh" "${script}")
    endforeach()
endfunction()

# mohur_fuzz_targets(): libFuzzer programs in the fuzz build; in every other
# build, programs that run each file of the corpus once.
function(mohur_fuzz_targets)
    mohur_glob(sources tests/fuzz/*.c)
    foreach(source IN LISTS sources)
        cmake_path(GET source STEM name)
        mohur_program(fuzz_${name} fuzz "${source}" ${MOHUR_LAYERS})
        if(MOHUR_FUZZ)
            target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
            mohur_register(fuzz/${name} "fuzz"
                sh "${MOHUR_TEST_DIR}/fuzz/run.sh" $<TARGET_FILE_DIR:fuzz_${name}>
                - ${name})
        else()
            target_sources(fuzz_${name} PRIVATE
                "${MOHUR_TEST_DIR}/fuzz/replay/main.c")
            mohur_register(fuzz-replay/${name} "fuzz-replay" fuzz_${name}
                "${MOHUR_TEST_DIR}/fuzz/corpus/${name}")
        endif()
    endforeach()
endfunction()

# Each example is run with a folder to work in, as its reader would, and with
# the folder <name>.data beside it, if there is one; or by the script
# tests/example/<name>.sh, which has it in EXAMPLE.
function(mohur_examples)
    mohur_glob(sources examples/*.c)
    foreach(source IN LISTS sources)
        cmake_path(GET source STEM name)
        set(data "${PROJECT_SOURCE_DIR}/examples/${name}.data")
        if(NOT IS_DIRECTORY "${data}")
            set(data "")
        endif()
        add_executable(example_${name} "${source}")
        mohur_flags(example_${name})
        target_link_libraries(example_${name} PRIVATE mohur)
        set_target_properties(example_${name} PROPERTIES
            OUTPUT_NAME ${name}
            RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/examples")
        set(script "${MOHUR_TEST_DIR}/example/${name}.sh")
        if(NOT EXISTS "${script}")
            mohur_register(example/${name} example
                sh "${PROJECT_SOURCE_DIR}/cmake/run-script.sh"
                "$<TARGET_FILE:example_${name}>" ${data})
        elseif(TARGET mohur_cli)
            mohur_register(example/${name} "example;cli" env
                EXAMPLE=$<TARGET_FILE:example_${name}>
                MOHUR=$<TARGET_FILE:mohur_cli>
                sh "${PROJECT_SOURCE_DIR}/cmake/run-script.sh" "${script}")
        endif()
    endforeach()
endfunction()

# mohur_cpp_program(<target> <source> <option>...): a program on the C++
# binding.  It is built plainly, which is quick, and linked like the library,
# so that leaks and wrong accesses inside of that are found.
function(mohur_cpp_program target source)
    add_executable(${target} "${source}")
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
    target_compile_options(${target} PRIVATE
        -O0 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual
        $<$<BOOL:${MOHUR_WERROR}>:-Werror> ${ARGN})
    target_link_options(${target} PRIVATE ${MOHUR_INSTRUMENT})
    target_link_libraries(${target} PRIVATE mohur::cpp)
endfunction()

# mohur_cpp_tests(): the binding and its examples, where the kind of build
# says something about them.
function(mohur_cpp_tests)
    if(NOT CMAKE_CXX_COMPILER OR MOHUR_FUZZ OR NOT
       (CMAKE_BUILD_TYPE STREQUAL "Release" OR MOHUR_SANITIZE MATCHES address))
        return()
    endif()
    set(folder "${PROJECT_SOURCE_DIR}/bindings/cpp/tests")
    mohur_glob(sources bindings/cpp/tests/*.cpp)
    foreach(source IN LISTS sources)
        cmake_path(GET source STEM name)
        set(options "")
        if(name MATCHES "without_exceptions")
            set(options -fno-exceptions)
        endif()
        mohur_cpp_program(cpp_${name} "${source}" ${options})
        set_target_properties(cpp_${name} PROPERTIES
            RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/cpp")
        mohur_register(cpp/${name} cpp
            sh "${PROJECT_SOURCE_DIR}/cmake/run-script.sh"
            "$<TARGET_FILE:cpp_${name}>" "${folder}/data")
    endforeach()
    mohur_glob(sources examples/*.cpp)
    foreach(source IN LISTS sources)
        cmake_path(GET source STEM name)
        mohur_cpp_program(example_cpp_${name} "${source}")
        set_target_properties(example_cpp_${name} PROPERTIES
            OUTPUT_NAME ${name}_cpp
            RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/examples")
        mohur_register(example/${name}_cpp example
            sh "${PROJECT_SOURCE_DIR}/cmake/run-script.sh"
            "$<TARGET_FILE:example_cpp_${name}>")
    endforeach()
endfunction()

# mohur_matrix(): what one language makes, each other reads.  A driver is a
# program of tests/matrix, or of a binding, which is named here.
function(mohur_matrix)
    if(NOT TARGET mohur_cli OR NOT CMAKE_CXX_COMPILER OR MOHUR_FUZZ OR NOT
       (CMAKE_BUILD_TYPE STREQUAL "Release" OR MOHUR_SANITIZE MATCHES address))
        return()
    endif()
    set(folder "${MOHUR_TEST_DIR}/matrix")
    add_executable(matrix_c "${folder}/driver.c")
    mohur_flags(matrix_c)
    target_link_libraries(matrix_c PRIVATE mohur)
    mohur_cpp_program(matrix_cpp "${folder}/driver.cpp")
    set_target_properties(matrix_c matrix_cpp PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/matrix")
    set(java "")
    if(TARGET mohur_java AND CMAKE_BUILD_TYPE STREQUAL "Release")
        set(jar "${PROJECT_BINARY_DIR}/java/mohur.jar")
        set(java "java=java -Xmx128m -cp ${jar} ${folder}/Driver.java")
    endif()
    set(node "")
    if(TARGET mohur_node AND CMAKE_BUILD_TYPE STREQUAL "Release")
        set(package "${PROJECT_BINARY_DIR}/node/package")
        set(node "node=${MOHUR_NODE} ${folder}/driver.cjs ${package}")
    endif()
    # The long variant is tests/bindings/matrix.sh, which has Python too.
    mohur_register(matrix/pairs "matrix;cli" env -u MOHUR_FULL
        MOHUR=$<TARGET_FILE:mohur_cli>
        sh "${PROJECT_SOURCE_DIR}/cmake/run-script.sh" "${folder}/run.py"
        "c=$<TARGET_FILE:matrix_c>"
        "cpp=$<TARGET_FILE:matrix_cpp>"
        "command=sh ${folder}/driver.sh" ${java} ${node})
endfunction()

# A program for each bench/<name>.c, with what lies in bench/<name>/.
function(mohur_benchmarks)
    mohur_glob(sources bench/*.c)
    foreach(source IN LISTS sources)
        cmake_path(GET source STEM name)
        mohur_program(bench_${name} bench "${source}" ${MOHUR_LAYERS})
        mohur_glob(parts bench/${name}/*.c)
        if(NOT MOHUR_HAVE_OPENSSL)
            list(FILTER parts EXCLUDE REGEX "/openssl\\.c$")
        endif()
        if(NOT MOHUR_HAVE_IPSECMB)
            list(FILTER parts EXCLUDE REGEX "/ipsecmb\\.c$")
        endif()
        target_sources(bench_${name} PRIVATE ${parts})
        target_include_directories(bench_${name} PRIVATE
            "${PROJECT_SOURCE_DIR}/bench")
        target_compile_definitions(bench_${name} PRIVATE
            MOHUR_HAVE_OPENSSL=${MOHUR_HAVE_OPENSSL}
            MOHUR_HAVE_IPSECMB=${MOHUR_HAVE_IPSECMB})
    endforeach()
endfunction()

mohur_scripts(lint tests/lint/*.sh tests/lint/*.py)
mohur_scripts(bench tests/bench/*.py)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    mohur_scripts(release tests/release/*.py)
endif()
mohur_examples()
mohur_cpp_tests()
mohur_matrix()
if(NOT mohur_cmocka_FOUND)
    message(WARNING "cmocka is missing: no test program is built")
    return()
endif()

mohur_glob(support tests/support/*.c)
add_library(mohur_test_support STATIC
    ${support} ${MOHUR_EMPTY_SOURCE})
mohur_flags(mohur_test_support)
target_include_directories(mohur_test_support PRIVATE
    "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src"
    "${MOHUR_TEST_DIR}/support")
target_link_libraries(mohur_test_support PRIVATE
    ${MOHUR_LIBRARIES} mohur::dep_cmocka)

# A PKCS#11 module whose answers are wrong, loaded by the tests of tokens.
add_library(mohur_token_module MODULE "${MOHUR_TEST_DIR}/token/module.c")
mohur_flags(mohur_token_module)
target_include_directories(mohur_token_module PRIVATE
    "${PROJECT_SOURCE_DIR}/src")
target_link_libraries(mohur_token_module PRIVATE ${CMAKE_DL_LIBS})
target_compile_definitions(mohur_test_support PRIVATE
    MOHUR_TOKEN_MODULE="$<TARGET_FILE:mohur_token_module>")
add_dependencies(mohur_test_support mohur_token_module)

foreach(layer IN LISTS MOHUR_LAYERS)
    mohur_tests(unit unit/${layer} ${layer} ${MOHUR_STACK_${layer}})
endforeach()
mohur_tests(unit unit/api api)
mohur_server_tests()
mohur_suite_tests()
foreach(folder IN ITEMS vectors fault interop big)
    mohur_tests(${folder} ${folder} ${folder} ${MOHUR_LAYERS})
endforeach()
mohur_small_tests()
mohur_scripts(cli tests/cli/*.sh)
mohur_scripts(bindings tests/bindings/*.sh)
mohur_scripts(interop tests/interop/*_test.py tests/interop/*.sh)
mohur_fuzz_targets()
mohur_ct_tests()
if(MOHUR_BENCH AND CMAKE_BUILD_TYPE STREQUAL "Release")
    mohur_benchmarks()
endif()
