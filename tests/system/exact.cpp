// SPDX-License-Identifier: Apache-2.0
#include "exact.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace bpfnetstat::lab {
namespace {

using ByAddress = std::map<std::string, std::uint64_t>;

std::string grouped_cause(const std::string& cause) {
  for (const char* exact : {kCauseA, kCauseB, kCauseC, kCauseD}) {
    if (cause == exact) return cause;
  }
  return kCauseE;
}

void expect_reconciled(const Ended& ended, const Measurement& measured) {
  const Record* reconciliation = nullptr;
  for (const Record* record : ended.of_type("reconciliation")) {
    if (record->number("netns") != measured.where().inode()) continue;
    EXPECT_EQ(reconciliation, nullptr) << "reconciled twice: " << record->line();
    reconciliation = record;
  }
  ASSERT_NE(reconciliation, nullptr) << "netns " << measured.where().inode() << " not reconciled";
  const auto counters = [&](const std::string& side) {
    return Counters{.listen_overflows = reconciliation->number("counters.ListenOverflows." + side),
                    .listen_drops = reconciliation->number("counters.ListenDrops." + side),
                    .req_q_full_drop = reconciliation->number("counters.TCPReqQFullDrop." + side)};
  };
  Counters kernel = measured.moved();
  kernel.req_q_full_do_cookies = 0;
  EXPECT_EQ(counters("kernel"), kernel);
  EXPECT_EQ(counters("attributed"), kernel);
  EXPECT_EQ(reconciliation->number("events_lost"), 0u);
  EXPECT_TRUE(reconciliation->boolean("exact")) << reconciliation->line();
}

/// What the drop records of one namespace add up to.
struct DropSums {
  std::uint64_t total = 0;
  ByCause by_cause;
  ByClient by_client;
  std::map<std::uint64_t, std::uint64_t> by_listener;
};

DropSums sum_drop_records(const Ended& ended, const Measurement& measured) {
  DropSums sums;
  for (const Record* record : ended.of_type("drop")) {
    if (record->number("netns") != measured.where().inode()) continue;
    const std::uint64_t count = record->number("count");
    sums.total += count;
    sums.by_cause[grouped_cause(record->text("cause"))] += count;
    sums.by_listener[record->number_or("listener.id", 0)] += count;
    if (record->has("peer_address")) {
      const auto port = static_cast<std::uint16_t>(record->number_or("peer_port", 0));
      sums.by_client[{record->text("peer_address"), port}] += count;
    }
  }
  return sums;
}

ByAddress by_address(const ByClient& by_client) {
  ByAddress sums;
  for (const auto& [client, count] : by_client) sums[client.address] += count;
  return sums;
}

const Record* final_record_of(const Ended& ended, std::uint64_t listener_id) {
  const Record* last = nullptr;
  for (const Record* record : ended.of_type("listener")) {
    if (record->number("id") == listener_id) last = record;
  }
  return last;
}

void expect_listener_exact(const Record& record, const Listener& listener,
                           const Measurement& measured, std::uint64_t in_drop_records) {
  EXPECT_EQ(record.number("netns"), measured.where().inode());
  EXPECT_EQ(record.text("bound_address"), listener.bound().address);
  EXPECT_EQ(record.number("local_port"), listener.port());
  EXPECT_EQ(record.number("inode"), listener.inode());
  EXPECT_EQ(record.number("pid"), static_cast<std::uint64_t>(getpid()));

  const rapidjson::Value* drops = record.find("drops");
  ASSERT_TRUE(drops != nullptr && drops->IsObject()) << record.line();
  std::uint64_t total = 0;
  for (const auto& cause : drops->GetObject()) total += cause.value.GetUint64();
  EXPECT_EQ(record.number("drops_total"), total) << record.line();
  EXPECT_EQ(in_drop_records, total);
  if (tells_discards()) {
    EXPECT_EQ(record.number("sk_drops"), measured.sk_drops_moved(listener));
    EXPECT_EQ(total + record.number("other_discards"), record.number("sk_drops")) << record.line();
  } else {
    EXPECT_FALSE(record.has("sk_drops") || record.has("other_discards")) << record.line();
  }
  EXPECT_LE(record.number("client_unknown"), total) << record.line();
}

}  // namespace

Measurement::Measurement(const Namespace& where, const std::vector<const Listener*>& listeners)
    : where_(where), listeners_(listeners), before_(where.counters()) {
  for (const Listener* listener : listeners_) sk_drops_before_[listener] = listener->sk_drops();
}

void Measurement::finish() {
  moved_ = where_.counters() - before_;
  for (const Listener* listener : listeners_) {
    sk_drops_moved_[listener] = listener->sk_drops() - sk_drops_before_.at(listener);
  }
}

std::uint64_t Measurement::sk_drops_moved(const Listener& listener) const {
  return sk_drops_moved_.at(&listener);
}

bool Measurement::at_rest() const {
  return where_.counters() - before_ == moved_;
}

void expect_exact(const Ended& ended, const Measurement& measured, const Notes& notes) {
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  ASSERT_TRUE(measured.at_rest()) << "the lab's traffic went on after the measurement";
  expect_reconciled(ended, measured);

  const Counters& kernel = measured.moved();
  DropSums sums = sum_drop_records(ended, measured);
  EXPECT_EQ(sums.total, kernel.listen_drops);
  EXPECT_EQ(sums.by_cause[kCauseA] + sums.by_cause[kCauseB] + sums.by_cause[kCauseC],
            kernel.listen_overflows);
  EXPECT_EQ(sums.by_cause[kCauseD], kernel.req_q_full_drop);
  if (notes.by_cause) {
    std::erase_if(sums.by_cause, [](const auto& cause) { return cause.second == 0; });
    EXPECT_EQ(sums.by_cause, *notes.by_cause);
  }
  if (notes.by_client) {
    EXPECT_EQ(sums.by_client, *notes.by_client);
  }

  ByAddress peers;
  for (const Listener* listener : measured.listeners()) {
    SCOPED_TRACE("listener " + testing::PrintToString(listener->bound()));
    const std::uint64_t id = listener->cookie();
    const Record* record = final_record_of(ended, id);
    if (record == nullptr) {
      if (tells_discards()) {
        EXPECT_EQ(measured.sk_drops_moved(*listener), 0u) << "no listener record";
      }
      EXPECT_FALSE(sums.by_listener.contains(id));
      continue;
    }
    expect_listener_exact(*record, *listener, measured, sums.by_listener[id]);
    if (notes.by_client) {
      EXPECT_EQ(record->number("client_unknown"), 0u) << record->line();
    }
    for (const auto& peer : record->find("peers")->GetArray()) {
      peers[peer["address"].GetString()] += peer["drops"].GetUint64();
    }
    sums.by_listener.erase(id);
  }
  EXPECT_TRUE(sums.by_listener.empty()) << "drops of listeners that are not ours";
  if (notes.by_client) {
    // The lab's clients have seven addresses, so the heaviest ten are all of them.
    EXPECT_EQ(peers, by_address(*notes.by_client));
  }
}

}  // namespace bpfnetstat::lab
