// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <map>
#include <ostream>
#include <string>

#include "base/unique_fd.h"
#include "netstat/views.h"
#include "procfs_testing.h"

namespace bpfnetstat::netstat {

/// A file below tests/fixtures/netstat/.
inline std::string netstat_fixture(const std::string& name) {
  std::ifstream file(FIXTURES_DIR "/netstat/" + name, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What a view left.
struct View {
  std::string out;
  std::string err;
  int code = 0;

  bool operator==(const View&) const = default;
};

inline void PrintTo(const View& view, std::ostream* out) {
  *out << "exit code " << view.code << "\n" << view.out << "--- stderr\n" << view.err;
}

/// Shows a view of a proc tree of these files (a path like "net/route" and the contents).
inline View shown(int (*show)(Context&), const Settings& settings,
                  const std::map<std::string, std::string>& files) {
  procfs::TempTree tree;
  tree.directory("net");
  for (const auto& [path, contents] : files) tree.file(path, contents);
  const procfs::Proc proc(tree.root());
  const UniqueFd fd{::memfd_create("view", MFD_CLOEXEC)};
  View view;
  testing::internal::CaptureStderr();
  {
    Names names;
    Output out(fd.get());
    Context context{.settings = settings, .proc = proc, .names = names, .out = out};
    view.code = show(context);
  }
  view.err = testing::internal::GetCapturedStderr();
  view.out.resize(static_cast<std::size_t>(::lseek(fd.get(), 0, SEEK_END)));
  EXPECT_EQ(::pread(fd.get(), view.out.data(), view.out.size(), 0),
            static_cast<ssize_t>(view.out.size()));
  return view;
}

}  // namespace bpfnetstat::netstat
