// SPDX-License-Identifier: Apache-2.0
#include "serve/session.h"

#include <utility>

#include "serve/request.h"
#include "serve/server.h"

namespace bpfnetstat::serve {

void Session::status(int code, std::string_view message) {
  if (status_given_) return;
  status_given_ = true;
  // The first bytes of all, so there is room.
  static_cast<void>(outbox_.append(format_status(code, message)));
  server_.enqueue(*this);
}

void Session::attach(UniqueFd descriptor) {
  attached_ = std::move(descriptor);
}

bool Session::write(std::string_view bytes) {
  if (finished_) return false;
  status(0);
  if (!outbox_.append(bytes)) return false;
  server_.enqueue(*this);
  return true;
}

void Session::produce(Producer more) {
  if (finished_) return;
  status(0);
  outbox_.produce(std::move(more));
  server_.enqueue(*this);
}

std::size_t Session::room() const {
  return finished_ ? 0 : outbox_.room();
}

bool Session::offer(std::string_view bytes) {
  live_ = true;
  if (write(bytes)) return true;
  lose();
  return false;
}

void Session::lose() {
  live_ = true;
  ++lost_;
}

void Session::finish() {
  if (finished_) return;
  status(0);
  finished_ = true;
  server_.enqueue(*this);
}

}  // namespace bpfnetstat::serve
