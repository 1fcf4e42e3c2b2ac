# SPDX-License-Identifier: Apache-2.0
# Run by CPack on what `cmake --install` laid out, before it becomes a package: what Debian wants
# beside it.
set(tree ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr)
set(packaging ${CMAKE_CURRENT_LIST_DIR}/..)
set(doc ${tree}/share/doc/${CPACK_PACKAGE_NAME})
file(MAKE_DIRECTORY ${doc})

# A conffile: dpkg asks before it writes over what somebody changed. The example has the same text.
set(conffile ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/etc/bpfnetstat.conf)
configure_file(${packaging}/bpfnetstat.conf ${conffile} COPYONLY)

# The licence line above it is for the source tree.
file(READ ${packaging}/debian/copyright text)
string(REGEX REPLACE "^#[^\n]*\n" "" text "${text}")
file(WRITE ${doc}/copyright "${text}")
configure_file(${packaging}/../../CHANGELOG.md ${doc}/changelog COPYONLY)
set(overrides ${tree}/share/lintian/overrides/${CPACK_PACKAGE_NAME})
configure_file(${packaging}/debian/lintian-overrides ${overrides} COPYONLY)
# SOURCE_DATE_EPOCH is honoured.
string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${doc}/changelog.Debian
"${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * Release ${CPACK_PACKAGE_VERSION}; what is new is in changelog.gz.

 -- ${CPACK_PACKAGE_CONTACT}  ${now}
")

file(GLOB pages ${tree}/share/man/*/*.[1-9])
execute_process(COMMAND gzip -9nf ${pages} ${doc}/changelog ${doc}/changelog.Debian
                COMMAND_ERROR_IS_FATAL ANY)
file(GLOB files ${doc}/*)
file(CHMOD ${files} ${conffile} ${overrides} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
# Whatever the umask is of who builds.
execute_process(COMMAND find ${CPACK_TEMPORARY_INSTALL_DIRECTORY} -type d -exec chmod 755 {} +
                COMMAND_ERROR_IS_FATAL ANY)
