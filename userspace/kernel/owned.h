// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <memory>

/// libbpf objects are owned from the moment they exist.
namespace bpfnetstat::kernel {

/// One deleter for every kind: calls the function it is made with.
template <auto Free>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

using LinkPtr = std::unique_ptr<bpf_link, FreeWith<bpf_link__destroy>>;
using RingPtr = std::unique_ptr<ring_buffer, FreeWith<ring_buffer__free>>;
using BtfPtr = std::unique_ptr<btf, FreeWith<btf__free>>;

}  // namespace bpfnetstat::kernel
