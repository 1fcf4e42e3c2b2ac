// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/commands.h"
#include "app/history.h"
#include "history_testing.h"
#include "store/recorder.h"

namespace bpfnetstat::app {
namespace {

using history_testing::batch_of;
using history_testing::Folder;
using history_testing::kNs;
using history_testing::kSecond;
using testing::HasSubstr;
using testing::StartsWith;

TEST(AnswerHistory, IsTextOrNdjsonOfTheSameFigures) {
  const Folder folder;
  {
    store::Recorder recorder(folder.database(), {});
    auto batch = batch_of(kSecond, {19, 4});
    batch.events.push_back({.time = kSecond * kNs, .kind = DaemonEventKind::started});
    recorder.record(std::move(batch));
  }
  HistoryRequest request{.query = {.since = kSecond * kNs, .until = (kSecond + 1) * kNs}};
  const auto text = answer_history(request, folder.database());
  ASSERT_TRUE(text.ok()) << to_string(text.error());
  EXPECT_THAT(*text, StartsWith("drops from "));
  EXPECT_THAT(*text, HasSubstr("0.0.0.0:8080  nginx    blue                23"));
  EXPECT_THAT(*text, HasSubstr("total: 23 drops"));
  EXPECT_THAT(*text, HasSubstr("the daemon: started 1x"));
  request.json = true;
  request.events = true;
  const auto json = answer_history(request, folder.database());
  ASSERT_TRUE(json.ok()) << to_string(json.error());
  EXPECT_THAT(*json, StartsWith(R"({"type":"history","by":"listener",)"));
  EXPECT_THAT(*json, HasSubstr(R"("drops_total":23)"));
  EXPECT_THAT(*json, HasSubstr(R"({"type":"event",)"));
}

TEST(AnswerHistory, NamesTheTimeInWhichNobodyWatched) {
  const Folder folder;
  { store::Recorder(folder.database(), {}).record(batch_of(kSecond, {1})); }
  { store::Recorder(folder.database(), {}).record(batch_of(kSecond + 17, {1})); }
  HistoryRequest request{.query = {.since = (kSecond + 9) * kNs, .until = (kSecond + 60) * kNs},
                         .events = true};
  const auto text = answer_history(request, folder.database());
  ASSERT_TRUE(text.ok()) << to_string(text.error());
  EXPECT_THAT(*text, HasSubstr("the daemon: nobody watched 1x\n"));
  EXPECT_THAT(*text, HasSubstr("  nobody watched for 17 s, not ended in order\n"));
  request.json = true;
  const auto json = answer_history(request, folder.database());
  ASSERT_TRUE(json.ok()) << to_string(json.error());
  EXPECT_THAT(*json, HasSubstr(R"("events":{"gap":1})"));
  EXPECT_THAT(*json, HasSubstr(R"({"type":"event","time":"2026-11-22T15:20:01.000000000Z",)"
                               R"("kind":"gap","count":17,"detail":"not ended in order"})"));
}

TEST(AnswerHistory, SaysWhatToDoWhereThereIsNone) {
  const Folder folder;
  const auto answer = answer_history({}, folder.database());
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, ErrorKind::failed);
  EXPECT_EQ(to_string(answer.error()), "there is no history at " + folder.database() +
                                           "; start bpfnetstat daemon, which writes it, or give "
                                           "--database PATH");
}

TEST(HistoryCommand, RefusesAnIntervalThatEndsBeforeItBegins) {
  Options options{.command = Command::history};
  options.history.until = {.is_before_now = true, .ns = 7'200'000'000'000};
  const auto verdict = run_history(options);
  ASSERT_FALSE(verdict.ok());
  EXPECT_EQ(verdict.error().kind, ErrorKind::usage);
  EXPECT_THAT(verdict.error().what, HasSubstr("ends before it begins"));
}

}  // namespace
}  // namespace bpfnetstat::app
