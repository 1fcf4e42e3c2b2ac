// SPDX-License-Identifier: Apache-2.0
#include "render/json.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <fstream>
#include <iterator>
#include <limits>
#include <string>

#include "base/text.h"
#include "render/object_writer.h"
#include "sample_records.h"

namespace bpfnetstat {
namespace {

std::string golden(const std::string& name) {
  std::ifstream file(GOLDEN_DIR "/" + name, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

template <typename Record>
std::string render(const Record& record) {
  std::string out;
  json::append(out, record);
  return out;
}

/// Parses one line strictly: JSON, and every byte of it well-formed UTF-8.
rapidjson::Document parse(const std::string& line) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(line.data(), line.size());
  EXPECT_FALSE(document.HasParseError()) << line;
  EXPECT_TRUE(document.IsObject()) << line;
  return document;
}

/// What a reader of the record gets for a process of this name.
std::string comm_read_back(const std::string& comm, std::string& line) {
  StateRecord record = sample::states().front();
  record.owner.comm = comm;
  line = render(record);
  const rapidjson::Document document = parse(line);
  const rapidjson::Value& value = document["comm"];
  return {value.GetString(), value.GetStringLength()};
}

TEST(RenderJson, WritesEveryRecordAsTheContractSays) {
  std::string out;
  json::append(out, ReadyRecord{.time = sample::kTime, .probe = "tracepoint", .listeners = 12});
  for (const auto& record : sample::drops()) {
    json::append(out, record);
  }
  for (const auto& record : sample::listeners()) {
    json::append(out, record);
  }
  for (const auto& record : sample::reconciliations()) {
    json::append(out, record);
  }
  for (const auto& record : sample::states()) {
    json::append(out, record);
  }
  for (const auto& record : sample::summaries()) {
    json::append(out, record);
  }
  EXPECT_EQ(out, golden("records.ndjson"));
}

TEST(RenderJson, WritesADropByteForByteAsInTheContract) {
  DropRecord record = sample::drops().front();
  record.listener->owner.container = "0123";
  EXPECT_EQ(render(record),
            R"({"type":"drop","time":"2026-11-22T15:20:01.123456789Z","count":1,)"
            R"("cause":"accept_queue_full_syn","netns":4026531840,"family":"ipv4",)"
            R"("local_address":"127.0.0.1","local_port":8080,"peer_address":"127.0.0.1",)"
            R"("peer_port":40000,"accept_queue":6,"accept_queue_limit":5,"listener":{"id":77,)"
            R"("inode":4711,"bound_address":"0.0.0.0","pid":1234,"comm":"nginx","uid":33,)"
            R"("cgroup":"/system.slice/nginx.service","container":"0123"}})"
            "\n");
}

TEST(RenderJson, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(render(DropRecord{}),
            R"({"type":"drop","time":"1970-01-01T00:00:00.000000000Z","count":1,"cause":"other"})"
            "\n");
  EXPECT_EQ(render(StateRecord{}),
            R"({"type":"state","time":"1970-01-01T00:00:00.000000000Z","family":"ipv4",)"
            R"("old_state":"UNKNOWN","new_state":"UNKNOWN"})"
            "\n");
}

TEST(RenderJson, KeepsNumbersOfSixtyFourBits) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  ListenerRecord record;
  record.listener.id = kMost;
  record.drops_total = kMost;
  record.drops[0] = kMost;
  const rapidjson::Document document = parse(render(record));
  EXPECT_EQ(document["id"].GetUint64(), kMost);
  EXPECT_EQ(document["drops"]["accept_queue_full_syn"].GetUint64(), kMost);
  EXPECT_EQ(document["drops_total"].GetUint64(), kMost);
}

TEST(RenderJson, NamesHoldersOnlyWhenThereAreSeveral) {
  ListenerRecord record = sample::listeners().front();
  record.listener.holders.resize(1);
  EXPECT_FALSE(parse(render(record)).HasMember("holders"));
  record.listener.holders.push_back({.pid = 7, .comm = "x"});
  const rapidjson::Document document = parse(render(record));
  ASSERT_EQ(document["holders"].Size(), 2U);
  EXPECT_EQ(document["holders"][1]["pid"].GetInt(), 7);
  EXPECT_STREQ(document["holders"][1]["comm"].GetString(), "x");
}

TEST(RenderJson, TellsOfWaitsInMicroseconds) {
  ListenerFigures figures;
  figures.is_counted = true;
  figures.accept_queue_peak = 23;
  EXPECT_FALSE(parse(render(figures)).HasMember("waits"));
  EXPECT_FALSE(parse(render(figures)).HasMember("arrived"));
  EXPECT_FALSE(parse(render(figures)).HasMember("cookies_sent"));
  figures.syn_queue = 0;
  figures.arrived = 23;
  figures.cookies_sent = 0;
  figures.accepted = 21;
  figures.accepted_unseen = 1;
  figures.abandoned = 3;
  figures.since_accept_us = 7;
  figures.waits = WaitFigures{.count = 21,
                              .at_least = 2,
                              .p50_us = 64,
                              .p90_us = 128,
                              .p99_us = 200,
                              .max_us = 200,
                              .mean_us = 90,
                              .latest_us = {50, 200}};
  const std::string line = render(figures);
  EXPECT_NE(line.find(R"("accept_queue_peak":23,"syn_queue":0,"drops":{})"), std::string::npos);
  EXPECT_NE(
      line.find(
          R"("cookies_sent":0,"accepted":21,"arrived":23,"accepted_unseen":1,"abandoned":3,"waits":{"count":21,)"
          R"("at_least":2,"p50_us":64,"p90_us":128,"p99_us":200,"max_us":200,)"
          R"("mean_us":90,"latest_us":[50,200]},"since_accept_us":7,)"),
      std::string::npos)
      << line;
}

TEST(RenderJson, TellsHowTheNamespaceIsSetWhereThatIsKnown) {
  ListenerFigures figures;
  figures.accept_queue_limit = 128;
  EXPECT_FALSE(parse(render(figures)).HasMember("somaxconn"));
  EXPECT_FALSE(parse(render(figures)).HasMember("tcp_max_syn_backlog"));
  figures.asked_backlog = 5000;
  figures.somaxconn = 128;
  figures.tcp_max_syn_backlog = 512;
  const std::string line = render(figures);
  EXPECT_NE(line.find(R"("accept_queue_limit":128,"asked_backlog":5000,"somaxconn":128,)"
                      R"("tcp_max_syn_backlog":512)"),
            std::string::npos)
      << line;
}

TEST(RenderJson, AppendsAfterWhatIsThere) {
  const std::string summary = render(sample::summaries().front());
  std::string out = "before\n";
  json::append(out, sample::summaries().front());
  json::append(out, sample::summaries().front());
  EXPECT_EQ(out, "before\n" + summary + summary);
}

TEST(RenderJson, GivesHostileNamesBackExactlyWhenTheyAreUtf8) {
  for (const std::string& name : sample::kHostileNames) {
    std::string line;
    const std::string read = comm_read_back(name, line);
    if (name.find('\xff') == std::string::npos) {
      EXPECT_EQ(read, name);
    } else {
      EXPECT_EQ(read, "bro\\xff\\xc3ken\\xe2\\x82");
    }
  }
}

TEST(RenderJson, PutsNothingIntoTheStreamThatATerminalObeys) {
  for (const std::string& name : sample::kHostileNames) {
    std::string line;
    comm_read_back(name, line);
    ASSERT_EQ(line.back(), '\n');
    line.pop_back();
    EXPECT_EQ(printable(line), line);
  }
}

TEST(RenderJson, KeepsReadableUtf8AsItIs) {
  std::string line;
  comm_read_back("caf\u00e9 \U0001f98a", line);
  EXPECT_NE(line.find("\"comm\":\"caf\u00e9 \U0001f98a\""), std::string::npos) << line;
}

TEST(RenderJson, EscapesInvisibleCharactersBeyondTheBasicPlaneAsAPair) {
  std::string line;
  EXPECT_EQ(comm_read_back("\U000e0041", line), "\U000e0041");
  EXPECT_NE(line.find(R"("comm":"\udb40\udc41")"), std::string::npos) << line;
}

TEST(RenderJson, StaysValidWhateverByteFollowsATroublesomeOne) {
  for (const int first : {0x00, 0x1b, 0x22, 0x41, 0x5c, 0x7f, 0x80, 0xc1, 0xc2, 0xd8, 0xe2, 0xff}) {
    for (int second = 0; second < 256; ++second) {
      const std::string name{static_cast<char>(first), static_cast<char>(second)};
      std::string line;
      const std::string read = comm_read_back(name, line);
      ASSERT_EQ(printable(read), printable(name)) << first << ' ' << second;
    }
  }
}

TEST(RenderJson, EscapesWhatNamesOfMembersNeed) {
  for (const std::string name : {"plain", "", "a\"b", "a\\b", "a\nb", "\x7f"}) {
    std::string line;
    json::append_object(line, "test", [&](json::ObjectWriter& writer) {
      writer.member(name, true);
      writer.member("literal", name);
    });
    rapidjson::Document read;
    ASSERT_FALSE(read.Parse(line.c_str()).HasParseError()) << line;
    EXPECT_TRUE(read[name.c_str()].GetBool()) << line;
    EXPECT_EQ(read["literal"].GetString(), name);
  }
}

TEST(RenderJson, MakesEveryForeignStringOfAListenerHarmless) {
  ListenerRecord record = sample::listeners().front();
  const std::string foreign = "/x\x1b[1m\u202e\xff\"";
  record.listener.owner.comm = foreign;
  record.listener.owner.cgroup = foreign;
  record.listener.owner.container = foreign;
  record.listener.holders[0].comm = foreign;
  const std::string line = render(record);
  const rapidjson::Document document = parse(line);
  const std::string expected = "/x\x1b[1m\u202e\\xff\"";
  EXPECT_EQ(document["comm"].GetString(), expected);
  EXPECT_EQ(document["cgroup"].GetString(), expected);
  EXPECT_EQ(document["container"].GetString(), expected);
  EXPECT_EQ(document["holders"][0]["comm"].GetString(), expected);
  EXPECT_EQ(printable(line), line.substr(0, line.size() - 1) + "\\x0a");
}

}  // namespace
}  // namespace bpfnetstat
