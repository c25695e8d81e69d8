# SPDX-License-Identifier: Apache-2.0
#
# Install rules: libraries, headers, command, CMake package, pkg-config file.
# Nothing that is installed names the place it was built or installed in.

include(CMakePackageConfigHelpers)
set(MOHUR_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/mohur")
set(MOHUR_ZSH_DIR "${CMAKE_INSTALL_DATADIR}/zsh/site-functions"
    CACHE STRING "Where zsh looks for completions")
set(packaging "${PROJECT_SOURCE_DIR}/src/packaging")

install(TARGETS mohur mohur_cpp EXPORT mohurTargets
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(TARGETS mohur_static EXPORT mohurStaticTargets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/mohur"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/bindings/cpp/include/mohur"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
if(TARGET mohur_cli)
    install(TARGETS mohur_cli DESTINATION "${CMAKE_INSTALL_BINDIR}")
    install(DIRECTORY "${MOHUR_PAGES}/man1"
        DESTINATION "${CMAKE_INSTALL_MANDIR}")
    install(FILES "${MOHUR_PAGES}/mohur.bash" RENAME mohur
        DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
    install(FILES "${MOHUR_PAGES}/_mohur" DESTINATION "${MOHUR_ZSH_DIR}")
    install(FILES "${MOHUR_PAGES}/mohur.fish"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
endif()

# The shared library stands alone; the static one needs what it was built
# with, so it has an export of its own that is read only when all is there.
foreach(set IN ITEMS mohurTargets mohurStaticTargets)
    install(EXPORT ${set} NAMESPACE mohur:: DESTINATION "${MOHUR_CMAKE_DIR}")
endforeach()
configure_package_config_file("${packaging}/mohurConfig.cmake.in"
    "${PROJECT_BINARY_DIR}/mohurConfig.cmake"
    INSTALL_DESTINATION "${MOHUR_CMAKE_DIR}"
    NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/mohurConfigVersion.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES
    "${PROJECT_BINARY_DIR}/mohurConfig.cmake"
    "${PROJECT_BINARY_DIR}/mohurConfigVersion.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/MohurDependencies.cmake"
    DESTINATION "${MOHUR_CMAKE_DIR}")

# pkg-config fails on a Requires.private that has no .pc file, even for
# --cflags, so what has none here is named as a library.
find_package(PkgConfig QUIET)
set(MOHUR_PC_REQUIRES "")
set(MOHUR_PC_LIBS "")
function(mohur_pc module library)
    if(PKG_CONFIG_FOUND)
        pkg_check_modules(MOHUR_PC_${module} QUIET ${module})
    endif()
    if(MOHUR_PC_${module}_FOUND)
        string(APPEND MOHUR_PC_REQUIRES " ${module}")
    else()
        string(APPEND MOHUR_PC_LIBS " -l${library}")
    endif()
    return(PROPAGATE MOHUR_PC_REQUIRES MOHUR_PC_LIBS)
endfunction()

mohur_pc(libsodium sodium)
mohur_pc(mbedcrypto mbedcrypto)
mohur_pc(jansson jansson)
mohur_pc(sqlite3 sqlite3)
mohur_pc(zlib z)
mohur_pc(expat expat)
if(MOHUR_HAVE_OPENSSL)
    mohur_pc(libcrypto crypto)
endif()
if(MOHUR_HAVE_IPSECMB)
    mohur_pc(libipsec-mb IPSec_MB)
endif()
if(MOHUR_HAVE_ZSTD)
    mohur_pc(libzstd zstd)
endif()
# libpq.pc asks for Kerberos and LDAP; the shared libpq brings its own.
if(MOHUR_HAVE_POSTGRES)
    string(APPEND MOHUR_PC_LIBS " -lpq")
endif()
string(APPEND MOHUR_PC_LIBS " -pthread")
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_INCLUDEDIR
    BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}" OUTPUT_VARIABLE MOHUR_PC_INCLUDE)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_LIBDIR
    BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}" OUTPUT_VARIABLE MOHUR_PC_LIB)
cmake_path(SET MOHUR_PC_UP NORMALIZE "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig")
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
    BASE_DIRECTORY "${MOHUR_PC_UP}" OUTPUT_VARIABLE MOHUR_PC_PREFIX)
configure_file("${packaging}/mohur.pc.in" "${PROJECT_BINARY_DIR}/mohur.pc"
    @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/mohur.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
