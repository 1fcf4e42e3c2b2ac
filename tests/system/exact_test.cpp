// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "exact.h"
#include "lab.h"
#include "runner.h"

// The oracle of the other tests by itself: it accepts the truth and nothing one unit beside it.
namespace bpfnetstat::lab {
namespace {

/// What a run would have to print about `drops` refused SYNs of one listener.
struct Claims {
  std::uint64_t drop_count = 1;  ///< Of the first drop record; 1 each is the truth.
  std::uint64_t listener_total = 23;
  std::uint64_t other_discards = 0;
  std::uint64_t kernel = 23;
  std::uint64_t attributed = 23;
  std::uint64_t listener_id = 0;  ///< 0: the true one.
  std::string cause = kCauseA;
  std::string first_client = {};  ///< Empty: the true one.
};

class Oracle : public testing::Test {
 protected:
  Oracle() {
    outcome_ = overflow_by_connecting(where_, {&listener_}, loopback_sources(), listener_.bound(),
                                      kAttempts);
    outcome_.abort_clients();
    measured_.finish();
  }

  Ended printed(const Claims& claims) const {
    Ended ended;
    ended.exit_code = 0;
    const std::uint64_t id = claims.listener_id != 0 ? claims.listener_id : listener_.cookie();
    std::string peers;
    ByClient by_address;
    for (const auto& [client, count] : outcome_.dropped) {
      const bool first = ended.records.empty();
      ended.records.emplace_back(
          fmt::format(R"({{"type":"drop","count":{},"cause":"{}","netns":{},"peer_address":"{}",)"
                      R"("peer_port":{},"listener":{{"id":{}}}}})",
                      first ? claims.drop_count : count, claims.cause, where_.inode(),
                      first && !claims.first_client.empty() ? claims.first_client : client.address,
                      client.port, id));
      by_address[{client.address, 0}] += count;
    }
    for (const auto& [client, count] : by_address) {
      peers += fmt::format(R"({}{{"address":"{}","drops":{}}})", peers.empty() ? "" : ",",
                           client.address, count);
    }
    ended.records.emplace_back(fmt::format(
        R"({{"type":"listener","id":{},"netns":{},"inode":{},"bound_address":"127.0.0.1",)"
        R"("local_port":{},"pid":{},"drops":{{"{}":{}}},"drops_total":{},"other_discards":{},)"
        R"("sk_drops":23,"client_unknown":0,"peers":[{}]}})",
        id, where_.inode(), listener_.inode(), listener_.port(), getpid(), claims.cause,
        claims.listener_total, claims.listener_total, claims.other_discards, peers));
    ended.records.emplace_back(fmt::format(
        R"({{"type":"reconciliation","netns":{},"counters":{{)"
        R"("ListenOverflows":{{"kernel":{},"attributed":{}}},)"
        R"("ListenDrops":{{"kernel":{},"attributed":{}}},)"
        R"("TCPReqQFullDrop":{{"kernel":0,"attributed":0}}}},"events_lost":0,"exact":true}})",
        where_.inode(), claims.kernel, claims.attributed, claims.kernel, claims.attributed));
    return ended;
  }

  /// How many failures the oracle finds in these claims.
  int failures(const Claims& claims) const {
    testing::TestPartResultArray found;
    {
      const testing::ScopedFakeTestPartResultReporter reporter(
          testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &found);
      expect_exact(printed(claims), measured_, {ByCause{{kCauseA, 23}}, outcome_.dropped});
    }
    return found.size();
  }

  Namespace where_;
  Listener listener_{where_, {"127.0.0.1", 0}};
  Measurement measured_{where_, {&listener_}};
  Outcome outcome_;
};

TEST_F(Oracle, AcceptsTheTruthAndNothingBesideIt) {
  EXPECT_EQ(failures({}), 0);
  EXPECT_GT(failures({.drop_count = 2}), 0);
  EXPECT_GT(failures({.drop_count = 0}), 0);
  EXPECT_GT(failures({.listener_total = 22}), 0);
  EXPECT_GT(failures({.listener_total = 22, .other_discards = 1}), 0);
  EXPECT_GT(failures({.other_discards = 1}), 0);
  EXPECT_GT(failures({.kernel = 24, .attributed = 24}), 0);
  EXPECT_GT(failures({.attributed = 22}), 0);
  EXPECT_GT(failures({.listener_id = 1}), 0);
  EXPECT_GT(failures({.cause = kCauseB}), 0);
  EXPECT_GT(failures({.cause = kCauseD}), 0);
  EXPECT_GT(failures({.first_client = "127.0.0.99"}), 0);
}

TEST_F(Oracle, NoticesTrafficAfterTheMeasurement) {
  overflow_by_connecting(where_, {&listener_}, loopback_sources(), listener_.bound(), 1)
      .abort_clients();
  EXPECT_GT(failures({}), 0);
}

TEST(RecordReader, RefusesWhatIsNoObjectWithTypeFirst) {
  for (const char* line :
       {"", "{", "[1]", "{}", R"({"time":1,"type":"drop"})", "{\"type\":\"\xff\"}"}) {
    EXPECT_THROW(Record{line}, std::runtime_error) << line;
  }
  const Record record(R"({"type":"drop","listener":{"id":77}})");
  EXPECT_EQ(record.number("listener.id"), 77u);
  EXPECT_THROW(record.number("listener.inode"), std::runtime_error);
  EXPECT_THROW(record.text("listener.id"), std::runtime_error);
}

}  // namespace
}  // namespace bpfnetstat::lab
