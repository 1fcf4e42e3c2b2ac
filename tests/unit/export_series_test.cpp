// SPDX-License-Identifier: Apache-2.0
#include "export/series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "base/text.h"
#include "sample_figures.h"
#include "sample_records.h"

namespace bpfnetstat::metrics {
namespace {

using sample::at_port;
using sample::ipv4;
using sample::listening;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr RealtimeNs kSecondNs = 1'000'000'000;
constexpr auto kFullSyn = static_cast<std::size_t>(DropCause::accept_queue_full_syn);

/// Looks once a second.
class Series : public testing::Test {
 protected:
  const std::vector<ListenerSeries>& look(std::vector<ListenerFigures> listeners,
                                          RealtimeNs after_ns = kSecondNs) {
    figures_.time += after_ns;
    figures_.listeners = std::move(listeners);
    book_.take(figures_);
    accounts_ = book_.accounts();
    return accounts_.listeners;
  }
  void limit(std::size_t listeners) {
    Limits limits;
    limits.listeners = listeners;
    book_ = SeriesBook(limits);
  }
  const ListenerSeries* find(const std::string& address) const {
    const auto& all = accounts_.listeners;
    const auto found = std::find_if(all.begin(), all.end(), [&](const ListenerSeries& series) {
      return series.labels.address == address;
    });
    return found == all.end() ? nullptr : &*found;
  }
  std::uint64_t drops(const std::string& address) const {
    const ListenerSeries* series = find(address);
    return series == nullptr ? 0 : total(series->counts.drops);
  }
  std::vector<std::string> addresses() const {
    std::vector<std::string> all;
    for (const ListenerSeries& series : accounts_.listeners) all.push_back(series.labels.address);
    return all;
  }

  SeriesBook book_{Limits{}};
  DaemonFigures figures_ = sample::empty_figures();
  Accounts accounts_;
};

ListenerFigures dropping(ListenerFigures listener, std::uint64_t drops) {
  listener.drops[kFullSyn] = drops;
  return listener;
}

ListenerFigures closed(ListenerFigures listener) {
  listener.closed = true;
  return listener;
}

// --- labels ---

TEST(SeriesLabels, AreAddressProcessContainerAndNamespace) {
  ListenerFigures listener{.listener = sample::nginx()};
  EXPECT_EQ(labels_of(listener, {}),
            (ListenerLabels{.address = "0.0.0.0:8080", .process = "nginx", .netns = "4026531840"}));
  listener = {.listener = sample::contained(), .netns_name = "blue"};
  EXPECT_EQ(labels_of(listener, {}), (ListenerLabels{.address = "[::]:443",
                                                     .process = "gunicorn: maste",
                                                     .container = "0123456789ab",
                                                     .netns = "blue"}));
}

TEST(SeriesLabels, APodsUidIsNotShortened) {
  ListenerFigures listener{.listener = sample::nginx()};
  listener.listener.owner.container = "0b5a7d5e-3f4b-4f6e-9d0a-2f1c5d7e9a11";
  EXPECT_EQ(labels_of(listener, {}).container, "0b5a7d5e-3f4b-4f6e-9d0a-2f1c5d7e9a11");
}

TEST(SeriesLabels, PortsThatTheKernelChoseAreOne) {
  const auto address = [](std::uint16_t port, const Limits& limits) {
    return labels_of(listening(1, ipv4(127, 0, 0, 1, port)), limits).address;
  };
  EXPECT_EQ(address(32767, {}), "127.0.0.1:32767");
  EXPECT_EQ(address(32768, {}), "127.0.0.1:ephemeral");
  EXPECT_EQ(address(60999, {}), "127.0.0.1:ephemeral");
  EXPECT_EQ(address(61000, {}), "127.0.0.1:61000");
  const Limits narrow{.ephemeral_first = 40000, .ephemeral_last = 40001};
  EXPECT_EQ(address(39999, narrow), "127.0.0.1:39999");
  EXPECT_EQ(address(40001, narrow), "127.0.0.1:ephemeral");
  const Limits none{.ephemeral_first = 1, .ephemeral_last = 0};
  EXPECT_EQ(address(40000, none), "127.0.0.1:40000");
  EXPECT_EQ(labels_of(listening(1, sample::ipv6(1, 40000)), {}).address, "[2001:db8::1]:ephemeral");
}

TEST(SeriesLabels, HostileNamesAreHarmless) {
  for (const std::string& name : sample::kHostileNames) {
    ListenerFigures listener{.listener = sample::nginx(), .netns_name = name};
    listener.listener.owner.comm = name;
    listener.listener.owner.container = name;
    const ListenerLabels labels = labels_of(listener, {});
    for (const std::string& label : {labels.process, labels.container, labels.netns}) {
      EXPECT_EQ(label, printable(name));
      EXPECT_EQ(label, printable(label));
      EXPECT_EQ(label.find('\n'), std::string::npos);
    }
  }
}

// --- several listeners, one series ---

TEST_F(Series, EqualLabelsAreAddedUp) {
  ListenerFigures a = dropping(at_port(1, 8080), 23);
  a.accept_queue = 3;
  a.accept_queue_limit = 5;
  a.accept_queue_peak = 4;
  a.client_unknown = 2;
  a.accepted = 100;
  a.connections[1] = 7;
  ListenerFigures b = dropping(at_port(2, 8080), 19);
  b.accept_queue = 11;
  b.accept_queue_limit = 10;
  b.accept_queue_peak = 11;
  b.accepted = 10;
  b.connections[1] = 2;
  b.connections[8] = 1;
  look({a, b});
  ASSERT_THAT(addresses(), ElementsAre("0.0.0.0:8080"));
  const ListenerSeries& series = accounts_.listeners[0];
  EXPECT_EQ(series.counts.drops[kFullSyn], 42U);
  EXPECT_EQ(series.counts.client_unknown, 2U);
  EXPECT_EQ(series.counts.accepted, 110U);
  EXPECT_EQ(series.counts.other_discards, std::nullopt);
  EXPECT_EQ(series.sockets, 2U);
  EXPECT_EQ(series.accept_queue, 14U);
  EXPECT_EQ(series.accept_queue_limit, 15U);
  EXPECT_EQ(series.accept_queue_peak, 11U);
  EXPECT_EQ(series.accept_queue_fill_ratio, 1.0);
  EXPECT_EQ(series.connections[1], 9U);
  EXPECT_EQ(series.connections[8], 1U);
}

TEST_F(Series, WhatIsNotKnownStaysUnknown) {
  look({at_port(1, 8080)});
  ASSERT_THAT(accounts_.listeners, SizeIs(1));
  const ListenerSeries& series = accounts_.listeners[0];
  EXPECT_EQ(series.counts.accepted, std::nullopt);
  EXPECT_EQ(series.accept_queue, std::nullopt);
  EXPECT_EQ(series.accept_queue_peak, std::nullopt);
  EXPECT_EQ(series.accept_queue_fill_ratio, std::nullopt);
}

TEST(SeriesWaits, AreAddedUpBetweenTheBoundsThatAreShown) {
  WaitTotals totals{.sum_ns = 7, .buckets = {}};
  totals.buckets.fill(1);
  const WaitCounts counts = wait_counts(totals);
  // Buckets 0 to 6 are below 64 us, 27 to 39 above 67 s.
  EXPECT_THAT(counts.buckets, ElementsAre(7, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 13));
  EXPECT_EQ(counts.sum_ns, 7U);
}

TEST_F(Series, WaitsAndClientsOfEqualLabelsAreAddedUpAndNeverFall) {
  ListenerFigures a = at_port(1, 8080), b = at_port(2, 8080);
  for (ListenerFigures* one : {&a, &b}) {
    one->arrived = 23;
    one->wait_totals.emplace();
    one->wait_totals->buckets[20] = 19;
    one->wait_totals->sum_ns = 100;
    one->attempts = {.delayed = 3, .delay_ns = 50, .delay_max_ns = 20, .lost = 2};
  }
  a.since_accept_us = 700;
  b.since_accept_us = 400;
  const auto expect = [&](std::uint64_t waits, std::uint64_t lost) {
    const ListenerCounts& counts = accounts_.listeners.at(0).counts;
    ASSERT_TRUE(counts.waits);
    EXPECT_EQ(counts.waits->buckets[7], waits);
    EXPECT_EQ(counts.waits->sum_ns, 200U);
    EXPECT_EQ(counts.arrived, 46U);
    EXPECT_EQ(counts.delayed, 6U);
    EXPECT_EQ(counts.delay_ns, 100U);
    EXPECT_EQ(counts.lost, lost);
  };
  look({a, b});
  expect(38, 4);
  EXPECT_EQ(accounts_.listeners[0].since_accept_us, 400U);
  // One came back after all; of one that has closed the kernel side has forgotten its waits.
  a.attempts.lost = 1;
  b.wait_totals.emplace();
  look({a, closed(b)});
  expect(38, 4);
  EXPECT_EQ(accounts_.listeners[0].since_accept_us, 700U);
  a.wait_totals->buckets[20] = 20;
  look({a});
  expect(39, 4);
  look({});
  expect(39, 4);
  EXPECT_EQ(accounts_.listeners[0].since_accept_us, std::nullopt);
}

TEST_F(Series, OpenedAgainGoesOnWhereItWas) {
  look({dropping(at_port(1, 8080), 23)});
  look({closed(dropping(at_port(1, 8080), 24))});
  EXPECT_EQ(drops("0.0.0.0:8080"), 24U);
  look({});
  EXPECT_EQ(drops("0.0.0.0:8080"), 24U);
  look({at_port(2, 8080)});
  EXPECT_EQ(drops("0.0.0.0:8080"), 24U);
  look({dropping(at_port(2, 8080), 5)});
  EXPECT_EQ(drops("0.0.0.0:8080"), 29U);
}

TEST_F(Series, AClosedListenerHasNoQueueButItsConnectionsAndItsPeak) {
  ListenerFigures listener = at_port(1, 8080);
  listener.accept_queue = 6;
  listener.accept_queue_limit = 5;
  listener.accept_queue_peak = 6;
  listener.connections[1] = 3;
  listener.drops[kFullSyn] = 1;
  look({listener});
  look({closed(listener)});
  const ListenerSeries* series = find("0.0.0.0:8080");
  ASSERT_NE(series, nullptr);
  EXPECT_EQ(series->sockets, 0U);
  EXPECT_EQ(series->accept_queue, std::nullopt);
  EXPECT_EQ(series->accept_queue_limit, std::nullopt);
  EXPECT_EQ(series->accept_queue_fill_ratio, std::nullopt);
  EXPECT_EQ(series->accept_queue_peak, 6U);
  EXPECT_EQ(series->connections[1], 3U);
}

TEST_F(Series, AnotherEpochOfAnIdCountsAnew) {
  look({dropping(at_port(1, 8080), 23)});
  for (const std::uint64_t drops : {4, 30}) {
    ListenerFigures again = dropping(at_port(1, 8080), drops);
    again.epoch = 1;
    look({again});
  }
  EXPECT_EQ(drops("0.0.0.0:8080"), 53U);
}

// The ledger gives drops that no program saw to a listener when its own counter accounts for them,
// which the next look may not find any more, and the one after it again.
TEST_F(Series, DropsThatAreTakenBackAreNoRestart) {
  look({dropping(at_port(1, 8080), 200'000)});
  look({dropping(at_port(1, 8080), 204'000)});
  look({dropping(at_port(1, 8080), 200'001)});
  EXPECT_EQ(drops("0.0.0.0:8080"), 204'000U);
  look({dropping(at_port(1, 8080), 204'001)});
  EXPECT_EQ(drops("0.0.0.0:8080"), 204'001U);
}

TEST_F(Series, AClientThatBecomesKnownIsNoRestart) {
  ListenerFigures listener = dropping(at_port(1, 8080), 23);
  for (const std::uint64_t unknown : {5, 2, 4, 6}) {
    listener.client_unknown = unknown;
    look({listener});
  }
  EXPECT_EQ(accounts_.listeners[0].counts.client_unknown, 6U);
}

TEST_F(Series, ANewNameTakesOverFromThere) {
  ListenerFigures listener = dropping(at_port(1, 8080), 23);
  listener.listener.owner.comm = "sh";
  look({listener});
  listener.listener.owner.comm = "nginx";
  listener.drops[kFullSyn] = 25;
  look({listener});
  ASSERT_THAT(accounts_.listeners, SizeIs(2));
  EXPECT_EQ(accounts_.listeners[0].labels.process, "nginx");
  EXPECT_EQ(total(accounts_.listeners[0].counts.drops), 2U);
  EXPECT_EQ(accounts_.listeners[0].sockets, 1U);
  EXPECT_EQ(accounts_.listeners[1].labels.process, "sh");
  EXPECT_EQ(total(accounts_.listeners[1].counts.drops), 23U);
  EXPECT_EQ(accounts_.listeners[1].sockets, 0U);
}

TEST_F(Series, ANameThatNothingWasCountedUnderLeavesNoTrace) {
  ListenerFigures listener = at_port(1, 8080);
  listener.listener.owner.comm.reset();
  look({listener});
  listener.listener.owner.comm = "nginx";
  look({listener});
  ASSERT_THAT(accounts_.listeners, SizeIs(1));
  EXPECT_EQ(accounts_.listeners[0].labels.process, "nginx");
}

TEST_F(Series, AreKeptForAnHourAfterTheirListener) {
  look({dropping(at_port(1, 8080), 23)});
  look({}, 3599 * kSecondNs);
  EXPECT_EQ(drops("0.0.0.0:8080"), 23U);
  look({}, 2 * kSecondNs);
  EXPECT_THAT(accounts_.listeners, IsEmpty());
}

// --- more listeners than series ---

TEST_F(Series, TheHeaviestHaveTheirOwnThenByAddress) {
  limit(3);
  look({at_port(1, 81), at_port(2, 82), dropping(at_port(3, 83), 3), dropping(at_port(4, 84), 5),
        at_port(5, 80)});
  EXPECT_THAT(addresses(), ElementsAre("0.0.0.0:80", "0.0.0.0:83", "0.0.0.0:84", "other"));
  const ListenerSeries* other = find("other");
  ASSERT_NE(other, nullptr);
  EXPECT_EQ(other->labels, (ListenerLabels{.address = "other"}));
  EXPECT_EQ(other->sockets, 2U);
}

TEST_F(Series, NoRoomAtAllIsAllOther) {
  limit(0);
  look({dropping(at_port(1, 81), 2), dropping(at_port(2, 82), 3)});
  EXPECT_THAT(addresses(), ElementsAre("other"));
  EXPECT_EQ(drops("other"), 5U);
}

TEST_F(Series, OneThatDropsGetsThePlaceOfOneThatNeverDidBeforeItIsCounted) {
  limit(2);
  look({at_port(1, 81), at_port(2, 82), at_port(3, 83)});
  EXPECT_THAT(addresses(), ElementsAre("0.0.0.0:81", "0.0.0.0:82", "other"));
  look({at_port(1, 81), at_port(2, 82), dropping(at_port(3, 83), 23)});
  EXPECT_THAT(addresses(), ElementsAre("0.0.0.0:81", "0.0.0.0:83", "other"));
  EXPECT_EQ(drops("0.0.0.0:83"), 23U);
  EXPECT_EQ(drops("other"), 0U);
  EXPECT_EQ(find("other")->sockets, 1U);
}

TEST_F(Series, OneThatDropsKeepsItsPlaceWhoeverDropsMore) {
  limit(1);
  look({dropping(at_port(1, 81), 1), at_port(2, 82)});
  look({dropping(at_port(1, 81), 1), dropping(at_port(2, 82), 1000)});
  EXPECT_THAT(addresses(), ElementsAre("0.0.0.0:81", "other"));
  EXPECT_EQ(drops("0.0.0.0:81"), 1U);
  EXPECT_EQ(drops("other"), 1000U);
}

TEST_F(Series, WhatWasCountedInOtherStaysThereWhenItsListenerMovesOut) {
  limit(1);
  look({dropping(at_port(1, 81), 1), dropping(at_port(2, 82), 1)});
  ASSERT_THAT(addresses(), ElementsAre("0.0.0.0:81", "other"));
  // The first one goes, and its hour passes.
  look({dropping(at_port(2, 82), 5)});
  EXPECT_EQ(drops("other"), 5U);
  look({dropping(at_port(2, 82), 12)}, 3601 * kSecondNs);
  EXPECT_THAT(addresses(), ElementsAre("0.0.0.0:82", "other"));
  EXPECT_EQ(drops("0.0.0.0:82"), 7U);
  EXPECT_EQ(drops("other"), 5U);
  look({});
  EXPECT_EQ(drops("0.0.0.0:82"), 7U);
  EXPECT_EQ(drops("other"), 5U);
}

TEST_F(Series, ADesertedPlaceWithoutDropsIsFree) {
  limit(1);
  ListenerFigures first = at_port(1, 81);
  first.accepted = 100;
  look({first});
  look({});
  EXPECT_THAT(addresses(), ElementsAre("0.0.0.0:81"));
  look({at_port(2, 82)});
  EXPECT_THAT(addresses(), ElementsAre("0.0.0.0:82"));
}

TEST_F(Series, OneThatHadToLeaveComesBackWithItsCounters) {
  limit(1);
  ListenerFigures first = at_port(1, 81);
  first.accepted = 100;
  look({first, at_port(2, 82)});
  ASSERT_THAT(addresses(), ElementsAre("0.0.0.0:81", "other"));
  first.accepted = 110;
  look({first, dropping(at_port(2, 82), 1)});
  ASSERT_THAT(addresses(), ElementsAre("0.0.0.0:82", "other"));
  EXPECT_EQ(find("other")->counts.accepted, 10U);
  first.accepted = 111;
  look({first}, 3601 * kSecondNs);
  ASSERT_THAT(addresses(), ElementsAre("0.0.0.0:81", "other"));
  EXPECT_EQ(find("0.0.0.0:81")->counts.accepted, 101U);
  EXPECT_EQ(find("other")->counts.accepted, 10U);
}

/// Listeners open, drop, close, are forgotten, listen again and are renamed at random, many more
/// than have series. Some are given drops besides, which are taken back and given again.
TEST_F(Series, NoCounterFallsAndNoDropIsLostOrCountedTwiceWhateverHappens) {
  for (const unsigned seed : {1U, 2U, 3U, 4U, 5U}) {
    constexpr std::size_t kPlaces = 7;
    Limits limits;
    limits.listeners = kPlaces;
    limits.keep_closed_ns = 1'000'000 * kSecondNs;
    book_ = SeriesBook(limits);
    std::mt19937 random(seed);
    const auto one_in = [&random](unsigned n) { return random() % n == 0; };
    struct Living {
      ListenerFigures figures;
      DropCounts own{};
      DropCounts most{};  ///< That the figures ever had.
    };
    std::vector<Living> living;
    std::uint64_t next_id = 1;
    std::uint64_t dropped = 0;
    std::map<ListenerLabels, ListenerCounts> before;
    for (int second = 0; second < 2000; ++second) {
      if (living.size() < 20 && one_in(3)) {
        living.push_back({at_port(next_id++, static_cast<std::uint16_t>(80 + random() % 30))});
        living.back().figures.accepted = 0;
        living.back().figures.wait_totals.emplace();
      }
      std::vector<ListenerFigures> shown_now;
      for (auto& [listener, own, most] : living) {
        if (listener.closed && one_in(10)) {
          // It was forgotten, and listens again before anybody looked.
          ++listener.epoch;
          listener.closed = false;
          listener.accepted = 0;
          listener.wait_totals.emplace();
          own = most = {};
        }
        if (!listener.closed) {
          if (one_in(20)) own[random() % kDropCauses] += 1 + random() % 23;
          *listener.accepted += random() % 3;
          listener.wait_totals->buckets[random() % kWaitBuckets] += random() % 3;
          listener.wait_totals->sum_ns += random() % 3;
          if (one_in(200)) listener.listener.owner.comm = one_in(2) ? "sh" : "nginx";
          if (one_in(50)) listener.closed = true;
        }
        listener.drops = own;
        if (one_in(10)) listener.drops[random() % kDropCauses] += 1 + random() % 23;
        for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
          if (listener.drops[cause] <= most[cause]) continue;
          dropped += listener.drops[cause] - most[cause];
          most[cause] = listener.drops[cause];
        }
        shown_now.push_back(listener);
      }
      look(shown_now);
      std::erase_if(living, [&](const Living& one) { return one.figures.closed && one_in(5); });

      std::uint64_t shown = 0;
      ASSERT_LE(accounts_.listeners.size(), kPlaces + 1);
      for (const ListenerSeries& series : accounts_.listeners) {
        shown += total(series.counts.drops);
        const auto earlier = before.find(series.labels);
        if (earlier != before.end()) {
          for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
            ASSERT_GE(series.counts.drops[cause], earlier->second.drops[cause]);
          }
          const auto& waits = series.counts.waits;
          const auto& waits_earlier = earlier->second.waits;
          ASSERT_TRUE(waits && waits_earlier);
          ASSERT_GE(waits->sum_ns, waits_earlier->sum_ns);
          for (std::size_t i = 0; i < waits->buckets.size(); ++i)
            ASSERT_GE(waits->buckets[i], waits_earlier->buckets[i]);
        }
        before[series.labels] = series.counts;
      }
      ASSERT_EQ(shown, dropped) << "second " << second << " of seed " << seed;
    }
    EXPECT_GT(drops("other"), 0U);
  }
}

// --- the kernel's counters ---

/// @param net_cookie 0: one that goes with the number.
ReconciliationRecord reconciliation(std::uint32_t netns, std::uint64_t kernel,
                                    std::uint64_t attributed, std::uint64_t net_cookie = 0) {
  ReconciliationRecord record;
  record.netns = netns;
  record.net_cookie = net_cookie != 0 ? net_cookie : netns;
  record.listen_drops = {.kernel = kernel, .attributed = attributed};
  return record;
}

TEST_F(Series, CountersOfNamespacesAreAddedUpAndStayWhenOneGoes) {
  look({});
  EXPECT_EQ(accounts_.drops, std::nullopt);
  figures_.reconciliations = {reconciliation(1, 23, 23), reconciliation(2, 19, 17)};
  look({});
  ASSERT_TRUE(accounts_.drops);
  EXPECT_EQ(accounts_.drops->listen_drops, (CounterPair{.kernel = 42, .attributed = 40}));
  figures_.reconciliations = {reconciliation(1, 24, 24)};
  look({});
  EXPECT_EQ(accounts_.drops->listen_drops, (CounterPair{.kernel = 43, .attributed = 41}));
  // The number of the one that is gone, used again.
  figures_.reconciliations = {reconciliation(1, 24, 24), reconciliation(2, 30, 30, 77)};
  look({});
  EXPECT_EQ(accounts_.drops->listen_drops, (CounterPair{.kernel = 73, .attributed = 71}));
  // Two of one number at once: one is no more, but shown still.
  for (int i = 0; i < 3; ++i) {
    figures_.reconciliations = {reconciliation(2, 30, 30, 77), reconciliation(2, 7, 7, 78)};
    look({});
    EXPECT_EQ(accounts_.drops->listen_drops, (CounterPair{.kernel = 80, .attributed = 78}));
  }
}

// The cookie says which namespace it is.
TEST_F(Series, ANamespaceWhoseFiguresFallIsNoOther) {
  for (const std::uint64_t kernel : {100, 40, 99, 101}) {
    figures_.reconciliations = {reconciliation(1, kernel, kernel)};
    look({});
  }
  EXPECT_EQ(accounts_.drops->listen_drops, (CounterPair{.kernel = 101, .attributed = 101}));
}

TEST_F(Series, WhatIsAttributedLateIsNoRestart) {
  for (const auto& [kernel, attributed] :
       {std::pair{10, 8}, std::pair{12, 7}, std::pair{12, 9}, std::pair{12, 12}}) {
    figures_.reconciliations = {reconciliation(1, kernel, attributed)};
    look({});
  }
  EXPECT_EQ(accounts_.drops->listen_drops, (CounterPair{.kernel = 12, .attributed = 12}));
}

}  // namespace
}  // namespace bpfnetstat::metrics
