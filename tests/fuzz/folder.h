// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "check.h"

namespace bpfnetstat::fuzz {

/// For what must be a file; in memory where there is room for that; gone with the process, unless
/// that crashes.
class Folder {
 public:
  Folder() {
    std::string name = "/dev/shm/bpfnetstat-fuzz-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
      name = std::filesystem::temp_directory_path() / "bpfnetstat-fuzz-XXXXXX";
      expect(::mkdtemp(name.data()) != nullptr);
    }
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace bpfnetstat::fuzz
