// SPDX-License-Identifier: Apache-2.0
// The history on a disk that is really full.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "lab.h"
#include "runner.h"
#include "store/reader.h"
#include "store/recorder.h"

namespace bpfnetstat::lab {
namespace {

constexpr RealtimeNs kNs = 1'000'000'000;
constexpr std::int64_t kSecond = 1'795'360'801;

HistoryBatch batch_of(std::int64_t second, std::uint8_t clients) {
  HistoryBatch batch{
      .time = second * kNs,
      .listeners = {
          {.netns = 4026531840, .bound = Endpoint{.address = {}, .port = 8080}, .comm = "nginx"}}};
  for (std::uint8_t i = 0; i < clients; ++i) {
    batch.drops.push_back({.second = second,
                           .client = ClientNetwork{{.family = Family::ipv4, .bytes = {10, 0, i}}},
                           .count = 1});
  }
  return batch;
}

bool is_told(store::Recorder& recorder, const std::string& of) {
  return eventually(
      [&] {
        const auto lines = recorder.take_complaints();
        return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
          return line.find(of) != std::string::npos;
        });
      },
      20s);
}

/// In a process with mounts of its own, on a tmpfs of one megabyte. @return which step failed.
int fill_and_free_a_disk(const std::string& folder) {
  if (::unshare(CLONE_NEWNS) != 0) return 10;
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 11;
  if (::mount("none", folder.c_str(), "tmpfs", 0, "size=1m") != 0) return 12;
  const std::string ballast = folder + "/ballast";
  const std::string database = folder + "/history.db";
  const int fd = ::open(ballast.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 || ::posix_fallocate(fd, 0, 700'000) != 0) return 13;

  store::Recorder recorder(database, {});
  std::uint64_t sent = 0;
  const bool failed = eventually(
      [&] {
        recorder.record(batch_of(kSecond + static_cast<std::int64_t>(sent), 199));
        sent += 199;
        eventually([&] {
          const auto figures = recorder.figures();
          return figures.failing || figures.rows_written == sent;
        });
        return recorder.figures().failing;
      },
      30s);
  if (!failed) return 14;
  if (!is_told(recorder, "cannot write")) return 15;
  // What is there can be read all the same.
  {
    auto reader = store::Reader::open(database);
    if (!reader) return 16;
    const auto result = reader->query({.since = 0, .until = (kSecond + 1'000'000) * kNs});
    if (!result || result->drops_total != recorder.figures().rows_written) return 17;
  }
  ::unlink(ballast.c_str());
  ::close(fd);
  if (!is_told(recorder, "writes again")) return 18;
  recorder.stop();
  const auto figures = recorder.figures();
  if (figures.rows_lost != 0 || figures.rows_written != sent) return 19;
  auto reader = store::Reader::open(database);
  if (!reader) return 20;
  const auto result = reader->query({.since = 0, .until = (kSecond + 1'000'000) * kNs});
  return result && result->drops_total == sent ? 0 : 21;
}

TEST(History, WaitsOnAFullDiskAndWritesAllOfItOnceThereIsRoom) {
  std::string folder = testing::TempDir() + "bpfnetstat-history-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  Child child([&] { ::_exit(fill_and_free_a_disk(folder)); });
  EXPECT_EQ(child.wait(), 0);
  std::filesystem::remove_all(folder);
}

TEST(History, IsReadByTheCommand) {
  std::string folder = testing::TempDir() + "bpfnetstat-history-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::string database = folder + "/history.db";
  { store::Recorder(database, {}).record(batch_of(kSecond, 23)); }
  const auto ended = run({"history", "--json", "--database", database, "--since",
                          "2026-11-22T15:20:00Z", "--until", "2026-11-22T15:21:00Z"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  ASSERT_EQ(ended.of_type("history").size(), 1u);
  EXPECT_EQ(ended.of_type("history")[0]->number("drops_total"), 23u);
  EXPECT_EQ(ended.of_type("history")[0]->text("comm"), "nginx");
  ASSERT_EQ(ended.of_type("history_summary").size(), 1u);

  const auto none = run({"history", "--database", folder + "/none.db"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_EQ(none.out, "");
  EXPECT_EQ(none.err_lines(), 1u);
  const auto wrong = run({"history", "--since", "1h", "--until", "2h"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_EQ(wrong.err_lines(), 1u);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace bpfnetstat::lab
