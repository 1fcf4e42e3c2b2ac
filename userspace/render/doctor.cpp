// SPDX-License-Identifier: Apache-2.0
#include "render/doctor.h"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cstring>

#include "base/append_format.h"
#include "base/text.h"

namespace bpfnetstat {
namespace {

std::string_view to_string(Need need) {
  switch (need) {
    case Need::required:
      return "required";
    case Need::useful:
      return "useful";
    case Need::seldom:
      return "seldom";
  }
  return "";
}

// What `explain` calls them.
std::string_view topic_of(const DoctorReport& report) {
  return report.can_run ? "doctor.can-run" : "doctor.cannot-run";
}
std::string topic_of(const HookReport& hook) {
  return fmt::format("doctor.hook.{}", hook.hook);
}
std::string topic_of(const CapabilityReport& capability) {
  return fmt::format("doctor.{}", capability.name);
}

std::string fentry_outcome(int sys_errno) {
  return sys_errno == 0 ? "ok" : std::string(strerrordesc_np(sys_errno));
}

}  // namespace

namespace json {
namespace {

constexpr int kSchema = 1;

/// Keys and values of one report; strings are made harmless on the way.
class Writer {
 public:
  template <typename Body>
  void object(Body body) {
    writer_.StartObject();
    body();
    writer_.EndObject();
  }

  template <typename Elements, typename Body>
  void array(std::string_view key, const Elements& elements, Body body) {
    name(key);
    writer_.StartArray();
    for (const auto& element : elements) body(element);
    writer_.EndArray();
  }

  template <typename Body>
  void object(std::string_view key, Body body) {
    name(key);
    object(body);
  }

  template <typename Value>
  void member(std::string_view key, const Value& value) {
    name(key);
    write(value);
  }

  template <typename Value>
  void member(std::string_view key, const std::optional<Value>& value) {
    if (value) member(key, *value);
  }

  void write(bool value) { writer_.Bool(value); }
  void write(std::signed_integral auto value) { writer_.Int64(value); }
  void write(std::unsigned_integral auto value) { writer_.Uint64(value); }
  void write(std::string_view text) {
    const std::string harmless = printable(text);
    writer_.String(harmless.data(), static_cast<rapidjson::SizeType>(harmless.size()));
  }
  // A literal is a pointer, and would rather be a bool than a string_view.
  void write(const char* text) { write(std::string_view(text)); }
  void write(const Limit& limit) {
    object([&] {
      member("soft", limit.soft);
      member("hard", limit.hard);
    });
  }

  std::string_view text() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  void name(std::string_view key) {
    writer_.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

void add_kernel(Writer& writer, const KernelReport& kernel) {
  const auto strings = [&](const auto& value) { writer.write(std::string_view(value)); };
  const auto counts = [&](std::string_view key, const auto& by_name) {
    writer.object(key, [&] {
      for (const auto& [name, count] : by_name) writer.member(name, count);
    });
  };
  writer.member("release", kernel.release);
  writer.member("version", kernel.version);
  writer.member("machine", kernel.machine);
  writer.member("preempt_rt", is_preempt_rt(kernel.version));
  writer.member("btf", kernel.btf);
  if (!kernel.btf) return;
  counts("tracepoints", kernel.tracepoints);
  counts("functions", kernel.functions);
  writer.array("iterators", kernel.iterators, strings);
  writer.member("counters_numbered", kernel.counters_numbered);
  writer.member("net_cookie", kernel.net_cookie);
  writer.member("rdonly_cast", kernel.rdonly_cast);
  writer.member("symbols", kernel.symbols);
  writer.array("code", kernel.code, strings);
  writer.member("kprobes", kernel.kprobes);
  if (kernel.fentry_errno) writer.member("fentry", fentry_outcome(*kernel.fentry_errno));
}

void add_hook(Writer& writer, const HookReport& hook) {
  writer.object([&] {
    writer.member("hook", hook.hook);
    writer.member("mechanism", hook.mechanism);
    writer.member("topic", topic_of(hook));
    writer.array("programs", hook.programs, [&](const std::string& name) { writer.write(name); });
    writer.array("rejected", hook.rejected, [&](const RejectedMechanism& rejected) {
      writer.object([&] {
        writer.member("mechanism", rejected.mechanism);
        writer.member("reason", rejected.reason);
        if (!rejected.topic.empty()) writer.member("topic", rejected.topic);
      });
    });
  });
}

void add_system(Writer& writer, const SystemReport& system) {
  writer.member("lockdown", system.lockdown);
  writer.member("lsm", system.lsm);
  writer.member("tracefs", system.tracefs);
  writer.member("bpffs", system.bpffs);
  writer.member("cgroup2", system.cgroup2);
  writer.member("kptr_restrict", system.kptr_restrict);
  writer.member("unprivileged_bpf_disabled", system.unprivileged_bpf_disabled);
  writer.member("bpf_jit_enable", system.bpf_jit_enable);
  writer.member("open_files", system.open_files);
  writer.member("locked_memory_bytes", system.locked_memory_bytes);
  writer.member("initial_user_namespace", system.initial_user_namespace);
  writer.member("initial_pid_namespace", system.initial_pid_namespace);
  writer.member("seccomp_filter", system.seccomp_filter);
  writer.member("ipv6", system.ipv6);
  writer.member("mptcp", system.mptcp);
  writer.member("network_namespaces", system.network_namespaces);
  writer.member("unread_network_namespaces", system.unread_network_namespaces);
  writer.member("listeners", system.listeners);
}

void add_self_test(Writer& writer, const SelfTestReport& test) {
  writer.member("loaded", !test.load_failure);
  if (test.load_failure) {
    writer.member("load_error", to_string(*test.load_failure));
    return;
  }
  if (test.syn_failure) writer.member("syn_error", to_string(*test.syn_failure));
  writer.member("syns_ipv4", test.syns_ipv4);
  writer.member("syns_ipv6", test.syns_ipv6);
  if (test.syns_ipv4 != 0) writer.member("named_by_stack_ipv4", test.named_ipv4);
  if (test.syns_ipv6 != 0) writer.member("named_by_stack_ipv6", test.named_ipv6);
}

}  // namespace

void append(std::string& out, const DoctorReport& report) {
  Writer writer;
  writer.object([&] {
    writer.member("type", "doctor");
    writer.member("schema", kSchema);
    writer.member("can_run", report.can_run);
    writer.member("topic", topic_of(report));
    writer.object("kernel", [&] { add_kernel(writer, report.kernel); });
    writer.member("probe", report.probe);
    writer.array("hooks", report.hooks, [&](const HookReport& hook) { add_hook(writer, hook); });
    writer.array("capabilities", report.capabilities, [&](const CapabilityReport& capability) {
      writer.object([&] {
        writer.member("name", capability.name);
        writer.member("held", capability.held);
        writer.member("need", to_string(capability.need));
        writer.member("purpose", capability.purpose);
        writer.member("topic", topic_of(capability));
      });
    });
    writer.object("system", [&] { add_system(writer, report.system); });
    if (report.self_test) {
      writer.object("self_test", [&] { add_self_test(writer, *report.self_test); });
    }
    writer.array("problems", report.problems, [&](const Problem& problem) {
      writer.object([&] {
        writer.member("prevents", problem.prevents);
        writer.member("what", problem.what);
        writer.member("advice", problem.advice);
        if (!problem.topic.empty()) writer.member("topic", problem.topic);
      });
    });
  });
  out += writer.text();
  out += '\n';
}

}  // namespace json

namespace text {
namespace {

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kReset = "\x1b[0m";

class Page {
 public:
  Page(std::string& out, const Style& style, bool verbose)
      : out_(out), style_(style), verbose_(verbose) {}

  template <typename... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    append_format(out_, format, std::forward<Args>(args)...);
    out_ += '\n';
  }

  /// One fact of a section.
  void fact(std::string_view name, std::string_view value, std::string_view topic) {
    line("  {:<26}{}{}", name, printable(value), detail(topic));
  }

  /// What `explain` has on a line that wants to be read.
  static std::string more(std::string_view topic) {
    return topic.empty() ? std::string() : fmt::format(" (explain {})", topic);
  }
  /// And on one that is there to be looked up.
  std::string detail(std::string_view topic) const {
    return verbose_ ? more(topic) : std::string();
  }

  void section(std::string_view title) { line("\n{}", coloured(title, kBold)); }

  std::string coloured(std::string_view text, std::string_view colour) const {
    if (!style_.colour) return std::string(text);
    return fmt::format("{}{}{}", colour, text, kReset);
  }

 private:
  std::string& out_;
  const Style& style_;
  bool verbose_;
};

std::string_view yes_no(bool value) {
  return value ? "yes" : "no";
}

std::string_view or_not_known(const std::optional<std::string>& value) {
  return value ? std::string_view(*value) : "not known";
}

std::string or_not_known(const std::optional<std::int64_t>& value) {
  return value ? fmt::format("{}", *value) : "not known";
}

std::string limit_text(const std::optional<Limit>& limit) {
  if (!limit) return "not known";
  const auto one = [](std::uint64_t value) {
    return value == Limit::kUnlimited ? "unlimited" : fmt::format("{}", value);
  };
  return fmt::format("{} soft, {} hard", one(limit->soft), one(limit->hard));
}

template <typename Words>
std::string joined(const Words& words) {
  return words.empty() ? "none" : fmt::format("{}", fmt::join(words, " "));
}

/// "kfree_skb(4) sk_data_ready(1)".
std::string with_counts(const std::map<std::string, int, std::less<>>& by_name) {
  std::vector<std::string> words;
  words.reserve(by_name.size());
  for (const auto& [name, count] : by_name) words.push_back(fmt::format("{}({})", name, count));
  return joined(words);
}

void append_verdict(Page& page, const DoctorReport& report) {
  if (report.can_run) {
    page.line("bpfnetstat drops can run here, by {}.{}", report.probe,
              Page::more(topic_of(report)));
    return;
  }
  const auto preventing = std::count_if(report.problems.begin(), report.problems.end(),
                                        [](const Problem& problem) { return problem.prevents; });
  page.line(
      "{}{}",
      page.coloured(fmt::format("bpfnetstat drops cannot run here: {} problem{} prevent{} it.",
                                preventing, preventing == 1 ? "" : "s", preventing == 1 ? "s" : ""),
                    kRed),
      Page::more(topic_of(report)));
}

void append_hooks(Page& page, const DoctorReport& report) {
  page.section("PROBES");
  for (const HookReport& hook : report.hooks) {
    const auto more = Page::more(topic_of(hook));
    if (hook.mechanism) {
      page.line("  {:<10}{:<12}{}{}", hook.hook, *hook.mechanism, joined(hook.programs), more);
    } else {
      page.line("  {:<10}{}{}", hook.hook, hook.optional ? "none" : page.coloured("none", kRed),
                more);
    }
    for (const auto& [mechanism, reason, topic] : hook.rejected) {
      page.line("  {:<10}not {}: {}{}", "", mechanism, printable(reason), Page::more(topic));
    }
  }
}

void append_kernel(Page& page, const KernelReport& kernel) {
  page.section("KERNEL");
  page.fact("release", fmt::format("{} {}", kernel.release, kernel.machine), "doctor.release");
  page.fact("version", kernel.version, "doctor.release");
  page.fact("PREEMPT_RT", yes_no(is_preempt_rt(kernel.version)), "doctor.preempt-rt");
  if (!kernel.btf) {
    page.fact("BTF", "no: nothing more can be asked of this kernel", "doctor.btf");
    return;
  }
  page.fact("BTF", "yes", "doctor.btf");
  page.fact("tracepoints (arguments)", with_counts(kernel.tracepoints), "doctor.tracepoints");
  page.fact("functions (parameters)", with_counts(kernel.functions), "doctor.functions");
  page.fact("iterators", joined(kernel.iterators), "doctor.iterators");
  page.fact("SNMP counters numbered", yes_no(kernel.counters_numbered),
            "doctor.reason.counters-not-numbered");
  page.fact("net_cookie", yes_no(kernel.net_cookie), "doctor.net_cookie");
  page.fact("bpf_rdonly_cast", yes_no(kernel.rdonly_cast), "doctor.bpf_rdonly_cast");
  page.fact("addresses in kallsyms", yes_no(kernel.symbols), "doctor.kallsyms");
  page.fact("code located", joined(kernel.code), "doctor.code-located");
  page.fact("fentry",
            kernel.fentry_errno ? fentry_outcome(*kernel.fentry_errno) : "not tried: no privilege",
            "doctor.mechanism.fentry");
  page.fact("kprobes", yes_no(kernel.kprobes), "doctor.mechanism.kprobe");
}

void append_capabilities(Page& page, const DoctorReport& report) {
  page.section("CAPABILITIES");
  for (const auto& capability : report.capabilities) {
    const bool red = !capability.held && capability.need == Need::required;
    const auto padded = fmt::format("{:<9}", capability.held ? "held" : "missing");
    page.line("  {:<21}{}{:<10}{}{}", capability.name, red ? page.coloured(padded, kRed) : padded,
              to_string(capability.need), capability.purpose, page.detail(topic_of(capability)));
  }
}

void append_system(Page& page, const SystemReport& system) {
  const auto initial = [](const std::optional<bool>& value) {
    return !value ? "not known" : *value ? "the initial one" : "one of its own";
  };
  const auto mounted = [](const std::optional<std::string>& where) {
    return where ? std::string_view(*where) : "not mounted";
  };
  page.section("SYSTEM");
  page.fact("lockdown", or_not_known(system.lockdown), "doctor.lockdown");
  page.fact("security modules", or_not_known(system.lsm), "doctor.security-modules");
  page.fact("tracefs (not needed)", mounted(system.tracefs), "doctor.tracefs");
  page.fact("bpffs (not needed)", mounted(system.bpffs), "doctor.bpffs");
  page.fact("cgroup v2", mounted(system.cgroup2), "doctor.cgroup2");
  page.fact("kptr_restrict", or_not_known(system.kptr_restrict), "doctor.kptr-restrict");
  page.fact("unprivileged_bpf_disabled", or_not_known(system.unprivileged_bpf_disabled),
            "doctor.unprivileged_bpf_disabled");
  page.fact("bpf_jit_enable", or_not_known(system.bpf_jit_enable), "doctor.jit");
  page.fact("open files", limit_text(system.open_files), "doctor.open-files");
  page.fact("locked memory, bytes", limit_text(system.locked_memory_bytes), "doctor.locked-memory");
  page.fact("user namespace", initial(system.initial_user_namespace), "doctor.user-namespace");
  page.fact("pid namespace", initial(system.initial_pid_namespace), "doctor.pid-namespace");
  page.fact("seccomp filter", yes_no(system.seccomp_filter), "doctor.seccomp");
  page.fact("IPv6", yes_no(system.ipv6), "doctor.ipv6");
  page.fact("MPTCP", !system.mptcp ? "no" : *system.mptcp ? "enabled" : "disabled", "doctor.mptcp");
  page.fact("network namespaces",
            system.unread_network_namespaces == 0
                ? fmt::format("{}", system.network_namespaces)
                : fmt::format("{}, of which {} cannot be looked into", system.network_namespaces,
                              system.unread_network_namespaces),
            "doctor.unread-namespaces");
  page.fact("TCP listeners", fmt::format("{}", system.listeners), "doctor.listeners");
}

void append_self_test(Page& page, const std::optional<SelfTestReport>& test) {
  page.section("SELF-TEST");
  if (!test) {
    page.fact("programs", "not loaded: see PROBES", "doctor.self-test");
    return;
  }
  if (test->load_failure) {
    page.fact("programs", to_string(*test->load_failure), "doctor.load-failure");
    return;
  }
  page.fact("programs", "loaded and attached", "doctor.self-test");
  page.fact("SYNs sent to ourselves",
            fmt::format("{} (v4 {}, v6 {})", test->syns_ipv4 + test->syns_ipv6, test->syns_ipv4,
                        test->syns_ipv6),
            "doctor.syns-sent");
  if (test->syn_failure) page.fact("", to_string(*test->syn_failure), "doctor.no-syns");
  const auto named = [](int syns, bool yes) { return syns == 0 ? "not tried" : yes_no(yes); };
  page.fact("listener named by stack",
            fmt::format("v4 {}, v6 {}", named(test->syns_ipv4, test->named_ipv4),
                        named(test->syns_ipv6, test->named_ipv6)),
            "doctor.unnamed-listener");
}

void append_problems(Page& page, const std::vector<Problem>& problems) {
  page.section("PROBLEMS");
  if (problems.empty()) page.line("  none");
  for (const Problem& problem : problems) {
    page.line("  {}{}.{}", problem.prevents ? page.coloured("prevents: ", kRed) : "limits: ",
              printable(problem.what), Page::more(problem.topic));
    page.line("    -> {}.", printable(problem.advice));
  }
}

}  // namespace

void append(std::string& out, const DoctorReport& report, const Style& style, bool verbose) {
  Page page(out, style, verbose);
  append_verdict(page, report);
  append_hooks(page, report);
  append_kernel(page, report.kernel);
  append_capabilities(page, report);
  append_system(page, report.system);
  append_self_test(page, report.self_test);
  append_problems(page, report.problems);
}

}  // namespace text
}  // namespace bpfnetstat
