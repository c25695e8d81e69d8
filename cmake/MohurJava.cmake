# SPDX-License-Identifier: Apache-2.0
#
# The Java binding: one jar with the native part of this machine inside, which
# is linked with the static library.  `mohur_java` builds it; with the tests
# of a release it is built always.

find_package(Python3 QUIET COMPONENTS Interpreter)
find_package(Java 11 QUIET COMPONENTS Development)
find_path(MOHUR_JNI_INCLUDE jni.h
    HINTS ENV JAVA_HOME /usr/lib/jvm/default-java
    PATH_SUFFIXES include)
mark_as_advanced(MOHUR_JNI_INCLUDE)
set(MOHUR_JAVA_DIR "${PROJECT_SOURCE_DIR}/bindings/java")

# What is missing for the jar, "" if nothing is.
set(MOHUR_JAVA_MISSING "")
if(NOT Java_JAVAC_EXECUTABLE OR NOT MOHUR_JNI_INCLUDE)
    set(MOHUR_JAVA_MISSING "a JDK (default-jdk-headless)")
elseif(NOT Python3_Interpreter_FOUND)
    set(MOHUR_JAVA_MISSING "python3")
elseif(MOHUR_SANITIZE OR MOHUR_COVERAGE OR MOHUR_FUZZ)
    set(MOHUR_JAVA_MISSING "a build without instruments")
endif()

function(mohur_java)
    set(out "${PROJECT_BINARY_DIR}/java")
    mohur_glob(headers include/mohur/*.h include/mohur/*/*.h)
    mohur_glob(sources bindings/java/src/main/java/mohur/*.java)
    set(manifest "${PROJECT_SOURCE_DIR}/docs/api/manifest.json")
    add_custom_command(OUTPUT "${out}/made/c/natives.c"
        COMMAND "${CMAKE_COMMAND}" -E rm -rf "${out}/made"
        COMMAND Python3::Interpreter -B "${MOHUR_JAVA_DIR}/generate.py"
            "${PROJECT_SOURCE_DIR}" "${out}/made"
        DEPENDS "${MOHUR_JAVA_DIR}/generate.py" "${manifest}" ${headers}
            "${PROJECT_SOURCE_DIR}/bindings/api.py"
        VERBATIM)
    add_library(mohurjni MODULE EXCLUDE_FROM_ALL
        "${MOHUR_JAVA_DIR}/src/main/c/callbacks.c"
        "${MOHUR_JAVA_DIR}/src/main/c/memory.c"
        "${out}/made/c/natives.c")
    mohur_flags(mohurjni)
    # The virtual machine finds these by their names; nobody declares them.
    target_compile_options(mohurjni PRIVATE -Wno-missing-prototypes)
    target_include_directories(mohurjni SYSTEM PRIVATE
        "${MOHUR_JNI_INCLUDE}" "${MOHUR_JNI_INCLUDE}/linux")
    target_link_libraries(mohurjni PRIVATE mohur_static)
    target_link_options(mohurjni PRIVATE -Wl,--exclude-libs,ALL -Wl,-s)
    set_target_properties(mohurjni PROPERTIES
        LIBRARY_OUTPUT_DIRECTORY "${out}")
    add_custom_command(OUTPUT "${out}/mohur.jar"
        COMMAND sh "${MOHUR_JAVA_DIR}/jar.sh" "${out}"
            "$<TARGET_FILE:mohurjni>" "${PROJECT_VERSION}"
        DEPENDS mohurjni "${out}/made/c/natives.c" ${sources}
            "${MOHUR_JAVA_DIR}/jar.sh"
        VERBATIM)
    set(all "")
    if(MOHUR_TESTS AND CMAKE_BUILD_TYPE STREQUAL "Release")
        set(all ALL)
    endif()
    add_custom_target(mohur_java ${all} DEPENDS "${out}/mohur.jar")
endfunction()

if(MOHUR_JAVA_MISSING STREQUAL "")
    mohur_java()
endif()
