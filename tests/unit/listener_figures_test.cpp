// SPDX-License-Identifier: Apache-2.0
#include "model/figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "render/json.h"
#include "render/text.h"
#include "sample_figures.h"

namespace bpfnetstat {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<std::uint64_t> sorted(std::vector<ListenerFigures> listeners, ListenerOrder order) {
  sort_listeners(listeners, order);
  std::vector<std::uint64_t> ids;
  for (const auto& one : listeners) ids.push_back(one.listener.id);
  return ids;
}

TEST(ListenerFigures, AreSortedByWhatIsAsked) {
  ListenerFigures a = sample::at_port(1, 83), b = sample::at_port(2, 82),
                  c = sample::at_port(3, 81);
  a.drops[0] = 5;
  b.drops[3] = 7;
  a.accept_queue = 0;
  c.accept_queue = 3;  // Of b it is not known.
  a.accept_queue_peak = 1;
  b.accept_queue_peak = 2;
  a.accept_queue_limit = 128;
  c.accept_queue_limit = 4096;
  b.connections[1] = 1;
  a.connections[8] = 9;
  a.listener.netns = 9;
  b.listener.netns = 8;
  c.listener.netns = 7;
  a.listener.owner = {.pid = 30, .comm = "b"};
  b.listener.owner = {.pid = 20, .comm = "b"};
  c.listener.owner = {};
  b.listener.bound.address.bytes[0] = 10;
  const auto by = [&](ListenerOrder order) { return sorted({a, b, c}, order); };
  EXPECT_THAT(by(ListenerOrder::drops), ElementsAre(2, 1, 3));
  EXPECT_THAT(by(ListenerOrder::queue), ElementsAre(3, 1, 2));
  EXPECT_THAT(by(ListenerOrder::peak), ElementsAre(2, 1, 3));
  EXPECT_THAT(by(ListenerOrder::limit), ElementsAre(3, 1, 2));
  EXPECT_THAT(by(ListenerOrder::established), ElementsAre(2, 3, 1));
  EXPECT_THAT(by(ListenerOrder::port), ElementsAre(3, 2, 1));
  EXPECT_THAT(by(ListenerOrder::address), ElementsAre(3, 1, 2));
  EXPECT_THAT(by(ListenerOrder::process), ElementsAre(2, 1, 3));
  EXPECT_THAT(by(ListenerOrder::netns), ElementsAre(3, 2, 1));
}

TEST(ListenerFigures, OrdersHaveNames) {
  for (const char* word :
       {"drops", "queue", "peak", "limit", "established", "address", "port", "process", "netns"}) {
    const auto order = parse_listener_order(word);
    ASSERT_TRUE(order) << word;
    EXPECT_EQ(name(*order), word);
  }
  EXPECT_FALSE(parse_listener_order(""));
  EXPECT_FALSE(parse_listener_order("drop"));
}

/// One that a stopped process holds.
ListenerFigures stuck() {
  ListenerFigures one = sample::at_port(77, 8080);
  one.is_counted = true;
  one.facts.emplace();
  one.facts->accept_queue_limit = 5;
  one.facts->accept_queue = 6;
  one.facts->drops[0] = 23;
  HolderState holder;
  holder.process = {1234, "a\nb"};
  holder.threads_total = 3;
  holder.threads = {{.tid = 1234,
                     .state = 'T',
                     .system_call = "read",
                     .target = "pipe:[4711]",
                     .wchan = "pipe_read"},
                    {.tid = 1235, .state = 'T'}};
  one.holder_states = {holder};
  holder.threads_total = 2;
  one.facts->holders = {holder};
  one.facts->abort_on_overflow = true;
  judge(one);
  return one;
}

TEST(ListenerFigures, AVerdictInJsonHasCauseEvidenceAndRemedy) {
  std::string out;
  json::append(out, stuck());
  EXPECT_THAT(out, HasSubstr(R"("verdict":{"cause":"accepter_stopped","evidence":{"drops":23,)"));
  EXPECT_THAT(out, HasSubstr(R"("pid":1234,"comm":"a\nb","tid":1234,"state":"T",)"
                             R"("system_call":"read","target":"pipe:[4711]","wchan":"pipe_read"})"
                             R"(,"abort_on_overflow":true,"what":")"));
  EXPECT_THAT(out, HasSubstr(R"("remedy":"Find out)"));
  EXPECT_THAT(out, HasSubstr(R"("holder_states":[{"pid":1234,"comm":"a\nb","threads":3,)"
                             R"("states":[{"tid":1234,"state":"T","system_call":"read",)"
                             R"("target":"pipe:[4711]","wchan":"pipe_read"},)"
                             R"({"tid":1235,"state":"T"}]}])"));
  // What is not known is left out.
  EXPECT_THAT(out, Not(HasSubstr("somaxconn")));
  out.clear();
  json::append(out, sample::at_port(77, 8080));
  EXPECT_THAT(out, Not(HasSubstr("verdict")));
  EXPECT_THAT(out, Not(HasSubstr("holder_states")));
}

TEST(ListenerFigures, AVerdictInTextStandsBeneathTheTable) {
  std::string out;
  text::append_notes(out, stuck(), {});
  EXPECT_THAT(out, testing::StartsWith("VERDICT 0.0.0.0:8080 nginx("));
  EXPECT_THAT(
      out,
      HasSubstr(
          "accepter_stopped\n  last drop 0.0 s ago: a\\x0ab(1234): state T (stopped) in read of "
          "pipe:[4711] (pipe_read); 6 connections wait in a queue for 6\n"
          "  remedy: Find out"));
  EXPECT_THAT(out, HasSubstr("HOLDER 0.0.0.0:8080 a\\x0ab(1234): 3 threads\n  1234: state T "
                             "(stopped) in read of pipe:[4711] (pipe_read)\n  1235: state T "
                             "(stopped)\n  1 more not looked at\n"));
  out.clear();
  text::append_notes(out, sample::at_port(77, 8080), {});
  EXPECT_EQ(out, "");
}

}  // namespace
}  // namespace bpfnetstat
