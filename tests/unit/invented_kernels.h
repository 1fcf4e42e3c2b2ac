// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bpf/btf.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "kernel/facts.h"
#include "kernel/owned.h"

/// Kernels that never ran: BTF and kallsyms as the real ones have them, as far as we look.
namespace bpfnetstat::kernel {

/// A BTF under construction. Ids are the kernel's own kind: 0 is void.
class BtfWriter {
 public:
  BtfWriter() : btf_(btf__new_empty()), integer_(btf__add_int(btf_.get(), "long", 8, 0)) {}

  const btf* get() const { return btf_.get(); }
  btf* raw() { return btf_.get(); }
  int integer() const { return integer_; }

  int prototype(int parameters) {
    const int id = btf__add_func_proto(btf_.get(), 0);
    for (int i = 0; i < parameters; ++i) btf__add_func_param(btf_.get(), nullptr, integer_);
    return id;
  }

  /// The kernel's typedef has a leading `void *` for the context.
  void tracepoint(const std::string& name, int arguments) {
    const int pointer = btf__add_ptr(btf_.get(), prototype(arguments + 1));
    ASSERT_GT(btf__add_typedef(btf_.get(), ("btf_trace_" + name).c_str(), pointer), 0);
  }

  void function(const std::string& name, int parameters) {
    const int type = prototype(parameters);
    ASSERT_GT(btf__add_func(btf_.get(), name.c_str(), BTF_FUNC_GLOBAL, type), 0);
  }

  void structure(const std::string& name, const std::string& member, int member_type) {
    ASSERT_GT(btf__add_struct(btf_.get(), name.c_str(), 8), 0);
    ASSERT_EQ(btf__add_field(btf_.get(), member.c_str(), member_type, 0, 0), 0);
  }

  void enumeration(const char* name, const std::map<std::string, int>& values) {
    ASSERT_GT(btf__add_enum(btf_.get(), name, 4), 0);
    for (const auto& [value_name, value] : values) {
      ASSERT_EQ(btf__add_enum_value(btf_.get(), value_name.c_str(), value), 0);
    }
  }

 private:
  BtfPtr btf_;
  int integer_;
};

struct InventedKernel {
  std::string name;
  std::map<std::string, int, std::less<>> tracepoints{};
  std::map<std::string, int, std::less<>> functions{};
  std::vector<std::string> iterators{};
  bool mib = true;
  enum class NetCookie { none, atomic, plain } net_cookie = NetCookie::plain;
  bool rdonly_cast = true;
  bool detaches_sleepers = true;  ///< Also what 5.10 has got since.
  bool helpers = true;            ///< What tracing programs have since 5.12 or 6.1.

  BtfWriter btf() const {
    BtfWriter writer;
    for (const auto& [tracepoint, arguments] : tracepoints) {
      writer.tracepoint(tracepoint, arguments);
    }
    for (const auto& [function, parameters] : functions) writer.function(function, parameters);
    for (const auto& iterator : iterators) {
      writer.structure("bpf_iter__" + iterator, "meta", writer.integer());
    }
    if (mib) {
      // Others of its kind come before it in vmlinux.
      writer.enumeration(nullptr, {{"TCP_ESTABLISHED", 1}, {"TCP_LISTEN", 10}});
      writer.enumeration(nullptr, {{"LINUX_MIB_LISTENDROPS", 21},
                                   {"LINUX_MIB_LISTENOVERFLOWS", 20},
                                   {"LINUX_MIB_NUM", 0},
                                   {"LINUX_MIB_TCPREQQFULLDROP", 73}});
    }
    if (net_cookie == NetCookie::plain) {
      const int u64 = btf__add_typedef(writer.raw(), "u64", writer.integer());
      writer.structure("net", "net_cookie", u64);
    } else if (net_cookie == NetCookie::atomic) {
      writer.structure("atomic64", "counter", writer.integer());
      const int id = btf__find_by_name_kind(writer.get(), "atomic64", BTF_KIND_STRUCT);
      writer.structure("net", "net_cookie", btf__add_typedef(writer.raw(), "atomic64_t", id));
    }
    if (rdonly_cast) writer.function("bpf_rdonly_cast", 2);
    if (detaches_sleepers) writer.structure("bpf_tramp_image", "image", writer.integer());
    if (helpers) {
      for (const auto helper : {"bpf_get_socket_ptr_cookie", "bpf_get_current_task_btf",
                                "bpf_sock_from_file", "bpf_mem_alloc_init"}) {
        writer.function(helper, 5);
      }
    }
    return writer;
  }
};

inline void PrintTo(const InventedKernel& kernel, std::ostream* out) {
  *out << kernel.name;
}

/// Of the functions that hooks go on, with the parameters that vary between kernels.
struct Varying {
  int route_req;
  int syn_recv_sock;
  int get_cookie_sock;
  int check_req;
  int accept;
  int listen_start;
};

inline std::map<std::string, int, std::less<>> hooked_functions(Varying parameters) {
  return {{"tcp_v4_conn_request", 2},
          {"tcp_v6_conn_request", 2},
          {"tcp_conn_request", 4},
          {"inet_reqsk_alloc", 3},
          {"tcp_v4_route_req", parameters.route_req},
          {"tcp_v6_route_req", parameters.route_req},
          {"tcp_try_fastopen", 5},
          {"tcp_v4_syn_recv_sock", parameters.syn_recv_sock},
          {"tcp_v6_syn_recv_sock", parameters.syn_recv_sock},
          {"tcp_get_cookie_sock", parameters.get_cookie_sock},
          {"tcp_create_openreq_child", 3},
          {"inet_csk_route_child_sock", 3},
          {"inet6_csk_route_req", 4},
          {"tcp_req_err", 3},
          {"tcp_check_req", parameters.check_req},
          {"inet_csk_accept", parameters.accept},
          {"security_sock_graft", 2},
          {"inet_csk_reqsk_queue_add", 3},
          {"inet_csk_complete_hashdance", 4},
          {"inet_csk_listen_start", parameters.listen_start}};
}

inline std::map<std::string, int, std::less<>> with_mptcp(
    std::map<std::string, int, std::less<>> functions, int route_req) {
  functions.insert({{"subflow_v4_conn_request", 2},
                    {"subflow_v6_conn_request", 2},
                    {"subflow_v4_route_req", route_req},
                    {"subflow_v6_route_req", route_req}});
  return functions;
}

inline const InventedKernel kLike5_10 = {.name = "5.10",
                                         .tracepoints = {{"inet_sock_set_state", 3},
                                                         {"consume_skb", 1},
                                                         {"kfree_skb", 2},
                                                         {"sys_exit", 2},
                                                         {"io_uring_complete", 3}},
                                         .functions = hooked_functions({.route_req = 3,
                                                                        .syn_recv_sock = 6,
                                                                        .get_cookie_sock = 5,
                                                                        .check_req = 5,
                                                                        .accept = 4,
                                                                        .listen_start = 2}),
                                         .iterators = {"tcp", "task_file"},
                                         .net_cookie = InventedKernel::NetCookie::atomic,
                                         .rdonly_cast = false,
                                         .helpers = false};

inline const InventedKernel kLike6_1 = {
    .name = "6.1",
    .tracepoints = {{"inet_sock_set_state", 3},
                    {"consume_skb", 1},
                    {"kfree_skb", 3},
                    {"sys_exit", 2},
                    {"io_uring_complete", 7}},
    .functions = with_mptcp(hooked_functions({.route_req = 4,
                                              .syn_recv_sock = 7,
                                              .get_cookie_sock = 5,
                                              .check_req = 5,
                                              .accept = 4,
                                              .listen_start = 1}),
                            4),
    .iterators = {"tcp", "task_file"},
    .rdonly_cast = false};

inline const InventedKernel kLike6_12 = {
    .name = "6.12",
    .tracepoints = {{"inet_sock_set_state", 3},
                    {"consume_skb", 2},
                    {"kfree_skb", 4},
                    {"sk_data_ready", 1},
                    {"sys_exit", 2},
                    {"io_uring_complete", 3}},
    .functions = with_mptcp(hooked_functions({.route_req = 5,
                                              .syn_recv_sock = 6,
                                              .get_cookie_sock = 4,
                                              .check_req = 5,
                                              .accept = 2,
                                              .listen_start = 1}),
                            5),
    .iterators = {"tcp", "task_file"}};

inline const InventedKernel kLike6_18 = {
    .name = "6.18",
    .tracepoints = {{"inet_sock_set_state", 3},
                    {"consume_skb", 2},
                    {"kfree_skb", 4},
                    {"sk_data_ready", 1},
                    {"sys_exit", 2},
                    {"io_uring_complete", 3}},
    .functions = with_mptcp(hooked_functions({.route_req = 5,
                                              .syn_recv_sock = 7,
                                              .get_cookie_sock = 4,
                                              .check_req = 6,
                                              .accept = 2,
                                              .listen_start = 1}),
                            5),
    .iterators = {"tcp", "task_file"}};

inline const InventedKernel kLacksEverything = {.name = "nothing",
                                                .mib = false,
                                                .net_cookie = InventedKernel::NetCookie::none,
                                                .rdonly_cast = false,
                                                .helpers = false};

/// kallsyms with all that we look for, for one who may see addresses.
inline constexpr std::string_view kKallsyms =
    "ffffffff81000000 T _text\n"
    "ffffffff81a00000 T cookie_v4_check\n"
    "ffffffff81a00a10 T tcp_rcv_state_process\n"
    "ffffffff81a02000 T tcp_v4_do_rcv\n"
    "ffffffff81a02300 T tcp_v4_rcv\n"
    "ffffffff81b00000 T cookie_v6_check\n"
    "ffffffff81b00900 t tcp_v6_do_rcv\n"
    "ffffffff81b00d00 T tcp_v6_rcv\n"
    "ffffffff82000000 D _sdata\n";

/// The same with every function that hooks go on.
inline std::string kallsyms_with_functions() {
  std::string text(kKallsyms);
  int at = 0x10;
  for (const auto function : kHookedFunctions) {
    text += fmt::format("ffffffff81c0{:04x} T {}\n", at, function);
    at += 0x100;
  }
  return text;
}

/// The facts about such a kernel, for one who may do everything.
inline KernelFacts facts_of(const InventedKernel& kernel, std::string_view kallsyms = kKallsyms) {
  KernelFacts facts;
  const BtfWriter writer = kernel.btf();
  add_btf_facts(facts, writer.get());
  add_symbol_facts(facts, kallsyms);
  facts.fetching_atomics = kernel.helpers;
  return facts;
}

}  // namespace bpfnetstat::kernel
