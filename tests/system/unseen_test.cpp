// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon_lab.h"
#include "lab.h"
#include "runner.h"

// What no program saw, or no record told: how the daemon comes by it all the same.
namespace bpfnetstat::lab {
namespace {

const Record* find(const Ended& listeners, std::uint64_t id) {
  for (const Record* record : listeners.of_type("listener")) {
    if (record->number("id") == id) return record;
  }
  return nullptr;
}

TEST(Unseen, AListenerThatOpensIsFoundByALookAtTheSocketsAndCounted) {
  const Folder folder;
  Daemon daemon(folder, {"--without", "listener-events"});
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 0});
  const auto known = [&] {
    return find(daemon.ask({"listeners", "--json"}), listener.cookie()) != nullptr;
  };
  // A walk of the daemon's own may be the first to come by.
  const Ended first = daemon.ask({"verify", "--json"});
  ASSERT_TRUE(known()) << first.out;
  EXPECT_FALSE(daemon.verify(0).has("listeners_missed"));
  const auto is_told = [&] {
    const Ended history =
        Tool({"history", "--json", "--events", "--database", folder.history()}).wait();
    const auto events = history.of_type("event");
    return std::any_of(events.begin(), events.end(), [](const Record* event) {
      return event->text("kind") == "transitions_missed" && event->has("detail") &&
             event->text("detail") == "listeners that opened or closed unseen";
    });
  };
  EXPECT_TRUE(eventually(is_told, 10s));
  // From now on its drops have a name.
  overflow_by_connecting(where, {&listener}, {"127.0.0.1"}, listener.bound(), kAttempts)
      .abort_clients();
  EXPECT_EQ(daemon.listener(listener).number("drops_total"), static_cast<std::uint64_t>(kAttempts));
}

TEST(Unseen, AListenerThatClosesIsNoticed) {
  const Namespace where;
  std::optional<Listener> listener(std::in_place, where, At{"127.0.0.1", 0},
                                   ListenOptions{.backlog = 0});
  std::optional<Listener> dropping(std::in_place, where, At{"127.0.0.1", 0},
                                   ListenOptions{.backlog = 0});
  const Folder folder;
  Daemon daemon(folder, {"--without", "listener-events"});
  overflow_by_connecting(where, {&*dropping}, {"127.0.0.1"}, dropping->bound(), kAttempts)
      .abort_clients();
  const auto silent = listener->cookie();
  const auto loud = dropping->cookie();
  ASSERT_NE(find(daemon.ask({"listeners", "--json"}), silent), nullptr);
  listener.reset();
  dropping.reset();
  EXPECT_TRUE(eventually(
      [&] {
        const Ended listeners = daemon.ask({"listeners", "--json"});
        const Record* dropped = find(listeners, loud);
        return find(listeners, silent) == nullptr && dropped != nullptr && dropped->has("closed") &&
               dropped->number("drops_total") == static_cast<std::uint64_t>(kAttempts);
      },
      20s))
      << daemon.ask({"listeners", "--json"}).out;
}

// Records are lost in one namespace; there are connections in two others.
TEST(Unseen, ALossIsMendedWhereItWas) {
  const Folder folder;
  const Namespace quiet;
  const Namespace calm;
  const Namespace busy;
  std::vector<Listener> listeners;
  std::vector<Client> clients;
  for (const auto* where : {&quiet, &calm}) {
    listeners.emplace_back(*where, At{"127.0.0.1", 0});
    for (int i = 0; i < 3; ++i) clients.emplace_back(*where, "127.0.0.1", listeners.back().bound());
  }
  Daemon daemon(folder, {"--ring-kib", "4"});
  Churn churn(busy);
  const auto ask_history = [&] {
    return Tool({"history", "--json", "--events", "--database", folder.history()}).wait();
  };
  const auto resyncs_of_one = [&] {
    const Ended history = ask_history();
    std::size_t found = 0;
    for (const Record* event : history.of_type("event")) {
      if (event->text("kind") == "resync" &&
          event->text("detail").ends_with(" connections in 1 namespaces looked at"))
        ++found;
    }
    return found;
  };
  EXPECT_TRUE(eventually([&] { return resyncs_of_one() > 0; }, 30s)) << ask_history().out;
  churn.stop();
  daemon.verify(0);
}

}  // namespace
}  // namespace bpfnetstat::lab
