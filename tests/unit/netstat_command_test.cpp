// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "netstat/command.h"

namespace bpfnetstat::netstat {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kUsageLine =
    "usage: netstat [-vWeenNcCF] [<Af>] -r         netstat {-V|--version|-h|--help}\n";

struct Ran {
  std::string out;
  std::string err;
  int exit_code = 0;
  bool made_source = false;
  Settings settings;  ///< As make_source() saw them.
};

/// Runs the command within this process, its stdout and stderr in files.
Ran run_with(std::vector<std::string> words) {
  words.insert(words.begin(), "netstat");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  Ran ran;
  std::fflush(stdout);
  const UniqueFd file(memfd_create("stdout", MFD_CLOEXEC));
  const UniqueFd real(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
  EXPECT_GE(dup2(file.get(), STDOUT_FILENO), 0);
  testing::internal::CaptureStderr();
  ran.exit_code = run({arguments.data(), words.size()}, [&](const Settings& settings) {
    ran.made_source = true;
    ran.settings = settings;
    return nullptr;
  });
  ran.err = testing::internal::GetCapturedStderr();
  EXPECT_GE(dup2(real.get(), STDOUT_FILENO), 0);
  ran.out.resize(static_cast<std::size_t>(lseek(file.get(), 0, SEEK_END)));
  EXPECT_EQ(pread(file.get(), ran.out.data(), ran.out.size(), 0),
            static_cast<ssize_t>(ran.out.size()));
  return ran;
}

TEST(NetstatCommand, RefusesUnknownOptionsWithItsUsage) {
  const Ran ran = run_with({"-q"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, StartsWith(std::string("netstat: invalid option -- 'q'\n") + kUsageLine));
}

TEST(NetstatCommand, SaysNothingBeforeTheUsageOnAQuestionMark) {
  const Ran ran = run_with({"-?"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, StartsWith(kUsageLine));
}

TEST(NetstatCommand, NamesThePossibilitiesOfAnAbbreviationInNetstatsOrder) {
  struct Ambiguous {
    const char* word;
    const char* possibilities;
  };
  for (const Ambiguous& each : std::initializer_list<Ambiguous>{
           {"--n=1",
            "'--netrom' '--numeric' '--numeric-hosts' '--numeric-ports' '--numeric-users'"},
           {"--a=1", "'--ax25' '--all'"},
           {"--i=1", "'--ip' '--interfaces'"},
           {"--in=1", "'--inet' '--interfaces'"},
           {"--l=1", "'--l2cap' '--listening'"},
           {"--r=1", "'--rose' '--route' '--raw' '--rfcomm'"},
           {"--s=1", "'--sctp' '--statistics' '--symbolic'"},
           {"--t=1", "'--tcpip' '--tcp' '--timers'"},
           {"--u=1", "'--unix' '--udp' '--udplite' '--unix'"},
           {"--co=1", "'--continuous' '--context'"}}) {
    const Ran ran = run_with({each.word});
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_THAT(ran.err, StartsWith(std::string("netstat: option '") + each.word +
                                    "' is ambiguous; possibilities: " + each.possibilities + "\n"));
  }
}

TEST(NetstatCommand, OurOptionsDoNotMakeNetstatsAbbreviationsAmbiguous) {
  // Without netstat's --netrom alone this would have been --netns.
  EXPECT_EQ(run_with({"--net"}).err, "netstat: no support for `AF NETROM' on this system.\n");
  EXPECT_THAT(run_with({"--js"}).err, StartsWith("netstat: unrecognized option '--js'\n"));
}

TEST(NetstatCommand, OurOptionsStandAnywhere) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"--json", "-M"}, {"-M", "x", "--json", "y"}}) {
    const Ran ran = run_with(words);
    EXPECT_EQ(ran.err, "netstat: no support for `ip_masquerade' on this system.\n");
  }
  // Here it is a word of another option.
  EXPECT_EQ(run_with({"-A", "--json"}).err, "Unknown address family `--json'.\n");
}

TEST(NetstatCommand, RefusesUnknownFamilies) {
  for (const char* list : {"foo", "inet,foo", "foo,inet"}) {
    const Ran ran = run_with({"-A", list});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(ran.err, "Unknown address family `foo'.\n");
  }
  for (const char* list : {"", ",", "inet,", ",inet"}) {
    EXPECT_EQ(run_with({"-A", list}).err, "Unknown address family `'.\n");
  }
}

TEST(NetstatCommand, ShowsOneViewAtATime) {
  for (const char* word : {"-ri", "-rs", "-rM", "-is", "-iM", "-sM"}) {
    const Ran ran = run_with({word});
    EXPECT_EQ(ran.exit_code, 3) << word;
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, StartsWith(kUsageLine));
  }
}

TEST(NetstatCommand, PutsHelpOnStdout) {
  for (const char* word : {"-h", "--help", "--he"}) {
    const Ran ran = run_with({word, "-q"});
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_THAT(ran.out, StartsWith(kUsageLine));
    EXPECT_EQ(ran.err, "");
  }
}

TEST(NetstatCommand, SaysWhatItIs) {
  EXPECT_THAT(run_with({"-V"}).out,
              testing::MatchesRegex("bpfnetstat [0-9.]+ .compatible with net-tools 2.10.\n"));
  EXPECT_EQ(run_with({"--version", "-q"}).exit_code, 0);
}

TEST(NetstatCommand, MissesFamiliesThatThisSystemLacks) {
  EXPECT_EQ(run_with({"--rose", "--ipx", "--ax25"}).err,
            "netstat: no support for `AF IPX' on this system.\n");
  EXPECT_EQ(run_with({"--rose", "--ipx"}).exit_code, 1);
  for (const char* word : {"-2", "-f", "--l2cap", "--rfcomm", "--bluetooth"}) {
    const Ran ran = run_with({word});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err,
              "netstat: feature `AF BLUETOOTH' not supported.\n"
              "Please recompile `net-tools' with newer kernel source or full configuration.\n");
  }
}

TEST(NetstatCommand, UnderstandsEveryOption) {
  const Ran ran = run_with({"-alnNeepovWFCtuUSwd4", "-A", "unix,ip,appletalk,econet", "--inet6",
                            "-x", "--symbolic", "--ipx"});
  ASSERT_TRUE(ran.made_source);
  const Settings& settings = ran.settings;
  EXPECT_TRUE(settings.all && settings.listening && settings.symbolic && settings.programs &&
              settings.timers && settings.wide && settings.fib && settings.cache);
  EXPECT_TRUE(settings.numeric_hosts && settings.numeric_ports && settings.numeric_users);
  EXPECT_TRUE(settings.tcp && settings.udp && settings.udplite && settings.sctp && settings.raw &&
              settings.unix_domain);
  EXPECT_FALSE(settings.json || settings.listen_queues || settings.continuous ||
               settings.bluetooth);
  EXPECT_EQ(settings.extend, 2);
  EXPECT_EQ(settings.verbose, 1);
  EXPECT_THAT(settings.families,
              testing::ElementsAre("inet", "unix", "inet", "ddp", "ec", "inet6", "unix", "ipx"));
}

TEST(NetstatCommand, NumericIsAllThreeOrOneByOne) {
  Settings settings = run_with({"--numeric-hosts", "-w"}).settings;
  EXPECT_TRUE(settings.numeric_hosts && !settings.numeric_ports && !settings.numeric_users);
  settings = run_with({"--numeric-p", "-w"}).settings;
  EXPECT_TRUE(!settings.numeric_hosts && settings.numeric_ports && !settings.numeric_users);
  settings = run_with({"--numeric-users", "-w"}).settings;
  EXPECT_TRUE(!settings.numeric_hosts && !settings.numeric_ports && settings.numeric_users);
  settings = run_with({"--numeric", "-w"}).settings;
  EXPECT_TRUE(settings.numeric_hosts && settings.numeric_ports && settings.numeric_users);
}

TEST(NetstatCommand, NoSourceIsMadeForOtherViews) {
  EXPECT_FALSE(run_with({"-M"}).made_source);
  EXPECT_FALSE(run_with({"-rn"}).made_source);
}

TEST(NetstatCommand, SaysWhyANamespaceCannotBeEntered) {
  Ran ran = run_with({"--netns", "all", "-n"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, StartsWith("netstat: --netns all: "));
  ran = run_with({"--netns=no-such-namespace", "-n"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("no network namespace has this name"));
  ran = run_with({"--netns"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, StartsWith("netstat: option '--netns' requires an argument\n"));
}

}  // namespace
}  // namespace bpfnetstat::netstat
