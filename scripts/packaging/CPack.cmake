# SPDX-License-Identifier: Apache-2.0
# How `cpack -G DEB` makes the Debian package; scripts/packaging/make-deb runs it.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME bpfnetstat)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "bpfnetstat developers <bpfnetstat@localhost.localdomain>"
    CACHE STRING "Who answers for the package: its Maintainer")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
    "which listener dropped a TCP connection, whose, and why")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/debian/finish.cmake)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The unit's ExecReload= is its kill.
set(CPACK_DEBIAN_PACKAGE_DEPENDS procps)
# Names of ports and protocols, as netstat's views print them.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS netbase)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "bash-completion, prometheus")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Where netstat -s only counts overflows of listen queues, bpfnetstat tells
which listener it was, of which process and container, which client was
turned away, when and why, as it happens. Its figures agree with the kernel's
own counters to the unit. It also traces TCP state transitions, prints the
views of netstat byte for byte, and explains what they mean.
.
A daemon keeps the live table of connections, the ledger of drops and a
history, and serves metrics to Prometheus.
.
It needs Linux 5.10 or later with BTF, and takes the name of no other
package's program: netstat of net-tools stays as it is.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(debian ${CMAKE_CURRENT_LIST_DIR}/debian)
file(WRITE ${PROJECT_BINARY_DIR}/debian/conffiles "/etc/bpfnetstat.conf\n")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${debian}/postinst ${debian}/prerm ${debian}/postrm
                                       ${PROJECT_BINARY_DIR}/debian/conffiles)
include(CPack)
