// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace bpfnetstat::procfs {

/// The recorded proc tree (tests/fixtures/procfs/README).
inline const std::string kRecordedRoot = FIXTURES_DIR "/procfs/root";
inline constexpr pid_t kRecordedPid = 5929;

inline std::string recorded(const std::string& path) {
  std::ifstream file(kRecordedRoot + "/" + path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A directory tree for one test.
class TempTree {
 public:
  TempTree() {
    std::string name = testing::TempDir() + "bpfnetstat-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    root_ = name;
  }
  TempTree(const TempTree&) = delete;
  ~TempTree() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  std::string root() const { return root_; }
  std::string operator/(std::string_view path) const { return root_ / path; }

  void directory(std::string_view path) { std::filesystem::create_directories(root_ / path); }
  void file(std::string_view path, std::string_view text) {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << text;
  }
  void link(std::string_view path, std::string_view target) {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::filesystem::create_symlink(target, root_ / path);
  }

 private:
  std::filesystem::path root_;
};

}  // namespace bpfnetstat::procfs
