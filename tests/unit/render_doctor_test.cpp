// SPDX-License-Identifier: Apache-2.0
#include "render/doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "explain/explain.h"
#include "sample_doctor.h"

namespace bpfnetstat {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string golden(const std::string& name) {
  std::ifstream file(GOLDEN_DIR "/" + name, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string as_text(const DoctorReport& report, bool colour = false) {
  std::string out;
  text::append(out, report, {.colour = colour});
  return out;
}

std::string as_json(const DoctorReport& report) {
  std::string out;
  json::append(out, report);
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

DoctorReport without_btf() {
  DoctorReport report = sample::hopeless();
  report.kernel.btf = false;
  return report;
}

DoctorReport refused() {
  DoctorReport report = sample::hopeless();
  report.self_test = SelfTestReport{};
  report.self_test->load_failure =
      Error{ErrorKind::unavailable, "cannot load the BPF programs", EPERM, "run as root"};
  return report;
}

DoctorReport without_syns() {
  DoctorReport report = sample::healthy();
  report.self_test = SelfTestReport{};
  report.self_test->syn_failure =
      Error{ErrorKind::failed, "cannot make a network namespace", EPERM, ""};
  return report;
}

TEST(RenderDoctor, WritesTextForAHealthyAndAHopelessMachine) {
  EXPECT_EQ(as_text(sample::healthy()), golden("doctor_healthy.txt"));
  EXPECT_EQ(as_text(sample::hopeless()), golden("doctor_hopeless.txt"));
}

TEST(RenderDoctor, WritesOneObjectALine) {
  EXPECT_EQ(as_json(sample::healthy()) + as_json(sample::hopeless()) + as_json(without_btf()) +
                as_json(refused()) + as_json(without_syns()),
            golden("doctor.ndjson"));
}

TEST(RenderDoctor, WritesJsonThatParsesWithTheTypeFirst) {
  for (const auto& report :
       {sample::healthy(), sample::hopeless(), without_btf(), refused(), without_syns()}) {
    const std::string line = as_json(report);
    const rapidjson::Document document = parse(line);
    EXPECT_STREQ(document.MemberBegin()->name.GetString(), "type");
    EXPECT_STREQ(document["type"].GetString(), "doctor");
    EXPECT_EQ(document["can_run"].GetBool(), report.can_run);
    EXPECT_EQ(document["hooks"].Size(), 3u);
    EXPECT_EQ(document["problems"].Size(), report.problems.size());
    EXPECT_EQ(document.HasMember("self_test"), report.self_test.has_value());
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  }
}

TEST(RenderDoctor, LeavesOutOfJsonWhatIsNotKnown) {
  const std::string line = as_json(sample::hopeless());
  const rapidjson::Document document = parse(line);
  const auto& system = document["system"];
  for (const char* key : {"lockdown", "lsm", "tracefs", "bpffs", "kptr_restrict", "mptcp",
                          "locked_memory_bytes", "initial_pid_namespace"}) {
    EXPECT_FALSE(system.HasMember(key)) << key;
  }
  EXPECT_FALSE(document["kernel"].HasMember("fentry"));
  EXPECT_FALSE(document["hooks"][1].HasMember("mechanism"));
  EXPECT_EQ(document["hooks"][1]["programs"].Size(), 0u);
  EXPECT_EQ(system["open_files"]["hard"].GetUint64(), 18446744073709551615u);
  EXPECT_FALSE(parse(as_json(without_btf()))["kernel"].HasMember("tracepoints"));
  EXPECT_FALSE(parse(as_json(without_syns()))["self_test"].HasMember("named_by_stack_ipv4"));
}

TEST(RenderDoctor, SaysWhatBecameOfTheSelfTest) {
  EXPECT_THAT(as_text(without_btf()),
              HasSubstr("\n  BTF                       no: nothing more can "
                        "be asked of this kernel\n"));
  EXPECT_THAT(as_text(refused()), HasSubstr("\nSELF-TEST\n"
                                            "  programs                  cannot load the BPF "
                                            "programs: Operation not permitted; run as root\n"));
  EXPECT_THAT(as_text(without_syns()),
              HasSubstr("\nSELF-TEST\n"
                        "  programs                  loaded and attached\n"
                        "  SYNs sent to ourselves    0 (v4 0, v6 0)\n"
                        "                            cannot make a network namespace: Operation "
                        "not permitted\n"
                        "  listener named by stack   v4 not tried, v6 not tried\n"));
}

TEST(RenderDoctor, CountsTheProblemsThatPrevent) {
  DoctorReport report = sample::hopeless();
  report.problems.push_back({true, "another", "advice"});
  EXPECT_TRUE(
      as_text(report).starts_with("bpfnetstat drops cannot run here: 2 problems prevent it. "
                                  "(explain doctor.cannot-run)\n"));
}

TEST(RenderDoctor, EachLineNamesATopicThatThereIs) {
  for (const auto& report :
       {sample::healthy(), sample::hopeless(), without_btf(), refused(), without_syns()}) {
    std::string out;
    text::append(out, report, {}, true);
    std::istringstream lines(out);
    for (std::string line; std::getline(lines, line);) {
      const bool is_title = line.empty() || (line[0] != ' ' && line[0] != 'b');
      if (is_title || line == "  none" || line.starts_with("    -> ")) continue;
      const auto begin = line.rfind(" (explain ");
      ASSERT_NE(begin, std::string::npos) << line;
      ASSERT_TRUE(line.ends_with(')')) << line;
      const auto topic = line.substr(begin + 10, line.size() - begin - 11);
      EXPECT_NE(explain::find_topic(topic), nullptr) << line;
    }
  }
}

TEST(RenderDoctor, FactsNameTheirTopicsWhereAskedTo) {
  const std::string brief = as_text(sample::healthy());
  EXPECT_THAT(brief, HasSubstr("\n  BTF                       yes\n"));
  EXPECT_THAT(brief, HasSubstr("  not kprobe: the kernel has no kprobes (CONFIG_KPROBE_EVENTS) "
                               "(explain doctor.reason.no-kprobes)\n"));
  std::string verbose;
  text::append(verbose, sample::healthy(), {}, true);
  EXPECT_THAT(verbose, HasSubstr("\n  BTF                       yes (explain doctor.btf)\n"));
}

TEST(RenderDoctor, EachObjectInJsonNamesATopicThatThereIs) {
  const auto check = [](const auto& object) {
    ASSERT_TRUE(object.HasMember("topic"));
    EXPECT_NE(explain::find_topic(object["topic"].GetString()), nullptr)
        << object["topic"].GetString();
  };
  for (const auto& report : {sample::healthy(), sample::hopeless(), without_btf(), refused()}) {
    const rapidjson::Document document = parse(as_json(report));
    check(document);
    for (const char* key : {"hooks", "capabilities", "problems"}) {
      for (const auto& object : document[key].GetArray()) {
        check(object);
        if (!object.HasMember("rejected")) continue;
        for (const auto& rejected : object["rejected"].GetArray()) check(rejected);
      }
    }
  }
}

TEST(RenderDoctor, ShowsForeignBytesHarmlessly) {
  for (const std::string& out : {as_text(sample::hopeless()), as_json(sample::hopeless())}) {
    EXPECT_THAT(out, Not(HasSubstr("\x1b")));
    EXPECT_THAT(out, Not(HasSubstr("\xff")));
  }
  EXPECT_STREQ(parse(as_json(sample::hopeless()))["system"]["cgroup2"].GetString(),
               R"(/mnt/\x1b[31m\x0acgroup \xff)");
}

TEST(RenderDoctor, AddsColourAndNothingElse) {
  for (const auto& report : {sample::healthy(), sample::hopeless()}) {
    std::string coloured = as_text(report, true);
    EXPECT_NE(coloured, as_text(report));
    for (std::size_t at; (at = coloured.find('\x1b')) != std::string::npos;) {
      coloured.erase(at, coloured.find('m', at) - at + 1);
    }
    EXPECT_EQ(coloured, as_text(report));
  }
}

}  // namespace
}  // namespace bpfnetstat
