// SPDX-License-Identifier: Apache-2.0
#include "procfs/system.h"

#include <gtest/gtest.h>
#include <linux/capability.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "procfs_testing.h"

namespace bpfnetstat::procfs {
namespace {

constexpr std::string_view kLimits =
    "Limit                     Soft Limit           Hard Limit           Units     \n"
    "Max file size             unlimited            unlimited            bytes     \n"
    "Max open files            1024                 524288               files     \n"
    "Max locked memory         8388608              unlimited            bytes     \n"
    "Max file locks            23                   29                   locks     \n"
    "Max nice priority         0                    0                    \n"
    "Max realtime timeout      unlimited            unlimited            us        \n";

TEST(Privileges, AreReadFromARecordedStatus) {
  const auto privileges = parse_privileges(recorded(std::to_string(kRecordedPid) + "/status"));
  ASSERT_TRUE(privileges.ok());
  EXPECT_EQ(*privileges, (Privileges{0, false}));
}

TEST(Privileges, AreTheEffectiveOnesOfAllFiveSets) {
  const auto privileges = parse_privileges(
      "CapInh:\t0000000000000001\n"
      "CapPrm:\t0000000000000002\n"
      "CapEff:\t000001fffeffffff\n"
      "CapBnd:\t0000000000000004\n"
      "CapAmb:\t0000000000000008\n"
      "NoNewPrivs:\t1\n"
      "Seccomp:\t2\n"
      "Seccomp_filters:\t1\n");
  ASSERT_TRUE(privileges.ok());
  EXPECT_EQ(*privileges, (Privileges{0x1fffeffffff, true}));
  EXPECT_TRUE(privileges->holds(CAP_CHOWN));
  EXPECT_TRUE(privileges->holds(CAP_BPF));
  EXPECT_TRUE(privileges->holds(CAP_CHECKPOINT_RESTORE));
  EXPECT_FALSE(privileges->holds(CAP_SYS_RESOURCE));
}

TEST(Privileges, AreNotBegunByANameThatOnlyLooksLikeIt) {
  // The name of the process comes first, and is its own choice; the kernel escapes newlines in it.
  const auto privileges = parse_privileges(
      "Name:\tCapEff:\\nCapEff:\n"
      "CapEff:\t0000000000000000\n");
  ASSERT_TRUE(privileges.ok());
  EXPECT_EQ(*privileges, (Privileges{0, false}));
}

TEST(Privileges, AreAnErrorWhereTheyAreNotTold) {
  EXPECT_FALSE(parse_privileges("").ok());
  EXPECT_FALSE(parse_privileges("Name:\tx\n").ok());
  EXPECT_FALSE(parse_privileges("CapEff:\n").ok());
  EXPECT_FALSE(parse_privileges("CapEff:\tgibberish\n").ok());
  EXPECT_FALSE(parse_privileges("CapEff:\t10000000000000000\n").ok());
}

TEST(Limits, AreFoundByNameWithUnlimitedOnes) {
  EXPECT_EQ(parse_limit(kLimits, "Max open files"), (Limit{1024, 524288}));
  EXPECT_EQ(parse_limit(kLimits, "Max locked memory"), (Limit{8388608, Limit::kUnlimited}));
  EXPECT_EQ(parse_limit(kLimits, "Max file size"), (Limit{Limit::kUnlimited, Limit::kUnlimited}));
  EXPECT_EQ(parse_limit(kLimits, "Max nice priority"), (Limit{0, 0}));
}

TEST(Limits, AreNotKnownWhereTheTextSaysNothing) {
  EXPECT_EQ(parse_limit(kLimits, "Max cpu time"), std::nullopt);
  EXPECT_EQ(parse_limit(kLimits, "Max file"), std::nullopt);
  EXPECT_EQ(parse_limit(kLimits, "Max open file"), std::nullopt);
  EXPECT_EQ(parse_limit("", "Max open files"), std::nullopt);
  EXPECT_EQ(parse_limit("Max open files", "Max open files"), std::nullopt);
  EXPECT_EQ(parse_limit("Max open files  1024\n", "Max open files"), std::nullopt);
  EXPECT_EQ(parse_limit("Max open files  -1  1024  files\n", "Max open files"), std::nullopt);
}

TEST(ChosenWord, IsTheOneInBrackets) {
  EXPECT_EQ(chosen_word("[none] integrity confidentiality\n"), "none");
  EXPECT_EQ(chosen_word("none [integrity] confidentiality\n"), "integrity");
  EXPECT_EQ(chosen_word("none integrity [confidentiality]"), "confidentiality");
}

TEST(ChosenWord, IsNotKnownWithoutBrackets) {
  EXPECT_EQ(chosen_word(""), std::nullopt);
  EXPECT_EQ(chosen_word("none integrity confidentiality\n"), std::nullopt);
  EXPECT_EQ(chosen_word("none [integrity"), std::nullopt);
  EXPECT_EQ(chosen_word("none] [integrity"), std::nullopt);
}

TEST(Settings, AreWholeNumbersOfOneLine) {
  TempTree tree;
  tree.file("sys/kernel/kptr_restrict", "2\n");
  tree.file("sys/kernel/negative", "-1\n");
  tree.file("sys/kernel/bare", "7");
  tree.file("sys/kernel/words", "1 2\n");
  tree.file("sys/kernel/empty", "");
  const Proc proc(tree.root());
  EXPECT_EQ(read_setting(proc, "kernel/kptr_restrict"), 2);
  EXPECT_EQ(read_setting(proc, "kernel/negative"), -1);
  EXPECT_EQ(read_setting(proc, "kernel/bare"), 7);
  EXPECT_EQ(read_setting(proc, "kernel/words"), std::nullopt);
  EXPECT_EQ(read_setting(proc, "kernel/empty"), std::nullopt);
  EXPECT_EQ(read_setting(proc, "kernel/absent"), std::nullopt);
}

TEST(LocalPorts, AreFirstAndLast) {
  using Range = std::pair<std::uint16_t, std::uint16_t>;
  EXPECT_EQ(parse_local_port_range("32768\t60999\n"), Range(32768, 60999));
  EXPECT_EQ(parse_local_port_range("1 65535"), Range(1, 65535));
  for (const std::string_view text :
       {"", "\n", "32768", "32768\n60999", "x\t60999", "32768\tx", "1\t65536", "-1\t2"}) {
    EXPECT_EQ(parse_local_port_range(text), std::nullopt) << text;
  }
  TempTree tree;
  const Proc proc(tree.root());
  EXPECT_EQ(read_local_port_range(proc), std::nullopt);
  tree.directory("sys");
  tree.directory("sys/net");
  tree.directory("sys/net/ipv4");
  tree.file("sys/net/ipv4/ip_local_port_range", "1024\t2048\n");
  EXPECT_EQ(read_local_port_range(proc), Range(1024, 2048));
}

TEST(InitialNamespaces, HaveTheInodesThatTheKernelReserves) {
  TempTree tree;
  const Proc proc(tree.root());
  EXPECT_EQ(in_initial_namespace(proc, InitialNamespace::user), std::nullopt);
  tree.link("self/ns/user", "user:[4026531837]");
  tree.link("self/ns/pid", "pid:[4026532198]");
  EXPECT_EQ(in_initial_namespace(proc, InitialNamespace::user), true);
  EXPECT_EQ(in_initial_namespace(proc, InitialNamespace::pid), false);
  TempTree inside;
  inside.link("self/ns/user", "user:[4026532197]");
  inside.link("self/ns/pid", "pid:[4026531836]");
  EXPECT_EQ(in_initial_namespace(Proc(inside.root()), InitialNamespace::user), false);
  EXPECT_EQ(in_initial_namespace(Proc(inside.root()), InitialNamespace::pid), true);
}

TEST(InitialNamespaces, AreNotKnownFromALinkToSomethingElse) {
  TempTree tree;
  tree.link("self/ns/user", "pid:[4026531837]");
  tree.link("self/ns/pid", "pid:[4026531836");
  EXPECT_EQ(in_initial_namespace(Proc(tree.root()), InitialNamespace::user), std::nullopt);
  EXPECT_EQ(in_initial_namespace(Proc(tree.root()), InitialNamespace::pid), std::nullopt);
}

}  // namespace
}  // namespace bpfnetstat::procfs
