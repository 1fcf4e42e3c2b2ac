// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/syscall.h>

#include <algorithm>
#include <string>
#include <vector>

#include "lab.h"
#include "parity.h"

// The command line beside the installed netstat's.
namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using Words = std::vector<std::string>;

/// A usage text's lines up to and with its first; what follows is each program's own. The list of
/// families that netstat writes to stderr comes from elsewhere.
std::string up_to_usage(const std::string& text) {
  std::string head;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string line = text.substr(at, end - at);
    at = end;
    if (line.starts_with("    ")) continue;
    head += line;
    if (line.starts_with("usage: ")) break;
  }
  return head;
}

TEST(NetstatCommandLine, WrongWordsAreRefusedAlike) {
  std::vector<Words> all = {{"-?"}, {"-A"}, {"--protocol"}, {"-n", "--foo"}, {"--unix="}};
  for (const char letter : std::string("BDEGHIJKOPQRTXYbjkmqyz013578")) {
    all.push_back({std::string("-n") + letter});
  }
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    all.push_back({std::string("--") + letter + "=1"});
  }
  for (const char* word : {"--su", "--st=1", "--pr=1", "--num=1", "--uni", "--tc", "--con", "--ro",
                           "--in", "--nu", "--ver=1", "--ap=1", "--ine=1", "--inet6=1", "--l=1"}) {
    all.push_back({word});
  }
  for (const char* word : {"-ri", "-rs", "-rM", "-is", "-Ms", "-iM", "-risM", "-gri", "-sr4"}) {
    all.push_back({word});
  }
  for (const Words& words : all) {
    SCOPED_TRACE(testing::PrintToString(words));
    const Shown theirs = run_installed(words);
    const Shown ours = run_ours(words);
    EXPECT_EQ(theirs.exit_code, 3);
    EXPECT_EQ(ours.exit_code, 3);
    EXPECT_EQ(up_to_usage(theirs.out), up_to_usage(ours.out));
    EXPECT_EQ(up_to_usage(theirs.err), up_to_usage(ours.err));
  }
}

TEST(NetstatCommandLine, HelpGoesToTheSamePlace) {
  for (const Words& words :
       std::vector<Words>{{"-h"}, {"--help"}, {"-n", "--he"}, {"-h", "-q"}, {"-h", "-V"}}) {
    SCOPED_TRACE(testing::PrintToString(words));
    const Shown theirs = run_installed(words);
    const Shown ours = run_ours(words);
    EXPECT_EQ(theirs.exit_code, ours.exit_code);
    EXPECT_EQ(up_to_usage(theirs.out), up_to_usage(ours.out));
    EXPECT_THAT(ours.out, StartsWith("usage: netstat "));
  }
}

TEST(NetstatCommandLine, VersionIsOurs) {
  for (const Words& words : std::vector<Words>{{"-V"}, {"--version"}, {"-V", "-q"}}) {
    const Shown ours = run_ours(words);
    EXPECT_EQ(run_installed(words).exit_code, ours.exit_code);
    EXPECT_THAT(ours.out, testing::MatchesRegex("bpfnetstat [0-9.]+ .*net-tools 2.10.*\n"));
  }
}

TEST(NetstatCommandLine, FamiliesAndFeaturesAreRefusedAlike) {
  const Namespace empty;
  for (const Words& words : std::vector<Words>{
           {"-A", "foo"},
           {"-A", "inet,foo"},
           {"-A", "foo,inet"},
           {"-A", ""},
           {"-A", ","},
           {"-A", "inet,"},
           {"-A", ",inet"},
           {"-A", "INET"},
           {"-A", "inet inet6"},
           {"-A", "foo", "-q"},
           {"-i", "-A", "foo"},
           {"-A", "ip", "-n"},
           {"-A", "tcpip", "-n"},
           {"-A", "ash", "-n"},
           {"-A", "econet", "-n"},
           {"-A", "ddp", "-n"},
           {"-A", "appletalk", "-n4"},
           {"-A", "bluetooth"},
           {"--tcpip", "-n"},
           {"--tcpi", "-n"},
           {"--ip", "-n"},
           {"--inet", "--inet6", "-n"},
           {"--appletalk", "-n"},
           {"--ipx"},
           {"--ax25"},
           {"--x25"},
           {"--x"},
           {"--netrom"},
           {"--rose"},
           {"--bluetooth"},
           {"--b"},
           {"-2"},
           {"-f"},
           {"--l2cap"},
           {"--rfcomm"},
           {"-v", "--ipx"},
           {"-Z"},
           {"-Z", "-q"},
           {"--context"},
           {"-nd"},
           {"-n", "foo"},
           {"foo", "-n"},
           {"-n", "--", "-r"},
           {"-n", "-"},
           {"-rnd"},
           {"-rx"},
           {"-r", "-A", "ash"},
           {"-r", "-A", "econet"},
           {"-rn", "-A", "inet,unix"},
           {"-s", "-A", "econet"},
           {"-s", "-A", "ip,tcpip"},
           {"-s44"},
           {"-sx4", "-A", "inet6"},
           {"-gn4"},
           {"-gn6"},
           {"-gnt"},
           {"-gnf"},
           {"-gn", "-A", "ddp"},
       }) {
    expect_same(words, &empty);
  }
}

const std::vector<Words> kRepeated = {
    {"-tnc"}, {"-rnc"}, {"-xc"}, {"-anpc"}, {"--continuous", "-tn"}};

/// The same words without -c.
Words once(Words words) {
  for (std::string& word : words) {
    if (word == "--continuous") {
      word = "-n";
    } else {
      word.erase(std::remove(word.begin(), word.end(), 'c'), word.end());
    }
  }
  return words;
}

TEST(NetstatCommandLine, RepeatsUntilInterrupted) {
  const Namespace empty;
  empty.inside([] {
    for (const Words& words : kRepeated) {
      SCOPED_TRACE(testing::PrintToString(words));
      // netstat's own -c writes in pieces of its buffer unless it ends by itself.
      const std::string round = run_installed(once(words)).out;
      ASSERT_FALSE(round.empty());
      const Ending after_two{
          .when = [&](const std::string& out) { return out.size() >= 2 * round.size(); },
          .signal = SIGKILL};
      const Shown ours = run_ours(words, {}, after_two);
      EXPECT_EQ(ours.exit_code, 128 + SIGKILL);
      ASSERT_GE(ours.out.size(), 2 * round.size());
      for (std::size_t at = 0; at < ours.out.size(); at += round.size()) {
        EXPECT_EQ(ours.out.substr(at, round.size()), round.substr(0, ours.out.size() - at));
      }
    }
  });
}

TEST(NetstatCommandLine, SleepsBetweenTwoRoundsWithNothingHeldBack) {
  const Namespace empty;
  empty.inside([] {
    for (const Words& words : kRepeated) {
      SCOPED_TRACE(testing::PrintToString(words));
      const Shown ours = run_ours(words, [] {
        filter_calls(SYS_nanosleep, SECCOMP_RET_KILL_PROCESS);
        filter_calls(SYS_clock_nanosleep, SECCOMP_RET_KILL_PROCESS);
      });
      EXPECT_EQ(ours.exit_code, kMadeDeadlyCall);
      EXPECT_EQ(ours.out, run_installed(once(words)).out);
    }
  });
}

TEST(NetstatCommandLine, WhatFailsOrCountsIsNotRepeated) {
  const Namespace empty;
  expect_same({"-Sc"}, &empty);
  expect_same({"-c", "--ipx"}, &empty);
  expect_same({"-Mc"}, &empty);
  expect_same({"-snc"}, &empty);
}

TEST(NetstatCommandLine, LooksIntoAnotherNamespace) {
  const Namespace named("lab-netstat");
  const Namespace unnamed;
  const Listener first(named, {"127.0.0.1", 4711});
  const Listener second(unnamed, {"127.0.0.1", 4712});
  // Which has to see the mount that names it: a child of this process does.
  const Shown by_name = run_ours({"--netns", "lab-netstat", "-lnt"});
  EXPECT_EQ(by_name.err, "");
  EXPECT_THAT(by_name.out, HasSubstr("127.0.0.1:4711 "));
  EXPECT_THAT(by_name.out, testing::Not(HasSubstr("127.0.0.1:4712 ")));
  for (const std::string& netns :
       {std::to_string(unnamed.pid()), std::to_string(unnamed.inode())}) {
    const Shown shown = run_ours({"-lnt", "--netns=" + netns});
    EXPECT_THAT(shown.out, HasSubstr("127.0.0.1:4712 ")) << shown.err;
    EXPECT_THAT(shown.out, testing::Not(HasSubstr("127.0.0.1:4711 ")));
  }
  const Shown other_views = run_ours({"--netns", "lab-netstat", "-i"});
  EXPECT_THAT(other_views.out, HasSubstr("\nlo "));
  EXPECT_THAT(other_views.out, testing::Not(HasSubstr("\neth0 ")));
  EXPECT_EQ(run_ours({"--netns", "none-such"}).exit_code, 3);
}

}  // namespace
}  // namespace bpfnetstat::lab
